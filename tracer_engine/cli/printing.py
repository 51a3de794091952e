"""Results on stdout: one JSON object, or words and tables for people."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import json
import math
import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.table import Table

# Control characters could repaint the terminal: a file must not be able to do that.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
WIDTH_WITHOUT_TERMINAL = 120


def shown(text: object, longest: int = 2000) -> str:
    """Text out of a file as it may be shown on a terminal."""
    plain = _CONTROL.sub("\ufffd", str(text))
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"


def command_line(*words: str) -> str:
    """`tracer` with these words, as this system's shell takes it."""
    joined = subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
    return f"tracer {shown(joined)}"


def plain_data(value: Any) -> Any:
    """Records, paths and numbers as what JSON knows; numbers that are none become null."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain_data(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain_data(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain_data(item) for item in value]
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def print_json(value: Any) -> None:
    """One JSON object on stdout. Whoever reads it takes it for UTF-8; where stdout is none, as in a pipe on Windows,
    letters beyond ASCII are escaped.
    """
    plain = plain_data(value)
    text = json.dumps(plain, indent=2, ensure_ascii=False, allow_nan=False)
    try:
        text.encode("utf-8" if (sys.stdout.encoding or "").lower() in ("utf-8", "utf8") else "ascii")
    except UnicodeEncodeError:
        text = json.dumps(plain, indent=2, allow_nan=False)
    print_lines(text)


def print_lines(*lines: str) -> None:
    """Lines on stdout. Once its reader has gone, what is left goes nowhere: the work itself is done."""
    try:
        for line in lines:
            print(line)
    except BrokenPipeError:
        forget_stdout()


def print_text(text: str) -> None:
    """Running text, broken between words where stdout is a terminal."""
    width = min(100, shutil.get_terminal_size().columns) if sys.stdout.isatty() else 100_000
    for line in text.splitlines():
        print_lines(*(textwrap.wrap(shown(line), width) or [""]))


def forget_stdout() -> None:
    """Points stdout at nothing; else the interpreter would complain of what is still buffered at its end."""
    with contextlib.suppress(OSError, ValueError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)


def print_title(text: str) -> None:
    """A heading, with room above."""
    print_lines("", text)


def labelled(label: str, texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Rows for `print_table`: the label stands before the first text only."""
    for number, text in enumerate(texts):
        yield "" if number else label, text


def print_table(rows: Iterable[Sequence[object]], header: Sequence[str] = (), *, right: Sequence[int] = ()) -> None:
    """A table without lines; columns whose index is in `right` are aligned to the right, the last one is wrapped."""
    from rich.table import Table
    from rich.text import Text

    cells = [[shown(cell, 400) for cell in row] for row in rows]
    if not cells:
        return
    table = Table(box=None, show_header=bool(header), pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for at in range(len(cells[0])):
        title = Text(header[at]) if header else ""
        last = at == len(cells[0]) - 1
        table.add_column(title, justify="right" if at in right else "left", no_wrap=not last, overflow="fold")
    for row in cells:
        table.add_row(*(Text(cell) for cell in row))
    print_lines(*("  " + line.rstrip() for line in _rendered(table)))


def _rendered(table: Table) -> list[str]:
    from rich.console import Console

    # Not straight to stdout: rich would end the process when its reader has gone.
    on_terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns - 2 if on_terminal else WIDTH_WITHOUT_TERMINAL
    file = io.StringIO()
    Console(
        file=file, width=width, markup=False, highlight=False, emoji=False, force_terminal=on_terminal or None
    ).print(table)
    return file.getvalue().splitlines()


def percent(share: float, digits: int = 0) -> str:
    """A share as people write it: "26.5 %"."""
    return f"{100 * share:.{digits}f} %"


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: "1 row", "2,000 rows"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
