"""A file a model can be trained on in a few seconds, opened in a window's session."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.small_runs import Columns, customers, write_table
from tracer_desktop.session import Session
from tracer_engine import PlanOptions

SLOW = 60_000


def leaky_customers(rows: int = 300) -> Columns:
    """Sample customers with a column that is filled in for those who left only."""
    columns = customers(rows)
    reasons = ["Price", "Moved", "Service"]
    columns["ChurnReason"] = [reasons[i % 3] if cell == "Yes" else "" for i, cell in enumerate(columns["Churn"])]
    return columns


def open_customers(
    qtbot: QtBot, session: Session, folder: Path, columns: Columns | None = None, options: PlanOptions | None = None
) -> Path:
    """Write a table, open it, and wait for its plan."""
    path = write_table(folder / "customers.csv", columns or customers(300))
    session.engine.start()
    with qtbot.waitSignal(session.plan_changed, timeout=SLOW):
        session.open_file(path, options=options)
    return path


def change_plan(qtbot: QtBot, session: Session, act: object) -> None:
    """Do something that makes another plan, and wait for it."""
    with qtbot.waitSignal(session.plan_changed, timeout=SLOW):
        act()  # type: ignore[operator]
