from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from tracer_engine.blueprints import blueprint
from tracer_engine.campaign.control import advise, control_size, hold_back, power

WORDING = blueprint("churn").wording


@pytest.mark.parametrize(
    ("listed", "share", "size"), [(300, 0.1, 30), (7, 0.5, 4), (10, 0.01, 1), (1, 0.5, 0), (9, 0, 0)]
)
def test_a_share_of_the_list_is_held_back(listed: int, share: float, size: int) -> None:
    held = hold_back(listed, share, seed=1)

    assert held.shape == (listed,)
    assert held.sum() == control_size(listed, share) == size


def test_every_part_of_the_list_gives_its_share() -> None:
    held = hold_back(1000, 0.2, seed=3)

    assert [int(part.sum()) for part in np.split(held, 10)] == [20] * 10


def test_every_customer_is_as_likely_to_be_held_back() -> None:
    count = np.sum([hold_back(40, 0.25, seed) for seed in range(2000)], axis=0)

    assert count.sum() == 2000 * 10
    assert stats.chisquare(count).pvalue > 0.001


def test_power_is_the_share_of_campaigns_that_show_the_effect() -> None:
    random = np.random.default_rng(0)
    control, called, rate, rate_called = 80, 300, 0.5, 0.35
    left = random.binomial(control, rate, 20_000) / control
    left_called = random.binomial(called, rate_called, 20_000) / called
    pooled = (left * control + left_called * called) / (control + called)
    z = (left - left_called) / np.sqrt(pooled * (1 - pooled) * (1 / control + 1 / called))

    assert power(control, called, rate, rate_called) == pytest.approx(float(np.mean(z > 1.96)), abs=0.02)
    assert power(0, 10, 0.5, 0.2) == power(10, 10, 0.2, 0.2) == 0.05


def test_the_smallest_group_that_shows_the_effect_is_advised_in_words() -> None:
    found = advise(np.full(2000, 0.6), 0.3, 0.0, WORDING)

    assert found.power >= 0.8
    assert 0 < found.share < 0.2
    assert found.text.startswith(f"Hold back {found.customers} of the 2,000 customers")
    assert found.power_chosen is None
    assert advise(np.full(2000, 0.6), 0.3, found.share, WORDING).power_chosen == pytest.approx(found.power)


def test_a_list_too_short_to_tell_is_said_to_be() -> None:
    found = advise(np.full(40, 0.3), 0.2, 0.0, WORDING)

    assert found.power < 0.8
    assert found.customers == 8
    assert "too few for one campaign to tell" in found.text
    assert advise(np.empty(0), 0.2, 0.1, WORDING).text == "There is nothing to measure: nobody is on the list."
    assert "no contact keeps anybody" in advise(np.full(9, 0.5), 0.0, 0.1, WORDING).text
