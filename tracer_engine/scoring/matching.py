"""Which column of a file is which column of the model, and what is wrong with the rest."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from tracer_engine.errors import InputError
from tracer_engine.features.preparation import Preparation
from tracer_engine.ingest import missing_mask, to_days, to_numbers
from tracer_engine.ingest.kinds import count_cells, decimal_evidence, find_date_format
from tracer_engine.scoring.model import Model

DATES_READ = 0.95
"""Where the training's format reads a smaller share of a file's dates than this, another one is looked for."""


@dataclass(frozen=True, kw_only=True)
class Matching:
    """`columns` maps the model's columns to the file's; `missing` are the model's columns the file has not.

    `how` says for each found column why it was taken: "same name", "spelling" or "told".
    """

    columns: Mapping[str, str]
    missing: tuple[str, ...]
    how: Mapping[str, str] = field(default_factory=dict)

    def frame(self, block: pl.DataFrame) -> pl.DataFrame:
        """The block with the model's columns under the model's names."""
        return block.select(pl.col(there).alias(name) for name, there in self.columns.items())


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def match_columns(model: Model, names: Sequence[str], source: str, told: Mapping[str, str] | None = None) -> Matching:
    """Find the model's columns among a file's `names`: as told, exactly, ignoring case, ignoring spaces and marks.

    `told` maps columns of the model to columns of the file. Raises InputError where it names one that is not there,
    and when no column is there at all: the file is about something else.
    """
    wanted = [column.name for column in model.preparation.inputs]
    columns = {
        _named(needs, wanted, "The model reads no column"): _named(there, names, f"{source} has no column")
        for needs, there in (told or {}).items()
    }
    how = dict.fromkeys(columns, "told")
    taken = set(columns.values())
    for same in (str, str.casefold, _plain):
        keys: dict[str, list[str]] = {}
        for name in names:
            keys.setdefault(same(name), []).append(name)
        for name in wanted:
            found = [there for there in keys.get(same(name), []) if there not in taken]
            if name not in columns and len(found) == 1:
                columns[name] = found[0]
                how[name] = "same name" if same is str else "spelling"
                taken.add(found[0])
    missing = tuple(name for name in wanted if name not in columns)
    if wanted and not columns:
        raise InputError(
            f"{source} has none of the {len(wanted)} columns the model reads ({', '.join(wanted[:5])}, …).",
            remedy="Check that the file and the model belong together; the columns it has are: "
            + ", ".join(names[:20])
            + ".",
        )
    return Matching(columns=columns, missing=missing, how=how)


def _named(name: str, names: Sequence[str], otherwise: str) -> str:
    """The one of `names` that is meant by `name`: itself, else the only one that is spelt alike."""
    for same in (str, str.casefold, _plain):
        found = [one for one in names if same(one) == same(name)]
        if len(found) == 1:
            return found[0]
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    raise InputError(
        f"{otherwise} {name!r}.",
        remedy=f"Did you mean {' or '.join(repr(one) for one in near)}?"
        if near
        else f"There are {', '.join(names[:20])}.",
    )


def decimal_marks(preparation: Preparation, frame: pl.DataFrame) -> dict[str, str]:
    """The decimal mark of each number column in a file: the one its cells show.

    Where they show none ("1,234"), the one that makes more of them numbers, and numbers like those of the training.
    """
    there = set(frame.columns)
    columns = [column for column in preparation.number_inputs if column.kind == "number" and column.name in there]
    if not columns or frame.is_empty():
        return {column.name: "." for column in columns}
    commas = frame.select(pl.col([c.name for c in columns]).str.contains(",", literal=True).any()).row(0)
    marks = {}
    for column, has_comma in zip(columns, commas, strict=True):
        if not has_comma:
            marks[column.name] = "."
            continue
        cells = frame[column.name]
        shown = decimal_evidence(count_cells(cells))
        if shown.comma != shown.point:
            marks[column.name] = "," if shown.comma > shown.point else "."
            continue
        count = {mark: len(cells) - to_numbers(cells, decimal=mark, tokens=column.tokens).null_count() for mark in ".,"}
        values = to_numbers(cells, decimal=",", tokens=column.tokens)
        inside = ((values >= column.low) & (values <= column.high)).sum()
        other = to_numbers(cells, decimal=".", tokens=column.tokens)
        inside_other = ((other >= column.low) & (other <= column.high)).sum()
        marks[column.name] = "," if (count[","], inside) > (count["."], inside_other) else "."
    return marks


def date_formats(preparation: Preparation, frame: pl.DataFrame) -> dict[str, str]:
    """The format of each date column that a file writes in another way than the training's."""
    formats = {}
    there = set(frame.columns)
    for column in preparation.number_inputs:
        if column.kind != "date" or column.name not in there:
            continue
        cells = frame[column.name]
        present = cells.filter(~missing_mask(cells, column.tokens))
        read = to_days(present, date_format=column.date_format).is_not_null().sum()
        if len(present) and read < DATES_READ * len(present):
            other = find_date_format(count_cells(present))
            if other is not None and to_days(present, date_format=other).is_not_null().sum() > read:
                formats[column.name] = other
    return formats


def written_as(preparation: Preparation, frame: pl.DataFrame, decimal: str | None = None) -> dict[str, str]:
    """The decimal mark (`decimal`, where the user told it) or date format of columns, as `prepare` takes them."""
    marks = decimal_marks(preparation, frame)
    return (marks if decimal is None else dict.fromkeys(marks, decimal)) | date_formats(preparation, frame)


def unread_share(preparation: Preparation, frame: pl.DataFrame, marks: Mapping[str, str]) -> dict[str, float]:
    """For each number and date column, the share of non-missing cells that are none (only where there are any)."""
    shares = {}
    there = set(frame.columns)
    for column in preparation.number_inputs:
        if column.name not in there:
            continue
        cells = frame[column.name]
        present = ~missing_mask(cells, column.tokens)
        if column.kind == "date":
            values = to_days(cells, date_format=marks.get(column.name, column.date_format), tokens=column.tokens)
        else:
            values = to_numbers(cells, decimal=marks.get(column.name, "."), tokens=column.tokens)
        unread = (values.is_null() & present).sum()
        if unread:
            shares[column.name] = float(unread) / max(1, int(present.sum()))
    return shares
