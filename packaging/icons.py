"""Every icon, drawn from resources/icons/tracer.svg: PNG for Linux, .ico for Windows, .icns for macOS."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SVG = ROOT / "resources" / "icons" / "tracer.svg"
PNG_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
LARGEST = 1024


def make_icons(folder: Path) -> None:
    """`tracer-SIZE.png`, `tracer.ico` and `tracer.icns` in `folder`; each size drawn, none scaled from another."""
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    for size in sorted({*PNG_SIZES, *ICO_SIZES, LARGEST}):
        _draw(size, folder / f"tracer-{size}.png")
    drawn = {size: Image.open(folder / f"tracer-{size}.png") for size in {*PNG_SIZES, *ICO_SIZES, LARGEST}}
    others = [drawn[size] for size in ICO_SIZES[:-1]]
    drawn[256].save(folder / "tracer.ico", sizes=[(size, size) for size in ICO_SIZES], append_images=others)
    drawn[LARGEST].save(folder / "tracer.icns", append_images=[drawn[size] for size in PNG_SIZES])


def _draw(size: int, out: Path) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    picture = QImage(size, size, QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(str(SVG)).render(painter)
    painter.end()
    if not picture.save(str(out)):
        raise SystemExit(f"{out} could not be written.")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    make_icons(parser.parse_args().folder)
