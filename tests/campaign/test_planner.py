"""The planner against all lists there are, and what must hold whatever the numbers."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.campaign_customers import made_customers
from tracer_engine.campaign.planner import Planner, best_first, expected_gains
from tracer_engine.evaluation.metrics import sigmoid
from tracer_engine.types.campaign import CampaignBasis, CampaignSettings

Values = NDArray[np.float64]
BASIS = CampaignBasis(rule_text="tenure: the lowest first", rule_column="tenure", rule_rates=(0.5, 0.2, 0.3))


def small_case(seed: int) -> tuple[Values, Values, CampaignSettings]:
    """A few customers with ties and negative gains, and limits of which each binds in some of the cases."""
    random = np.random.default_rng(seed)
    rows = int(random.integers(1, 10))
    probability = random.choice([0.05, 0.2, 0.2, 0.5, 0.9], rows)
    value = random.choice([0.0, 40.0, 40.0, 200.0, 900.0], rows)
    settings = CampaignSettings(
        capacity=[None, 0, 1, 3, 20][random.integers(5)],
        budget=[None, 0.0, 17.0, 50.9, 51.0, 1e6][random.integers(6)],
        contact_cost=[0.0, 2.0, 5.0][random.integers(3)],
        offer_cost=[0.0, 12.0, 15.0][random.integers(3)],
        acceptance=[0.0, 0.25, 1.0][random.integers(3)],
        stayer_acceptance=[1.0, 0.4, 0.0][random.integers(3)],
        value=1.0,
    )
    return probability, value, settings


def best_by_trying_all(gain: Values, settings: CampaignSettings) -> float:
    """The most that any set of customers within the limits brings."""
    most = 0.0
    for size in range(len(gain) + 1):
        within = settings.capacity is None or size <= settings.capacity
        paid = settings.budget is None or size * settings.committed <= settings.budget + 1e-9
        if within and paid:
            most = max([most, *(sum(gain[list(some)]) for some in itertools.combinations(range(len(gain)), size))])
    return most


def test_the_list_is_the_best_of_all_lists_in_200_cases() -> None:
    ended_by = set()
    for seed in range(200):
        probability, value, settings = small_case(seed)
        planned = Planner(made_customers(probability)).plan(settings, value)
        gain = expected_gains(probability, value, settings)
        plan = planned.plan

        assert plan.expected_gain.value == pytest.approx(best_by_trying_all(gain, settings), abs=1e-9)
        assert np.all(gain[planned.listed] > 0)
        # The highest gains, ties by row.
        expected = sorted(range(len(gain)), key=lambda row: (-gain[row], row))[: plan.customers]
        assert planned.listed.tolist() == expected
        assert plan.committed_cost == pytest.approx(plan.customers * settings.committed)
        assert plan.expected_gain.low <= plan.expected_gain.value <= plan.expected_gain.high
        ended_by.add(plan.limited_by)
    assert ended_by == {"capacity", "budget", "gain", "customers"}


def test_ties_stand_in_the_order_of_the_file() -> None:
    random = np.random.default_rng(0)
    for values in (random.integers(0, 50, 5000).astype(float), random.normal(size=5000), np.zeros(7), np.empty(0)):
        assert best_first(values).tolist() == np.argsort(-values, kind="stable").tolist()


def many(rows: int = 3000, seed: int = 5) -> tuple[Values, Values]:
    random = np.random.default_rng(seed)
    return sigmoid(random.normal(-1.3, 1.4, rows)), random.gamma(4.0, 150.0, rows)


def test_more_money_more_contacts_and_more_acceptance_never_bring_less() -> None:
    probability, value = many()
    planner = Planner(made_customers(probability))
    settings = CampaignSettings(capacity=400, budget=5000.0, value=1.0)

    def gains(name: str, steps: Any) -> list[float]:
        return [planner.plan(replace(settings, **{name: step}), value).plan.expected_gain.value for step in steps]

    for name, steps in {
        "budget": np.linspace(0, 9000, 12),
        "capacity": np.arange(0, 600, 50),
        "acceptance": np.linspace(0, 1, 12),
    }.items():
        found = gains(name, steps)
        assert found == sorted(found)
        assert found[-1] > found[0]
    for name in ("contact_cost", "offer_cost", "stayer_acceptance"):
        dearer = gains(name, np.linspace(0, 1, 6))
        assert dearer == sorted(dearer, reverse=True)


def test_nobody_is_listed_where_nobody_accepts_and_everybody_where_it_costs_nothing() -> None:
    probability, value = many(50)
    planner = Planner(made_customers(probability))
    nobody = planner.plan(CampaignSettings(acceptance=0.0, value=1.0), value).plan
    everybody = planner.plan(CampaignSettings(contact_cost=0.0, offer_cost=0.0, value=1.0), value).plan
    no_money = planner.plan(CampaignSettings(budget=0.0, value=1.0), value).plan
    free_of_charge = planner.plan(CampaignSettings(budget=0.0, contact_cost=0.0, offer_cost=0.0, value=1.0), value).plan

    assert (nobody.customers, nobody.expected_gain.value, nobody.committed_cost) == (0, 0.0, 0.0)
    assert nobody.headline == "Contact nobody: no contact is expected to pay for itself"
    assert (everybody.customers, everybody.limited_by) == (50, "customers")
    assert no_money.customers == 0
    assert "limits allow no contact" in no_money.headline
    assert free_of_charge.customers == 50


def test_an_empty_table_gives_an_empty_plan() -> None:
    plan = Planner(made_customers(np.empty(0))).plan(CampaignSettings(value=1.0), np.empty(0)).plan

    assert (plan.customers, plan.rows, plan.expected_gain.value) == (0, 0, 0.0)
    assert plan.marginal == "There is nobody in the file."


def test_the_curve_goes_through_the_plan_and_peaks_at_the_optimum() -> None:
    probability, value = many()
    planner = Planner(made_customers(probability, rule=np.round(probability, 1), basis=BASIS))
    plan = planner.plan(CampaignSettings(value=1.0, capacity=600), value).plan
    curve = plan.curve

    assert curve.contacts[0] == 0
    assert curve.contacts[-1] == 3000
    assert len(curve.contacts) == 201
    assert np.interp(600, curve.contacts, curve.gain) == pytest.approx(plan.expected_gain.value, rel=1e-3)
    assert np.interp(600, curve.contacts, curve.low) == pytest.approx(plan.expected_gain.low, rel=0.05)
    assert plan.optimum_gain == pytest.approx(curve.gain.max(), rel=1e-3)
    assert abs(int(curve.contacts[np.argmax(curve.gain)]) - plan.optimum) <= 20
    assert np.all(curve.low <= curve.gain)
    assert np.all(curve.gain <= curve.high)
    assert curve.rule is not None
    assert curve.rule[-1] == pytest.approx(curve.gain[-1])
    assert np.all(curve.rule <= curve.gain + 1e-6)


def test_other_rules_are_held_to_as_many_contacts_and_none_is_better() -> None:
    probability, value = many()
    planner = Planner(made_customers(probability, rule=np.round(probability, 1), basis=BASIS))
    plan = planner.plan(CampaignSettings(value=1.0, capacity=500), value).plan
    rules = {rule.key: rule for rule in plan.rules}

    assert list(rules) == ["plan", "probability", "one_line", "random", "everyone", "nobody"]
    assert rules["plan"].expected_gain == plan.expected_gain.value
    gain = expected_gains(probability, value, plan.settings)
    first = np.argsort(-probability, kind="stable")[:500]
    assert rules["probability"].expected_gain == pytest.approx(gain[first].sum())
    assert rules["everyone"].expected_gain == pytest.approx(gain.sum())
    assert rules["random"].expected_gain == pytest.approx(gain.mean() * 500)
    assert rules["nobody"].expected_gain == 0
    assert all(rules[key].expected_gain < plan.expected_gain.value for key in ("probability", "one_line", "random"))
    assert "tenure: the lowest first" in plan.under


def test_rows_that_a_rule_does_not_part_count_as_taken_at_random() -> None:
    probability, value = many(10)
    planner = Planner(made_customers(probability, rule=np.repeat([0.9, 0.1], 5), basis=BASIS))
    plan = planner.plan(CampaignSettings(value=1.0, capacity=2, contact_cost=0.0, offer_cost=0.0), value).plan
    gain = expected_gains(probability, value, plan.settings)

    assert next(rule.expected_gain for rule in plan.rules if rule.key == "one_line") == pytest.approx(
        2 * gain[:5].mean()
    )


def test_what_more_contacts_would_bring_and_when_the_list_pays_for_itself() -> None:
    probability, value = many()
    planner = Planner(made_customers(probability))
    settings = CampaignSettings(value=1.0, capacity=300)
    plan = planner.plan(settings, value).plan

    def gain_of(capacity: int) -> float:
        return planner.plan(replace(settings, capacity=capacity), value).plan.expected_gain.value

    assert plan.one_more == pytest.approx(gain_of(301) - gain_of(300))
    assert plan.ten_more == pytest.approx(gain_of(310) - gain_of(300))
    listed = planner.plan(settings, value).listed
    assert plan.break_even is not None
    even = expected_gains(probability, value, replace(settings, acceptance=plan.break_even))
    assert even[listed].sum() == pytest.approx(0, abs=1e-6)
    # Of an empty list: from where on a first contact pays.
    none = planner.plan(replace(settings, acceptance=0.0), value).plan
    assert none.break_even is not None
    assert planner.plan(replace(settings, acceptance=none.break_even * 0.999), value).plan.customers == 0
    assert planner.plan(replace(settings, acceptance=none.break_even * 1.001), value).plan.customers > 0


def test_the_same_seed_gives_the_same_interval_and_control_group() -> None:
    probability, value = many()
    settings = CampaignSettings(value=1.0, capacity=300, control_share=0.2)
    one = Planner(made_customers(probability)).plan(settings, value)
    planner = Planner(made_customers(probability))
    planner.plan(replace(settings, acceptance=0.4, capacity=9), value)
    again, other = planner.plan(settings, value), planner.plan(replace(settings, seed=2), value)

    assert one.plan.expected_gain == again.plan.expected_gain
    assert one.held.tolist() == again.held.tolist() != other.held.tolist()
    assert (one.plan.called, one.plan.control, one.plan.customers) == (240, 60, 300)
    assert one.plan.committed_cost == 240 * 17
    gain = expected_gains(probability, value, settings)
    assert one.plan.expected_gain.value == pytest.approx(gain[one.listed[~one.held]].sum())


def test_other_rules_hold_back_as_many_as_the_list_does() -> None:
    probability, _ = many()
    value = np.full(len(probability), 600.0)
    settings = CampaignSettings(value=600.0, capacity=300, control_share=0.2)
    plan = Planner(made_customers(probability)).plan(settings, value).plan
    rules = {rule.key: rule for rule in plan.rules}

    # All are worth the same, so that the list is the most probable ones.
    assert rules["probability"].customers == plan.called == 240
    assert rules["probability"].expected_gain == pytest.approx(plan.expected_gain.value, rel=0.02)
    assert "and as many held back" in plan.under or "one_line" not in rules


def test_the_interval_holds_what_comes_out() -> None:
    """Gains drawn with percentages that are off as a training's may be, and outcomes by chance: 95 of 100 within."""
    random = np.random.default_rng(3)
    inside = 0
    probability, value = many(4000)
    settings = CampaignSettings(value=1.0, capacity=400)
    planned = Planner(made_customers(probability, trained_rows=3000)).plan(settings, value)
    rows, interval = planned.listed, planned.plan.expected_gain
    p, worth = probability[rows], value[rows]
    log_odds = np.log(p / (1 - p))
    draws = 200
    for _ in range(draws):
        # Calibration on 3,000 rows: intercept and slope off by about so much.
        true = sigmoid(log_odds * random.normal(1, 0.04) + random.normal(0, 0.06))
        leaves = random.random(len(rows)) < true
        kept = leaves & (random.random(len(rows)) < settings.acceptance)
        gain = (kept * (worth - settings.offer_cost) - ~leaves * settings.offer_cost - settings.contact_cost).sum()
        inside += interval.low <= gain <= interval.high
    assert 0.90 * draws <= inside <= draws
    assert interval.high - interval.low < interval.value


