"""The window's first moments: its first picture comes from few modules, and the rest is brought in behind it.

The rest takes a quarter of a second: a step at a time, each a moment's work (`work/turns.py`). A thread beside the
window's would be no better: importing holds Python's lock nearly all the time.
"""

from __future__ import annotations

import importlib

IMPORTS = (
    "tracer_engine:JobError",
    "tracer_engine:Receipt",
    "tracer_engine:Profile",
    "tracer_engine:Plan",
    "tracer_engine:Report",
    "tracer_engine:ModelCard",
    "tracer_engine:Run",
    "tracer_engine:Peek",
    "tracer_engine:open_workspace",
    "socket",
    "multiprocessing",
    "multiprocessing.connection",
    "tracer_engine:Ending",
    "tracer_engine:Desk",
    "tracer_engine:train_job",
    "tracer_engine:blueprint",
    "PySide6.QtNetwork",
    "tracer_desktop.app.single_instance",
    "tracer_desktop.work.engine_link",
    "tracer_desktop.session",
    "tracer_desktop.dialogs.house_dialog",
    "tracer_desktop.dialogs.message_dialog",
    "tracer_desktop.operations.opening",
    "tracer_desktop.operations.sample",
    "tracer_desktop.operations.ending",
    "tracer_desktop.widgets.list_rows",
    "tracer_desktop.widgets.strips",
    "tracer_desktop.app.crash_report",
    "tracer_desktop.pages.recent_list",
    "tracer_desktop.pages.sample_list",
    "tracer_desktop.pages.cut_short_list",
    "tracer_desktop.plots.loading",
    "tracer_desktop.main_window.actions",
    "tracer_desktop.main_window.announcer",
    "tracer_desktop.main_window.menu_slots",
    "tracer_desktop.main_window.conduct",
    "tracer_desktop.main_window.dropping",
    "tracer_desktop.main_window.ahead",
)
"""In the order of who needs whom, so that each brings in few others: a module, or a name of the engine."""


def import_one(named: str) -> None:
    """Import a module, or what a name of the engine stands for."""
    module, _, name = named.partition(":")
    found = importlib.import_module(module)
    if name:
        getattr(found, name)
