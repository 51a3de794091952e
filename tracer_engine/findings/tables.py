"""Findings about a table as it stands, before any question is asked of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tracer_engine.profiling.columns import counted_values, number_text
from tracer_engine.profiling.names import name_words
from tracer_engine.profiling.quality import copies_of
from tracer_engine.types.profile import ColumnProfile, Finding
from tracer_engine.types.table import Column, Table

Values = NDArray[np.float64]
Weights = NDArray[np.int64]

_SENTINELS = (-1.0, -9.0, -99.0, -999.0, -9999.0, 99.0, 999.0, 9999.0, 99999.0, 999999.0)
_POSTAL = (
    "zip", "zipcode", "postcode", "post code", "postalcode", "postal code", "plz", "postleitzahl", "code postal",
    "codigo postal", "pincode", "pin code",
)  # fmt: skip
_FAR = 5.0
"""An outlier lies more than so many times the distance of the quartiles beyond them."""
_ABSURD = 1e15
"""No count, price or time is as large as this."""
_MOST_SPELLED = 1_000
"""Columns with more distinct texts than this are not searched for several spellings."""
_NEVER_NEGATIVE = frozenset(
    (
        "charge", "price", "fee", "bill", "rent", "premium", "salary", "income", "wage", "tenure", "age", "duration",
        "minute", "hour", "month", "year", "call", "visit", "count", "quantity", "usage", "mileage", "seniority",
    )
)  # fmt: skip
"""A column with one of these words in its name holds what cannot be below nought, unless one of the next is in it."""
_MAY_BE_NEGATIVE = frozenset(
    (
        "change", "difference", "diff", "delta", "growth", "trend", "balance", "adjustment", "refund", "credit", "net",
        "profit", "margin", "score", "index", "zscore", "deviation", "variation", "temperature", "log", "gain", "since",
    )
)  # fmt: skip
_SHOWN = 3
_ORDER = {"error": 0, "warning": 1, "info": 2}


def table_findings(table: Table, profiles: Sequence[ColumnProfile]) -> list[Finding]:
    """What is worth knowing about `table`; warnings before mere information, in table order within."""
    findings: list[Finding] = []
    if table.file_rows:
        findings += _copies(table)
        for column, profile in zip(table.columns, profiles, strict=True):
            findings += _column_findings(table, column, profile)
    return sorted(findings, key=lambda finding: _ORDER[finding.severity])


def _column_findings(table: Table, column: Column, profile: ColumnProfile) -> list[Finding]:
    rows = table.file_rows
    found = [_blank(column, profile, rows), _constant(column, profile, rows)]
    if column.kind == "id":
        found.append(_identifier(column, profile, rows))
    elif column.kind == "text":
        found.append(_near_unique(column, profile, rows))
    if column.kind == "number":
        found.append(_postal_codes(table, column))
    if column.kind in ("category", "flag", "text") and profile.distinct <= _MOST_SPELLED:
        found.append(_spellings(table, column))
    if column.spoiled:
        found.append(_spoiled(column))
    if column.kind == "number":
        values, weights = counted_values(table, column).numbers()
        sentinel = _sentinel(column, values, weights)
        found += [sentinel] if sentinel else [_outliers(column, profile, values, weights)]
        if sentinel is None:
            found.append(_below_nought(column, profile, values, weights))
    return [finding for finding in found if finding is not None]


def _copies(table: Table) -> list[Finding]:
    """Rows that repeat an earlier one, in every column, and the columns that identify a row aside."""
    findings = []
    ids = [column.name for column in table.columns if column.kind == "id"]
    others = [column.name for column in table.columns if column.kind != "id"]
    whole, aside = copies_of(table)
    about = "About " if table.whole else ""
    if whole:
        findings.append(
            Finding(
                code="duplicate-rows",
                severity="warning",
                column=None,
                message=f"{about}{whole:,} of {table.file_rows:,} rows {_verb(whole, 'repeats', 'repeat')} "
                "another one in every column.",
                remedy="Kept together in the test, so that the result is not flattered.",
            )
        )
    if ids and others and aside > whole:
        findings.append(
            Finding(
                code="duplicate-rows-without-id",
                severity="info",
                column=None,
                message=f"{about}{aside:,} of {table.file_rows:,} rows {_verb(aside, 'repeats', 'repeat')} another "
                f"one, {' and '.join(ids[:_SHOWN])} aside.",
                remedy="Kept together in the test, so that the result is not flattered.",
            )
        )
    return findings


def _blank(column: Column, profile: ColumnProfile, rows: int) -> Finding | None:
    blank = profile.missing - column.spoiled
    if profile.missing >= rows:
        return Finding(
            code="empty-column",
            severity="warning",
            column=column.name,
            message=f"{column.name} is blank in all {rows:,} rows.",
            remedy="It is left out.",
        )
    if profile.missing > 0.5 * rows:
        return Finding(
            code="mostly-missing",
            severity="warning" if profile.missing > 0.8 * rows else "info",
            column=column.name,
            message=f"{profile.missing:,} of {rows:,} cells in {column.name} are blank "
            f"({100 * profile.missing / rows:.0f} %).",
            remedy="Whether it is filled in may itself tell something.",
        )
    if blank > 0 and column.kind in ("number", "date"):
        return Finding(
            code="missing-cells",
            severity="info",
            column=column.name,
            message=f"{blank:,} {_verb(blank, 'cell', 'cells')} in {column.name} {_verb(blank, 'is', 'are')} blank.",
            remedy="Read as missing, not as zero. The rows are kept.",
        )
    return None


def _constant(column: Column, profile: ColumnProfile, rows: int) -> Finding | None:
    if profile.distinct != 1 or profile.missing or rows < 2:
        return None
    return Finding(
        code="constant",
        severity="info",
        column=column.name,
        message=f"{column.name} is {profile.top[0][0] if profile.top else ''!s} in all {rows:,} rows.",
        remedy="It tells nothing and is left out.",
    )


def _identifier(column: Column, profile: ColumnProfile, rows: int) -> Finding:
    filled = rows - profile.missing
    repeated = filled - profile.distinct
    if repeated > 0:
        return Finding(
            code="repeated-ids",
            severity="warning",
            column=column.name,
            message=f"{repeated:,} {_verb(repeated, 'row has', 'rows have')} a {column.name} that stands in an "
            "earlier row, too.",
            remedy="Rows that share one are kept together in the test where it is the id or the group.",
        )
    return Finding(
        code="identifier",
        severity="info",
        column=column.name,
        message=f"{column.name} is different in each of {filled:,} rows.",
        remedy="It tells the rows apart and is not learned from.",
    )


def _near_unique(column: Column, profile: ColumnProfile, rows: int) -> Finding | None:
    filled = rows - profile.missing
    if filled == 0 or profile.distinct <= 0.5 * filled:
        return None
    return Finding(
        code="near-unique-text",
        severity="info",
        column=column.name,
        message=f"{column.name} holds {profile.distinct:,} different texts in {filled:,} rows.",
        remedy="Nearly every row has its own, so it is not learned from.",
    )


def _spellings(table: Table, column: Column) -> Finding | None:
    counts = (
        counted_values(table, column)
        .present.select(text="cell", count="n")
        .with_columns(
            pl.col("text").str.strip_chars().str.replace_all(r"[\s_-]+", " ").str.to_lowercase().alias("plain")
        )
    )
    groups = (
        counts.sort(["count", "text"], descending=[True, False])
        .group_by("plain", maintain_order=True)
        .agg("text", "count")
        .filter(pl.col("text").list.len() > 1)
    )
    if not groups.height:
        return None
    texts, numbers = groups["text"][0].to_list(), groups["count"][0].to_list()
    shown = ", ".join(f"{text!r} ({number:,})" for text, number in list(zip(texts, numbers, strict=True))[:4])
    more = f" So do {groups.height - 1} other values." if groups.height > 1 else ""
    return Finding(
        code="spellings",
        severity="warning",
        column=column.name,
        message=f"{column.name} spells one value in {len(texts)} ways: {shown}.{more}",
        remedy="Tracer takes them for one value. Give them different names in the file if they are not.",
    )


def _spoiled(column: Column) -> Finding:
    shown = ", ".join(repr(text) for text in column.spoilers[:_SHOWN])
    what = "date" if column.kind == "date" else "number"
    return Finding(
        code="spoiled-cells",
        severity="warning",
        column=column.name,
        message=f"{column.spoiled:,} {_verb(column.spoiled, 'cell', 'cells')} in {column.name} "
        f"{_verb(column.spoiled, 'is', 'are')} no {what}: {shown}.",
        remedy="Read as missing. The rows are kept.",
    )


def _sentinel(column: Column, values: Values, weights: Weights) -> Finding | None:
    """A number that stands for "none" or "unknown": often there, at an end, and far from all others.

    `values` are different numbers, rising, each of which occurs as often as `weights` says.
    """
    rows = int(weights.sum())
    if rows < 50 or len(values) < 2:
        return None
    for end, others in ((0, values[1:]), (-1, values[:-1])):
        value, count = float(values[end]), int(weights[end])
        if value not in _SENTINELS:
            continue
        apart = others.min() >= 0 if value < 0 else value > 3 * max(1.0, float(others.max()))
        if apart and count >= max(5, 0.002 * rows):
            return Finding(
                code="sentinel",
                severity="info",
                column=column.name,
                message=f"{column.name} is {number_text(value)} in {count:,} of {rows:,} rows, "
                f"apart from all other values ({number_text(others.min())} to {number_text(others.max())}).",
                remedy="It may stand for unknown. If so, leave those cells blank in the file; "
                f"Tracer reads {number_text(value)} as a number.",
            )
    return None


def _outliers(column: Column, profile: ColumnProfile, values: Values, weights: Weights) -> Finding | None:
    if profile.quartiles is None or profile.distinct <= 20:
        return None
    low, high = profile.quartiles
    reach = _FAR * (high - low)
    if not 0 < reach < np.inf:
        return None
    far = (values < low - reach) | (values > high + reach)
    count = int(weights[far].sum())
    absurd = bool(np.any(np.abs(values) >= _ABSURD))
    # A long tail is no handful of outliers.
    if not count or (count > 0.01 * weights.sum() and not absurd):
        return None
    shown = ", ".join(f"{number_text(value)}" for value in values[far][::-1][:_SHOWN])
    about = "About " if profile.approximate else ""
    return Finding(
        code="outliers",
        severity="info",
        column=column.name,
        message=f"{about}{count:,} {_verb(count, 'value', 'values')} in {column.name} {_verb(count, 'lies', 'lie')} "
        f"far from the rest: {shown}. Half of all values lie between {number_text(low)} and {number_text(high)}.",
        remedy="Kept as they stand in the file. In training they are tamed, so that they do not sway the rest.",
    )


def _below_nought(column: Column, profile: ColumnProfile, values: Values, weights: Weights) -> Finding | None:
    """Negative numbers in a column whose name says that there are none: a charge, a time, a count."""
    words = set(name_words(column.name))
    negative = values < 0
    count, filled = int(weights[negative].sum()), int(weights.sum())
    # Where most are, the sign means something: what goes out is written so.
    if not count or count > 0.5 * filled or not words & _NEVER_NEGATIVE or words & _MAY_BE_NEGATIVE:
        return None
    shown = ", ".join(number_text(value) for value in values[negative][:_SHOWN])
    about = "About " if profile.approximate else ""
    return Finding(
        code="below-nought",
        severity="info",
        column=column.name,
        message=f"{about}{count:,} of {filled:,} values in {column.name} {_verb(count, 'is', 'are')} below 0: {shown}.",
        remedy="Kept as numbers, as they may be credits or corrections. Leave those cells blank in the file if they "
        "are mistakes.",
    )


def _postal_codes(table: Table, column: Column) -> Finding | None:
    """A number so named whose digits tell places apart: 90210 is no quantity."""
    words = f" {' '.join(name_words(column.name))} "
    values = counted_values(table, column).present
    if column.kind != "number" or values.is_empty() or not any(f" {postal} " in words for postal in _POSTAL):
        return None
    like_codes = values.filter(pl.col("cell").str.contains(r"^\s*\d{3,10}(?:\.0+)?\s*$"))
    if int(like_codes["n"].sum()) < 0.95 * int(values["n"].sum()):
        return None
    return Finding(
        code="postal-codes",
        severity="info",
        column=column.name,
        message=f"{column.name} holds postal codes: digits that tell places apart.",
        remedy="Taken for numbers, as near codes are mostly near places. Tell Tracer that it is a category if yours "
        "are not, or leave it out.",
    )


def _verb(count: int, one: str, several: str) -> str:
    return one if count == 1 else several
