"""The rows of a call list: fetched from the table again, with their reasons, plays and cautions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tracer_engine.campaign.planner import Planned
from tracer_engine.errors import InputError
from tracer_engine.evaluation.metrics import Values
from tracer_engine.explaining.reasons import Sentences, reason_sentences, strongest
from tracer_engine.export.call_list import CallList
from tracer_engine.export.scored_csv import in_words
from tracer_engine.features.preparation import Prepared, prepare
from tracer_engine.learners.views import Views
from tracer_engine.progress import Progress, Step, silent
from tracer_engine.scoring.drift import unlike
from tracer_engine.scoring.model import Model
from tracer_engine.types.campaign import CallRow
from tracer_engine.workflow.campaign_rows import weighty_categories, weighty_numbers
from tracer_engine.workflow.campaign_tables import CampaignTable

SLICE = 8192
REASONS_FOR_PLAYS = REASONS_SHOWN = 3
CONTROL_PLAY = "Do not contact: held back to measure what the campaign does."


def listed_rows(
    table: CampaignTable,
    planned: Planned,
    rows: NDArray[np.intp],
    plays: Mapping[str, str],
    reasons: int,
    *,
    progress: Progress = silent,
) -> CallList:
    """The lines of a list, best first, with the file's own cells; those held back stand after all others.

    `plays` are suggested plays by role or column. Raises InputError where the file was changed meanwhile.
    """
    order = np.concatenate([np.flatnonzero(~planned.held), np.flatnonzero(planned.held)])
    wanted = rows[planned.listed]
    cells = _fetched(table, wanted, progress)[order]
    places = planned.listed[order]
    model, held = table.model, planned.held[order]
    customers = table.planned_customers(planned.plan.settings)
    log_odds = customers.log_odds[places]
    told, best, cautions = _explained(table, cells, log_odds, wanted[order], reasons, plays)
    p = customers.probability[places]
    return CallList(
        outcome=model.card.outcome,
        id_column=table.id_column,
        rank=order + 1,
        ids=[table.id_of(int(row)) for row in wanted[order]],
        probability=p,
        band=in_words(p, threshold=model.card.threshold, base_rate=model.card.base_rate)[1].to_list(),
        value=planned.value[places],
        gain=planned.gain[places],
        control=held,
        reasons=told,
        plays=[CONTROL_PLAY if out else play for out, play in zip(held, best, strict=True)],
        cautions=cautions,
        cells=cells,
        headers=table.rows_of.headers,
    )


def explained_lines(
    table: CampaignTable,
    planned: Planned,
    rows: NDArray[np.intp],
    plays: Mapping[str, str],
    start: int,
    count: int,
    *,
    reasons: int = REASONS_SHOWN,
    progress: Progress = silent,
) -> tuple[CallRow, ...]:
    """Lines of a list from the `start`-th on, as in the file that is written: with reasons, plays and cautions."""
    lines = table.lines(planned, rows, start, count)
    places = planned.listed[max(0, start) : max(0, start) + len(lines)]
    wanted = rows[places]
    cells = _fetched(table, wanted, progress)
    log_odds = table.planned_customers(planned.plan.settings).log_odds[places]
    told, best, cautions = _explained(table, cells, log_odds, wanted, reasons, plays)
    return tuple(
        replace(
            line,
            reasons=tuple(reason for reason in why if reason),
            play=CONTROL_PLAY if line.group == "control" else play,
            cautions=caution,
        )
        for line, why, play, caution in zip(lines, told, best, cautions, strict=True)
    )


def _fetched(table: CampaignTable, wanted: NDArray[np.intp], progress: Progress) -> pl.DataFrame:
    """The rows of the table, in the order wanted."""
    places = np.sort(wanted)
    parts, start = [], 0
    for block in table.rows_of.blocks():
        low, high = np.searchsorted(places, [start, start + block.height])
        if high > low:
            parts.append(block[places[low:high] - start])
        start += block.height
        progress(Step(stage="write", fraction=0.5 * min(1.0, start / max(1, table.rows)), text="Fetching the list"))
    if start != table.rows:
        raise InputError(
            f"{table.rows_of.source} changed while it was read: {table.rows:,} rows first, {start:,} the second time.",
            remedy="Plan with a copy of it, or wait until it is complete.",
        )
    if not parts:
        return pl.DataFrame({name: pl.Series([], dtype=pl.String) for name in table.rows_of.names})
    back = np.empty(len(wanted), dtype=np.intp)
    back[np.argsort(wanted, kind="stable")] = np.arange(len(wanted))
    return pl.concat(parts)[back]


def _explained(
    table: CampaignTable,
    cells: pl.DataFrame,
    log_odds: Values,
    rows: NDArray[np.intp],
    count: int,
    plays: Mapping[str, str],
) -> tuple[list[list[str]], list[str], list[tuple[str, ...]]]:
    """Reasons, the play for the main one, and cautions, of each row of the list."""
    model, first = table.model, table.first
    sentences = Sentences(model)
    play_of = source_plays(model, plays)
    told: list[list[str]] = []
    best: list[str] = []
    cautions: list[tuple[str, ...]] = []
    for start in range(0, cells.height, SLICE):
        part = cells[start : start + SLICE]
        prepared = prepare(model.preparation, first.matching.frame(part), first.marks)
        parts = model.contributions(Views(model.preparation, prepared))[1]
        some = log_odds[start : start + part.height]
        told += reason_sentences(model, prepared, parts, some, count, sentences) if count else [[]] * part.height
        best += _plays_for(parts, play_of)
        cautions += _cautions(table, prepared, rows[start : start + part.height])
    return told, best, cautions


def source_plays(model: Model, plays: Mapping[str, str]) -> dict[int, str]:
    """The play of each source of reasons, by its place: told of its column, of its column's role, or of a role that an
    engineered feature is worked out from.
    """
    role_of = {column: role for role, columns in model.card.roles.items() for column in columns}
    engineered = {feature.name: feature for feature in model.preparation.engineered}
    found = {}
    for place, source in enumerate(model.preparation.sources):
        roles = [source, role_of.get(source, "")]
        if source in engineered:
            roles += [*engineered[source].single, *engineered[source].many]
        play = next((plays[role] for role in roles if plays.get(role)), "")
        if play:
            found[place] = play
    return found


def _plays_for(parts: Values, play_of: Mapping[int, str]) -> list[str]:
    """For each row the play of the strongest of its main reasons that has one; "" where none has."""
    order, pushes = strongest(parts, np.ones(len(parts), dtype=np.bool_), REASONS_FOR_PLAYS)
    return [
        next((play_of[int(at)] for at, push in zip(places, forces, strict=True) if push > 0 and int(at) in play_of), "")
        for places, forces in zip(order, pushes, strict=True)
    ]


def _cautions(table: CampaignTable, prepared: Prepared, rows: NDArray[np.intp]) -> list[tuple[str, ...]]:
    """What to know before one calls, row by row, in sentences that name the column."""
    model = table.model
    numbers, categories = model.preparation.number_inputs, model.preparation.category_inputs
    odd = unlike(model, prepared)
    blank_numbers = [(numbers[at].name, np.isnan(prepared.numbers[:, at])) for at in weighty_numbers(model)]
    blanks = blank_numbers + [(categories[at].name, prepared.codes[:, at] < 0) for at in weighty_categories(model)]
    there = set(table.first.matching.columns)
    result = []
    for at, row in enumerate(rows.tolist()):
        told = [table.gone_text] if table.customers.outcome[row] == 1 else []
        if odd[at] >= 0:
            told.append(f"{model.preparation.inputs[int(odd[at])].name} is unlike any the model learned from")
        told += [f"{name} is blank" for name, mask in blanks if name in there and mask[at]]
        if table.is_doubled(row):
            told.append("This id stands in more than one row")
        result.append(tuple(told))
    return result
