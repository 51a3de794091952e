"""A session in which a run is open, read without the engine's child process: for what only looks at results."""

from __future__ import annotations

from pathlib import Path

from tests.small_runs import SmallRun
from tracer_desktop.preferences import StateFile
from tracer_desktop.session import Session
from tracer_desktop.work.engine_link import EngineLink
from tracer_engine import OpenedRun
from tracer_engine.browsing.runs import OpenRunView


def session_on(small_run: SmallRun, folder: Path) -> Session:
    """A session with the run open; nothing is asked of an engine. `folder` holds what the window remembers."""
    made = Session(small_run.workspace, EngineLink(), StateFile(folder))
    show_run(made, OpenRunView(small_run.run.id, workspace=small_run.workspace))
    return made


def show_run(session: Session, view: OpenRunView, run: OpenedRun | None = None) -> None:
    """Open a run as the answers of the engine do; `run` in place of the one of the view, to show another report."""
    session._on_run(run or view.opened)
    session._on_cut_offs(view.cut_offs())
