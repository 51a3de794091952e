"""The campaign: whom to contact with the people and the money there are, and what that is expected to bring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from tracer_desktop.dialogs.plays_dialog import PlaysDialog
from tracer_desktop.operations.campaigns import LIST_NAME, export_call_list, outcomes_folder
from tracer_desktop.operations.scoring import choose_file
from tracer_desktop.operations.typed_command import in_a_shell, typed
from tracer_desktop.pages.campaign_back import BringBack
from tracer_desktop.pages.campaign_limits import CampaignLimits
from tracer_desktop.pages.campaign_list import CallList
from tracer_desktop.pages.campaign_middle import CampaignMiddle
from tracer_desktop.session.campaigns import ScoredFile
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.attention import put_off
from tracer_desktop.widgets.buttons import primary_button, secondary_button
from tracer_desktop.widgets.copy_button import CopyButton
from tracer_desktop.widgets.empty_state import EmptyState
from tracer_desktop.widgets.inputs import Choice
from tracer_desktop.widgets.job_strip import JobStrip
from tracer_desktop.widgets.page import Page
from tracer_desktop.widgets.strips import MessageStrip
from tracer_engine import CampaignSettings, JobError, OpenedCampaign, ReadingOptions, Step

if TYPE_CHECKING:
    from tracer_desktop.operations.running import RunningWork
    from tracer_desktop.session import Session
    from tracer_desktop.work.engine_link import Answer

LIMITS, LIST = 240, 384
THREE, TWO = 940, 560
"""Under these widths, in pixels at 100 %, the list goes below, and then the curve below the limits, too."""
OWN, OTHER, ANOTHER = "own", "other", "another"
_ANY_WIDTH = (1 << 24) - 1


class CampaignPage(Page):
    """Limits | curve | call list; all three follow each other at once. The title is the money."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Campaign"), scroll=True, parent=parent)
        self._session = session
        self.work: RunningWork | None = None
        self._trouble: MessageStrip | None = None
        self._warning: MessageStrip | None = None
        self._strip: JobStrip | None = None
        self._commanding: Answer | None = None
        self._columns = 0
        self._wants_focus = False
        self.copy = CopyButton(self.tr("Copy as command"), "quiet", icon="terminal")
        self.export_button = primary_button(self.tr("Export call list…"), icon="export")
        self.file = Choice(name=self.tr("The file that is planned for"))
        self.file.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.file.setMinimumContentsLength(12)
        self.add_action(self.file)
        self.add_action(self.copy)
        self.add_action(self.export_button)
        self.build(self._build())

    def _build(self) -> Iterator[None]:
        session = self._session
        self.limits = CampaignLimits(in_parts=True)
        yield from self.limits.parts()
        yield
        self.middle = CampaignMiddle(session)
        self.back = BringBack(session, self.middle.bring_back, self)
        yield
        self.list = CallList(session)
        yield
        self.waiting = EmptyState("campaign", self.tr("Scoring for the campaign"), "")
        self.none = EmptyState(
            "campaign",
            self.tr("No campaign to plan yet"),
            self.tr("Train a model first, or open a run."),
            secondary_button(self.tr("Go to the start page")),
        )
        self.failure = EmptyState("problem", "", "", secondary_button(self.tr("Try again")), colour="problem")
        yield from self._fill()
        self._connect()
        self._restyle_own()
        self._show_state()

    @staticmethod
    def why_not(session: Session) -> str:
        """Why nothing can be planned yet."""
        return "" if session.run is not None else QCoreApplication.translate("CampaignPage", "Train a model first.")

    def opened(self) -> None:
        """The number of calls is what one sets here."""
        self._session.planning.open()
        # Until there is something to set, what it is for.
        self.file.setFocus()
        self._wants_focus = True
        if self._session.planning.view is not None:
            self._give_focus()

    def _give_focus(self) -> None:
        """Once there is something to set: unless the user has gone elsewhere meanwhile."""
        if self._wants_focus and self.file.hasFocus():
            calls = self.limits.calls
            (calls.field if calls.field.isEnabled() else calls.box or calls.field).setFocus()
        self._wants_focus = False

    def export(self) -> None:
        """The call list as a file (Ctrl+E)."""
        if self.export_button.isEnabled():
            self.work = export_call_list(self._session, self) or self.work

    # ------------------------------------------------------------ how it is built

    def _fill(self) -> Iterator[None]:
        self.ready = QWidget()
        self.ready.setProperty("see_through", "true")
        self._grid = QGridLayout(self.ready)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._faces: tuple[QWidget, ...] = (self.none, self.waiting, self.failure, self.ready)
        for face in self._faces:
            self.body.addWidget(face, 1)
        # Last: all in a widget is gone through again whenever it is given a place.
        for part in (self.limits, self.middle, self.list):
            yield
            part.setParent(self.ready)
        yield

    def _connect(self) -> None:
        planning = self._session.planning
        planning.files_changed.connect(self._show_files)
        planning.closed.connect(self._on_closed)
        planning.opening.connect(self._on_opening)
        planning.stepped.connect(self._on_step)
        planning.opened.connect(self._on_opened)
        planning.open_failed.connect(self._on_open_failed)
        planning.planned.connect(self._on_planned)
        planning.plan_failed.connect(self._on_plan_failed)
        self.limits.told.connect(self._on_limits)
        self.middle.line_moved.connect(self.limits.set_calls)
        self.middle.control_told.connect(self._on_control)
        self.list.only_stayed.connect(self._on_only_stayed)
        self.list.model.failed.connect(self._on_plan_failed)
        self.file.picked.connect(self._on_file)
        self.limits.plays.clicked.connect(self._on_plays)
        self.copy.clicked.connect(self._on_copy)
        self.export_button.clicked.connect(self.export)
        self.back.acceptance_told.connect(self.use_acceptance)
        assert self.failure.button is not None
        assert self.none.button is not None
        self.failure.button.clicked.connect(planning.open)
        self.none.button.clicked.connect(self._on_start)
        theme().changed.connect(self._restyle_own)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Three columns where there is room, else two or one."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        look = theme()
        width = self.width()
        columns = 3 if width >= look.scaled(THREE) else 2 if width >= look.scaled(TWO) else 1
        if columns == self._columns:
            return
        self._columns = columns
        for part in (self.limits, self.middle, self.list):
            self._grid.removeWidget(part)
        for place in range(3):
            self._grid.setColumnStretch(place, 0)
            self._grid.setRowStretch(place, 0)
        self._grid.addWidget(self.limits, 0, 0)
        if columns > 1:
            self._grid.addWidget(self.middle, 0, 1)
        else:
            self._grid.addWidget(self.middle, 1, 0)
        if columns == 3:
            self._grid.addWidget(self.list, 0, 2)
        else:
            self._grid.addWidget(self.list, 3 - columns, 0, 1, columns)
        self._grid.setColumnStretch(1 if columns > 1 else 0, 1)
        self._grid.setRowStretch(0, 1)
        self.limits.setMinimumWidth(look.scaled(LIMITS))
        self.limits.setMaximumWidth(look.scaled(LIMITS) if columns > 1 else _ANY_WIDTH)
        self.list.setMinimumWidth(look.scaled(LIST) if columns == 3 else 0)
        self.list.setMaximumWidth(look.scaled(LIST) if columns == 3 else _ANY_WIDTH)
        self.ready.updateGeometry()

    def _restyle_own(self) -> None:
        look = theme()
        self._grid.setHorizontalSpacing(look.u(6))
        self._grid.setVerticalSpacing(look.u(6))
        self._columns = 0
        self._arrange()

    # ------------------------------------------------------------ which file

    def _show_files(self) -> None:
        if put_off(self, self._show_files):
            return
        run, planning = self._session.run, self._session.planning
        if run is None:
            return
        own = self.tr("For {file}").format(file=run.report["source"])
        files = [(own, OWN)]
        scored = planning.scored
        if scored is not None and (scored == planning.file or planning.fits(scored)):
            files.append((self.tr("For {file}").format(file=scored.path.name), OTHER))
        files.append((self.tr("Another file…"), ANOTHER))
        self.file.set_choices(files, chosen=OWN if planning.file is None else OTHER)

    def _on_file(self, which: str) -> None:
        planning = self._session.planning
        if which == OWN:
            planning.choose(None)
        elif which == OTHER:
            planning.choose(planning.scored)
        else:
            path = choose_file(self, outcomes_folder(self._session))
            run = self._session.run
            if path is not None and run is not None:
                reading = self._session.reading if path == self._session.path else ReadingOptions()
                planning.choose(ScoredFile(path=path, model=run.paths["model"], reading=reading))
        self._show_files()

    # ------------------------------------------------------------ opening

    def _on_start(self) -> None:
        self.go.emit("start")

    def _on_closed(self) -> None:
        if put_off(self, self._on_closed):
            return
        self._show_state()
        if self.isVisible():
            self._session.planning.open()

    def _show_state(self) -> None:
        """As it is: the page may have been built, or looked at again, after things happened."""
        planning = self._session.planning
        self._show_files()
        if planning.campaign is not None:
            self._on_opened()
            if planning.view is not None:
                self._on_planned()
            return
        self._clear_trouble()
        self._warn(None)
        self.set_title(self.tr("Campaign"))
        self.set_sentence(self.tr("Whom to contact with the people and the money there are."))
        self._face(self.waiting if self._session.run is not None else self.none)
        for button in (self.copy, self.export_button):
            button.why_disabled(self.tr("Nothing is planned yet."))

    def _face(self, face: QWidget) -> None:
        for one in self._faces:
            one.setVisible(one is face)

    def _on_opening(self) -> None:
        if put_off(self, self._on_opening):
            return
        self._show_state()

    def _on_step(self, step: Step) -> None:
        if put_off(self, self._on_step, step):
            return
        self.waiting.text.set_text(step.text)

    def _on_opened(self) -> None:
        if put_off(self, self._on_opened):
            return
        planning = self._session.planning
        campaign, settings = planning.campaign, planning.settings
        if campaign is None or settings is None:
            return
        self._show_files()
        self._warn(campaign)
        self.limits.show_campaign(campaign, settings)
        self.middle.set_campaign(campaign)
        self.list.set_campaign(campaign)

    def _warn(self, campaign: OpenedCampaign | None) -> None:
        """A strip as long as the file is one whose scores are not to be relied on."""
        if self._warning is not None:
            self.remove_strip(self._warning)
            self._warning = None
        if campaign is None or campaign.level == "go":
            return
        if campaign.level == "caution":
            self._warning = MessageStrip(
                "caution", self.tr("Caution: look at the file before you act on it"), "\n".join(campaign.causes)
            )
        else:
            self._warning = MessageStrip(
                "problem", self.tr("Stop: the scores of this file cannot be relied on"), "\n".join(campaign.causes)
            )
        self.add_strip(self._warning)

    def _on_open_failed(self, error: JobError) -> None:
        if put_off(self, self._on_open_failed, error):
            return
        self._show_state()
        self.failure.set_message(error.message, error.remedy)
        self._face(self.failure)

    # ------------------------------------------------------------ the plan

    def _on_planned(self) -> None:
        if put_off(self, self._on_planned):
            return
        view = self._session.planning.view
        if view is None:
            return
        plan = view.plan
        self._clear_trouble()
        self.set_title(plan.headline)
        self.set_sentence(plan.under)
        self.limits.show_plan(plan)
        self.middle.show_view(view)
        self.list.show_view(view)
        self.ready.setEnabled(True)
        self._face(self.ready)
        self.copy.enable()
        if plan.customers:
            self.export_button.enable()
        else:
            self.export_button.why_disabled(self.tr("Nobody is on the list."))
        self._give_focus()

    def _on_plan_failed(self, error: JobError) -> None:
        if put_off(self, self._on_plan_failed, error):
            return
        self._clear_trouble()
        self._trouble = MessageStrip("problem", error.message, error.remedy)
        self.add_strip(self._trouble)
        self._face(self.ready)
        for button in (self.copy, self.export_button):
            button.why_disabled(error.message)

    def _clear_trouble(self) -> None:
        if self._trouble is not None:
            self.remove_strip(self._trouble)
            self._trouble = None

    def _on_limits(self, settings: CampaignSettings) -> None:
        before = self._session.planning.settings
        if before is not None:
            share, gone = before.control_share, before.without_gone
            told = replace(settings, control_share=share, without_gone=gone, plays=before.plays, seed=before.seed)
            self._session.planning.tell(told)

    def _on_control(self, share: float) -> None:
        before = self._session.planning.settings
        if before is not None:
            self._session.planning.tell(replace(before, control_share=share))

    def _on_only_stayed(self, wanted: bool) -> None:
        before = self._session.planning.settings
        if before is not None:
            self._session.planning.tell(replace(before, without_gone=wanted))

    # ------------------------------------------------------------ what it does

    def _on_copy(self) -> None:
        settings = self._session.planning.settings
        if settings is None:
            return
        # A play that was emptied cannot be told on the command line; there the blueprint's stays.
        told = replace(settings, plays={role: text for role, text in settings.plays.items() if text})
        self._commanding = self._session.engine.ask("campaign_command", told, LIST_NAME, urgent=True)
        self._commanding.answered.connect(self._on_command)
        self._commanding.failed.connect(self._on_plan_failed)

    def _on_command(self, command: str) -> None:
        self._commanding = None
        planning, path = self._session.planning, self._session.path
        source = planning.campaign.source if planning.campaign is not None else ""
        if planning.file is None and path is not None and path.name == source:
            # A run does not remember the folder its table lay in; the window knows it while the table is open.
            command = command.replace(in_a_shell([source]), in_a_shell([str(path)]), 1)
        matches = planning.file.matches if planning.file is not None else {}
        words = [word for needs, column in matches.items() for word in ("--match", f"{needs}={column}")]
        self.copy.copy(typed(f"{command} {in_a_shell(words)}".strip()))

    def _on_plays(self) -> None:
        planning = self._session.planning
        if planning.campaign is None or planning.settings is None:
            return
        dialog = PlaysDialog(planning.campaign.plays, planning.settings.plays, self)
        try:
            if dialog.exec():
                planning.tell(replace(planning.settings, plays=dialog.changed()))
                self.list.explain_anew()
        finally:
            dialog.deleteLater()

    def use_acceptance(self, acceptance: float) -> None:
        """Plan from now on with what was measured."""
        settings = self._session.planning.settings
        if settings is not None:
            changed = replace(settings, acceptance=acceptance)
            self.limits.show_settings(changed)
            self._session.planning.tell(changed)
