"""The window's line to the engine: questions asked of one child process that keeps what is open."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from tracer_engine import Desk, Ending, JobError, Step

if TYPE_CHECKING:
    from tracer_engine import Question


class Answer(QObject):
    """What will come of one question. Exactly one of `answered`, `failed` and `cancelled` is told, after all steps.

    Its signals are emitted in the window's thread.
    """

    stepped = Signal(object)
    """A `Step`."""
    answered = Signal(object)
    """What the engine's verb returned."""
    failed = Signal(object)
    """A `JobError`."""
    cancelled = Signal()
    ended = Signal()
    """After any of the three."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.question: Question | None = None
        self.dropped = False

    def drop(self) -> None:
        """Nobody wants the answer any more: nothing is told from now on, and work not yet begun is not done."""
        self.dropped = True
        if self.question is not None:
            self.question.drop()

    def tell_step(self, step: Step) -> None:
        """Hand a step on."""
        if not self.dropped:
            self.stepped.emit(step)

    def tell_end(self, ending: Ending) -> None:
        """Hand the end on."""
        if not self.dropped:
            if ending.state == "done":
                self.answered.emit(ending.value)
            elif ending.state == "failed":
                self.failed.emit(ending.error)
            else:
                self.cancelled.emit()
            self.ended.emit()
        self.deleteLater()


class EngineLink(QObject):
    """Asks the engine's verbs (see `tracer_engine.browsing`), one after another, without ever keeping the window."""

    lost = Signal(object)
    """The engine's process died by itself (a `JobError`): what was open has to be opened again."""

    _lost_there = Signal(object)
    _step_came = Signal(int, object)
    _end_came = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tickets = count(1)
        self._answers: dict[int, Answer] = {}
        # One answer a turn of the event loop: what several of them set going would keep the window longer than one.
        self._told: deque[tuple[Callable[..., None], tuple[Any, ...]]] = deque()
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._hand_on)
        # Emitted in the engine's thread by this object, which outlives every answer; received in the window's.
        queued = Qt.ConnectionType.QueuedConnection
        self._lost_there.connect(self._on_lost, queued)
        self._step_came.connect(self._on_step, queued)
        self._end_came.connect(self._on_end, queued)
        self._desk = Desk(on_lost=self._lost_there.emit)

    @property
    def pid(self) -> int | None:
        """The engine's process id, once it has one."""
        return self._desk.pid

    @property
    def is_asked(self) -> bool:
        """Whether an answer that somebody waits for has not come yet."""
        return any(not answer.dropped for answer in self._answers.values())

    def start(self) -> None:
        """Bring the child into the world; it warms up by itself."""
        self._desk.start()

    def ask(self, verb: str, *arguments: object, urgent: bool = False) -> Answer:
        """Ask for one verb; `urgent` questions come before others that wait."""
        self._sweep()
        ticket = next(self._tickets)
        answer = self._answers[ticket] = Answer(self)
        answer.question = self._desk.ask(
            verb,
            *arguments,
            on_answer=partial(self._end_came.emit, ticket),
            on_step=partial(self._step_came.emit, ticket),
            urgent=urgent,
        )
        return answer

    def _sweep(self) -> None:
        """Answers that nobody wants never come: let them go."""
        for ticket in [ticket for ticket, answer in self._answers.items() if answer.dropped]:
            self._answers.pop(ticket).deleteLater()

    def interrupt(self) -> None:
        """End what is being done and what waits; what was open has to be opened again."""
        self._desk.interrupt()

    def close(self) -> None:
        """End the child; no answer comes any more."""
        self._turn.stop()
        self._told.clear()
        self._desk.close()

    def _on_lost(self, error: JobError) -> None:
        self._later(self.lost.emit, error)

    def _on_step(self, ticket: int, step: Step) -> None:
        self._later(self._tell_step, ticket, step)

    def _on_end(self, ticket: int, ending: Ending) -> None:
        self._later(self._tell_end, ticket, ending)

    def _later(self, tell: Callable[..., None], *told: object) -> None:
        self._told.append((tell, told))
        if not self._turn.isActive():
            self._turn.start()

    def _hand_on(self) -> None:
        if self._told:
            tell, told = self._told.popleft()
            if self._told:
                self._turn.start()
            tell(*told)

    def _tell_step(self, ticket: int, step: Step) -> None:
        answer = self._answers.get(ticket)
        if answer is not None:
            answer.tell_step(step)

    def _tell_end(self, ticket: int, ending: Ending) -> None:
        answer = self._answers.pop(ticket, None)
        if answer is not None:
            answer.tell_end(ending)
