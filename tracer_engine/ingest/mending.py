"""Records of a damaged piece of a table: sound ones taken as they are, others mended or set aside, none lost."""

from __future__ import annotations

from collections.abc import Sequence

from tracer_engine.ingest.alignment import Alignment, align
from tracer_engine.ingest.cell_shapes import ColumnLooks, is_typed
from tracer_engine.ingest.records import Record, RecordGrammar
from tracer_engine.types.receipt import Repair

RAW_TEXT = 500
# A reading of a broken record is believed up to this cost; each dropped, joined or padded cell costs 1 to 2.5.
BELIEVED = 3.4
BELIEVED_STRANGENESS = 1.6
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

    def __init__(self, grammar: RecordGrammar, width: int, looks: ColumnLooks, header: Sequence[str], record: int) -> None:
        self.grammar = grammar
        self.width = width
        self.looks = looks
        self.header = [name.strip().casefold() for name in header]
        self.record = record
        self.repairs: list[Repair] = []
        self.unlisted = 0
        self.set_aside: list[tuple[int, str]] = []
        self.beyond = 0  # records of another table below this one
        self.blank_lines = 0
        self.held_blank_lines = 0
        self.ended = False

    def mend(self, text: str, *, final: bool) -> tuple[list[list[str]], str]:
        """The rows of the whole records in `text`, and the text that is left for the next time."""
        lines = text.split("\n")
        rest = lines.pop() if not final or lines[-1] == "" else ""
        rows: list[list[str]] = []
        at = 0
        while at < len(lines):
            line = lines[at]
            if not self.ended and line.count(self.grammar.delimiter) == self.width - 1 and self._is_plain(line):
                rows.append(line.removesuffix("\r").split(self.grammar.delimiter))
                self._count_row()
                at += 1
                continue
            record = self.grammar.next_record(lines, at, self.width, not final)
            if record.unfinished:
                return rows, "\n".join([*lines[at:], rest])
            row = self._take(record, lines, at)
            if row is not None:
                rows.append(row)
            at += record.lines
        return rows, rest

    def _is_plain(self, line: str) -> bool:
        return not (self.grammar.quote and self.grammar.quote in line) and bool(line.strip("\r"))

    def _count_row(self) -> None:
        self.record += 1
        self.blank_lines += self.held_blank_lines
        self.held_blank_lines = 0

    def _take(self, record: Record, lines: Sequence[str], at: int) -> list[str] | None:
        """The row a record makes, or None when it makes none (blank, set aside, another table)."""
        if not record.raw.strip():
            if self.width > 1 or self.ended:
                self.held_blank_lines += 1
                return None
        if self._is_header_again(record):
            self._set_aside(record, "The header stands here once more", "skipped")
            self.ended = False
            return None
        if self.ended:
            self._note_beyond(record)
            return None
        if record.cells is not None and len(record.cells) == self.width:
            self._count_row()
            return record.cells
        if self._begins_other_table(record, lines, at):
            self.ended = True
            self._note_beyond(record)
            return None
        row = self._mended(record)
        self.blank_lines += self.held_blank_lines
        self.held_blank_lines = 0
        return row

    def _mended(self, record: Record) -> list[str] | None:
        found = align(record.raw, self.grammar, self.width, self.looks)
        if found is None or not self._is_believed(found):
            self._set_aside(record, self._misfit(record), "set aside")
            return None
        if found.deeds:
            self._note(record, "; ".join(_PROBLEMS[deed] for deed in dict.fromkeys(found.deeds)), _ACTIONS[found.deeds[-1]])
        self.record += 1
        return list(found.cells)

    def _is_believed(self, found: Alignment) -> bool:
        changes = found.cost - found.strangeness
        return (
            not found.close_second
            and changes <= BELIEVED + 0.1 * self.width
            and found.strangeness <= BELIEVED_STRANGENESS + 0.1 * self.width
        )

    def _misfit(self, record: Record) -> str:
        if record.cells is None:
            return "Quotes do not match, and the record fits the table in no clear way"
        return f"The record has {len(record.cells)} cells where the table has {self.width}"

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
