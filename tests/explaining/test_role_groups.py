"""Sources that mean one thing are taken together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.small_runs import SmallRun
from tracer_engine.explaining.role_groups import grouped, role_groups


def test_every_source_is_in_one_group_and_the_sums_stay(small_run: SmallRun) -> None:
    groups = role_groups(small_run.model)
    sources = small_run.model.preparation.sources
    places = sorted(place for group in groups for place in group.places)
    parts = np.random.default_rng(2).normal(size=(50, len(sources)))

    assert places == list(range(len(sources)))
    assert np.allclose(grouped(groups, parts).sum(axis=1), parts.sum(axis=1))
    assert grouped(groups, parts).shape == (50, len(groups))


def test_columns_of_one_role_share_a_group_and_others_stand_alone(small_run: SmallRun) -> None:
    card, sources = small_run.model.card, small_run.model.preparation.sources
    groups = {group.role: group for group in role_groups(small_run.model) if group.role}

    for role, columns in card.roles.items():
        used = {name for name in columns if name in sources}
        assert not used or used <= {sources[place] for place in groups[role].places}
    assert len(groups["services"].places) > 1
    assert groups["contract"].label == card.phrases["Contract"].label


def test_without_its_blueprint_a_role_is_told_by_its_name(small_run: SmallRun) -> None:
    lost = replace(small_run.model, card=replace(small_run.model.card, blueprint="gone"))

    assert next(group.label for group in role_groups(lost) if group.role == "services") == "services"
