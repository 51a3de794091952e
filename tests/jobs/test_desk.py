"""The engine in a child process that stays: real children, real files."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.jobs import small_verbs
from tests.jobs.small_verbs import until
from tests.small_runs import customers, write_table
from tracer_engine.jobs.child import Ending
from tracer_engine.jobs.desk import MOST_DEATHS, Desk, Question
from tracer_engine.progress import Step
from tracer_engine.types.job import JobError
from tracer_engine.types.plan import PlanOptions
from tracer_engine.types.receipt import ReadingOptions

SECONDS = 60.0
NOTHING_TOLD = (ReadingOptions(), PlanOptions())


class Asked:
    """One question and all that was told of it."""

    def __init__(self, asker: Asker, verb: str, arguments: tuple[object, ...], *, urgent: bool) -> None:
        self.steps: list[Step] = []
        self.endings: list[Ending] = []
        self.stepped, self.ended = threading.Event(), threading.Event()
        self._asker = asker
        self.question: Question = asker.desk.ask(
            verb, *arguments, on_answer=self._on_answer, on_step=self._on_step, urgent=urgent
        )

    def _on_step(self, step: Step) -> None:
        self.steps.append(step)
        self.stepped.set()

    def _on_answer(self, ending: Ending) -> None:
        self.endings.append(ending)
        self._asker.order.append(self)
        self.ended.set()

    @property
    def ending(self) -> Ending:
        assert self.ended.wait(SECONDS)
        return self.endings[0]

    @property
    def value(self) -> Any:
        assert self.ending.state == "done", self.ending
        return self.ending.value

    def begun(self) -> Asked:
        assert self.stepped.wait(SECONDS)
        return self


class Asker:
    """A desk, and what was told at it."""

    def __init__(self) -> None:
        self.lost: list[JobError] = []
        self.was_lost = threading.Event()
        self.order: list[Asked] = []
        self.desk = Desk(on_lost=self._on_lost)

    def _on_lost(self, error: JobError) -> None:
        self.lost.append(error)
        self.was_lost.set()

    def ask(self, verb: str, *arguments: object, urgent: bool = False) -> Asked:
        return Asked(self, verb, arguments, urgent=urgent)

    @property
    def pid(self) -> int:
        assert self.desk.pid is not None
        return self.desk.pid


@pytest.fixture
def make_asker() -> Iterator[Callable[[], Asker]]:
    made: list[Asker] = []

    def make() -> Asker:
        made.append(Asker())
        return made[-1]

    yield make
    for asker in made:
        asker.desk.close()


@pytest.fixture
def asker(make_asker: Callable[[], Asker]) -> Asker:
    return make_asker()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_table(tmp_path_factory.mktemp("desk") / "customers.csv", customers(300))


@pytest.fixture(scope="module")
def big_file(file: Path) -> Path:
    """A file that takes seconds to read and to profile."""
    header, body = file.read_bytes().split(b"\n", 1)
    big = file.with_name("big.csv")
    big.write_bytes(header + b"\n" + body * (60_000_000 // len(body)))
    return big


def is_running(pid: int) -> bool:
    """Whether a process is there, and more than a name in the list of its parent."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    try:
        return not stat.exists() or stat.read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_what_is_open_stays_open_from_one_question_to_the_next(asker: Asker, file: Path) -> None:
    asked = asker.ask("open_table", file, *NOTHING_TOLD)
    page = asker.ask("page", 10, 5)

    assert asked.value.rows == 300
    assert {step.stage for step in asked.steps} == {"read", "profile"}
    assert len(page.value.rows) == 5
    assert asker.ask("draft", PlanOptions()).value.target == "Churn"
    assert asker.ask("facts", "Region", "Churn", "Yes", urgent=True).value.relation.target == "Churn"
    assert asked.question.done


def test_refusals_are_told_in_words_and_the_desk_goes_on(asker: Asker, tmp_path: Path) -> None:
    nothing = asker.ask("peek", tmp_path / "nothing.csv", ReadingOptions()).ending.error
    closed = asker.ask("page", 0, 5).ending.error
    unknown = asker.ask("warm_up").ending.error

    assert nothing is not None
    assert (nothing.kind, "There is no file" in nothing.message, bool(nothing.remedy)) == ("input", True, True)
    assert closed == JobError(message="No table is open.", remedy="Open a file first.", kind="input")
    assert unknown is not None
    assert unknown.kind == "bug"
    assert asker.lost == []


def test_urgent_questions_come_before_others_that_wait(asker: Asker, file: Path) -> None:
    first = asker.ask("open_table", file, *NOTHING_TOLD).begun()
    others = [asker.ask("page", 0, 1), asker.ask("suggest", PlanOptions())]
    urgent = [asker.ask("page", 1, 1, urgent=True), asker.ask("page", 2, 1, urgent=True)]

    assert others[-1].ending.state == "done"
    assert asker.order == [first, *urgent, *others]


def test_a_question_dropped_before_it_is_begun_is_never_done(asker: Asker, file: Path, big_file: Path) -> None:
    first = asker.ask("peek", file, ReadingOptions())
    dropped = asker.ask("open_table", big_file, *NOTHING_TOLD)
    dropped.question.drop()
    last = asker.ask("page", 0, 1)

    assert first.ending.state == "done"
    assert last.ending.error == JobError(message="No table is open.", remedy="Open a file first.", kind="input")
    assert (dropped.steps, dropped.endings) == ([], [])


