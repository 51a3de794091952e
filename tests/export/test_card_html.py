"""The card and its summary as web pages that need nothing beside them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.small_runs import SmallRun
from tracer_engine.export.card_html import charts_of, render_card, render_summary
from tracer_engine.types.card import CardDocument, CardSection
from tracer_engine.workflow import model_card


@pytest.fixture(scope="module")
def card(small_run: SmallRun) -> CardDocument:
    return model_card(small_run.run.id, workspace=small_run.workspace)


def test_the_card_is_one_page_with_all_sections_and_no_script(card: CardDocument) -> None:
    page = render_card(card)

    assert page.startswith("<!DOCTYPE html>")
    for section in card.sections:
        assert f"<h2>{section.title}</h2>" in page
    assert "<script" not in page
    assert "http" not in page.partition("</head>")[2]


def test_the_summary_has_the_figures_with_intervals_and_both_charts(card: CardDocument) -> None:
    page = render_summary(card)

    assert page.count("<svg") == len(card.charts) == 2
    for figure in card.summary.figures:
        assert figure.value in page
        assert figure.range in page
    assert "size: A4" in page
    assert "Calibration: can you believe the percentages?" in page


def test_texts_from_data_are_escaped(card: CardDocument) -> None:
    odd = replace(card, sections=(CardSection(title="<b>", sentences=("<i>",), head=("<u>",), rows=(("<s>",),)),))
    page = render_card(odd)

    for tag in ("<b>", "<i>", "<u>", "<s>"):
        assert tag not in page


def test_a_chart_that_could_do_something_is_left_out(small_run: SmallRun) -> None:
    html = small_run.run.paths["report_html"].read_text(encoding="utf-8")
    for evil in ("<script>1</script>", '<image href="http://x"/>', '<rect onload="1"/>', "<foreignObject/>"):
        tampered = html.replace("</svg>", f"{evil}</svg>")
        assert charts_of(tampered, ("gains", "calibration")) == ()


def test_charts_that_are_not_there_are_left_out(small_run: SmallRun) -> None:
    html = small_run.run.paths["report_html"].read_text(encoding="utf-8")

    assert [chart.name for chart in charts_of(html, ("gains", "nothing"))] == ["gains"]
    assert charts_of("<p>", ("gains",)) == ()
