"""The command line in this very process: the same entry point as a user's, without the half second of a start."""

from __future__ import annotations

import contextlib
import io
import json
import warnings
from dataclasses import dataclass
from typing import Any, NoReturn

from tracer_engine.cli.front import run_front


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def answer(self) -> dict[str, Any]:
        """The one JSON object on stdout; infinities and nan are no JSON."""
        answer: dict[str, Any] = json.loads(self.out, parse_constant=_refuse)
        return answer

    @property
    def told(self) -> list[str]:
        """The lines on stderr that are not progress."""
        return [line for line in self.err.splitlines() if line[:4].strip()[-1:] != "%"]


def _refuse(constant: str) -> NoReturn:
    raise AssertionError(f"{constant} in the answer")


def tracer(*arguments: object) -> Ended:
    """Run `tracer` with these arguments."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), warnings.catch_warnings():
        code = run_front([str(argument) for argument in arguments])
    return Ended(code, out.getvalue(), err.getvalue())
