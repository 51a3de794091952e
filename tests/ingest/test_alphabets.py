from __future__ import annotations

import pytest

from tracer_engine.ingest.alphabets import likely_encodings

WORDS = {
    "cp1252": (
        "Größe Straße für Übung", "élève français à Noël où", "coração São João não", "smörgås på Åland blå",
        "Þórður Ísafjörður Ægir", "año 25 °C 10 m² niño £5", "L’été — “déjà” vu…",
    ),
    "cp1250": ("zażółć gęślą jaźń", "žluťoučký kůň příliš", "árvíztűrő tükörfúrógép", "Bucureşti Iaşi învăţat"),
    "cp1254": ("Beşiktaş Kadıköy Üsküdar", "ığdır ağrı kırşehir", "çalışıyor değil güzel"),
    "cp1257": ("Ąžuolas Šiauliai įmonė", "Tõnu Jõgeva Võru Šnelli", "Rīga Tērbata Ķekava Šķēde"),
    "iso8859-2": ("zażółć gęślą jaźń", "žluťoučký kůň příliš", "ľaľa Šaľa štúr"),
    "iso8859-15": ("prix 5 € cœur Œuvre", "Škoda 10 €"),
    "cp850": ("Größe Straße für", "élève français"),
    "mac_roman": ("Größe Straße für", "élève français"),
    "cp1251": ("Привет мир Москва", "Київ Львів їжак"),
    "koi8_r": ("Привет мир Москва",),
    "cp866": ("Привет мир Москва",),
    "cp1253": ("Αθήνα Θεσσαλονίκη Γιώργος",),
    "cp1255": ("ירושלים תל אביב",),
    "cp1256": ("القاهرة محمد",),
    "shift_jis": ("東京都 テスト", "カタカナ ひらがな"),
    "cp932": ("東京都 髙橋①",),
    "euc_jp": ("東京都のデータ 佐藤さん",),
    "gb18030": ("北京市朝阳区 张三", "王伟 上海市 李娜"),
    "big5": ("臺北市 高雄 陳美麗",),
    "euc_kr": ("서울특별시 김철수",),
}  # fmt: skip


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in WORDS.items() for text in texts])
def test_words_tell_their_encoding(name: str, text: str) -> None:
    words = text.encode(name)
    assert words.decode(likely_encodings(words)[0]) == text


def test_where_a_few_letters_fit_everywhere_the_most_usual_encoding_is_taken() -> None:
    assert likely_encodings("Köln Málaga Århus".encode("cp1252"))[0] == "cp1252"
    assert len(likely_encodings("Köln Málaga Århus".encode("cp1252"))) > 1
