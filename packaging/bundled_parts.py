"""Whose work is in the bundle: which library each file comes from, its licence, and a list of all of it (an SBOM).

Works on PyInstaller's lists of (name in the bundle, source, kind), so that it tells what is there and not what is
installed beside it.
"""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
LICENCE_FILE = re.compile(r"licen[cs]e|copying|notice|copyright|authors", re.IGNORECASE)
OURS = ("tracer_engine", "tracer_desktop", "resources", "packaging", "LICENSE")
# Their wheels bring no text: the LGPL, and the GPL it builds on.
TEXTS_OF_OURS = {"pyside6_essentials": ("LGPL-3.0.txt", "GPL-3.0.txt"), "shiboken6": ("LGPL-3.0.txt", "GPL-3.0.txt")}
QT_WORD = """Qt and PySide6 are used under the GNU Lesser General Public License, version 3. They lie in the folder
_internal/PySide6 and _internal/shiboken6 as shared libraries of their own, which you may replace by changed ones of the
same interface. Their source: https://download.qt.io/official_releases/QtForPython/ and
https://download.qt.io/official_releases/qt/"""


@dataclass(kw_only=True)
class Part:
    """A library in the bundle: `purl` is its name for programs, `texts` its licence, `sboms` its own lists of parts."""

    name: str
    version: str
    licence: str
    purl: str
    texts: list[Path] = field(default_factory=list)
    sboms: list[Path] = field(default_factory=list)


def parts_of(sources: Iterable[str]) -> list[Part]:
    """The libraries that these files come from, by name."""
    index = {str(path): found for found in metadata.distributions() for path in _files_of(found)}
    found: dict[str, Part] = {}
    foreign: list[str] = []
    # A package without a file of its own has "-" for a source.
    for source in sorted({str(Path(source).absolute()) for source in sources if source not in ("", "-")}):
        if source in index:
            part = _part_of_distribution(index[source])
        elif _is_ours(source):
            continue
        elif _is_python(source):
            part = _python()
        else:
            foreign.append(source)
            continue
        found.setdefault(part.purl, part)
    for part in _system_parts(foreign):
        found.setdefault(part.purl, part)
    return sorted(found.values(), key=lambda part: part.name.lower())


def _files_of(found: metadata.Distribution) -> Iterable[Path]:
    # `locate_file` keeps the ".." of scripts; the folders above are the same for all.
    return (Path(str(found.locate_file(file))) for file in found.files or ())


def _is_ours(source: str) -> bool:
    path = Path(source)
    return path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in OURS


def _is_python(source: str) -> bool:
    own = (sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), sys.prefix, sys.base_prefix + "/Frameworks")
    name = Path(source).name.lower()
    if name.startswith(("libpython3", "python3", "vcruntime", "base_library")):
        return True
    return any(Path(source).is_relative_to(folder) for folder in own) or "PyInstaller" in source


@cache
def _python() -> Part:
    texts = [Path(sysconfig.get_path("stdlib")) / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt"]
    version = platform.python_version()
    there = [text for text in texts if text.is_file()][:1]
    return Part(name="Python", version=version, licence="PSF-2.0", purl=f"pkg:generic/python@{version}", texts=there)


@cache
def _part_of_distribution(found: metadata.Distribution) -> Part:
    name, told = found.metadata["Name"], found.metadata
    own = [file for file in found.files or () if ".dist-info/" in file.as_posix()]
    texts = [Path(str(found.locate_file(file))) for file in own if LICENCE_FILE.search(file.name)]
    texts += [HERE / "licences" / text for text in TEXTS_OF_OURS.get(name.lower().replace("-", "_"), ())]
    return Part(
        name=name,
        version=found.version,
        licence=_licence_of(told),
        purl=f"pkg:pypi/{name.lower().replace('_', '-')}@{found.version}",
        texts=texts,
        sboms=[Path(str(found.locate_file(file))) for file in own if "sboms" in file.parts],
    )


def _licence_of(told: metadata.PackageMetadata) -> str:
    named = [one.rpartition(" :: ")[2] for one in told.get_all("Classifier") or [] if one.startswith("License ::")]
    for one in (*(told.get_all("License-Expression") or []), *(told.get_all("License") or []), ", ".join(named)):
        if one.strip():
            return one.strip().splitlines()[0]
    return "see its text"


def _system_parts(sources: list[str]) -> list[Part]:
    """Libraries of the computer it was built on: by Debian's packages, elsewhere by their file's name."""
    found = []
    for source in sources:
        package = _debian_package(source)
        if package is None:
            name = Path(source).name
            found.append(Part(name=name, version="", licence="of the system's", purl=f"pkg:generic/{name}"))
            continue
        name, version = package
        text = Path("/usr/share/doc") / name / "copyright"
        texts = [text.resolve()] if text.exists() else []
        purl = f"pkg:deb/debian/{name}@{version}"
        found.append(Part(name=name, version=version, licence="see its text", purl=purl, texts=texts))
    return found


def _debian_package(source: str) -> tuple[str, str] | None:
    if shutil.which("dpkg-query") is None:
        return None
    path = str(Path(source).resolve())
    for asked in (source, path, path.removeprefix("/usr"), source.removeprefix("/usr")):
        done = subprocess.run(["dpkg-query", "--search", asked], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            name = done.stdout.split(":")[0]
            told = subprocess.run(
                ["dpkg-query", "--show", "--showformat=${Version}\n", name], capture_output=True, text=True, check=True
            )
            return name, told.stdout.splitlines()[0]
    return None


def write_licences(parts: list[Part], folder: Path) -> None:
    """A text for every part, and one list of all. Raises SystemExit where a part has none."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    bare = [part.name for part in parts if not part.texts and part.licence != "of the system's"]
    if bare:
        raise SystemExit(f"No licence text was found for {', '.join(bare)}.")
    shutil.copy(ROOT / "LICENSE", folder / "Tracer.txt")
    shutil.copy(ROOT / "resources" / "fonts" / "LICENSE-Inter.txt", folder / "Inter.txt")
    lines = ["What Tracer is built on, and under which licence. The texts are in this folder.", "", QT_WORD, ""]
    for part in parts:
        lines.append(f"{part.name} {part.version}: {part.licence}")
        for number, text in enumerate((*part.texts, *part.sboms)):
            (folder / part.name).mkdir(exist_ok=True)
            out = folder / part.name / text.name
            if out.exists():
                out = out.with_name(f"{number}-{text.name}")
            shutil.copy(text, out)
    (folder / "LIST.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_sbom(parts: list[Part], version: str, out: Path) -> None:
    """The list of all parts as CycloneDX 1.6 in JSON; what a library is made of in turn lies beside its licence."""
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.model.license import DisjunctiveLicense
    from cyclonedx.output.json import JsonV1Dot6
    from packageurl import PackageURL

    bom = Bom()
    program = Component(name="Tracer", version=version, type=ComponentType.APPLICATION, bom_ref=f"tracer@{version}")
    program.licenses.add(DisjunctiveLicense(id="Apache-2.0"))
    bom.metadata.component = program
    for part in parts:
        component = Component(
            name=part.name,
            version=part.version or None,
            type=ComponentType.LIBRARY,
            bom_ref=part.purl,
            purl=PackageURL.from_string(part.purl),
        )
        component.licenses.add(DisjunctiveLicense(name=part.licence))
        bom.components.add(component)
    bom.register_dependency(program, bom.components)
    out.write_text(JsonV1Dot6(bom).output_as_string(indent=2) + "\n", encoding="utf-8")