def test_those_who_have_left_are_counted_and_said() -> None:
    probability, value = many(200)
    outcome = (np.arange(200) % 4 == 0).astype(np.float64)
    plan = Planner(made_customers(probability, outcome)).plan(CampaignSettings(value=1.0, capacity=100), value).plan

    assert plan.already_gone > 0
    assert f"{plan.already_gone} customers on the list have left already, by the target column" in plan.notes[0]
    assert any("Risk is not persuadability" in note for note in plan.notes)


def test_the_ranking_is_judged_by_outcomes_of_the_file_or_of_the_training() -> None:
    probability, value = many()
    random = np.random.default_rng(1)
    outcome = (random.random(len(probability)) < probability).astype(np.float64)
    settings = CampaignSettings(value=1.0)
    basis = replace(BASIS, roc=((0.0, 0.0), (0.2, 0.8), (1.0, 1.0)), base_rate=0.2)

    def measured(outcome: Values | None, basis: CampaignBasis | None, **of: Any) -> str | None:
        planner = Planner(replace(made_customers(probability, outcome, basis=basis), **of))
        emp = planner.plan(settings, value).plan.emp
        return emp.measured_on if emp else None

    assert measured(outcome, basis) == "the outcomes in this file"
    assert measured(None, basis) == "the training's test"
    assert measured(outcome, basis, trained_on=True, fair=False) == "the training's test"
    assert measured(None, None) is None
