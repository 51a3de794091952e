"""Every part on one sheet, to be looked at: ``python -m tracer_desktop.widgets.gallery [light|dark] [zoom] [file]``."""

from __future__ import annotations

import sys

from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tracer_desktop.theme.theme import Mode, install_theme, theme
from tracer_desktop.widgets.bars import FilledBar, ProgressBar, SmallHistogram
from tracer_desktop.widgets.buttons import (
    inline_button,
    primary_button,
    quiet_button,
    secondary_button,
    why_disabled,
)
from tracer_desktop.widgets.card import Card, Hairline, Well
from tracer_desktop.widgets.empty_state import EmptyState
from tracer_desktop.widgets.facts import FactsList
from tracer_desktop.widgets.finding_row import FindingRow
from tracer_desktop.widgets.headline import HeadlineNumber
from tracer_desktop.widgets.inputs import CheckBox, Choice, LabelledField, NumberField, RadioButton, Slider
from tracer_desktop.widgets.labels import IconLabel, Label
from tracer_desktop.widgets.page import PageHeader
from tracer_desktop.widgets.search_field import SearchField
from tracer_desktop.widgets.strips import MessageStrip
from tracer_desktop.widgets.tabs import TextTabs

_TYPE = (
    ("Title", "title", "This model is worth using"),
    ("Verdict", "verdict", "Caution: scores can be used"),
    ("Section", "section", "What Tracer checked"),
    ("Strong", "strong", "tenure has moved"),
    ("Body", "body", "Median 22 months, was 29."),
    ("Label", "label", "Data quality"),
    ("Caption", "caption", "0.842 to 0.860 · rule 0.780"),
    ("Figure", "figure", "0.850"),
)
_SWATCHES = (
    *("window", "paper", "sunken", "line", "edge", "ink", "ink2", "ink3"),
    *("accent", "accent_fill", "accent_soft", "accent_band", "problem", "caution", "good", "rival"),
    *("problem_soft", "caution_soft", "good_soft", "grid"),
)


class Swatch(QWidget):
    """A colour of the tokens."""

    def __init__(self, colour: str) -> None:
        super().__init__()
        self._colour = colour
        self.setFixedHeight(theme().scaled(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The colour, with a line round it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().colour("line"), 1))
        painter.setBrush(theme().colour(self._colour))
        radius = theme().radius("chip")
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), radius, radius)
        painter.end()


class Gallery(QWidget):
    """All parts in four columns."""

    def __init__(self) -> None:
        super().__init__()
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        row = QHBoxLayout(self)
        side = theme().scaled(32)
        row.setContentsMargins(side, theme().scaled(26), side, side)
        row.setSpacing(theme().scaled(36))
        for share, column in ((35, _words()), (40, _controls()), (40, _messages()), (40, _numbers())):
            column.addStretch(1)
            row.addLayout(column, share)


def _column() -> QVBoxLayout:
    made = QVBoxLayout()
    made.setSpacing(theme().scaled(10))
    return made


def _row(*parts: QWidget, spacing: float = 2) -> QHBoxLayout:
    made = QHBoxLayout()
    made.setSpacing(theme().u(spacing))
    for part in parts:
        made.addWidget(part)
    made.addStretch(1)
    return made


