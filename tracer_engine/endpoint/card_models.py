"""The model card as a pydantic model."""

from __future__ import annotations

from dataclasses import asdict

from pydantic import BaseModel

from tracer_engine.types.card import CardDocument


class CardSection(BaseModel):
    """One section: sentences, then a table, of facts where `head` is empty."""

    title: str
    sentences: list[str]
    head: list[str]
    rows: list[list[str]]
    code: str
    right: list[int]


class CardFigure(BaseModel):
    """One headline number."""

    label: str
    value: str
    range: str
    plain: str


class CardSummary(BaseModel):
    """What fits on one page."""

    question: str
    headline: str
    text: str
    worth_using: bool
    source: str
    figures: list[CardFigure]
    drivers: list[tuple[str, str]]
    left_out: list[str]
    decision: list[str]
    limits: list[str]
    facts: list[tuple[str, str]]


class Card(BaseModel):
    """Everything an auditor asks about a model, in words."""

    title: str
    summary: CardSummary
    sections: list[CardSection]

    @classmethod
    def of(cls, card: CardDocument) -> Card:
        """The model of a card."""
        return cls.model_validate({name: value for name, value in asdict(card).items() if name in cls.model_fields})
