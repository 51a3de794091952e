"""`tracer-desktop --selftest`: whether everything this program needs is there and works on this computer.

It goes the way of a user, in a workspace of its own that is thrown away: sample data, a table, a training and a scored
list in processes of their own, every page of the window, the endpoint. A frozen program that lacks a file fails here.
"""

from __future__ import annotations

import contextlib
import http.client
import importlib
import json
import os
import pkgutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from tracer_desktop.pages.registry import PAGES
from tracer_desktop.preferences import StateFile
from tracer_desktop.resource_files import resource
from tracer_desktop.session import Session
from tracer_desktop.theme.theme import install_theme
from tracer_desktop.widgets.strips import MessageStrip
from tracer_desktop.work.child_job import ChildJob
from tracer_desktop.work.engine_link import Answer, EngineLink
from tracer_engine import (
    JobError,
    ScoreRequest,
    TablePage,
    all_blueprints,
    export_job,
    is_built,
    open_workspace,
    sample_job,
    score_job,
)

if TYPE_CHECKING:
    from tracer_desktop.main_window import MainWindow

DONE, BUG = 0, 70
ROWS = 1000
PATIENCE = 300_000
"""Milliseconds for one step: a busy computer is slow, and a step that hangs has failed."""
LEAST_COLOURS = 10
EVERY_PIXEL = 3
OPTIONAL = ("onnx", "onnxruntime")
EXPORTS = {"report_html": "report.html", "scores_xlsx": "scored.xlsx", "model": "model.tracer"}


class FailedCheckError(Exception):
    """What is not as it should be, as a sentence."""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """One step: what was found, or why it failed."""

    step: str
    seconds: float
    found: str = ""
    error: str = ""


def run_selftest(say: Callable[[str], object], *, as_json: bool = False, keep: Path | None = None) -> int:
    """Try everything, tell each step through `say` (as JSON: all at the end), and return the exit code.

    In the folder `keep` a picture of every page is kept, and `selftest.json`: a windowed program of Windows cannot
    print.
    """
    app = QApplication.instance()
    app = app if isinstance(app, QApplication) else QApplication(["tracer-desktop"])
    started = time.monotonic()
    done: list[Checked] = []
    with _own_workspace() as folder:
        test = SelfTest(app, folder, ROWS, keep)
        try:
            for name, act in test.steps():
                done.append(_check(name, act))
                if not as_json:
                    say(_line(done[-1]))
                if done[-1].error:
                    break
        finally:
            test.close()
    good = not done[-1].error
    seconds = time.monotonic() - started
    told = json.dumps({"ok": good, "seconds": round(seconds, 3), "steps": [asdict(one) for one in done]}, indent=2)
    if keep is not None:
        (keep / "selftest.json").write_text(told, encoding="utf-8")
    if as_json:
        say(told)
    else:
        say(f"{'Everything works' if good else 'The self-test failed'} ({seconds:.1f} s).")
    return DONE if good else BUG


def _check(name: str, act: Callable[[], str]) -> Checked:
    started = time.monotonic()
    found = error = ""
    try:
        found = act()
    except FailedCheckError as failed:
        error = str(failed)
    except Exception as failed:  # noqa: BLE001 - whatever a computer or a bundle lacks is what this is to tell
        error = f"{type(failed).__name__}: {failed}"
    return Checked(step=name, seconds=round(time.monotonic() - started, 3), found=found, error=error)


def _line(checked: Checked) -> str:
    told = f"FAILED: {checked.error}" if checked.error else checked.found
    return f"{checked.seconds:7.2f} s  {checked.step}: {told}"


@contextlib.contextmanager
def _own_workspace() -> Iterator[Path]:
    """A folder for everything that is made, which is the workspace's too as long as this lasts."""
    before = os.environ.get("TRACER_HOME")
    with tempfile.TemporaryDirectory(prefix="tracer-selftest-", ignore_cleanup_errors=True) as scratch:
        os.environ["TRACER_HOME"] = str(Path(scratch) / "home")
        try:
            yield Path(scratch)
        finally:
            del os.environ["TRACER_HOME"]
            if before is not None:
                os.environ["TRACER_HOME"] = before


