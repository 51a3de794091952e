"""Children that work, fail, hang and die; the parent lives on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.jobs import small_verbs
from tracer_engine.errors import InputError, TracerError
from tracer_engine.jobs.child import ChildWork, Ending, Verb, died
from tracer_engine.jobs.child_main import WORK_GIVES_WAY
from tracer_engine.progress import Cancelled, Step
from tracer_engine.types.job import JobError
from tracer_engine.workspace.locks import held_lock

ROOT = Path(__file__).resolve().parents[2]


class Begun:
    """A child that has told its first step."""

    def __init__(self, verb: Verb, holding: Path | None = None) -> None:
        self.stepped = threading.Event()
        self.work = ChildWork(verb, on_step=lambda _step: self.stepped.set(), holding=holding)
        self.work.start()
        assert self.stepped.wait(30)


def error_of(verb: Verb) -> JobError:
    work = ChildWork(verb)
    work.start()
    ending = work.wait(60)
    assert ending is not None
    assert ending.state == "failed"
    assert ending.error is not None
    return ending.error


def test_what_a_verb_returns_comes_back_with_its_steps() -> None:
    steps: list[Step] = []
    endings: list[Ending] = []
    work = ChildWork(small_verbs.add, (2, 3), on_step=steps.append, on_end=endings.append)

    work.start()

    assert work.result() == 5
    assert [step.fraction for step in steps] == [0.0, 0.5, 1.0]
    assert endings == [Ending(state="done", value=5)]


@pytest.mark.skipif(sys.platform == "win32", reason="priorities are classes there")
def test_work_lets_the_window_go_first() -> None:
    work = ChildWork(small_verbs.niceness)
    work.start()

    assert work.result() == min(19, os.nice(0) + WORK_GIVES_WAY)


def test_an_error_comes_back_as_it_was_with_its_remedy() -> None:
    work = ChildWork(small_verbs.refuses)
    work.start()

    with pytest.raises(InputError) as caught:
        work.result()

    assert (caught.value.message, caught.value.remedy) == ("telco.csv is empty.", "Export it once more.")


def test_an_unforeseen_error_is_told_by_its_kind_and_never_by_its_text() -> None:
    error = error_of(small_verbs.stumbles)

    assert error.kind == "bug"
    assert "KeyError" in error.message
    assert "Jane Doe" not in error.message + error.remedy


@pytest.mark.skipif(sys.platform != "linux", reason="limits the memory of the child as Linux does")
def test_out_of_memory_is_a_plain_error_with_a_remedy() -> None:
    error = error_of(small_verbs.needs_too_much)

    assert error.kind == "died"
    assert error.message == "This needed more memory than the computer has."
    assert "fewer rows" in error.remedy


@pytest.mark.skipif(sys.platform == "win32", reason="there are no signals there")
def test_a_child_that_is_killed_is_a_plain_error_with_a_remedy() -> None:
    error = error_of(small_verbs.is_killed)

    assert error.kind == "died"
    assert "killed (SIGKILL)" in error.message
    assert "quick effort" in error.remedy


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        (0xC000_0005, "broke down (access violation)"),
        (0xC000_0374, "broke down (heap corruption)"),
        (-signal.SIGSEGV, "broke down (SIGSEGV)"),
        (-signal.SIGABRT, "out of memory"),
        (0xC000_0017, "out of memory"),
        (1, "exit code 1"),
    ],
)
def test_an_exit_code_says_whether_the_work_broke_down_or_was_ended(code: int, cause: str) -> None:
    told = died(code)

    assert cause in told.message
    assert "disk" not in told.message + told.remedy


def test_a_child_that_leaves_is_a_plain_error_with_its_exit_code() -> None:
    error = error_of(small_verbs.leaves)

    assert error.kind == "died"
    assert "exit code 3" in error.message


@pytest.mark.parametrize("verb", [small_verbs.returns_a_lock, lambda: None])
def test_what_cannot_be_sent_is_told_as_a_bug(verb: Verb) -> None:
    assert error_of(verb).kind == "bug"


def test_a_child_finishes_early_with_the_best_so_far() -> None:
    begun = Begun(small_verbs.lingers)

    begun.work.finish_early()

    assert begun.work.result() == "the best so far"


def test_finishing_early_may_be_wished_for_before_it_starts() -> None:
    work = ChildWork(small_verbs.lingers)
    work.finish_early()
    work.start()

    assert work.result() == "the best so far"


def test_a_cancelled_child_is_gone() -> None:
    begun = Begun(small_verbs.lingers)

    begun.work.cancel()

    with pytest.raises(Cancelled):
        begun.work.result()
    assert begun.work.pid is not None
    with pytest.raises(ProcessLookupError):
        os.kill(begun.work.pid, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="nobody can be deaf there")
def test_a_deaf_child_is_killed() -> None:
    begun = Begun(small_verbs.deaf)

    begun.work.cancel()

    assert begun.work.wait(20) == Ending(state="cancelled")


def test_it_may_be_cancelled_before_it_starts_and_after_it_ended() -> None:
    work = ChildWork(small_verbs.lingers)
    work.cancel()
    work.start()
    assert work.wait(30) == Ending(state="cancelled")

    work.cancel()
    work.finish_early()

    assert work.wait(0) == Ending(state="cancelled")


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
def test_ctrl_c_is_for_the_parent() -> None:
    begun = Begun(small_verbs.lingers)
    assert begun.work.pid is not None

    os.kill(begun.work.pid, signal.SIGINT)
    begun.work.finish_early()

    assert begun.work.result() == "the best so far"


def test_a_child_prints_nothing_to_stdout(capfd: pytest.CaptureFixture[str]) -> None:
    work = ChildWork(small_verbs.prints)
    work.start()
    work.result()

    assert capfd.readouterr().out == ""


def test_a_lock_is_held_while_the_child_lives(tmp_path: Path) -> None:
    lock = tmp_path / "child.lock"
    begun = Begun(small_verbs.lingers, holding=lock)

    with held_lock(lock) as free:
        assert not free
    begun.work.finish_early()
    begun.work.result()

    with held_lock(lock) as free:
        assert free


def test_a_second_child_does_not_work_beside_the_first(tmp_path: Path) -> None:
    begun = Begun(small_verbs.lingers, holding=tmp_path / "child.lock")
    second = ChildWork(small_verbs.writes, (tmp_path / "out",), holding=tmp_path / "child.lock")

    second.start()

    with pytest.raises(TracerError, match="exit code 73"):
        second.result()
    assert not (tmp_path / "out").exists()
    begun.work.cancel()
    begun.work.wait()


PARENT = """
import sys
from pathlib import Path
from tests.jobs import small_verbs
from tracer_engine.jobs.child import ChildWork
if __name__ == "__main__":
    tell = lambda step: print(work.pid, flush=True)
    work = ChildWork(small_verbs.lingers, on_step=tell, holding=Path(sys.argv[1]))
    work.start()
    work.wait()
"""


def test_a_child_ends_by_itself_when_its_parent_is_killed(tmp_path: Path) -> None:
    script, lock = tmp_path / "parent.py", tmp_path / "child.lock"
    script.write_text(PARENT, encoding="utf-8")
    command = [sys.executable, str(script), str(lock)]
    with subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert int(parent.stdout.readline()) > 0
        parent.kill()

    def is_free() -> bool:
        with held_lock(lock) as free:
            return free

    small_verbs.until(is_free)


@pytest.mark.skipif(sys.platform != "linux", reason="counts open files as Linux tells them")
def test_nothing_is_left_open() -> None:
    def run() -> int:
        work = ChildWork(small_verbs.add, (1, 1))
        work.start()
        work.result()
        return len(list(Path("/proc/self/fd").iterdir()))

    first = run()

    assert [run() for _ in range(3)] == [first] * 3
