"""Column names as plain words, so that "NumOfProducts" and "num_of_products" mean the same."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CASE_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z])(?=[0-9])")
_NO_WORD = re.compile(r"(?:[^\w#]|_)+")
_SHORT_FORMS = {
    "num": "number", "no": "number", "nr": "number", "nbr": "number", "cnt": "count", "amt": "amount",
    "avg": "average", "mths": "month", "mth": "month", "yrs": "year", "yr": "year", "svc": "service",
    "cust": "customer", "acct": "account", "tot": "total", "pct": "percent", "mins": "minute", "min": "minute",
    "hrs": "hour", "cd": "code", "dt": "date", "qty": "quantity", "msgs": "message", "intl": "international",
    "eve": "evening", "mou": "minute", "vmail": "voicemail", "trans": "transaction", "ct": "count",
    "emp": "employee", "dept": "department",
}  # fmt: skip


def folded(text: str) -> str:
    """`text` without accents: "Kündigung" becomes "Kundigung", "résilié" becomes "resilie"."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def singular(word: str) -> str:
    """An English word without its plural s: "charges" becomes "charge", "status" stays."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@lru_cache(maxsize=8192)
def name_words(name: str) -> tuple[str, ...]:
    """The lower-case words of a column name: camelCase, snake_case, dots and blanks are all boundaries.

    Accents and plural s are taken off, and common short forms written out: "NumOfProducts" gives
    ("number", "of", "product"), "total eve mins" gives ("total", "evening", "minute").
    """
    spaced = _CASE_BOUNDARY.sub(" ", folded(name))
    words = _NO_WORD.sub(" ", spaced.lower()).split()
    return tuple(_SHORT_FORMS.get(word, singular(word)) for word in words)


def has_phrase(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    """Whether `phrase` stands in `words`, whole words one after the other."""
    length = len(phrase)
    if not length or phrase[0] not in words:  # as nearly always
        return False
    return any(words[i : i + length] == phrase for i in range(len(words) - length + 1))
