"""What a campaign's settings have to keep, and how many contacts they allow."""

from __future__ import annotations

import math
from decimal import Decimal

from tracer_engine.errors import InputError
from tracer_engine.types.campaign import CampaignSettings, LimitedBy

MOST = 1e12
"""No amount of money is larger than this."""
_AMOUNTS = {
    "budget": "The budget",
    "contact_cost": "The cost of a contact",
    "offer_cost": "The cost of an offer",
    "value": "The value of a kept customer",
    "value_months": "The number of months",
}
_SHARES = {"acceptance": "The acceptance", "stayer_acceptance": "The take-up among those who stay"}
_OPTIONS = {"stayer_acceptance": "stayer-acceptance"}


def check_settings(settings: CampaignSettings) -> CampaignSettings:
    """The settings, which hold. Raises InputError where one cannot be, with the option it is told by."""
    if settings.capacity is not None and settings.capacity < 0:
        raise InputError(
            f"The capacity is {settings.capacity:,}, but it must be 0 or more.",
            remedy="Say how many contacts you can make, or leave it out for no limit.",
            options=("capacity",),
        )
    for name, what in _AMOUNTS.items():
        amount = getattr(settings, name)
        if amount is not None and not 0 <= amount <= MOST:  # nan is refused, too
            raise InputError(
                f"{what} is {_shown(amount)}, but it must be a number from 0 up.",
                remedy="Give an amount such as 15 or 2.50.",
                options=(name.replace("_", "-"),),
            )
    for name, what in _SHARES.items():
        share = getattr(settings, name)
        if not 0 <= share <= 1:
            raise InputError(
                f"{what} is {_shown(share)}, but it must lie between 0 and 1.",
                remedy=_as_share(share) or "Give a share: 0.25 is one in four.",
                options=(_OPTIONS.get(name, name),),
            )
    if not 0 <= settings.control_share < 1:
        raise InputError(
            f"The share of the control group is {_shown(settings.control_share)}, but it must be 0 or more, and less "
            "than 1.",
            remedy=_as_share(settings.control_share) or "Give a share: 0.1 holds back one in ten.",
            options=("control-share",),
        )
    if settings.base_rate is not None and not 0 < settings.base_rate < 1:
        raise InputError(
            f"A base rate of {_shown(settings.base_rate)} is none.",
            remedy=_as_share(settings.base_rate) or "Give a share between 0 and 1.",
            options=("base-rate",),
        )
    if settings.value is not None and settings.value_column is not None:
        raise InputError(
            "The value of a kept customer is told twice, as a number and as a column.",
            remedy="Give one of the two.",
            options=("value", "value-column"),
        )
    return settings


def most_contacts(settings: CampaignSettings, rows: int) -> tuple[int, LimitedBy]:
    """How many contacts the limits allow, and which of them is the tightest ("customers": neither).

    The budget pays for budget / (contact + offer) contacts, reckoned in decimal figures: 0.3 pays for three of 0.1.
    """
    limit, by = rows, "customers"
    if settings.capacity is not None and settings.capacity < limit:
        limit, by = settings.capacity, "capacity"
    committed = _exact(settings.contact_cost) + _exact(settings.offer_cost)
    if settings.budget is not None and _exact(settings.budget) < limit * committed:
        limit, by = int(_exact(settings.budget) // committed), "budget"
    return limit, by  # type: ignore[return-value]


def _exact(number: float) -> Decimal:
    """The decimal figures somebody wrote."""
    return Decimal(repr(float(number)))


def _shown(number: float) -> str:
    return f"{number:g}" if math.isfinite(number) else "no number"


def _as_share(number: float) -> str:
    """A remedy for somebody who gave 25 for 25 %."""
    return f"For {number:g} % give {number / 100:g}." if 1 < number <= 100 else ""
