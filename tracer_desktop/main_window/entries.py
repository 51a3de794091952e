"""What stands in the menu bar, in the sidebar and under View, in its order."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from tracer_desktop.main_window.sidebar import Entry


def menu_titles() -> list[tuple[str, str]]:
    """Name and title of each menu."""
    tr = QCoreApplication.translate
    return [
        ("file", tr("Menu", "&File")),
        ("edit", tr("Menu", "&Edit")),
        ("view", tr("Menu", "&View")),
        ("train", tr("Menu", "&Train")),
        ("help", tr("Menu", "&Help")),
    ]


def sidebar_entries() -> list[Entry]:
    """Every line of the sidebar."""
    tr = QCoreApplication.translate
    return [
        Entry(key="start", text=tr("Sidebar", "Start"), icon="start"),
        Entry(kind="gap"),
        Entry(key="data", text=tr("Sidebar", "Data"), icon="table"),
        Entry(key="training", text=tr("Sidebar", "Training"), icon="training"),
        Entry(kind="heading", text=tr("Sidebar", "Results")),
        Entry(key="verdict", text=tr("Sidebar", "Verdict"), icon="verdict"),
        Entry(key="ranking", text=tr("Sidebar", "Ranking"), icon="ranking"),
        Entry(key="calibration", text=tr("Sidebar", "Calibration"), icon="calibration"),
        Entry(key="campaign", text=tr("Sidebar", "Campaign"), icon="campaign"),
        Entry(key="drivers", text=tr("Sidebar", "Drivers"), icon="drivers"),
        Entry(key="customers", text=tr("Sidebar", "Customers"), icon="customers"),
        Entry(key="card", text=tr("Sidebar", "Model card"), icon="card"),
        Entry(kind="gap"),
        Entry(key="score", text=tr("Sidebar", "Score a file"), icon="score"),
        Entry(key="runs", text=tr("Sidebar", "Runs"), icon="clock"),
    ]


def other_pages() -> list[tuple[str, str]]:
    """Pages that are not in the sidebar: key and name."""
    return [("endpoint", QCoreApplication.translate("Sidebar", "Endpoint"))]
