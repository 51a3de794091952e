"""Outcomes come back: a file with what came of the customers, joined to a campaign by their ids."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tracer_engine.campaign.outcome_words import Joined
from tracer_engine.campaign.outcomes import measure, with_others
from tracer_engine.campaign.pooling import pooled
from tracer_engine.campaign.record import CampaignRecord
from tracer_engine.errors import InputError
from tracer_engine.planning import positive_mask, target_counts
from tracer_engine.progress import Progress, Step, portion, silent
from tracer_engine.types.model import ModelCard
from tracer_engine.types.outcomes import CampaignHistory, CampaignOutcome
from tracer_engine.types.receipt import ReadingOptions
from tracer_engine.types.table import Table
from tracer_engine.workflow.campaign_records import earlier_campaigns, find_record, is_kept, keep_outcome
from tracer_engine.workflow.models import inspect_model, model_path
from tracer_engine.workflow.reading import read_table
from tracer_engine.workspace import Workspace, open_workspace

_ROW = r"^row\s+([\d,]+)$"


def measure_campaign(
    record: Path | str,
    file: Path,
    *,
    id_column: str | None = None,
    target: str | None = None,
    positive: str | None = None,
    options: ReadingOptions | None = None,
    workspace: Workspace | None = None,
    progress: Progress = silent,
) -> CampaignOutcome:
    """What a campaign did, by the outcomes in `file`.

    `record` is the list that was written, the record beside it, or the id of a campaign (or a beginning of it that fits
    one only); "" is the last one of the workspace. The columns of ids and outcomes are those of the campaign's table,
    unless told. What is measured of a campaign of the workspace is kept there, the newest in place of any before, and
    is told together with that of the model's other campaigns. Raises InputError where they cannot be joined,
    StorageError.
    """
    place = workspace or open_workspace()
    kept = find_record(record, workspace=place)
    table = read_table(file, options=options, progress=portion(progress, 0.0, 0.8))
    progress(Step(stage="evaluate", fraction=0.8, text="Joining by id"))
    outcome, joined = join_outcomes(kept, table, id_column=id_column, target=target, positive=positive)
    if not len(outcome) or joined.missing == len(outcome):
        raise InputError(
            f"No id in {table.source} is one of the {len(kept.keys):,} on the list of campaign {kept.id}.",
            remedy="Check that it is the right campaign, and the right column of ids.",
            options=("record", "id"),
        )
    return _brought_together(kept, measure(kept, outcome, joined), place)


def campaign_history(model: Path | str | ModelCard, *, workspace: Workspace | None = None) -> CampaignHistory:
    """The campaigns that were planned with a model (a file, a run's id, or its card), and what they did together.

    Raises InputError where there is no such model, StorageError.
    """
    card = model if isinstance(model, ModelCard) else _card(model, workspace)
    campaigns = earlier_campaigns(card, workspace=workspace)
    together = pooled(campaigns, card.wording)
    told = (
        one if one.measured is None else replace(one, measured=with_others(one.measured, together)) for one in campaigns
    )
    return CampaignHistory(campaigns=tuple(told), pooled=together)


def _card(model: Path | str, workspace: Workspace | None) -> ModelCard:
    return ModelCard.from_dict(inspect_model(model_path(model, workspace=workspace))["card"])


def plain_history(history: CampaignHistory) -> dict[str, Any]:
    """A history as plain data for JSON, the same for every front end."""
    left_out = ("model", "table")
    campaigns = [asdict(one) for one in history.campaigns]
    for one in campaigns:
        if one["measured"] is not None:
            # It stands beside them, once.
            del one["measured"]["pooled"]
    return {
        "campaigns": [{name: part for name, part in one.items() if name not in left_out} for one in campaigns],
        "pooled": None if history.pooled is None else asdict(history.pooled),
    }


def _brought_together(kept: CampaignRecord, outcome: CampaignOutcome, workspace: Workspace) -> CampaignOutcome:
    """The outcome with what all measured campaigns of the model did together; it is one of them from now on."""
    if not is_kept(kept.id, workspace):
        return with_others(outcome, None)
    keep_outcome(outcome, workspace)
    return with_others(outcome, pooled(earlier_campaigns(kept.model, workspace=workspace), kept.wording))


def join_outcomes(
    record: CampaignRecord, table: Table, *, id_column: str | None, target: str | None, positive: str | None
) -> tuple[NDArray[np.int8], Joined]:
    """For each line of the list 1, 0 or -1, and how the file fitted. Raises InputError where a column is not there."""
    told = table.column(target or record.target)
    wanted = positive or record.positive
    mask = positive_mask(table, told.name, wanted)
    values = target_counts(table, told.name)
    if not mask.any() and len(values) > 1:
        raise InputError(
            f"No cell of {told.name} in {table.source} is {wanted!r}; there are "
            f"{', '.join(repr(value) for value, _ in values[:5])}.",
            remedy=f"Say which of them means {record.wording.acted}.",
            options=("positive",),
        )
    keys = _ids(record, table, id_column)
    outcomes: dict[str, set[int]] = {}
    rows: dict[str, int] = {}
    for text, acted in zip(keys, mask.cast(pl.Int8).to_list(), strict=True):
        key = record.key_of(text)
        rows[key] = rows.get(key, 0) + 1
        seen = outcomes.setdefault(key, set())
        if acted is not None:
            seen.add(int(acted))
    listed = set(record.keys)
    found = [outcomes.get(key) for key in record.keys]
    outcome = np.array([next(iter(seen)) if seen and len(seen) == 1 else -1 for seen in found], dtype=np.int8)
    return outcome, Joined(
        unmatched=sum(key not in listed for key in rows),
        doubled=sum(count > 1 for key, count in rows.items() if key in listed),
        missing=sum(seen is None for seen in found),
        blank=sum(seen is not None and len(seen) != 1 for seen in found),
    )


def _ids(record: CampaignRecord, table: Table, id_column: str | None) -> list[str]:
    """The ids of the file's rows, as the campaign knows them."""
    names = [id_column] if id_column else [name for name in (record.id_column, "id") if name]
    for name in names:
        try:
            column = table.column(name)
        except InputError:
            if name == names[-1] and (id_column or record.id_column):
                raise
            continue
        cells = table.frame[column.name].str.strip_chars()
        if record.id_column is None:
            # The list says "row 17".
            cells = cells.str.replace(_ROW, "$1").str.replace_all(",", "")
        return cells.to_list()
    return [str(row + 1) for row in range(table.rows)]
