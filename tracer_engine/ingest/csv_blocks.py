"""A delimited text file as blocks of cells: sound pieces go to the fast reader, all others are mended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tracer_engine.errors import InputError
from tracer_engine.ingest.alignment import align
from tracer_engine.ingest.byte_source import ByteSource
from tracer_engine.ingest.cell_shapes import ColumnLooks, is_typed
from tracer_engine.ingest.column_names import join_header, name_columns
from tracer_engine.ingest.dialects import DELIMITERS, Dialect, find_dialect
from tracer_engine.ingest.encodings import find_encoding
from tracer_engine.ingest.headers import contradicted, find_table_start
from tracer_engine.ingest.mending import Mender
from tracer_engine.ingest.records import RecordGrammar
from tracer_engine.ingest.text_blocks import BlankTail, in_blocks, text_frame
from tracer_engine.ingest.well_formed import check_sound
from tracer_engine.types.receipt import ReadingOptions, Receipt, Repair

_MEND_AT_ONCE = 1 << 18
_SAMPLE_RECORDS = 400
_GUARDED = r"^'([=+\-@\t\r])"


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
    notes: tuple[str, ...] = ()
    repairs: tuple[Repair, ...] = ()


class CsvBlocks:
    """`TextBlocks` of a delimited text file. One iteration at a time; each begins anew."""

    def __init__(self, path: Path, options: ReadingOptions, block_rows: int) -> None:
        self.source = path.name
        self._input = ByteSource(path, find_encoding(path, options.encoding))
        self._layout = find_layout(self._input, options)
        self._options = options
        self._block_rows = block_rows
        names, notes = name_columns(self._layout.headers, has_header=self._layout.header_rows > 0)
        self.names = tuple(names)
        self.headers = self._layout.headers
        self.bytes_total = self._input.bytes_total
        self._notes = [*self._input.encoding.notes, *self._layout.notes, *notes]
        self._grammar = RecordGrammar(self._layout.dialect)
        self._start_over()

    def _start_over(self) -> None:
        layout = self._layout
        self._mender = Mender(self._grammar, layout.width, layout.looks, layout.headers if layout.header_rows else (),
                              layout.header_rows + 1)  # fmt: skip
        self._kept = 0
        self._blank_tail = 0
        self._unguarded = 0
        self._finished = False

    @property
    def bytes_done(self) -> int:
        """Bytes of the file read so far."""
        return self._input.bytes_done

    @property
    def set_aside(self) -> tuple[tuple[int, str], ...]:
        """Record number and raw text of every record that could not be read."""
        return tuple(self._mender.set_aside)

    def __iter__(self) -> Iterator[pl.DataFrame]:
        self._start_over()
        return in_blocks(self._frames(), self._block_rows)

    def _frames(self) -> Iterator[pl.DataFrame]:
        tail = BlankTail()
        for frame in self._raw_frames():
            for part in tail.let_through(frame):
                self._kept += part.height
                yield self._without_guards(part)
        self._blank_tail = tail.rows
        self._finished = True
        self._refuse_misread()

    def _raw_frames(self) -> Iterator[pl.DataFrame]:
        buffer, skip = b"", self._layout.offset
        for piece in self._input.pieces():
            if skip:
                piece, skip = piece[skip:], max(0, skip - len(piece))
            buffer += piece
            buffer = yield from self._drain(buffer, final=False)
        yield from self._drain(buffer, final=True)

    def _drain(self, buffer: bytes, *, final: bool) -> Iterator[pl.DataFrame]:  # type: ignore[misc]
        """Yield the whole records of the buffer; returns what is left of it."""
        at_once = _MEND_AT_ONCE
        while buffer:
            frame, end = self._read_sound(buffer, final=final)
            if frame is not None:
                yield frame
                buffer = buffer[end:]
                at_once = _MEND_AT_ONCE
                continue
            cut = buffer.find(b"\n", at_once) + 1 or len(buffer)
            whole = final and cut == len(buffer)
            if not whole and cut == len(buffer):
                cut = buffer.rfind(b"\n") + 1
                if cut == 0:
                    return buffer
            rows, rest = self._mender.mend(buffer[:cut].decode("utf-8"), final=whole)
            left = rest.encode("utf-8")
            if rows:
                yield text_frame(rows, self.names)
            if len(left) == cut:  # a record longer than what was looked at
                if cut >= buffer.rfind(b"\n") + 1 and not final:
                    return buffer
                at_once *= 2
            buffer = left + buffer[cut:]
        return buffer

    def _read_sound(self, buffer: bytes, *, final: bool) -> tuple[pl.DataFrame | None, int]:
        """The sound records at the start of the buffer by the fast reader, None where there is any doubt."""
        layout = self._layout
        if not self._grammar.single_byte or layout.width < 2 or self._mender.ended:
            return None, 0
        dialect = layout.dialect
        sound = check_sound(buffer, delimiter=dialect.delimiter, quote=dialect.quote, width=layout.width, final=final)
        if sound is None:
            return None, 0
        frame = read_sound_text(buffer[: sound.end], dialect, self.names)
        if frame is None or frame.height != sound.records:
            return None, 0
        first = self._mender.record
        self._mender.record += frame.height
        return self._without_headers(frame, first), sound.end

    def _without_headers(self, frame: pl.DataFrame, first: int) -> pl.DataFrame:
        """The frame without rows that repeat the header (files put together one below the other)."""
        if self._layout.header_rows == 0 or self._layout.width < 2:
            return frame
        place = next((i for i, header in enumerate(self.headers) if header.strip()), None)
        if place is None or not bool((same := frame.to_series(place).str.strip_chars() == self.headers[place].strip()).any()):
            return frame
        again = [index for index in same.arg_true() if self._is_header(frame.row(index))]
        for index in again:
            raw = self._layout.dialect.delimiter.join(frame.row(index))
            self._mender.set_row_aside(first + index, raw, "The header stands here once more.", "skipped")
        return frame.with_row_index("#row").filter(~pl.col("#row").is_in(again)).drop("#row") if again else frame

    def _is_header(self, row: Sequence[str]) -> bool:
        return all(a.strip() == b.strip() for a, b in zip(row, self.headers, strict=True))

    def _without_guards(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Take off the apostrophe that spreadsheet-safe exports put before = + - @."""
        if self._layout.dialect.quote == "'":
            return frame.with_columns(pl.all().str.replace_all('""', '"', literal=True)) if self._layout.doubled else frame
        guarded = [c.name for c in frame.iter_columns() if bool(c.str.starts_with("'").any()) and bool(c.str.contains(_GUARDED).any())]
        if not guarded:
            return frame
        self._unguarded += sum(int(frame[name].str.contains(_GUARDED).sum()) for name in guarded)
        return frame.with_columns(pl.col(name).str.replace(_GUARDED, "$1") for name in guarded)

    def _refuse_misread(self) -> None:
        """Raise InputError where most records do not fit: the table was not understood."""
        astray = len(self._mender.set_aside) - self._mender.beyond
        if astray > 20 and astray > self._kept:
            raise InputError(
                f"{self.source} could not be read as one table: {astray:,} of its {astray + self._kept:,} records do not have "
                f"{self._layout.width} cells.",
                remedy="Tell the delimiter, the quote or the number of lines to skip in the reading options.",
            )

    @property
    def receipt(self) -> Receipt:
        """How the file was read; complete once the iteration has ended."""
        mender, layout = self._mender, self._layout
        notes = list(self._notes)
        repairs = [*layout.repairs, *mender.repairs]
        if mender.blank_lines:
            notes.append(f"{mender.blank_lines:,} blank lines between the rows were skipped.")
        if self._blank_tail:
            notes.append(f"{self._blank_tail:,} rows without any content at the end of the file were skipped.")
        if self._unguarded:
            notes.append(f"The apostrophe that guards cells beginning with = + - @ was taken off {self._unguarded:,} cells.")
        if mender.unlisted:
            notes.append(f"{mender.unlisted:,} further repairs are not listed one by one.")
        if mender.beyond:
            notes.append(f"Another table of {mender.beyond:,} records below this one was set aside.")
        if self._finished and self._kept == 0 and not mender.set_aside and layout.header_rows:
            repairs.append(Repair(row=layout.header_rows, problem="There are no rows below the header.", action="kept"))
        return Receipt(
            format="csv", encoding=self._input.encoding.name + ("-sig" if self._has_mark else ""), delimiter=layout.dialect.delimiter,
            quote=layout.dialect.quote, decimal=self._options.decimal or ".", header_rows=layout.header_rows,
            skipped_rows=layout.skipped, rows_kept=self._kept, rows_set_aside=len(mender.set_aside),
            repairs=tuple(sorted(repairs, key=lambda repair: repair.row)), notes=tuple(notes),
        )  # fmt: skip

    @property
    def _has_mark(self) -> bool:
        return self._input.encoding.name == "utf-8" and self._input.encoding.bom > 0


