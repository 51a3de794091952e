"""Columns that were renamed: told by what is left of the name and by what stands in them."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import polars as pl

from tracer_engine.blueprints import all_blueprints
from tracer_engine.features import groups
from tracer_engine.features.preparation import InputColumn, Preparation, Prepared, prepare
from tracer_engine.profiling.names import name_words
from tracer_engine.roles.likeness import name_likeness
from tracer_engine.scoring.matching import Matching, written_as
from tracer_engine.scoring.model import Model

CALLED_ALIKE = 0.6
"""A name at least so like the model's counts, where the values are like the training's, too."""
CALLED_THE_SAME = 0.8
"""One as like as this counts where the values could be the training's."""
CLEARER = 0.1
"""By so much the name has to be more like than any other's: else it is a guess."""
AN_ALIAS = 0.9
FILLED = 20
"""Of fewer cells than this nothing can be told."""
READ = 0.95
ALIKE = 0.5
"""A population stability index below this (chance allowed for) is that of a column that may have moved a little."""
LOOKED_AT = 5_000
MOST_FREE = 400


def take_likely(
    model: Model, matching: Matching, names: Sequence[str], block: pl.DataFrame, refused: Collection[str | None] = ()
) -> Matching:
    """The matching with renamed columns added (`how` says "likely"), found by name and by the rows of `block`.

    `refused` are columns of the model that the user said are not in the file.
    """
    free = [name for name in names if name not in set(matching.columns.values())]
    wanted = [column for column in model.preparation.inputs if column.name in matching.missing]
    wanted = [column for column in wanted if column.name not in refused]
    if not wanted or not free or len(free) > MOST_FREE or len(wanted) > MOST_FREE:
        return matching
    like = {column.name: {there: _likeness(model, column.name, there) for there in free} for column in wanted}
    found: dict[str, str] = {}
    for column in wanted:
        ranked = sorted(like[column.name].items(), key=lambda one: -one[1])
        there, score = ranked[0]
        rivals = [other for name, other in ranked[1:]] + [like[one.name][there] for one in wanted if one is not column]
        if score < CALLED_ALIKE or score < max(rivals, default=0.0) + CLEARER:
            continue
        if _fits(column, block[there][:LOOKED_AT], sure=score >= CALLED_THE_SAME, rows=model.card.rows):
            found[column.name] = there
    if not found:
        return matching
    return replace(
        matching,
        columns={**matching.columns, **found},
        missing=tuple(name for name in matching.missing if name not in found),
        how={**matching.how, **dict.fromkeys(found, "likely")},
    )


def _likeness(model: Model, wanted: str, there: str) -> float:
    """How like the name of a file's column is to the model's: 1 the same words, 0 nothing in common."""
    alike = words_alike(wanted, there)
    if alike < CALLED_THE_SAME:
        for role, columns in model.card.roles.items():
            if columns == (wanted,) and name_likeness(there, _aliases(model.card.blueprint, role)) >= AN_ALIAS:
                return CALLED_THE_SAME
    return alike


@lru_cache(maxsize=1024)
def _aliases(blueprint: str, role: str) -> tuple[str, ...]:
    """The other names of a role, where the blueprint is still there."""
    known = next((one for one in all_blueprints() if one.key == blueprint), None)
    return next((one.aliases for one in known.roles if one.name == role), ()) if known else ()


def words_alike(one: str, other: str) -> float:
    """The share (0..1) of the words of two names that mean each other: the same, cut short, or with a slip in them."""
    words, others = name_words(one), list(name_words(other))
    total, count = 0.0, len(words) + len(others)
    for word in words:
        best = max(others, key=lambda candidate: _word_alike(word, candidate), default="")
        score = _word_alike(word, best) if best else 0.0
        if score:
            total += score
            others.remove(best)
    return 2 * total / count if count else 0.0


def _word_alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if len(short) >= 2 and long.startswith(short):
        return 0.85
    if len(short) >= 2 and short[0] == long[0] and _stands_in(short, long):
        return 0.7
    alike = difflib.SequenceMatcher(None, one, other).ratio()
    return alike if alike >= 0.8 and len(short) >= 4 else 0.0


def _stands_in(short: str, long: str) -> bool:
    """Whether `short` is `long` with its vowels left out, or most of it: "svc" of "service", not "age" of "average"."""
    letters = iter(long)
    return not set(short[1:]) & set("aeiou") and all(letter in letters for letter in short)


def _fits(column: InputColumn, cells: pl.Series, *, sure: bool, rows: int) -> bool:
    """Whether cells could be those of the column: they are read, and spread about as in training."""
    frame = cells.alias(column.name).to_frame()
    alone = Preparation(inputs=(column,))
    prepared = prepare(alone, frame, written_as(alone, frame))
    filled = int((cells.str.strip_chars() != "").sum())
    if filled < FILLED:
        return False
    counts, known = _grouped(column, prepared)
    if known < READ * filled:
        return False
    if sure or not counts.sum() or not column.shares:
        return sure
    now = int(counts.sum())
    by_chance = (len(column.shares) - 1) * (1 / now + 1 / max(1, rows))
    return groups.stability_index(column.shares, counts / now, now) < ALIKE + 3 * by_chance


def _grouped(column: InputColumn, prepared: Prepared) -> tuple[np.ndarray, int]:
    """The counts of the column's groups, and how many cells could be read as the training's were."""
    none = np.zeros(0, dtype=np.int64)
    if column.numeric:
        values = prepared.numbers[:, 0]
        present = values[~np.isnan(values)]
        inside = np.count_nonzero((present >= column.low) & (present <= column.high)) >= len(present) / 2
        known = len(present) if inside or column.kind == "date" else 0
        return (groups.group_numbers(values, column.edges) if column.shares else none), known
    codes = prepared.codes[:, 0]
    met = int(np.count_nonzero((codes >= 0) & (codes < len(column.levels))))
    # Where many levels are rare, many cells have none that is known.
    met = int(met / max(0.05, 1 - (column.rare or 0.0)))
    return (groups.group_codes(codes, len(column.shares)) if column.shares else none), met