def _words() -> QVBoxLayout:
    column = _column()
    column.addWidget(Label("Type", "section"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme().u(3))
    grid.setVerticalSpacing(theme().u(2))
    for place, (name, role, text) in enumerate(_TYPE):
        grid.addWidget(Label(name, "caption", "ink3"), place, 0)
        grid.addWidget(Label(text, role), place, 1)
    grid.setColumnStretch(1, 1)
    column.addLayout(grid)
    column.addWidget(Label("Colour", "section"))
    colours = QGridLayout()
    colours.setSpacing(theme().scaled(6))
    for place, name in enumerate(_SWATCHES):
        cell = QVBoxLayout()
        cell.setSpacing(theme().scaled(2))
        cell.addWidget(Swatch(name))
        cell.addWidget(Label(name, "caption", "ink2"))
        colours.addLayout(cell, place // 4, place % 4)
    column.addLayout(colours)
    return column


def _controls() -> QVBoxLayout:
    column = _column()
    column.addWidget(Label("Buttons", "section"))
    first = primary_button("Train a model…")
    column.addLayout(
        _row(first, secondary_button("Export…", icon="export"), quiet_button("Copy as command", icon="terminal"))
    )
    off = primary_button("Train a model…")
    why_disabled(off, "Choose a target first.")
    column.addLayout(_row(secondary_button("Secondary"), off, Label("Choose a target first.", "caption", "ink3")))
    column.addWidget(Label("Inputs", "section"))
    wrong = LabelledField("Calls we can make", NumberField(name="Calls", minimum=-99, value=-20))
    wrong.show_error("Calls we can make must be 1 or more.")
    effort = Choice(name="Effort")
    effort.set_choices([("Quick", 1), ("Balanced", 2), ("Thorough", 3)], chosen=2)
    kind = Choice(name="Type")
    kind.set_choices([("Number", 1), ("Category", 2)], icons=["number", "category"])
    column.addLayout(_row(NumberField(name="Customers", value=500), effort, kind))
    column.addWidget(wrong)
    column.addWidget(LabelledField("A call costs", NumberField(name="Cost", value=8, decimals=2, prefix="€ "),
                                   "Paid for everyone on the list", beside=True))  # fmt: skip
    column.addWidget(SearchField("Find a column or a value"))
    ticked = CheckBox("Hold back 50 at random")
    ticked.setChecked(True)
    column.addLayout(_row(ticked, CheckBox("Show expert options"), spacing=4))
    chosen = RadioButton("Quick")
    chosen.setChecked(True)
    column.addLayout(_row(chosen, RadioButton("Thorough"), spacing=4))
    slider = Slider(name="Share")
    slider.setValue(41)
    column.addWidget(slider)
    bar = ProgressBar(name="Progress")
    bar.set_fraction(0.64)
    column.addWidget(bar)
    tabs = TextTabs(name="Views")
    for text in ("Curves", "Table", "Log"):
        tabs.addTab(text)
    column.addWidget(tabs)
    column.addWidget(Label("Icons", "section"))
    icons = QGridLayout()
    icons.setSpacing(theme().scaled(14))
    for place, name in enumerate(theme().tokens.icon_paths):
        icons.addWidget(IconLabel(name), place // 11, place % 11)
    column.addLayout(icons)
    return column


def _messages() -> QVBoxLayout:
    column = _column()
    column.addWidget(Label("Messages", "section"))
    column.addWidget(
        MessageStrip("good", "Go: this file looks like the one it learned from", "All columns match, drift 0.06.")
    )
    column.addWidget(
        MessageStrip("caution", "Caution: tenure has moved", "Drift 0.21; train again before the next campaign.",
                     [inline_button("Compare")])
    )  # fmt: skip
    column.addWidget(
        MessageStrip("problem", "Stop: MonthlyCharges is not in this file",
                     "Without it the ranking loses about a quarter of its worth.", [inline_button("Match")])
    )  # fmt: skip
    column.addWidget(MessageStrip("info", "Tracer 1.1 reads this model", "It was written by 1.0; nothing is lost."))
    column.addWidget(Label("A verdict that says no", "section"))
    no = PageHeader(
        "This model is not worth using",
        "It finds 1.1 times as many leavers as chance, and the interval includes none at all (0.9 to 1.3). "
        "The one-line rule does as well.",
    )
    no.title.set_role("verdict")
    no.set_verdict("problem")
    column.addWidget(no)
    column.addWidget(Label("Empty state", "section"))
    column.addWidget(
        EmptyState("customers", "No customers to show yet", "Train a model, and everyone in the file is listed here.",
                   primary_button("Train a model…"))
    )  # fmt: skip
    return column


def _numbers() -> QVBoxLayout:
    column = _column()
    column.addWidget(Label("Numbers", "section"))
    number = HeadlineNumber("Ranking, ROC AUC")
    number.set_value("0.850", "0.842 to 0.860 · rule 0.780", value=0.85, low=0.842, high=0.86, rival=0.78)
    column.addWidget(number)
    column.addWidget(Hairline())
    well = Well(name="Data quality")
    well.body.addWidget(
        FindingRow("caution", "22 customers repeat another one, customerID aside",
                   "Kept together in the test, so the result is not flattered.", "Show rows")
    )  # fmt: skip
    well.body.addWidget(
        FindingRow("info", "11 cells in TotalCharges are blank", "Read as missing, not as zero.", "Change")
    )
    column.addWidget(well)
    card = Card(name="TotalCharges")
    spread = SmallHistogram(name="How TotalCharges is spread")
    heights = (710, 320, 240, 235, 170, 120, 105, 95, 88, 86, 80, 84, 74, 78, 70, 60, 66, 62, 48, 32, 12)
    spread.set_bins([(18.8 + place * 412, 18.8 + (place + 1) * 412, high) for place, high in enumerate(heights)])
    card.body.addWidget(spread)
    card.body.addWidget(
        FactsList([("Median", "1,397.48"), ("Middle half", "401 to 3,795"), ("Missing", "11 of 7,043")])
    )
    levels = SmallHistogram(name="How Contract is spread")
    levels.set_levels([("Month-to-month", 3875), ("Two year", 1695), ("One year", 1473)])
    card.body.addWidget(levels)
    card.body.addWidget(FilledBar("Left", 1869, 1869, "problem"))
    card.body.addWidget(FilledBar("Stayed", 0, 5174))
    column.addWidget(card)
    return column


def shown_alone() -> QScrollArea:
    """The gallery in a window of its own."""
    area = QScrollArea()
    area.setWindowTitle("Tracer: parts")
    area.setWidgetResizable(True)
    area.setWidget(Gallery())
    return area


def main() -> int:
    """Show it, or save a picture of it."""
    app = QApplication(sys.argv[:1])
    mode: Mode = "dark" if "dark" in sys.argv else "light"
    zooms = [float(word) for word in sys.argv[1:] if word.replace(".", "").isdigit()]
    files = [word for word in sys.argv[1:] if word.endswith(".png")]
    install_theme(app, mode=mode, zoom=zooms[0] if zooms else 1.0, system_font="system" in sys.argv)
    area = shown_alone()
    area.resize(theme().scaled(1680), theme().scaled(860))
    area.show()
    if not files:
        return app.exec()
    app.processEvents()
    area.grab().save(files[0])
    return 0


if __name__ == "__main__":
    sys.exit(main())
