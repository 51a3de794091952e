"""A Debian package from the bundle: /opt/tracer, links in /usr/bin, menu entry, file type, AppStream data.

It runs nothing of its own on installing or removing: the menu and the file types are refreshed by triggers of the
system's, and what the user made in the workspace is never touched.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import platform
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# What Qt links to and the bundle does not hold, and the C library of where it was built. Without a font every letter is
# a box.
DEPENDS = (
    *(
        "libc6 (>= {glibc})",
        "libgl1",
        "libegl1",
        "libfontconfig1",
        "libdbus-1-3",
        "libxkbcommon0",
        "libxkbcommon-x11-0",
    ),
    *("libglib2.0-0 | libglib2.0-0t64", "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0"),
    "fontconfig",
)
RECOMMENDS = "fonts-dejavu-core | fonts-noto-core"
CONTROL = """Package: tracer
Version: {version}
Section: science
Priority: optional
Architecture: amd64
Maintainer: The Tracer authors <tracer@localhost>
Installed-Size: {kilobytes}
Depends: {depends}
Recommends: {recommends}
Description: who will leave, how sure, and why: from a customer export, offline
 Tracer learns from a table of customers whose end is known, reports how good
 the model is, and scores next month's customers, each with reasons.
 Nothing leaves the computer.
"""


def make_deb(bundle: Path, version: str, icons: Path, out: Path) -> Path:
    """`tracer_VERSION_amd64.deb` in `out`; returns its path. Needs dpkg-deb, and no rights."""
    with tempfile.TemporaryDirectory(dir=out) as scratch:
        tree = Path(scratch) / "tree"
        _fill(tree, bundle, version, icons)
        _describe(tree, version)
        made = out / f"tracer_{version}_amd64.deb"
        compressed = ["-Zxz", "-z6", "--threads-max=2"]
        subprocess.run(["dpkg-deb", "--root-owner-group", *compressed, "--build", str(tree), str(made)], check=True)
    return made


def _fill(tree: Path, bundle: Path, version: str, icons: Path) -> None:
    shutil.copytree(bundle, tree / "opt" / "tracer", symlinks=True)
    commands, share = tree / "usr" / "bin", tree / "usr" / "share"
    commands.mkdir(parents=True)
    for name in ("tracer", "tracer-desktop"):
        (commands / name).symlink_to(f"/opt/tracer/{name}")
    _copy(HERE / "tracer.desktop", share / "applications" / "tracer.desktop")
    _copy(HERE / "tracer-mime.xml", share / "mime" / "packages" / "tracer.xml")
    _copy(ROOT / "resources" / "icons" / "tracer.svg", share / "icons" / "hicolor" / "scalable" / "apps" / "tracer.svg")
    for icon in sorted(icons.glob("tracer-*.png")):
        size = icon.stem.removeprefix("tracer-")
        if int(size) <= 512:
            _copy(icon, share / "icons" / "hicolor" / f"{size}x{size}" / "apps" / "tracer.png")
    _copy(ROOT / "LICENSE", share / "doc" / "tracer" / "copyright")
    metainfo = share / "metainfo" / "org.tracer.Tracer.metainfo.xml"
    metainfo.parent.mkdir(parents=True)
    metainfo.write_text(metainfo_of(version), encoding="utf-8")


def metainfo_of(version: str) -> str:
    """The AppStream data of this version, released on the day it is built."""
    # Where the build is to be the same each time, its day is told.
    told = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.datetime.now(datetime.UTC)
    day = datetime.datetime.fromtimestamp(int(told), datetime.UTC) if told else now
    text = (HERE / "org.tracer.Tracer.metainfo.xml").read_text(encoding="utf-8")
    return text.replace("@VERSION@", version).replace("@DATE@", f"{day:%Y-%m-%d}")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)


def _describe(tree: Path, version: str) -> None:
    """Rights as in any package, checksums of its files, and what it needs."""
    lines, total = [], 0
    tree.chmod(0o755)
    for path in sorted(tree.rglob("*")):
        if path.is_symlink():
            continue
        if path.is_dir():
            path.chmod(0o755)
            continue
        runs = path.parent == tree / "opt" / "tracer"
        path.chmod(0o755 if runs else 0o644)
        content = path.read_bytes()
        total += len(content)
        lines.append(f"{hashlib.md5(content, usedforsecurity=False).hexdigest()}  {path.relative_to(tree)}\n")
    about = tree / "DEBIAN"
    about.mkdir(mode=0o755)
    (about / "md5sums").write_text("".join(lines), encoding="utf-8")
    depends = ", ".join(DEPENDS).format(glibc=platform.libc_ver()[1])
    told = {"version": version, "kilobytes": total // 1024, "depends": depends, "recommends": RECOMMENDS}
    (about / "control").write_text(CONTROL.format(**told), encoding="utf-8")
