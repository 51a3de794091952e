"""A chart as a part of a page: what it answers, the plot, its table twin, and ways to take it along."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QSize, QStandardPaths, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from tracer_desktop.plots.loading import plot_library
from tracer_desktop.plots.pictures import csv_table, png_picture, svg_picture
from tracer_desktop.plots.plot import CutOffPlot, Plot
from tracer_desktop.plots.saving import save_bytes
from tracer_desktop.plots.table_model import PlotTableModel, TwinTable
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.attention import put_off
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.strips import MessageStrip

if TYPE_CHECKING:
    from tracer_desktop.plots.canvas import PlotCanvas
    from tracer_desktop.session.session import Session

KINDS = ("png", "svg", "csv")


class Chart(QWidget):
    """Title, sentence, plot. The cut-off is the session's; the plot appears as soon as matplotlib is there."""

    drawn = Signal()
    """The plot is on the screen for the first time."""
    chosen = Signal(int)
    """A point was pressed, on a plot without a cut-off."""

    def __init__(self, session: Session, *, name: str, tools: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.plot: Plot | None = None
        self.canvas: PlotCanvas | None = None
        self._trouble: MessageStrip | None = None
        self.setAccessibleName(name)
        self.title = Label(name, "section", wrap=True, selectable=True)
        self.sentence = Label("", "body", "ink2", wrap=True, selectable=True)
        self.model = PlotTableModel(parent=self)
        self.table = TwinTable(name=name)
        self.table.setModel(self.model)
        self._actions()
        self._build(tools)
        session.cut_off_changed.connect(self._on_cut_off)
        theme().changed.connect(self._restyle)
        self._restyle()
        library = plot_library()
        if not library.is_ready:
            library.ready.connect(self._make_canvas)
            library.start()

    # ------------------------------------------------------------ how it is built

    def _actions(self) -> None:
        self.as_table = QAction(self.tr("Show as table"), self, checkable=True)
        self.as_table.toggled.connect(self.show_table)
        self.copy_picture_action = QAction(self.tr("Copy picture"), self)
        self.copy_picture_action.triggered.connect(self.copy_picture)
        self.copy_table_action = QAction(self.tr("Copy table"), self)
        self.copy_table_action.triggered.connect(self.copy_table)
        self.save_actions = {kind: QAction(self) for kind in KINDS}
        said = {"png": self.tr("Save as PNG…"), "svg": self.tr("Save as SVG…"), "csv": self.tr("Save as CSV…")}
        for kind, action in self.save_actions.items():
            action.setText(said[kind])
            action.setData(kind)
            action.triggered.connect(self._on_save)
        self.menu = QMenu(self)
        self.menu.addAction(self.as_table)
        self.menu.addSeparator()
        self.menu.addAction(self.copy_picture_action)
        self.menu.addAction(self.copy_table_action)
        self.menu.addSeparator()
        self.menu.addActions(list(self.save_actions.values()))

    def _build(self, tools: bool) -> None:
        # Never shown before they have their place: they would be windows of their own for a moment.
        self.table_button = QToolButton(self)
        self.table_button.setCheckable(True)
        self.table_button.toggled.connect(self.show_table)
        self.menu_button = QToolButton(self)
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_button.setMenu(self.menu)
        self._name_buttons()
        for button in (self.table_button, self.menu_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setVisible(tools)
        self._head = QHBoxLayout()
        self._words = QVBoxLayout()
        self._words.addWidget(self.title)
        self._words.addWidget(self.sentence)
        self._head.addLayout(self._words, 1)
        self._head.addWidget(self.table_button, 0, Qt.AlignmentFlag.AlignTop)
        self._head.addWidget(self.menu_button, 0, Qt.AlignmentFlag.AlignTop)
        self.waiting = Label(self.tr("Drawing…"), "body", "ink3")
        self.waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.waiting)
        self.stack.addWidget(self.table)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addWidget(self.stack, 1)

    def _name_buttons(self) -> None:
        shown = self.as_table.isChecked()
        words = self.tr("Show as chart: {title}") if shown else self.tr("Show as table: {title}")
        title = self.accessibleName()
        self.table_button.setAccessibleName(words.format(title=title))
        self.table_button.setToolTip(self.tr("Show as chart") if shown else self.tr("Show as table"))
        self.menu_button.setAccessibleName(self.tr("Copy or save: {title}").format(title=title))
        self.menu_button.setToolTip(self.tr("Copy or save this chart"))

    def _make_canvas(self) -> None:
        if self.canvas is not None or self.plot is None or not plot_library().is_ready:
            return
        from tracer_desktop.plots.canvas import PlotCanvas

        self.canvas = PlotCanvas(self.plot, self.line)
        self.canvas.cut_off_wanted.connect(self.want_line)
        self.canvas.chosen.connect(self.chosen)
        self.stack.addWidget(self.canvas)
        # It comes late, and would otherwise be the last of the whole page that Tab reaches.
        QWidget.setTabOrder(self.menu_button, self.canvas)
        self._show_right_one()
        self.drawn.emit()

    # ------------------------------------------------------------ what it shows

    @property
    def line(self) -> int:
        """Where the line stands that can be moved: the session's cut-off."""
        return self._session.cut_off

    def want_line(self, rows: int) -> None:
        """Somebody moved the line."""
        self._session.set_cut_off(rows)

    def set_plot(self, plot: Plot) -> None:
        """Another plot, or the same with other data."""
        self.plot = plot
        plot.setParent(self)
        self.setAccessibleName(plot.title)
        self.setAccessibleDescription(plot.summary)
        self.title.set_text(plot.title)
        self.sentence.set_text(plot.sentence)
        self.sentence.setVisible(bool(plot.sentence))
        self.table.setAccessibleName(plot.title)
        self.table.setAccessibleDescription(plot.summary)
        self.model.set_table(plot.table())
        if self.as_table.isChecked():
            self.table.spread()
        self._name_buttons()
        if self.canvas is None:
            self._make_canvas()
        else:
            self.canvas.set_plot(plot, self.line)

    def show_table(self, wanted: bool) -> None:
        """The table in place of the plot, or the plot again."""
        self.as_table.setChecked(wanted)
        self.table_button.setChecked(wanted)
        self._name_buttons()
        self._show_right_one()

    def _show_right_one(self) -> None:
        if self.as_table.isChecked():
            self.stack.setCurrentWidget(self.table)
        else:
            self.stack.setCurrentWidget(self.canvas or self.waiting)

    def _on_cut_off(self, rows: int) -> None:
        if put_off(self, self._on_cut_off, rows):
            return
        if self.canvas is not None and isinstance(self.plot, CutOffPlot):
            self.canvas.move_cut_off(rows)

    # ------------------------------------------------------------ taking it along

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The same menu as the button's."""
        self.menu.popup(event.globalPos())

    def copy_picture(self) -> None:
        """Put the plot on the clipboard, as a picture and as an SVG."""
        if self.plot is None:
            return
        plot_library().wait()
        data = QMimeData()
        data.setImageData(QImage.fromData(png_picture(self.plot, self.line)))
        data.setData("image/svg+xml", svg_picture(self.plot, self.line))
        QGuiApplication.clipboard().setMimeData(data)

    def copy_table(self) -> None:
        """Put the table twin on the clipboard, as text parted by tabs."""
        if self.plot is None:
            return
        table = self.plot.table()
        lines = ["\t".join(table.headings), *("\t".join(row) for row in table.rows)]
        QGuiApplication.clipboard().setText("\n".join(lines) + "\n")

    def suggested_name(self, kind: str) -> str:
        """A name that says of which file and what it is: “telco-gains.png”."""
        run = self._session.run
        stem = Path(str(run.report["source"])).stem if run is not None else ""
        key = self.plot.key if self.plot is not None else "chart"
        return f"{stem}-{key}.{kind}" if stem else f"{key}.{kind}"

    def save(self, path: Path) -> bool:
        """Write the plot (.png, .svg) or its table (.csv); whatever is there is replaced whole or stays whole."""
        if self.plot is None:
            return False
        kind = path.suffix.lower().removeprefix(".")
        if kind == "csv":
            data = csv_table(self.plot.table())
        else:
            plot_library().wait()
            make = svg_picture if kind == "svg" else png_picture
            data = make(self.plot, self.line)
        trouble = save_bytes(path, data)
        self._tell(path, trouble)
        return not trouble

    def _tell(self, path: Path, trouble: str) -> None:
        if self._trouble is not None:
            self._column.removeWidget(self._trouble)
            self._trouble.hide()
            self._trouble.deleteLater()
            self._trouble = None
        if trouble:
            title = self.tr("{name} could not be written").format(name=path.name)
            text = self.tr("{trouble} What was there before is untouched. Save it elsewhere.").format(trouble=trouble)
            self._trouble = MessageStrip("problem", title, text)
            self._column.insertWidget(1, self._trouble)

    def _on_save(self) -> None:
        action = self.sender()
        if not isinstance(action, QAction):
            return
        kind = str(action.data())
        filters = {
            "png": self.tr("PNG picture (*.png)"),
            "svg": self.tr("SVG drawing (*.svg)"),
            "csv": self.tr("CSV table (*.csv)"),
        }
        places = QStandardPaths.standardLocations(QStandardPaths.StandardLocation.DocumentsLocation)
        suggested = str(Path(places[0] if places else ".") / self.suggested_name(kind))
        name, _ = QFileDialog.getSaveFileName(self, action.text().rstrip("…"), suggested, filters[kind])
        if name:
            path = Path(name)
            self.save(path if path.suffix.lower() == f".{kind}" else path.with_name(f"{path.name}.{kind}"))

    def _restyle(self) -> None:
        look = theme()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.u(2))
        self._words.setSpacing(look.scaled(1))
        self._head.setSpacing(look.scaled(2))
        side = look.size("icon_small")
        for button, icon in ((self.table_button, "table"), (self.menu_button, "export")):
            button.setIcon(look.icon(icon, "ink3", "icon_small"))
            button.setIconSize(QSize(side, side))
            button.setFixedSize(look.size("least_target"), look.size("least_target"))
