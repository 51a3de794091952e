"""The model card of a run, or of a model file with its report beside it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tracer_engine.campaign.record import CampaignRecord, read_record
from tracer_engine.durable_files import storage_error, write_durably
from tracer_engine.errors import InputError, StorageError, TracerError
from tracer_engine.explaining.role_groups import role_groups
from tracer_engine.export.card import CardFacts, card_sections
from tracer_engine.export.card_html import charts_of, render_card, render_summary, report_style
from tracer_engine.export.card_summary import card_summary
from tracer_engine.scoring.model import Model
from tracer_engine.types.card import CardChart, CardDocument
from tracer_engine.types.model import ModelCard
from tracer_engine.types.scores import ScoredFile
from tracer_engine.workflow.campaign_records import FOLDER
from tracer_engine.workflow.models import inspect_model, load_model, model_path
from tracer_engine.workflow.months import file_digest, scored_before
from tracer_engine.workflow.runs import RUN_FILES
from tracer_engine.workspace import Workspace, open_workspace

CHARTS = ("gains", "calibration")


def model_card(model: Path | str, *, workspace: Workspace | None = None) -> CardDocument:
    """Everything an auditor asks about a model: a run's id, or a model file beside which its report.json lies.

    Raises InputError where there is no such model or no report beside it, StorageError.
    """
    path = model_path(model, workspace=workspace)
    told = inspect_model(path)
    card = ModelCard.from_dict(told["card"])
    report = _report(path)
    told_by_both = ("source", "rows", "threshold")
    if any(report.get(name) != getattr(card, name) for name in told_by_both):
        raise InputError(
            f"{RUN_FILES['report_json']} beside {path.name} is of another model.",
            remedy="Give the run's id, or the model in the folder it was written to.",
        )
    trained = load_model(path)
    campaigns, scored, ageing, run = _remembered(path, trained, workspace)
    facts = CardFacts(
        report=report,
        card=card,
        model=path,
        size=path.stat().st_size,
        sha256=file_digest(path),
        format=int(told["format"]),
        run=run,
        groups=[
            (group.label, tuple(trained.preparation.sources[place] for place in group.places))
            for group in role_groups(trained)
        ],
        campaigns=campaigns,
        scored=scored,
        ageing=ageing,
    )
    return CardDocument(
        title=str(report["question"]),
        foot=f"Tracer {report['version']} · {report['source']} · model SHA-256 {facts.sha256[:16]}…",
        summary=card_summary(facts),
        sections=card_sections(facts),
        charts=_charts(path),
        style=report_style(),
    )


def export_card(model: Path | str, out: Path | str, *, workspace: Workspace | None = None) -> str:
    """Write the model card as one HTML file; returns what one must know about it: nothing."""
    _write(out, render_card(model_card(model, workspace=workspace)))
    return ""


def export_summary(model: Path | str, out: Path | str, *, workspace: Workspace | None = None) -> str:
    """Write the summary on one page as one HTML file; returns what one must know about it: nothing."""
    _write(out, render_summary(model_card(model, workspace=workspace)))
    return ""


def _write(out: Path | str, page: str) -> None:
    if Path(out).suffix.lower() == ".pdf":
        raise InputError(
            f"{Path(out).name} would be a web page with the name of a PDF.",
            remedy="Give a name that ends in .html; a PDF comes from the window, or from printing the page.",
        )
    write_durably(out, page)


def _report(model: Path) -> dict[str, Any]:
    path = model.with_name(RUN_FILES["report_json"])
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError(
            f"{path.name} is not beside {model.name}, and a card tells what is in it.",
            remedy="Give the run's id, or the model in the folder that `tracer train --out` wrote.",
        ) from error
    except OSError as error:
        raise storage_error(error, path, "read") from error
    except ValueError as error:
        raise StorageError(f"{path} cannot be read.", remedy="Train again, or restore the file.") from error
    if not isinstance(report, dict) or "metrics" not in report:
        raise StorageError(f"{path} is no report.", remedy="Train again, or restore the file.")
    return report


def _charts(model: Path) -> tuple[CardChart, ...]:
    """Those of the report beside the model; without it the card goes without them."""
    try:
        return charts_of(model.with_name(RUN_FILES["report_html"]).read_text(encoding="utf-8"), CHARTS)
    except (OSError, ValueError):
        return ()


def _remembered(
    path: Path, model: Model, workspace: Workspace | None
) -> tuple[Sequence[CampaignRecord], Sequence[ScoredFile], str, str]:
    """What the workspace knows of a model besides: campaigns, files scored, what its age asks for, its run."""
    try:
        place = workspace or open_workspace()
        run = next((entry.id for entry in place.runs() if entry.path == path.parent), "")
        before = scored_before(model, workspace=place)
        return _campaigns(place, model.card), before.files, before.ageing, run
    except TracerError:
        # A card can be made where no workspace can.
        return (), (), "", ""


def _campaigns(workspace: Workspace, card: ModelCard) -> list[CampaignRecord]:
    """Campaigns planned with a model, newest first."""
    found = []
    for path in (workspace.path / FOLDER).glob("*.json"):
        try:
            record = read_record(path.read_text(encoding="utf-8"), path.name)
        except (OSError, ValueError, InputError):
            continue
        if (record.model.get("created"), record.model.get("source")) == (card.created, card.source):
            found.append(record)
    return sorted(found, key=lambda record: record.created, reverse=True)
