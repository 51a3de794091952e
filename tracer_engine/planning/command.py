"""A plan as the command that makes it."""

from __future__ import annotations

import shlex
import sys

from tracer_engine.ingest.replay import as_before
from tracer_engine.types.plan import Plan
from tracer_engine.types.receipt import ReadingOptions

# Marks that a shell or a reader of the command would stumble over.
_NAMED = {"\t": "tab", ";": "semicolon", "|": "pipe", " ": "space", ",": "comma"}
_NAMED_ESCAPES = {"": "doubled", "\\": "backslash"}
_NAMED_THOUSANDS = {" ": "space", "'": "apostrophe", ",": "comma", ".": "point"}
_NAMED_QUOTES = {"": "none", '"': "double", "'": "single"}


def train_command(source: str, plan: Plan, reading: ReadingOptions | None = None) -> str:
    """The command line that trains by `plan` on the file `source`, with all that was decided for it spelled out.

    Of the reading only what was told: the rest is found out again.
    """
    told = plan.told
    words = ["tracer", "train", quoted(source), "--target", quoted(plan.target), "--positive", quoted(plan.positive)]
    words += ["--blueprint", quoted(plan.blueprint)]
    for option, value in (("--id", plan.id), ("--group", told.group)):
        if value:
            words += [option, quoted(value)]
    roles = [f"{role}={name}" for role, columns in told.roles.items() for name in columns or ("",)]
    for option, values in (("--role", roles), ("--exclude", told.exclude), ("--keep", told.keep)):
        words += [part for value in values for part in (option, quoted(value))]
    words += ["--effort", plan.effort, "--seed", str(plan.seed)]
    if told.time_limit is not None:
        words += ["--time-limit", f"{told.time_limit:g}"]
    return " ".join([*words, *reading_words(reading)])


def reading_words(reading: ReadingOptions | None) -> list[str]:
    """The reading options of the command line that tell what `reading` tells."""
    told = as_before(reading or ReadingOptions())
    words: list[str] = []
    for option, value in (
        ("--delimiter", _NAMED.get(told.delimiter or "", told.delimiter)),
        ("--quote", None if told.quote is None else _NAMED_QUOTES.get(told.quote, told.quote)),
        ("--escape", None if told.escape is None else _NAMED_ESCAPES.get(told.escape, told.escape)),
        ("--encoding", told.encoding),
        ("--decimal", told.decimal),
        ("--thousands", _NAMED_THOUSANDS.get(told.thousands or "", told.thousands)),
        ("--dates", told.dates),
        ("--header-rows", told.header_rows),
        ("--skip-rows", told.skip_rows),
        ("--sheet", told.sheet),
    ):
        if value is not None:
            words += [option, quoted(str(value))]
    words += [word for column, kind in told.kinds.items() for word in ("--kind", quoted(f"{column}={kind}"))]
    for column, tokens in told.missing.items():
        words += [word for token in tokens or ("",) for word in ("--missing", quoted(f"{column}={token}"))]
    return words


def quoted(word: str, *, windows: bool = sys.platform == "win32") -> str:
    """A word as the shells of this system take it: bare where it is plain, else in double quotes.

    Where a shell would read more than a word inside double quotes ("$5"), it is in single ones.
    """
    if word and all(sign.isalnum() or sign in ("_-./:=+@\\" if windows else "_-./:=+@") for sign in word):
        return word
    if not windows and any(sign in word for sign in "$`\\!"):
        return shlex.quote(word)
    return '"' + word.replace('"', '\\"') + '"'
