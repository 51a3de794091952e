"""What if: fields one can act on set otherwise, for one row or many, and how much of the training stands behind it.

Rows are alike when they share the value of every category, and lie in the same or a neighbouring group of every
number, of the columns that were changed and of those that weigh most in the model. The groups of a number are an
eighth of its quartile distance wide, as the model file knows it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tracer_engine.blueprints import all_blueprints
from tracer_engine.errors import InputError
from tracer_engine.features.preparation import InputColumn, Preparation, Prepared, level_keys, prepare
from tracer_engine.ingest import NO, YES, missing_mask, to_days, to_numbers
from tracer_engine.ingest.values import plain_numbers
from tracer_engine.scoring.drift import carried
from tracer_engine.scoring.model import Model

MOST_OTHERS = 3  # columns besides the changed ones in which a row has to be alike
MOST_COLUMNS = 6
TYPICAL = 30  # as many rows like it the row in the middle should have, else fewer columns are compared, but for one
TRIED = 2_000
GROUPS = 8  # in the quartile distance of a number
MOST_GROUPS = 600
_MISSING, _FIRST = 1, 4  # of a number's groups: no neighbour of "missing" is a group
_SHARE = re.compile(r"^([+-])\s*(\d+(?:[.,]\d+)?)\s*%$")
_RANGE = re.compile(r"^\s*([+-]?[\d.]+)?\s*\.\.\s*([+-]?[\d.]+)?\s*$")

Codes = NDArray[np.int64]
Marks = Mapping[str, str]


def label_of(model: Model, name: str) -> str:
    """What a column is called."""
    phrase = model.card.phrases.get(name)
    return phrase.label if phrase else name


def actionable(model: Model) -> tuple[InputColumn, ...]:
    """Columns of the model that its blueprint says one can act on; none where the blueprint is not installed."""
    card = model.card
    roles = next((record.roles for record in all_blueprints() if record.key == card.blueprint), ())
    acted_on = {name for role in roles if role.actionable for name in card.roles.get(role.name, ())}
    return tuple(column for column in model.preparation.inputs if column.name in acted_on)


# ------------------------------------------------------------ what is set


def checked_changes(model: Model, changes: Mapping[str, str]) -> dict[str, str]:
    """The changes by the model's names. Raises InputError where a field cannot be acted on, or takes no such value."""
    fields = {column.name: column for column in actionable(model)}
    known = [column.name for column in model.preparation.inputs]
    found = {}
    for told, text in changes.items():
        name = next((one for one in known if one == told), None) or _spelt_like(told, known)
        if name is None:
            near = difflib.get_close_matches(told, known, n=3, cutoff=0.5)
            raise InputError(
                f"The model reads no column {told!r}.",
                remedy=f"Did you mean {' or '.join(map(repr, near))}?" if near else f"It reads {', '.join(known)}.",
            )
        if name not in fields:
            raise InputError(
                f"{name} is not something one can act on, as the blueprint {model.card.blueprint!r} has it.",
                remedy=f"What can be set is {', '.join(fields)}."
                if fields
                else "Train with a blueprint that says what one can act on, such as `churn`, and tell it the roles.",
            )
        _check_value(fields[name], text)
        found[name] = text.strip()
    return found


def _spelt_like(told: str, names: Sequence[str]) -> str | None:
    found = [name for name in names if name.casefold() == told.strip().casefold()]
    return found[0] if len(found) == 1 else None


def _check_value(column: InputColumn, text: str) -> None:
    if not text.strip() or (column.kind == "number" and _SHARE.match(text.strip())):
        return
    cell = pl.Series([text], dtype=pl.String)
    if column.kind == "number" and to_numbers(cell, decimal=".", tokens=column.tokens).null_count():
        raise InputError(
            f"{column.name} cannot be {text!r}: it is a number.",
            remedy="Give a number with a decimal point, or a change such as -10%.",
        )
    if column.kind == "date" and to_days(cell, date_format=column.date_format).null_count():
        raise InputError(f"{column.name} cannot be {text!r}: it is a date.", remedy="Write it as the file does.")
    if not column.numeric and level_keys(cell)[0] not in ((*YES, *NO) if column.kind == "flag" else column.levels):
        raise InputError(
            f"The model has never met {text!r} in {column.name}.", remedy=f"It knows {', '.join(column.labels)}."
        )


