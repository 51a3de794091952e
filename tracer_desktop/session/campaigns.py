"""The campaign that is being planned on the run that is open: for which file, with what settings, and the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tracer_engine import CampaignSettings, CampaignView, JobError, OpenedCampaign, ReadingOptions, Step

if TYPE_CHECKING:
    from tracer_desktop.session.session import Session
    from tracer_desktop.work.engine_link import Answer

FIRST_LINES = 100


@dataclass(frozen=True, kw_only=True)
class ScoredFile:
    """A file that was looked at for scoring: with which model, how it is read, and which column is which."""

    path: Path
    model: Path
    reading: ReadingOptions = field(default_factory=ReadingOptions)
    matches: Mapping[str, str] = field(default_factory=dict)


class Planning(QObject):
    """Asks the engine for plans: never more than one question at a time, and of those that came meanwhile the newest.

    Opening: `opening` → `stepped` … → `opened`, or `open_failed`; each change of the settings: `planned` or
    `plan_failed`. Nothing is opened before somebody wants to see it (`open`).
    """

    files_changed = Signal()
    """Another file was looked at: it can be planned for."""
    opening = Signal()
    stepped = Signal(object)
    """A Step of reading and scoring the file."""
    opened = Signal()
    open_failed = Signal(object)
    planned = Signal()
    plan_failed = Signal(object)
    closed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.scored: ScoredFile | None = None
        self.file: ScoredFile | None = None
        """What is planned for; None: the table of the run itself."""
        self.campaign: OpenedCampaign | None = None
        self.settings: CampaignSettings | None = None
        self.view: CampaignView | None = None
        self._run_id = ""
        self._was_told: dict[tuple[str, Path | None], CampaignSettings] = {}
        self._opening: Answer | None = None
        self._asked: Answer | None = None
        self._waiting = False
        session.run_opened.connect(self._on_run)
        session.run_closed.connect(self._on_closed)

    # ------------------------------------------------------------ the file

    @property
    def is_opening(self) -> bool:
        """Whether the file is being read and scored."""
        return self._opening is not None

    @property
    def is_asking(self) -> bool:
        """Whether the plan that is shown is not that of the settings yet."""
        return self._asked is not None

    def offer(self, file: ScoredFile) -> None:
        """A file was looked at on the scoring page: where the model is that of the run, the campaign is for it."""
        if file == self.scored:
            return
        self.scored = file
        if self.fits(file):
            self._forget()
            self.file = file
            self.closed.emit()
        self.files_changed.emit()

    def choose(self, file: ScoredFile | None) -> None:
        """Plan for another file (None: for the run's own table)."""
        if file == self.file and self.campaign is not None:
            return
        self._forget()
        self.file = file
        if file is not None:
            self.scored = file
        self.open()

    def open(self) -> None:
        """Read and score what is planned for, unless that was done already."""
        if self._session.run is None or self._opening is not None or self.campaign is not None:
            return
        file = self.file
        reading, matches = (file.reading, dict(file.matches)) if file else (ReadingOptions(), {})
        answer = self._session.engine.ask("open_campaign", file.path if file else None, reading, matches)
        answer.stepped.connect(self._on_step)
        answer.answered.connect(self._on_opened)
        answer.failed.connect(self._on_open_failed)
        answer.cancelled.connect(self._on_cancelled)
        self._opening = answer
        self.opening.emit()

    def fits(self, file: ScoredFile) -> bool:
        """Whether it was looked at with the model of the run that is open."""
        run = self._session.run
        return run is not None and Path(file.model) == Path(run.paths["model"])

    def _on_run(self) -> None:
        run = self._session.run
        assert run is not None
        self._forget()
        if run.id != self._run_id:
            self._run_id = run.id
            self.file = self.scored if self.scored is not None and self.fits(self.scored) else None
        self.closed.emit()

    def _on_closed(self) -> None:
        self._forget()
        self._run_id, self.file = "", None
        self.closed.emit()

    def _forget(self) -> None:
        for answer in (self._opening, self._asked):
            if answer is not None:
                answer.drop()
        self._opening = self._asked = None
        self._waiting = False
        self.campaign = self.settings = self.view = None

    def _on_step(self, step: Step) -> None:
        self.stepped.emit(step)

    def _on_opened(self, campaign: OpenedCampaign) -> None:
        self._opening = None
        self.campaign = campaign
        self.settings = self._was_told.get(self._place(), _begin_with(campaign))
        self.opened.emit()
        self._ask()

    def _on_open_failed(self, error: JobError) -> None:
        self._opening = None
        self.open_failed.emit(error)

    def _on_cancelled(self) -> None:
        self._opening = None
        self.closed.emit()

    # ------------------------------------------------------------ the plan

    def _place(self) -> tuple[str, Path | None]:
        return self._run_id, self.file.path if self.file is not None else None

    def tell(self, settings: CampaignSettings) -> None:
        """Plan with other settings."""
        if self.campaign is None or settings == self.settings:
            return
        self.settings = settings
        self._was_told[self._place()] = settings
        if self._asked is None:
            self._ask()
        else:
            self._waiting = True

    def _ask(self) -> None:
        self._waiting = False
        self._asked = self._session.engine.ask("campaign", self.settings, FIRST_LINES, urgent=True)
        self._asked.answered.connect(self._on_planned)
        self._asked.failed.connect(self._on_plan_failed)
        self._asked.cancelled.connect(self._on_plan_cancelled)

    def _on_planned(self, view: CampaignView) -> None:
        self._asked = None
        self.view = view
        if self._waiting:
            self._ask()
        self.planned.emit()

    def _on_plan_failed(self, error: JobError) -> None:
        self._asked = None
        if self._waiting:
            self._ask()
        else:
            self.plan_failed.emit(error)

    def _on_plan_cancelled(self) -> None:
        self._asked = None


def _begin_with(campaign: OpenedCampaign) -> CampaignSettings:
    """The engine's defaults; on a table whose outcomes are known nobody is contacted who has left already, and
    probabilities are those of models that had not seen the row.
    """
    gone, fair = bool(campaign.gone), campaign.can_hold_back
    return replace(campaign.defaults, without_gone=gone, held_back=fair)
