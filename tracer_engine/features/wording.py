"""Numbers and column names as people read and write them."""

from __future__ import annotations

import math
import re


def number_text(value: float) -> str:
    """A number for a sentence: 4, 0.35, 29.9, 1,204, 1.2 million; never more digits than help."""
    if not math.isfinite(value):
        return "missing"
    size = abs(value)
    if size >= 1e15:
        text = f"{value:.3g}"
    elif size >= 1e6:
        text = f"{value / 1e6:,.2f}".rstrip("0").rstrip(".") + " million"
    elif size >= 100 or value == round(value):
        text = f"{value:,.0f}"
    elif size >= 1:
        text = f"{value:.1f}".removesuffix(".0")
    else:
        text = f"{value:.2g}"
    return "0" if text in ("-0", "-0.0") else text.replace("-", "\N{MINUS SIGN}", 1) if text.startswith("-") else text


def value_text(value: float) -> str:
    """A number of one row, as its cell has it where that is short: 19.45, 1,889.5; else as `number_text` says it."""
    if 1 <= abs(value) < 1e6 and value != round(value) and math.isclose(value, round(value, 2), rel_tol=1e-12):
        return f"{value:,.2f}".rstrip("0").replace("-", "\N{MINUS SIGN}", 1)
    return number_text(value)


def share_text(share: float) -> str:
    """A share (0..1) in percent: "29 %", under a tenth "2.8 %"."""
    percent = 100 * share
    return f"{percent:.1f} %" if 0 < percent < 9.95 and round(percent, 1) % 1 else f"{percent:.0f} %"


def share_of(text: str) -> float:
    """The share in 0.25, 25% or 25 %; whether it fits is for whom it is meant. Raises ValueError for anything else."""
    written = text.strip()
    number = float(written.removesuffix("%"))
    return number / 100 if written.endswith("%") else number


def label_of(name: str) -> str:
    """A column's name as words: "MonthlyCharges" and "monthly_charges" become "Monthly charges"."""
    text = re.sub(r"[_\s.\-]+", " ", name).strip()
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z0-9])", " ", text)
    words = [word if word.isupper() and len(word) > 1 else word.lower() for word in text.split()]
    text = " ".join(words)
    return text[:1].upper() + text[1:] if text else name


TIME_UNITS = {
    "days": r"days?",
    "weeks": r"weeks?|wks?",
    "months": r"months?|mths?|mos?",
    "years": r"years?|yrs?",
}


def time_unit(name: str) -> str:
    """The unit of time a column's name tells ("TenureMonths" counts months), "" when it tells none, or two."""
    words = label_of(name).lower().split()
    found = [unit for unit, pattern in TIME_UNITS.items() if any(re.fullmatch(pattern, word) for word in words)]
    return found[0] if len(found) == 1 else ""
