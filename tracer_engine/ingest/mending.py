"""Records of a damaged piece of a table: sound ones taken as they are, others mended or set aside, none lost."""

from __future__ import annotations

from collections.abc import Sequence

from tracer_engine.ingest.alignment import A_COLUMN, BELIEVED_STRANGENESS, align
from tracer_engine.ingest.cell_shapes import ColumnLooks, is_typed
from tracer_engine.ingest.records import Record, RecordGrammar
from tracer_engine.types.receipt import Repair

RAW_TEXT = 500
_MOST_TORN = 6  # lines that one record torn apart by line breaks may go on for
_LOOK_AHEAD = 8  # lines needed to tell whether another table begins below a blank line
TOTALS = {"total", "totals", "total:", "grand total", "sum", "sum:", "summe", "gesamt", "average", "total general"}
MOST_REPAIRS = 10_000
_PROBLEMS = {
    "stray quote": "A quote stands where none belongs",
    "dropped": "There is a delimiter too many",
    "joined": "A cell that is not quoted holds the delimiter",
    "split": "A delimiter is missing between two cells",
    "padded": "Cells are missing at the end",
}
_ACTIONS = {"stray quote": "rejoined", "dropped": "cut", "joined": "rejoined", "split": "rejoined", "padded": "padded"}


