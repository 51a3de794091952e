"""Records that are as they should be, by the fast readers: compiled code, then polars once its bytes were seen."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tracer_engine.ingest import cell_scan
from tracer_engine.ingest.dialects import Dialect
from tracer_engine.ingest.layout import Layout
from tracer_engine.ingest.records import RecordGrammar
from tracer_engine.ingest.text_blocks import FrameBlock, Wanted, WellFormedBlock
from tracer_engine.ingest.well_formed import check_sound

SoundBlock = tuple[FrameBlock | WellFormedBlock | None, int]
"""Sound records, and where they end in what was tried; None where there is any doubt."""


class SoundText:
    """What is sound in text of a layout: every record whole, in the dialect, with as many cells as there are names.

    Knows nothing of what was read before, so that several threads may use it at once.
    """

    def __init__(self, grammar: RecordGrammar, layout: Layout, names: Sequence[str]) -> None:
        self._dialect, self._width = layout.dialect, layout.width
        self._names = names
        self._byte_wise = grammar.single_byte and layout.width >= 2
        headers = layout.headers if layout.header_rows and layout.width >= 2 else ()
        self.header_place = next((place for place, header in enumerate(headers) if header.strip()), None)
        """The first column whose name tells a repeated header; None where there are no names."""
        header = None if self.header_place is None else (self.header_place, headers[self.header_place])
        self._grammar = None
        if self._byte_wise and (header is None or header[1] == header[1].strip()):  # one text tells a header
            self._grammar = cell_scan.Grammar(
                delimiter=self._dialect.delimiter, quote=self._dialect.quote, width=self._width, header=header
            )

    def read(
        self, buffer: bytes, *, final: bool, as_it_stands: bool, wanted: Wanted | None, spread: float
    ) -> SoundBlock:
        """The records at the start of the buffer. `final`: nothing follows. `as_it_stands`: no cell has to be changed.

        `wanted`: they are to be counted, and these columns looked at; None: all cells are, and no more. `spread`: bytes
        of the file for each of the buffer.
        """
        if not self._byte_wise:
            return None, 0
        if as_it_stands and (found := self._compiled(buffer, wanted, spread)):
            return found
        dialect = self._dialect
        sound = check_sound(buffer, delimiter=dialect.delimiter, quote=dialect.quote, width=self._width, final=final)
        if sound is None:
            return None, 0
        frame = _read_strictly(buffer if sound.end == len(buffer) else buffer[: sound.end], dialect, self._names)
        if frame is None or frame.height != sound.records:
            return None, 0
        return FrameBlock(frame, spread * sound.end), sound.end

    def _compiled(self, buffer: bytes, wanted: Wanted | None, spread: float) -> SoundBlock | None:
        """The same by compiled code, which takes only what is just as it should be; None where that is not so."""
        end = buffer.rfind(b"\n") + 1
        if self._grammar is None or end == 0:
            return None
        lines = buffer if end == len(buffer) else buffer[:end]
        columns = list(wanted() if wanted else range(self._width))
        found = cell_scan.split(lines, self._grammar, hashed=wanted is not None, columns=columns)
        if found is None or found[0].is_blank(found[0].rows - 1):
            return None
        block = WellFormedBlock(found[0], self._names, dict(zip(columns, found[1], strict=True)), spread * end)
        return (block if wanted else FrameBlock(block.frame(), block.size)), end


def _read_strictly(data: bytes, dialect: Dialect, names: Sequence[str]) -> pl.DataFrame | None:
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
