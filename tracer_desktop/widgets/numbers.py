"""Numbers as people read them: thousands marked, a true minus, percent with a space, money short.

Marks are those of the window's language, which is English for now; a translation sets Qt's default locale with it.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, QLocale

_MINUS = "\u2212"
_SPACE = "\u00a0"
_ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)


def number_locale() -> QLocale:
    """The program's locale; the bare "C" one, which marks no thousands, stands for English."""
    chosen = QLocale()
    return _ENGLISH if chosen.language() == QLocale.Language.C else chosen


def decimal(value: float, places: int = 2) -> str:
    """“1,397.48”, “−0.19”."""
    if not math.isfinite(value):
        return "–"
    rounded = round(value, places)
    text = number_locale().toString(float(abs(rounded)), "f", places)
    return _MINUS + text if rounded < 0 else text


def count(value: float) -> str:
    """“7,043”."""
    return decimal(value, 0)


def percent(fraction: float, places: int = 0) -> str:
    """“29 %”, “0.2 %”; of a fraction from 0 to 1."""
    return f"{decimal(100 * fraction, places)}{_SPACE}%" if math.isfinite(fraction) else "–"


def signed(value: float, places: int = 2) -> str:
    """“+1.31”, “−0.19”."""
    text = decimal(value, places)
    return text if text.startswith((_MINUS, "–")) or round(value, places) == 0 else f"+{text}"


def compact(value: float) -> str:
    """At most four digits that mean something: “0.66”, “401”, “3,795”."""
    size = abs(value)
    if not math.isfinite(value) or size >= 1000 or value == round(value):
        return decimal(value, 0)
    return decimal(value, 1 if size >= 100 else 2 if size >= 0.1 else 4)


def short_seconds(low: float, high: float) -> str:
    """A range of time as it is said: “12 to 18 s”, “2 to 3 min”, “1 to 2 h”."""
    low, high = max(0.0, min(low, high)), max(low, high)
    if high < 90 or (low < 60 and high < 180):
        shape, first, last = QCoreApplication.translate("Numbers", "{low} to {high} s"), low, high
        same = QCoreApplication.translate("Numbers", "{high} s")
    elif high < 90 * 60:
        shape, first, last = QCoreApplication.translate("Numbers", "{low} to {high} min"), low / 60, high / 60
        same = QCoreApplication.translate("Numbers", "{high} min")
    else:
        shape, first, last = QCoreApplication.translate("Numbers", "{low} to {high} h"), low / 3600, high / 3600
        same = QCoreApplication.translate("Numbers", "{high} h")
    begin, end = math.floor(first), max(1, math.ceil(last))
    if high >= 180:
        begin = max(1, begin)
    return (same if begin == end else shape).format(low=count(begin), high=count(end))


def auc(value: float) -> str:
    """“0.850”: the ranking, as auditors read it."""
    return decimal(value, 3)


def file_size(size: float) -> str:
    """“955 KB”, “1.2 GB”; in steps of a thousand, as file managers tell it."""
    return number_locale().formattedDataSize(
        int(size), 1 if size >= 1_000_000 else 0, QLocale.DataSizeFormat.DataSizeSIFormat
    )
