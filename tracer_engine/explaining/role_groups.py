"""Sources of reasons taken together by what they mean: columns that play the same role of the blueprint are one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tracer_engine.blueprints import all_blueprints
from tracer_engine.evaluation.metrics import Values
from tracer_engine.features.preparation import Engineered
from tracer_engine.scoring.model import Model


@dataclass(frozen=True, kw_only=True)
class RoleGroup:
    """Sources that mean one thing. `role` is "" for what has none of its own; `places` are those of
    `Preparation.sources`.
    """

    role: str
    label: str
    places: tuple[int, ...]


def role_groups(model: Model) -> tuple[RoleGroup, ...]:
    """Every source in one group, in the order of their first ones.

    A feature that is worked out from columns of one role belongs to that role, else it stands alone. Where the
    blueprint is not installed a role is told by its name.
    """
    card, preparation = model.card, model.preparation
    roles = {column: role for role, columns in card.roles.items() for column in columns}
    features = {feature.name: feature for feature in preparation.engineered}
    found: dict[tuple[str, str], list[int]] = {}
    for place, source in enumerate(preparation.sources):
        role = _role_of(features[source], roles) if source in features else roles.get(source, "")
        found.setdefault((role, "" if role else source), []).append(place)
    meanings = _meanings(card.blueprint)
    groups = []
    for (role, source), places in found.items():
        alone = source or preparation.sources[places[0]]
        phrase = card.phrases.get(alone)
        label = (phrase.label if phrase else alone) if len(places) == 1 else meanings.get(role, role.replace("_", " "))
        groups.append(RoleGroup(role=role, label=label, places=tuple(places)))
    return tuple(groups)


def grouped(groups: tuple[RoleGroup, ...], contributions: Values) -> Values:
    """Contributions (rows, sources) summed over each group: (rows, groups). They add up to the same scores."""
    if not groups:
        return np.zeros((len(contributions), 0))
    return np.column_stack([contributions[:, list(group.places)].sum(axis=1) for group in groups])


def _role_of(feature: Engineered, roles: Mapping[str, str]) -> str:
    columns = {*feature.single.values(), *(name for many in feature.many.values() for name in many)}
    played = {roles.get(name, "") for name in columns}
    return next(iter(played)) if len(played) == 1 else ""


def _meanings(blueprint: str) -> dict[str, str]:
    """What the roles of a blueprint are called: the beginning of their meaning."""
    known = next((record.roles for record in all_blueprints() if record.key == blueprint), ())
    return {role.name: role.meaning.partition(",")[0].partition(";")[0] for role in known}
