"""What a campaign begins with and what must be known of it: the blueprint's economics, plays, notes, the command."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from tracer_engine.blueprints import all_blueprints
from tracer_engine.campaign.money import money_text
from tracer_engine.evaluation.maturity import note_for_scores
from tracer_engine.scoring.model import Model
from tracer_engine.types.blueprint import Blueprint, Economics
from tracer_engine.types.campaign import CampaignSettings, OpenedCampaign, Play, ValueColumn
from tracer_engine.workflow.campaign_tables import CampaignTable

NOTE_TRAINED = "The model learned from these very rows, so its probabilities of them are no fair test."
VALUE = 100.0
"""What a kept customer is taken to be worth where no column can tell, until somebody says."""


def blueprint_of(model: Model) -> Blueprint | None:
    """The blueprint a model was trained with, where it is still installed."""
    return next((record for record in all_blueprints() if record.key == model.card.blueprint), None)


def default_settings(model: Model) -> CampaignSettings:
    """What the blueprint's economics suggest; the value column under the model's name, where a role tells it."""
    blueprint = blueprint_of(model)
    money = blueprint.economics if blueprint is not None else Economics()
    columns = model.card.roles.get(money.value_role or "", ())
    return CampaignSettings(
        contact_cost=money.contact_cost,
        offer_cost=money.offer_cost,
        acceptance=money.acceptance,
        stayer_acceptance=money.stayer_acceptance,
        value_column=columns[0] if columns else None,
        value_months=float(money.value_months) if columns else 1.0,
        currency=money.currency,
    )


def told_settings(model: Model, told: Mapping[str, Any]) -> CampaignSettings:
    """The settings for a model: what was told (fields of CampaignSettings; None: not told), else the blueprint's
    economics. A value that is told is of one month, unless the months are told, too.
    """
    usual = default_settings(model)
    known = {name: value for name, value in told.items() if value is not None}
    if "value" in known or "value_column" in known:
        usual = replace(usual, value_column=None, value_months=1.0)
    return replace(usual, **known)


def opened(table: CampaignTable) -> OpenedCampaign:
    """What a front end shows of a table before anything is planned."""
    model, basis = table.model, table.model.basis
    defaults = default_settings(model)
    names = tuple(facts for _, facts in table.values.values())
    value = next((facts.name for facts in names if facts.name == defaults.value_column), None)
    if value is None and names:
        value = names[0].name
    return OpenedCampaign(
        source=table.rows_of.source,
        path=table.rows_of.path,
        rows=table.rows,
        id_column=table.id_column,
        card=model.card,
        defaults=replace(
            defaults,
            value_column=value,
            value=None if value is not None else VALUE,
            value_months=defaults.value_months if value == defaults.value_column and value else 1.0,
        ),
        value_columns=names,
        gone=table.gone,
        trained_on=table.trained_on,
        can_hold_back=table.held_back is not None,
        rule=basis.rule_text if basis is not None else "",
        plays=suggested_plays(model),
        level=table.level,
        causes=table.causes,
        notes=table_notes(table),
    )


def suggested_plays(model: Model) -> tuple[Play, ...]:
    """The blueprint's plays for the roles that columns of the model have."""
    blueprint = blueprint_of(model)
    if blueprint is None:
        return ()
    label = {role.name: role.meaning for role in blueprint.roles}
    return tuple(
        Play(role=role, label=label.get(role, role), text=text)
        for role, text in blueprint.plays.items()
        if model.card.roles.get(role)
    )


def table_notes(table: CampaignTable) -> tuple[str, ...]:
    """What must be known of a table before one plans with it."""
    notes = []
    if table.trained_on:
        way = "Use those of its test" if table.held_back is not None else "Plan with a later table"
        notes.append(f"{NOTE_TRAINED} {way} to be safe.")
    if table.id_column is None:
        notes.append("No column tells them apart, so rows are numbered: bring outcomes back in the same order.")
    return (*notes, *note_for_scores(table.model.card.unripe))


def value_notes(settings: CampaignSettings, facts: ValueColumn | None, entities: str) -> tuple[str, ...]:
    """What is odd about the values, in sentences."""
    if settings.value_column is None or facts is None:
        return ()
    where = f" (rows {', '.join(map(str, facts.examples))}{', …' if _odd(facts) > len(facts.examples) else ''})"
    told = [
        f"{count:,} {'is' if count == 1 else 'are'} {what}"
        for count, what in ((facts.blank, "blank"), (facts.unread, "no number"), (facts.negative, "negative"))
        if count
    ]
    if not told:
        return ()
    text = f"Of the cells in {facts.name}, {' and '.join(told)}{where}."
    return (f"{text} To keep these {entities} would bring nothing, so they are not on the list.",)


def _odd(facts: ValueColumn) -> int:
    return facts.blank + facts.unread + facts.negative


def honest_notes(table: CampaignTable, settings: CampaignSettings, locale: str) -> tuple[str, ...]:
    """Whether the probabilities are fair to these rows, and what they are anchored to."""
    if settings.base_rate is not None:
        rates = f"{100 * settings.base_rate:.1f} %, in place of the {100 * table.model.card.base_rate:.1f} %"
        text = f"The probabilities are anchored to a base rate of {rates} of the training."
        return (text, *honest_notes(table, replace(settings, base_rate=None), locale)[:1])
    if settings.held_back:
        return ("Each probability is by models that had not seen the row, from the training's test.",)
    if not table.trained_on:
        return ()
    if table.held_back is None:
        return (f"{NOTE_TRAINED} Plan with a later table, or with the run this model is from, to be safe.",)
    fair = table.plan(replace(settings, held_back=True))[0].plan
    gain = money_text(fair.expected_gain.value, settings.currency, locale)
    return (f"{NOTE_TRAINED} With those of its test, by models that had not seen the row, the gain is about {gain}.",)


_FLAGS = {"without_gone": "--without-gone", "held_back": "--held-back"}
_ALWAYS = ("contact_cost", "offer_cost", "acceptance")


def campaign_command(model: str, file: str, settings: CampaignSettings, out: str) -> str:
    """The `tracer campaign` line that gives the same list, as this system's shell takes it."""
    words = ["tracer", "campaign", model, file]
    usual = CampaignSettings()
    for part in fields(settings):
        told = getattr(settings, part.name)
        if part.name in _FLAGS:
            words += [_FLAGS[part.name]] if told else []
        elif part.name == "plays":
            words += [word for role, text in told.items() for word in ("--play", f"{role}={text}")]
        elif told is not None and (part.name in _ALWAYS or told != getattr(usual, part.name)):
            words += [f"--{part.name.replace('_', '-')}", f"{told:.15g}" if isinstance(told, float) else str(told)]
    words += ["--out", out]
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
