"""The scored list of a run, read back: what a list shows is held, the other cells are fetched row by row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tracer_engine.durable_files import storage_error
from tracer_engine.errors import StorageError
from tracer_engine.export.scored_csv import without_guard
from tracer_engine.ingest.column_names import name_columns

CHUNK = 1 << 25


@dataclass(frozen=True, kw_only=True, eq=False)
class ScoredList:
    """A scored CSV as `ScoredWriter` makes it.

    `names` are its input columns as the table named them; `probability`, `rank` and `reasons` (one series for each
    place) those it ends with.
    """

    path: Path
    names: tuple[str, ...]
    probability: NDArray[np.float64]
    rank: NDArray[np.int64]
    reasons: tuple[pl.Series, ...]

    @property
    def rows(self) -> int:
        """How many rows are scored."""
        return len(self.rank)

    def cells(self, name: str) -> pl.Series:
        """The cells of an input column, as they stood in the file. KeyError where it is not in the list."""
        if name not in self.names:
            raise KeyError(name)
        return self.head([name], None)[name]

    def head(self, names: Sequence[str], rows: int | None) -> pl.DataFrame:
        """The first `rows` rows (None: all) of input columns; names that are not in the list are left out."""
        places = {name: self.names.index(name) for name in names if name in self.names}
        return pl.DataFrame([_without_guards(cells) for cells in _read(self.path, places, rows).get_columns()])

    def row(self, row: int) -> dict[str, str]:
        """The input cells of one row by column name. Raises StorageError where the file is not what it was."""
        start, end = int(self._ends[row]), int(self._ends[row + 1])
        try:
            with self.path.open("rb") as file:
                file.seek(start)
                text = file.read(end - start).decode("utf-8")
            cells = next(csv.reader(io.StringIO(text, newline="")))
        except OSError as error:
            raise storage_error(error, self.path, "read") from error
        except (ValueError, csv.Error, StopIteration) as error:
            raise _changed(self.path) from error
        return dict(zip(self.names, (without_guard(cell) for cell in cells[: len(self.names)]), strict=True))

    def records(self, rows: NDArray[np.intp]) -> Iterator[bytes]:
        """The header, then the records of these rows, byte by byte. Raises StorageError where the file is another."""
        ends = self._ends
        try:
            with self.path.open("rb") as file:
                yield file.read(int(ends[0]))
                for row in rows.tolist():
                    start = int(ends[row])
                    file.seek(start)
                    yield file.read(int(ends[row + 1]) - start)
        except OSError as error:
            raise storage_error(error, self.path, "read") from error

    @cached_property
    def _ends(self) -> NDArray[np.int64]:
        """Where each record ends, the header's first."""
        try:
            with self.path.open("rb") as file:
                ends = _record_ends(file)
        except OSError as error:
            raise storage_error(error, self.path, "read") from error
        if len(ends) != self.rows + 1:
            raise _changed(self.path)
        return ends


def read_scored_list(path: Path, outcome: str) -> ScoredList:
    """Read a scored CSV whose score columns are named after `outcome`. Raises StorageError where it is none."""
    headers = _headers(path)
    first = f"{outcome}_probability"
    if first not in headers:
        raise StorageError(f"{path.name} has no scores in it.", remedy="Train again; the list was changed or replaced.")
    begin = len(headers) - 1 - headers[::-1].index(first)
    own = [f"{outcome}_probability", f"{outcome}_rank"]
    own += [name for name in headers[begin:] if name.startswith(f"{outcome}_reason_")]
    frame = _read(path, {name: headers.index(name, begin) for name in own}, None)
    try:
        probability, rank = frame[own[0]].cast(pl.Float64), frame[own[1]].cast(pl.Int64)
    except pl.exceptions.PolarsError as error:
        raise _changed(path) from error
    if not np.array_equal(np.sort(rank.to_numpy()), np.arange(1, len(rank) + 1)) or probability.null_count():
        raise _changed(path)
    return ScoredList(
        path=path,
        names=tuple(name_columns([without_guard(header) for header in headers[:begin]], has_header=True)[0]),
        probability=probability.to_numpy(),
        rank=rank.to_numpy(),
        reasons=tuple(_without_guards(frame[name]) for name in own[2:]),
    )


def _changed(path: Path) -> StorageError:
    return StorageError(f"{path.name} was changed since it was written.", remedy="Train again, or restore the file.")


def _headers(path: Path) -> list[str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return next(csv.reader(file), [])
    except OSError as error:
        raise storage_error(error, path, "read") from error
    except (ValueError, csv.Error) as error:
        raise _changed(path) from error


def _read(path: Path, places: dict[str, int], rows: int | None) -> pl.DataFrame:
    """The columns at `places` as text, named by the keys."""
    if not places:
        return pl.DataFrame()
    order = sorted(places, key=lambda name: places[name])
    try:
        frame = pl.read_csv(
            path,
            has_header=False,
            skip_rows=1,
            columns=[places[name] for name in order],
            n_rows=rows,
            infer_schema=False,
            empty_string_is_null=False,
            glob=False,
            raise_if_empty=False,
        )
    except OSError as error:
        raise storage_error(error, path, "read") from error
    except pl.exceptions.PolarsError as error:
        raise _changed(path) from error
    if frame.width != len(order):
        raise _changed(path)
    frame.columns = order
    return frame.select(list(places))


def _record_ends(file: IO[bytes]) -> NDArray[np.int64]:
    """The byte after each line feed that stands outside quotes."""
    found, start, inside = [], 0, 0
    while chunk := file.read(CHUNK):
        data = np.frombuffer(chunk, dtype=np.uint8)
        feeds, quotes = np.flatnonzero(data == ord("\n")), np.flatnonzero(data == ord('"'))
        quoted = (np.searchsorted(quotes, feeds) + inside) % 2 == 1
        found.append(feeds[~quoted] + start + 1)
        inside, start = (inside + len(quotes)) % 2, start + len(chunk)
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


def _without_guards(cells: pl.Series) -> pl.Series:
    if not cells.str.starts_with("'").any():
        return cells
    distinct = cells.unique()
    plain = pl.Series([without_guard(cell) for cell in distinct.to_list()], dtype=pl.String)
    return cells.replace_strict(distinct, plain, return_dtype=pl.String)
