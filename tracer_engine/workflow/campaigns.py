"""From a model and a table to a campaign: planned, written as a call list, and recorded."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tracer_engine.campaign.planner import Planned
from tracer_engine.campaign.record import CampaignRecord, id_key, table_digest
from tracer_engine.campaign.settings import check_settings
from tracer_engine.campaign.words import Phrases
from tracer_engine.durable_files import write_durably
from tracer_engine.errors import InputError, StorageError
from tracer_engine.export.call_list import plain_lines, write_call_list
from tracer_engine.export.scored_list import read_scored_list
from tracer_engine.export.set_aside import remove_old_set_aside, set_aside_path, write_set_aside
from tracer_engine.ingest.kinds import CellRules, count_cells, describe_column
from tracer_engine.progress import Progress, Step, portion, silent
from tracer_engine.scoring.likely import take_likely
from tracer_engine.scoring.matching import column_called, match_columns
from tracer_engine.scoring.model import Model
from tracer_engine.types.campaign import (
    Campaign,
    CampaignPlan,
    CampaignRequest,
    CampaignSettings,
)
from tracer_engine.types.receipt import ReadingOptions
from tracer_engine.workflow.campaign_lists import listed_rows
from tracer_engine.workflow.campaign_records import keep_record, model_told, record_path
from tracer_engine.workflow.campaign_rows import FileRows, FrameRows, Rows
from tracer_engine.workflow.campaign_settings import (
    NOTE_TRAINED,
    default_settings,
    honest_notes,
    suggested_plays,
    table_notes,
    told_settings,
    value_notes,
)
from tracer_engine.workflow.campaign_tables import CampaignTable, open_campaign_table
from tracer_engine.workflow.models import load_model, model_path
from tracer_engine.workflow.months import Memory
from tracer_engine.workflow.runs import RUN_FILES
from tracer_engine.workspace import Workspace

MOST_VALUES = 12
"""So many columns that may say what a customer is worth are kept for a front end to choose from."""
ESTIMATE = "estimate"


def open_campaign(
    model: Model,
    file: Path | None,
    *,
    scores: Path | None = None,
    value_column: str | None = None,
    id_column: str | None = None,
    options: ReadingOptions | None = None,
    matches: Mapping[str, str] | None = None,
    all_values: bool = False,
    workspace: Workspace | None = None,
    progress: Progress = silent,
) -> CampaignTable:
    """Score `file`, or (None) the rows that the scored list `scores` of a training holds, to plan campaigns with.

    Probabilities are those that scoring gives, also of the training's own rows; with `scores` those of its test are at
    hand, too. `value_column` is what a customer is worth by; `all_values` looks at every column that may tell.
    Raises InputError where the file cannot be scored, or a column is not there.
    """
    rows: Rows
    before = partial(_scored_before, scores, model)
    if file is not None:
        rows = FileRows(file, options)
    else:
        own = before()
        if own is None:
            raise InputError("There is no table to plan with.", remedy="Give the file with the customers.")
        rows = FrameRows(own.drop("probability"), model.card.source)
    memory = Memory(model, workspace, on=None)
    found = memory.matches(tuple(rows.names), matches)
    told = [value_column] if value_column else []
    if all_values:
        told = _values_to_choose(model, rows, _in_file(default_settings(model).value_column, model, rows, found))
    table = open_campaign_table(
        model,
        rows,
        matches=found,
        id_column=memory.id_column(tuple(rows.names), id_column),
        value_columns=[_in_file(name, model, rows, found) or name for name in told],
        held_back=before,
        progress=progress,
    )
    memory.keep(table.first, matches, id_column)
    return table


def _in_file(name: str | None, model: Model, rows: Rows, matches: Mapping[str, str]) -> str | None:
    """What the file calls a column that is told by the model's name; as it is told where that cannot be found out."""
    wanted = {column.name for column in model.preparation.inputs}
    if name is None or column_called(name, rows.names) is not None or name not in wanted:
        return name
    matching = match_columns(model, rows.names, rows.source, matches, any_file=True)
    refused = {needs for needs, there in matches.items() if not there}
    return take_likely(model, matching, rows.names, rows.first_block(), refused).columns.get(name, name)


def _scored_before(scores: Path | None, model: Model) -> pl.DataFrame | None:
    """The input cells of a training's scored list, and its probabilities; None where there is no such list."""
    if scores is None or not scores.exists():
        return None
    try:
        listed = read_scored_list(scores, model.card.outcome)
        return listed.head(listed.names, None).with_columns(pl.Series("probability", listed.probability))
    except (StorageError, pl.exceptions.PolarsError):
        return None


