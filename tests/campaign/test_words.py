from __future__ import annotations

import numpy as np
import pytest

from tests.campaign_customers import made_customers
from tracer_engine.campaign.planner import Planner
from tracer_engine.types.campaign import CampaignPlan, CampaignSettings

PROBABILITY = np.linspace(0.9, 0.01, 60)


def planned(**told: float | None) -> CampaignPlan:
    value = np.full(60, 200.0)
    return Planner(made_customers(PROBABILITY)).plan(CampaignSettings(value=1.0, **told), value).plan  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"capacity": 5}, "Ten more contacts would bring about €293. It is the number of contacts that ends the list."),
        ({"capacity": 5, "budget": 900.0}, "Your contacts run out before your budget does."),
        ({"budget": 60.0}, "It is the budget that ends the list, at €17 set aside for each contact."),
        ({"capacity": 9, "budget": 60.0}, "Your budget runs out before your contacts do, at €17 set aside for each."),
        ({}, "Nobody else is worth a contact: the next one would cost €0.68 more than it brings."),
        ({"contact_cost": 0.0, "offer_cost": 0.0}, "All 60 customers are on the list."),
        ({"capacity": 41}, "Another contact would bring about €"),
    ],
)
def test_what_ends_the_list_is_said(told: dict[str, float], says: str) -> None:
    assert says in planned(**told).marginal


def test_one_customer_is_not_many() -> None:
    plan = planned(capacity=1)

    assert plan.headline.startswith("Contact 1 customer and keep about €")
    two = planned(capacity=2, control_share=0.5)
    assert two.control_text.startswith("1 customer of 2 is held back at random and not contacted.")


def test_why_nobody_is_worth_a_contact_is_said() -> None:
    assert planned(acceptance=0.0).under == "A first contact pays for itself when 2.1 % of leavers accept."
    assert planned(offer_cost=500.0).under.startswith("No customer is worth so much that it pays")
    assert planned(capacity=0).under == "Without limits 42 customers are worth a contact, €806 in all."
