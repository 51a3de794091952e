"""Simulated campaigns with an uplift that is known, and what is made of their outcomes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tracer_engine.blueprints import blueprint
from tracer_engine.campaign.control import hold_back
from tracer_engine.campaign.outcome_words import Joined
from tracer_engine.campaign.outcomes import acceptance_of, measure, saved_share, with_others
from tracer_engine.campaign.planner import expected_gains
from tracer_engine.campaign.record import CampaignRecord
from tracer_engine.types.campaign import CampaignSettings

ACCEPTANCE = 0.3
SETTINGS = CampaignSettings(contact_cost=2.0, offer_cost=15.0, acceptance=0.25, control_share=0.25)


def campaign(seed: int, listed: int = 600, share: float = 0.25) -> tuple[CampaignRecord, np.ndarray]:
    """A list of customers, best first, and the share of each who leaves without a call."""
    random = np.random.default_rng(seed)
    probability = np.sort(random.beta(4, 3, listed))[::-1]
    record = CampaignRecord(
        id=f"c{seed}", created="2026-01-01", source="next.csv", model={}, outcome="churn",
        wording=blueprint("churn").wording, target="Churn", positive="Yes", id_column="id",
        settings=replace(SETTINGS, control_share=share), expected_gain=(5000.0, 3000.0, 7000.0),
        keys=tuple(map(str, range(listed))), probability=probability, value=random.gamma(4, 200, listed),
        control=hold_back(listed, share, seed),
    )  # fmt: skip
    return record, probability


def outcomes(record: CampaignRecord, seed: int) -> np.ndarray:
    random = np.random.default_rng(1000 + seed)
    rate = np.where(record.control, record.probability, record.probability * (1 - ACCEPTANCE))
    return (random.random(len(rate)) < rate).astype(np.int8)


def test_the_intervals_cover_the_truth_in_90_of_100_campaigns() -> None:
    covered = dict.fromkeys(("saves", "gain", "acceptance"), 0)
    for seed in range(100):
        record, p = campaign(seed)
        found = measure(record, outcomes(record, seed), Joined())
        p, value = p[~record.control], record.value[~record.control]
        truth = {
            "saves": float((p * ACCEPTANCE).sum()),
            "gain": float((p * ACCEPTANCE * (value - 15) - (1 - p) * 15 - 2).sum()),
            "acceptance": ACCEPTANCE,
        }
        for name, true in truth.items():
            interval = getattr(found, name)
            assert interval.low <= interval.value <= interval.high
            covered[name] += interval.low <= true <= interval.high

    assert min(covered.values()) >= 90
    # Not because the intervals are as wide as can be.
    assert covered["saves"] <= 100


def test_a_large_campaign_tells_its_acceptance() -> None:
    record, _ = campaign(1, listed=20_000, share=0.5)
    found = measure(record, outcomes(record, 1), Joined())

    assert found.acceptance is not None
    assert found.acceptance.value == pytest.approx(ACCEPTANCE, abs=0.03)
    assert found.next_acceptance == round(found.acceptance.value, 2)
    assert found.headline.startswith("The contacts kept about ")
    told = with_others(found, None)
    assert told.pooled is None
    assert told.texts == (*found.texts, f"Plan the next campaign with an acceptance of {found.acceptance.value:.2f}.")


def test_without_a_control_group_nothing_is_claimed() -> None:
    record, _ = campaign(1, share=0.0)
    found = measure(record, outcomes(record, 1), Joined())

    assert found.control is None
    assert (found.saves, found.gain, found.acceptance, found.next_acceptance) == (None,) * 4
    assert found.called.rate.value > 0
    assert found.headline.startswith("Without a control group")
    assert any("Hold back a share of the next list" in text for text in found.texts)


def test_customers_whose_outcome_is_not_known_do_not_count() -> None:
    record, _ = campaign(2)
    outcome = outcomes(record, 2)
    outcome[::3] = -1
    joined = Joined(unmatched=4, doubled=1, missing=150, blank=50)
    found = measure(record, outcome, joined)

    assert found.called.known == int(np.count_nonzero((outcome >= 0) & ~record.control))
    assert found.called.customers == int(np.count_nonzero(~record.control))
    assert (found.unmatched, found.doubled, found.missing, found.blank) == (4, 1, 150, 50)
    told = " ".join(found.texts)
    for said in (
        *("150 customers of the list are not in the file", "50 customers of the list have no outcome"),
        *("4 ids in the file are not on the list", "1 id of the list stands in the file more than once"),
    ):
        assert said in told
    expected = expected_gains(record.probability, record.value, record.settings)[(outcome >= 0) & ~record.control]
    assert found.expected_gain == pytest.approx(expected.sum())


def test_too_few_outcomes_are_said_to_be_too_few() -> None:
    record, _ = campaign(3, listed=24)
    found = measure(record, outcomes(record, 3), Joined())

    assert found.saves is not None
    assert found.saves.low < 0 < found.saves.high
    assert found.headline == "It does not show that the contacts kept anybody"


def test_a_group_in_which_nobody_left_is_not_sure_that_nobody_would() -> None:
    share = saved_share(0, 20, 0, 80)

    assert share.value == 0
    assert share.low < -0.02
    assert share.high > 0.05


def test_nothing_learned_leaves_the_assumption_where_it_was() -> None:
    assert acceptance_of([(1, 2, 3, 6)], 0.25).value == pytest.approx(0.25, abs=0.03)
    more = acceptance_of([(300, 500, 1200, 2500)], 0.5)
    assert more.value == pytest.approx(1 - (1200 / 2500) / 0.6, abs=0.03)


@pytest.mark.parametrize("share", [0.25, 0.0])
def test_far_fewer_who_left_than_expected_may_be_too_early_to_measure(share: float) -> None:
    record, _ = campaign(4, share=share)
    outcome = outcomes(record, 4)
    early = np.where(np.random.default_rng(1).random(len(outcome)) < 0.3, outcome, 0).astype(np.int8)
    found = measure(record, early, Joined())

    assert found.unripe
    assert found.next_acceptance is None
    assert any("It may be too early: the list is of 2026-01-01." in text for text in found.texts)
    assert not measure(record, outcome, Joined()).unripe
    assert with_others(found, None).texts == found.texts


def test_as_many_as_expected_are_hardly_ever_called_too_early() -> None:
    found = [measure(record, outcomes(record, seed), Joined()) for seed in range(40) for record in [campaign(seed)[0]]]

    assert not any(one.unripe for one in found)


def test_an_acceptance_that_was_only_assumed_is_not_called_measured() -> None:
    record, _ = campaign(1)
    nobody_left = measure(record, np.zeros(len(record.keys), dtype=np.int8), Joined())

    assert nobody_left.next_acceptance is None
    assert any("cannot be told: these outcomes say hardly more than the 25 %" in text for text in nobody_left.texts)
    measured = measure(record, outcomes(record, 1), Joined())
    assert measured.next_acceptance is not None
    assert any("about" in text and "were kept (between" in text for text in measured.texts)