def changed_cells(model: Model, frame: pl.DataFrame, changes: Mapping[str, str], marks: Marks) -> pl.DataFrame:
    """The frame (cells as text, under the model's names) with the changes made, as `checked_changes` gives them."""
    columns = {column.name: column for column in model.preparation.inputs}
    made = [
        pl.Series(name, _cells(columns[name], frame, text, marks.get(name, ".")), dtype=pl.String)
        for name, text in changes.items()
    ]
    return frame.with_columns(made)


def _cells(column: InputColumn, frame: pl.DataFrame, text: str, mark: str) -> pl.Series:
    share = _SHARE.match(text) if column.kind == "number" else None
    if share is None:
        told = pl.Series([text], dtype=pl.String)
        if column.kind == "number":
            # What was told has a point, whatever the file has.
            told = plain_numbers(told, tokens=column.tokens)
            told = told.str.replace(".", ",", literal=True) if mark == "," else told
        return told.new_from_index(0, frame.height)
    if column.name not in frame.columns:
        return pl.Series([""], dtype=pl.String).new_from_index(0, frame.height)
    factor = 1 + float(f"{share[1]}{share[2].replace(',', '.')}") / 100
    cells = frame[column.name]
    numbers = to_numbers(cells, decimal=mark, tokens=column.tokens) * factor
    texts = numbers.round_sig_figs(12).cast(pl.String)
    if mark == ",":
        texts = texts.str.replace(".", ",", literal=True)
    return texts.fill_null("")


# ------------------------------------------------------------ which rows


def fitting(model: Model, frame: pl.DataFrame, prepared: Prepared, where: Mapping[str, str]) -> NDArray[np.bool_]:
    """Which rows fit every condition: a value (ignoring case), or of a number a range such as 0..12, 12.. or ..12.

    `frame` holds the cells, under the names of the model or those of the file. Raises InputError.
    """
    fits = np.ones(prepared.rows, dtype=np.bool_)
    for told, text in where.items():
        names = list(dict.fromkeys((*(column.name for column in model.preparation.inputs), *frame.columns)))
        name = told if told in names else _spelt_like(told, names)
        if name is None:
            near = difflib.get_close_matches(told, names, n=3, cutoff=0.5)
            raise InputError(
                f"There is no column {told!r} to choose rows by.",
                remedy=f"Did you mean {' or '.join(map(repr, near))}?" if near else "Check its name.",
            )
        fits &= _fits_one(model.preparation, frame, prepared, name, text)
    return fits


def _fits_one(
    preparation: Preparation, frame: pl.DataFrame, prepared: Prepared, name: str, text: str
) -> NDArray[np.bool_]:
    for place, column in enumerate(preparation.number_inputs):
        if column.name == name and column.kind == "number":
            values = prepared.numbers[:, place]
            if not text.strip():
                return np.isnan(values)
            low, high = _ends(name, text)
            return (values >= low) & (values <= high)
    for place, column in enumerate(preparation.category_inputs):
        if column.name == name:
            return np.asarray(prepared.codes[:, place] == _code(column, text), dtype=np.bool_)
    if name not in frame.columns:
        return np.zeros(prepared.rows, dtype=np.bool_)
    same = frame[name].str.strip_chars().str.to_lowercase() == text.strip().lower()
    return np.asarray(same.to_numpy(), dtype=np.bool_)


def _ends(name: str, text: str) -> tuple[float, float]:
    found = _RANGE.match(text)
    if found and any(found.groups()):
        try:
            return float(found[1] or "-inf"), float(found[2] or "inf")
        except ValueError:
            found = None
    value = to_numbers(pl.Series([text], dtype=pl.String))[0]
    if value is None:
        raise InputError(
            f"{name} is a number, and {text!r} is none.", remedy="Give a number, or a range such as 0..12."
        )
    return float(value), float(value)


def _code(column: InputColumn, text: str) -> int:
    cell = pl.Series([text], dtype=pl.String)
    if missing_mask(cell, column.tokens)[0]:
        return -1
    key = level_keys(cell)[0]
    if column.kind == "flag" and key in (*YES, *NO):
        return int(key in YES)
    if column.kind == "flag" or key not in column.levels:
        raise InputError(
            f"The model has never met {text!r} in {column.name}.", remedy=f"It knows {', '.join(column.labels)}."
        )
    return column.levels.index(key)


# ------------------------------------------------------------ rows that are alike


