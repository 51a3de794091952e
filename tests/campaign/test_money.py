from __future__ import annotations

import pytest

from tracer_engine.campaign.money import is_known, localized, money_text, workbook_format


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "digits", "text"),
    [
        (34_512.3, "EUR", "en", 3, "€34,500"),
        (34_512.3, "EUR", "en", None, "€34,512.30"),
        (34_512.3, "EUR", "de", 3, "34.500\u00a0€"),
        (1_234_567.8, "USD", "fr", None, "1\u202f234\u202f567,80\u00a0$"),
        (8.456, "GBP", "en", 3, "£8.46"),
        (-8.456, "USD", "en", 3, "−$8.46"),
        (0.0, "EUR", "en", 3, "€0"),
        (999.6, "EUR", "en", 3, "€1,000"),
        (12.0, "EUR", "en", 3, "€12"),
        (0.0042, "EUR", "en", 3, "€0"),
        (1500, "PLN", "en", 3, "PLN\u00a01,500"),
        (1500, "CHF", "de-CH", 3, "CHF\u00a01’500"),
        (1500, "EUR", "nl", 3, "€\u00a01.500"),
        (1500, "EUR", "xx", 3, "€1,500"),
        (1500, "EUR", "de_AT", 3, "1.500\u00a0€"),
        (float("nan"), "EUR", "en", 3, "not known"),
    ],
)
def test_amounts_are_written_as_people_write_them(
    amount: float, currency: str, locale: str, digits: int | None, text: str
) -> None:
    assert money_text(amount, currency, locale, digits=digits) == text


def test_numbers_in_a_text_get_the_marks_of_the_locale() -> None:
    text = "Hold back 1,234 of the 2,000,000 customers, 12.5 % of 3."
    assert localized(text, "en") == text
    assert localized(text, "de") == "Hold back 1.234 of the 2.000.000 customers, 12,5 % of 3."
    assert localized(text, "de-CH") == "Hold back 1’234 of the 2’000’000 customers, 12.5 % of 3."


def test_a_locale_is_known_by_its_language() -> None:
    assert all(map(is_known, ("en", "de", "de-CH", "de_AT", "FR", "pt-BR")))
    assert not any(map(is_known, ("xx", "", "deutsch")))


def test_a_workbook_has_the_currency_where_people_have_it() -> None:
    assert workbook_format("EUR", "en") == '"€ "#,##0.00'
    assert workbook_format("EUR", "de") == '#,##0.00 "€"'
