"""What is wrong with an option's value, in Tracer's words: the option parser's own are for those who write programs."""

from __future__ import annotations

import re

from tracer_engine.cli.printing import shown

# What the parser says, in any of its releases, and what to give instead.
_REMEDIES = (
    (r"Input should be a valid number.*|'.*' is not a valid float\.?", "a number"),
    (r"Input should be a valid integer.*|'.*' is not a valid int(eger)?( range)?\.?", "a whole number"),
    (r"Input should be a finite number", "a number"),
    (r"Input should be greater than or equal to (?P<limit>\S+)", "{limit} or more"),
    (r"Input should be less than or equal to (?P<limit>\S+)", "{limit} or less"),
)
_CHOICES = re.compile(r"'.*' is not one of (?P<choices>'[^']*'(?:, '[^']*')*)\.?")


def plain_usage(message: str, value: object = None) -> str:
    """The parser's `message` about the `value` that was told (None: it is not known) as a plain half sentence:
    "it is fast; give quick, balanced or thorough." What the parser did not make up stays as it is.
    """
    said = message.removeprefix("Value error, ")
    told = "" if value is None else f"it is {shown(value, 80)}; "
    if found := _CHOICES.fullmatch(said):
        *others, last = re.findall(r"'([^']*)'", found["choices"])
        return f"{told}give {', '.join(others)} or {last}." if others else f"{told}give {last}."
    for pattern, remedy in _REMEDIES:
        if found := re.fullmatch(pattern, said, re.DOTALL):
            return f"{told}give {remedy.format(**found.groupdict())}."
    return said


def say_plainly(error: BaseException) -> None:
    """Puts the message of a usage error into plain words, with the value that its cause knows."""
    message = getattr(error, "message", None)
    if not isinstance(message, str):
        return
    told = getattr(error.__cause__, "errors", None)
    places = told() if callable(told) else ()
    error.message = plain_usage(message, places[0].get("input") if places else None)  # type: ignore[attr-defined]
