"""How far a model can be trusted: group by group, with fewer rows, on a later period. What the report says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tracer_desktop.plots.evidence import Evidence, interval, number
from tracer_desktop.plots.plot import PlotTable, capital
from tracer_desktop.plots.table_model import PlotTableModel, TwinTable
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.numbers import count, decimal, percent

LEAST_IN_SIGHT = 5


def _tr(text: str) -> str:
    return QCoreApplication.translate("TrustView", text)


class TrustView(QWidget):
    """The groups as one table, above it what they say together, below it whether more rows would help."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.said = Label("", "body", "ink2", wrap=True, selectable=True)
        self.more_rows = Label("", "body", "ink2", wrap=True, selectable=True)
        self.later = Label("", "body", "ink2", wrap=True, selectable=True)
        self.model = PlotTableModel(parent=self)
        self.groups = TwinTable(name=_tr("Group by group"))
        self.groups.setModel(self.model)
        self._lines = QVBoxLayout(self)
        for part in (self.said, self.more_rows, self.later):
            self._lines.addWidget(part)
        self._lines.addWidget(self.groups, 1)
        theme().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        look = theme()
        self._lines.setContentsMargins(0, look.u(3), 0, 0)
        self._lines.setSpacing(look.u(2))
        self._fit()

    def _fit(self) -> None:
        """The first groups are in sight, for the others the table scrolls: the other views ask for no more room."""
        look = theme()
        rows = min(self.model.rowCount(), LEAST_IN_SIGHT)
        self.groups.setMinimumHeight(look.size("header") + rows * look.size("row") + look.u(1) if rows else 0)
        if self.groups.isVisible():
            self.groups.spread()

    def set_evidence(self, evidence: Evidence) -> None:
        """What the report of another run says."""
        report = evidence.report
        table = groups_table(evidence)
        self.model.set_table(table)
        self.groups.setVisible(bool(table.rows))
        said = str(report.get("segments_said") or "")
        if not said:
            said = _tr("There are no groups large enough to judge, or the run is of an early version: train it again.")
        self.said.set_text(said)
        self.groups.setAccessibleDescription(said)
        for label, key in ((self.more_rows, "learning_curve"), (self.later, "out_of_time")):
            found = report.get(key)
            label.set_text(str(found["text"]) if found else "")
            label.setVisible(bool(found))
        self._fit()


def groups_table(evidence: Evidence) -> PlotTable:
    """Every group with what was given, what came true, its ranking, and what is odd about it."""
    words = evidence.wording
    parted: Sequence[Mapping[str, Any]] = evidence.report.get("segments") or ()
    found = [(str(one["label"]), segment) for one in parted for segment in one["segments"]]
    return PlotTable(
        (
            _tr("Of"),
            _tr("Group"),
            capital(words.entities),
            _tr("Given"),
            _tr("Really {acted}").format(acted=words.acted),
            _tr("95 % interval"),
            _tr("Ranking, ROC AUC"),
            _tr("What is odd"),
        ),
        [_texts(label, segment) for label, segment in found],
        [_values(label, segment) for label, segment in found],
        text_columns=2,
    )


def _texts(label: str, segment: Mapping[str, Any]) -> tuple[str, ...]:
    rate, low, high = interval(segment["rate"]) or (float("nan"),) * 3
    auc = interval(segment["roc_auc"])
    return (
        label,
        str(segment["value"]),
        count(segment["rows"]),
        percent(number(segment["predicted"]), 1),
        percent(rate, 1),
        _tr("{low} to {high}").format(low=percent(low, 1), high=percent(high, 1)),
        "–"
        if auc is None
        else _tr("{value} ({low} to {high})").format(
            value=decimal(auc[0], 2), low=decimal(auc[1], 2), high=decimal(auc[2], 2)
        ),
        capital(str(segment["note"])),
    )


def _values(label: str, segment: Mapping[str, Any]) -> tuple[object, ...]:
    auc = interval(segment["roc_auc"]) or (float("nan"),) * 3
    rate = interval(segment["rate"]) or (float("nan"),) * 3
    return (
        label,
        str(segment["value"]),
        int(segment["rows"]),
        number(segment["predicted"]),
        rate[0],
        f"{rate[1]} {rate[2]}",
        auc[0],
        str(segment["note"]),
    )
