"""Campaigns as the workspace keeps them: their records, and what was measured when outcomes came back."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from tracer_engine.campaign.record import SUFFIX, CampaignRecord, read_heading, read_record
from tracer_engine.durable_files import storage_error, write_durably
from tracer_engine.errors import InputError
from tracer_engine.types.model import ModelCard
from tracer_engine.types.outcomes import CampaignOutcome, EarlierCampaign, GroupOutcome
from tracer_engine.types.report import Interval
from tracer_engine.workspace import Workspace, open_workspace

FOLDER = "campaigns"
OUTCOMES = "outcomes"
FORMAT = 1
MOST_BYTES = 1 << 30
_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,79}")


def record_path(out: Path) -> Path:
    """Where the record of the list `out` lies: LIST.csv gives LIST.campaign.json."""
    return out.with_name(f"{out.stem}{SUFFIX}")


def model_told(card: ModelCard) -> dict[str, Any]:
    """What a record says of the model it was planned with; two models that say the same are one."""
    return {"created": card.created, "source": card.source, "rows": card.rows, "seed": card.seed}


def keep_record(record: str, campaign_id: str, workspace: Workspace | None) -> None:
    """Keep the text of a record in the workspace. Raises StorageError."""
    _write((workspace or open_workspace()).path / FOLDER / f"{campaign_id}.json", record)


def find_record(record: Path | str, *, workspace: Workspace | None = None, option: str = "record") -> CampaignRecord:
    """The record of a campaign: told by the list that was written, the record beside it, or the id of a campaign (or a
    beginning of it that fits one only); "" is the last one of the workspace.

    Raises InputError where there is none, with the `option` it is told by; StorageError.
    """
    path = Path(record) if str(record) else None
    if path is None or not (path.exists() or path.suffix or len(path.parts) > 1):
        path = _kept_record(str(record), workspace, option)
    elif not path.name.endswith(".json"):
        path = record_path(path)
        if not path.exists():
            raise InputError(
                f"Beside {record} there is no {path.name}, which says who was called and who was held back.",
                remedy=f"Keep the {SUFFIX} file with the list, or give the id of the campaign.",
                options=(option,),
            )
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(f"{path.name} is too large to be the record of a campaign.", remedy="Check the path.")
        return read_record(path.read_text(encoding="utf-8"), path.name)
    except FileNotFoundError as error:
        raise InputError(f"There is no file {path}.", remedy="Check the path.", options=(option,)) from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} is not the record of a campaign.", remedy="Check the path.") from error
    except OSError as error:
        raise storage_error(error, path, "read") from error


def _kept_record(campaign: str, workspace: Workspace | None, option: str) -> Path:
    folder = (workspace or open_workspace()).path / FOLDER
    found = [path for path in _records(folder) if path.stem.startswith(campaign)]
    if not found:
        raise InputError(
            f"There is no campaign {campaign!r} in the workspace." if campaign else "No campaign was planned here yet.",
            remedy="Give the list that was written, or the record beside it.",
            options=(option,),
        )
    exact = [path for path in found if path.stem == campaign]
    if campaign and len(found) > 1 and not exact:
        raise InputError(f"{len(found)} campaigns begin with {campaign!r}.", remedy="Give more of the id.")
    return exact[0] if exact else found[0]


def _records(folder: Path) -> list[Path]:
    """The records that are kept, newest first: ids begin with their time."""
    try:
        return sorted(folder.glob("*.json"), reverse=True)
    except OSError as error:
        raise storage_error(error, folder, "read") from error


def earlier_campaigns(
    model: ModelCard | Mapping[str, Any], *, workspace: Workspace | None = None
) -> tuple[EarlierCampaign, ...]:
    """The campaigns that were planned with a model (its card, or what records say of it), newest first, with what their
    outcomes told. Records that cannot be read are passed over.
    """
    told = model_told(model) if isinstance(model, ModelCard) else dict(model)
    place = workspace or open_workspace()
    found = []
    for path in _records(place.path / FOLDER):
        try:
            one = read_heading(path)
        except (OSError, InputError):
            continue
        # Its file is named by its id, and nothing else is looked for by what a record says of itself.
        if one.model == told and one.id == path.stem:
            found.append(replace(one, measured=kept_outcome(one.id, place)))
    return tuple(found)


def was_planned_with(model: ModelCard, campaign_id: str, workspace: Workspace) -> bool:
    """Whether a campaign of exactly this id is kept, and was planned with this model."""
    if not is_kept(campaign_id, workspace):
        return False
    try:
        found = read_heading(workspace.path / FOLDER / f"{campaign_id}.json")
    except (OSError, InputError):
        return False
    return found.model == model_told(model) and found.id == campaign_id


def is_kept(campaign_id: str, workspace: Workspace) -> bool:
    """Whether a campaign with this id is kept in the workspace."""
    return _ID.fullmatch(campaign_id) is not None and (workspace.path / FOLDER / f"{campaign_id}.json").is_file()


def keep_outcome(outcome: CampaignOutcome, workspace: Workspace) -> None:
    """Keep what was measured of a campaign that is kept; an earlier measurement makes place. Raises StorageError."""
    told = {"format": FORMAT, "outcome": asdict(replace(outcome, pooled=None))}
    path = workspace.path / FOLDER / OUTCOMES / f"{outcome.id}.json"
    _write(path, json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def kept_outcome(campaign_id: str, workspace: Workspace) -> CampaignOutcome | None:
    """What was measured of a campaign last; None where nothing was, or it cannot be read."""
    path = workspace.path / FOLDER / OUTCOMES / f"{campaign_id}.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        told = data["outcome"]
        if data["format"] > FORMAT or told["id"] != campaign_id:
            return None
        known = {field.name for field in dataclasses.fields(CampaignOutcome)}
        intervals = {name: _interval(told[name]) for name in ("saves", "gain", "acceptance")}
        groups = {name: _group(told[name]) for name in ("called", "control")}
        rest = {name: value for name, value in told.items() if name in known - intervals.keys() - groups.keys()}
        return CampaignOutcome(**rest | intervals | groups | {"texts": tuple(told["texts"]), "pooled": None})
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _interval(told: Mapping[str, float] | None) -> Interval | None:
    return None if told is None else Interval(**{name: float(told[name]) for name in ("value", "low", "high")})


def _group(told: Mapping[str, Any] | None) -> GroupOutcome | None:
    if told is None:
        return None
    counts = {name: int(told[name]) for name in ("customers", "known", "acted")}
    rate = _interval(told["rate"])
    assert rate is not None
    return GroupOutcome(**counts, rate=rate)


def _write(path: Path, text: str) -> None:
    try:
        for folder in (path.parent.parent, path.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise storage_error(error, path.parent, "make the folder") from error
    write_durably(path, text)
