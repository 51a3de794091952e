"""What a what-if is asked and answered with, as pydantic models."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

from tracer_engine.endpoint.models import ROW
from tracer_engine.types import what_if

Cell = str | int | FiniteFloat | bool | None
EXAMPLE: dict[str, Any] = {"rows": [ROW], "set": {"Contract": "One year"}}


class WhatIfRequest(BaseModel):
    """A few rows, and what would be otherwise."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})
    rows: list[dict[str, Cell]] = Field(
        min_length=1, description="Cells by column name, as they would stand in a file.", examples=[[ROW]]
    )
    set: dict[str, Cell] = Field(
        min_length=1,
        description="Fields one can act on, and what they would be; of a number also a change such as “-10%”.",
        examples=[{"Contract": "One year"}],
    )


class Interval(BaseModel):
    """A value and its 95 % interval."""

    value: float
    low: float
    high: float


class SegmentWhatIf(BaseModel):
    """The rows as they are and as they would be: mean probability, expected number, and what that stands on."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)
    rows: int
    changed: int = Field(description="Rows that are otherwise than they were.")
    changes: dict[str, str]
    where: dict[str, str]
    before: Interval = Field(description="The mean probability as they are.")
    after: Interval
    expected_before: Interval = Field(description="How many of them are expected to have the outcome.")
    expected_after: Interval
    fewer: Interval = Field(description="The difference of the two.")
    unsupported: int | None = Field(
        description="Changed rows with too few rows of the training like them; null where that is not known."
    )
    stands_on: int | None = Field(description="Rows of the training that are like the changed ones.")
    alike_in: list[str]
    text: str
    caution: str

    @classmethod
    def of(cls, found: what_if.SegmentWhatIf) -> SegmentWhatIf:
        """The model of a what-if."""
        return cls.model_validate(asdict(found))
