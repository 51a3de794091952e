"""A delimited text file as blocks of cells: sound pieces go to the fast reader, all others are mended."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

import polars as pl

from tracer_engine.errors import InputError
from tracer_engine.ingest.byte_source import PIECE, ByteSource
from tracer_engine.ingest.cell_shapes import is_number_like
from tracer_engine.ingest.column_names import name_columns
from tracer_engine.ingest.encodings import Encoding, NotUtf8Error, find_encoding
from tracer_engine.ingest.layout import find_layout
from tracer_engine.ingest.mending import TOTALS, Mender
from tracer_engine.ingest.records import RecordGrammar
from tracer_engine.ingest.replay import layout_differences
from tracer_engine.ingest.sound_text import SoundBlock, SoundText
from tracer_engine.ingest.text_blocks import (
    BlankTail,
    Block,
    FrameBlock,
    Wanted,
    in_blocks,
    text_frame,
)
from tracer_engine.types.receipt import CloseCall, ReadingOptions, Receipt, Repair

_READERS = 2
_MEND_AT_ONCE = 1 << 16
_LEAST_REACH = 1 << 18
_GUARDED = r"^'('*[=+\-@\t\r])"


class CsvBlocks:
    """`TextBlocks` of a delimited text file. One iteration at a time; each begins anew.

    With `reach` the file is read in pieces of so many bytes, and its encoding found out from the first alone: for who
    wants the first rows only. With `trusting`, what begins as UTF-8 is taken for it: the iteration raises NotUtf8Error
    where that was wrong.
    """

    def __init__(
        self,
        path: Path,
        options: ReadingOptions,
        block_rows: int | None,
        reach: int | None = None,
        *,
        trusting: bool = False,
    ) -> None:
        self.source = path.name
        self._path = path
        self._piece = reach or PIECE
        self._options = options
        self._block_rows = block_rows
        encoding = self._encoding(reach, trusting=trusting)
        try:
            self._open(replace(encoding, sure=False) if reach else encoding)
        except NotUtf8Error:
            self._open(self._encoding())

    def _encoding(self, reach: int | None = None, *, trusting: bool = False) -> Encoding:
        expected = self._options.like.encoding if self._options.like else None
        return find_encoding(self._path, self._options.encoding, reach, expected=expected, trusting=trusting)

    def _open(self, encoding: Encoding) -> None:
        self._input = ByteSource(self._path, encoding, told=self._options.delimiter is not None)
        self._layout = find_layout(self._input, self._options)
        if self._has_mark and self._layout.dialect.quote != "'":
            headers = tuple(re.sub(_GUARDED, r"\1", header) for header in self._layout.headers)
            self._layout = replace(self._layout, headers=headers)
        names, notes = name_columns(self._layout.headers, has_header=self._layout.header_rows > 0)
        self.names = tuple(names)
        self.headers = self._layout.headers
        self.bytes_total = self._input.bytes_total
        self._notes = [*self._layout.notes, *notes]
        self._grammar = RecordGrammar(self._layout.dialect)
        self._sound_text = SoundText(self._grammar, self._layout, self.names)
        self._start_over()

    def _start_over(self) -> None:
        layout = self._layout
        self._mender = Mender(
            self._grammar,
            layout.width,
            layout.looks,
            header=layout.headers if layout.header_rows else (),
            record=layout.header_rows + 1,
            bare_quotes=layout.bare_quotes,
        )
        self._kept = 0
        self._blank_tail = 0
        self._unguarded = 0
        self._finished = False
        self._in_vain = False
        self._spread = 1.0  # bytes of the file for each byte of text, which is UTF-8
        self._wanted: Wanted | None = None

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
        return self._frames() if self._piece == PIECE else self._first_frames()

    def _frames(self) -> Iterator[pl.DataFrame]:
        return in_blocks((block.frame() for block in self._blocks()), self._block_rows)

    def _first_frames(self) -> Iterator[pl.DataFrame]:
        """The same where the file may turn out not to be in the encoding that its beginning is in."""
        try:
            first = list(islice(frames := self._frames(), 1))
        except NotUtf8Error:
            self._open(self._encoding())
            first, frames = [], self._frames()
        yield from chain(first, frames)

    def blocks(self, wanted: Wanted) -> Iterator[Block]:
        """All rows, in pieces as large as suits the file; columns that are wanted are made while others are counted."""
        self._start_over()
        self._wanted = wanted
        return self._blocks()

    def _blocks(self) -> Iterator[Block]:
        tail = BlankTail()
        last: Block | None = None
        for block in self._raw_blocks():
            if isinstance(block, FrameBlock):
                frames = tail.let_through(block.frame())
                parts: list[Block] = [FrameBlock(one, block.size * one.height / block.height) for one in frames]
            else:  # none ends with blank rows
                parts = [*map(FrameBlock, tail.release()), block]
            for part in parts:
                if last is not None:
                    self._kept += last.height
                    yield last
                last = part
        if last is None and self._layout.width == 1 and tail.held:  # with one column a blank line is a row like any
            *others, last = map(FrameBlock, tail.held)
            for part in others:
                self._kept += part.height
                yield part
        else:
            self._blank_tail = tail.rows
        if last is not None:
            last = self._without_totals(last)
            self._kept += last.height
            yield last
        self._finished = True
        self._check_count()
        self._refuse_misread()

    def _raw_blocks(self) -> Iterator[Block]:
        buffer = b""
        for piece, tried in self._tried_pieces():
            cut = piece.rfind(b"\n") + 1
            if buffer or cut < len(piece):
                # Pieces of this file do not end where records do: to try them by themselves is in vain.
                self._in_vain, tried = True, None
                lines = b"".join((buffer, memoryview(piece)[:cut]))
            else:
                lines = piece
            buffer = (yield from self._drain(lines, final=False, tried=tried)) + piece[cut:]
        yield from self._drain(buffer, final=True)

    def _tried_pieces(self) -> Iterator[tuple[bytes, Future[SoundBlock] | None]]:
        """The pieces of the file below its header, each with what the fast reader makes of it by itself.

        Two threads find that out while the pieces before are looked at.
        """
        pieces = self._pieces_below_header()
        if self._piece != PIECE:  # the first rows are wanted, and no more
            yield from ((piece, None) for piece in pieces)
            return
        with ThreadPoolExecutor(_READERS) as readers:
            waiting: deque[tuple[bytes, Future[SoundBlock] | None]] = deque()
            try:
                for piece in pieces:
                    waiting.append((piece, None if self._in_vain else readers.submit(self._try_sound, piece)))
                    if len(waiting) > _READERS:
                        yield waiting.popleft()
                while waiting:
                    yield waiting.popleft()
            finally:
                readers.shutdown(cancel_futures=True)

    def _pieces_below_header(self) -> Iterator[bytes]:
        skip = self._layout.offset
        for number, piece in enumerate(self._input.pieces(self._piece)):
            if number == 0 and piece:
                self._spread = self._input.bytes_done / len(piece)
            yield piece[skip:] if skip else piece
            skip = max(0, skip - len(piece))

    def _drain(
        self, buffer: bytes, *, final: bool, tried: Future[SoundBlock] | None = None
    ) -> Generator[Block, None, bytes]:
        """Yield the whole records of the buffer; returns what is left of it. `tried`: what it gave as a whole."""
        at_once, reach = _MEND_AT_ONCE, len(buffer)
        while buffer:
            part = buffer[:reach]
            block, end = self._read_sound(part, final=final and reach >= len(buffer), tried=tried)
            tried = None
            if block is not None:
                yield block
                buffer = buffer[end:]
                at_once, reach = _MEND_AT_ONCE, 2 * reach
                continue
            if reach > _LEAST_REACH:  # what is sound before the damage need not be mended
                reach = max(_LEAST_REACH, min(reach, len(buffer)) // 4)
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
                frame = self._without_guards(text_frame(rows, self.names))
                yield FrameBlock(frame, self._spread * (cut - len(left)))
            if len(left) == cut:  # a record longer than what was looked at
                if cut >= buffer.rfind(b"\n") + 1 and not final:
                    return buffer
                at_once *= 2
            buffer = left + buffer[cut:]
        return buffer

    def _read_sound(self, buffer: bytes, *, final: bool, tried: Future[SoundBlock] | None) -> SoundBlock:
        """The sound records at the start of the buffer by the fast reader, None where there is any doubt."""
        if self._mender.is_waiting:
            return None, 0
        block, end = tried.result() if tried else self._try_sound(buffer, final=final)
        if block is None:
            return None, 0
        first = self._mender.record
        self._mender.record += block.height
        if not isinstance(block, FrameBlock):  # there is nothing to take out of it
            return block, end
        frame = self._without_headers(block.frame(), first)
        return FrameBlock(self._without_guards(frame) if self._may_be_guarded(buffer) else frame, block.size), end

    def _try_sound(self, buffer: bytes, *, final: bool = False) -> SoundBlock:
        """What the fast readers make of the records at the start of the buffer, knowing nothing of what was before."""
        as_it_stands = not self._may_be_guarded(buffer)
        return self._sound_text.read(
            buffer, final=final, as_it_stands=as_it_stands, wanted=self._wanted, spread=self._spread
        )

    def _may_be_guarded(self, buffer: bytes) -> bool:
        """Whether cells may have to be changed after they were read."""
        return self._layout.doubled or (self._has_mark and b"'" in buffer)

    def _without_headers(self, frame: pl.DataFrame, first: int) -> pl.DataFrame:
        """The frame without rows that repeat the header (files put together one below the other)."""
        place = self._sound_text.header_place
        if place is None:
            return frame
        cells, header = frame.to_series(place), self.headers[place]
        same = (cells == header) | (cells == header.strip())
        if not same.any():
            return frame
        again = [index for index in same.arg_true() if self._is_header(frame.row(index))]
        for index in again:
            raw = self._layout.dialect.delimiter.join(frame.row(index))
            self._mender.set_row_aside(first + index, raw, "The header stands here once more.", "skipped")
        return frame.with_row_index("#row").filter(~pl.col("#row").is_in(again)).drop("#row") if again else frame

    def _without_totals(self, block: Block) -> Block:
        """The last rows of the file without a line of totals at their end."""
        frame = block.frame()
        row = frame.row(-1) if frame.height > 1 and frame.width > 2 else ("",)
        word, others = row[0].strip().casefold(), [cell for cell in row[1:] if cell.strip()]
        if word not in TOTALS or len(others) > 0.7 * len(row) or not all(map(is_number_like, others)):
            return block
        if (frame.to_series(0).head(-1).str.strip_chars().str.to_lowercase() == word).any():
            return block
        number = self._mender.record - 1 - self._blank_tail
        raw = self._layout.dialect.delimiter.join(row)
        self._mender.set_row_aside(number, raw, "This is a line of totals.", "set aside")
        return FrameBlock(frame.head(-1))

    def _is_header(self, row: Sequence[str]) -> bool:
        return all(a.strip() == b.strip() for a, b in zip(row, self.headers, strict=True))

    def _without_guards(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Take off the apostrophe that spreadsheet-safe exports put before = + - @."""
        if self._layout.dialect.quote == "'":
            return (
                frame.with_columns(pl.all().str.replace_all('""', '"', literal=True)) if self._layout.doubled else frame
            )
        if not self._has_mark:  # spreadsheet-safe exports have one: without it an apostrophe is just that
            return frame
        guarded = [
            c.name
            for c in frame.iter_columns()
            if bool(c.str.starts_with("'").any()) and bool(c.str.contains(_GUARDED).any())
        ]
        if not guarded:
            return frame
        self._unguarded += sum(int(frame[name].str.contains(_GUARDED).sum()) for name in guarded)
        return frame.with_columns(pl.col(name).str.replace(_GUARDED, "$1") for name in guarded)

    @property
    def _rows_read(self) -> int:
        """Records of data met in the file, counted as they were cut; those without content at its end are none."""
        return self._mender.record - (self._layout.header_rows + 1) - self._blank_tail

    def _check_count(self) -> None:
        """No row may get lost between the file and the table without having been set aside."""
        kept, aside = self._kept, len(self._mender.set_aside)
        if kept + aside != self._rows_read:
            raise RuntimeError(f"{self._rows_read} rows read, but {kept} kept and {aside} set aside")

    def _refuse_misread(self) -> None:
        """Raise InputError where most records do not fit: the table was not understood."""
        astray = len(self._mender.set_aside) - self._mender.beyond
        if astray > 20 and astray > self._kept:
            raise InputError(
                f"{self.source} could not be read as one table: {astray:,} of its {astray + self._kept:,} records, "
                f"the first of them record {self._mender.set_aside[0][0]:,}, do not have {self._layout.width} cells.",
                remedy="Tell the delimiter, the quote or the number of lines to skip in the reading options.",
            )

    @property
    def receipt(self) -> Receipt:
        """How the file was read; complete once the iteration has ended."""
        mender, layout = self._mender, self._layout
        notes = [*self._input.notes, *self._notes]
        repairs = [*layout.repairs, *mender.repairs]
        if mender.blank_lines:
            one = mender.blank_lines == 1
            lines = "1 blank line" if one else f"{mender.blank_lines:,} blank lines"
            notes.append(f"{lines} between the rows {'was' if one else 'were'} skipped.")
        if mender.lone_returns:
            notes.append("Lines end in several ways; a carriage return alone was taken for the end of a line, too.")
        if self._blank_tail:
            rows = "1 row" if self._blank_tail == 1 else f"{self._blank_tail:,} rows"
            notes.append(f"{rows} without any content at the end of the file left out.")
        if self._unguarded:
            notes.append(
                f"The apostrophe that guards cells beginning with = + - @ was taken off {self._unguarded:,} cells."
            )
        if mender.unlisted:
            notes.append(f"{mender.unlisted:,} further repairs are not listed one by one.")
        if mender.beyond:
            notes.append(f"Another table of {mender.beyond:,} records below this one was set aside.")
        if self._finished and self._kept == 0 and not mender.set_aside and layout.header_rows:
            repairs.append(Repair(row=layout.header_rows, problem="There are no rows below the header.", action="kept"))
        receipt = Receipt(
            format="csv",
            encoding=self._input.encoding.name + ("-sig" if self._has_mark else ""),
            delimiter=layout.dialect.delimiter,
            quote=layout.dialect.quote,
            escape=layout.dialect.escape,
            decimal=self._options.decimal or ".",
            header_rows=layout.header_rows,
            skipped_rows=layout.skipped,
            rows_read=self._rows_read,
            rows_kept=self._kept,
            rows_set_aside=len(mender.set_aside),
            repairs=tuple(sorted(repairs, key=lambda repair: repair.row)),
            notes=tuple(notes),
            close_calls=self._close_calls,
        )
        return replace(receipt, notes=(*receipt.notes, *layout_differences(self._options.like, receipt, self.names)))

    @property
    def _close_calls(self) -> tuple[CloseCall, ...]:
        encoding = self._input.encoding
        guessed = [CloseCall(choice="encoding", taken=encoding.name, runner_up=encoding.runner_up)]
        return (*(guessed if encoding.runner_up else ()), *self._layout.close_calls)

    @property
    def _has_mark(self) -> bool:
        return self._input.encoding.name == "utf-8" and self._input.encoding.bom > 0
