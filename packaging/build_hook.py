"""What hatchling does on top when it builds Tracer: compile its one part in C, without which all is there, slower."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent))
import compile_cells

sys.path.pop(0)


class CompiledPart(BuildHookInterface[Any]):
    """Makes the library before the wheel is packed, and says which system the wheel is for."""

    def dependencies(self) -> list[str]:
        """A compiler from the package index, where the system has none."""
        return [compile_cells.ZIG] if compile_cells.is_wanted() and compile_cells.system_compiler() is None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's
        """Compile, and put the library into the wheel."""
        if not compile_cells.is_wanted():
            return
        try:
            made = compile_cells.compile_library()
        except compile_cells.CompilerError as problem:
            self.app.display_warning(f"Without its compiled part Tracer reads more slowly. {problem}")
            return
        build_data["artifacts"].append(made.relative_to(compile_cells.ROOT).as_posix())
        build_data["pure_python"] = False
        build_data["tag"] = compile_cells.wheel_tag()