def read_sound_text(data: bytes, dialect: Dialect, names: Sequence[str]) -> pl.DataFrame | None:
    """Sound records by polars' reader, told everything: no guess, no null, no type. None where it reads otherwise."""
    try:
        frame = pl.read_csv(
            data, has_header=False, separator=dialect.delimiter, quote_char=dialect.quote or None,
            schema=dict.fromkeys(names, pl.String), infer_schema=False, empty_string_is_null=False,
        )  # fmt: skip
    except pl.exceptions.PolarsError:
        return None
    if any(column.null_count() for column in frame.iter_columns()):
        return None
    return frame


def find_layout(source: ByteSource, options: ReadingOptions) -> Layout:
    """Dialect, table start, header and looks, found out from the beginning of the file."""
    text, whole = _sample(source)
    if not text.strip():
        raise InputError(f"{source.path.name} is empty.", remedy="Export the table once more and open the new file.")
    sample_lines = text.split("\n")
    if sample_lines and sample_lines[-1] == "":
        sample_lines.pop()
    body = "\n".join(sample_lines[options.skip_rows or 0 :])
    candidates = find_dialect(body, options)
    best = candidates[0]
    grammar = RecordGrammar(best.dialect)
    rows: list[list[str]] = []
    lines_of: list[int] = []
    at = 0
    while at < len(sample_lines) and len(rows) < _SAMPLE_RECORDS + (options.skip_rows or 0):
        record = grammar.next_record(sample_lines, at, best.width, not whole)
        if record.unfinished and rows:
            break
        cells = record.cells if record.cells is not None else _read_broken(record.raw, grammar, best.width)
        rows.append([] if not record.raw.strip() else cells)
        lines_of.append(record.lines)
        at += record.lines
    return _layout_of(source, options, best.dialect, grammar, rows, lines_of, sample_lines)


