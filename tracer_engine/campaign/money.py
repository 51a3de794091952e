"""Amounts of money as people of a country write them. Imports nothing: the window shows amounts, too."""

from __future__ import annotations

import math
import re

SYMBOLS = {
    "EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "CNY": "¥", "INR": "₹", "KRW": "₩", "BRL": "R$", "TRY": "₺",
    "ILS": "₪", "VND": "₫", "NGN": "₦", "PHP": "₱", "UAH": "₴", "CAD": "CA$", "AUD": "A$", "NZD": "NZ$", "HKD": "HK$",
    "SGD": "S$", "MXN": "MX$",
}  # fmt: skip
"""Currencies with a sign of their own; of all others the code is written."""
_SPACE, _NARROW = "\u00a0", "\u202f"
# Mark between thousands, decimal mark, whether the sign stands in front (Unicode CLDR, the countries' usual forms).
_LOCALES = {
    "en": (",", ".", True),
    "de": (".", ",", False),
    "fr": (_NARROW, ",", False),
    "es": (".", ",", False),
    "it": (".", ",", False),
    "pt": (".", ",", False),
    "nl": (".", ",", True),
    "pl": (_SPACE, ",", False),
    "sv": (_SPACE, ",", False),
    "de-CH": ("’", ".", True),
}
LOCALES = tuple(_LOCALES)
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


def money_text(amount: float, currency: str = "EUR", locale: str = "en", *, digits: int | None = 3) -> str:
    """An amount with its currency: "€34,500", "34.500 €".

    With so many significant `digits`, never fewer than whole units; None: to the cent. An unknown `locale` is taken by
    its language, else as English.
    """
    if not math.isfinite(amount):
        return "not known"
    in_front = locale_marks(locale)[2]
    cents = digits is None
    if digits is not None and amount:
        places = digits - 1 - math.floor(math.log10(abs(amount)))
        amount = round(amount, min(2, places))
        cents = abs(amount) < 10 ** (digits - 1) and amount != round(amount)
    number = localized(f"{abs(amount):,.{2 if cents else 0}f}", locale)
    minus = "\N{MINUS SIGN}" if round(amount, 2) < 0 else ""
    symbol = SYMBOLS.get(currency, currency)
    if in_front:
        return f"{minus}{symbol}{'' if symbol != currency and locale != 'nl' else _SPACE}{number}"
    return f"{minus}{number}{_SPACE}{symbol}"


def localized(text: str, locale: str) -> str:
    """The text with its numbers, written as in English ("2,000", "12.5 %"), as people of that locale write them."""
    thousands, point, _ = locale_marks(locale)
    return _NUMBER.sub(lambda found: found[0].replace(",", "\0").replace(".", point).replace("\0", thousands), text)


def is_known(locale: str) -> bool:
    """Whether amounts can be written as people of that locale do: it, or its language."""
    return locale.replace("_", "-").partition("-")[0].lower() in _LOCALES


def locale_marks(locale: str) -> tuple[str, str, bool]:
    """The mark between thousands, the decimal mark, and whether a currency stands in front."""
    wanted = locale.replace("_", "-")
    return _LOCALES.get(wanted) or _LOCALES.get(wanted.partition("-")[0].lower()) or _LOCALES["en"]


def workbook_format(currency: str, locale: str) -> str:
    """The number format of an amount in a workbook; spreadsheets put in the reader's own marks."""
    symbol = SYMBOLS.get(currency, currency).replace('"', "")
    return f'"{symbol} "#,##0.00' if locale_marks(locale)[2] else f'#,##0.00 "{symbol}"'
