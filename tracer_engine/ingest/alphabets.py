"""Which encoding words beyond ASCII are in, by the letters that languages write with."""

from __future__ import annotations

import re
from collections import Counter

# Letters beyond ASCII, small ones; the capitals go with them.
_ALPHABETS = {
    "western": (
        "äöüß", "àâæçéèêëîïôœùûüÿ", "áéíóúñü¿¡ªº", "áâãàçéêíóôõúü", "àèéìíîòóùú", "åäöæøéü", "éëïóöüè", "àéèíïóòúüç·",
        "äöõüšž",
    ),
    "central": (
        "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîşţ", "čćđšž", "äöüß",
    ),
    "icelandic": ("áðéíóúýþæö",),
    "turkish": ("çğıöşüâîû",),
    "baltic": ("ąčęėįšųūž", "āčēģīķļņōŗšūž", "äöõüšž"),
}  # fmt: skip
# The more usual one first: it is taken where several fit as well.
_ENCODINGS = (
    ("cp1252", "western"), ("cp1250", "central"), ("cp1254", "turkish"), ("cp1252", "icelandic"), ("cp1257", "baltic"),
    ("iso8859-15", "western"), ("iso8859-2", "central"), ("cp850", "western"), ("mac_roman", "western"),
    ("cp852", "central"),
)  # fmt: skip
_RARE = frozenset(("cp850", "mac_roman", "cp852"))
# The letters that make up most of a text in other alphabets.
_RUSSIAN = frozenset("оеаинтсрвлкмуії")
_COMMON = {
    "cp1251": _RUSSIAN, "koi8_r": _RUSSIAN, "cp866": _RUSSIAN, "iso8859-5": _RUSSIAN,
    "cp1253": frozenset("αοιετσνηυρπκμλςάίόέήύώ"),
    "cp1255": frozenset("יוהלמרשתאבנםדק"),
    "cp1256": frozenset("اليمونرتبةعدسفهكأقح"),
}  # fmt: skip
# First bytes of the usual signs of East Asian encodings; of two that fit as well the first is taken.
_ZONES = {
    "cp949": ("euc_kr", ((0xA1, 0xA3), (0xB0, 0xC8))),
    "gb18030": ("gb2312", ((0xA1, 0xA3), (0xB0, 0xD7))),
    "euc_jp": ("euc_jp", ((0xA1, 0xA5), (0xB0, 0xCF))),
    "cp932": ("cp932", ((0x81, 0x83), (0x87, 0x97))),
    "big5": ("big5", ((0xA1, 0xC6),)),
}  # fmt: skip
_NARROWER = {"cp932": "shift_jis", "cp949": "euc_kr"}
_SIGNS = frozenset("€£°§«»“”‘’„‚–—…•©®™º¼½¾±×²³µ·´ª\u00a0")
_AFTER_LETTERS = frozenset("²³ºª°®™§»”’…–—´·\u00a0")
_WITHIN_LETTERS = frozenset("’–—…·\u00a0")
_BEFORE_LETTERS = frozenset("«“‘„‚–—…•µ§·°\u00a0")
_NOT_ICELANDIC = bytes(set(range(256)) - set("ðÐýÝþÞ".encode("cp1252")))
_WHOLE, _MOSTLY, _LARGELY = 0.97, 0.9, 0.6
_FEW_LETTERS = 4
_LONGEST_RUNS = 2.4  # letters beyond ASCII one after the other, on the average, in words of Latin letters

Trigrams = Counter[tuple[str, str, str]]


def likely_encodings(words: bytes) -> list[str]:
    """Encodings that words (which are not UTF-8) may be in, the most likely first; never empty."""
    usual, rare = _by_letters(words)
    scripts = _by_scripts(words)
    sure = [name for name, share in scripts if share >= _MOSTLY]
    found = list(dict.fromkeys([*usual, *sure, *rare, *(name for name, _ in scripts)]))
    return found or ["cp1252" if _decoded(words, "cp1252") is not None else "latin-1"]


