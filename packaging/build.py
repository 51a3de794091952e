"""Build the program that needs no Python: a folder with `tracer-desktop` and `tracer` in it.

    python packaging/build.py [--out dist]

Needs PyInstaller (`pip install -c constraints.txt -e ".[packaging]"`). Ends by saying what takes how much room.
What was built is tried with `dist/tracer/tracer-desktop --selftest`.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LISTED = 20


def build(out: Path) -> Path:
    """Build into `out`/tracer, and return that folder."""
    # A folder of its own name hides the library `packaging` from whoever has this one's parent on his path first.
    sys.path = [place for place in sys.path if Path(place or ".").resolve() not in (ROOT, ROOT / "packaging")]
    os.environ["PYTHONPATH"] = os.pathsep.join(
        place for place in os.environ.get("PYTHONPATH", "").split(os.pathsep) if place and Path(place).resolve() != ROOT
    )
    from PyInstaller.__main__ import run

    sys.path.append(str(ROOT))
    told = ["--noconfirm", "--log-level=WARN", f"--distpath={out}", f"--workpath={ROOT / 'build'}"]
    run([*told, str(ROOT / "packaging" / "tracer.spec")])
    return out / "tracer"


def sizes(folder: Path) -> Counter[str]:
    """Bytes by library: the folders inside `_internal`, a library's own shared libraries with it."""
    found: Counter[str] = Counter()
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.is_file():
            continue
        parts = path.relative_to(folder).parts
        if parts[0] == "_internal":
            parts = parts[1:]
        found[parts[0].removesuffix(".libs") if len(parts) > 1 else shared(parts[0])] += path.stat().st_size
    return found


def shared(name: str) -> str:
    """What a file that lies beside the libraries is counted as."""
    return "(system libraries)" if ".so" in name or name.endswith((".dll", ".dylib")) else name


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="where to (default: dist)")
    folder = build(parser.parse_args().out.resolve())
    found = sizes(folder)
    for name, size in found.most_common(LISTED):
        print(f"{size / 1e6:8.1f} MB  {name}")
    rest = sum(found.values()) - sum(size for _, size in found.most_common(LISTED))
    print(f"{rest / 1e6:8.1f} MB  the rest\n{sum(found.values()) / 1e6:8.1f} MB  {folder}")


if __name__ == "__main__":
    main()
