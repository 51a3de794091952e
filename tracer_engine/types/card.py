"""The model card and its one-page summary as texts, ready for any front end to set."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class CardSection:
    """One section: sentences, then a table (with a heading, or of facts where `head` is empty).

    `code` is a command to copy; `right` are the columns of numbers.
    """

    title: str
    sentences: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    code: str = ""
    right: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CardFigure:
    """One headline number: what it is, its value, its 95 % interval and rival, what it means."""

    label: str
    value: str
    range: str
    plain: str


@dataclass(frozen=True, kw_only=True)
class CardSummary:
    """What fits on one page. `facts` and `drivers` are (name, text); `left_out`, `decision` and `limits` sentences."""

    question: str
    headline: str
    text: str
    worth_using: bool
    source: str
    figures: tuple[CardFigure, ...]
    drivers: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]
    decision: tuple[str, ...]
    limits: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class CardChart:
    """A chart of the report: its name there, its title, and its drawing as SVG, coloured by its style sheet."""

    name: str
    title: str
    svg: str


@dataclass(frozen=True, kw_only=True)
class CardDocument:
    """Everything an auditor asks about a model, and the page for whoever decides.

    `charts` are the report's gains and calibration; `style` is the style sheet they are drawn by.
    """

    title: str
    foot: str
    summary: CardSummary
    sections: tuple[CardSection, ...]
    charts: tuple[CardChart, ...] = ()
    style: str = ""