def _values_to_choose(model: Model, rows: Rows, suggested: str | None) -> list[str]:
    """Number columns of the file that may say what a customer is worth: the blueprint's first, then other money."""
    first = rows.first_block()
    taken = {model.card.target, model.card.id}
    numbers = [
        name
        for place, name in enumerate(first.columns)
        if name == suggested
        or (name not in taken and _is_number(first[name], place) and not _is_own(name, model.card.outcome))
    ]
    money = {
        column
        for role, columns in model.card.roles.items()
        for column in columns
        if any(word in role for word in ("charge", "income", "balance", "spend", "price", "value", "salary"))
    }
    return sorted(numbers, key=lambda name: (name != suggested, name not in money))[:MOST_VALUES]


def _is_number(cells: pl.Series, place: int) -> bool:
    column = describe_column(cells.name, cells.name, count_cells(cells), position=place, rules=CellRules())
    return column.kind == "number"


def _is_own(name: str, outcome: str) -> bool:
    return name.startswith(f"{outcome}_") and name.removeprefix(f"{outcome}_") in ("probability", "rank")


# ------------------------------------------------------------ planning and writing


def plan_campaign(
    model: Path | str | Model,
    file: Path | None,
    told: CampaignSettings | Mapping[str, Any],
    out: Path | None = None,
    *,
    preset: str = "tracer",
    reasons: int = 3,
    all_columns: bool = False,
    raw: bool = False,
    locale: str = "en",
    id_column: str | None = None,
    scores: Path | None = None,
    source: str = "",
    keep: bool = False,
    options: ReadingOptions | None = None,
    matches: Mapping[str, str] | None = None,
    workspace: Workspace | None = None,
    progress: Progress = silent,
) -> Campaign:
    """Plan a campaign on a file (None: on the rows the run was trained on), and write its call list to `out`.

    Settings that are told one by one are filled up as `told_settings` does, and their `base_rate` may be "estimate":
    the one the scores themselves speak for. With `out` the record of the campaign is
    written beside it and into the workspace; `keep` does the latter without a list, whose lines are in the answer then.
    `scores` is the scored list of the training where it does not lie beside the model; `source` what the file is called
    in the record. Raises InputError where the model, the file or the settings are refused, StorageError.
    """
    if not isinstance(model, Model):
        scores = scores or model_path(model, workspace=workspace).with_name(RUN_FILES["scores"])
        model = load_model(model, workspace=workspace)
    plain = {} if isinstance(told, CampaignSettings) else dict(told)
    estimated = plain.get("base_rate") == ESTIMATE and bool(plain.pop("base_rate"))
    settings = check_settings(told if isinstance(told, CampaignSettings) else told_settings(model, plain))
    _refuse_itself(file, out)
    table = open_campaign(
        model,
        file,
        scores=scores,
        value_column=settings.value_column,
        id_column=id_column,
        options=options,
        matches=matches,
        workspace=workspace,
        progress=portion(progress, 0.0, 0.6),
    )
    settings = _in_the_files_words(settings, table)
    if estimated:
        settings = replace(settings, base_rate=_estimate(table))
    planned, rows = table.plan(settings)
    facts = table.value_column(settings.value_column)[1] if settings.value_column else None
    notes = (*value_notes(settings, facts, model.card.wording.entities), *honest_notes(table, settings, locale))
    notes += tuple(note for note in table_notes(table) if not note.startswith(NOTE_TRAINED))
    campaign_id = _new_id()
    paths: dict[str, Path] = {}
    lines: tuple[Mapping[str, Any], ...] = ()
    if out is not None or keep:
        record = _record(table, planned, rows, campaign_id, source).to_json()
        plays = {play.role: play.text for play in suggested_plays(model)} | dict(settings.plays)
        calls = listed_rows(table, planned, rows, plays, reasons, progress=portion(progress, 0.6, 0.9))
        if out is None:
            lines = plain_lines(calls)
        else:
            notes += write_call_list(
                calls,
                out,
                preset=preset,  # type: ignore[arg-type]
                all_columns=all_columns,
                raw=raw,
                currency=settings.currency,
                locale=locale,
            )
            paths = {"list": out, "record": record_path(out), **_set_aside(table, out)}
            write_durably(paths["record"], record)
        keep_record(record, campaign_id, workspace)
    progress(Step(stage="write", fraction=1.0, text="Planned"))
    return Campaign(
        id=campaign_id,
        plan=in_locale(table, planned, locale),
        verdict_level=table.level,
        verdict_causes=table.causes,
        rows_set_aside=len(table.rows_of.set_aside),
        paths=paths,
        notes=notes,
        lines=lines,
    )


def _set_aside(table: CampaignTable, out: Path) -> dict[str, Path]:
    """Write what could not be read beside the list, or remove what an earlier list had there."""
    if table.rows_of.set_aside:
        write_set_aside(out, table.rows_of.set_aside)
        return {"set_aside": set_aside_path(out)}
    remove_old_set_aside(out)
    return {}


