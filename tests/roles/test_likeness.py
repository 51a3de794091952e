"""How alike two names are."""

from __future__ import annotations

from tracer_engine.roles.likeness import name_likeness


def test_the_same_words_are_alike_whatever_their_case_and_separators() -> None:
    aliases = ("payment method",)
    assert {name_likeness(name, aliases) for name in ("Payment Method", "payment_method", "PaymentMethods")} == {1.0}
    assert name_likeness("Paymentmethod", aliases) > 0.9
    assert name_likeness("colour", aliases) == 0.0
    assert name_likeness("", aliases) == 0.0


def test_the_customer_and_the_span_of_time_change_nothing() -> None:
    assert name_likeness("CustomerAge", ("age",)) >= 0.95
    assert name_likeness("logins_last_30d", ("logins",)) >= 0.95
    assert name_likeness("offer name", ("customer name",)) < 0.72


def test_a_long_name_with_letters_swapped_is_still_known() -> None:
    assert name_likeness("reamining_contract", ("remaining contract",)) > 0.8
    assert name_likeness("training_contact", ("remaining contract",)) < 0.72
