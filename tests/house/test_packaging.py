"""What the installers are made of, as far as it can be told without building one."""

from __future__ import annotations

import plistlib
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest

from tracer_engine import __version__

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
LINUX = PACKAGING / "linux"
# Folders of Tracer's own that a desktop's standards have no say in.
TABLES = (".csv", ".tsv", ".xlsx", ".parquet")


@pytest.fixture(scope="module")
def slimming() -> Iterator[ModuleType]:
    """Imported as the build does it: `packaging` itself is no package."""
    sys.path.insert(0, str(PACKAGING))
    yield import_module("slimming")
    sys.path.remove(str(PACKAGING))


def desktop_entry() -> dict[str, str]:
    lines = (LINUX / "tracer.desktop").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def run(tool: str, *told: object) -> subprocess.CompletedProcess[str]:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not here")
    return subprocess.run([tool, *map(str, told)], capture_output=True, text=True, check=False)


def test_the_menu_entry_is_as_the_desktops_want_it() -> None:
    done = run("desktop-file-validate", LINUX / "tracer.desktop")

    assert (done.returncode, done.stdout) == (0, "")


def test_the_appstream_data_are_as_the_software_centres_want_them(tmp_path: Path) -> None:
    sys.path.insert(0, str(LINUX))
    text = import_module("deb").metainfo_of(__version__)
    sys.path.remove(str(LINUX))
    metainfo = tmp_path / "org.tracer.Tracer.metainfo.xml"
    metainfo.write_text(text, encoding="utf-8")
    told = ElementTree.fromstring(text)
    assert told.findtext("launchable") == "tracer.desktop"
    assert told.findtext("project_license") == "Apache-2.0"
    assert f'version="{__version__}"' in text

    done = run("appstreamcli", "validate", "--no-net", metainfo)

    assert done.returncode == 0, done.stdout


def test_menu_file_type_and_window_know_each_other_by_the_same_names() -> None:
    entry = desktop_entry()
    types = ElementTree.parse(LINUX / "tracer-mime.xml").getroot()
    (mime,) = (one for one in types if one.tag.endswith("mime-type"))
    patterns = [one.get("pattern") for one in mime if one.tag.endswith("glob")]

    assert patterns == ["*.tracer"]
    assert mime.get("type") in entry["MimeType"].split(";")
    assert "text/csv" in entry["MimeType"].split(";")
    start = (ROOT / "tracer_desktop" / "app" / "start.py").read_text(encoding="utf-8")
    assert 'setDesktopFileName("tracer")' in start
    assert entry["Exec"] == "tracer-desktop %f"


@pytest.mark.parametrize("target", [{}, {"TARGET": "amd64-unicode"}], ids=["as on Windows", "for wine"])
def test_the_set_up_for_windows_compiles(tmp_path: Path, target: dict[str, str]) -> None:
    payload = tmp_path / "tracer"
    (payload / "_internal").mkdir(parents=True)
    for name in ("tracer.exe", "tracer-desktop.exe", "_internal/a.dll"):
        (payload / name).write_bytes(b"a stand-in")
    icon = tmp_path / "tracer.ico"
    icon.write_bytes(one_icon())
    setup = tmp_path / "Tracer-Setup.exe"
    told = {"VERSION": __version__, "PAYLOAD": payload, "ICON": icon, "OUT": setup, **target}

    done = run("makensis", "-V2", "-WX", *(f"-D{name}={value}" for name, value in told.items()),
               PACKAGING / "windows" / "tracer.nsi")  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    assert setup.read_bytes().startswith(b"MZ")


def one_icon() -> bytes:
    """A 1 × 1 icon, as small as the form allows."""
    picture = bytes([40, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 32, 0]) + bytes(24) + bytes(4) + bytes(4)
    head = bytes([0, 0, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 32, 0])
    return head + len(picture).to_bytes(4, "little") + (22).to_bytes(4, "little") + picture


def test_the_set_up_takes_away_what_it_put_there() -> None:
    script = (PACKAGING / "windows" / "tracer.nsi").read_text(encoding="utf-8")
    install, uninstall = script.split('Section "Uninstall"')

    for extension in TABLES:
        assert f'OPEN_WITH "{extension}"' in install
        assert f'NOT_OPEN_WITH "{extension}"' in uninstall
    written = set(re.findall(r'WriteReg\w+ HKCU "([^"]+)"', install.split('Section "Tracer"')[1]))
    keys = {key for key in written if key != r"${CLASSES}\.tracer"}
    gone = re.findall(r'DeleteRegKey (?:/ifempty )?HKCU "([^"]+)"', uninstall)
    assert [key for key in keys if not any(key == one or key.startswith(one + "\\") for one in gone)] == []
    # The workspace: only when somebody says so, and never silently.
    assert uninstall.count('RMDir /r "${WORKSPACE}"') == 1
    assert "MB_DEFBUTTON2" in uninstall
    assert "/SD IDNO" in uninstall


