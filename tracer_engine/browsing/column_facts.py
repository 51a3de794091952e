"""One column looked at closely: what it goes along with, and what it alone has to do with the target."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tracer_engine.evaluation.intervals import wilson
from tracer_engine.ingest import missing_mask, to_days, to_numbers
from tracer_engine.planning import positive_mask
from tracer_engine.profiling import values_of
from tracer_engine.profiling.columns import number_text
from tracer_engine.types.browsing import ColumnFacts, Relation, RelationBin
from tracer_engine.types.profile import Profile
from tracer_engine.types.table import Column, Table

SAMPLE_ROWS = 20_000
MOST_LEVELS = 12
RANGES = 8
MOST_COMPARED = 200
_LEAST_STRENGTH = 0.2


class ColumnLens:
    """Looks at columns of one table; what was worked out once is kept."""

    def __init__(self, table: Table, profile: Profile) -> None:
        self._table = table
        self._profiles = {one.name: one for one in profile.columns}
        self._positions = {column.name: position for position, column in enumerate(table.columns)}
        step = max(1, table.rows // SAMPLE_ROWS)
        self._sample = pl.int_range(0, table.rows, step, eager=True)
        self._codes: dict[str, NDArray[np.int64]] = {}
        self._ranks: dict[str, NDArray[np.float64]] = {}
        self._partners: dict[tuple[str, str | None], tuple[str, float] | None] = {}
        self._relations: dict[tuple[str, str, str], Relation] = {}
        self._outcome: tuple[tuple[str, str], pl.Series] | None = None

    def facts(self, name: str, target: str | None, positive: str | None) -> ColumnFacts:
        """What is known of a column. Raises InputError where there is none of this name."""
        column = self._table.column(name)
        profile = self._profiles[column.name]
        told = self._table.column(target).name if target else None
        related = told is not None and positive is not None and told != column.name
        return ColumnFacts(
            column=column,
            position=self._positions[column.name],
            rows=self._table.rows,
            histogram=profile.histogram,
            top=profile.top,
            minimum=profile.minimum,
            maximum=profile.maximum,
            median=profile.median,
            mean=profile.mean,
            quartiles=profile.quartiles,
            moves_with=self._partner(column, told),
            relation=self._relation(column, told or "", positive or "") if related else None,
        )

    # ------------------------------------------------------------ the target

    def _relation(self, column: Column, target: str, positive: str) -> Relation:
        asked = (column.name, target, positive)
        if asked not in self._relations:
            self._relations[asked] = self._relate(column, target, positive)
        return self._relations[asked]

    def _positive(self, target: str, positive: str) -> pl.Series:
        """For every row whether the outcome came about; null where it is not known."""
        if self._outcome is None or self._outcome[0] != (target, positive):
            self._outcome = (target, positive), positive_mask(self._table, target, positive)
        return self._outcome[1]

    def _relate(self, column: Column, target: str, positive: str) -> Relation:
        outcome = self._positive(target, positive)
        known = outcome.is_not_null()
        cells = self._table.frame[column.name]
        filled = ~missing_mask(cells, column.missing_tokens)
        total = pl.DataFrame({"filled": filled, "outcome": outcome}).filter(known)
        ones, zeros = total.filter(pl.col("outcome")), total.filter(~pl.col("outcome"))
        bins: list[RelationBin] = []
        # Where nearly every row has a value of its own, shares by value say nothing.
        if column.kind in ("number", "date") or self._profiles[column.name].distinct <= 0.5 * self._table.rows:
            labels = self._labels(column, cells, values_of(self._table, column))
            frame = pl.DataFrame({"label": labels, "outcome": outcome}).filter(known)
            counts = frame.group_by("label").agg(rows=pl.len(), positives=pl.col("outcome").sum())
            order = {label: place for place, label in enumerate(self._order(column, counts))}
            for label, rows, positives in sorted(counts.iter_rows(), key=lambda one: order[one[0]]):
                low, high = wilson(positives, rows)
                bins.append(RelationBin(value=label, rows=rows, rate=positives / rows, low=low, high=high))
        return Relation(
            target=target,
            positive=positive,
            base_rate=ones.height / total.height if total.height else 0.0,
            bins=tuple(bins),
            roc_auc=_roc_auc(bins),
            filled_positive=(int(ones["filled"].sum()), ones.height),
            filled_negative=(int(zeros["filled"].sum()), zeros.height),
        )

    def _labels(self, column: Column, cells: pl.Series, values: pl.Series | None) -> pl.Series:
        """For every cell the group it is shown in: a level, a range of numbers, "other" or "missing".

        `values` are the numbers or days of the cells.
        """
        if values is not None and column.kind == "number" and self._profiles[column.name].distinct > MOST_LEVELS:
            return _ranges(values)
        if values is not None and column.kind == "date":
            years = pl.from_epoch((values * 86_400).cast(pl.Int64), time_unit="s").dt.year().cast(pl.String)
            cells = years.fill_null("")
        stripped = cells.str.strip_chars().alias("cell")
        missing = missing_mask(cells, column.missing_tokens)
        if values is not None:
            missing = missing | values.is_null()
        top = stripped.filter(~missing).value_counts().sort(["count", "cell"], descending=[True, False])
        return (
            pl.DataFrame({"cell": stripped, "missing": missing})
            .select(
                pl.when("missing").then(pl.lit("missing"))
                .when(pl.col("cell").is_in(top["cell"].head(MOST_LEVELS).implode())).then("cell")
                .otherwise(pl.lit("other"))
            )
            .to_series()
        )  # fmt: skip

    def _order(self, column: Column, counts: pl.DataFrame) -> list[str]:
        """Ranges and years by value, levels by how many they are; "other" and "missing" last."""
        labels = [str(label) for label in counts.sort("rows", "label", descending=[True, False])["label"]]
        if column.kind in ("number", "date"):
            labels.sort(key=_first_number)
        last = [label for label in ("other", "missing") if label in labels]
        return [label for label in labels if label not in last] + last

    # ------------------------------------------------------------ other columns

    def _partner(self, column: Column, target: str | None) -> tuple[str, float] | None:
        """The column that goes along with this one most, the target aside; None where none does to speak of."""
        if column.kind in ("id", "text", "constant") or column.name == target:
            return None
        if (column.name, target) not in self._partners:
            others = [
                one
                for one in self._table.columns[:MOST_COMPARED]
                if one.kind not in ("id", "text", "constant") and one.name not in (column.name, target)
            ]
            strengths = [(self._strength(column, other), -place) for place, other in enumerate(others)]
            strength, place = max(strengths, default=(0.0, 0))
            best = (others[-place].name, strength) if strength >= _LEAST_STRENGTH else None
            self._partners[column.name, target] = best
        return self._partners[column.name, target]

    def _strength(self, one: Column, two: Column) -> float:
        """Rank correlation among numbers (without its sign), else Cramér's V, bias-corrected (Bergsma 2013); 0..1."""
        if one.kind in ("number", "date") and two.kind in ("number", "date"):
            a, b = self._rank(one), self._rank(two)
            both = np.isfinite(a) & np.isfinite(b)
            if both.sum() < 3 or a[both].std() == 0 or b[both].std() == 0:
                return 0.0
            return float(abs(np.corrcoef(a[both], b[both])[0, 1]))
        return _cramer(self._code(one), self._code(two))

    def _sampled(self, column: Column) -> tuple[pl.Series, pl.Series | None]:
        """Cells of the sample, and the numbers or days in them."""
        cells = self._table.frame[column.name].gather(self._sample)
        kept = self._table.kept_values.get(column.name)
        if kept is not None:
            return cells, kept.gather(self._sample)
        if column.kind == "number":
            return cells, to_numbers(cells, decimal=column.decimal, tokens=column.missing_tokens)
        if column.kind == "date":
            return cells, to_days(cells, date_format=column.date_format, tokens=column.missing_tokens)
        return cells, None

    def _rank(self, column: Column) -> NDArray[np.float64]:
        if column.name not in self._ranks:
            values = self._sampled(column)[1]
            assert values is not None
            ranks = values.rank("average").cast(pl.Float64).fill_null(float("nan"))
            self._ranks[column.name] = ranks.to_numpy()
        return self._ranks[column.name]

    def _code(self, column: Column) -> NDArray[np.int64]:
        if column.name not in self._codes:
            labels = self._labels(column, *self._sampled(column))
            self._codes[column.name] = labels.rank("dense").cast(pl.Int64).to_numpy() - 1
        return self._codes[column.name]


