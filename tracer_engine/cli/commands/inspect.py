from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from tracer_engine.cli.interruption import watch_interruption
from tracer_engine.cli.printing import count, percent, print_json, print_lines, print_table
from tracer_engine.cli.reading_options import AsJson

if TYPE_CHECKING:
    from tracer_engine.types.browsing import OpenedModel
    from tracer_engine.types.model import ModelCard

LONGEST_LIST = 300
DRIVERS_SHOWN = 5


def inspect(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="A .tracer file or a run id.")],
    as_json: AsJson = False,
) -> None:
    """Tell what a model file is. Nothing in it is executed."""
    from tracer_engine import workflow
    from tracer_engine.browsing.runs import open_model
    from tracer_engine.workflow.months import file_digest

    with watch_interruption():
        if as_json:
            print_json(workflow.inspect_model(model))
            return
        found = open_model(model)
        digest = file_digest(found.path)
    print_table(_lines(found, digest))
    print_lines("", "Nothing in it was executed. --json tells all that it says of itself.")


def _lines(found: OpenedModel, digest: str) -> Iterator[tuple[str, str]]:
    card, words = found.card, found.card.wording
    asked = f"Which {words.entities} {words.act}: {card.target} is {card.positive} (blueprint {card.blueprint})"
    rows = count(card.rows, words.entity, words.entities)
    drivers = sorted(card.importance.items(), key=lambda one: -one[1])[:DRIVERS_SHOWN]
    labels = {name: phrase.label for name, phrase in card.phrases.items()}
    yield "Model", str(found.path)
    yield "Question", asked
    yield "Learned from", f"{card.source}: {rows}, {percent(card.base_rate, 1)} of them {words.acted}"
    yield "Trained", f"{card.created[:16].replace('T', ' ')} UTC, effort {card.effort}, seed {card.seed}"
    yield "How good", _how_good(card)
    yield "A yes begins at", percent(card.threshold, 1)
    yield from _columns(card)
    yield "Most telling", _shortened(f"{labels.get(name, name)} {percent(share)}" for name, share in drivers)
    yield "Learners", _shortened(f"{name} (weight {weight:.2f})" for name, weight in found.learners)
    yield "Versions", f"Tracer {card.version}, model format {found.format}, blueprint schema {card.schema_version}"
    yield "SHA-256", f"{digest} ({found.size:,} bytes)"


def _how_good(card: ModelCard) -> str:
    from tracer_engine.evaluation.ranking_error import roc_auc_limits

    value = card.metrics["roc_auc"]
    positives = round(card.rows * card.base_rate)
    low, high = roc_auc_limits(value, positives, card.rows - positives)
    worth = "worth using" if card.worth_using else "not worth using"
    return f"{worth}; ranking, ROC AUC {value:.3f} (95 % interval about {low:.2f} to {high:.2f}), on rows not seen"


def _columns(card: ModelCard) -> Iterator[tuple[str, str]]:
    """The columns it reads, by kind; the id is there to name rows, and not read."""
    kinds: dict[str, list[str]] = {}
    for name, kind in card.columns.items():
        kinds.setdefault(kind, []).append(name)
    yield f"Reads {count(len(card.columns), 'column')}", ""
    for kind, names in kinds.items():
        yield f"  {kind} ({len(names)})", _shortened(names)
    yield "Id", card.id or "none"


def _shortened(texts: Iterator[str] | list[str]) -> str:
    return textwrap.shorten(", ".join(texts), LONGEST_LIST, placeholder=" …")
