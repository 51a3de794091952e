"""The values of a target: which rows are positive, and which value it is when nobody says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import polars as pl

from tracer_engine.ingest import missing_mask
from tracer_engine.profiling.columns import counts_of
from tracer_engine.profiling.names import folded
from tracer_engine.types.blueprint import Blueprint
from tracer_engine.types.table import Table

_NEGATION = re.compile(
    r"(^|[\s_(-])(not|no|non|never|still|kein|keine|nicht|pas|sin|nao|didn'?t)([\s_-]|$)"
    r"|^non(?=[a-z]{4})|^(not|un)(?=churn|left|leav|cancel|exit)"
)
_WHOLE_NUMBER = re.compile(r"^([+-]?\d+)(?:[.,]0*)?$")
_LEAVING = (
    "churn", "attrit", "cancel", "leave", "left", "exited", "departed", "terminat", "closed", "lapsed", "inactiv",
    "lost", "quit", "unsubscrib", "deactivat", "gekundig", "gekuendig", "resili", "expired", "defected", "dormant",
    "inaktiv", "ended", "resign",
)  # fmt: skip
"""Beginnings of words that mean leaving; a value that holds one, not denied, is the positive one of churn."""


def plain_value(text: str) -> str:
    """A cell text as it is compared: without padding, accents, case and full stop, whole numbers without decimals."""
    plain = folded(text).strip().lower().rstrip(".!")
    number = _WHOLE_NUMBER.match(plain)
    return str(int(number.group(1))) if number else plain


def _plain_cells(table: Table, target: str) -> pl.Series:
    """The cells of `target` as `plain_value` makes them; null where blank. Worked out once for each distinct text."""
    column = table.column(target)
    cells = table.frame[column.name]
    present = cells.set(missing_mask(cells, column.missing_tokens), None)
    texts = present.drop_nulls().unique()
    plain = pl.Series([plain_value(text) for text in texts.to_list()], dtype=pl.String)
    return present.replace_strict(texts, plain, default=None, return_dtype=pl.String)


def positive_mask(table: Table, target: str, positive: str) -> pl.Series:
    """For every row whether `target` is `positive` (Boolean; null where the target is blank).

    Texts are compared without padding and case, whole numbers whatever their decimals (1 and 1.0).
    """
    return (_plain_cells(table, target) == plain_value(positive)).alias("positive")


def target_counts(table: Table, target: str) -> tuple[tuple[str, int], ...]:
    """The values of `target` with how often each occurs, most frequent first.

    Spellings that differ in padding or case only are one value, shown as it is written most often.
    """
    column = table.column(target)
    counted = counts_of(table, column).counts
    present = counted.filter(~missing_mask(counted["cell"], column.missing_tokens))
    plain = pl.Series("plain", [plain_value(text) for text in present["cell"].to_list()], dtype=pl.String)
    counts = present.select(plain, pl.col("cell").str.strip_chars().alias("text"), pl.col("n").alias("len"))
    counts = counts.group_by("plain", "text").agg(pl.col("len").sum()).sort(["len", "text"], descending=[True, False])
    values = counts.group_by("plain", maintain_order=True).agg(pl.col("text").first(), pl.col("len").sum())
    values = values.sort(["len", "text"], descending=[True, False])
    return tuple((str(text), int(count)) for text, count in values.select("text", "len").iter_rows())


@lru_cache(maxsize=4096)
def is_denied(plain: str) -> bool:
    """Whether a value denies what it names: "not churned", "no churn", "non-churner", "Nonchurner"."""
    return _NEGATION.search(plain) is not None


@lru_cache(maxsize=4096)
def means_leaving(plain: str) -> bool:
    """Whether a value says that somebody left, and does not deny it."""
    if is_denied(plain):
        return False
    return any(re.search(rf"\b{stem}", plain.replace("_", " ")) for stem in _LEAVING)


def positive_value(blueprint: Blueprint, values: Sequence[tuple[str, int]], *, inverse: bool = False) -> str | None:
    """Which of `values` (with their counts) is the positive one; None where nothing tells.

    `inverse`: the column says the opposite ("retained"), so that the value meaning "no" is the positive one.
    A value that itself says who left wins over that.
    """
    plain = {plain_value(text): text for text, _ in values}
    speaks = _speaking(blueprint, plain)
    if speaks is not None:
        return speaks
    numbers = {value: text for value, text in plain.items() if _WHOLE_NUMBER.match(value)}
    if len(plain) == 2 and len(numbers) == 2:
        return numbers[(min if inverse else max)(numbers, key=int)]
    said_yes = [text for value, text in plain.items() if value in blueprint.positive_values and not is_denied(value)]
    said_no = [text for value, text in plain.items() if value in blueprint.negative_values or is_denied(value)]
    if inverse:
        said_yes, said_no = said_no, said_yes
    if len(said_yes) == 1:
        return said_yes[0]
    if len(plain) == 2 and len(said_no) == 1:
        return next(text for text in plain.values() if text != said_no[0])
    if said_yes:
        ranks = {text: blueprint.positive_values.index(plain_value(text)) for text in said_yes if not inverse}
        return min(said_yes, key=lambda text: ranks.get(text, 0))
    return None


def _speaking(blueprint: Blueprint, plain: dict[str, str]) -> str | None:
    """The one value that names the leaving itself, in a blueprint whose own values do so."""
    if not any(means_leaving(value) for value in blueprint.positive_values):
        return None
    leaving = [text for value, text in plain.items() if means_leaving(value)]
    if len(leaving) > 1:
        # "Churned" and "Dormant": the one the blueprint names first; of "Voluntary churn" and "Involuntary churn"
        # the more frequent one, which `plain` holds first.
        ranks = {value: rank for rank, value in enumerate(blueprint.positive_values)}
        return min(leaving, key=lambda text: ranks.get(plain_value(text), len(ranks)))
    return leaving[0] if leaving else None