def _by_letters(words: bytes) -> tuple[list[str], list[str]]:
    """Usual and rare encodings in which the words are spelled with the letters of one language, else of several."""
    one: list[str] = []
    several: list[str] = []
    for name, family in _ENCODINGS:
        text = _decoded(words, name)
        trigrams = _trigrams(text) if text is not None else None
        if not trigrams:
            continue
        alphabets = [_with_capitals(letters) for letters in _ALPHABETS[family]]
        whole = _share(trigrams, frozenset().union(*alphabets))
        if any(_share(trigrams, letters) >= _WHOLE for letters in alphabets):
            # Turkish letters stand where Windows-1252 has Icelandic ones, but Icelandic has others besides.
            icelandic = name == "cp1254" and bool(words.translate(None, delete=_NOT_ICELANDIC))
            one.insert(0 if icelandic else len(one), name)
        elif (
            whole >= _WHOLE
            and name == "cp1252"
            and len({letter for _, letter, _ in trigrams if letter.isalpha()}) < _FEW_LETTERS
        ):
            one.append(name)  # a few letters fit some language or other in any encoding
        elif whole >= _MOSTLY:
            several.append(name)
    found = [*one, *several]
    return [name for name in found if name not in _RARE], [name for name in found if name in _RARE]


def _has_few_letters(trigrams: Trigrams) -> bool:
    return len({letter for _, letter, _ in trigrams if letter.isalpha()}) < _FEW_LETTERS


def _with_capitals(letters: str) -> frozenset[str]:
    return frozenset(letters + letters.replace("ß", "").upper().replace("I", "İ"))


def _by_scripts(words: bytes) -> list[tuple[str, float]]:
    """Encodings in which most of the words is made of the usual signs of another script, and how much; best first."""
    shares: dict[str, float] = {}
    for name in (*_ZONES, *_COMMON):
        text = _decoded(words, name)
        beyond = _signs(text) if text is not None else Counter()
        if beyond:
            share = _usual_letters(beyond, _COMMON[name]) if name in _COMMON else _usual_signs(beyond, name)
            shares[name] = round(share, 2)
    best = sorted((name for name in shares if shares[name] >= _LARGELY), key=lambda name: -shares[name])
    return [(_narrowest(words, name), shares[name]) for name in best]


def _narrowest(words: bytes, name: str) -> str:
    narrow = _NARROWER.get(name)
    return narrow if narrow and _decoded(words, narrow) == _decoded(words, name) else name


def _signs(text: str) -> Counter[tuple[str, str]]:
    """Every character beyond ASCII with the one before it."""
    return Counter(re.findall(r"(?s)(?<=(.))([^\x00-\x7f])", f" {text}"))


def _usual_letters(found: Counter[tuple[str, str]], usual: frozenset[str]) -> float:
    """Share of the letters that are usual ones; no capital follows a small letter, and few another capital."""
    right = 0.0
    for (before, sign), n in found.items():
        if sign.lower() in usual and not (sign.isupper() and before.islower()):
            right += 0.5 * n if sign.isupper() and before.isupper() else n
    return right / found.total()


def _usual_signs(found: Counter[tuple[str, str]], name: str) -> float:
    """Share of the signs whose first byte lies where the usual ones of an East Asian encoding are."""
    codec, zones = _ZONES[name]
    right = 0
    for (before, sign), n in found.items():
        data = sign.encode(codec, errors="ignore")
        joined = before.isascii() and before.isalpha()  # such signs are not written on to Latin letters
        right += n * (len(data) > 1 and not joined and any(low <= data[0] <= high for low, high in zones))
    return right / found.total()


def _decoded(words: bytes, name: str) -> str | None:
    try:
        return words.decode(name)
    except UnicodeDecodeError:
        return None


def _trigrams(text: str) -> Trigrams:
    """Every letter or sign beyond ASCII with its neighbours; none at all where they stand in runs, as in Russian."""
    found = Counter(re.findall(r"(?s)(?<=(.))([^\x00-\x7f])(?=(.))", f" {text} "))
    runs = len(re.findall(r"[^\x00-\x7f]+", text))
    return found if found.total() <= _LONGEST_RUNS * runs else Counter()


def _share(trigrams: Trigrams, letters: frozenset[str]) -> float:
    """Share of the characters beyond ASCII that one expects where they stand."""
    return sum(n for trigram, n in trigrams.items() if _is_expected(trigram, letters)) / trigrams.total()


def _is_expected(trigram: tuple[str, str, str], letters: frozenset[str]) -> bool:
    before, sign, after = trigram
    if sign in letters:
        return not (sign.isupper() and before.islower())
    if sign not in _SIGNS:
        return False
    if before.isalpha() and after.isalpha():
        return sign in _WITHIN_LETTERS
    return (not before.isalpha() or sign in _AFTER_LETTERS) and (not after.isalpha() or sign in _BEFORE_LETTERS)