def _ranges(values: pl.Series) -> pl.Series:
    """For every value the range it lies in, about equally many rows each; null becomes "missing"."""
    known = values.drop_nulls().to_numpy()
    if not len(known):
        return pl.Series(["missing"] * len(values), dtype=pl.String)
    edges = np.unique(np.quantile(known, np.linspace(0, 1, RANGES + 1)))
    places = np.searchsorted(edges[1:-1], values.fill_null(edges[0]).to_numpy(), side="right")
    frame = pl.DataFrame({"value": values, "place": places})
    ends = frame.drop_nulls().group_by("place").agg(low=pl.col("value").min(), high=pl.col("value").max())
    texts = pl.Series(
        [
            number_text(low) if low == high else f"{number_text(low)} to {number_text(high)}"
            for _, low, high in ends.iter_rows()
        ],
        dtype=pl.String,
    )
    labels = frame["place"].replace_strict(ends["place"], texts, default="missing", return_dtype=pl.String)
    return labels.zip_with(values.is_not_null(), pl.Series(["missing"], dtype=pl.String))


def _first_number(label: str) -> float:
    try:
        return float(label.split(" to ", maxsplit=1)[0].replace(",", ""))
    except ValueError:
        return math.inf


def _roc_auc(bins: list[RelationBin]) -> float | None:
    """ROC AUC of the bins ordered by their rate; None where there is only one outcome."""
    ranked = sorted(bins, key=lambda one: one.rate)
    positives = sum(one.rate * one.rows for one in ranked)
    negatives = sum(one.rows for one in ranked) - positives
    if positives < 0.5 or negatives < 0.5:
        return None
    below, area = 0.0, 0.0
    for one in ranked:
        here = one.rate * one.rows
        area += here * (below + 0.5 * (one.rows - here))
        below += one.rows - here
    return area / (positives * negatives)


def _cramer(one: NDArray[np.int64], two: NDArray[np.int64]) -> float:
    rows, width, height = len(one), int(one.max(initial=0)) + 1, int(two.max(initial=0)) + 1
    if rows < 3 or width < 2 or height < 2:
        return 0.0
    counts = np.bincount(one * height + two, minlength=width * height).reshape(width, height).astype(float)
    expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0, keepdims=True) / rows
    with np.errstate(divide="ignore", invalid="ignore"):
        chi = float(np.nansum((counts - expected) ** 2 / expected))
    phi = max(0.0, chi / rows - (width - 1) * (height - 1) / (rows - 1))
    least = min(width - (width - 1) ** 2 / (rows - 1), height - (height - 1) ** 2 / (rows - 1)) - 1
    return min(1.0, math.sqrt(phi / least)) if least > 0 else 0.0
