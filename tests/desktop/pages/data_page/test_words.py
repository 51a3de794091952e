from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from tracer_desktop.pages.data_page.words import (
    findings_in_words,
    number_word,
    quality_parts,
    reading_sentence,
    receipt_facts,
    repairs_words,
    table_sentence,
)
from tracer_engine import Column, Finding, OpenedTable, Profile, Quality, ReadingOptions, Receipt, Repair, Step
from tracer_engine.types.profile import Suggestion

COLUMN = Column(name="Spend", header="Spend", kind="number")


def table(receipt: Receipt | None = None, *columns: Column) -> OpenedTable:
    profile = Profile(
        source="a.csv",
        rows=7043,
        columns=(),
        receipt=receipt or Receipt(rows_kept=7043, encoding="utf-8", delimiter=",", quote='"'),
        quality=Quality(score=94, parts={}),
        findings=(),
        suggested=Suggestion(blueprint="churn"),
    )
    columns = columns or (COLUMN,)
    return OpenedTable(
        path=Path("a.csv"), source="a.csv", size=955_000, rows=7043, columns=columns, profile=profile, seconds=0.42
    )


@pytest.mark.parametrize(
    ("things", "end"),
    [
        (0, "Tracer understood every cell and found nothing to worry about."),
        (1, "Tracer understood every cell; one thing is worth knowing."),
        (3, "Tracer understood every cell; three things are worth knowing."),
        (12, "Tracer understood every cell; 12 things are worth knowing."),
    ],
)
def test_the_sentence_tells_size_time_and_how_it_went(things: int, end: str) -> None:
    assert table_sentence(table(), things) == f"7,043 rows × 1 columns, read in 0.4 s. {end}"


def test_what_was_not_understood_comes_before_what_is_worth_knowing() -> None:
    spoiled = dataclasses.replace(COLUMN, spoiled=4)
    assert table_sentence(table(None, spoiled), 3).endswith("Tracer understood all but 4 cells.")
    aside = Receipt(rows_kept=7042, rows_set_aside=1)
    assert table_sentence(table(aside, spoiled), 3).endswith("One row could not be read and was set aside.")


def test_reading_tells_how_far_it_is_and_how_long_it_takes() -> None:
    assert reading_sentence(None) == "Reading…"
    step = Step(stage="read", fraction=0.38)
    assert reading_sentence(step) == "Reading… 38\u00a0%"
    assert reading_sentence(dataclasses.replace(step, seconds_left=(4, 6))) == "Reading… 38\u00a0%, 4 to 6 s left"


def finding(code: str, severity: str, column: str | None = None, message: str = "It is so.") -> Finding:
    return Finding(code=code, severity=severity, column=column, message=message, remedy="Do that.")  # type: ignore[arg-type]


def test_findings_come_worst_first_and_what_is_a_matter_of_course_last() -> None:
    profile = dataclasses.replace(
        table().profile,
        findings=(
            finding("identifier", "info", "id"),
            finding("missing-cells", "info", "a"),
            finding("spellings", "warning", "b"),
            finding("leak", "error", "c", "It knows the answer. It is filled in later."),
            finding("duplicate-rows", "warning"),
        ),
    )
    words = findings_in_words(profile)
    assert [one.finding.code for one in words] == ["leak", "spellings", "duplicate-rows", "missing-cells", "identifier"]
    assert [one.kind for one in words] == ["problem", "caution", "caution", "info", "info"]
    assert [one.act for one in words] == ["column", "column", "repeated", "missing", "column"]
    leak = words[0]
    assert (leak.title, leak.text) == ("It knows the answer", "Do that.")
    assert leak.whole == "It is filled in later. Do that."


def test_a_dot_inside_a_number_ends_no_sentence() -> None:
    profile = dataclasses.replace(
        table().profile, findings=(finding("outliers", "info", "a", "2 values lie far off: 3.5, 1.2. Half lie near."),)
    )
    assert findings_in_words(profile)[0].title == "2 values lie far off: 3.5, 1.2"


def test_parts_of_the_quality_keep_their_marks_beside_them() -> None:
    text = quality_parts(Quality(score=94, parts={"completeness": 100, "validity": 99}))
    assert text == "Complete\u00a0100 · valid\u00a099"


def test_the_receipt_says_what_was_told_and_where_the_header_is() -> None:
    receipt = Receipt(
        rows_kept=7043, encoding="cp1252", delimiter="\t", quote="", header_rows=2, skipped_rows=3, decimal=","
    )
    facts = dict(receipt_facts(table(receipt), receipt, ReadingOptions(delimiter="\t")))
    assert facts["Encoding"] == "Windows-1252"
    assert facts["Separator"] == "tab, as you told"
    assert facts["Decimals"] == "comma"
    assert facts["Header"] == "rows 4 to 5"
    assert facts["Rows kept"] == "7,043 of 7,043"


def test_repairs_are_counted_else_blanks() -> None:
    mended = Receipt(repairs=(Repair(row=3, problem="short", action="padded"),))
    assert repairs_words(table(mended), mended) == "1 mended"
    blanks = dataclasses.replace(COLUMN, missing=11)
    assert repairs_words(table(None, blanks), Receipt()) == "11 blanks read as missing"
    assert repairs_words(table(), Receipt()) == "none needed"


def test_small_numbers_are_written_out() -> None:
    assert [number_word(number) for number in (1, 10, 11)] == ["one", "ten", "11"]
