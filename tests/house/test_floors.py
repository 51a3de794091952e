from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Its cache goes by a file's time alone, and has kept a broken import alive after it was mended.
LINT_IMPORTS = "from importlinter.cli import lint_imports_command as command; command(['--no-cache'])"


def test_every_module_imports_only_from_the_floors_below_it() -> None:
    command = [sys.executable, "-c", LINT_IMPORTS]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_engine_can_be_imported_without_any_library() -> None:
    """Types, progress and errors are what a window needs before it is drawn; they load nothing from outside."""
    code = (
        "import sys, sysconfig\n"
        "import tracer_engine, tracer_engine.types, tracer_engine.progress, tracer_engine.errors\n"
        "heavy = {'polars', 'numpy', 'scipy', 'sklearn', 'lightgbm', 'typer', 'rich', 'jinja2'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)

    assert done.stdout.strip() == "[]", done.stdout + done.stderr
