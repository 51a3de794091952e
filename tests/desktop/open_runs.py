"""A window's session with a run open in it, its engine in a child process of its own as in the program."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, QTimer

from tests.small_runs import SmallRun
from tracer_desktop.preferences import StateFile
from tracer_desktop.session import Session
from tracer_desktop.work.engine_link import EngineLink
from tracer_engine import open_workspace

PATIENCE = 30_000


@contextlib.contextmanager
def session_with_run(small_run: SmallRun, folder: Path) -> Iterator[Session]:
    """A session on a copy of the small run's workspace (made in `folder`), with the run open. One for many tests."""
    home = folder / "home"
    shutil.copytree(small_run.workspace.path, home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRACER_HOME", str(home))
        workspace = open_workspace(home)
        session = Session(workspace, EngineLink(), StateFile(workspace.path))
        session.engine.start()
        open_run(session, workspace.runs()[0].id)
    try:
        yield session
    finally:
        session.close()


def open_run(session: Session, run_id: str) -> None:
    """Open a run and wait until it is."""
    loop = QEventLoop()
    session.run_opened.connect(loop.quit)
    QTimer.singleShot(PATIENCE, loop, loop.quit)
    session.open_run(run_id)
    loop.exec()
    assert session.run is not None
    assert session.run.id == run_id


@contextlib.contextmanager
def little_room(size: int = 2000) -> Iterator[None]:
    """Children started meanwhile cannot write a file larger than `size` bytes: for them the disk is full."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
