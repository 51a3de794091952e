"""The words that say yes and no, in the languages exports come in."""

from __future__ import annotations

_PAIRS = (
    "yes/no", "y/n", "true/false", "t/f", "1/0", "1.0/0.0", "on/off", "oui/non", "ja/nein", "ja/nee", "si/no", "sí/no",
    "sim/não", "sim/nao", "tak/nie", "ano/ne", "igen/nem", "evet/hayır", "да/нет", "はい/いいえ", "是/否",
)  # fmt: skip
FLAG_PAIRS = frozenset(frozenset(pair.split("/")) for pair in _PAIRS)
YES = tuple(dict.fromkeys(pair.split("/")[0] for pair in _PAIRS))
NO = tuple(dict.fromkeys(pair.split("/")[1] for pair in _PAIRS))
