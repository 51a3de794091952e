"""What need not be in the bundle: parts that are never used, symbols nobody links to, and libraries that are left over.

Works on PyInstaller's lists of (name in the bundle, source, kind), before anything is copied.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

Entry = tuple[str, str, str]

QT_PARTS = "Qml|Quick|Pdf|VirtualKeyboard|LabsQml|Egl[Ff][Ss]|ShaderTools|Sql|WaylandCompositor"
QT_PLUGINS = "qmltooling|sqldrivers|networkinformation|egldeviceintegrations|generic|tls|vectorimageformats"

# Collected by hooks all the same.
DROPPED = re.compile(
    "|".join(
        (
            r"PySide6/(Qt/)?(qml|metatypes|typesystems|include)/",
            rf"PySide6/(Qt/)?plugins/({QT_PLUGINS}|wayland-graphics-integration-server)/",
            r"PySide6/(Qt/)?plugins/platforms/(lib)?q(eglfs|linuxfb|minimal|minimalegl|vkkhrdisplay|vnc|direct2d)\.",
            r"PySide6/(Qt/)?plugins/platformthemes/(lib)?qgtk3\.",
            r"PySide6/(Qt/)?plugins/platforminputcontexts/.*virtualkeyboard",
            r"PySide6/(Qt/)?plugins/imageformats/(lib)?q(pdf|tga|wbmp|icns|tiff|webp)\.",
            rf"(lib)?Qt6({QT_PARTS})\w*\.",
            r"opengl32sw\.dll$",  # a picture card in software, on Windows; what Tracer draws needs none
            r"(^|/)tests?/",
            r"matplotlib/mpl-data/(sample_data|plot_directive|kpsewhich)",
            r"matplotlib/mpl-data/fonts/(afm|pdfcorefonts)/",
            r"matplotlib/mpl-data/fonts/ttf/(STIX|DejaVuSerif)",
            r"sklearn/datasets/(images|descr|data)/",
            r"\.(pyx|pxd|pxi|pyi|h|hpp|c|cpp|a|lib|pdb)$",
        )
    )
)
# Languages that a printed piece of code could be in, to be coloured.
MODULES_DROPPED = re.compile(r"pygments\.lexers\.(?!_mapping$|python$)")
QT_WORDS = re.compile(r"PySide6/(?:Qt/)?translations/(?P<catalogue>\w+?)_(?P<language>\w+)\.qm$")
BESIDE = re.compile(r"^[^/]+$|^[^/]+\.libs/[^/]+$")
"""Libraries that are in the bundle only because another one asks for them."""
NOT_STRIPPED = re.compile(r"\.libs/|^PySide6/|^shiboken6/")
"""Those of wheels that were mended to find each other cannot be loaded any more once stripped; Qt's are stripped."""
NEEDED = re.compile(r"\(NEEDED\).*\[(.+)\]")


def kept(entries: list[Entry], languages: set[str]) -> list[Entry]:
    """Without what Tracer never uses; of Qt's own words those in `languages`."""
    return [one for one in entries if not _is_dropped(one[0].replace("\\", "/"), languages)]


def _is_dropped(name: str, languages: set[str]) -> bool:
    if words := QT_WORDS.search(name):
        return words["catalogue"] != "qtbase" or words["language"] not in languages
    return bool(DROPPED.search(name))


def kept_modules(entries: list[Entry]) -> list[Entry]:
    """Modules that are imported by nothing Tracer does."""
    return [one for one in entries if not MODULES_DROPPED.match(one[0])]


def slimmed(binaries: list[Entry], folder: Path) -> list[Entry]:
    """Without libraries that nothing needs any more, and stripped (copies in `folder`); only on Linux."""
    if not sys.platform.startswith("linux"):
        return binaries
    shutil.rmtree(folder, ignore_errors=True)
    return [_stripped(one, folder) for one in _without_copies(_without_leftovers(binaries))]


def _without_copies(binaries: list[Entry]) -> list[Entry]:
    """Wheels bring the same libraries, under names made from their contents: each once, and links to it."""
    first: dict[str, str] = {}
    found = []
    for name, source, kind in binaries:
        folder, _, file = name.rpartition("/")
        if kind != "SYMLINK" and folder.endswith(".libs") and first.setdefault(file, name) != name:
            found.append((name, f"../{first[file]}", "SYMLINK"))
        else:
            found.append((name, source, kind))
    return found


def _without_leftovers(binaries: list[Entry]) -> list[Entry]:
    sources = {Path(name).name: source for name, source, kind in binaries if kind != "SYMLINK"}
    asked_for = {Path(name).name for name, _, _ in binaries if not BESIDE.match(name) or name.startswith("libpython")}
    waiting = list(asked_for)
    while waiting:
        name = waiting.pop()
        if name in sources:
            news = set(_needed(sources[name])) - asked_for
            asked_for |= news
            waiting += news
    return [one for one in binaries if Path(one[0]).name in asked_for]


def _needed(library: str) -> list[str]:
    done = subprocess.run(["readelf", "--dynamic", "--wide", library], capture_output=True, text=True, check=True)
    return NEEDED.findall(done.stdout)


def _stripped(entry: Entry, folder: Path) -> Entry:
    name, source, kind = entry
    if kind == "SYMLINK" or NOT_STRIPPED.search(name):
        return entry
    copy = folder / name
    copy.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["strip", "--strip-unneeded", "-o", str(copy), source], check=True)
    return name, str(copy), kind