def test_what_macos_allows_the_program_is_told() -> None:
    told = plistlib.loads((PACKAGING / "macos" / "entitlements.plist").read_bytes())

    assert set(told.values()) == {True}
    assert all(name.startswith("com.apple.security.cs.") for name in told)


def test_macos_opens_what_the_other_systems_open(tmp_path: Path) -> None:
    sys.path.insert(0, str(PACKAGING / "macos"))
    macos = import_module("info_plist")
    sys.path.remove(str(PACKAGING / "macos"))
    written = tmp_path / "Info.plist"
    written.write_bytes(plistlib.dumps(macos.info_plist(__version__)))
    told = plistlib.loads(written.read_bytes())
    model, tables = told["CFBundleDocumentTypes"]
    (exported,) = told["UTExportedTypeDeclarations"]

    assert told == macos.info_plist(__version__)
    assert model["LSItemContentTypes"] == [exported["UTTypeIdentifier"]]
    assert exported["UTTypeTagSpecification"] == {"public.filename-extension": ["tracer"]}
    assert (model["LSHandlerRank"], tables["LSHandlerRank"]) == ("Owner", "Alternate")
    # What is built there, what the program says it needs, and what a user is told are one version.
    release = (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    assert f'MACOSX_DEPLOYMENT_TARGET: "{told["LSMinimumSystemVersion"]}"' in release
    oldest = told["LSMinimumSystemVersion"].removesuffix(".0")
    assert f"macOS {oldest} and later" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_library_has_a_text_or_one_of_ours(slimming: ModuleType) -> None:
    parts = import_module("bundled_parts")

    for texts in parts.TEXTS_OF_OURS.values():
        assert [text for text in texts if not (PACKAGING / "licences" / text).is_file()] == []


@pytest.mark.parametrize(
    ("name", "is_kept"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", True),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/Qt/plugins/imageformats/libqjpeg.so", True),
        ("PySide6/Qt/lib/libQt6Network.so.6", True),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/Qt/lib/libQt6Quick.so.6", False),
        ("PySide6/translations/qtbase_de.qm", False),
        ("PySide6\\plugins\\tls\\qopensslbackend.dll", False),
        ("matplotlib/mpl-data/fonts/ttf/DejaVuSans.ttf", True),
        ("matplotlib/mpl-data/fonts/ttf/STIXGeneral.ttf", False),
        ("resources/window/tokens.json", True),
        ("tracer_engine/workflow/new_blueprint_test.txt", True),
    ],
)
def test_only_what_is_never_used_is_left_out(slimming: ModuleType, name: str, is_kept: bool) -> None:
    assert bool(slimming.kept([(name, "", "DATA")], set())) is is_kept


def test_words_of_qt_stay_in_the_languages_tracer_speaks(slimming: ModuleType) -> None:
    entries = [(f"PySide6/Qt/translations/{name}.qm", "", "DATA") for name in ("qtbase_de", "qtbase_fr", "qt_help_de")]

    assert [name for name, _, _ in slimming.kept(entries, {"de"})] == ["PySide6/Qt/translations/qtbase_de.qm"]


def test_a_library_that_two_wheels_bring_is_there_once(slimming: ModuleType) -> None:
    entries = [
        ("numpy.libs/libgfortran-1.so", "/a", "BINARY"),
        ("scipy.libs/libgfortran-1.so", "/b", "BINARY"),
        ("scipy/one.so", "/c", "EXTENSION"),
    ]

    assert slimming._without_copies(entries) == [
        ("numpy.libs/libgfortran-1.so", "/a", "BINARY"),
        ("scipy.libs/libgfortran-1.so", "../numpy.libs/libgfortran-1.so", "SYMLINK"),
        ("scipy/one.so", "/c", "EXTENSION"),
    ]


def test_the_release_is_built_and_tried_on_every_system_that_is_promised() -> None:
    text = (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")

    for system in ("windows-latest", "macos-latest", "macos-15-intel", "ubuntu-22.04"):
        assert f"os: {system}}}" in text
    for step in ("packaging/build.py", "packaging/smoke_test.py", "packaging/windows/try_setup.py", "SHA256SUMS.txt"):
        assert step in text
    told = (PACKAGING / "README.md").read_text(encoding="utf-8")
    secrets = set(re.findall(r"secrets\.(\w+)", text))
    assert [secret for secret in sorted(secrets) if secret not in told] == []


def test_the_tools_of_the_build_are_among_the_extras() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]

    assert any(one.startswith("pyinstaller") for one in extras["packaging"])
    assert any(one.startswith("cyclonedx-python-lib") for one in extras["packaging"])
