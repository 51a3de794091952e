"""What the charts of a run are drawn from: one array for every length of the list, and the rule's curve beside it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from tracer_desktop.widgets.status import Kind
from tracer_engine import CutOffs, Wording

Values = NDArray[np.float64]
MOST_POINTS = 400
NOISY = 0.01
"""Above the first hundredth of the list, rates over so few rows jump about and say nothing."""

FAR_OFF = 0.05
"""From so many points on, percentages are for ranking, not for counting."""
_BEGINS, _ENDS = "Start with the ", "choosing at random"


class Evidence:
    """The report of a run and its cut-offs. Arrays have an entry for each n from 1 to `rows`."""

    def __init__(self, report: Mapping[str, object], cut_offs: CutOffs) -> None:
        self.report = cast("Mapping[str, Any]", report)
        self.cut_offs = cut_offs
        self.wording = Wording(**self.report["wording"])
        self.rows, self.positives = cut_offs.rows, cut_offs.positives
        known = cut_offs.known
        self.known: NDArray[np.int64] = np.arange(1, cut_offs.rows + 1, dtype=np.int64) if known is None else known
        self.reached: NDArray[np.int64] = cut_offs.reached
        self.all_known = int(self.known[-1]) if self.rows else 0
        self.negatives = self.all_known - self.positives

    @cached_property
    def share(self) -> Values:
        """Share of the list that is taken."""
        return np.arange(1, self.rows + 1) / max(1, self.rows)

    @cached_property
    def found(self) -> Values:
        """Share of the positives that is reached (recall)."""
        return self.reached / max(1, self.positives)

    @cached_property
    def taken_along(self) -> Values:
        """Share of the others that is taken along (false positive rate)."""
        return (self.known - self.reached) / max(1, self.negatives)

    @cached_property
    def pure(self) -> Values:
        """Share of positives among those taken (precision)."""
        return self.reached / np.maximum(1, self.known)

    @cached_property
    def lift(self) -> Values:
        """How many times as many positives as taking the same number at random."""
        return self.pure / self.base_rate if self.base_rate else np.zeros(self.rows)

    @property
    def base_rate(self) -> float:
        """Share of positives among rows whose outcome is known."""
        return self.positives / self.all_known if self.all_known else 0.0

    @property
    def probability(self) -> Values:
        """The probability of the n-th, falling."""
        return self.cut_offs.probability

    @cached_property
    def thin(self) -> NDArray[np.intp]:
        """Positions of at most `MOST_POINTS` points, evenly taken, first and last among them."""
        return np.unique(np.linspace(0, self.rows - 1, min(self.rows, MOST_POINTS)).astype(np.intp))

    @cached_property
    def thin_steady(self) -> NDArray[np.intp]:
        """As `thin`, without the first rows of the list, whose rates jump about."""
        return self.thin[self.thin >= min(self.rows - 1, self.first_steady - 1)]

    @property
    def first_steady(self) -> int:
        """The first n whose rates are shown as a line."""
        return max(1, math.ceil(NOISY * self.rows))

    @cached_property
    def rule(self) -> tuple[Values, Values]:
        """The one-line rule: shares of the list, and the share of positives reached so."""
        points = self.report["curves"]["gains"]
        shares = np.array([number(point["share"]) for point in points])
        reached = np.array([number(point["rule_reached"]) for point in points])
        good = np.isfinite(shares) & np.isfinite(reached)
        return shares[good], reached[good]

    @cached_property
    def rule_found_wrong(self) -> tuple[Values, Values]:
        """The rule: share of the others taken along, share of the positives reached."""
        shares, reached = self.rule
        others = shares * self.all_known - reached * self.positives
        return np.clip(others / max(1, self.negatives), 0.0, 1.0), reached

    @cached_property
    def rule_pure(self) -> tuple[Values, Values, Values]:
        """The rule: share of the list, share of the positives reached, share of positives among those taken."""
        shares, reached = self.rule
        some = shares > 0
        pure = reached[some] * self.positives / (shares[some] * max(1, self.all_known))
        return shares[some], reached[some], np.clip(pure, 0.0, 1.0)

    @property
    def rule_text(self) -> str:
        """The rule in words ("tenure: the lowest first")."""
        return str(self.report["baseline"]["rule"])

    def metric(self, key: str) -> tuple[float, float, float] | None:
        """Value, low and high of a figure of the report; None where it is not known."""
        return interval(self.report["metrics"].get(key))

    def rule_metric(self, key: str) -> float | None:
        """The rule's value of a figure; None where it is not known."""
        found = interval(self.report["baseline"]["metrics"].get(key))
        return None if found is None else found[0]

    def bins(self) -> list[Mapping[str, float]]:
        """The groups of equal size: predicted, observed with its interval, rows."""
        found = self.report["curves"]["calibration"]
        return [one for one in found if math.isfinite(number(one["predicted"]) + number(one["observed"]))]

    def histogram(self) -> Sequence[Mapping[str, float]]:
        """Rows by the probability given and by what became of them."""
        return cast("Sequence[Mapping[str, float]]", self.report["curves"]["histogram"])


_latest: list[Evidence] = []


def evidence_of(report: Mapping[str, object], cut_offs: CutOffs) -> Evidence:
    """The evidence of the run that is open, made once for all pages that show it."""
    if not _latest or _latest[0].cut_offs is not cut_offs:
        _latest[:] = [Evidence(report, cut_offs)]
    return _latest[0]


def number(value: object) -> float:
    """A number of the report, which writes None where there is none."""
    return float(value) if isinstance(value, int | float) else math.nan


def interval(figure: Mapping[str, object] | None) -> tuple[float, float, float] | None:
    """Value, low and high; None where the value is not known. An unknown end is the value itself."""
    if figure is None or not math.isfinite(number(figure["value"])):
        return None
    value, low, high = (number(figure[key]) for key in ("value", "low", "high"))
    return value, low if math.isfinite(low) else value, high if math.isfinite(high) else value


def verdict_kind(report: Mapping[str, Any]) -> Kind:
    """The verdict's shape: worth using, worth using with care, or not."""
    if not report["verdict"]["worth_using"]:
        return "problem"
    off = report["metrics"].get("calibration_error")
    doubt = verdict_parts(str(report["verdict"]["text"]))[0]
    return "caution" if doubt or (off is not None and number(off["low"]) > FAR_OFF) else "good"


def verdict_parts(text: str) -> tuple[str, str]:
    """What the engine says before and after its sentence on the first tenth; nothing where there is none."""
    before, begins, rest = text.partition(_BEGINS)
    _tenth, ends, after = rest.partition(_ENDS)
    return (before, after) if begins and ends else ("", "")
