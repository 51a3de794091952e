from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from tests.jobs import small_verbs
from tracer_engine.errors import InputError, StorageError
from tracer_engine.jobs.child_main import PARENT_GONE, READY, in_words, run_verb


def test_a_parent_that_dies_before_it_says_go_takes_the_work_with_it(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    child = spawn.Process(target=run_verb, args=(there, small_verbs.writes, (tmp_path / "out",), None))
    child.start()
    there.close()

    assert here.recv() == (READY, None)
    here.close()
    child.join(30)

    assert child.exitcode == PARENT_GONE
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (InputError("No."), "input"),
        (StorageError("Full."), "storage"),
        (MemoryError(), "died"),
        (OSError(28, "No space left on device", "model.tracer"), "storage"),
        (ZeroDivisionError(), "bug"),
        (OSError("exception: access violation reading 0x0000000000000008"), "bug"),
        (KeyboardInterrupt(), "bug"),
    ],
)
def test_every_error_is_told_in_whole_sentences(error: BaseException, kind: str) -> None:
    told = in_words(error)

    assert told.kind == kind
    assert told.message.endswith(".")


def test_a_full_disk_is_told_with_the_file() -> None:
    told = in_words(OSError(28, "No space left on device", "model.tracer"))

    assert told.message == "Could not write model.tracer: the disk is full."
