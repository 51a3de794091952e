"""The command line. Nothing heavy is imported before a command needs it: `--help` and `--version` answer at once."""

from __future__ import annotations

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs `tracer` with these arguments (else those of the process) and ends the process with its exit code."""
    from tracer_engine.cli.front import run_front

    raise SystemExit(run_front(arguments))
