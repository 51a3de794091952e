"""Sample files made by Tracer itself: the demo, and for tests a truth to compare with."""

from __future__ import annotations

from tracer_engine.samples.customers import EFFECTS, sample_customers
from tracer_engine.samples.files import write_samples

__all__ = ["EFFECTS", "sample_customers", "write_samples"]
