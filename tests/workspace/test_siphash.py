from __future__ import annotations

import polars as pl

from tracer_engine.workspace.siphash import siphash

KEY = bytes(range(16))
# The paper's own vectors (appendix A and its reference code): the hash of the bytes 0, 1, … of so many.
VECTORS = {
    0: 0x726FDB47DD0E0E31,
    7: 0xAB0200F58B01D137,
    8: 0x93F5F5799A932462,
    15: 0xA129CA6149BE45E5,
    63: 0x958A324CEB064572,
}


def test_texts_of_all_lengths_get_the_hash_the_authors_give() -> None:
    texts = pl.Series([bytes(range(length)).decode() for length in VECTORS])

    assert [hex(one) for one in siphash(texts, KEY).tolist()] == [hex(one) for one in VECTORS.values()]


def test_a_text_has_one_hash_wherever_it_stands_and_another_under_another_key() -> None:
    texts = pl.Series(["Zoë", "数据" * 200, None, "", "x" * 300, "Zoë"] * 20_000)

    hashes = siphash(texts, KEY).tolist()

    alone = [siphash(pl.Series([text], dtype=pl.String), KEY).item() for text in texts[:6]]
    assert hashes[:6] == alone == hashes[-6:]
    assert alone[2] == alone[3]
    assert len(set(hashes)) == 4
    assert siphash(texts[:1], bytes(16)).item() != alone[0]
    assert siphash(texts[:0], KEY).tolist() == []
