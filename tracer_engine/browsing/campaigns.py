"""A campaign that is looked at: opened once, then planned anew with every move of a slider."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tracer_engine import workflow
from tracer_engine.browsing.runs import OpenRunView
from tracer_engine.errors import InputError
from tracer_engine.progress import Progress, silent
from tracer_engine.types.campaign import CallRow, CampaignSettings, CampaignView, OpenedCampaign
from tracer_engine.types.receipt import ReadingOptions
from tracer_engine.workflow.campaign_lists import explained_lines
from tracer_engine.workflow.campaign_settings import campaign_command, opened
from tracer_engine.workflow.campaigns import open_campaign


class OpenCampaignView:
    """A table with the scores of an open run's model. Raises InputError where it cannot be scored."""

    def __init__(
        self,
        run: OpenRunView,
        file: Path | None,
        reading: ReadingOptions,
        matches: Mapping[str, str],
        *,
        progress: Progress = silent,
    ) -> None:
        self._run_id = run.opened.id
        model = workflow.load_model(run.opened.paths["model"])
        self._table = open_campaign(
            model,
            file,
            scores=run.opened.paths["scores"],
            options=reading,
            matches=matches,
            all_values=True,
            progress=progress,
        )
        self._settings: CampaignSettings | None = None
        self.opened: OpenedCampaign = opened(self._table)

    def plan(self, settings: CampaignSettings, count: int) -> CampaignView:
        """The campaign with these settings, and the first `count` lines of its list."""
        planned, rows = self._table.plan(settings)
        self._settings = settings
        return CampaignView(plan=planned.plan, lines=self._table.lines(planned, rows, 0, count))

    def page(self, start: int, count: int) -> tuple[CallRow, ...]:
        """Lines of the list that was planned last. Raises InputError where none was."""
        if self._settings is None:
            raise InputError("No campaign is planned yet.", remedy="Plan one first.")
        planned, rows = self._table.plan(self._settings)
        return self._table.lines(planned, rows, start, count)

    def explained(self, start: int, count: int, *, progress: Progress = silent) -> tuple[CallRow, ...]:
        """Such lines with reasons, plays and all cautions; reads the table again. Raises InputError, as `page`."""
        if self._settings is None:
            raise InputError("No campaign is planned yet.", remedy="Plan one first.")
        planned, rows = self._table.plan(self._settings)
        plays = {play.role: play.text for play in self.opened.plays} | dict(self._settings.plays)
        return explained_lines(self._table, planned, rows, plays, start, count, progress=progress)

    def command(self, settings: CampaignSettings, out: str) -> str:
        """The command line that does the same."""
        file = self._table.rows_of.path
        return campaign_command(self._run_id, str(file or self._table.rows_of.source), settings, out)
