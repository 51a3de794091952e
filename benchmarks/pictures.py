"""Pictures of every page and dialog of the window, drawn by the window itself on a real table and a real run.

    python benchmarks/pictures.py OUT_DIR [--only NAME …] [--file F] [--workspace DIR] [--looks light dark …]

Each picture is drawn light and dark at 1280 × 800, each page once more at 200 %, once in the smallest window, and at
200 % in a small one. The
table is the generated sample unless --file names another. A workspace that is kept (--workspace) is trained once and
used again. Nothing waits for a time: a picture is taken as soon as the window has nothing left to do.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from tracer_desktop.session import Training

PATIENCE = 600.0
SIZE, SMALLEST = (1280, 800), (1080, 680)
RESULTS = ("verdict", "ranking", "calibration", "campaign", "drivers", "customers", "card")
PAGES = ("start", "data", "training", *RESULTS, "score", "runs", "endpoint", "help")
STEPS = ("question", "target", "columns", "effort", "review")
DIALOGS = (
    "export_dialog", "reading_dialog", "findings_dialog", "match_dialog", "compare_dialog",
    "preferences_dialog", "shortcuts_dialog", "about_dialog", "row_dialog", "message_dialog",
    "receipt_dialog", "call_list_dialog", "outcomes_dialog", "plays_dialog",
    "together_dialog", "campaign_choice_dialog",
)  # fmt: skip


@dataclass(frozen=True)
class Look:
    """How a picture is drawn."""

    name: str
    mode: Literal["light", "dark"] = "light"
    zoom: float = 1.0
    size: tuple[int, int] = SIZE
    dialogs: bool = True


LOOKS = {
    look.name: look
    for look in (
        Look("light"),
        Look("dark", mode="dark"),
        Look("large", zoom=2.0),
        Look("small", size=SMALLEST, dialogs=False),
        Look("cramped", zoom=2.0, size=(1080, 720), dialogs=False),
    )
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="pages, wizard steps or dialogs")
    parser.add_argument("--looks", nargs="+", default=list(LOOKS), choices=list(LOOKS))
    parser.add_argument("--file", type=Path, help="a table in place of the generated sample")
    parser.add_argument("--workspace", type=Path, help="keep the workspace; a run in it is used again")
    parser.add_argument("--effort", default="quick", choices=["quick", "balanced", "thorough"])
    told = parser.parse_args()
    told.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        home = told.workspace.absolute() if told.workspace else Path(scratch) / "home"
        os.environ["TRACER_HOME"] = str(home)
        _give_a_screen(Path(scratch))
        Studio(told, Path(scratch)).run()
    return 0


def _give_a_screen(scratch: Path) -> None:
    """Drawn offscreen, dialogs too have the screen the pictures are of, in place of Qt's own of 800 × 800."""
    if os.environ["QT_QPA_PLATFORM"] != "offscreen":
        return
    screen = {"name": "Screen", "x": 0, "y": 0, "width": SIZE[0], "height": SIZE[1]}
    screen |= {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    file = scratch / "screen.json"
    file.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={file}"


def _is_as_far(training: Training, fraction: float) -> bool:
    return training.fraction >= fraction or not training.is_running


class Studio:
    """The window, what is open in it, and the camera."""

    def __init__(self, told: argparse.Namespace, scratch: Path) -> None:
        from tracer_desktop.app.start import make_application
        from tracer_desktop.main_window import MainWindow
        from tracer_desktop.preferences import StateFile
        from tracer_desktop.session import Session
        from tracer_desktop.theme.theme import install_theme
        from tracer_desktop.work.engine_link import EngineLink
        from tracer_desktop.work.garbage import GarbageKeeper
        from tracer_engine import open_workspace

        self.told, self.scratch = told, scratch
        self.app = make_application()
        self.theme = install_theme(self.app, mode="light")
        self.workspace = open_workspace()
        self.session = Session(self.workspace, EngineLink(), StateFile(self.workspace.path))
        self.session.engine.start()
        self.window = MainWindow(self.session)
        self.garbage = GarbageKeeper(self.window)
        self.looks = [LOOKS[name] for name in told.looks]
        self.table, self.next_table = self._tables()

    def run(self) -> None:
        try:
            self.window.show()
            self._shoot("start_first", pages_only=True)
            self._open()
            if not self.workspace.runs():
                self._train()
            self._open_run()
            self._shoot_pages()
            self._shoot_dialogs()
        finally:
            self.window.close()
            self.session.close()
            self.garbage.close()

    # ------------------------------------------------------------ what is shown

    def _tables(self) -> tuple[Path, Path]:
        if self.told.file is not None:
            return self.told.file.absolute(), self.scratch / f"{self.told.file.stem}_next_month.csv"
        from tracer_desktop.operations.sample import FOLDER, ROWS
        from tracer_desktop.work.child_job import ChildJob
        from tracer_engine import sample_job

        folder = self.workspace.path / FOLDER
        made = folder / "customers.csv"
        if not made.is_file():
            job = ChildJob(sample_job, folder, ROWS, parent=self.window)
            ended: list[object] = []
            for signal in (job.done, job.failed):
                signal.connect(ended.append)
            job.start()
            self.until(lambda: bool(ended), "the sample")
        return made, folder / "customers_next_month.csv"

    def _open(self) -> None:
        self.session.open_file(self.table)
        self.until(lambda: self.session.plan is not None, "the plan")

    def _open_run(self) -> None:
        if self.session.run is None:
            refused: list[Any] = []
            self.session.run_failed.connect(refused.append)
            self.session.open_run(self.workspace.runs()[0].id)
            self.until(lambda: bool(refused) or self.session.cut_offs is not None, "the run")
            if refused:
                raise SystemExit(refused[0].message)

    def _train(self) -> None:
        self.session.set_options(replace(self.session.options, effort=self.told.effort))
        self.until(lambda: not self.session.is_planning, "the plan")
        self.window.show_page("training")
        self._settle()
        page = self._page()
        page.train()
        training = self.session.training
        assert training is not None
        for at, look in zip((0.45, 0.55, 0.65, 0.75), self.looks, strict=False):
            self.until(partial(_is_as_far, training, at), "the training")
            if training.is_running:
                self._put_on(look)
                self.app.processEvents()
                self._save("training_running", look)
        self.until(lambda: not training.is_running, "the end of the training")
        if training.error is not None:
            raise SystemExit(training.error.message)
        self.until(lambda: self.window.pages.key == "verdict", "the verdict")
        page.show_plan()

    def _choose_next(self) -> None:
        if not self.next_table.is_file():
            assert self.session.plan is not None
            with self.table.open(newline="", encoding="utf-8-sig") as file:
                header, *rows = list(csv.reader(file))
            place = header.index(self.session.plan.target)
            with self.next_table.open("w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows([row[:place] + row[place + 1 :] for row in (header, *rows[:2000])])
        page = self._page()
        page.take_file(self.next_table)
        self.until(lambda: page.outlook is not None, "the outlook")

    # ------------------------------------------------------------ pages and dialogs

    def _shoot_pages(self) -> None:
        for key in PAGES:
            if not self._wanted(key) and not (key == "training" and any(map(self._wanted, STEPS))):
                continue
            self.window.show_page(key)
            self._settle()
            page = self._page()
            if key == "training":
                self._shoot_wizard(page)
                continue
            if key == "score":
                self._shoot("score_empty", pages_only=True)
                self._choose_next()
            if key == "campaign":
                planning = self.session.planning
                assert planning.settings is not None
                planning.tell(replace(planning.settings, capacity=300, budget=2000.0))
                page.limits.show_settings(planning.settings)
                self._settle()
            if key == "drivers":
                self._settle()
            self._shoot(key, pages_only=True)
            if key == "customers":
                self._shoot_what_ifs(page)

    def _shoot_what_ifs(self, page: Any) -> None:
        """One row with a value few have, and a part of the list."""
        well = page.card.what_if
        if not well.isVisible():
            return
        for name in ("what_if", "what_if_many"):
            if name == "what_if_many":
                scopes = [well.scope.itemData(place) for place in range(well.scope.count())]
                self._pick(well.scope, next((scope for scope in scopes if scope.column), scopes[-1]))
            field = next((one for one in page.card.detail.fields if len(one.choices) > 2), page.card.detail.fields[0])
            self._pick(well.field, field.column)
            values = [well.choice.itemData(place) for place in range(well.choice.count())]
            well.choice.setFocus()
            self._pick(well.choice, next(value for value in reversed(values) if value not in (field.value, "")))
            self._settle()
            self._shoot(f"customers_{name}", pages_only=True)
        well.take_back()

    @staticmethod
    def _pick(choice: Any, data: object) -> None:
        choice.choose(data)
        choice.picked.emit(data)

    def _shoot_wizard(self, page: Any) -> None:
        wizard = page.wizard
        for place, step in enumerate(STEPS):
            wizard.show_step(place)
            if self._wanted("training") or self._wanted(step):
                self._shoot(f"training_{place + 1}_{step}", pages_only=True, asked=False)

    def _shoot_dialogs(self) -> None:
        from benchmarks.picture_dialogs import Dialogs

        makers = Dialogs(self).makers()
        for name in DIALOGS:
            if not self._wanted(name):
                continue
            for look in self.looks:
                if not look.dialogs:
                    continue
                # Made anew for each look, as it is in the program.
                self._put_on(look)
                dialog = makers[name]()
                if dialog is None:
                    print(f"{name}: nothing to show on this table")
                    break
                dialog.show()
                self._settle()
                self._save(name, look, dialog)
                dialog.close()
                dialog.deleteLater()

    # ------------------------------------------------------------ the camera

    def _wanted(self, name: str) -> bool:
        return not self.told.only or name in self.told.only

    def _page(self) -> Any:
        """The page that is shown, of whatever kind."""
        return self.window.pages.page

    def _put_on(self, look: Look) -> None:
        if self.theme.mode != look.mode:
            self.theme.set_mode(look.mode)
        if self.theme.zoom != look.zoom:
            self.theme.set_zoom(look.zoom)
        if (self.window.width(), self.window.height()) != look.size:
            self.window.resize(*look.size)

    def _shoot(self, name: str, *, pages_only: bool, asked: bool = True) -> None:
        if asked and not self._wanted(name) and not self._wanted(name.partition("_")[0]):
            return
        for look in self.looks:
            if pages_only or look.dialogs:
                self._put_on(look)
                self._settle()
                self._save(name, look)
        self._put_on(self.looks[0])

    def _save(self, name: str, look: Look, widget: QWidget | None = None) -> None:
        shown = widget or self.window
        path = self.told.out / f"{name}_{look.name}.png"
        picture = shown.grab()
        if not picture.save(str(path)):
            raise SystemExit(f"{path} could not be written.")
        note = ""
        if widget is None and (picture.width(), picture.height()) != look.size:
            note = f"  {picture.width()} × {picture.height()}, not {look.size[0]} × {look.size[1]}"
        print(path.name + note, flush=True)

    # ------------------------------------------------------------ waiting for what is going on

    def until(self, there: Callable[[], bool], what: str) -> None:
        """Work through events until something is there."""
        from PySide6.QtCore import QEventLoop, QTimer

        loop, look = QEventLoop(), QTimer()
        end = monotonic() + PATIENCE

        def check() -> None:
            if there() or monotonic() > end:
                loop.quit()

        look.timeout.connect(check)
        look.start(5)
        check_now = there()
        if not check_now:
            loop.exec()
        look.stop()
        if not there():
            raise SystemExit(f"Waited {PATIENCE:.0f} s in vain for {what}.")

    def _settle(self) -> None:
        """Until nothing is asked, drawn or delayed any more, twice in a row."""
        for _ in range(2):
            self.app.processEvents()
            self.until(lambda: not any(self._busy()), "a window with nothing left to do")
            self.app.processEvents()

    def _busy(self) -> Iterator[str]:
        from PySide6.QtCore import QTimer

        from tracer_desktop.plots.chart import Chart

        if self.session.engine.is_asked:
            yield "questions"
        if any(timer.isActive() and timer.isSingleShot() for timer in self.window.findChildren(QTimer)):
            yield "delays"
        page = self._page()
        if any(chart.isVisible() and chart.plot and not chart.canvas for chart in page.findChildren(Chart)):
            yield "plots"


if __name__ == "__main__":
    raise SystemExit(main())
