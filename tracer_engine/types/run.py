"""One training, kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tracer_engine.types.report import Interval, Report


@dataclass(frozen=True, kw_only=True)
class Run:
    """A finished training in the workspace: `paths` has model, report_html, report_json and scores."""

    id: str
    path: Path
    report: Report
    paths: Mapping[str, Path]


@dataclass(frozen=True, kw_only=True)
class RunComparison:
    """Two runs on the same `rows`, none of which either had learned from; of `unseen` of them the older one knew
    nothing at all. `difference` is newer minus older, with a paired 95 % interval. `warning` says why the comparison
    tells little ("": nothing speaks against it).
    """

    rows: int
    unseen: int
    older: Mapping[str, Interval]
    newer: Mapping[str, Interval]
    difference: Mapping[str, Interval]
    warning: str = ""
