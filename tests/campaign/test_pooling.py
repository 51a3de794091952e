"""Several simulated campaigns with an uplift that is known, and what is made of them together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.campaign.test_outcomes import ACCEPTANCE, campaign, outcomes
from tracer_engine.blueprints import blueprint
from tracer_engine.campaign.outcome_words import Joined
from tracer_engine.campaign.outcomes import measure, with_others
from tracer_engine.campaign.pooling import added, differ_by_chance, pooled
from tracer_engine.campaign.record import CampaignRecord
from tracer_engine.types.outcomes import EarlierCampaign
from tracer_engine.types.report import Interval

WORDING = blueprint("churn").wording


def earlier(record: CampaignRecord, seed: int) -> EarlierCampaign:
    """A campaign whose outcomes came back."""
    return EarlierCampaign(
        id=record.id, created=f"2026-01-{1 + seed % 28:02d}T00:00:00+00:00", source="next.csv", model={},
        table=record.id,
        called=int(np.count_nonzero(~record.control)), control=int(np.count_nonzero(record.control)),
        settings=record.settings, expected_gain=Interval(value=5000.0, low=3000.0, high=7000.0),
        measured=measure(record, outcomes(record, seed), Joined()),
    )  # fmt: skip


def several(seed: int) -> tuple[list[EarlierCampaign], dict[str, float]]:
    """Campaigns of different size, risk and share held back, and what they did in truth."""
    made, truth = [], {"saves": 0.0, "gain": 0.0, "acceptance": ACCEPTANCE}
    for at, (listed, share) in enumerate(((600, 0.25), (250, 0.1), (400, 0.4))):
        number = 1000 * (at + 1) + seed
        record, p = campaign(number, listed=listed, share=share)
        made.append(earlier(record, number))
        p, value = p[~record.control], record.value[~record.control]
        truth["saves"] += float((p * ACCEPTANCE).sum())
        truth["gain"] += float((p * ACCEPTANCE * (value - 15) - (1 - p) * 15 - 2).sum())
    return made, truth


def test_the_intervals_of_campaigns_together_cover_the_truth_and_are_narrower() -> None:
    covered = dict.fromkeys(("saves", "gain", "acceptance"), 0)
    for seed in range(100):
        made, truth = several(seed)
        found = pooled(made, WORDING)
        assert found is not None
        for name, true in truth.items():
            interval = getattr(found, name)
            assert interval.low <= interval.value <= interval.high
            covered[name] += interval.low <= true <= interval.high
        alone = made[0].measured
        assert alone is not None
        assert alone.acceptance is not None
        assert found.acceptance.high - found.acceptance.low < alone.acceptance.high - alone.acceptance.low

    assert min(covered.values()) >= 90


def test_sums_are_those_of_the_campaigns_and_the_order_does_not_matter() -> None:
    made, _ = several(1)
    found = pooled(made, WORDING)
    assert found is not None
    measured = [one.measured for one in made if one.measured is not None]

    assert found == pooled(made[::-1], WORDING)
    assert found.called.known == sum(one.called.known for one in measured)
    assert found.saves.value == pytest.approx(sum(one.saves.value for one in measured if one.saves))
    assert found.gain is not None
    assert found.gain.value == pytest.approx(sum(one.gain.value for one in measured if one.gain))
    assert found.expected_gain == sum(one.expected_gain for one in measured)
    assert found.headline.startswith("3 campaigns together kept about")
    told = with_others(measured[0], found)
    assert told.next_acceptance == round(found.acceptance.value, 2)
    assert told.pooled == found
    assert found.texts[-1] == f"Plan the next campaign with an acceptance of {found.acceptance.value:.2f}."


def test_one_campaign_alone_is_not_several() -> None:
    record, _ = campaign(1)
    one = earlier(record, 1)

    assert pooled([], WORDING) is None
    assert pooled([one], WORDING) is None
    assert pooled([one, replace(one, id="other", table="other", measured=None)], WORDING) is None


def test_what_cannot_be_counted_is_left_out_and_said() -> None:
    made, _ = several(2)
    record, _ = campaign(9, share=0.0)
    without = earlier(record, 9)
    assert made[0].measured is not None
    early = replace(made[0], id="early", table="early", measured=replace(made[0].measured, unripe=True))
    again = replace(made[1], id="zz", created="2026-02-01T00:00:00+00:00")
    found = pooled([*made, without, early, again], WORDING)

    assert found is not None
    assert set(found.ids) == {made[0].id, made[2].id, "zz"}
    told = " ".join(found.texts)
    assert "1 more campaign was measured and does not count here: it may be too early to measure it." in told
    assert "1 more campaign was measured and does not count here: a later list of the same table counts." in told
    assert "1 more campaign was measured and does not count here: nobody was held back." in told


def test_money_of_different_currencies_is_not_added_up() -> None:
    made, _ = several(3)
    made[1] = replace(made[1], settings=replace(made[1].settings, currency="CHF"))
    found = pooled(made, WORDING)

    assert found is not None
    assert (found.gain, found.expected_gain) == (None, None)
    assert "Their currencies differ" in found.texts[2]


def test_limits_are_added_as_squares() -> None:
    parts = [Interval(value=10.0, low=7.0, high=12.0), Interval(value=5.0, low=1.0, high=5.5)]

    found = added(parts)

    assert (found.value, found.low) == (15.0, 10.0)
    assert found.high == pytest.approx(15 + (4 + 0.25) ** 0.5)


def test_campaigns_that_work_alike_differ_by_chance_and_others_do_not() -> None:
    assert differ_by_chance([(50, 100, 150, 400), (25, 50, 75, 200)]) > 0.9
    assert differ_by_chance([(500, 1000, 1000, 4000), (500, 1000, 2100, 4000)]) < 0.001
    random = np.random.default_rng(1)
    low = 0
    for _ in range(200):
        drawn = [(int(random.binomial(150, rate)), int(random.binomial(450, 0.7 * rate))) for rate in (0.4, 0.6, 0.5)]
        low += differ_by_chance([(control, 150, called, 450) for control, called in drawn]) < 0.05
    assert low <= 20
