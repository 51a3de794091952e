"""Contributions turned into sentences about the row, the strongest first."""

from __future__ import annotations

import re
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from tracer_engine.evaluation.metrics import Values
from tracer_engine.features.preparation import Engineered, InputColumn, Prepared
from tracer_engine.features.wording import number_text, value_text
from tracer_engine.scoring.model import Model
from tracer_engine.types.model import Phrase

LEAST = 0.02  # log-odds: a smaller push is no reason
_STATING = ("Is", "Was", "Has", "Had")  # with these begins the name of a flag that is a statement


def strongest(contributions: Values, towards: NDArray[np.bool_], count: int) -> tuple[NDArray[np.intp], Values]:
    """The `count` sources that push hardest in each row's direction: (rows, count) indices and their pushes.

    `towards` tells for each row whether pushes towards the outcome count (else those away from it). A push that is
    too small, or goes the other way, is 0.
    """
    signed = np.where(towards[:, None], contributions, -contributions)
    count = min(count, signed.shape[1])
    order = np.argsort(-signed, axis=1, kind="stable")[:, :count]
    pushes = np.take_along_axis(signed, order, axis=1)
    return order, np.where(pushes < LEAST, 0.0, pushes)


class Sentences:
    """Makes the sentence of a source and a value once and remembers it."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.preparation = model.preparation
        self.numbers: tuple[InputColumn | Engineered, ...] = (
            *self.preparation.number_inputs,
            *self.preparation.engineered,
        )
        self._known: dict[tuple[int, object], str] = {}

    def sentence(self, prepared: Prepared, row: int, source: int) -> str:
        """The sentence about `source` in `row`."""
        if source < len(self.numbers):
            value: object = float(prepared.numbers[row, source])
        else:
            value = int(prepared.codes[row, source - len(self.numbers)])
        key = (source, value if value == value else "missing")
        if key not in self._known:
            self._known[key] = self._make(source, value)
        return self._known[key]

    def of_levels(self) -> frozenset[str]:
        """Every sentence that can be said about a flag or a category."""
        return frozenset(
            self._make(source, code)
            for source, column in enumerate(self.preparation.category_inputs, start=len(self.numbers))
            for code in range(-1, len(column.levels) + 1)
        )

    def _make(self, source: int, value: object) -> str:
        name = self.preparation.sources[source]
        phrase = self.model.card.phrases.get(name) or Phrase(label=name)
        if isinstance(value, float):
            return self._number(phrase, source, value)
        column = self.preparation.category_inputs[source - len(self.numbers)]
        if value == -1:
            return _said(phrase.label, "not known")
        if value == len(column.levels):
            return _said(phrase.label, "a rare or new value")
        text = column.labels[int(str(value))]
        if column.kind == "flag":
            template = phrase.high if value == 1 else phrase.low
            if not template or "{usual}" in template:
                # A sentence about a number, of a role that numbers and flags can play.
                template = phrase.level
            text = "yes" if value == 1 else "no"
            return _filled(template, text, "") or _answer(phrase.label, yes=value == 1)
        return _filled(phrase.level, text, "") or _said(phrase.label, text)

    def _number(self, phrase: Phrase, source: int, value: float) -> str:
        column = self.numbers[source]
        if value != value:
            return _said(phrase.label, "not known")
        if getattr(column, "kind", "number") == "date":
            return _said(phrase.label, day_text(value))
        text, usual = value_text(value), number_text(column.usual)
        # Words such as "only" need a value that stands out, not one a little off the middle.
        high = value > column.usual and value >= column.upper
        low = value < column.usual and value <= column.lower
        template = phrase.high if high else phrase.low if low else ""
        counted = f" {phrase.counted}" if phrase.counted else ""
        if sentence := _filled(template, text + counted, usual + counted):
            return sentence
        unit = f" {phrase.unit}" if phrase.unit and not phrase.unit.startswith(("currency", "code")) else ""
        if text == usual or not (high or low):
            return _said(phrase.label, f"{text}{unit}")
        return _said(phrase.label, f"{text}{unit}, usually {usual}{unit}")


def _said(label: str, text: str) -> str:
    """What a column of no known role says, as a sentence: "Late bills are 7", "Contract is Monthly"."""
    named = re.split(r" (?:at|by|for|from|in|of|on|per|since|to|until|with)\b", label, maxsplit=1)[0]
    many = named.endswith("s") and not named.lower().endswith(("ss", "us", "is", "news"))
    return f"{label} {'are' if many else 'is'} {text}"


def _answer(label: str, *, yes: bool) -> str:
    """A flag of no known role: its own words where they are a statement ("Is active"), else "Overtime is yes"."""
    verb, _, rest = label.partition(" ")
    if verb in _STATING and rest:
        return label if yes else f"{verb} not {rest}" if verb in ("Is", "Was") else f"{verb} no {rest}"
    return _said(label, "yes" if yes else "no")


def _filled(template: str, value: str, usual: str) -> str:
    """The template with its two places filled ("" stays ""); cell text is never itself read as a template."""
    filled = template.replace("{usual}", usual).replace("{value}", value)
    return re.sub(r"(?<![\d.,])1 (day|week|month|year|time)s\b", r"1 \1", filled)


def day_text(days: float) -> str:
    """A day count since 1970-01-01 as an ISO date."""
    try:
        return (date(1970, 1, 1) + timedelta(days=float(days))).isoformat()
    except OverflowError:
        return "a date out of range"


def reason_sentences(
    model: Model, prepared: Prepared, contributions: Values, log_odds: Values, count: int, sentences: Sentences
) -> list[list[str]]:
    """For each row up to `count` sentences, strongest first, "" where there is no further reason.

    A row at or above the base rate is told what raises its score. One below is told what lowers it, and the sentence
    says so.
    """
    base = model.card.base_rate
    towards = log_odds >= np.log(base / (1 - base))
    chance = model.card.wording.risk.split(" of ")[0]  # "risk" of leaving, "chance" of the outcome
    order, pushes = strongest(contributions, towards, count)
    rows = []
    for row in range(len(log_odds)):
        found = [
            sentences.sentence(prepared, row, int(order[row, place])) if pushes[row, place] > 0 else ""
            for place in range(order.shape[1])
        ]
        if not towards[row]:
            found = [f"Lowers the {chance}: {text}" if text else "" for text in found]
        rows.append(found + [""] * (count - len(found)))
    return rows
