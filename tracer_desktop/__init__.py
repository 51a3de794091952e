"""The window of Tracer."""

from __future__ import annotations

import ctypes
import sys

if sys.version_info < (3, 12) and sys.implementation.name == "cpython":
    # PySide6 6.12.0 gives one reference to None away with every empty QVariant that Qt hands over (each cell a model
    # has no answer for), until Python ends the program ("deallocating None"). From 3.12 on, None cannot be used up.
    ctypes.c_ssize_t.from_address(id(None)).value += sys.maxsize // 4
