from __future__ import annotations

import pytest

from tracer_engine.campaign.settings import check_settings, most_contacts
from tracer_engine.errors import InputError
from tracer_engine.types.campaign import CampaignSettings


@pytest.mark.parametrize(
    ("told", "says", "option"),
    [
        ({"capacity": -1}, "capacity is -1", "capacity"),
        ({"budget": -0.5}, "budget is -0.5", "budget"),
        ({"contact_cost": float("nan")}, "cost of a contact is no number", "contact-cost"),
        ({"offer_cost": float("inf")}, "cost of an offer is no number", "offer-cost"),
        ({"value": -3.0}, "value of a kept customer is -3", "value"),
        ({"value_months": -1.0}, "number of months", "value-months"),
        ({"acceptance": 25.0}, "acceptance is 25", "acceptance"),
        ({"stayer_acceptance": 1.5}, "take-up", "stayer-acceptance"),
        ({"control_share": 1.0}, "control group is 1", "control-share"),
        ({"base_rate": 0.0}, "base rate of 0 is none", "base-rate"),
        ({"value": 3.0, "value_column": "x"}, "told twice", "value"),
    ],
)
def test_what_cannot_be_is_refused_with_its_option(told: dict[str, object], says: str, option: str) -> None:
    with pytest.raises(InputError, match=says) as error:
        check_settings(CampaignSettings(**told))  # type: ignore[arg-type]

    assert error.value.remedy
    assert option in error.value.options


def test_a_percentage_is_shown_as_the_share_it_means() -> None:
    with pytest.raises(InputError) as error:
        check_settings(CampaignSettings(acceptance=25.0))

    assert error.value.remedy == "For 25 % give 0.25."


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, (1000, "customers")),
        ({"capacity": 300}, (300, "capacity")),
        ({"capacity": 300, "budget": 2000.0}, (117, "budget")),
        ({"capacity": 117, "budget": 2000.0}, (117, "capacity")),
        ({"capacity": 5000}, (1000, "customers")),
        ({"budget": 0.3, "contact_cost": 0.1, "offer_cost": 0.0}, (3, "budget")),
        ({"budget": 1.1, "contact_cost": 0.1, "offer_cost": 0.1}, (5, "budget")),
        ({"budget": 0.0, "contact_cost": 0.0, "offer_cost": 0.0}, (1000, "customers")),
        ({"budget": 0.0}, (0, "budget")),
    ],
)
def test_the_tightest_limit_counts(told: dict[str, object], expected: tuple[int, str]) -> None:
    assert most_contacts(CampaignSettings(**told), 1000) == expected  # type: ignore[arg-type]
