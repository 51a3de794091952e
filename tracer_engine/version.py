"""What this program is: its version, and whether it came as a built program."""

from __future__ import annotations

import sys

VERSION = "0.1.0"


def is_built() -> bool:
    """Whether this is the built program, which brings a Python of its own that no package can be added to."""
    return hasattr(sys, "frozen")