class Mender:
    """Reads pieces of text line by line into rows of `width` cells, and keeps account of every repair.

    `record` is the number of the next record in the file (the header being 1).
    """

    def __init__(
        self,
        grammar: RecordGrammar,
        width: int,
        looks: ColumnLooks,
        *,
        header: Sequence[str],
        record: int,
        bare_quotes: bool = False,
    ) -> None:
        self.grammar = grammar
        self.bare_quotes = bare_quotes
        self.width = width
        self.looks = looks
        self.header = [name.strip().casefold() for name in header]
        self._first_name = next((place for place, name in enumerate(self.header[:width]) if name), None)
        self.record = record
        self.repairs: list[Repair] = []
        self.unlisted = 0
        self.set_aside: list[tuple[int, str]] = []
        self.beyond = 0  # records of another table below this one
        self.blank_lines = 0
        self.held_blank_lines = 0
        self.lone_returns = 0  # lines that end with a carriage return alone, where others do not
        self.ended = False

    @property
    def is_waiting(self) -> bool:
        """Whether the next record must be looked at: it stands below a blank line or below the table's end."""
        return self.ended or self.held_blank_lines > 0

    def mend(self, text: str, *, final: bool) -> tuple[list[list[str]], str]:
        """The rows of the whole records in `text`, and the text that is left for the next time."""
        lines = text.split("\n")
        rest = lines.pop() if not final or lines[-1] == "" else ""
        rows: list[list[str]] = []
        at = 0
        while at < len(lines):
            line = lines[at]
            settled = not self.ended and not self.held_blank_lines
            if settled and line.count(self.grammar.delimiter) == self.width - 1 and self._is_plain(line):
                cells = line.removesuffix("\r").split(self.grammar.delimiter)
                if not self._begins_like_header(cells):
                    rows.append(cells)
                    self._count_row()
                    at += 1
                    continue
            if "\r" in line.rstrip("\r") and (parts := self._split_at_returns(line)):
                lines[at : at + 1] = parts
                continue
            record = self.grammar.next_record(lines, at, self.width, not final)
            cut_short = self.held_blank_lines and at > 0 and len(lines) - at < _LOOK_AHEAD and not final
            if record.unfinished or cut_short:
                return rows, "\n".join([*lines[at:], rest])
            if record.cells is not None and 1 < len(record.cells) < self.width and not self.ended:
                record = self._whole_of_lines(record, lines, at)
            rows += self._take(record, lines, at)
            at += record.lines
        return rows, rest

    def _split_at_returns(self, line: str) -> list[str]:
        """The records in a line that carriage returns alone divide into whole ones; else none."""
        parts = line.rstrip("\r").split("\r")
        if any((cells := self.grammar.cells_of(part)) is None or len(cells) != self.width for part in parts):
            return []
        self.lone_returns += len(parts) - 1
        return parts

    def _whole_of_lines(self, record: Record, lines: Sequence[str], at: int) -> Record:
        """A record that an unquoted line break has torn apart, put together again; else the record as it is."""
        cells, raw = list(record.cells or ()), record.raw
        for place in range(at + record.lines, min(len(lines), at + record.lines + _MOST_TORN)):
            line = lines[place].removesuffix("\r")
            more = self.grammar.cells_of(line)
            if more is None or len(more) == self.width or not line.strip():
                return record
            seam = "\n" if cells[-1].strip() and more[0].strip() else ""
            cells[-1:] = [cells[-1] + seam + more[0], *more[1:]]
            raw += "\n" + line
            if len(cells) >= self.width:
                strange = sum(self.looks.strangeness(i, cell) for i, cell in enumerate(cells[: self.width]))
                if len(cells) > self.width or strange > BELIEVED_STRANGENESS + A_COLUMN * self.width:
                    return record
                whole = Record(raw=raw, lines=place + 1 - at, cells=cells)
                self._note(whole, "A line break that is not quoted tears the record apart", "rejoined")
                return whole
        return record

    def _is_plain(self, line: str) -> bool:
        quote = self.grammar.quote
        if not quote or quote not in line:
            return bool(line.strip("\r"))
        return self.bare_quotes and not any(cell.startswith(quote) for cell in line.split(self.grammar.delimiter))

    def _count_row(self) -> None:
        self.record += 1
        self.blank_lines += self.held_blank_lines
        self.held_blank_lines = 0

    def _take(self, record: Record, lines: Sequence[str], at: int) -> list[list[str]]:
        """The rows a record makes: one, or two of two in one line; none where it is blank, set aside or elsewhere."""
        if not record.raw.strip() and (self.width > 1 or self.ended):
            self.held_blank_lines += 1
            return []
        if self._is_header_again(record):
            self._set_aside(record, "The header stands here once more", "skipped")
            self.ended = False
            return []
        if self.ended:
            self._note_beyond(record)
            return []
        if record.cells is not None and len(record.cells) == self.width:
            if self.held_blank_lines and self.width > 1:
                if record.cells[0].strip().casefold() in TOTALS:
                    self._set_aside(record, "This is a line of totals, below a blank line", "set aside")
                    return []
                if self._is_other_header(record.cells):
                    self.ended = True
                    self._note_beyond(record)
                    return []
            self._count_row()
            return [record.cells]
        if self._begins_other_table(record, lines, at):
            self.ended = True
            self._note_beyond(record)
            return []
        rows = self._two_rows(record) or self._mended(record)
        self.blank_lines += self.held_blank_lines
        self.held_blank_lines = 0
        return rows

    def _two_rows(self, record: Record) -> list[list[str]]:
        """Two whole records in one line, where the line break between them was lost; else none."""
        cells = record.cells or []
        if len(cells) != 2 * self.width or self.width < 2:
            return []
        rows = [cells[: self.width], cells[self.width :]]
        most = BELIEVED_STRANGENESS + A_COLUMN * self.width
        if any(sum(self.looks.strangeness(i, cell) for i, cell in enumerate(row)) > most for row in rows):
            return []
        self._note(record, "A line break is missing: two records stand in one line", "rejoined")
        self.record += 2
        return rows

    def _mended(self, record: Record) -> list[list[str]]:
        found = align(record.raw, self.grammar, self.width, self.looks)
        if found is None or not found.is_believed:
            self._set_aside(record, self._misfit(record), "set aside")
            return []
        if found.deeds:
            self._note(
                record, "; ".join(_PROBLEMS[deed] for deed in dict.fromkeys(found.deeds)), _ACTIONS[found.deeds[-1]]
            )
        self.record += 1
        return [list(found.cells)]

    def _misfit(self, record: Record) -> str:
        if record.cells is None:
            return "Quotes do not match, and the record fits the table in no clear way"
        return f"The record has {len(record.cells)} cells where the table has {self.width}"

    def _begins_like_header(self, cells: Sequence[str]) -> bool:
        """Whether the first name of the header stands in its place: the record is to be looked at."""
        named = self._first_name
        return named is not None and cells[named].strip().casefold() == self.header[named]

    def _is_header_again(self, record: Record) -> bool:
        """Whether a record repeats most of the header's names."""
        if record.cells is None or len(self.header) < 2:
            return False
        names = [cell.strip().casefold() for cell in record.cells]
        same = sum(a == b and a != "" for a, b in zip(names, self.header, strict=False))
        if len(names) == self.width:
            return same == sum(name != "" for name in self.header) and same > 1
        if same >= 2 and same >= 0.6 * min(len(names), len(self.header)):
            self.ended = True
        return False

    def _is_other_header(self, cells: Sequence[str]) -> bool:
        """Whether, below a blank line, a record of the table's own width holds names where the table holds values."""
        if len({cell.strip() for cell in cells} - {""}) < self.width or any(map(is_typed, cells)):
            return False
        return self.looks.typed_columns() >= 2

    def _begins_other_table(self, record: Record, lines: Sequence[str], at: int) -> bool:
        """Whether, below a blank line, records of another width begin and go on."""
        if not self.held_blank_lines or record.cells is None or len(record.cells) < 2:
            return False
        if any(is_typed(cell) for cell in record.cells):
            return False
        following: list[int] = []
        place = at + record.lines
        while place < len(lines) and len(following) < 5:
            below = self.grammar.next_record(lines, place, None, True)
            if below.unfinished or not below.raw.strip():
                break
            following.append(len(below.cells) if below.cells is not None else 0)
            place += below.lines
        return len(following) >= 2 and set(following) == {len(record.cells)} and following[0] != self.width

    def _note_beyond(self, record: Record) -> None:
        if self.beyond == 0:
            self._note(record, "Another table begins here", "set aside")
        self.beyond += 1
        self.set_aside.append((self.record, record.raw))
        self.record += 1

    def set_row_aside(self, number: int, raw: str, problem: str, action: str) -> None:
        """Account for a row that was found out of place by somebody else."""
        self.set_aside.append((number, raw))
        self.add_repair(Repair(row=number, problem=problem, action=action, text=raw[:RAW_TEXT]))

    def _set_aside(self, record: Record, problem: str, action: str) -> None:
        self.set_aside.append((self.record, record.raw))
        self._note(record, problem, action)
        self.record += 1

    def _note(self, record: Record, problem: str, action: str) -> None:
        self.add_repair(Repair(row=self.record, problem=problem + ".", action=action, text=record.raw[:RAW_TEXT]))

    def add_repair(self, repair: Repair) -> None:
        """Keep a repair; from the ten thousandth on they are only counted, to keep memory flat."""
        if len(self.repairs) < MOST_REPAIRS:
            self.repairs.append(repair)
        else:
            self.unlisted += 1