class SelfTest:
    """The steps, in order; each returns what it found, or raises."""

    def __init__(self, app: QApplication, folder: Path, rows: int, keep: Path | None = None) -> None:
        self._app, self._folder, self._rows, self._keep = app, folder, rows, keep
        self._session: Session | None = None
        self._window: MainWindow | None = None

    def steps(self) -> tuple[tuple[str, Callable[[], str]], ...]:
        """Their names, and what they do."""
        return (
            ("resources", self.find_resources),
            ("parts", self.import_all),
            ("window", self.draw_window),
            ("sample", self.make_sample),
            ("table", self.open_table),
            ("training", self.train),
            ("scoring", self.score),
            ("exports", self.export),
            ("pages", self.draw_pages),
            ("trouble", self.kill_a_child),
            ("endpoint", self.ask_endpoint),
            ("end", self.end),
        )

    @property
    def session(self) -> Session:
        """The session of the window that is tried."""
        assert self._session is not None
        return self._session

    # ------------------------------------------------------------ the program

    def import_all(self) -> str:
        """Every module of ours, and with them every library."""
        names = []
        for package in ("tracer_engine", "tracer_desktop"):
            module = importlib.import_module(package)
            names += [found.name for found in pkgutil.walk_packages(module.__path__, f"{package}.")]
        found = [module for module in map(_imported, names) if module is not None]
        learners = sorted(module.LEARNER.name for module in found if hasattr(module, "LEARNER"))
        blueprints = sorted(record.key for record in all_blueprints())
        plain = [module.__name__ for module in found if hasattr(module, "is_compiled") and not module.is_compiled()]
        if plain and is_built():
            raise FailedCheckError(f"Without their compiled part: {', '.join(plain)}")
        told = (f"blueprints {', '.join(blueprints)}", f"learners {', '.join(learners)}")
        return "; ".join((f"{len(found)} modules", *told))

    def find_resources(self) -> str:
        """The files that are not code."""
        wanted = ("window/tokens.json", "icons/tracer.svg", "help/guide.md")
        missing = [name for name in wanted if not resource(name).is_file()]
        if missing:
            raise FailedCheckError(f"Missing: {', '.join(missing)}")
        # Before the window's modules are imported, as when the program starts.
        install_theme(self._app, mode="light")
        return f"{len(wanted)} files looked for and found"

    def draw_window(self) -> str:
        """The window with its first page."""
        from tracer_desktop.main_window import MainWindow

        workspace = open_workspace()
        self._session = Session(workspace, EngineLink(), StateFile(workspace.path))
        self._window = MainWindow(self._session)
        # Nobody is to see it, and whoever is at the keyboard is not to be disturbed.
        self._window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self._window.resize(1280, 800)
        self._window.show()
        return f"{colours_in(self._window)} colours"

    # ------------------------------------------------------------ the engine

    def make_sample(self) -> str:
        """Sample data, made in a child process."""
        paths = self._child(sample_job, self._folder / "sample", self._rows)
        assert isinstance(paths, dict)
        return f"{len(paths)} files, made in a process of their own"

    def open_table(self) -> str:
        """The customers, opened as in the window; their first rows asked for."""
        session, waiting = self.session, Waiting()
        session.plan_changed.connect(waiting.finish)
        session.table_failed.connect(waiting.fail)
        session.plan_failed.connect(waiting.fail)
        session.engine.start()
        session.open_file(self._folder / "sample" / "customers.csv")
        waiting.wait()
        page = self._ask(session.engine.ask("page", 0, 10))
        if session.peek is None or session.table is None or not isinstance(page, TablePage):
            raise FailedCheckError("The first rows did not come.")
        return f"{session.table.rows} rows, {len(session.table.columns)} columns"

    def train(self) -> str:
        """A quick training of its plan, in a child process; its run opened."""
        session, waiting = self.session, Waiting()
        session.run_opened.connect(waiting.finish)
        session.run_failed.connect(waiting.fail)
        session.training_changed.connect(self._on_training(session, waiting))
        session.train()
        waiting.wait()
        run = session.run
        assert run is not None
        return f"ROC AUC {run.card.metrics['roc_auc']:.3f}"

    @staticmethod
    def _on_training(session: Session, waiting: Waiting) -> Callable[[], None]:
        def look() -> None:
            training = session.training
            if training is not None and training.state in ("failed", "cancelled"):
                waiting.fail(training.error)

        return look

    def score(self) -> str:
        """Next month's customers, scored in a child process."""
        run = self.session.run
        assert run is not None
        out = self._folder / "scored.csv"
        request = ScoreRequest(model=run.id, file=self._folder / "sample" / "customers_next_month.csv", out=out)
        self._child(score_job, request, self.session.workspace.path)
        rows = out.read_text(encoding="utf-8-sig").count("\n") - 1
        if rows < 1:
            raise FailedCheckError("The scored list is empty.")
        return f"{rows} rows"

    def export(self) -> str:
        """The run in other forms."""
        run = self.session.run
        assert run is not None
        sizes = []
        for kind, name in EXPORTS.items():
            out = self._folder / name
            self._child(export_job, kind, run.id, out, self.session.workspace.path)
            sizes.append(f"{name} {out.stat().st_size // 1024} KB")
        return ", ".join(sizes)

    # ------------------------------------------------------------ the rest of the window

    def draw_pages(self) -> str:
        """Every page, each with something on it, and the plots drawn."""
        from tracer_desktop.plots.canvas import PlotCanvas
        from tracer_desktop.plots.loading import plot_library

        window = self._window
        assert window is not None
        plot_library().wait()
        plots = 0
        for key in PAGES:
            if not window.show_page(key):
                raise FailedCheckError(f"The page {key} cannot be shown.")
            for canvas in window.pages.findChildren(PlotCanvas):
                if canvas.isVisible():
                    canvas.redraw()
                    plots += 1
                    colours_in(canvas)
            self._app.processEvents()
            colours_in(window)
            if self._keep is not None:
                window.grab().save(str(self._keep / f"{key}.png"))
        if not plots:
            raise FailedCheckError("No plot was drawn.")
        return f"{len(PAGES)} pages, {plots} plots"

    def kill_a_child(self) -> str:
        """The engine's process, killed: the window says so and goes on with a new one."""
        session, waiting, window = self.session, Waiting(), self._window
        before = session.engine.pid
        if before is None or window is None:
            raise FailedCheckError("The engine has no process.")
        session.engine_lost.connect(waiting.finish)
        # On Windows any signal but two ends a process at once.
        os.kill(before, getattr(signal, "SIGKILL", signal.SIGTERM))
        error = waiting.wait()
        self._app.processEvents()
        said = [strip.title.text() for strip in window.findChildren(MessageStrip) if strip.isVisible()]
        if not isinstance(error, JobError) or error.message not in said:
            raise FailedCheckError("The window did not say that the engine's process is gone.")
        return f"said “{error.message}”; {self.open_table()} opened again"

    def ask_endpoint(self) -> str:
        """The endpoint, switched on, asked how it is, and switched off."""
        switch, waiting = self.session.endpoint, Waiting()

        def look() -> None:
            if switch.state == "on":
                waiting.finish()
            elif switch.error is not None:
                waiting.fail(switch.error)

        switch.changed.connect(look)
        switch.switch_on(0)
        waiting.wait()
        switch.changed.disconnect(look)
        connection = http.client.HTTPConnection("127.0.0.1", switch.port, timeout=60)
        try:
            connection.request("GET", "/health")
            answer = connection.getresponse()
            told = json.loads(answer.read())
        finally:
            connection.close()
        if answer.status != http.client.OK or told["status"] != "ok":
            raise FailedCheckError(f"It answered {answer.status}: {told}")
        return f"answered on port {switch.port}, version {told['version']}"

    def end(self) -> str:
        """Everything that was started, ended."""
        pid = self.session.engine.pid
        self.close()
        return f"the engine's process {pid} and the endpoint have ended"

    def close(self) -> None:
        """Let everything go that is still there; can be called again."""
        if self._window is not None:
            self._window.close()
            self._window.deleteLater()
            self._window = None
        if self._session is not None:
            self._session.close()
            self._session = None

    # ------------------------------------------------------------ waiting

    def _child(self, verb: Callable[..., object], *arguments: object) -> object:
        job, waiting = ChildJob(verb, *arguments), Waiting()
        job.done.connect(waiting.finish)
        job.failed.connect(waiting.fail)
        job.cancelled.connect(waiting.fail)
        job.start()
        return waiting.wait()

    @staticmethod
    def _ask(answer: Answer) -> object:
        waiting = Waiting()
        answer.answered.connect(waiting.finish)
        answer.failed.connect(waiting.fail)
        answer.cancelled.connect(waiting.fail)
        return waiting.wait()


