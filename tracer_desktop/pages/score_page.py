"""Scoring a new file: is it like the one the model learned from, what will come of it, and the list itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from tracer_desktop.dialogs.match_dialog import MatchDialog
from tracer_desktop.dialogs.message_dialog import tell
from tracer_desktop.operations.opening import dropped_path, kind_of
from tracer_desktop.operations.running import RunningWork, failure_strip, show_ending
from tracer_desktop.operations.scoring import choose_file, choose_model_file, choose_result, score_and_export
from tracer_desktop.pages.look_ahead import LookAhead
from tracer_desktop.pages.model_choice import MODEL_NAME, ModelChoice
from tracer_desktop.pages.score_outlook import OutlookView
from tracer_desktop.pages.score_words import model_sentence, why_not_go
from tracer_desktop.pages.scored_list_view import ScoredListView
from tracer_desktop.session.campaigns import ScoredFile
from tracer_desktop.widgets.buttons import Button, primary_button, secondary_button
from tracer_desktop.widgets.empty_state import EmptyState
from tracer_desktop.widgets.job_strip import JobStrip
from tracer_desktop.widgets.numbers import count
from tracer_desktop.widgets.page import Page
from tracer_desktop.widgets.strips import MessageStrip
from tracer_engine import JobError, ModelCard, OpenedModel, Outlook, ReadingOptions, Scored, ScoreRequest, Step

if TYPE_CHECKING:
    from tracer_desktop.session import Session
    from tracer_desktop.work.engine_link import Answer


class ScorePage(Page):
    """Choose a model and a file; the rest follows."""

    go = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Score a file"), scroll=True, parent=parent)
        self._session = session
        self.model: Path | None = None
        self._run_id = session.run.id if session.run is not None else ""
        self.card: ModelCard | None = None
        self.file: Path | None = None
        self.matches: dict[str, str] = {}
        self.outlook: Outlook | None = None
        self.work: RunningWork | None = None
        self._opening: Answer | None = None
        self._looking: LookAhead | None = None
        self._strip: JobStrip | None = None
        self.choose_file = secondary_button(self.tr("Choose a file…"))
        self.choose_model = ModelChoice(session)
        ready = self._ready = OutlookView()
        self.verdict, self.since, self.well = ready.verdict, ready.since, ready.well
        self.checks, self.drift, self.columns = ready.checks, ready.drift, ready.columns
        self.scored: Scored | None = None
        self.listed: ScoredListView | None = None
        self._ageing: MessageStrip | None = None
        self.empty = EmptyState("score", "", "", primary_button(""))
        self.failure = EmptyState(
            "problem", "", "", secondary_button(self.tr("Choose another file…")), colour="problem"
        )
        self.waiting = EmptyState("search", "", "")
        self._fill()
        self._connect()
        self.setAcceptDrops(True)
        if session.model is not None:
            self.take_model(session.model)
        else:
            self._take_default()

    @staticmethod
    def why_not(_session: Session) -> str:
        """A model file can always be chosen."""
        return ""

    def opened(self) -> None:
        """The focus is on what comes next."""
        if self.model is not None and not self.model.is_file():
            self._take_default()
        if self.outlook is not None:
            button = self.verdict.score if self.verdict.score.isVisibleTo(self.verdict) else self.verdict.match
            button.setFocus()
        elif self.empty.button is not None:
            self.empty.button.setFocus()

    # ------------------------------------------------------------ how it is built

    def _fill(self) -> None:
        self.add_action(self.choose_file)
        self.add_action(self.choose_model)
        # Not a stack of pages: it would always ask for the room of the largest.
        self._faces: list[QWidget] = [self.empty, self.waiting, self.failure, self._ready]
        for face in self._faces:
            self.body.addWidget(face, 1)
        self._show(self.empty)

    def _show(self, face: QWidget) -> None:
        """One of them: nothing chosen yet, looking, trouble, the outlook, the scored list."""
        self.shown = face
        for one in self._faces:
            one.setVisible(one is face)

    def _connect(self) -> None:
        session = self._session
        session.run_opened.connect(self._on_run)
        session.model_chosen.connect(self.take_model)
        self.choose_model.chosen.connect(self.take_model)
        self.choose_model.file_wanted.connect(self._on_choose_model)
        self.choose_file.clicked.connect(self._on_choose_file)
        for state in (self.empty, self.failure):
            assert state.button is not None
        assert self.empty.button is not None
        assert self.failure.button is not None
        self.empty.button.clicked.connect(self._on_empty)
        self.failure.button.clicked.connect(self._on_choose_file)
        self.verdict.score_pressed.connect(self.export)
        self.verdict.match_pressed.connect(self.match_columns)
        self.verdict.why_pressed.connect(self._on_why)
        self.checks.compare_pressed.connect(self._on_compare)
        self.checks.match_pressed.connect(self.match_columns)
        self.columns.change_pressed.connect(self.match_columns)
        self.since.forget_pressed.connect(self.forget)

    # ------------------------------------------------------------ the model

    def _on_run(self) -> None:
        """A run that is opened brings its model, one that was trained just now too; what is chosen later wins."""
        run = self._session.run
        # The same run is opened again where the engine had to be started anew.
        if run is not None and run.id != self._run_id:
            self._run_id = run.id
            self.take_model(run.paths["model"])

    def _take_default(self) -> None:
        """The model of the run that is open, else of the newest one, else none."""
        run = self._session.run
        newest = self._session.workspace.runs()[:1]
        if run is not None:
            self.take_model(run.paths["model"])
        elif newest:
            self.take_model(newest[0].path / MODEL_NAME)
        else:
            self.model, self.card = None, None
            self._show_choosing()

    def take_model(self, path: Path) -> None:
        """Score with another model file."""
        self._stop_looking()
        self.clear_endings(failures=False)
        self._tell_age("")
        self.model, self.card, self.outlook, self.matches = path, None, None, {}
        if self._opening is not None:
            self._opening.drop()
        self._opening = self._session.engine.ask("open_model", str(path), urgent=True)
        self._opening.answered.connect(self._on_model)
        self._opening.failed.connect(self._on_model_failed)
        self._show_choosing()

    def _on_model(self, model: OpenedModel) -> None:
        self._opening = None
        self.card = model.card
        self._show_choosing()
        if self.file is not None:
            self.look()

    def _on_model_failed(self, error: JobError) -> None:
        self._opening, self.model, self.card = None, None, None
        self._show_failure(error)

    def _on_choose_model(self) -> None:
        path = choose_model_file(self, self._folder())
        if path is not None:
            self._session.choose_model(path)

    # ------------------------------------------------------------ the file

    def _folder(self) -> Path:
        for path in (self.file, self._session.path, self.model):
            if path is not None and path.parent.is_dir():
                return path.parent
        return Path.home()

    def _on_choose_file(self) -> None:
        path = choose_file(self, self._folder())
        if path is not None:
            self.take_file(path)

    def _on_empty(self) -> None:
        if self.model is None:
            self._on_choose_model()
        else:
            self._on_choose_file()

    def take_file(self, path: Path) -> None:
        """Look at another file."""
        self.clear_endings()
        self.file, self.matches, self.outlook = path, {}, None
        if self.card is not None:
            self.look()
        else:
            self._show_choosing()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file that can be read, or a model, is welcome."""
        path, _ = dropped_path(event.mimeData().urls())
        if path is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """The file is scored, the model scores."""
        path, _ = dropped_path(event.mimeData().urls())
        if path is None:
            return
        event.acceptProposedAction()
        if kind_of(path) == "model":
            self._session.choose_model(path.absolute())
        else:
            self.take_file(path.absolute())

    # ------------------------------------------------------------ looking ahead

    @property
    def reading(self) -> ReadingOptions:
        """What the user told about the file, where it is the one that is open; else nothing."""
        return self._session.reading if self.file == self._session.path else ReadingOptions()

    def look(self) -> None:
        """Find out what scoring the file will be like."""
        if self.model is None or self.file is None:
            return
        self._stop_looking()
        name = self.file.name
        self.set_title(self.tr("Score {file}").format(file=name))
        self._strip = JobStrip(self.tr("Looking at {file}").format(file=name))
        self._strip.cancel_pressed.connect(self._on_cancel)
        self.add_strip(self._strip)
        self.waiting.set_message(
            self.tr("Comparing with what the model learned from"),
            self.tr("The whole file is read once, so that nothing about it is a surprise in the scores."),
        )
        if self.outlook is None:
            self._show(self.waiting)
        self.verdict.hold(self.tr("The file is being looked at."))
        self._looking = LookAhead(self._session, self.model, self.file, self.reading, self.matches, self)
        self._looking.stepped.connect(self._on_step)
        self._looking.answered.connect(self._on_outlook)
        self._looking.failed.connect(self._on_failed)
        self._looking.start()

    def _stop_looking(self) -> None:
        if self._looking is not None:
            self._looking.drop()
            self._looking = None
        if self._strip is not None:
            self.remove_strip(self._strip)
            self._strip = None

    def _on_cancel(self) -> None:
        self._stop_looking()
        self.verdict.hold("")
        if self.outlook is None:
            self.file = None
            self._show_choosing()

    def _on_step(self, step: Step) -> None:
        if self._strip is not None:
            self._strip.show_step(step.fraction, step.text, step.seconds_left)

    def _on_failed(self, error: JobError) -> None:
        self._stop_looking()
        self.outlook = None
        self._show_failure(error)

    def _on_outlook(self, outlook: Outlook) -> None:
        self._stop_looking()
        self.outlook = outlook
        self.card = outlook.card
        self._offer_for_campaign()
        self._show_choosing()
        self._ready.show_outlook(outlook)
        self.verdict.hold("" if outlook.rows else self.tr("There is no row to score in this file."))
        self._tell_age(outlook.ageing)
        self._show(self._ready)
        if self.isVisible():
            self.opened()

    def _offer_for_campaign(self) -> None:
        """A campaign of this model is planned for the file that was looked at last."""
        if self.file is not None and self.model is not None:
            file = ScoredFile(path=self.file, model=self.model, reading=self.reading, matches=dict(self.matches))
            self._session.planning.offer(file)

    def _tell_age(self, ageing: str) -> None:
        """A strip as long as the model's age asks for something."""
        if self._ageing is not None:
            self.remove_strip(self._ageing)
            self._ageing = None
        if ageing:
            title, _, text = ageing.partition(". ")
            self._ageing = MessageStrip("caution", title.rstrip("."), text)
            self.add_strip(self._ageing)

    # ------------------------------------------------------------ what is shown

    def _show_failure(self, error: JobError) -> None:
        self.failure.set_message(error.message, error.remedy)
        self._show(self.failure)

    def _show_choosing(self) -> None:
        """Title, sentence and the empty state by what has been chosen so far."""
        name = self.file.name if self.file is not None else ""
        self.set_title(self.tr("Score {file}").format(file=name) if name else self.tr("Score a file"))
        self.choose_file.set_text(self.tr("Choose another file…") if name else self.tr("Choose a file…"))
        self.set_sentence(model_sentence(self.card, self.outlook))
        if self.outlook is not None:
            return
        button: Button = self.empty.button  # type: ignore[assignment]
        if self.model is None:
            self.empty.set_message(
                self.tr("Which model shall score it?"),
                self.tr("Train a model, open a run, or choose a model file that was exported before."),
            )
            button.set_text(self.tr("Choose a model…"))
        else:
            self.empty.set_message(
                self.tr("Which file shall be scored?"),
                self.tr(
                    "A table like the one the model learned from; what came of it need not be in it. Choose it, or "
                    "drop it here."
                ),
            )
            button.set_text(self.tr("Choose a file…"))
        self._show(self.empty)

    # ------------------------------------------------------------ what is done

    def _on_compare(self, column: str) -> None:
        self.drift.compare(column)
        if self.scroll_area is not None:
            self.scroll_area.ensureWidgetVisible(self.drift)

    def match_columns(self) -> None:
        """Let the user say which column is which, and look again."""
        if self.outlook is None:
            return
        dialog = MatchDialog(self.outlook.matches, self.outlook.columns, self.matches, self)
        try:
            if dialog.exec():
                self.use_matches(dialog.told())
        finally:
            dialog.deleteLater()

    def use_matches(self, matches: dict[str, str]) -> None:
        """Take over what the user told, and look again."""
        if matches != self.matches:
            self.matches = matches
            self.look()

    def _on_why(self) -> None:
        outlook = self.outlook
        if outlook is None:
            return
        tell(self, self.tr("What would make it a go?"), why_not_go(outlook), kind="info")

    def export(self) -> None:
        """Ask where the scored list goes, and score the file."""
        if self.file is not None and self.outlook is not None and self.work is None:
            out = choose_result(self.file, self)
            if out is not None:
                self.score_to(out)

    def score_to(self, out: Path) -> None:
        """Score the file and write the list to `out`."""
        outlook = self.outlook
        if outlook is None or self.model is None or self.file is None:
            return
        self.verdict.hold(self.tr("A file is being scored."))
        request = ScoreRequest(
            model=str(self.model),
            file=self.file,
            out=out,
            reading=self.reading,
            matches=dict(self.matches),
            base_rate=self.well.base_rate(),
        )
        self.work = score_and_export(
            self._session, request, self, outlook.card.wording, self._on_scored, self.show_list
        )
        self.work.destroyed.connect(self._on_work_over, Qt.ConnectionType.QueuedConnection)

    def _on_work_over(self) -> None:
        self.work = None
        self.verdict.hold("")

    def _on_scored(self, scored: Scored) -> None:
        self.scored = scored
        self.since.show_since(scored.since)

    def show_list(self) -> None:
        """Look at those who were scored last, most likely first."""
        if self.scored is None or self.model is None or self.card is None:
            return
        if self.listed is None:
            self.listed = ScoredListView(self._session)
            self.listed.closed.connect(self._on_list_closed)
            self._faces.append(self.listed)
            self.body.addWidget(self.listed, 1)
        self._show(self.listed)
        scored = self.scored
        self.listed.show_file(self.model, scored.paths["scores"], self.card.wording, scored.rows, scored.listed)

    def _on_list_closed(self) -> None:
        self._show(self._ready)
        self.opened()

    def forget(self) -> None:
        """Forget the files scored with this model."""
        if self.model is None:
            return
        self._forgetting = self._session.engine.ask("forget_scored", str(self.model), urgent=True)
        self._forgetting.answered.connect(self._on_forgotten)
        self._forgetting.failed.connect(lambda error: show_ending(self, failure_strip(error)))

    def _on_forgotten(self, files: int) -> None:
        self.since.show_since(None)
        told = self.tr("1 file is forgotten.") if files == 1 else self.tr("{files} files are forgotten.")
        show_ending(self, MessageStrip("good", told.format(files=count(files))))
