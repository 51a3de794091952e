"""How numbers are written for people: "7,043", "29 %", "−0.19". The same in every country."""

from __future__ import annotations

import math
import re

NARROW = "\u00a0"
MINUS = "\u2212"
UNKNOWN = "not known"
_SPACED_PERCENT = re.compile(r"(?<=\d) (?=%)")


def integer_text(value: float) -> str:
    """A count with its thousands marked: 7043 is "7,043"."""
    return f"{value:,.0f}".replace("-", MINUS) if math.isfinite(value) else UNKNOWN


def decimal_text(value: float, places: int) -> str:
    """A number with `places` decimals; "not known" for nan and infinity."""
    if not math.isfinite(value):
        return UNKNOWN
    text = f"{value:,.{places}f}"
    return text.replace("-", MINUS) if float(text.replace(",", "")) else text.replace("-", "")


def signed_text(value: float, places: int) -> str:
    """A number that always carries its sign: "+0.48", "−0.19", "0.00"."""
    text = decimal_text(value, places)
    return f"+{text}" if math.isfinite(value) and float(f"{value:.{places}f}") > 0 else text


def percent_text(share: float, places: int | None = None) -> str:
    """A share (0..1) in percent.

    Whole percents, unless that would hide what matters: a tenth is shown under 10 % and over 99 %, and what is
    neither none nor all is never written as 0 % or 100 %.
    """
    if not math.isfinite(share):
        return UNKNOWN
    percent = share * 100
    if places is None:
        if 0 < percent < 0.05:
            return f"under 0.1{NARROW}%"
        if 99.95 < percent < 100:
            return f"over 99.9{NARROW}%"
        near_an_end = 0 < abs(percent) < 9.95 or 99 < percent < 100
        places = 1 if near_an_end and round(percent, 1) % 1 else 0
    return f"{decimal_text(percent, places)}{NARROW}%"


def duration_text(seconds: float) -> str:
    """A duration as people say it: "8 seconds", "2 minutes", "1 hour 5 minutes"."""
    if not math.isfinite(seconds):
        return UNKNOWN
    whole = max(round(seconds), 0)
    if whole < 1:
        return "under a second"
    if whole < 100:
        return count_text(whole, "second")
    minutes = round(whole / 60)
    if minutes < 60:
        return count_text(minutes, "minute")
    hours, rest = divmod(minutes, 60)
    return count_text(hours, "hour") + (f" {count_text(rest, 'minute')}" if rest else "")


def count_text(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun: "1 column", "19 columns"."""
    return f"{integer_text(count)} {one if count == 1 else many or one + 's'}"


def with_article(noun: str) -> str:
    """A noun with its indefinite article: "a customer", "an employee"."""
    return f"{'an' if noun[:1].lower() in 'aeio' else 'a'} {noun}"


def shortened(name: str, most: int = 60) -> str:
    """A name of at most `most` signs: its middle gives way, since long names often differ only at their end."""
    if len(name) <= most:
        return name
    tail = most // 3
    return f"{name[: most - tail - 1]}\u2026{name[-tail:]}"


def unbroken(text: str) -> str:
    """A sentence in which no line ends between a number and its percent sign."""
    return _SPACED_PERCENT.sub(NARROW, text)
