"""Physical lines into records: what is well formed, which lines belong together, and what is neither."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tracer_engine.ingest.dialects import Dialect

MOST_LINES = 2000
MOST_CHARACTERS = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Record:
    """One record: its raw text, the lines it takes, and its cells (None: it is not well formed).

    `exact` tells that a strict reader takes the raw text for the same cells (no padding around quotes).
    `unfinished` tells that the lines at hand end within a quoted cell that more text could close.
    """

    raw: str
    lines: int
    cells: list[str] | None
    exact: bool = True
    unfinished: bool = False


class RecordGrammar:
    """What a dialect allows: strict regular expressions for cells and records."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.delimiter, self.quote, self.escape = dialect.delimiter, dialect.quote, dialect.escape
        edge, quote = re.escape(self.delimiter), re.escape(self.quote)
        if not self.quote:
            return
        inside = rf"(?:[^{quote}\\]|\\.|{quote}{quote})" if self.escape else rf"(?:[^{quote}]|{quote}{quote})"
        bare = rf"(?:(?!{edge})[^{quote}\n])*" if len(self.delimiter) > 1 else rf"[^{quote}\n{edge}]*"
        if self.escape:  # an escaped quote may stand in a cell that is not quoted, too
            bare = rf"(?:(?!{edge})[^{quote}\n]|(?<=\\){quote})*"
        body = f"(?>{inside}*)"
        pad = "" if self.delimiter in " \t" else "[ ]*"
        cell = f"(?:{pad}{quote}{body}{quote}{pad}|{bare})"
        self._cell = re.compile(rf"({cell})(?:{edge}|$)", re.DOTALL)
        self._record = re.compile(rf"{cell}(?:{edge}{cell})*", re.DOTALL)
        self._open = re.compile(rf"(?:{cell}{edge})*{pad}{quote}{body}\\?", re.DOTALL)
        self._quoted = re.compile(rf"{pad}{quote}({body}){quote}{pad}", re.DOTALL)
        self._unescape = re.compile(rf"\\([{quote}\\])|{quote}({quote})")

    @cached_property
    def single_byte(self) -> bool:
        """Whether a byte-wise reader can take well-formed text of this dialect as it stands."""
        return len(self.delimiter) == 1 and (self.delimiter + self.quote).isascii() and not self.escape

    def cells_of(self, text: str) -> list[str] | None:
        """The cells of a well-formed record, None where the text is not one."""
        if not self.quote or self.quote not in text:
            return text.split(self.delimiter)
        if not self._record.fullmatch(text):
            return None
        cells, at, end = [], 0, len(text)
        while True:
            match = self._cell.match(text, at)
            if match is None:
                return None
            cells.append(self.value_of(match[1]))
            if match.end(1) == end:
                return cells
            at = match.end()

    def value_of(self, raw: str) -> str:
        """The value of one well-formed raw cell."""
        match = self._quoted.fullmatch(raw) if self.quote and self.quote in raw else None
        if match:
            return self.unescaped(match[1])
        return raw.replace("\\" + self.quote, self.quote) if self.escape else raw

    def is_quoted(self, raw: str) -> bool:
        """Whether a raw cell is wrapped in quotes as it should be."""
        return bool(self.quote) and self._quoted.fullmatch(raw) is not None

    def unescaped(self, inside: str) -> str:
        """The text between two quotes, with doubled or escaped quotes made single."""
        if self.escape:
            return self._unescape.sub(lambda match: match[1] or match[2], inside)
        return inside.replace(self.quote * 2, self.quote)

    def ends_open(self, text: str) -> bool:
        """Whether the text is the beginning of a record and stops within a quoted cell."""
        return bool(self.quote) and self._open.fullmatch(text) is not None

    def next_record(self, lines: Sequence[str], start: int, width: int | None, more: bool) -> Record:
        """The record that begins at line `start`; `more` tells that more text follows after the last line."""
        line = lines[start].removesuffix("\r")
        cells = self.cells_of(line)
        if cells is not None:
            return Record(raw=line, lines=1, cells=cells, exact=self._is_exact(line))
        if self.ends_open(lines[start]):
            joined = self._join(lines, start, width, more)
            if joined is not None:
                return joined
        return Record(raw=line, lines=1, cells=None)

    def _is_exact(self, text: str) -> bool:
        quoted = bool(self.quote) and self.quote in text
        if not quoted:
            return True
        q = self.quote
        return f" {q}" not in text and f"{q} " not in text and not (self.escape and "\\" in text)

    def _could_stand_alone(self, line: str, width: int) -> bool:
        """Whether a line within a quoted cell could be a record that two stray quotes have swallowed."""
        if width < 3 or line.count(self.delimiter) != width - 1:
            return False
        return sum(bool(cell.strip()) for cell in line.split(self.delimiter)) > width / 2

    def _join(self, lines: Sequence[str], start: int, width: int | None, more: bool) -> Record | None:
        """Lines joined into one well-formed record with a cell that spans them; None where they do not make one."""
        text, alone = lines[start], 0
        for index in range(start + 1, min(len(lines), start + MOST_LINES)):
            line = lines[index]
            text += "\n" + line
            if self.quote not in line:
                alone += width is not None and self._could_stand_alone(line, width)
                if alone >= 3 and alone >= 0.5 * (index - start):
                    return None
                continue
            cells = self.cells_of(text.removesuffix("\r"))
            if cells is not None:
                between = index - start - 1
                if width is not None and (len(cells) != width or (alone and alone >= 0.5 * between)):
                    return None
                raw = text.removesuffix("\r")
                return Record(raw=raw, lines=index - start + 1, cells=cells, exact=self._is_exact(raw))
            if not self.ends_open(text):
                return None
            if len(text) > MOST_CHARACTERS:
                return None
        if more and len(lines) - start < MOST_LINES and len(text) < MOST_CHARACTERS:
            return Record(raw=text, lines=len(lines) - start, cells=None, unfinished=True)
        return None
