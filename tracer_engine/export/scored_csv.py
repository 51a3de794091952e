"""The scored CSV: all input columns as they stood, then the scores."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tracer_engine.evaluation.metrics import high_risk_from

UNLIKE, CHANGE = "unlike", "change"
MARKS = (UNLIKE, CHANGE)
"""Columns that may follow the reasons: what is unlike anything seen in training, what has become of the row since."""

# A cell that a spreadsheet would run as a formula, or that looks guarded already (so that taking one guard off gives
# back what stood there), and what is a plain number all the same.
FORMULA = r"^'*[=+\-@\t\r]"
NUMBER = r"^[+-]?[\d.,' \u00a0\u202f]*\d[\d.,' \u00a0\u202f]*([eE][+-]?\d+)?\s?%?$"
_GUARDED = re.compile(f"'{FORMULA.removeprefix('^')}")
_FORMULA = re.compile(FORMULA)
_PLAIN_NUMBER = re.compile(NUMBER)


def without_guard(text: str) -> str:
    """A cell of the scored CSV as it was before it was guarded against being run as a formula."""
    return text[1:] if _GUARDED.match(text) and not _PLAIN_NUMBER.match(text[1:]) else text


def guarded(text: str) -> str:
    """A cell that no spreadsheet runs as a formula: what `without_guard` gives back."""
    return "'" + text if _FORMULA.match(text) and not _PLAIN_NUMBER.match(text) else text


@dataclass(frozen=True, kw_only=True, eq=False)
class ScoreColumns:
    """The scores of a block of rows: probabilities, ranks (1 = most likely) and reasons (a list for each row;
    none at all where none were asked for). `marks` are more columns of text, by the names in `MARKS`.
    """

    probability: NDArray[np.float64]
    rank: NDArray[np.int64]
    reasons: Sequence[Sequence[str]] = ()
    marks: Mapping[str, Sequence[str]] = field(default_factory=dict)


def ranks(log_odds: NDArray[np.float64]) -> NDArray[np.int64]:
    """1 for the highest score, ties by row."""
    order = np.argsort(-log_odds, kind="stable")
    result = np.empty(len(log_odds), dtype=np.int64)
    result[order] = np.arange(1, len(log_odds) + 1)
    return result


def in_words(probability: NDArray[np.float64], *, threshold: float, base_rate: float) -> tuple[pl.Series, pl.Series]:
    """What is predicted ("yes", "no") and the risk ("high", "medium", "low") of each probability."""
    p = pl.col("p")
    risk = pl.when(p >= high_risk_from(base_rate)).then(pl.lit("high")).when(p < base_rate).then(pl.lit("low"))
    words = pl.DataFrame({"p": probability}).select(
        pl.when(p >= threshold).then(pl.lit("yes")).otherwise(pl.lit("no")).alias("predicted"),
        risk.otherwise(pl.lit("medium")).alias("risk"),
    )
    return words["predicted"], words["risk"]


class ScoredWriter:
    """Writes blocks of rows with their scores to an open binary file.

    `names` are the columns of the blocks, `headers` how they stand in the file; input columns that have the name of
    a score column are left out (`replaced` lists them). UTF-8 with BOM, CRLF, and formula-like text guarded by a
    leading apostrophe, unless `raw`.
    """

    def __init__(
        self,
        file: IO[bytes],
        names: Sequence[str],
        headers: Sequence[str],
        *,
        outcome: str,
        threshold: float,
        base_rate: float,
        reasons: int,
        raw: bool,
        marks: bool = False,
    ) -> None:
        self.file, self.raw, self.outcome = file, raw, outcome
        self.threshold, self.base_rate = threshold, base_rate
        self.score_names = [
            *(f"{outcome}_{part}" for part in ("probability", "predicted", "risk", "rank")),
            *(f"{outcome}_reason_{n}" for n in range(1, max(reasons, 3) + 1)),
        ]
        self.mark_names = [f"{outcome}_{mark}" for mark in MARKS] if marks else []
        own = {*self.score_names, *self.mark_names}
        kept = [(n, h) for n, h in zip(names, headers, strict=True) if h.strip() not in own and n not in own]
        self.names = [name for name, _ in kept]
        self.replaced = [name for name in names if name not in self.names]
        line = io.StringIO()
        csv.writer(line, lineterminator="\r\n").writerow(
            [*(self._guard_text(h) for _, h in kept), *self.score_names, *self.mark_names]
        )
        file.write((b"" if raw else b"\xef\xbb\xbf") + line.getvalue().encode("utf-8"))

    def write(self, block: pl.DataFrame, scores: ScoreColumns) -> None:
        """Write a block of rows and their scores."""
        marks = [pl.Series(name, scores.marks[part]) for name, part in zip(self.mark_names, MARKS, strict=False)]
        frame = pl.DataFrame([*block.select(self.names).get_columns(), *self._score_series(scores), *marks])
        texts = [name for name, kind in frame.schema.items() if kind == pl.String]
        if not self.raw:
            frame = frame.with_columns(_guarded(name) for name in texts)
        if frame.width > 1:
            # An empty text would be written as "", an absent one as nothing. (Alone on its line it must be seen.)
            frame = frame.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in texts)
        frame.write_csv(self.file, include_header=False, line_terminator="\r\n", quote_style="necessary")

    def _guard_text(self, text: str) -> str:
        return "'" + text if not self.raw and re.match(FORMULA, text) else text

    def _score_series(self, scores: ScoreColumns) -> list[pl.Series]:
        p = scores.probability
        predicted, risk = in_words(p, threshold=self.threshold, base_rate=self.base_rate)
        wanted = len(self.score_names) - 4
        if scores.reasons:
            reasons: list[Any] = [[row[n] if n < len(row) else "" for row in scores.reasons] for n in range(wanted)]
        else:
            reasons = [pl.repeat("", len(p), eager=True)] * wanted
        columns: list[Any] = [p, predicted, risk, scores.rank, *reasons]
        return [pl.Series(name, values) for name, values in zip(self.score_names, columns, strict=True)]


def _guarded(name: str) -> pl.Expr:
    cells = pl.col(name)
    risky = cells.str.contains(FORMULA) & ~cells.str.contains(NUMBER)
    return pl.when(risky).then(pl.concat_str(pl.lit("'"), cells)).otherwise(cells).alias(name)
