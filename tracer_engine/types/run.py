"""One training, kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tracer_engine.types.report import Report


@dataclass(frozen=True, kw_only=True)
class Run:
    """A finished training in the workspace: `paths` has model, report_html, report_json and scores."""

    id: str
    path: Path
    report: Report
    paths: Mapping[str, Path]
