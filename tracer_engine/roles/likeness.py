"""How well a name that somebody gave a column means what a role is called."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import lru_cache

from tracer_engine.profiling.names import has_phrase, name_words

_NEUTRAL = frozenset({"is", "has", "have", "the", "of", "in", "a", "an", "per", "for", "by", "their", "your"})
_WHO = frozenset({"customer", "client", "user", "subscriber", "member", "my"})
_TOO_GENERAL = frozenset({"number", "id", "code", "key", "name", "type", "count", "date", "value", "segment", "status"})
"""Words that mean nothing without the word before them: "customer name" is not "offer name"."""
_SPANS = frozenset({"d", "day", "w", "week", "m", "mon", "month", "y", "year", "quarter"})
_ONLY_WHOLE = frozenset(
    {
        "payment",
        "price",
        "name",
        "id",
        "active",
        "market",
        "land",
        "area",
        "state",
        "location",
        "contract",
        "balance",
        "age",
        "phone",
        "mobile",
        "promotion",
        "offer",
        "rating",
        "feedback",
        "product",
        "revenu",
        "error",
        "return",
        "visit",
        "address",
        "plan",
        "package",
        "tier",
        "number",
        "key",
        "commitment",
        "insurance",
        "roaming",
        "lifetime",
        "order",
        "purchase",
    }
)
"""Aliases of one word that count only when they are all there is: "payment" is not "payment status"."""
_GLUED_MINIMUM = 6
"""An alias shorter than this is not looked for inside a glued name: "age" stands in "average"."""
_SLIP = 2
"""A misspelled name is longer or shorter by so many letters at most."""
_ALIKE = 0.9
"""Two long glued names that are so alike are one, misspelled: "reamining_contract"."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Name:
    """A name in the forms that are compared, worked out once."""

    words: tuple[str, ...]
    plain: tuple[str, ...]
    core: tuple[str, ...]
    core_sorted: tuple[str, ...]
    core_words: frozenset[str]
    glued: str
    plain_glued: str
    core_length: int


@lru_cache(maxsize=65_536)
def _name(text: str) -> _Name:
    words = name_words(text)
    plain = _without(words, _NEUTRAL)
    core = _subject(plain) if plain else ()
    return _Name(
        words=words,
        plain=plain,
        core=core,
        core_sorted=tuple(sorted(core)),
        core_words=frozenset(core),
        glued="".join(words),
        plain_glued="".join(plain),
        core_length=len("".join(core)),
    )


class _Aliases:
    """Aliases, and which of them can be like a name at all: those are few, and wide tables have thousands of names."""

    def __init__(self, aliases: tuple[str, ...]) -> None:
        self._by_word: dict[str, set[_Name]] = {}
        self._by_glued: dict[str, set[_Name]] = {}
        self._by_shape: dict[tuple[str, int], set[_Name]] = {}
        self._long: list[_Name] = []
        for alias in (_name(text) for text in aliases):
            if not alias.words:
                continue
            for word in (*alias.words, *alias.core):
                self._by_word.setdefault(word, set()).add(alias)
            for glued in (alias.glued, alias.plain_glued):
                self._by_glued.setdefault(glued, set()).add(alias)
            self._by_shape.setdefault((alias.glued[0], len(alias.glued)), set()).add(alias)
            if len(alias.glued) >= _GLUED_MINIMUM:
                self._long.append(alias)

    def near(self, own: _Name) -> set[_Name]:
        """The aliases that share a word or a stretch of letters with `own`, or might be misspelled in it."""
        found: set[_Name] = {alias for alias in self._long if alias.glued in own.glued}
        for word in own.words:
            found |= self._by_word.get(word, set())
        for glued in (own.glued, own.plain_glued):
            found |= self._by_glued.get(glued, set())
        length = len(own.glued)
        for near in range(length - _SLIP, length + _SLIP + 1):
            found |= self._by_shape.get((own.glued[0], near), set())
        return found


@lru_cache(maxsize=1_024)
def _aliases(aliases: tuple[str, ...]) -> _Aliases:
    return _Aliases(aliases)


@lru_cache(maxsize=262_144)
def name_likeness(name: str, aliases: tuple[str, ...]) -> float:
    """How well the best of `aliases` names the column `name`: 1 the same words, 0 nothing in common."""
    own = _name(name)
    if not own.words:
        return 0.0
    return max((_likeness(own, alias) for alias in _aliases(aliases).near(own)), default=0.0)


def _likeness(own: _Name, alias: _Name) -> float:
    if not own.words or not alias.words:
        return 0.0
    if own.words == alias.words:
        return 1.0
    if own.plain == alias.plain:
        return 0.99
    if own.glued == alias.glued or own.plain_glued == alias.plain_glued:
        return 0.98
    if own.core == alias.core:
        return 0.95
    if own.core_sorted == alias.core_sorted:
        return 0.93
    share = alias.core_length / max(1, own.core_length)
    if len(alias.core) > 1:
        if alias.core_words <= own.core_words and has_phrase(own.core, alias.core):
            return 0.65 + 0.3 * share
    elif alias.core[0] in _ONLY_WHOLE:
        return 0.0
    elif alias.core[0] in own.core:
        return 0.52 + 0.38 * share
    if len(alias.glued) >= _GLUED_MINIMUM and alias.glued in own.glued:
        return 0.5 + 0.4 * len(alias.glued) / len(own.glued)
    return _misspelled(own.glued, alias.glued)


def _misspelled(own: str, alias: str) -> float:
    if min(len(own), len(alias)) < 8 or abs(len(own) - len(alias)) > _SLIP or own[0] != alias[0]:
        return 0.0
    matcher = difflib.SequenceMatcher(None, own, alias)
    if matcher.quick_ratio() < _ALIKE:
        return 0.0
    ratio = matcher.ratio()
    return 0.9 * ratio if ratio >= _ALIKE else 0.0


def _subject(words: tuple[str, ...]) -> tuple[str, ...]:
    """`words` without the customer and the span of time, unless only a word remains that means nothing alone."""
    left = _without(_without_span(words), _WHO)
    return words if len(left) == 1 and left[0] in _TOO_GENERAL else left


def _without_span(words: tuple[str, ...]) -> tuple[str, ...]:
    """`words` without "last 30 days", "12 mon", "60d": when something was counted does not change what it is."""
    kept: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word in ("last", "past", "previous") and rest and rest[0][0].isdigit():
            continue
        if word[0].isdigit() and kept:
            if rest and rest[0] in _SPANS:
                rest.pop(0)
            continue
        kept.append(word)
    return tuple(kept) or words


def _without(words: tuple[str, ...], left_out: frozenset[str]) -> tuple[str, ...]:
    """`words` without those of `left_out`; all of them where nothing would remain."""
    return tuple(word for word in words if word not in left_out) or words
