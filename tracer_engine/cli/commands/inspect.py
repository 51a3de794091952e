from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

import typer

from tracer_engine.cli.interruption import watch_interruption
from tracer_engine.cli.printing import print_json, print_table
from tracer_engine.cli.reading_options import AsJson

ITEMS_SHOWN = 40


def inspect(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="A .tracer file or a run id.")],
    as_json: AsJson = False,
) -> None:
    """Tell what a model file is. Nothing in it is executed."""
    from tracer_engine import workflow

    with watch_interruption():
        found = workflow.inspect_model(model)
    if as_json:
        print_json(found)
    else:
        print_table(_flat(found, ""))


def _flat(value: Any, name: str) -> Iterator[tuple[str, str]]:
    """Nested data as (dotted name, text) pairs."""
    if isinstance(value, Mapping) and value:
        for key, item in value.items():
            yield from _flat(item, f"{name}.{key}" if name else str(key))
    elif isinstance(value, Sequence) and not isinstance(value, str) and value:
        if not any(isinstance(item, (Mapping, list, tuple)) for item in value):
            yield (
                name,
                ", ".join(str(item) for item in value[:ITEMS_SHOWN]) + (" …" if len(value) > ITEMS_SHOWN else ""),
            )
            return
        for number, item in enumerate(value[:ITEMS_SHOWN], start=1):
            yield from _flat(item, f"{name}.{number}")
        if len(value) > ITEMS_SHOWN:
            yield name, f"… and {len(value) - ITEMS_SHOWN} more"
    else:
        yield name, "" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value)
