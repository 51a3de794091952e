"""Customers of an invented telecom company, with a churn whose truth is known.

The log-odds with which a customer leaves are the sum of `EFFECTS`, nothing else. Gender, Region, PaperlessBilling
and OnlineSecurity have no effect of their own; the id has none at all. Whether somebody leaves is then drawn once
from that probability, so no model can do better than the probability itself.

Only uniform random numbers are drawn, and turned into everything else here: numpy promises the stream of its bit
generator across versions, but not that of its distributions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Texts = NDArray[np.str_]

REGIONS = ("North", "South", "East", "West", "Central")
PAYMENT_METHODS = ("Electronic check", "Bank transfer", "Credit card", "Mailed check")
NEW_PAYMENT_METHOD = "Digital wallet"
CONTRACTS = ("Month-to-month", "One year", "Two year")
INTERNET_TYPES = ("Fiber", "DSL", "None")

# Chosen so that about 24 % of the customers of month 0 leave.
INTERCEPT = -3.37


@dataclass(frozen=True, kw_only=True, eq=False)
class Traits:
    """What is true of each customer, one value a customer; where there is no internet, its values mean nothing."""

    female: NDArray[np.bool_]
    age: Floats
    tenure: Floats
    contract: Texts
    payment: Texts
    internet: Texts
    security: NDArray[np.bool_]
    support: NDArray[np.bool_]
    paperless: NDArray[np.bool_]
    charge: Floats
    calls: Floats
    outages: Floats
    usage: Floats
    late_bills: Floats
    discount: Floats
    region: Texts

    @property
    def online(self) -> NDArray[np.bool_]:
        """Who has internet at all."""
        return np.asarray(self.internet != "None")


Effect = Callable[[Traits], Floats]


def _levels(values: Texts, weights: Mapping[str, float]) -> Floats:
    return np.array([weights.get(str(value), 0.0) for value in values], dtype=np.float64)


EFFECTS: Mapping[str, Effect] = {
    # Steep in the first year, nearly flat after four: not a straight line.
    "TenureMonths": lambda t: 2.2 * np.exp(-t.tenure / 14.0) - 0.5,
    "Contract": lambda t: _levels(t.contract, {"Month-to-month": 1.25, "Two year": -1.4}),
    # A price nobody minds up to 75, then every 10 more cost 0.35.
    "MonthlyCharge": lambda t: 0.035 * np.maximum(t.charge - 75.0, 0.0),
    "PaymentMethod": lambda t: _levels(t.payment, {"Electronic check": 0.55}),
    "InternetType": lambda t: _levels(t.internet, {"Fiber": 0.45, "None": -0.5}),
    # Two effects together: missing support hurts where the line is fiber, and hardly elsewhere.
    "TechSupport x InternetType": lambda t: np.where(
        t.online & ~t.support, np.where(t.internet == "Fiber", 0.8, 0.1), 0.0
    ),
    "SupportCalls60d": lambda t: 0.45 * np.minimum(t.calls, 4.0),
    # One outage is forgiven.
    "OutagesLast90d": lambda t: np.where(t.online & (t.outages >= 2), 0.85, 0.0),
    # Who hardly uses the line leaves, and who uses it very much a little more often.
    "DataUsageGB": lambda t: np.where(
        t.online, 1.2 * np.exp(-t.usage / 40.0) + np.where(t.usage > 600.0, 0.3, 0.0), 0.0
    ),
    "LateBills": lambda t: 0.3 * np.minimum(t.late_bills, 3.0),
    # A discount keeps only those who could go at once.
    "DiscountPct x Contract": lambda t: np.where(t.contract == "Month-to-month", -0.045 * t.discount, 0.0),
    "Age": lambda t: np.where(t.age < 30, 0.35, 0.0) - np.where(t.age > 65, 0.2, 0.0),
}


def true_log_odds(traits: Traits) -> Floats:
    """The log-odds of leaving, shape (customers,)."""
    total = np.full(traits.age.shape, INTERCEPT)
    for effect in EFFECTS.values():
        total = total + effect(traits)
    return total


def _choice(draw: Floats, values: tuple[str, ...], shares: Floats) -> Texts:
    """One of `values` per draw; `shares` is (values,) or (customers, values), rows summing to 1."""
    edges = np.cumsum(np.broadcast_to(shares, (draw.size, len(values))), axis=1)[:, :-1]
    chosen: Texts = np.asarray(values)[(draw[:, None] >= edges).sum(axis=1)]
    return chosen


def _bell(draw: Floats) -> Floats:
    """Bell-shaped values of mean 0 and deviation 1 within ±3.46, from draws of shape (12, customers) of [0, 1)."""
    bell: Floats = draw.sum(axis=0) - 6.0
    return bell


def _counts(draw: Floats, mean: Floats, most: int) -> Floats:
    """Poisson counts of this mean, at most `most`, by inverting the distribution function."""
    term = np.exp(-mean)
    reached = term.copy()
    counts = np.zeros_like(mean)
    for count in range(1, most + 1):
        counts = counts + (draw >= reached)
        term = term * mean / count
        reached = reached + term
    return counts


def draw_traits(random: np.random.Generator, rows: int, month: int) -> Traits:
    """Invents `rows` customers; each later `month` brings dearer plans, more calls and a new way to pay."""

    def draw() -> Floats:
        return random.random(rows)

    tenure = np.floor(np.where(draw() < 0.42, 1.0 + 72.0 * draw() ** 2, 1.0 + 72.0 * draw()))
    tenure = np.where(draw() < 0.005, 0.0, tenure)
    settled = np.clip(tenure / 72.0, 0.0, 1.0)
    shares = np.stack([0.78 - 0.55 * settled, 0.15 + 0.13 * settled, 0.07 + 0.42 * settled], axis=1)
    contract = _choice(draw(), CONTRACTS, shares)
    internet = _choice(draw(), INTERNET_TYPES, np.array([0.46, 0.34, 0.20]))
    online, fiber = internet != "None", internet == "Fiber"
    paperless = draw() < np.where(online, 0.66, 0.35)
    by_check = np.where(paperless & online, 0.45, 0.16)
    rest = 1.0 - by_check
    payment = _choice(draw(), PAYMENT_METHODS, np.stack([by_check, rest * 0.36, rest * 0.36, rest * 0.28], axis=1))
    if month > 0:
        payment = np.where(draw() < 0.03, NEW_PAYMENT_METHOD, payment)
    security, support = draw() < np.where(fiber, 0.32, 0.48), draw() < np.where(fiber, 0.34, 0.5)
    plan = np.where(fiber, 78.0, np.where(online, 52.0, 21.0)) * 1.02**month
    charge = plan + 4.5 * security + 5.0 * support + np.where(online, 9.0, 2.0) * _bell(random.random((12, rows)))
    outages = _counts(draw(), np.where(fiber, 0.7, 0.9), 9)
    calls = _counts(draw(), 0.55 + 0.1 * month + 0.25 * np.minimum(outages, 3.0) * online, 12)
    usage = np.exp(4.9 + 0.5 * fiber + 0.75 * _bell(random.random((12, rows))))
    discount = np.where(draw() < 0.3, 5.0 * np.floor(1.0 + 5.0 * draw()), 0.0)
    return Traits(
        female=draw() < 0.5,
        age=np.floor(18.0 + 72.0 * (draw() + draw() + draw()) / 3.0),
        tenure=tenure,
        contract=contract,
        payment=payment,
        internet=internet,
        security=security,
        support=support,
        paperless=paperless,
        charge=np.round(np.maximum(charge, 14.0) * 20.0) / 20.0,
        calls=calls,
        outages=outages,
        usage=np.round(usage, 1),
        late_bills=_counts(draw(), np.full(rows, 0.45), 6),
        discount=discount,
        region=_choice(draw(), REGIONS, np.array([0.24, 0.22, 0.2, 0.19, 0.15])),
    )


def customer_ids(seed: int, rows: int, month: int) -> list[str]:
    """Ids such as "4821-KDWQX": all different, also between months, and telling nothing."""
    letters = 26**5
    space = 10_000 * letters
    first = seed * 1_000_003 + month * 20_000_000
    ids = []
    for row in range(rows):
        # Multiplying by a number that shares no factor with the space maps different rows to different ids.
        digits, rest = divmod((first + row) * 48_271_000_757 % space, letters)
        word = ""
        for _ in range(5):
            rest, letter = divmod(rest, 26)
            word += chr(ord("A") + letter)
        ids.append(f"{digits:04d}-{word}")
    return ids


def _yes_no(values: NDArray[np.bool_]) -> list[str]:
    return ["Yes" if value else "No" for value in values]


def _whole(values: Floats) -> list[str]:
    return [str(int(value)) for value in values]


def _online_only(texts: list[str], online: NDArray[np.bool_]) -> list[str]:
    """Blank for those without internet: the question does not arise for them."""
    return [text if has else "" for text, has in zip(texts, online, strict=True)]


def sample_customers(seed: int = 1, rows: int = 5000, month: int = 0) -> tuple[dict[str, list[str]], Floats]:
    """The columns of an export, cell texts by column name, and the true probability to leave of each row.

    `month` 0 is the file to learn from; later months hold other customers, drift a little and know a payment
    method that month 0 does not. The probability has shape (rows,) and stands in no column.
    """
    random = np.random.Generator(np.random.PCG64([seed, month]))
    traits = draw_traits(random, rows, month)
    probability = 1.0 / (1.0 + np.exp(-true_log_odds(traits)))
    leaves = random.random(rows) < probability
    total = traits.charge * traits.tenure * (0.94 + 0.12 * random.random(rows))
    # A first bill that is not written yet, and a few that nobody entered.
    unknown = (traits.tenure == 0) | (random.random(rows) < 0.002)
    columns = {
        "CustomerID": customer_ids(seed, rows, month),
        "Gender": ["Female" if female else "Male" for female in traits.female],
        "Age": _whole(traits.age),
        "TenureMonths": _whole(traits.tenure),
        "Contract": [str(text) for text in traits.contract],
        "PaymentMethod": [str(text) for text in traits.payment],
        "PaperlessBilling": _yes_no(traits.paperless),
        "InternetType": [str(text) for text in traits.internet],
        "OnlineSecurity": _online_only(_yes_no(traits.security), traits.online),
        "TechSupport": _online_only(_yes_no(traits.support), traits.online),
        "DataUsageGB": _online_only([f"{value:.1f}" for value in traits.usage], traits.online),
        "OutagesLast90d": _online_only(_whole(traits.outages), traits.online),
        "SupportCalls60d": _whole(traits.calls),
        "LateBills": _whole(traits.late_bills),
        "DiscountPct": _whole(traits.discount),
        "MonthlyCharge": [f"{value:.2f}" for value in traits.charge],
        "TotalCharges": ["" if gap else f"{value:.2f}" for value, gap in zip(total, unknown, strict=True)],
        "Region": [str(text) for text in traits.region],
        "Churn": _yes_no(leaves),
    }
    return columns, probability
