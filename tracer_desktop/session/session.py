"""What is open in one window, and the questions it asks of the engine. Pages read it and listen to its signals."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from tracer_desktop.preferences import Recent, StateFile
from tracer_desktop.session.campaigns import Planning
from tracer_desktop.session.training import Training
from tracer_desktop.session.unfinished import Unfinished
from tracer_desktop.work.awake import Awake
from tracer_desktop.work.child_job import ChildJob
from tracer_desktop.work.endpoint_switch import EndpointSwitch
from tracer_desktop.work.engine_link import Answer, EngineLink
from tracer_engine import (
    CutOffs,
    JobError,
    OpenedRun,
    OpenedTable,
    Peek,
    Plan,
    PlanOptions,
    Profile,
    ReadingOptions,
    Step,
    TrainRequest,
    Workspace,
    blueprint,
    train_job,
)


class Session(QObject):
    """One window's state. Lives in the window's thread; every signal is emitted there.

    Opening: `table_opening` → `table_peeked` (first rows) → `table_opened`, or `table_failed`. A plan is drafted for
    every opened table at once, and anew after each change of the options: `plan_changed`.
    """

    table_opening = Signal(object)
    """A Path: the file is being read from now on; whatever was open is closed."""
    table_peeked = Signal()
    table_stepped = Signal(object)
    """A Step of the reading."""
    table_opened = Signal()
    table_failed = Signal(object)
    """A JobError; what was open before stays open unless it was the same file."""
    table_closed = Signal()
    plan_changed = Signal()
    plan_failed = Signal(object)
    training_changed = Signal()
    """A training began, took a step or ended; see `training`."""
    model_chosen = Signal(object)
    """The Path of a model file to score with; see `model`."""
    run_opened = Signal()
    run_failed = Signal(object)
    run_closed = Signal()
    cut_off_changed = Signal(int)
    recent_changed = Signal()
    engine_lost = Signal(object)

    def __init__(
        self, workspace: Workspace, engine: EngineLink, state: StateFile, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.workspace, self.engine, self.state_file = workspace, engine, state
        self.undo = QUndoStack(self)
        self.awake = Awake(self)
        self.unfinished = Unfinished(workspace.path)
        self.endpoint = EndpointSwitch(workspace, self)
        self._record: Path | None = None
        self.path: Path | None = None
        self.reading = ReadingOptions()
        self.peek: Peek | None = None
        self.table: OpenedTable | None = None
        self.options = PlanOptions()
        self.profile: Profile | None = None
        self.plan: Plan | None = None
        self.training: Training | None = None
        self.model: Path | None = None
        self.run: OpenedRun | None = None
        self.cut_offs: CutOffs | None = None
        self.cut_off = 0
        self._opening: list[Answer] = []
        self._planning: list[Answer] = []
        self._run_answers: list[Answer] = []
        self.planning = Planning(self)
        engine.lost.connect(self._on_lost)

    # ------------------------------------------------------------ the table

    @property
    def is_opening(self) -> bool:
        """Whether a file is being read."""
        return bool(self._opening)

    def open_file(self, path: Path, reading: ReadingOptions | None = None, options: PlanOptions | None = None) -> None:
        """Open a table; what the user had told about another one is forgotten."""
        self._drop(self._opening)
        self._drop(self._planning)
        self.undo.clear()
        self.path = path
        self._start_reading(reading or ReadingOptions(), options or PlanOptions())

    def tell_reading(self, reading: ReadingOptions, text: str) -> None:
        """Read the same file again as told; can be undone. `text` names the change in the Edit menu."""
        self.undo.push(_Change(self, text, reading=(self.reading, reading)))

    def tell_kinds(self, kinds: Mapping[str, str], text: str) -> None:
        """Say what columns are; the file is read again so. Can be undone."""
        self.tell_reading(dataclasses.replace(self.reading, kinds={**self.reading.kinds, **kinds}), text)

    def tell_options(self, options: PlanOptions, text: str) -> None:
        """Change what the planner is told; the plan is drafted anew. Can be undone."""
        if options != self.options:
            self.undo.push(_Change(self, text, options=(self.options, options)))

    def interrupt_opening(self) -> None:
        """Stop reading; the table is closed."""
        if self._opening:
            self._drop(self._opening)
            self.engine.interrupt()
            self.close_table()

    def close_table(self) -> None:
        """Forget the table; a run that is open stays."""
        self.path, self.peek, self.table, self.profile, self.plan = None, None, None, None, None
        self.options, self.reading = PlanOptions(), ReadingOptions()
        self.undo.clear()
        self.table_closed.emit()

    def _start_reading(self, reading: ReadingOptions, options: PlanOptions) -> None:
        assert self.path is not None
        self._drop(self._opening)
        self._drop(self._planning)
        self.reading, self.options = reading, options
        self.peek, self.table, self.profile, self.plan = None, None, None, None
        self.table_opening.emit(self.path)
        peek = self.engine.ask("peek", self.path, reading)
        peek.answered.connect(self._on_peeked)
        # What is wrong with the file is told once, by the reading of the whole.
        whole = self.engine.ask("open_table", self.path, reading, options)
        whole.stepped.connect(self._on_reading_step)
        whole.answered.connect(self._on_opened)
        whole.failed.connect(self._on_reading_failed)
        self._opening = [peek, whole]

    def _on_peeked(self, peek: Peek) -> None:
        self.peek = peek
        self.table_peeked.emit()

    def _on_reading_step(self, step: Step) -> None:
        self.table_stepped.emit(step)

    def _on_opened(self, table: OpenedTable) -> None:
        self._opening = []
        self.table, self.profile = table, table.profile
        words = blueprint(table.profile.suggested.blueprint).wording.entities
        self.remember(Recent(path=table.path, rows=table.rows, columns=len(table.columns), noun=words))
        self.table_opened.emit()
        self._draft()

    def _on_reading_failed(self, error: JobError) -> None:
        self._opening = []
        self.peek = None
        self.table_failed.emit(error)

    # ------------------------------------------------------------ the plan

    @property
    def is_planning(self) -> bool:
        """Whether a plan is being made: `plan` is still the one before."""
        return bool(self._planning)

    def set_options(self, options: PlanOptions) -> None:
        """Take over options without a way to undo, and draft the plan anew."""
        self.options = options
        self._draft()

    def _draft(self) -> None:
        self._drop(self._planning)
        if self.table is None:
            return
        profile = self.engine.ask("suggest", self.options)
        profile.answered.connect(self._on_profiled)
        profile.failed.connect(self._on_plan_failed)
        plan = self.engine.ask("draft", self.options)
        plan.answered.connect(self._on_planned)
        plan.failed.connect(self._on_plan_failed)
        self._planning = [profile, plan]

    def _on_profiled(self, profile: Profile) -> None:
        self.profile = profile

    def _on_planned(self, plan: Plan) -> None:
        self._planning = []
        self.plan = plan
        self.plan_changed.emit()

    def _on_plan_failed(self, error: JobError) -> None:
        self._planning = []
        self.plan = None
        self.plan_failed.emit(error)

    # ------------------------------------------------------------ the training

    @property
    def is_training(self) -> bool:
        """Whether a training goes on."""
        return self.training is not None and self.training.is_running

    def train(self) -> None:
        """Start the training of the present plan in a process of its own."""
        assert self.path is not None
        assert self.plan is not None
        assert not self.is_training
        told = {field.name: getattr(self.options, field.name) for field in dataclasses.fields(PlanOptions)}
        request = TrainRequest(file=self.path, source=self.path.name, reading=self.reading, **told)
        self.start_training(request, self.plan)

    def start_training(self, request: TrainRequest, plan: Plan) -> None:
        """Start a training that is told whole (the present one, or one that was cut short)."""
        job = ChildJob(train_job, request, self.workspace.path, "")
        self.training = Training(job, request, plan, self)
        self.training.changed.connect(self._on_training)
        self._record = self.unfinished.begin(request, plan)
        self.awake.hold()
        job.start()
        self.training_changed.emit()

    def _on_training(self) -> None:
        training = self.training
        if self._record is not None and training is not None and not training.is_running:
            self.unfinished.end(self._record)
            self._record = None
        if not self.is_training:
            self.awake.release()
        self.training_changed.emit()
        if training is not None and training.state == "done" and training.run_id is not None:
            self.open_run(training.run_id)

    # ------------------------------------------------------------ the run

    def open_run(self, run_id: str) -> None:
        """Open a run of the workspace: its report, its list, its cut-off."""
        self._drop(self._run_answers)
        run = self.engine.ask("open_run", run_id)
        run.answered.connect(self._on_run)
        run.failed.connect(self._on_run_failed)
        cut_offs = self.engine.ask("cut_offs")
        cut_offs.answered.connect(self._on_cut_offs)
        self._run_answers = [run, cut_offs]

    def close_run(self) -> None:
        """Forget the run that is open."""
        self._drop(self._run_answers)
        self.run, self.cut_offs, self.cut_off = None, None, 0
        self.run_closed.emit()

    def set_cut_off(self, rows: int) -> None:
        """Draw the line after the first `rows` of the list; every page moves along."""
        if self.cut_offs is None:
            return
        rows = min(max(1, rows), self.cut_offs.rows)
        if rows != self.cut_off:
            self.cut_off = rows
            self.cut_off_changed.emit(rows)

    def _on_run(self, run: OpenedRun) -> None:
        self.run, self.cut_offs = run, None

    def _on_cut_offs(self, cut_offs: CutOffs) -> None:
        self._run_answers = []
        self.cut_offs = cut_offs
        # A model file chosen before is no longer the newest wish.
        self.model = None
        # The riskiest tenth: what the headline numbers speak of.
        self.cut_off = max(1, round(cut_offs.rows / 10))
        self._remember_run()
        self.run_opened.emit()

    def _on_run_failed(self, error: JobError) -> None:
        self._drop(self._run_answers)
        self.run_failed.emit(error)

    def _remember_run(self) -> None:
        training, run = self.training, self.run
        if training is None or run is None or training.run_id != run.id:
            return
        recent = next((one for one in self.state_file.state.recent if one.path == training.request.file), None)
        if recent is not None:
            auc = run.card.metrics.get("roc_auc")
            effort = run.card.effort
            self.remember(recent._replace(run=run.id, trained=run.created, effort=effort, roc_auc=auc))

    # ------------------------------------------------------------ the rest

    def choose_model(self, path: Path) -> None:
        """Take a model file to score with."""
        self.model = path
        self.remember(Recent(path=path, kind="model"))
        self.model_chosen.emit(path)

    def forget(self, path: Path | None = None) -> None:
        """Take one file out of the recent ones, or all."""
        self.state_file.forget(path)
        self.recent_changed.emit()

    def remember(self, recent: Recent) -> None:
        """Put a file at the top of the recent ones."""
        self.state_file.remember(recent)
        self.recent_changed.emit()

    def close(self) -> None:
        """Let the engine and the endpoint go; a training that still runs is cancelled."""
        training = self.training
        if training is not None and training.is_running:
            training.cancel()
            training.job.wait(10.0)
            if self._record is not None:
                self.unfinished.end(self._record)
        self.awake.release()
        self.endpoint.close()
        self.engine.close()

    def _on_lost(self, error: JobError) -> None:
        """The engine's process died: say so, and open again what was open."""
        self._opening, self._planning, self._run_answers = [], [], []
        run = self.run
        if self.table is not None or run is not None:
            remedy = self.tr("What was open is being opened again. If memory is short, close other programs.")
            error = dataclasses.replace(error, remedy=remedy)
        self.engine_lost.emit(error)
        if self.path is not None and self.table is not None:
            self._start_reading(self.reading, self.options)
        if run is not None:
            self.open_run(run.id)

    @staticmethod
    def _drop(answers: Sequence[Answer]) -> None:
        for answer in answers:
            answer.drop()
        if isinstance(answers, list):
            answers.clear()


class _Change(QUndoCommand):
    """What was told before and after: reading options (the file is read again) or plan options."""

    def __init__(
        self,
        session: Session,
        text: str,
        *,
        reading: tuple[ReadingOptions, ReadingOptions] | None = None,
        options: tuple[PlanOptions, PlanOptions] | None = None,
    ) -> None:
        super().__init__(text)
        self._session, self._reading, self._options = session, reading, options

    def redo(self) -> None:
        self._apply(1)

    def undo(self) -> None:
        self._apply(0)

    def _apply(self, which: int) -> None:
        if self._reading is not None:
            self._session._start_reading(self._reading[which], self._session.options)  # noqa: SLF001 - its own change
        elif self._options is not None:
            self._session.set_options(self._options[which])