def _read_broken(raw: str, grammar: RecordGrammar, width: int) -> list[str]:
    found = align(raw, grammar, width, ColumnLooks(width))
    return list(found.cells) if found is not None and found.cost < 3 else raw.split(grammar.delimiter)


def _layout_of(
    source: ByteSource, options: ReadingOptions, dialect: Dialect, grammar: RecordGrammar, rows: list[list[str]],
    lines_of: list[int], lines: list[str],
) -> Layout:  # fmt: skip
    start = find_table_start(rows, options)
    width, first, foreign = start.width, start.skipped, None
    if first and start.header_rows == 0 and options.header_rows is None and options.skip_rows is None:
        foreign = _foreign_header(lines[sum(lines_of[: first - 1])], dialect, width)
    # Blank lines may stand between the header's records and after them.
    taken, header = first, []
    while len(header) < start.header_rows and taken < len(rows):
        if rows[taken]:
            header.append(rows[taken])
        taken += 1
    body = [row for row in rows[taken:] if row]
    header, width, notes, repairs = fit_header(source.path.name, header, body, width, lines[sum(lines_of[:first])] if header else "", grammar)
    above = "".join(line + "\n" for line in lines[: sum(lines_of[:taken])])
    if first - (foreign is not None):
        notes.append(f"{first} {'line' if first == 1 else 'lines'} above the table {'was' if first == 1 else 'were'} skipped.")
    if foreign is not None:
        raw = lines[sum(lines_of[: first - 1])]
        header, first = [foreign], first - 1
        repairs = [Repair(row=1, problem="The header has another delimiter than the rows.", action="rejoined", text=raw[:500])]
    doubled = dialect.quote == "'" and _stands_doubled(lines)
    if doubled:
        notes.append("Double quotes stand doubled in the file though cells are wrapped in single ones; they were made single.")
    looks = ColumnLooks(width, [row for row in body if len(row) == width][:200])
    return Layout(
        dialect=dialect, width=width, headers=tuple(join_header(header, width)), header_rows=max(start.header_rows, len(header)) if header else 0,
        skipped=first, offset=len(above.encode("utf-8")), looks=looks, doubled=doubled, notes=tuple(notes), repairs=tuple(repairs),
    )  # fmt: skip


