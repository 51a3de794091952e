"""What one does with a planned campaign: its list as a file, and its outcomes brought back."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Literal, cast

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from tracer_desktop.dialogs.call_list_dialog import CallListDialog
from tracer_desktop.operations.opening import TABLES
from tracer_desktop.operations.running import RunningWork, success_strip
from tracer_desktop.operations.scoring import choose_list_place
from tracer_desktop.session.session import Session
from tracer_desktop.widgets.numbers import count
from tracer_desktop.widgets.page import Page
from tracer_desktop.widgets.strips import MessageStrip
from tracer_desktop.work.child_job import ChildJob
from tracer_engine import Campaign, CampaignRequest, ReadingOptions, Wording, campaign_job

LIST_NAME = "call-list.csv"
Preset = Literal["tracer", "salesforce", "hubspot", "dynamics"]


def _tr(text: str) -> str:
    return QCoreApplication.translate("campaigns", text)


def export_call_list(session: Session, page: Page) -> RunningWork | None:
    """Ask for the form and the place, and write the list in a process of its own; the page tells how it ended."""
    planning = session.planning
    if planning.campaign is None or planning.view is None:
        return None
    dialog = CallListDialog(page)
    try:
        if not dialog.exec():
            return None
        preset, everything = dialog.preset(), dialog.all_columns.isChecked()
    finally:
        dialog.deleteLater()
    out = choose_list_place(page, _tr("Export call list"), _folder(session) / LIST_NAME)
    if out is None:
        return None
    return write_call_list(session, page, out, preset=preset, all_columns=everything)


def write_call_list(
    session: Session, page: Page, out: Path, *, preset: str = "tracer", all_columns: bool = False
) -> RunningWork:
    """Write the list that is planned."""
    planning, run = session.planning, session.run
    assert run is not None
    assert planning.settings is not None
    assert planning.campaign is not None
    file = planning.file
    request = CampaignRequest(
        model=run.id,
        file=file.path if file is not None else None,
        out=out,
        settings=planning.settings,
        preset=cast("Preset", preset),
        all_columns=all_columns,
        reading=file.reading if file is not None else ReadingOptions(),
        matches=dict(file.matches) if file is not None else {},
    )
    job = ChildJob(campaign_job, request, session.workspace.path, parent=page)
    title = _tr("Writing {file}").format(file=out.name)
    return RunningWork(job, title, page, partial(written_strip, planning.campaign.card.wording), page)


def written_strip(wording: Wording, written: object) -> MessageStrip:
    """How many are on the list, where it lies, and what is to be done with it."""
    assert isinstance(written, Campaign)
    plan, out = written.plan, written.paths["list"]
    one, more = _tr("Wrote 1 {entity}: {file}"), _tr("Wrote {rows} {entities}: {file}")
    title = (one if plan.customers == 1 else more).format(
        rows=count(plan.customers), entity=wording.entity, entities=wording.entities, file=out.name
    )
    told = [str(out.parent)]
    if plan.control:
        held = _tr("{held} of them are marked “control”: leave them alone, and bring back what became of all.")
        told.append(held.format(held=count(plan.control)))
    told.extend(written.notes)
    return success_strip(title, "\n".join(told), out)


def choose_outcomes(parent: QWidget, folder: Path) -> Path | None:
    """Let the user choose a file that says what became of those on a list."""
    endings = " ".join(f"*{ending}" for ending in TABLES)
    filters = f"{_tr('Tables')} ({endings});;{_tr('All files')} (*)"
    title = _tr("Choose a later export that says who left")
    chosen, _ = QFileDialog.getOpenFileName(parent, title, str(folder), filters)
    return Path(chosen).absolute() if chosen else None


def _folder(session: Session) -> Path:
    file = session.planning.file
    for path in (file.path if file is not None else None, session.path):
        if path is not None and path.parent.is_dir():
            return path.parent
    return Path.home()


def outcomes_folder(session: Session) -> Path:
    """Where a file of outcomes is looked for first."""
    return _folder(session)
