"""The blueprint that the guide writes, for the tests of everything that reads one."""

from __future__ import annotations

import re
from pathlib import Path

GUIDE = Path(__file__).resolve().parent.parent / "resources" / "help" / "blueprints.md"


def guide_text() -> str:
    """The whole file in the guide."""
    found = re.search(r"```toml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def write_guide(folder: Path, old: str = "", new: str = "", name: str = "late_payment.toml") -> Path:
    """The guide's file in `folder`, with one piece of it changed."""
    text = guide_text()
    assert old in text
    path = folder / name
    path.write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
    return path


def line_of(piece: str) -> int:
    """The line of the guide's file on which `piece` stands first."""
    text = guide_text()
    return text[: text.index(piece)].count("\n") + 1