def _estimate(table: CampaignTable) -> float:
    """The base rate that the scores themselves speak for. Raises InputError where they do not."""
    rate = table.first.base_rate
    if rate is None or rate.estimated is None:
        raise InputError(
            "The scores do not tell the base rate of this file: more has changed than the share with the outcome.",
            remedy="Give the share you expect.",
            options=("base-rate",),
        )
    return float(rate.estimated)


def _in_the_files_words(settings: CampaignSettings, table: CampaignTable) -> CampaignSettings:
    """The settings with the value column as the file calls it."""
    if settings.value_column is None or settings.value_column in table.values:
        return settings
    return replace(settings, value_column=next(iter(table.values)))


def in_locale(table: CampaignTable, planned: Planned, locale: str) -> CampaignPlan:
    """The plan with its texts as people of that locale write amounts."""
    if locale == "en":
        return planned.plan
    basis = table.model.basis
    phrases = Phrases(table.model.card.wording, planned.plan.settings, basis.rule_text if basis else "", locale)
    return phrases.written(planned.plan, given_up=float(planned.gain[planned.listed[planned.held]].sum()))


def _refuse_itself(file: Path | None, out: Path | None) -> None:
    if out is not None and file is not None and out.exists() and file.exists() and out.samefile(file):
        raise InputError(
            f"The list would take the place of {file}, which is being read.",
            remedy="Give another name for the list.",
            options=("out",),
        )


def _new_id() -> str:
    """Ids sort by time, those of one second too; the token parts what two processes plan at once."""
    now = datetime.now(UTC)
    return f"{now:%Y%m%d-%H%M%S}-{now.microsecond:05x}{secrets.token_hex(2)}"


def _record(
    table: CampaignTable, planned: Planned, rows: NDArray[np.intp], campaign_id: str, source: str
) -> CampaignRecord:
    card, gain = table.model.card, planned.plan.expected_gain
    return CampaignRecord(
        id=campaign_id,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        source=source or table.rows_of.source,
        model=model_told(card),
        outcome=card.outcome,
        wording=card.wording,
        target=card.target,
        positive=card.positive,
        id_column=table.id_column,
        settings=planned.plan.settings,
        expected_gain=(gain.value, gain.low, gain.high),
        keys=tuple(id_key(campaign_id, table.key_of(int(row))) for row in rows[planned.listed]),
        probability=table.planned_customers(planned.plan.settings).probability[planned.listed],
        value=planned.value[planned.listed],
        control=planned.held,
        table=table_digest(table.first.log_odds),
    )


def write_campaign(
    request: CampaignRequest, *, workspace: Workspace | None = None, progress: Progress = silent
) -> Campaign:
    """As `plan_campaign`, told by a request."""
    return plan_campaign(
        request.model,
        request.file,
        request.settings,
        request.out,
        preset=request.preset,
        reasons=request.reasons,
        all_columns=request.all_columns,
        raw=request.raw,
        locale=request.locale,
        options=request.reading,
        matches=request.matches,
        workspace=workspace,
        progress=progress,
    )


def plain_campaign(campaign: Campaign) -> dict[str, Any]:
    """A campaign as plain data for JSON, the same for every front end."""
    plan = campaign.plan
    settings = asdict(plan.settings)
    curve = plan.curve
    rule = None if curve.rule is None else curve.rule.tolist()
    return {
        "id": campaign.id,
        "customers": plan.customers,
        "called": plan.called,
        "control": plan.control,
        "committed_cost": plan.committed_cost,
        "expected_gain": asdict(plan.expected_gain),
        "currency": plan.settings.currency,
        "limit": plan.limit,
        "limited_by": plan.limited_by,
        "optimum": {"customers": plan.optimum, "expected_gain": plan.optimum_gain},
        "one_more": plan.one_more,
        "ten_more": plan.ten_more,
        "break_even_acceptance": plan.break_even,
        "rules": [asdict(one) for one in plan.rules],
        "emp": None if plan.emp is None else plan.emp.value,
        "emp_details": None if plan.emp is None else asdict(plan.emp),
        "control_advice": asdict(plan.advice),
        "already_gone": plan.already_gone,
        "rows": plan.rows,
        "rows_set_aside": campaign.rows_set_aside,
        "settings": settings,
        "curve": {
            "contacts": curve.contacts.tolist(),
            "expected_gain": curve.gain.tolist(),
            "low": curve.low.tolist(),
            "high": curve.high.tolist(),
            "one_line_rule": rule,
        },
        "verdict": {"level": campaign.verdict_level, "causes": list(campaign.verdict_causes)},
        "said": [plan.headline, plan.under, plan.marginal, plan.control_text],
        "notes": [*campaign.notes, *plan.notes],
        "paths": {name: str(path) for name, path in campaign.paths.items()},
    }
