"""Build the Tracer that needs no Python, and the installer of the system this runs on.

    python packaging/build.py [--out dist] [--bundle-only] [--again]

Needs the libraries and PyInstaller (`pip install -c constraints.txt -e ".[packaging]"`), and for an installer dpkg-deb
(Linux), NSIS's makensis (Windows) or hdiutil (macOS). In `--out` stand in the end: the folder `tracer` (macOS:
Tracer.app) with the programs `tracer-desktop` and `tracer`, the installer, `sizes.txt`, the list of all parts
`sbom.cdx.json` and `SHA256SUMS.txt`. `--again` leaves PyInstaller out and packs what `--out` holds. What was built is
tried with `python packaging/smoke_test.py`.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
MADE = ROOT / "build"
VERSION = re.search(r'VERSION = "(.+)"', (ROOT / "tracer_engine" / "version.py").read_text(encoding="utf-8"))[1]
LISTED = 20
MOST_INSTALLED, MOST_PACKED = 450e6, 150e6
SIGN_COMMAND = "TRACER_SIGN_COMMAND"
INSTALLERS = ("*.deb", "*.exe", "*.dmg")


def build(out: Path) -> None:
    """Have PyInstaller build into `out`."""
    from icons import make_icons

    make_icons(MADE / "icons")
    # A folder of its own name hides the library `packaging` from whoever has this one's parent on his path first.
    sys.path = [place for place in sys.path if Path(place or ".").resolve() not in (ROOT, HERE)]
    os.environ["PYTHONPATH"] = os.pathsep.join(
        place for place in os.environ.get("PYTHONPATH", "").split(os.pathsep) if place and Path(place).resolve() != ROOT
    )
    from PyInstaller.__main__ import run

    sys.path.append(str(ROOT))
    told = ["--noconfirm", "--log-level=WARN", f"--distpath={out}", f"--workpath={MADE / 'work'}"]
    run([*told, str(HERE / "tracer.spec")])
    shutil.copy(MADE / "sbom.cdx.json", out)
    if sys.platform.startswith("linux"):
        (out / "tracer" / "tracer").symlink_to("tracer-desktop")


def sizes(folder: Path) -> Counter[str]:
    """Bytes by library: the folders inside `_internal`, a library's own shared libraries with it."""
    found: Counter[str] = Counter()
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.is_file():
            continue
        parts = path.relative_to(folder).parts
        for outer in ("Contents", "Frameworks", "Resources", "_internal"):
            parts = parts[1:] if parts[0] == outer else parts
        found[parts[0].removesuffix(".libs") if len(parts) > 1 else shared(parts[0])] += path.stat().st_size
    return found


def shared(name: str) -> str:
    """What a file that lies beside the libraries is counted as."""
    return "(system libraries)" if ".so" in name or name.endswith((".dll", ".dylib")) else name


def size_report(folder: Path) -> str:
    """What takes how much room, the largest first."""
    found = sizes(folder)
    listed = found.most_common(LISTED)
    rest = sum(found.values()) - sum(size for _, size in listed)
    lines = [*listed, ("the rest", rest), (folder.name, sum(found.values()))]
    return "\n".join(f"{size / 1e6:8.1f} MB  {name}" for name, size in lines) + "\n"


def pack(out: Path, bundle: Path) -> None:
    """Make the installer of this system from the bundle."""
    if sys.platform == "win32":
        for program in sorted(bundle.glob("*.exe")):
            sign(program)
        setup = out / f"Tracer-{VERSION}-Setup.exe"
        subprocess.run(
            ["makensis", "-V2", *definitions(bundle, setup), str(HERE / "windows" / "tracer.nsi")], check=True
        )
        sign(setup)
    elif sys.platform == "darwin":
        subprocess.run(["bash", str(HERE / "macos" / "disk_image.sh"), str(bundle), VERSION, str(out)], check=True)
    else:
        sys.path.append(str(HERE / "linux"))
        from deb import make_deb

        make_deb(bundle, VERSION, MADE / "icons", out)


def definitions(bundle: Path, setup: Path) -> list[str]:
    """What the script of the set-up is told; the uninstaller is signed while it is made."""
    told = {"VERSION": VERSION, "PAYLOAD": bundle, "OUT": setup, "ICON": MADE / "icons" / "tracer.ico"}
    if command := os.environ.get(SIGN_COMMAND):
        told["SIGN"] = command
    return [f"-D{name}={value}" for name, value in told.items()]


def sign(program: Path) -> None:
    """Windows: by the command that is told by the environment, if any."""
    if command := os.environ.get(SIGN_COMMAND):
        subprocess.run([*shlex.split(command), str(program)], check=True)


def checksums(out: Path) -> None:
    """`SHA256SUMS.txt`, for `sha256sum --check`."""
    files = [path for pattern in (*INSTALLERS, "sbom.cdx.json") for path in sorted(out.glob(pattern))]
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    (out / "SHA256SUMS.txt").write_text("".join(lines), encoding="utf-8")


def too_large(out: Path, bundle: Path) -> list[str]:
    """What has grown beyond what may be asked of a download and of a disk."""
    installed = sum(sizes(bundle).values())
    packed = {path.name: path.stat().st_size for pattern in INSTALLERS for path in out.glob(pattern)}
    told = [f"{bundle.name} is {installed / 1e6:.0f} MB"] if installed > MOST_INSTALLED else []
    return told + [f"{name} is {size / 1e6:.0f} MB" for name, size in packed.items() if size > MOST_PACKED]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="where to (default: dist)")
    parser.add_argument("--bundle-only", action="store_true", help="make no installer")
    parser.add_argument("--again", action="store_true", help="pack what is there already")
    told = parser.parse_args()
    out = told.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    if not told.again:
        build(out)
    bundle = out / ("Tracer.app" if sys.platform == "darwin" else "tracer")
    report = size_report(bundle)
    (out / "sizes.txt").write_text(report, encoding="utf-8")
    print(report, end="")
    if not told.bundle_only:
        pack(out, bundle)
    checksums(out)
    for path in sorted(path for pattern in INSTALLERS for path in out.glob(pattern)):
        print(f"{path.stat().st_size / 1e6:8.1f} MB  {path}")
    if problems := too_large(out, bundle):
        raise SystemExit(f"Too large: {'; '.join(problems)}.")


if __name__ == "__main__":
    main()
