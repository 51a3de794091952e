"""A model as a Python script that scores without Tracer's window, with the model file beside it."""

from __future__ import annotations

import hashlib
import json
import keyword
import textwrap
from functools import cache, partial
from importlib import resources
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template

from tracer_engine.errors import InputError
from tracer_engine.types.model import ModelCard
from tracer_engine.version import VERSION

ENDING = ".py"
WIDTH = 110


def script_text(card: ModelCard, question: str, script: str, model: str, data: bytes) -> str:
    """The script, as it stands in a file called `script`, for the model file `model` whose content is `data`.

    Raises InputError where `script` is no name of a Python file.
    """
    stem = script.removesuffix(ENDING)
    if not script.endswith(ENDING) or not stem:
        raise InputError(f"{script!r} is no name of a Python script.", remedy="Give a name such as score.py.")
    if keyword.iskeyword(stem) or stem in ("tracer_engine", "tracer"):
        raise InputError(f"A script called {script} could not be used.", remedy="Give a name such as score.py.")
    return _template().render(
        question=_one_line(question),
        script=script,
        model=model,
        package=VERSION,
        source=_one_line(card.source),
        rows=f"{card.rows:,}",
        entities=_one_line(card.wording.entities),
        created=card.created[:10],
        columns=textwrap.wrap(", ".join(_one_line(name) for name in card.columns), WIDTH),
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _one_line(text: str) -> str:
    """Text out of a file for a docstring: it can neither end it nor hide a line."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return plain.replace("\\", "/").replace('"', "'")


def model_beside(script: Path) -> Path:
    """Where the model of a script lies."""
    return script.with_suffix(".tracer")


@cache
def _template() -> Template:
    environment = Environment(  # noqa: S701 - what it makes is no HTML
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    environment.filters["python"] = partial(json.dumps, ensure_ascii=False)
    text = resources.files("tracer_engine.export").joinpath("score_script.py.jinja").read_text(encoding="utf-8")
    return environment.from_string(text)
