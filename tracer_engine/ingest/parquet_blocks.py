"""Parquet files as blocks of text cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl

from tracer_engine.errors import InputError
from tracer_engine.ingest.column_names import name_columns
from tracer_engine.ingest.replay import layout_differences
from tracer_engine.ingest.text_blocks import Block, FrameBlock, Wanted, in_blocks
from tracer_engine.types.receipt import ReadingOptions, Receipt


class ParquetBlocks:
    """`TextBlocks` of a Parquet file."""

    def __init__(self, path: Path, options: ReadingOptions, block_rows: int) -> None:
        self.source = path.name
        self.bytes_total = path.stat().st_size
        self.bytes_done = 0
        self.set_aside: tuple[tuple[int, str], ...] = ()
        self._path = path
        self._block_rows = block_rows
        try:
            self._schema = pl.read_parquet_schema(path)
            self._rows = int(pl.scan_parquet(path).select(pl.len()).collect().item())
        except (pl.exceptions.PolarsError, OSError) as error:
            raise InputError(
                f"{path.name} cannot be read as Parquet: {error}.", remedy="Export it once more."
            ) from None
        self.headers = tuple(self._schema)
        names, self._notes = name_columns(self.headers, has_header=True)
        self.names = tuple(names)
        self._like = options.like
        self._kept = 0

    def __iter__(self) -> Iterator[pl.DataFrame]:
        self._kept = 0
        return in_blocks(self._frames(), self._block_rows)

    def blocks(self, wanted: Wanted) -> Iterator[Block]:  # noqa: ARG002 - all of it is made
        """All rows."""
        return map(FrameBlock, self)

    def _frames(self) -> Iterator[pl.DataFrame]:
        texts = [
            as_text(header, kind).alias(name)
            for (header, kind), name in zip(self._schema.items(), self.names, strict=True)
        ]
        scan = pl.scan_parquet(self._path)
        for start in range(0, self._rows, self._block_rows):
            frame = scan.slice(start, self._block_rows).select(texts).collect()
            self._kept += frame.height
            self.bytes_done = self.bytes_total * self._kept // self._rows
            yield frame
        self.bytes_done = self.bytes_total

    @property
    def receipt(self) -> Receipt:
        """How the file was read."""
        receipt = Receipt(
            format="parquet", encoding="utf-8", rows_read=self._kept, rows_kept=self._kept, notes=tuple(self._notes)
        )
        return replace(receipt, notes=(*receipt.notes, *layout_differences(self._like, receipt, self.names)))


def as_text(name: str, kind: pl.DataType) -> pl.Expr:
    """A typed column as text: whole floats without ".0", dates in ISO, booleans True and False, nulls blank."""
    return _text(pl.col(name), kind).fill_null("")


def _text(column: pl.Expr, kind: pl.DataType) -> pl.Expr:
    if kind.is_float():
        number = column.cast(pl.Float64)
        whole = (number == number.round()) & (number.abs() < 1e15)
        shown = column.cast(pl.String) if kind == pl.Float32 else number.cast(pl.String)
        return (
            pl.when(whole)
            .then(number.cast(pl.Int64, strict=False).cast(pl.String))
            .when(number.is_finite())
            .then(shown)
        )
    if kind == pl.Boolean:
        return pl.when(column).then(pl.lit("True")).when(~column).then(pl.lit("False"))
    if isinstance(kind, pl.Datetime):
        moment = column.dt.to_string("%Y-%m-%d %H:%M:%S%.f")
        return pl.when(column.dt.time() == pl.time(0)).then(column.dt.to_string("%Y-%m-%d")).otherwise(moment)
    if isinstance(kind, (pl.List, pl.Struct, pl.Array)):
        return pl.when(column.is_not_null()).then(column.map_elements(str, return_dtype=pl.String))
    if kind == pl.Binary:
        return column.bin.encode("hex")
    return column.cast(pl.String, strict=False)
