"""How a text file is laid out, found out from its beginning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tracer_engine.errors import InputError
from tracer_engine.ingest.alignment import align
from tracer_engine.ingest.byte_source import ByteSource
from tracer_engine.ingest.cell_shapes import ColumnLooks, is_typed
from tracer_engine.ingest.column_names import join_header
from tracer_engine.ingest.dialects import DELIMITERS, Candidate, Dialect, find_dialect
from tracer_engine.ingest.header_fit import fit_header
from tracer_engine.ingest.headers import TableStart, find_table_start, is_ruler
from tracer_engine.ingest.records import RecordGrammar
from tracer_engine.types.receipt import CloseCall, ReadingOptions, Repair

_SAMPLE_RECORDS = 400
_MOST_LOOKED_AT = 1 << 26
_CLOSE = 0.8  # a second choice that fits so well, measured by the first, is told


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How a text file is laid out: dialect, where the table begins, its header, and what its cells look like."""

    dialect: Dialect
    width: int
    headers: tuple[str, ...]
    header_rows: int
    skipped: int
    offset: int
    looks: ColumnLooks
    doubled: bool = False  # double quotes stand doubled though cells are wrapped in single ones
    bare_quotes: bool = False  # quotes are a sign like any other: they stand in cells and never around one
    notes: tuple[str, ...] = ()
    repairs: tuple[Repair, ...] = ()
    close_calls: tuple[CloseCall, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Sample:
    """The first records of a file: their raw text, their cells (none for a blank line), and the lines each takes."""

    raw: list[str]
    rows: list[list[str]]
    lines: list[int]
    text: list[str]

    def text_above(self, records: int) -> str:
        """All text that stands before the record of this number (counted from 0)."""
        return "".join(line + "\n" for line in self.text[: sum(self.lines[:records])])


class NoTextError(InputError):
    """Raised where a file holds nothing but blanks and line ends."""


def find_layout(source: ByteSource, options: ReadingOptions) -> Layout:
    """Dialect, table start, header and looks, found out from the beginning of the file.

    Raises InputError where there is nothing to read, or where header and rows cannot belong together.
    """
    skipped = options.skip_rows or 0
    text, whole = _beginning(source, lines=skipped + _SAMPLE_RECORDS if skipped else 0)
    if not text.strip():
        raise NoTextError(f"{source.path.name} is empty.", remedy="Export the table once more and open the new file.")
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    if skipped and not any(line.strip() for line in lines[skipped:]):
        has = f"has {len(lines):,} lines" if whole else f"can be read from one of its first {len(lines):,} lines on"
        raise InputError(
            f"{source.path.name} {has}: nothing is left below {skipped:,} of them.",
            remedy="Tell fewer rows to skip, or leave it to Tracer.",
        )
    best, *others = find_dialect("\n".join(lines[skipped:]), options)
    grammar = RecordGrammar(best.dialect)
    sample = _first_records(lines, grammar, best.width, skipped + _SAMPLE_RECORDS, more=not whole)
    start = find_table_start(sample.rows, options)
    return _with_close_calls(_layout_of(source.path.name, sample, start, grammar, options), best, others, start)


def _layout_of(
    name: str, sample: _Sample, start: TableStart, grammar: RecordGrammar, options: ReadingOptions
) -> Layout:
    if start.skipped and start.header_rows == 0 and options.header_rows is None and options.skip_rows is None:
        foreign = _foreign_header(sample.raw[start.skipped - 1], grammar.dialect, start.width)
        if foreign is not None:
            return _layout_below(sample, start, foreign, grammar)
    return _layout_at(name, sample, start, grammar)


def _with_close_calls(layout: Layout, best: Candidate, others: Sequence[Candidate], start: TableStart) -> Layout:
    """The layout, with a note on every choice where another one was nearly taken."""
    calls, notes = list(layout.close_calls), list(layout.notes)
    sign = best.dialect.delimiter
    second = next((one for one in others if one.dialect.delimiter not in sign or one.width != best.width), None)
    if second and second.score >= _CLOSE * best.score and second.dialect.delimiter * 2 != sign:
        calls.append(CloseCall(choice="delimiter", taken=sign, runner_up=second.dialect.delimiter))
        notes.append(
            f"The separator was a close call: {sign!r} was taken, which gives {best.width} columns; "
            f"{second.dialect.delimiter!r} would give {second.width}."
        )
    if start.is_close:
        taken, other = ("1", "0") if start.header_rows else ("0", "1")
        calls.append(CloseCall(choice="header_rows", taken=taken, runner_up=other))
        said = "a header" if start.header_rows else "a row of data"
        notes.append(f"Whether the first row is a header was a close call: it was taken for {said}.")
    return replace(layout, notes=tuple(notes), close_calls=tuple(calls))


def _first_records(lines: list[str], grammar: RecordGrammar, width: int, most: int, *, more: bool) -> _Sample:
    """The first records of the text, broken ones read as well as they can be."""
    sample = _Sample(raw=[], rows=[], lines=[], text=lines)
    at = 0
    while at < len(lines) and len(sample.rows) < most:
        record = grammar.next_record(lines, at, width, more)
        if record.unfinished and sample.rows:
            break
        cells = record.cells if record.cells is not None else _read_broken(record.raw, grammar, width)
        sample.raw.append(record.raw)
        sample.rows.append(cells if record.raw.strip() else [])
        sample.lines.append(record.lines)
        at += record.lines
    return sample


def _read_broken(raw: str, grammar: RecordGrammar, width: int) -> list[str]:
    found = align(raw, grammar, width, ColumnLooks(width))
    return list(found.cells) if found is not None and found.cost < 3 else raw.split(grammar.delimiter)


def _layout_at(source: str, sample: _Sample, start: TableStart, grammar: RecordGrammar) -> Layout:
    """The layout of a table whose header (if any) begins right below what is skipped."""
    taken = start.skipped
    header: list[list[str]] = []
    while len(header) < start.header_rows and taken < len(sample.rows):
        if sample.rows[taken]:  # blank lines may stand between the header's records
            header.append(sample.rows[taken])
        taken += 1
    notes, repairs, width = [], [], start.width
    if header and taken < len(sample.rows) and is_ruler(sample.rows[taken]):
        taken += 1
        notes.append("The line drawn under the header was skipped.")
    body = [row for row in sample.rows[taken:] if row]
    if header:
        fitted = fit_header(source, header, body, width, sample.raw[start.skipped], grammar)
        header, width, repairs = fitted.header, fitted.width, fitted.repairs
        notes += fitted.notes
    if start.skipped:
        lines = "1 line was" if start.skipped == 1 else f"{start.skipped:,} lines were"
        notes.append(f"{lines} skipped above the table.")
    return _with_quotes(sample, grammar, Layout(
        dialect=grammar.dialect, width=width, headers=tuple(join_header(header, width)), header_rows=len(header),
        skipped=start.skipped, offset=len(sample.text_above(taken).encode("utf-8")), looks=_looks_of(body, width),
        notes=tuple(notes), repairs=tuple(repairs),
    ))  # fmt: skip


def _layout_below(sample: _Sample, start: TableStart, names: list[str], grammar: RecordGrammar) -> Layout:
    """The layout of a table whose header has another delimiter than its rows."""
    raw = sample.raw[start.skipped - 1]
    repair = Repair(row=1, problem="The header has another delimiter than the rows.", action="rejoined", text=raw[:500])
    body = [row for row in sample.rows[start.skipped :] if row]
    return _with_quotes(sample, grammar, Layout(
        dialect=grammar.dialect, width=start.width, headers=tuple(names), header_rows=1, skipped=start.skipped - 1,
        offset=len(sample.text_above(start.skipped).encode("utf-8")), looks=_looks_of(body, start.width),
        repairs=(repair,),
    ))  # fmt: skip


def _looks_of(body: list[list[str]], width: int) -> ColumnLooks:
    return ColumnLooks(width, [row for row in body if len(row) == width][:200])


def _with_quotes(sample: _Sample, grammar: RecordGrammar, layout: Layout) -> Layout:
    """The layout, knowing of quotes that wrap no cells or that another program has doubled for nothing."""
    if _never_quotes(sample, grammar):
        return replace(
            layout, bare_quotes=True, notes=(*layout.notes, "Quotes stand within cells only; they were kept.")
        )
    if grammar.quote != "'" or not _stands_doubled(sample.text):
        return layout
    note = "Double quotes stand doubled in the file though cells are wrapped in single ones; they were made single."
    return replace(layout, doubled=True, notes=(*layout.notes, note))


def _foreign_header(line: str, dialect: Dialect, width: int) -> list[str] | None:
    """The names in the line above the rows where another delimiter cuts it into as many as there are columns."""
    for delimiter in DELIMITERS:
        cells = RecordGrammar(Dialect(delimiter=delimiter, quote=dialect.quote)).cells_of(line.removesuffix("\r"))
        if delimiter == dialect.delimiter or cells is None or len(cells) != width or width == 1:
            continue
        if all(cell.strip() and not is_typed(cell) for cell in cells):
            return cells
    return None


def _never_quotes(sample: _Sample, grammar: RecordGrammar) -> bool:
    """Whether at least three records have a quote within a cell, and none has one that begins a cell."""
    if grammar.escape:
        return False
    holding = [raw for raw in sample.raw if grammar.quote and grammar.quote in raw]
    begins = any(cell.lstrip().startswith(grammar.quote) for raw in holding for cell in raw.split(grammar.delimiter))
    return len(holding) >= 3 and not begins


def _stands_doubled(lines: Sequence[str]) -> bool:
    """Whether double quotes occur in pairs only, and not just once or twice."""
    runs = [len(run) for line in lines if '"' in line for run in re.findall('"+', line)]
    return len(runs) >= 3 and all(run % 2 == 0 for run in runs)


def _beginning(source: ByteSource, lines: int = 0) -> tuple[str, bool]:
    """The beginning of the text up to a line's end, of at least so many `lines` unless those are longer than 64 MB,
    and whether it is all of it.
    """
    size = 1 << 18
    while True:
        data = next(iter(source.pieces(size)), b"")
        whole = source.bytes_done >= source.bytes_total
        end = data.rfind(b"\n") + 1
        enough = end and (not lines or data.count(b"\n") >= lines)
        if whole or enough or size >= _MOST_LOOKED_AT:
            text = data if whole or not end else data[:end]
            return text.decode("utf-8", errors="replace"), whole
        size *= 8
