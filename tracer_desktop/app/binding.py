"""PySide6 imported without what it does anew at every start.

Three things, together a third of the time that an empty Qt window takes to come. Its Python sources lie packed in its
library and are compiled each time: their bytecode is kept beside ours, as Python keeps that of every other module.
Those of them that spell out signatures (in messages about wrong arguments, and in type stubs) are run when somebody
first asks them for something. And once PySide6 is there, it looks through the source text of every module that anybody
imports, for a feature that Tracer does not use (`from __feature__ import …`): importing is given back to Python.
"""

from __future__ import annotations

import builtins
import contextlib
import importlib.util
import marshal
import os
import sys
from pathlib import Path
from types import CodeType
from typing import Any

from tracer_engine import is_built

_PACKED = "shibokensupport/"
_SPELLING = frozenset(
    f"shibokensupport/signature/{name}.py" for name in ("parser", "layout", "lib/enum_sig", "lib/pyi_generator")
)
_PUT_OFF = """
def __getattr__(name):
    from tracer_desktop.app.binding import run_put_off
    return run_put_off(globals(), name)
"""
_put_off: dict[str, CodeType] = {}


def import_binding() -> None:
    """Import PySide6; nothing to do where somebody has done it already."""
    if "PySide6" in sys.modules:
        return
    kept = _KeptBytecode(_place())
    compiled = builtins.compile
    builtins.compile = kept.compile
    try:
        import PySide6.QtCore  # noqa: F401 - for what it does
    finally:
        builtins.compile = compiled
    kept.write()
    # `__orig_import__` is what PySide6 itself keeps there for this purpose.
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


def run_put_off(module: dict[str, Any], name: str) -> object:
    """Run a module that was put off, in its own names; returns one of them."""
    code = _put_off.pop(module["__name__"], None)
    if code is not None:
        del module["__getattr__"]
        exec(code, module)  # noqa: S102 - what its import would have done
    if name not in module:
        raise AttributeError(f"module {module['__name__']!r} has no attribute {name!r}")
    return module[name]


class _KeptBytecode:
    """Bytecode by file name and hash of the source; anything that cannot be read is compiled as ever."""

    def __init__(self, place: Path | None) -> None:
        self._place = place
        self._compile = builtins.compile
        self._codes: dict[tuple[str, bytes], CodeType] = {}
        self._is_new = False
        if place is not None:
            with contextlib.suppress(OSError, ValueError, EOFError, TypeError):
                told = marshal.loads(place.read_bytes())  # noqa: S302 - as trusted as the bytecode beside it
                if told[0] == importlib.util.MAGIC_NUMBER:
                    self._codes = told[1]

    def compile(self, source: Any, filename: Any, mode: str, *rest: Any, **options: Any) -> Any:
        """As Python's own; what PySide6 has packed is taken from what is kept."""
        if rest or options or not isinstance(source, bytes) or not str(filename).startswith(_PACKED):
            return self._compile(source, filename, mode, *rest, **options)
        key = (filename, importlib.util.source_hash(source))
        if key not in self._codes:
            # PySide6's caller and this module have the same future statement in force, which compiling takes over.
            self._codes[key] = self._compile(source, filename, mode)
            self._is_new = True
        if filename in _SPELLING:
            _put_off[filename.removesuffix(".py").replace("/", ".")] = self._codes[key]
            return self._compile(_PUT_OFF, filename, mode)
        return self._codes[key]

    def write(self) -> None:
        """Keep it for the next start, whole or not at all; where that cannot be, the next start is a little slower."""
        if self._place is None or not self._is_new:
            return
        half = self._place.with_name(f"{self._place.name}.{os.getpid()}")
        with contextlib.suppress(OSError):
            self._place.parent.mkdir(parents=True, exist_ok=True)
            half.write_bytes(marshal.dumps((importlib.util.MAGIC_NUMBER, self._codes)))
            half.replace(self._place)


def _place() -> Path | None:
    """Beside this module's own bytecode, with the same trust; None where Python is told to keep none.

    An installed (frozen) program leaves its folder as it was installed.
    """
    if sys.dont_write_bytecode or sys.implementation.cache_tag is None or is_built():
        return None
    own = Path(importlib.util.cache_from_source(__file__))
    return own.with_name(f"pyside6_packed.{sys.implementation.cache_tag}.bin")
