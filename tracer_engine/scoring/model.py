"""A trained model: prepared rows in, log-odds out, additive down to every source column."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from tracer_engine.features.preparation import Preparation
from tracer_engine.learners.contract import Member, Values
from tracer_engine.learners.views import Views
from tracer_engine.scoring.bends import Bends
from tracer_engine.types.campaign import CampaignBasis
from tracer_engine.types.model import ModelCard


@dataclass(frozen=True, kw_only=True, eq=False)
class Model:
    """log-odds = intercept + slope x sum of weight x member, along `bends`; each member is a sum over source columns.

    A learner that starts from another one counts for both: its weight is also part of the weight of the member it
    starts from, so that the members here are simply added. `basis` is what campaigns need of the training (None in
    models of early versions).
    """

    card: ModelCard
    preparation: Preparation
    members: tuple[tuple[Member, float], ...]
    slope: float
    intercept: float
    bends: Bends = field(default_factory=Bends)
    basis: CampaignBasis | None = None

    def log_odds(self, views: Views) -> Values:
        """Calibrated log-odds of the positive outcome, shape (rows,)."""
        total = np.full(views.rows, self.intercept)
        for member, weight in self.members:
            total += self.slope * weight * member.log_odds(views)
        return self.bends.log_odds(total)

    def contributions(self, views: Views) -> tuple[float, Values]:
        """The constant and (rows, sources) in log-odds: constant + row sum = `log_odds`, but for rounding."""
        constant = self.intercept
        parts = np.zeros((views.rows, views.sources))
        for member, weight in self.members:
            member_constant, member_parts = member.contributions(views)
            constant += self.slope * weight * member_constant
            parts += self.slope * weight * member_parts
        constant, stretch = self.bends.stretch(constant, parts.sum(axis=1))
        return constant, parts * stretch[:, None]
