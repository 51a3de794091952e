"""Which column of a file is which column of the model, and what is wrong with the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from tracer_engine.errors import InputError
from tracer_engine.features.preparation import Preparation
from tracer_engine.ingest import missing_mask, to_numbers
from tracer_engine.scoring.model import Model


@dataclass(frozen=True, kw_only=True)
class Matching:
    """`columns` maps the model's columns to the file's; `missing` are the model's columns the file has not."""

    columns: Mapping[str, str]
    missing: tuple[str, ...]

    def frame(self, block: pl.DataFrame) -> pl.DataFrame:
        """The block with the model's columns under the model's names."""
        return block.select(pl.col(there).alias(name) for name, there in self.columns.items())


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def match_columns(model: Model, names: Sequence[str], source: str) -> Matching:
    """Find the model's columns among a file's `names`: exactly, ignoring case, ignoring spaces and marks.

    Raises InputError when none is there at all: the file is about something else.
    """
    columns: dict[str, str] = {}
    taken: set[str] = set()
    wanted = [column.name for column in model.preparation.inputs]
    for same in (str, str.casefold, _plain):
        keys: dict[str, list[str]] = {}
        for name in names:
            keys.setdefault(same(name), []).append(name)
        for name in wanted:
            found = [there for there in keys.get(same(name), []) if there not in taken]
            if name not in columns and len(found) == 1:
                columns[name] = found[0]
                taken.add(found[0])
    missing = tuple(name for name in wanted if name not in columns)
    if wanted and not columns:
        raise InputError(
            f"{source} has none of the {len(wanted)} columns the model reads ({', '.join(wanted[:5])}, …).",
            remedy="Check that the file and the model belong together; the columns it has are: "
            + ", ".join(names[:20])
            + ".",
        )
    return Matching(columns=columns, missing=missing)


def decimal_marks(preparation: Preparation, frame: pl.DataFrame) -> dict[str, str]:
    """The decimal mark of each number column in a file, by which one makes more of its cells numbers."""
    marks = {}
    for column in preparation.number_inputs:
        if column.kind != "number" or column.name not in frame.columns:
            continue
        cells = frame[column.name]
        if not cells.str.contains(",", literal=True).any():
            marks[column.name] = "."
            continue
        count = {mark: len(cells) - to_numbers(cells, decimal=mark, tokens=column.tokens).null_count() for mark in ".,"}
        values = to_numbers(cells, decimal=",", tokens=column.tokens)
        inside = ((values >= column.low) & (values <= column.high)).sum()
        other = to_numbers(cells, decimal=".", tokens=column.tokens)
        inside_other = ((other >= column.low) & (other <= column.high)).sum()
        marks[column.name] = "," if (count[","], inside) > (count["."], inside_other) else "."
    return marks


def unread_share(preparation: Preparation, frame: pl.DataFrame, marks: Mapping[str, str]) -> dict[str, float]:
    """For each number column, the share of non-missing cells that are no numbers (only where there are any)."""
    shares = {}
    for column in preparation.number_inputs:
        if column.kind != "number" or column.name not in frame.columns:
            continue
        cells = frame[column.name]
        present = ~missing_mask(cells, column.tokens)
        unread = (
            to_numbers(cells, decimal=marks.get(column.name, "."), tokens=column.tokens).is_null() & present
        ).sum()
        if unread:
            shares[column.name] = float(unread) / max(1, int(present.sum()))
    return shares