def test_a_question_dropped_while_it_is_done_ends_soon_and_is_not_told_of(
    asker: Asker, file: Path, big_file: Path
) -> None:
    dropped = asker.ask("open_table", big_file, *NOTHING_TOLD).begun()
    dropped.question.drop()
    pid = asker.pid
    after = asker.ask("open_table", file, *NOTHING_TOLD)

    assert after.value.source == "customers.csv"
    assert dropped.endings == []
    assert asker.pid == pid


def test_a_killed_child_is_told_of_and_followed_by_another(asker: Asker, file: Path, big_file: Path) -> None:
    asked = asker.ask("open_table", big_file, *NOTHING_TOLD).begun()
    waiting = asker.ask("page", 0, 1)
    killed = asker.pid
    os.kill(killed, signal.SIGKILL)

    for one in (asked, waiting):
        error = one.ending.error
        assert error is not None
        assert error.kind == "died"
        assert "SIGKILL" in error.message
        assert "open the file" in error.remedy
    assert asker.was_lost.wait(SECONDS)
    assert asker.lost == [asked.ending.error]
    assert asker.ask("open_table", file, *NOTHING_TOLD).value.rows == 300
    assert asker.pid != killed


def test_a_child_killed_while_it_is_idle_is_told_of_too(asker: Asker, file: Path) -> None:
    asker.ask("open_table", file, *NOTHING_TOLD).value  # noqa: B018 - waits
    os.kill(asker.pid, signal.SIGKILL)

    assert asker.was_lost.wait(SECONDS)
    error = asker.ask("page", 0, 1).ending.error
    assert error is not None
    assert error.message == "No table is open."


def test_an_interruption_ends_everything_that_was_asked_before_it_and_nothing_else(
    asker: Asker, file: Path, big_file: Path
) -> None:
    asker.ask("open_table", file, *NOTHING_TOLD)
    asked = asker.ask("open_table", big_file, *NOTHING_TOLD).begun()
    waiting = asker.ask("page", 0, 1)
    before = asker.pid
    asker.desk.interrupt()
    after = asker.ask("page", 0, 1)
    again = asker.ask("open_table", file, *NOTHING_TOLD)

    assert (asked.ending.state, waiting.ending.state) == ("cancelled", "cancelled")
    assert after.ending.error is not None
    assert after.ending.error.message == "No table is open."
    assert again.value.rows == 300
    assert asker.lost == []
    assert asker.pid != before
    assert not is_running(before)


def test_a_closed_desk_tells_nothing_more_and_leaves_nobody_behind(asker: Asker, big_file: Path) -> None:
    asked = asker.ask("open_table", big_file, *NOTHING_TOLD).begun()
    pid, told = asker.pid, len(asked.steps)
    asker.desk.close()
    late = asker.ask("page", 0, 1)

    assert not is_running(pid)
    assert len(asked.steps) <= told + 1
    assert (asked.endings, late.endings, asker.lost) == ([], [], [])
    assert asker.desk.pid is None


def test_a_desk_that_was_never_used_can_be_closed(asker: Asker) -> None:
    asker.desk.close()
    assert asker.desk.pid is None


def test_the_child_leaves_when_its_parent_is_killed(big_file: Path) -> None:
    code = f"""
import sys, threading
from pathlib import Path
from tracer_engine import Desk, PlanOptions, ReadingOptions
if __name__ == "__main__":
    desk = Desk()
    desk.ask("open_table", Path({str(big_file)!r}), ReadingOptions(), PlanOptions(), on_answer=print,
             on_step=lambda step: print(desk.pid, flush=True))
    threading.Event().wait()
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
        until(lambda: not is_running(child))


def test_ctrl_c_is_for_the_parent(asker: Asker, file: Path) -> None:
    asker.ask("open_table", file, *NOTHING_TOLD).value  # noqa: B018 - waits
    os.kill(asker.pid, signal.SIGINT)

    assert asker.ask("page", 0, 1).ending.state == "done"
    assert asker.lost == []


def test_what_cannot_be_sent_is_a_mistake_of_the_asker_alone(asker: Asker, file: Path) -> None:
    wrong = asker.ask("peek", file, threading.Lock())
    right = asker.ask("peek", file, ReadingOptions())

    assert wrong.ending.error is not None
    assert wrong.ending.error.kind == "bug"
    assert right.value.source == "customers.csv"


def test_a_callback_that_fails_does_not_silence_the_desk(
    asker: Asker, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda *trouble: shown.append(trouble[1]))

    def fail(_ending: Ending) -> None:
        raise RuntimeError("the window is gone")

    asker.desk.ask("peek", file, ReadingOptions(), on_answer=fail)

    assert asker.ask("peek", file, ReadingOptions()).ending.state == "done"
    assert [str(trouble) for trouble in shown] == ["the window is gone"]


def test_children_that_all_die_are_not_made_for_ever_and_a_question_makes_another(
    asker: Asker, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("tracer_engine.jobs.desk.serve", small_verbs.leaves_at_once)
        asker.desk.start()
        until(lambda: len(asker.lost) == MOST_DEATHS)

    assert asker.ask("peek", file, ReadingOptions()).value.source == "customers.csv"
    assert len(asker.lost) == MOST_DEATHS
    assert {error.kind for error in asker.lost} == {"died"}


def test_a_desk_is_light_to_bring_along() -> None:
    code = (
        "import sys\n"
        "there = set(sys.modules)\n"  # measuring coverage brings some of its own
        "from tracer_engine import ChildWork, Desk, Ending, JobError, PlanOptions, Question, TrainRequest\n"
        "heavy = {'polars', 'numpy', 'scipy', 'sklearn', 'lightgbm', 'sqlite3', 'fastapi', 'tracer_engine.workflow'}\n"
        "print(sorted(heavy & set(sys.modules) - there))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert done.stdout.strip() == "[]", done.stdout + done.stderr
