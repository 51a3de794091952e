"""Customers to plan campaigns with, made without a model."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tracer_engine.blueprints import blueprint
from tracer_engine.campaign.planner import Customers
from tracer_engine.types.campaign import CampaignBasis
from tracer_engine.types.model import ModelCard

Values = NDArray[np.float64]


def card(rows: int = 5000, base_rate: float = 0.27) -> ModelCard:
    """The card of a churn model that was trained on so many rows."""
    record = blueprint("churn")
    return ModelCard(
        version="1", created="2026-01-01", source="customers.csv", blueprint=record.key,
        schema_version=record.schema_version, outcome=record.outcome, wording=record.wording, target="Churn",
        positive="Yes", id="CustomerID", effort="quick", seed=1, rows=rows, base_rate=base_rate, threshold=0.5,
        worth_using=True, columns={}, roles={}, importance={}, metrics={}, phrases={},
    )  # fmt: skip


def made_customers(
    probability: Values,
    outcome: Values | None = None,
    rule: Values | None = None,
    basis: CampaignBasis | None = None,
    trained_rows: int = 5000,
) -> Customers:
    """Customers with these probabilities."""
    p = np.clip(probability, 1e-9, 1 - 1e-9)
    unknown = np.full(len(p), -1.0)
    return Customers(
        log_odds=np.log(p / (1 - p)),
        probability=probability,
        outcome=(unknown if outcome is None else outcome).astype(np.int8),
        rule=rule,
        card=card(trained_rows),
        basis=basis,
    )
