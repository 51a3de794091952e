"""Two runs side by side: their figures with intervals, what differs between them, what drives each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from tracer_desktop.dialogs.house_dialog import HouseDialog
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import secondary_button
from tracer_desktop.widgets.card import Hairline
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.moments import day_and_time
from tracer_desktop.widgets.numbers import count, decimal, percent, signed
from tracer_engine import JobError, RunComparison

MOST_DRIVERS = 6
LOWER_IS_BETTER = ("log_loss", "brier", "calibration_error")


@dataclass(frozen=True, kw_only=True)
class ComparedRun:
    """A run to compare: what it is called, when it was trained, and its report as plain data."""

    name: str
    created: str
    report: Mapping[str, Any]


class CompareDialog(HouseDialog):
    """The older run left, the newer one right, and what that changes."""

    def __init__(self, older: ComparedRun, newer: ComparedRun, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Compare two runs"), parent)
        self.older, self.newer = older, newer
        inside = QWidget()
        inside.setProperty("see_through", "true")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().u(3))
        self.conclusion = Label(self._conclude(), "section", wrap=True, selectable=True)
        self.caveat = Label(self._caveat(), "body", "ink2", wrap=True, selectable=True)
        self.body.addWidget(self.conclusion)
        self.body.addWidget(self.caveat)
        self.grids: list[QGridLayout] = []
        heads = ("", older.name, newer.name, self.tr("Change"))
        self._table(self.tr("How good they are"), heads, self.figures(), right=True)
        self._table(self.tr("How they were made"), heads[:3], self.differences(), right=False)
        self._table(self.tr("What drives them: share of all reasons"), heads[:3], self.drivers(), right=True)
        self._column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setAccessibleName(self.tr("Compared"))
        scroll.setWidget(inside)
        self.body.addWidget(scroll, 1)
        self.close_button = secondary_button(self.tr("Close"))
        self.close_button.clicked.connect(self.accept)
        self.add_button(self.close_button)
        self.resize(theme().scaled(760), theme().scaled(620))

    # ------------------------------------------------------------ what is told

    def figures(self) -> list[tuple[str, ...]]:
        """(name, older with interval, newer with interval, difference)."""
        actors = str(self.newer.report["wording"]["actors"])
        names = {
            "roc_auc": self.tr("Ranking, ROC AUC"),
            "average_precision": self.tr("Average precision"),
            "top_decile_lift": self.tr("{actors} in the top 10 %, times chance").format(
                actors=actors[:1].upper() + actors[1:]
            ),
            "log_loss": self.tr("Log loss, less is better"),
            "brier": self.tr("Brier score, less is better"),
            "calibration_error": self.tr("Calibration error, less is better"),
        }
        rows: list[tuple[str, ...]] = []
        for key, name in names.items():
            before, now = (run.report["metrics"].get(key) for run in (self.older, self.newer))
            if before and now:
                places = 2 if key == "top_decile_lift" else 3
                change = signed(now["value"] - before["value"], places)
                rows.append((name, _with_interval(before, places), _with_interval(now, places), change))
        return rows

    def differences(self) -> list[tuple[str, ...]]:
        """What was told, found or left out otherwise; first what is the same in every comparison."""
        rows: list[tuple[str, ...]] = [
            (self.tr("Trained"), day_and_time(self.older.created), day_and_time(self.newer.created)),
            *(
                (name, say(self.older.report), say(self.newer.report))
                for name, say in (
                    (self.tr("File"), lambda report: str(report["source"])),
                    (self.tr("Question"), lambda report: str(report["question"])),
                    (self.tr("Target"), lambda report: f"{report['target']} = {report['positive']}"),
                    (self.tr("Effort"), lambda report: str(report["effort"])),
                    (self.tr("Rows"), lambda report: count(report["rows"])),
                    (self.tr("With the outcome"), lambda report: percent(report["base_rate"], 1)),
                    (self.tr("Rule to beat"), lambda report: str(report["baseline"]["rule"])),
                    (self.tr("Learners used"), _learners),
                )
            ),
        ]
        left_out = [{one["column"] for one in run.report["excluded"]} for run in (self.older, self.newer)]
        only = [", ".join(sorted(mine - other)) or "–" for mine, other in (left_out, left_out[::-1])]
        if only != ["–", "–"]:
            rows.append((self.tr("Left out only here"), *only))
        return rows

    def drivers(self) -> list[tuple[str, ...]]:
        """(column, share in the older, share in the newer), those that weigh most in either first."""
        shares = [
            {one["label"] or one["column"]: one["share"] for one in run.report["importance"]}
            for run in (self.older, self.newer)
        ]
        names = sorted(shares[0].keys() | shares[1].keys(), key=lambda name: -max(s.get(name, 0.0) for s in shares))
        return [
            (name, *(percent(share[name], 1) if name in share else "–" for share in shares))
            for name in names[:MOST_DRIVERS]
        ]

    def show_paired(self, found: RunComparison) -> None:
        """What the two are worth on the same rows, in place of what their own tests let suppose."""
        change = found.difference["roc_auc"]
        told = self.tr("{change} ({low} to {high}) in ROC AUC").format(
            change=signed(change.value, 3), low=signed(change.low, 3), high=signed(change.high, 3)
        )
        if found.warning:
            conclusion = self.tr("They can hardly be compared: {change}").format(change=told)
        elif change.low > 0:
            conclusion = self.tr("“{name}” ranks better: {change}").format(name=self.newer.name, change=told)
        elif change.high < 0:
            conclusion = self.tr("“{name}” ranks better: {change}").format(name=self.older.name, change=told)
        else:
            conclusion = self.tr("They rank alike: {change} is within chance").format(change=told)
        self.conclusion.set_text(conclusion)
        rows = self.tr("Measured on the same {rows} rows, none of which either had learned from.")
        caveat = rows.format(rows=count(found.rows))
        if found.unseen:
            new = self.tr("{unseen} of them are new to “{name}”.")
            caveat += " " + new.format(unseen=count(found.unseen), name=self.older.name)
        self.caveat.set_text(f"{caveat} {found.warning}".strip())

    def show_unpaired(self, error: JobError) -> None:
        """Why they cannot be measured on the same rows."""
        self.caveat.set_text(f"{self._caveat()} {error.message}")

    def _conclude(self) -> str:
        before, now = (run.report["metrics"]["roc_auc"] for run in (self.older, self.newer))
        change = now["value"] - before["value"]
        if now["low"] > before["high"]:
            return self.tr("“{name}” ranks clearly better").format(name=self.newer.name)
        if now["high"] < before["low"]:
            return self.tr("“{name}” ranks clearly better").format(name=self.older.name)
        return self.tr("They rank about alike: the difference of {change} is within the intervals").format(
            change=signed(change, 3)
        )

    def _caveat(self) -> str:
        same = all(self.older.report[key] == self.newer.report[key] for key in ("source", "rows", "target", "positive"))
        if same:
            return self.tr("Both were tested on the same rows, so their figures can be compared.")
        return self.tr("They were tested on different rows or targets: compare the figures with care.")

    # ------------------------------------------------------------ how it is laid out

    def _table(self, title: str, heads: Sequence[str], rows: Sequence[tuple[str, ...]], *, right: bool) -> None:
        look = theme()
        self._column.addWidget(Label(title, "strong"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.u(3))
        grid.setVerticalSpacing(look.u(1))
        grid.setColumnStretch(0, 3)
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        lines = [tuple(heads), *rows]
        for number, line in enumerate(lines):
            for place, text in enumerate(line):
                label = Label(text, "label" if not number else "body", "ink2" if not number else "ink", wrap=not right)
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                if place:
                    label.setAlignment(side | Qt.AlignmentFlag.AlignTop)
                    label.setAccessibleName(f"{line[0]}, {heads[place]}: {text}" if number else text)
                    grid.setColumnStretch(place, 3)
                grid.addWidget(label, 2 * number, place)
            grid.addWidget(Hairline(), 2 * number + 1, 0, 1, len(heads))
        self.grids.append(grid)
        self._column.addLayout(grid)
        self._column.addSpacing(look.u(2))


def _with_interval(metric: Mapping[str, float], places: int) -> str:
    value, low, high = (decimal(metric[part], places) for part in ("value", "low", "high"))
    return f"{value}  ({low} to {high})"


def _learners(report: Mapping[str, Any]) -> str:
    return ", ".join(f"{one['name']} {percent(one['weight'])}" for one in report["learners"] if one["weight"] > 0)
