"""What is open while a front end looks at it, and the verbs it can be asked: the inside of a `Desk`.

Verbs import what they need: the first rows of a file are there before the learning libraries are.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tracer_engine.errors import InputError
from tracer_engine.progress import Progress, silent
from tracer_engine.types.browsing import (
    ColumnFacts,
    CustomerDetail,
    CustomerPage,
    CustomerQuery,
    CutOffs,
    EffortEstimate,
    Found,
    OpenedModel,
    OpenedRun,
    OpenedTable,
    Outlook,
    Peek,
    TablePage,
)
from tracer_engine.types.campaign import CallRow, CampaignSettings, CampaignView, OpenedCampaign
from tracer_engine.types.card import CardDocument
from tracer_engine.types.outcomes import CampaignHistory, CampaignOutcome
from tracer_engine.types.plan import Plan, PlanOptions
from tracer_engine.types.profile import Profile
from tracer_engine.types.receipt import ReadingOptions
from tracer_engine.types.run import RunComparison
from tracer_engine.types.what_if import SegmentWhatIf, WhatIf

if TYPE_CHECKING:
    from tracer_engine.browsing.campaigns import OpenCampaignView
    from tracer_engine.browsing.runs import OpenRunView
    from tracer_engine.browsing.scored_files import ScoredFileView
    from tracer_engine.browsing.tables import OpenTableView

VERBS = frozenset(
    (
        *("peek", "open_table", "page", "rows", "find", "facts", "suggest", "draft", "estimate", "command"),
        *("repeated_rows", "rows_where_missing"),
        *("open_run", "customers", "customer", "cut_offs", "what_if", "what_if_segment", "model_card"),
        *("open_model", "outlook", "scored", "forget_scored", "compare_runs"),
        *("open_campaign", "campaign", "campaign_page", "campaign_explained", "campaign_command"),
        *("campaign_outcomes", "campaign_history"),
    )
)


# In this order, and each with what is left of its own when those before it are there: a question waits for one at most.
_TO_LOAD = (
    "tracer_engine.browsing.pages", "tracer_engine.profiling", "scipy.linalg", "scipy.sparse.csgraph", "scipy.spatial",
    "scipy.optimize", "scipy.ndimage", "scipy.integrate", "scipy.stats", "sklearn.utils", "sklearn.metrics",
    "sklearn.linear_model", "tracer_engine.training", "tracer_engine.workflow", "tracer_engine.browsing.tables",
    "tracer_engine.browsing.runs", "tracer_engine.browsing.outlook",
)  # fmt: skip


class Bench:
    """One table and one run, held open. Every verb takes a `Progress`; most are too short to tell it anything."""

    def __init__(self) -> None:
        self._table: OpenTableView | None = None
        self._run: OpenRunView | None = None
        self._campaign: OpenCampaignView | None = None
        self._scored: ScoredFileView | None = None

    def warm_up(self) -> Iterator[str]:
        """Load what the first questions would have to wait for, part by part; yields the name of each."""
        for part in _TO_LOAD:
            importlib.import_module(part)
            yield part

    # ------------------------------------------------------------ a table

    def peek(self, path: Path, reading: ReadingOptions, *, progress: Progress = silent) -> Peek:  # noqa: ARG002
        """The first rows of a file, without reading the whole of it."""
        from tracer_engine.browsing.pages import peek

        return peek(path, reading)

    def open_table(
        self, path: Path, reading: ReadingOptions, options: PlanOptions, *, progress: Progress = silent
    ) -> OpenedTable:
        """Read and profile a file as a training would; it takes the place of the table that was open."""
        from tracer_engine.browsing.tables import OpenTableView

        self._table = None
        self._table = OpenTableView(path, reading, options, progress=progress)
        return self._table.opened

    @property
    def table(self) -> OpenTableView:
        """The table that is open. Raises InputError where there is none."""
        if self._table is None:
            raise InputError("No table is open.", remedy="Open a file first.")
        return self._table

    def page(self, start: int, count: int, *, progress: Progress = silent) -> TablePage:  # noqa: ARG002
        """`count` rows from row `start` on."""
        return self.table.page(start, count)

    def rows(self, numbers: tuple[int, ...], *, progress: Progress = silent) -> TablePage:  # noqa: ARG002
        """Particular rows, in this order."""
        return self.table.rows(numbers)

    def find(
        self,
        text: str,
        row: int,
        column: int,
        forward: bool = True,
        *,
        progress: Progress = silent,  # noqa: ARG002
    ) -> Found | None:
        """The next cell that contains `text`."""
        return self.table.find(text, row, column, forward=forward)

    def facts(
        self,
        column: str,
        target: str | None,
        positive: str | None,
        *,
        progress: Progress = silent,  # noqa: ARG002
    ) -> ColumnFacts:
        """One column looked at closely."""
        return self.table.facts(column, target, positive)

    def suggest(self, options: PlanOptions, *, progress: Progress = silent) -> Profile:
        """The profile with what is suggested once the user told `options`."""
        return self.table.suggest(options, progress)

    def draft(self, options: PlanOptions, *, progress: Progress = silent) -> Plan:  # noqa: ARG002
        """A complete plan."""
        return self.table.draft(options)

    def estimate(self, options: PlanOptions, *, progress: Progress = silent) -> tuple[EffortEstimate, ...]:  # noqa: ARG002
        """How long each effort is likely to take."""
        return self.table.estimate(options)

    def command(self, options: PlanOptions, reading: ReadingOptions, *, progress: Progress = silent) -> str:  # noqa: ARG002
        """The command line that does the same."""
        return self.table.command(options, reading)

    def repeated_rows(self, column: str | None = None, *, progress: Progress = silent) -> tuple[int, ...]:  # noqa: ARG002
        """Rows that repeat another one, ids aside; with `column`, rows that share their cell of it with another."""
        return self.table.repeated_rows(column)

    def rows_where_missing(self, column: str, *, progress: Progress = silent) -> tuple[int, ...]:  # noqa: ARG002
        """Rows whose cell in `column` is read as missing."""
        return self.table.rows_where_missing(column)

    # ------------------------------------------------------------ a run

    def open_run(self, run_id: str, *, progress: Progress = silent) -> OpenedRun:  # noqa: ARG002
        """Open a run of the workspace; it takes the place of the one that was open."""
        from tracer_engine.browsing.runs import OpenRunView

        self._run = self._campaign = None
        self._run = OpenRunView(run_id)
        return self._run.opened

    @property
    def run(self) -> OpenRunView:
        """The run that is open. Raises InputError where there is none."""
        if self._run is None:
            raise InputError("No run is open.", remedy="Train a model, or open a run.")
        return self._run

    def customers(self, query: CustomerQuery, *, progress: Progress = silent) -> CustomerPage:  # noqa: ARG002
        """A page of the scored list."""
        return self.run.customers(query)

    def customer(self, row: int, *, progress: Progress = silent) -> CustomerDetail:  # noqa: ARG002
        """One row explained."""
        return self.run.customer(row)

    def cut_offs(self, *, progress: Progress = silent) -> CutOffs:  # noqa: ARG002
        """What contacting the first n means, for every n."""
        return self.run.cut_offs()

    def what_if(self, row: int, changes: Mapping[str, str], *, progress: Progress = silent) -> WhatIf:  # noqa: ARG002
        """A row with some fields otherwise."""
        return self.run.what_if(row, changes)

    def what_if_segment(
        self,
        query: CustomerQuery,
        where: Mapping[str, str],
        changes: Mapping[str, str],
        *,
        progress: Progress = silent,
    ) -> SegmentWhatIf:
        """All rows that fit, with some fields otherwise."""
        return self.run.what_if_segment(query, where, changes, progress=progress)

    # ------------------------------------------------------------ a campaign

    def open_campaign(
        self,
        file: Path | None,
        reading: ReadingOptions,
        matches: Mapping[str, str],
        *,
        progress: Progress = silent,
    ) -> OpenedCampaign:
        """Score a file (None: the open run's own table) with the open run's model, to plan campaigns with."""
        from tracer_engine.browsing.campaigns import OpenCampaignView

        self._campaign = None
        self._campaign = OpenCampaignView(self.run, file, reading, matches, progress=progress)
        return self._campaign.opened

    @property
    def opened_campaign(self) -> OpenCampaignView:
        """The campaign that is open. Raises InputError where there is none."""
        if self._campaign is None:
            raise InputError("No campaign is open.", remedy="Open a run, and the table to plan with, first.")
        return self._campaign

    def campaign(
        self,
        settings: CampaignSettings,
        count: int = 100,
        *,
        progress: Progress = silent,  # noqa: ARG002
    ) -> CampaignView:
        """The campaign with these settings, and the first `count` lines of its list."""
        return self.opened_campaign.plan(settings, count)

    def campaign_page(self, start: int, count: int, *, progress: Progress = silent) -> tuple[CallRow, ...]:  # noqa: ARG002
        """Lines of the list that was planned last."""
        return self.opened_campaign.page(start, count)

    def campaign_explained(self, start: int, count: int, *, progress: Progress = silent) -> tuple[CallRow, ...]:
        """Such lines with reasons, plays and all cautions."""
        return self.opened_campaign.explained(start, count, progress=progress)

    def campaign_command(self, settings: CampaignSettings, out: str, *, progress: Progress = silent) -> str:  # noqa: ARG002
        """The command line that writes the same list."""
        return self.opened_campaign.command(settings, out)

    def campaign_outcomes(
        self,
        record: Path | str,
        file: Path,
        reading: ReadingOptions,
        *,
        progress: Progress = silent,
    ) -> CampaignOutcome:
        """What a campaign did, from a file with what came of its customers."""
        from tracer_engine.workflow.campaign_outcomes import measure_campaign

        return measure_campaign(record, file, options=reading, progress=progress)

    def campaign_history(self, *, progress: Progress = silent) -> CampaignHistory:  # noqa: ARG002
        """The campaigns that were planned with the open run's model, and what those that were measured did together."""
        from tracer_engine.workflow.campaign_outcomes import campaign_history

        return campaign_history(self.run.opened.card)

    def model_card(self, *, progress: Progress = silent) -> CardDocument:  # noqa: ARG002
        """Everything an auditor asks about the run's model."""
        return self.run.model_card()

    def compare_runs(self, older: str, newer: str, *, progress: Progress = silent) -> RunComparison:  # noqa: ARG002
        """Two runs on the same rows, none of which either had learned from."""
        from tracer_engine.workflow import compare_runs

        return compare_runs(older, newer)

    # ------------------------------------------------------------ models and files to score

    def open_model(self, path: Path | str, *, progress: Progress = silent) -> OpenedModel:  # noqa: ARG002
        """What a model file says of itself; nothing in it is executed."""
        from tracer_engine.browsing.runs import open_model

        return open_model(path)

    def outlook(
        self,
        model: Path | str,
        path: Path,
        reading: ReadingOptions,
        matches: Mapping[str, str],
        *,
        progress: Progress = silent,
    ) -> Outlook:
        """What scoring a file will be like."""
        from tracer_engine.browsing.outlook import outlook

        return outlook(model, path, reading, matches, progress=progress)

    def scored(
        self,
        model: Path | str,
        path: Path,
        query: CustomerQuery,
        *,
        progress: Progress = silent,  # noqa: ARG002
    ) -> CustomerPage:
        """A page of a file that was scored with a model, as a CSV; it stays open until another one is asked for."""
        from tracer_engine.browsing.scored_files import ScoredFileView

        if self._scored is None or not self._scored.shows(model, path):
            self._scored = None
            self._scored = ScoredFileView(model, path)
        return self._scored.customers(query)

    def forget_scored(self, model: Path | str, *, progress: Progress = silent) -> int:  # noqa: ARG002
        """Forget the files scored with a model; returns how many it was."""
        from tracer_engine.workflow import forget_scored

        return forget_scored(model)


__all__ = ["VERBS", "Bench"]
