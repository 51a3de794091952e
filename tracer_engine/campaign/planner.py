"""Whom to contact, exactly: the customers of highest expected gain above 0, as far as the limits go.

All cost the same to put on the list, so taking the best ones first is the optimum. The gain of a list is linear in
the probabilities: sums by bins of them, once for each point of the curve, give the whole band by one product.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracer_engine.campaign.control import advise, hold_back
from tracer_engine.campaign.doubt import Doubt
from tracer_engine.campaign.emp import expected_maximum_profit, roc_hull
from tracer_engine.campaign.settings import check_settings, most_contacts
from tracer_engine.campaign.words import Phrases
from tracer_engine.evaluation.metrics import Values
from tracer_engine.types.campaign import (
    CampaignBasis,
    CampaignCurve,
    CampaignPlan,
    CampaignSettings,
    Emp,
    RuleGain,
)
from tracer_engine.types.model import ModelCard
from tracer_engine.types.report import Interval

POINTS = 200
FEWEST_OUTCOMES = 30
"""So many of each outcome in the file, at least, or the ranking is judged by the training's."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Customers:
    """Who may be contacted: arrays of one length, in the order of the file.

    `outcome` is 1 and 0 where it is known, else -1; `rule` puts rows in the one-line rule's order, the highest first
    (None: not known). `base_rate` is the one the probabilities are anchored to, where they are. `trained_on`: they are
    the rows the model learned from; `fair`: their probabilities are by models that had not seen them.
    """

    log_odds: Values
    probability: Values
    outcome: NDArray[np.int8]
    rule: Values | None
    card: ModelCard
    basis: CampaignBasis | None
    trained_on: bool = False
    fair: bool = True
    base_rate: float | None = None

    @property
    def rows(self) -> int:
        """How many they are."""
        return len(self.probability)

    def take(self, rows: NDArray[np.intp]) -> Customers:
        """Some of them."""
        return Customers(
            log_odds=self.log_odds[rows],
            probability=self.probability[rows],
            outcome=self.outcome[rows],
            rule=None if self.rule is None else self.rule[rows],
            card=self.card,
            basis=self.basis,
            trained_on=self.trained_on,
            fair=self.fair,
            base_rate=self.base_rate,
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Planned:
    """A plan and the arrays behind it: `listed` are places in the customers, best first, `held` which are control;
    `gain` and `value` are those of all customers.
    """

    plan: CampaignPlan
    listed: NDArray[np.intp]
    held: NDArray[np.bool_]
    gain: Values
    value: Values


@dataclass(frozen=True, kw_only=True, eq=False)
class _Priced:
    """What costs, acceptance and values make of the customers, whatever the limits."""

    key: tuple[float, ...]
    value: Values
    gain: Values
    order: NDArray[np.intp]
    total: Values  # gain of the first n, from none to all
    above: int
    weight: Values
    variance: Values
    curve: CampaignCurve
    emp: Emp | None


def expected_gains(probability: Values, value: Values, settings: CampaignSettings) -> Values:
    """The expected gain of contacting each customer: p a (V − offer) − (1 − p) a0 offer − contact."""
    a, a0, offer = settings.acceptance, settings.stayer_acceptance, settings.offer_cost
    return probability * a * (value - offer) - (1 - probability) * a0 * offer - settings.contact_cost


def best_first(values: Values) -> NDArray[np.intp]:
    """Places in order of falling values, ties by place: what a stable sort gives, in a fifth of its time."""
    order = np.argsort(-values)
    ordered = values[order]
    same = ordered[1:] == ordered[:-1]
    if same.any():
        places = np.flatnonzero(np.append(same, False) | np.append(False, same))
        run = np.cumsum(np.append(True, ~same))[places]
        order[places] = order[places][np.lexsort((order[places], run))]
    return order


class Planner:
    """Plans campaigns for the same customers again and again; what settings leave as it was is not reckoned anew."""

    def __init__(self, customers: Customers) -> None:
        self.customers = customers
        self._by_probability = best_first(customers.probability)
        self._rule_groups = _groups(customers.rule)
        self._doubt: tuple[int, Doubt] | None = None
        self._priced: _Priced | None = None
        self._hull: tuple[Values, float, str] | None = self._ranking()
        if self.customers.rows:
            self.points = np.unique(np.round(np.linspace(0, customers.rows, POINTS + 1)).astype(np.int64))
        else:
            self.points = np.zeros(1, dtype=np.int64)

    def plan(self, settings: CampaignSettings, value: Values) -> Planned:
        """The optimal campaign; `value` (rows,) is what each customer is worth if kept, in money.

        Raises InputError where the settings cannot be.
        """
        check_settings(settings)
        priced = self._price(settings, value)
        limit, by = most_contacts(settings, self.customers.rows)
        count = min(limit, priced.above)
        listed = priced.order[:count]
        held = hold_back(count, settings.control_share, settings.seed)
        called = listed[~held]
        gain = float(priced.gain[called].sum()) if held.any() else float(priced.total[count])
        low, high = self._interval(settings.seed, priced, called)
        probability = self.customers.probability[listed]
        words = Phrases(self.customers.card.wording, settings, self._rule_text)
        best = priced.above
        rules = self._rules(priced, count, len(called), gain)
        plan = CampaignPlan(
            settings=settings,
            rows=self.customers.rows,
            customers=count,
            called=len(called),
            control=count - len(called),
            committed_cost=float(settings.committed * len(called)),
            expected_gain=Interval(value=gain, low=gain + low, high=gain + high),
            limit=limit,
            limited_by=by if count < best else "customers" if best == self.customers.rows else "gain",
            optimum=best,
            optimum_gain=float(priced.total[best]),
            one_more=self._more(priced, count, 1),
            ten_more=self._more(priced, count, 10),
            break_even=self._break_even(settings, priced, called),
            rules=rules,
            emp=priced.emp,
            advice=advise(probability, settings.acceptance, settings.control_share, words.wording),
            curve=priced.curve,
            already_gone=int(np.count_nonzero(self.customers.outcome[called] == 1)),
            headline="",
            under="",
            marginal="",
            control_text="",
        )
        plan = words.written(plan, given_up=float(priced.gain[listed[held]].sum()))
        return Planned(plan=plan, listed=listed, held=held, gain=priced.gain, value=priced.value)

    # ------------------------------------------------------------ prices

    def _price(self, settings: CampaignSettings, value: Values) -> _Priced:
        costs = (settings.offer_cost, settings.contact_cost, float(settings.seed))
        key: tuple[float, ...] = (settings.acceptance, settings.stayer_acceptance, *costs)
        known = self._priced
        if known is not None and known.key == key and (known.value is value or np.array_equal(known.value, value)):
            return known
        p = self.customers.probability
        a, a0, offer = settings.acceptance, settings.stayer_acceptance, settings.offer_cost
        gain = expected_gains(p, value, settings)
        order = best_first(gain)
        total = np.concatenate([[0.0], np.cumsum(gain[order])])
        weight = a * (value - offer) + a0 * offer
        mean = gain + settings.contact_cost
        variance = p * a * (value - offer) ** 2 + (1 - p) * a0 * offer**2 - mean**2
        self._priced = _Priced(
            key=key,
            value=value,
            gain=gain,
            order=order,
            total=total,
            above=int(np.count_nonzero(gain > 0)),
            weight=weight,
            variance=variance,
            curve=self._curve(settings.seed, gain, order, total, weight, variance),
            emp=self._emp(settings, value),
        )
        return self._priced

    def _curve(
        self, seed: int, gain: Values, order: NDArray[np.intp], total: Values, weight: Values, variance: Values
    ) -> CampaignCurve:
        points, doubt = self.points, self._doubts(seed)
        if len(points) < 2:
            zero = np.zeros(1)
            return CampaignCurve(contacts=points, gain=zero, low=zero, high=zero, rule=None)
        part = np.repeat(np.arange(len(points) - 1), np.diff(points))
        place = part * doubt.bins + doubt.bin[order]
        sums = np.bincount(place, weight[order], minlength=(len(points) - 1) * doubt.bins)
        sums = np.cumsum(sums.reshape(-1, doubt.bins), axis=0)
        spread = np.cumsum(np.bincount(part, variance[order], minlength=len(points) - 1))
        low, high = doubt.band(np.vstack([np.zeros(doubt.bins), sums]), np.maximum(np.append(0.0, spread), 0.0))
        value = total[points]
        return CampaignCurve(
            contacts=points, gain=value, low=value + low, high=value + high, rule=self._by_rule(gain, points)
        )

    def _doubts(self, seed: int) -> Doubt:
        if self._doubt is None or self._doubt[0] != seed:
            customers = self.customers
            self._doubt = seed, Doubt(customers.log_odds, customers.basis, customers.card.rows, seed)
        return self._doubt[1]

    def _interval(self, seed: int, priced: _Priced, called: NDArray[np.intp]) -> tuple[float, float]:
        """By how much the gain of these customers may be lower and higher."""
        if not len(called):
            return 0.0, 0.0
        doubt = self._doubts(seed)
        sums: Values = np.bincount(doubt.bin[called], priced.weight[called], minlength=doubt.bins).astype(np.float64)
        variance = max(0.0, float(priced.variance[called].sum()))
        low, high = doubt.band(sums[None, :], np.array([variance]))
        return float(low[0]), float(high[0])

    # ------------------------------------------------------------ beyond the list

    def _more(self, priced: _Priced, count: int, more: int) -> float:
        return float(priced.total[min(count + more, self.customers.rows)] - priced.total[count])

    def _break_even(self, settings: CampaignSettings, priced: _Priced, called: NDArray[np.intp]) -> float | None:
        """The acceptance at which the called pay for themselves; of nobody, at which a first contact would."""
        p, offer = self.customers.probability, settings.offer_cost
        brings = (
            p * np.maximum(priced.value - offer, 0.0) if not len(called) else p[called] * (priced.value[called] - offer)
        )
        costs = (1 - (p if not len(called) else p[called])) * settings.stayer_acceptance * offer + settings.contact_cost
        if len(called):
            return float(costs.sum() / brings.sum()) if brings.sum() > 0 else None
        worth = brings > 0
        least = float((costs[worth] / brings[worth]).min()) if worth.any() else np.inf
        return least if least <= 1 else None

    # ------------------------------------------------------------ other rules

    @property
    def _rule_text(self) -> str:
        basis = self.customers.basis
        return basis.rule_text if basis is not None and self._rule_groups is not None else ""

    def _rules(self, priced: _Priced, listed: int, count: int, gain: float) -> tuple[RuleGain, ...]:
        """What as many contacts as the plan's, which bring `gain`, would bring by other rules.

        A rule, too, lists as many as the plan and holds as many of them back at random.
        """
        rows = self.customers.rows
        everyone = float(priced.total[-1])
        contacted = count / listed if listed else 0.0
        rules = [
            RuleGain(key="plan", name="This list", customers=count, expected_gain=gain),
            RuleGain(
                key="probability",
                name="Highest probability first",
                customers=count,
                expected_gain=contacted * float(priced.gain[self._by_probability[:listed]].sum()),
            ),
        ]
        by_rule = self._by_rule(priced.gain, np.array([listed]))
        if by_rule is not None:
            name, brings = f"One-line rule: {self._rule_text}", contacted * float(by_rule[0])
            rules.append(RuleGain(key="one_line", name=name, customers=count, expected_gain=brings))
        at_random = everyone * count / rows if rows else 0.0
        rules += [
            RuleGain(key="random", name="At random", customers=count, expected_gain=at_random),
            RuleGain(key="everyone", name="Everyone, without limits", customers=rows, expected_gain=everyone),
            RuleGain(key="nobody", name="Nobody", customers=0, expected_gain=0.0),
        ]
        return tuple(rules)

    def _by_rule(self, gain: Values, points: NDArray[np.int64]) -> Values | None:
        """The gain of the first n by the one-line rule; those it does not tell apart are taken at random."""
        if self._rule_groups is None:
            return None
        group, ends = self._rule_groups
        total = np.cumsum(np.bincount(group, gain, minlength=len(ends)))
        return np.asarray(np.interp(points, np.append(0, ends), np.append(0.0, total)))

    # ------------------------------------------------------------ the ranking

    def _ranking(self) -> tuple[Values, float, str] | None:
        """ROC hull, base rate, and what they were measured on."""
        customers = self.customers
        known = customers.outcome >= 0
        y = customers.outcome[known].astype(np.float64)
        enough = min(y.sum(), len(y) - y.sum()) >= FEWEST_OUTCOMES
        if enough and (customers.fair or not customers.trained_on):
            told = "the outcomes in this file" if not customers.trained_on else "the training's test"
            return roc_hull(y, customers.log_odds[known]), float(y.mean()), told
        basis = customers.basis
        if basis is not None and basis.roc:
            return np.asarray(basis.roc), customers.base_rate or basis.base_rate, "the training's test"
        return None

    def _emp(self, settings: CampaignSettings, value: Values) -> Emp | None:
        if self._hull is None or not len(value):
            return None
        hull, base_rate, told = self._hull
        worth = float(value.mean())
        profit, share = expected_maximum_profit(
            hull,
            base_rate,
            value=worth,
            offer=settings.offer_cost,
            contact=settings.contact_cost,
            take_up=settings.stayer_acceptance,
        )
        return Emp(value=profit, share=share, measured_on=told, kept_value=worth)


def _groups(rule: Values | None) -> tuple[NDArray[np.intp], NDArray[np.intp]] | None:
    """For each row the place of its group in the rule's order, and how many rows there are up to the end of each."""
    if rule is None or not len(rule):
        return None
    rates, group = np.unique(-rule, return_inverse=True)
    return group.astype(np.intp), np.cumsum(np.bincount(group, minlength=len(rates)))
