"""Blueprints in TOML: what they become, and one clear sentence with its line for whatever is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.guide_blueprint import guide_text, line_of, write_guide
from tracer_engine.blueprints.toml_form import parse_blueprint, read_blueprint_file
from tracer_engine.errors import InputError
from tracer_engine.workflow.blueprints import add_blueprint

# What is written in its place, the line that has to be told, and words of the sentence.
BROKEN: dict[str, tuple[str, str, str, str]] = {
    "text not closed": ('title = "Late payment"', 'title = "Late payment', "", "quotation mark is missing"),
    "list not closed": ('"in time"]', '"in time"', "negative =", "] is missing"),
    "section not closed": ("[target]", "[target", "", "] is missing"),
    "no quotation marks": ('"Which invoices will be paid late?"', "Which invoices?", "question =", "quotation marks"),
    "section twice": ("[roles.channel]", "[roles.amount]", "[roles.channel]", "second time"),
    "name twice": ('kind = "category"', 'kind = "any"\nkind = "category"', "aliases = [\"channel\"", "second time"),
    "unknown kind": ('kind = "category"', 'kind = "categories"', "", "did you mean category"),
    "misspelled name": ('meaning = "How', 'meanning = "How', "", "did you mean meaning"),
    "misspelled section": ("[wording]", "[words]", "", "did you mean wording"),
    "word missing": ('acted = "were paid late"\n', "", "[wording]", "[wording] lacks acted"),
    "text for a number": ("acceptance = 0.4", 'acceptance = "high"', "", "a number is wanted"),
    "text for a list": ('["channel", "sent by", "invoice channel"]', '"channel"', "", "list is wanted"),
    "number in a list": ('"sent by"', "7", 'aliases = ["channel"', "number 2 of aliases of [roles.channel]"),
    "version in quotes": ("schema_version = 1", 'schema_version = "1"', "", "a whole number is wanted"),
    "outcome with blanks": ('outcome = "late"', 'outcome = "paid late"', "", "no plain name"),
    "unknown role": ("late_before / invoices", "late_befor / invoices", "", "'late_befor', which is no role"),
    "a call": ("amount / (days_to_pay + 1)", "open(amount)", "", "not allowed: 'open(amount)'"),
    "a category reckoned with": ("amount / (days_to_pay + 1)", "amount / channel", "", "is a category"),
    "an unknown place": ("Has {value} days", "Has {values} days", "", "{values}"),
    "a share above 1": ("acceptance = 0.4", "acceptance = 40", "", "acceptance of [economics]"),
    "a play without a role": ('channel = "Send', 'chanel = "Send', "", "'chanel', which is no role"),
    "no id": ("[roles.invoice_id]", "[roles.invoice]", "", "ends in _id"),
    "the target as a role": ('["late before",', '["paid late", "late before",', "", "would read the target"),
    "yes and no": ('["no", "0"', '["no", "yes"', "", "'yes' is among"),
    "a key that is taken": ('key = "late_payment"', 'key = "churn"', "", "taken"),
    "a sample of nothing": ('part_of = "InvoicesBefore"', 'part_of = "Invoices"', "", "no number column above"),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_gives_one_sentence_with_line_and_cause(tmp_path: Path, what: str) -> None:
    old, new, at, words = BROKEN[what]
    with pytest.raises(InputError) as caught:
        add_blueprint(write_guide(tmp_path, old, new))
    message = caught.value.message
    assert message.startswith(f"late_payment.toml, line {line_of(at or old)}: ")
    assert words in message
    assert message.endswith(".")
    assert "\n" not in message


def test_the_guides_file_becomes_a_record() -> None:
    found = parse_blueprint(guide_text().encode(), "late_payment.toml")
    assert found.problems == ()
    record = found.record
    assert record is not None
    assert (record.key, record.schema_version, record.wording.actors) == ("late_payment", 1, "late invoices")
    assert record.id_role is not None
    assert record.id_role.name == "invoice_id"
    assert [feature.name for feature in record.features] == ["late_share", "amount_per_day"]
    assert record.plays["channel"] == "Send it by mail, too."
    assert record.sample is not None
    assert record.sample.columns[1].high == 9000.0


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    plain = parse_blueprint(guide_text().encode(), "a.toml")
    odd = parse_blueprint(b"\xef\xbb\xbf" + guide_text().replace("\n", "\r\n").encode(), "a.toml")
    assert odd.record == plain.record


def test_values_of_the_target_may_be_numbers_and_are_compared_without_case_and_accents() -> None:
    text = guide_text().replace('positive = ["yes", "1", "true", "late"]', 'positive = ["Géré", 1, true]')
    record = parse_blueprint(text.encode(), "a.toml").record
    assert record is not None
    assert record.positive_values == ("gere", "1", "true")


def test_letters_that_are_not_utf_8_are_told_with_their_line() -> None:
    found = parse_blueprint(guide_text().encode().replace(b"Late payment", b"Sp\xe4t"), "a.toml")
    assert found.sentence(found.problems[0]) == "a.toml, line 2: a letter is not written in UTF-8."


def test_every_problem_is_found_not_only_the_first(tmp_path: Path) -> None:
    path = write_guide(tmp_path, 'kind = "category"', 'kind = "x"')
    path.write_text(path.read_text(encoding="utf-8").replace("acceptance = 0.4", "acceptance = true"), encoding="utf-8")
    assert len(read_blueprint_file(path).problems) == 2
    with pytest.raises(InputError, match="line 62") as caught:
        add_blueprint(path)
    assert "1 more" in caught.value.remedy


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read_blueprint_file(tmp_path / "gone.toml")
    with pytest.raises(InputError, match="is a folder"):
        read_blueprint_file(tmp_path)
    for data in (b"", b"\x00", b"x=" + b"[" * 5000, b"[[roles]]", b"wording = 3", b"#" * 300_000):
        found = parse_blueprint(data, "a.toml")
        assert found.record is None
        assert found.sentence(found.problems[0]).startswith("a.toml, line 1: ")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_file_with_any_piece_cut_out_or_put_in_is_read_or_refused_in_words(data: st.DataObject) -> None:
    text = guide_text()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 60)))
    piece = data.draw(
        st.sampled_from(["", '"', "[", "]", "=", "\n", "1", "[[x]]\n", "{}", "'''", "é", "\\", "a.b = 1\n"])
    )
    found = parse_blueprint((text[:start] + piece + text[end:]).encode(), "a.toml")
    assert found.problems or found.record is not None
    assert all(found.sentence(problem).startswith("a.toml, line ") for problem in found.problems)