@dataclass(frozen=True)
class _Axis:
    """One column of a key: the codes of its cells, and how far apart two alike ones may be."""

    radix: int
    reach: int

    @property
    def steps(self) -> range:
        return range(-self.reach, self.reach + 1)


class Likeness:
    """Keys of rows in some columns, such that rows are alike whose keys are the same or neighbours."""

    def __init__(self, preparation: Preparation, names: Sequence[str]) -> None:
        known = {column.name: column for column in preparation.inputs}
        self.columns = tuple(known[name] for name in names[:MOST_COLUMNS])
        self._preparation = preparation
        self._axes = tuple(
            _Axis(MOST_GROUPS + 2 * _FIRST, 1) if column.numeric else _Axis(len(column.levels) + 3, 0)
            for column in self.columns
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The columns compared."""
        return tuple(column.name for column in self.columns)

    def keys(self, prepared: Prepared) -> Codes:
        """The key of each row, shape (rows,)."""
        keys = np.zeros(prepared.rows, dtype=np.int64)
        for column, axis in zip(self.columns, self._axes, strict=True):
            keys = keys * axis.radix + self._codes(column, prepared)
        return keys

    def _codes(self, column: InputColumn, prepared: Prepared) -> Codes:
        if not column.numeric:
            return prepared.codes[:, self._preparation.category_inputs.index(column)].astype(np.int64) + 1
        values = prepared.numbers[:, self._preparation.number_inputs.index(column)]
        wide = (column.upper - column.lower) / GROUPS or (column.high - column.low) / (2 * GROUPS) or 1.0
        # From the middle on, so that a long tail does not eat up the groups.
        place = np.floor((np.nan_to_num(values, nan=column.usual) - column.usual) / wide)
        group = np.clip(place, -MOST_GROUPS // 2, MOST_GROUPS // 2).astype(np.int64) + MOST_GROUPS // 2 + _FIRST
        return np.where(np.isnan(values), _MISSING, group)

    def count(self, keys: Codes, among: Codes) -> Codes:
        """For each key, how many of `among` are alike, shape (keys,)."""
        different, back = np.unique(keys, return_inverse=True)
        there, counts = np.unique(among, return_counts=True)
        total = np.zeros(len(different), dtype=np.int64)
        if len(there):
            for steps in product(*(axis.steps for axis in self._axes)):
                away = 0
                for axis, step in zip(self._axes, steps, strict=True):
                    away = away * axis.radix + step
                place = np.minimum(np.searchsorted(there, different + away), len(there) - 1)
                total += np.where(there[place] == different + away, counts[place], 0)
        return np.asarray(total[back], dtype=np.int64)


class TrainingRows:
    """The rows a model was trained on, as far as they are needed to tell who is like whom.

    `read(names)` gives the cells of these columns of all rows, prepared as scoring does; it is asked for what has not
    been asked before.
    """

    def __init__(self, model: Model, read: Callable[[Sequence[str]], Prepared]) -> None:
        self._model = model
        self._read = read
        self._known: dict[frozenset[str], tuple[Likeness, Codes]] = {}

    def like(self, changed: Sequence[str]) -> tuple[Likeness, Codes]:
        """What rows are compared by where these columns are changed, and the keys of the training's rows."""
        key = frozenset(changed)
        if key not in self._known:
            self._known[key] = self._made(changed)
        return self._known[key]

    def _made(self, changed: Sequence[str]) -> tuple[Likeness, Codes]:
        preparation = self._model.preparation
        others = sorted(
            (column.name for column in preparation.inputs if column.name not in changed),
            key=lambda name: -carried(self._model, [name]),
        )
        others = [name for name in others if carried(self._model, [name]) > 0][:MOST_OTHERS]
        rows = self._read([*changed, *others])
        while True:
            likeness = Likeness(preparation, [*changed, *others])
            keys = likeness.keys(rows)
            if len(others) < 2 or not len(keys):
                return likeness, keys
            some = keys[:: max(1, len(keys) // TRIED)]
            if float(np.median(likeness.count(some, keys))) >= TYPICAL:
                return likeness, keys
            others.pop()


def prepared_columns(model: Model, frame: pl.DataFrame, marks: Marks) -> Prepared:
    """Rows of which only some columns are at hand, without engineered features: enough to tell who is like whom."""
    return prepare(Preparation(inputs=model.preparation.inputs), frame, marks)
