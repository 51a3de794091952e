"""Which column of a file is which column of the model, and what is wrong with the rest."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from tracer_engine.errors import InputError
from tracer_engine.features.preparation import Preparation
from tracer_engine.ingest import missing_mask, to_days, to_numbers
from tracer_engine.ingest.kinds import count_cells, decimal_evidence, find_date_format
from tracer_engine.profiling.names import name_words
from tracer_engine.scoring.model import Model
from tracer_engine.types.scores import HowMatched

DATES_READ = 0.95
"""Where the training's format reads a smaller share of a file's dates than this, another one is looked for."""


@dataclass(frozen=True, kw_only=True)
class Matching:
    """`columns` maps the model's columns to the file's; `missing` are the model's columns the file has not.

    `how` says for each found column why it was taken: "same name", "spelling", "likely" (see `likely`) or "told".
    """

    columns: Mapping[str, str]
    missing: tuple[str, ...]
    how: Mapping[str, HowMatched] = field(default_factory=dict)

    def frame(self, block: pl.DataFrame) -> pl.DataFrame:
        """The block with the model's columns under the model's names; without any, a column that nobody reads."""
        if not self.columns:
            return pl.DataFrame({"": pl.repeat("", block.height, eager=True)})
        return block.select(pl.col(there).alias(name) for name, there in self.columns.items())


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def match_columns(
    model: Model, names: Sequence[str], source: str, told: Mapping[str, str] | None = None, *, any_file: bool = False
) -> Matching:
    """Find the model's columns among a file's `names`: as told, exactly, ignoring case, ignoring spaces and marks,
    with short forms written out ("Total day mins" is "Total day minutes").

    `told` maps columns of the model to columns of the file, "" where there is none. Raises InputError where it names
    one that is not there and, unless `any_file` will do, when no column is there at all.
    """
    wanted = [column.name for column in model.preparation.inputs]
    answers = {
        _named(needs, wanted, "The model reads no column"): there and _named(there, names, f"{source} has no column")
        for needs, there in (told or {}).items()
    }
    columns = {needs: there for needs, there in answers.items() if there}
    how: dict[str, HowMatched] = dict.fromkeys(columns, "told")
    taken = set(columns.values())
    for same in (str, str.casefold, _plain, name_words):
        keys: dict[object, list[str]] = {}
        for name in names:
            keys.setdefault(same(name), []).append(name)
        needed = Counter(same(name) for name in wanted)
        for name in wanted:
            # (Of a name that is nothing but marks, nothing is left to compare.)
            found = [there for there in keys.get(same(name), []) if same(name) and there not in taken]
            if name not in answers and name not in columns and len(found) == 1 and needed[same(name)] == 1:
                columns[name] = found[0]
                how[name] = "same name" if same is str else "spelling"
                taken.add(found[0])
    missing = tuple(name for name in wanted if name not in columns)
    if wanted and not columns and not any_file:
        raise InputError(
            f"{source} has none of the {len(wanted)} columns the model reads ({', '.join(wanted[:5])}, …).",
            remedy="Check that the file and the model belong together; the columns it has are: "
            + ", ".join(names[:20])
            + ".",
        )
    return Matching(columns=columns, missing=missing, how=how)


def column_called(name: str, names: Sequence[str]) -> str | None:
    """The one of `names` that is `name`, or the only one that is spelt alike; None where there is none."""
    for same in (str, str.casefold, _plain, name_words):
        found = [one for one in names if same(one) and same(one) == same(name)]
        if len(found) == 1:
            return found[0]
    return None


def _named(name: str, names: Sequence[str], otherwise: str) -> str:
    """The one of `names` that is meant by `name`: itself, else the only one that is spelt alike."""
    found = column_called(name, names)
    if found is not None:
        return found
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
        present = cells.filter(~missing_mask(cells, column.missing_words))
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
        present = ~missing_mask(cells, column.missing_words)
        if column.kind == "date":
            values = to_days(cells, date_format=marks.get(column.name, column.date_format), tokens=column.tokens)
        else:
            values = to_numbers(cells, decimal=marks.get(column.name, "."), tokens=column.tokens)
        unread = (values.is_null() & present).sum()
        if unread:
            shares[column.name] = float(unread) / max(1, int(present.sum()))
    return shares
