"""Preparation: from a table's text cells to numbers and level codes, learned once, without the target.

What is learned (levels, ranges, usual values) is a plain record that is stored in the model file as JSON, so that a
new file is prepared in exactly the same way.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tracer_engine.features import expressions, groups
from tracer_engine.ingest import NO, YES, missing_mask, to_days, to_numbers
from tracer_engine.ingest.kinds import ALWAYS_MISSING
from tracer_engine.profiling import values_of
from tracer_engine.types.blueprint import Blueprint
from tracer_engine.types.plan import Plan
from tracer_engine.types.table import Column, Table

InputKind = Literal["number", "date", "flag", "category"]

# A level seen less often tells nothing that holds for new customers, so rare ones are pooled.
RAREST_LEVEL = 3
MOST_LEVELS = 100
MOST_AT_ONCE = 4_000_000  # numbers that are read all at once, else column by column: 32 MB of them


@dataclass(frozen=True, kw_only=True)
class InputColumn:
    """One column the model reads, and how its cells become numbers.

    Numbers and dates (days since 1970): `low` and `high` are the training range, `usual` the median, `lower` and
    `upper` the quartiles. `blank` is the share of missing cells in training.
    Flags and categories: `levels` are the keys of the known levels, most frequent first (code = position; the code
    after the last stands for every other level), `labels` their usual spelling.
    `shares` are the shares of groups of the cells that are not blank: of numbers those between `edges` (an edge
    belongs to the group above it), else of the first levels, one by one, and of all others. Empty: not recorded, as
    for dates, which are always later in a later file.
    """

    name: str
    kind: InputKind
    tokens: tuple[str, ...] = ()
    date_format: str | None = None
    low: float = 0.0
    high: float = 0.0
    lower: float = 0.0
    usual: float = 0.0
    upper: float = 0.0
    levels: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    blank: float = 0.0
    edges: tuple[float, ...] = ()
    shares: tuple[float, ...] = ()
    rare: float | None = None

    @property
    def numeric(self) -> bool:
        """Whether cells become a number (else a level code)."""
        return self.kind in ("number", "date")

    @property
    def missing_words(self) -> tuple[str, ...]:
        """The texts that are read as missing: those of the training, and those that are never a value, unless one of
        them is a level here.
        """
        never = zip(ALWAYS_MISSING, level_keys(pl.Series(ALWAYS_MISSING)), strict=True)
        return (*self.tokens, *(word for word, key in never if key not in self.levels))


@dataclass(frozen=True, kw_only=True)
class Engineered:
    """One engineered feature, bound to columns: `single` and `many` map the roles it names to input columns."""

    name: str
    label: str
    expression: str
    single: Mapping[str, str]
    many: Mapping[str, tuple[str, ...]]
    wording: str = ""
    unit: str = ""
    high_reason: str = ""
    low_reason: str = ""
    low: float = 0.0
    high: float = 0.0
    lower: float = 0.0
    usual: float = 0.0
    upper: float = 0.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Prepared:
    """Rows ready for the views: `numbers` (rows, numbers) with nan for missing; `codes` (rows, categories) with -1
    for missing and the number of levels for an unknown level.
    """

    numbers: NDArray[np.float64]
    codes: NDArray[np.int32]

    @property
    def rows(self) -> int:
        """Number of rows."""
        return int(self.numbers.shape[0])

    def take(self, rows: NDArray[np.intp]) -> Prepared:
        """The given rows."""
        return Prepared(numbers=self.numbers[rows], codes=self.codes[rows])


@dataclass(frozen=True, kw_only=True)
class Preparation:
    """Everything learned from the training table that turns cells into numbers."""

    inputs: tuple[InputColumn, ...]
    engineered: tuple[Engineered, ...] = ()

    @cached_property
    def number_inputs(self) -> tuple[InputColumn, ...]:
        """Inputs that become numbers, in the order of `Prepared.numbers`."""
        return tuple(column for column in self.inputs if column.numeric)

    @cached_property
    def category_inputs(self) -> tuple[InputColumn, ...]:
        """Inputs that become level codes, in the order of `Prepared.codes`."""
        return tuple(column for column in self.inputs if not column.numeric)

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Names a reason can have: number inputs, engineered features, category inputs, in view order."""
        return (
            *(column.name for column in self.number_inputs),
            *(feature.name for feature in self.engineered),
            *(column.name for column in self.category_inputs),
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return asdict(self)

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> Preparation:
        """The preparation stored by `to_dict`; raises TypeError or KeyError where the data is not one."""
        tuples = ("tokens", "levels", "labels")
        numbers = ("edges", "shares")  # not in the files of early versions
        inputs = tuple(
            InputColumn(
                **entry
                | {name: tuple(entry[name]) for name in tuples}
                | {name: tuple(float(number) for number in entry.get(name, ())) for name in numbers}
                | {"rare": None if entry.get("rare") is None else float(entry["rare"])}
            )
            for entry in data["inputs"]
        )
        for column in inputs:
            groups.check(column.edges, column.shares, len(column.levels), numeric=column.numeric)
        engineered = tuple(
            Engineered(**{**entry, "many": {role: tuple(names) for role, names in entry["many"].items()}})
            for entry in data["engineered"]
        )
        for feature in engineered:
            expressions.parse(feature.expression)
        return Preparation(inputs=inputs, engineered=engineered)


def level_keys(cells: pl.Series) -> pl.Series:
    """Cells as they are compared: without padding and case, whole numbers without ".0", "a-b" and "a_b" as "a b"."""
    keys = cells.str.strip_chars().str.to_lowercase()
    if keys.str.contains(r"\.0+$").any():
        keys = keys.str.replace(r"^([+-]?\d+)\.0+$", "${1}")
    words = keys.str.replace_all(r"[\s_-]+", " ")
    # The sign of a number is no mark between words.
    return keys.zip_with(keys.str.contains(r"^-[\d.]+$"), words)


def learn_preparation(table: Table, plan: Plan, blueprint: Blueprint) -> Preparation:
    """Learn how the plan's features become numbers, from all rows of `table`, without the target."""
    inputs = tuple(_learn_input(table, table.column(name)) for name in plan.features)
    plain = Preparation(inputs=inputs)
    bound = [_bind(feature, plan, plain) for feature in blueprint.features if feature.name in plan.engineered]
    if not bound:
        return plain
    decimals = {column.name: column.decimal for column in table.columns}
    prepared = prepare(plain, table.frame, decimals, table.kept_values)
    engineered = []
    for feature, binding in zip([f for f in blueprint.features if f.name in plan.engineered], bound, strict=True):
        values = _engineer(binding, plain, prepared)
        present = values[~np.isnan(values)]
        # A feature that is the same for everybody (or missing for everybody) tells nothing.
        if present.size < RAREST_LEVEL or np.ptp(present) == 0:
            continue
        engineered.append(
            Engineered(
                name=binding.name,
                label=feature.label,
                expression=binding.expression,
                single=binding.single,
                many=binding.many,
                wording=feature.wording,
                unit=feature.unit,
                high_reason=feature.high,
                low_reason=feature.low,
                **_spread(present),
            )
        )
    return Preparation(inputs=inputs, engineered=tuple(engineered))


def _spread(present: NDArray[np.float64]) -> dict[str, Any]:
    """Range, quartiles and median of the values that are there, as the records above name them."""
    low, lower, usual, upper, high = (float(value) for value in np.quantile(present, [0, 0.25, 0.5, 0.75, 1]))
    return {"low": low, "lower": lower, "usual": usual, "upper": upper, "high": high}


def _learn_input(table: Table, column: Column) -> InputColumn:
    cells = table.frame[column.name]
    values = values_of(table, column)
    if values is not None:
        present = values.drop_nulls().to_numpy()
        if present.size:
            return InputColumn(
                name=column.name,
                kind="date" if column.kind == "date" else "number",
                tokens=column.missing_tokens,
                date_format=column.date_format,
                blank=1 - present.size / max(1, len(cells)),
                **_spread(present),
                **({} if column.kind == "date" else groups.of_numbers(present)),
            )
    missing = missing_mask(cells, column.missing_tokens)
    blank = float(missing.mean() or 0.0)  # type: ignore[arg-type]
    # A flag may have been told of a column whose two words are no yes and no; those are levels.
    if column.kind == "flag" and level_keys(cells.filter(~missing).unique()).is_in([*YES, *NO]).all():
        labels = {"no": "No", "yes": "Yes"}
        for value in cells.filter(~missing).unique(maintain_order=True):
            labels["yes" if value.strip().lower() in YES else "no"] = value.strip()
        return InputColumn(
            name=column.name,
            kind="flag",
            tokens=column.missing_tokens,
            levels=("no", "yes"),
            labels=(labels["no"], labels["yes"]),
            blank=blank,
            shares=groups.of_levels([*_flag_counts(cells.filter(~missing))], int((~missing).sum())),
            rare=0.0,
        )
    present_cells = cells.filter(~missing)
    spellings = pl.DataFrame({"key": level_keys(present_cells), "label": present_cells.str.strip_chars()})
    counted = (
        spellings.group_by("key", "label")
        .len()
        .sort(["len", "label"], descending=[True, False])
        .group_by("key", maintain_order=True)
        .agg(pl.col("label").first(), pl.col("len").sum())
        .filter(pl.col("len") >= RAREST_LEVEL)
        .sort(["len", "key"], descending=[True, False])
        .head(MOST_LEVELS)
    )
    return InputColumn(
        name=column.name,
        kind="category",
        tokens=column.missing_tokens,
        levels=tuple(counted["key"]),
        labels=tuple(counted["label"]),
        blank=blank,
        shares=groups.of_levels(counted["len"].to_list(), len(present_cells)),
        rare=1 - float(counted["len"].sum()) / max(1, len(present_cells)),
    )


def _flag_counts(present: pl.Series) -> tuple[int, int]:
    """How many cells say no, and how many yes."""
    yes = int(level_keys(present).is_in(list(YES)).sum())
    return len(present) - yes, yes


def _numeric(
    cells: pl.Series, kind: str, decimal: str, date_format: str | None, tokens: Sequence[str]
) -> NDArray[np.float64]:
    """Cells of a number or date column as float64, missing as nan."""
    if kind == "date":
        values = to_days(cells, date_format=date_format, tokens=tuple(tokens))
    else:
        values = to_numbers(cells, decimal=decimal, tokens=tuple(tokens))
    return np.asarray(values.fill_null(float("nan")).to_numpy(), dtype=np.float64)


def prepare(
    preparation: Preparation,
    frame: pl.DataFrame,
    decimals: Mapping[str, str],
    ready: Mapping[str, pl.Series] | None = None,
) -> Prepared:
    """Turn the text cells of `frame` into numbers and codes; a column that is not in `frame` is missing throughout.

    `decimals` maps a column's name to its decimal mark in this file ("." where not named), that of a date column to
    its date format (that of the training where not named). `ready` are numbers of
    `frame` that somebody made before in just this way (`Table.kept_values`); text is not read where they stand.
    """
    ready = ready or _plain_numbers(preparation, frame, decimals)
    rows = frame.height
    present = set(frame.columns)
    number_inputs, category_inputs = preparation.number_inputs, preparation.category_inputs
    numbers = np.full((rows, len(number_inputs) + len(preparation.engineered)), np.nan, order="F")
    codes = np.full((rows, len(category_inputs)), -1, dtype=np.int32, order="F")
    for position, column in enumerate(number_inputs):
        if column.name in ready:
            numbers[:, position] = ready[column.name].fill_null(float("nan")).to_numpy()
        elif column.name in present:
            mark = decimals.get(column.name, ".")
            date_format = mark if "%" in mark else column.date_format
            numbers[:, position] = _numeric(frame[column.name], column.kind, mark, date_format, column.tokens)
    for position, column in enumerate(category_inputs):
        if column.name in present:
            codes[:, position] = _codes(column, frame[column.name])
    prepared = Prepared(numbers=numbers, codes=codes)
    for position, feature in enumerate(preparation.engineered, start=len(number_inputs)):
        numbers[:, position] = _engineer(feature, preparation, prepared)
    return prepared


def blanked(preparation: Preparation, prepared: Prepared, names: Collection[str]) -> Prepared:
    """A copy of the rows as they are where the columns `names` are not in the file."""
    numbers, codes = prepared.numbers.copy(order="F"), prepared.codes.copy(order="F")
    for position, column in enumerate(preparation.number_inputs):
        if column.name in names:
            numbers[:, position] = np.nan
    for position, column in enumerate(preparation.category_inputs):
        if column.name in names:
            codes[:, position] = -1
    bare = Prepared(numbers=numbers, codes=codes)
    for position, feature in enumerate(preparation.engineered, start=len(preparation.number_inputs)):
        numbers[:, position] = _engineer(feature, preparation, bare)
    return bare


def _plain_numbers(preparation: Preparation, frame: pl.DataFrame, decimals: Mapping[str, str]) -> dict[str, pl.Series]:
    """Number columns that hold nothing but plain numbers ("12.5") and blanks, all read at once.

    It is what `to_numbers` gives, in a fraction of the time where columns are many.
    """
    there = set(frame.columns)
    names = [
        column.name
        for column in preparation.number_inputs
        if column.kind == "number" and column.name in there and decimals.get(column.name, ".") == "."
    ]
    if not names or len(names) * frame.height > MOST_AT_ONCE:
        return {}
    text = pl.col(names).str.strip_chars()
    numbers = frame.select(pl.when(text.str.contains(r"^[+-]?[\d.]")).then(text).cast(pl.Float64, strict=False))
    blank = frame.select((text == "").sum()).row(0)
    wild = numbers.select(pl.all().is_infinite().any() | pl.all().is_nan().any()).row(0)
    return {
        name: numbers[name]
        for name, blanks, odd in zip(names, blank, wild, strict=True)
        if not odd and numbers[name].null_count() == blanks
    }


def _codes(column: InputColumn, cells: pl.Series) -> NDArray[np.int32]:
    unknown = len(column.levels)
    # Distinct cells are few: look each up once, then spread the answer.
    distinct = cells.unique()
    keys = level_keys(distinct)
    if column.kind == "flag":
        table = {**dict.fromkeys(NO, 0), **dict.fromkeys(YES, 1)}
    else:
        table = {level: code for code, level in enumerate(column.levels)}
    blank = missing_mask(distinct, column.missing_words)
    found = [
        -1 if missing else table.get(key, unknown) for key, missing in zip(keys.to_list(), blank.to_list(), strict=True)
    ]
    codes = pl.Series(found, dtype=pl.Int32)
    return np.asarray(cells.replace_strict(distinct, codes, return_dtype=pl.Int32).to_numpy(), dtype=np.int32)


def _bind(feature: Any, plan: Plan, plain: Preparation) -> Engineered:
    """Bind the roles an engineered feature names to the plan's columns."""
    known = {column.name for column in plain.inputs}
    single: dict[str, str] = {}
    many: dict[str, tuple[str, ...]] = {}
    over_many = expressions.roles_over_many(feature.expression)
    for role in sorted(expressions.roles_of(feature.expression)):
        columns = tuple(name for name in plan.roles[role] if name in known)
        if role in over_many:
            many[role] = columns
        else:
            single[role] = columns[0]
    return Engineered(name=feature.name, label=feature.label, expression=feature.expression, single=single, many=many)


def _engineer(feature: Engineered, preparation: Preparation, prepared: Prepared) -> NDArray[np.float64]:
    """Values of one engineered feature, shape (rows,)."""
    positions = {column.name: i for i, column in enumerate(preparation.number_inputs)}
    code_positions = {column.name: i for i, column in enumerate(preparation.category_inputs)}

    def values(name: str) -> NDArray[np.float64]:
        if name in positions:
            return prepared.numbers[:, positions[name]]
        if name not in code_positions:
            return np.full(prepared.rows, np.nan)
        column = preparation.category_inputs[code_positions[name]]
        meaning = [1.0 if level in YES else 0.0 for level in column.levels] + [0.0, np.nan]
        return np.asarray(meaning)[prepared.codes[:, code_positions[name]]]

    single = {role: values(name) for role, name in feature.single.items()}
    many = {
        role: np.column_stack([values(name) for name in names]) if names else np.empty((prepared.rows, 0))
        for role, names in feature.many.items()
    }
    return expressions.evaluate(feature.expression, single, many, prepared.rows)
