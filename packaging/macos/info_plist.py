"""What macOS is told of the program: which files it opens, and how old a system may be."""

from __future__ import annotations

OLDEST = "14.0"
"""What the wheels of NumPy and SciPy need that pip takes on this system or a newer one."""
MODEL = "org.tracer.model"
TABLES = (
    "public.comma-separated-values-text",
    "public.tab-separated-values-text",
    "org.openxmlformats.spreadsheetml.sheet",
)


def info_plist(version: str) -> dict[str, object]:
    """The keys of `Info.plist` beside those PyInstaller writes itself."""
    model = {"UTTypeIdentifier": MODEL, "UTTypeDescription": "Tracer model", "UTTypeConformsTo": ["public.data"]}
    return {
        "CFBundleExecutable": "tracer-desktop",
        "CFBundleShortVersionString": version,
        "LSBackgroundOnly": False,
        "CFBundleDisplayName": "Tracer",
        "NSHighResolutionCapable": True,
        "NSRequiresAquaSystemAppearance": False,
        "LSMinimumSystemVersion": OLDEST,
        "LSApplicationCategoryType": "public.app-category.business",
        "NSHumanReadableCopyright": "The Tracer authors, Apache-2.0",
        # Models are ours; tables stay with whatever opens them, and have us under "Open with".
        "CFBundleDocumentTypes": [
            _opens("Tracer model", "Owner", [MODEL]),
            _opens("Table", "Alternate", list(TABLES)),
        ],
        "UTExportedTypeDeclarations": [model | {"UTTypeTagSpecification": {"public.filename-extension": ["tracer"]}}],
    }


def _opens(name: str, rank: str, kinds: list[str]) -> dict[str, object]:
    return {
        "CFBundleTypeName": name,
        "CFBundleTypeRole": "Viewer",
        "LSHandlerRank": rank,
        "LSItemContentTypes": kinds,
    }
