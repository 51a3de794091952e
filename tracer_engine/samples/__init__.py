"""Sample files made by Tracer itself: the demo, and for tests a truth to compare with."""

from __future__ import annotations

from tracer_engine.samples.customers import EFFECTS, sample_customers
from tracer_engine.samples.drawn import sample_columns, sample_target
from tracer_engine.samples.files import write_blueprint_samples, write_samples

__all__ = [
    "EFFECTS",
    "sample_columns",
    "sample_customers",
    "sample_target",
    "write_blueprint_samples",
    "write_samples",
]