class Waiting(QObject):
    """Turns the event loop until one of its slots is called."""

    def __init__(self) -> None:
        super().__init__()
        self._loop = QEventLoop()
        self._ended = False
        self._value: object = None
        self._error = ""

    def finish(self, value: object = None) -> None:
        """It is done."""
        self._end(value, "")

    def fail(self, error: JobError | None = None) -> None:
        """It came to nothing."""
        self._end(None, f"{error.message} {error.remedy}".strip() if error is not None else "It was cancelled.")

    def wait(self, patience: int = PATIENCE) -> object:
        """What `finish` was called with. Raises FailedCheckError when it was `fail`, or when nothing came."""
        if not self._ended:
            QTimer.singleShot(patience, self._loop, self._loop.quit)
            self._loop.exec()
        if self._error or not self._ended:
            raise FailedCheckError(self._error or f"Nothing came in {patience // 1000} seconds.")
        return self._value

    def _end(self, value: object, error: str) -> None:
        if not self._ended:
            self._ended, self._value, self._error = True, value, error
            self._loop.quit()


def _imported(name: str) -> ModuleType | None:
    """The module; None where it is about a library that need not be there."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in OPTIONAL:
            raise
        return None


def colours_in(widget: QWidget) -> int:
    """How many colours a picture of the widget has. Raises FailedCheckError where it is as good as blank."""
    picture = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    data = bytes(picture.constBits())
    colours = len({data[at : at + 4] for at in range(0, len(data), 4 * EVERY_PIXEL)})
    if colours < LEAST_COLOURS:
        raise FailedCheckError(f"{type(widget).__name__} was drawn with {colours} colours: it is blank.")
    return colours