def _foreign_header(line: str, dialect: Dialect, width: int) -> list[str] | None:
    """The names in the line above the rows where another delimiter cuts it into as many as there are columns."""
    for delimiter in DELIMITERS:
        cells = RecordGrammar(Dialect(delimiter=delimiter, quote=dialect.quote)).cells_of(line.removesuffix("\r"))
        if delimiter != dialect.delimiter and cells is not None and len(cells) == width > 1:
            if not any(is_typed(cell) for cell in cells) and all(cell.strip() for cell in cells):
                return cells
    return None


def _stands_doubled(lines: Sequence[str]) -> bool:
    """Whether double quotes occur in pairs only, and not just once or twice."""
    runs = [len(run) for line in lines if '"' in line for run in re.findall('"+', line)]
    return len(runs) >= 3 and all(run % 2 == 0 for run in runs)


def fit_header(
    source: str, header: list[list[str]], body: list[list[str]], width: int, raw: str, grammar: RecordGrammar
) -> tuple[list[list[str]], int, list[str], list[Repair]]:
    """The header made as wide as the table; returns it with the width, notes and repairs."""
    if not header:
        return header, width, [], []
    names = header[0]
    if grammar.cells_of(raw.removesuffix("\r")) is None:
        repair = Repair(row=1, problem="A quote in the header stands where none belongs.", action="rejoined", text=raw[:500])
        repairs = [repair] if len(names) == width else []
    else:
        repairs = []
    if len(names) == width or not body:
        return header, max(width, len(names)) if not body else width, [], repairs
    if len(names) > width:
        return _narrower(source, header, width, raw)
    return _wider(source, header, body, width, raw, grammar)


def _narrower(source: str, header: list[list[str]], width: int, raw: str) -> tuple[list[list[str]], int, list[str], list[Repair]]:
    """A header with more names than the rows have cells."""
    names = list(header[0])
    while len(names) > width and not names[-1].strip():
        names.pop()
    if len(names) == width:
        return [names, *header[1:]], width, [], []
    empty = [index for index, name in enumerate(names) if not name.strip()]
    if len(names) - width == len(empty):
        kept = [name for name in names if name.strip()]
        repair = Repair(row=1, problem="The header has a delimiter too many.", action="cut", text=raw[:500])
        return [kept, *header[1:]], width, [], [repair]
    return [names, *header[1:]], len(names), ["The header has more names than most rows have cells."], []


def _wider(
    source: str, header: list[list[str]], body: list[list[str]], width: int, raw: str, grammar: RecordGrammar
) -> tuple[list[list[str]], int, list[str], list[Repair]]:
    """A header with fewer names than the rows have cells."""
    names = list(header[0])
    missing = width - len(names)
    full = [row for row in body if len(row) == width]
    split = align(raw.removesuffix("\r"), grammar, width, ColumnLooks(width), pad=False)
    if split is not None and split.deeds == ("split",):
        repair = Repair(row=1, problem="A delimiter is missing in the header.", action="rejoined", text=raw[:500])
        return [list(split.cells), *header[1:]], width, [], [repair]
    blank = all(not cell.strip() for row in full for cell in row[len(names) :])
    if blank and not contradicted(names, full):
        return header, len(names), ["The rows end with a delimiter more than the header; nothing stands behind it."], []
    if missing == 1 and not blank and _is_row_name([row[0] for row in full]):
        repair = Repair(row=1, problem="The header has no name for the first column.", action="renamed", text=raw[:500])
        return [["", *names], *header[1:]], width, [], [repair]
    raise InputError(
        f"The header of {source} has {len(names)} names, but its rows have {width} cells.",
        remedy="Add the missing name to the file, or tell that it has no header (header rows 0).",
    )


def _is_row_name(cells: Sequence[str]) -> bool:
    """Whether the first cells number or name the rows: all different, and whole numbers counting up or plain words."""
    if len(cells) < 3 or len(set(cells)) < len(cells):
        return False
    try:
        numbers = [int(cell) for cell in cells]
    except ValueError:
        return all(cell[:1].isalpha() for cell in cells)
    return all(b - a == 1 for a, b in zip(numbers, numbers[1:], strict=False))


def _sample(source: ByteSource) -> tuple[str, bool]:
    """The beginning of the text up to a line's end, and whether it is all of it."""
    size = 1 << 18
    while True:
        data = next(iter(source.pieces(size)), b"")
        whole = source.bytes_done >= source.bytes_total
        end = data.rfind(b"\n") + 1
        if whole or end or size >= 1 << 26:
            text = data if whole or not end else data[:end]
            return text.decode("utf-8", errors="replace"), whole
        size *= 8
