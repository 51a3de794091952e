"""The report as HTML: complete, self-contained, safe with any text from data, worded by its question."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from tests.export.sample_reports import CHURN, EFFECTS, NO_CLOSER_LOOK, good_report, poor_report, riskiest
from tracer_engine.export.report_html import render_report
from tracer_engine.types.profile import Excluded, Finding
from tracer_engine.types.receipt import Receipt, Repair
from tracer_engine.types.report import Baseline, Curves, Effect, EffectPoint, Importance, Interval, Report

VOID = {"meta", "br", "hr", "img", "input", "link", "wbr"}


class Page(HTMLParser):
    """A rendered page, taken apart: its visible text, tags and attributes. Fails on tags that do not balance."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1:] == [tag], f"</{tag}> closes something else"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def values(self, name: str) -> list[str]:
        return [value for attribute, value in self.attributes if attribute == name]


def page_of(report: Report, customers: Sequence[Mapping[str, object]] = ()) -> Page:
    return Page(render_report(report, customers=customers))


def bare(report: Report) -> Report:
    """The same report with nothing in it that can be missing."""
    return replace(
        report,
        metrics={key: Interval(value=math.nan, low=math.nan, high=math.nan) for key in report.metrics},
        baseline=Baseline(rule="", column="", metrics={}),
        gain_over_rule=Interval(value=math.nan, low=math.nan, high=math.nan),
        learners=(),
        importance=(),
        effects=(),
        findings=(),
        excluded=(),
        engineered=(),
        curves=Curves(gains=(), roc=(), precision_recall=(), calibration=(), histogram=()),
        **NO_CLOSER_LOOK,
    )


@pytest.mark.parametrize("report", [good_report(), poor_report(), bare(good_report())], ids=["good", "poor", "bare"])
def test_the_page_is_balanced_and_asks_nothing_of_a_network(report: Report) -> None:
    html = render_report(report, customers=riskiest())
    page = Page(html)
    assert html.startswith("<!DOCTYPE html>")
    assert not re.search(r"https?:|//[a-z]|@import|url\(", html)
    assert not {"script", "link", "img", "iframe", "object", "embed", "base", "form"} & set(page.tags)
    assert not {"src", "srcset", "action", "data", "poster", "xlink:href"} & {name for name, _ in page.attributes}
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert all(target.startswith("#") for target in page.values("href"))
    assert "default-src 'none'" in page.values("content")[1]


@pytest.mark.parametrize("report", [good_report(), poor_report(), bare(good_report())], ids=["good", "poor", "bare"])
def test_every_id_is_unique_and_every_reference_and_class_leads_somewhere(report: Report) -> None:
    html = render_report(report, customers=riskiest())
    page = Page(html)
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert {target[1:] for target in page.values("href")} <= set(ids)
    assert {name for names in page.values("aria-labelledby") for name in names.split()} <= set(ids)
    style = html[html.index("<style>") : html.index("</style>")]
    unstyled = {name for names in page.values("class") for name in names.split() if f".{name}" not in style}
    assert unstyled <= {"tick", "large", "long"}


def test_the_verdict_comes_first_and_every_part_is_there() -> None:
    page = page_of(good_report(), riskiest())
    text = page.text
    headings = (
        "This model is worth using",
        "Leavers in the top 10 %",
        "Gains: leavers you reach",
        "Calibration: can you believe the percentages?",
        "Who is at risk",
        "Customers by probability",
        "The 20 most likely to leave",
        "Why: what drives the scores",
        "What each value does",
        "What is worth knowing about it",
        "What was left out, and why",
        "How the file was read",
        "How it was tested, and what was not",
        "What the model is made of",
        "Settings",
        "Terms in plain words",
    )
    body = text[text.index("Terms Which customers") :]
    places = [body.index(heading) for heading in headings]
    assert places == sorted(places)


def test_the_figures_are_those_of_the_report() -> None:
    report = good_report()
    text = page_of(report).text
    assert "2.87 × 2.76 to 3.00 · rule 2.31" in text
    assert "0.850 0.842 to 0.860 · rule 0.780" in text
    assert "0.6 points 0.4 to 1.3 · rule 4.1" in text
    assert "0.410 0.398 to 0.421 · rule 0.482" in text
    assert "Ranking, ROC AUC 0.8503 0.8418 to 0.8597 0.7800 higher" in text
    assert "7,043 customers" in text
    assert f"{report.positives:,} left" in text
    group = report.curves.calibration[-2]
    said = f"Of {group.rows} customers given {group.predicted:.0%}, {group.observed:.0%} left."
    assert said.replace("%", " %") in text
    assert "spline logistic regression 42 % 0.847 0.413 2.1" in text
    assert "Month-to-month +0.62 42.7 % 3,875" in text
    assert "Two year −1.08 2.8 % 1,695" in text
    assert "7,043 rows read, 1 set aside." in text
    assert "tracer train telco.csv --target Churn --positive Yes --blueprint churn --id customerID" in text


def test_another_question_is_told_in_its_own_words() -> None:
    page = page_of(poor_report(), riskiest(3))
    told = " ".join([page.text, *page.values("class"), *page.values("id")]).lower()
    for word in ("Which employees will resign?", "Resigners in the top 10 %", "remained", "Risk of resigning"):
        assert word.lower() in told
    without_reasons = told.replace("became a customer only 1 month ago", "")
    for foreign in ("churn", "customer", "leaver", "stayed"):
        assert foreign not in without_reasons


def test_a_model_that_is_not_worth_using_says_so_with_an_octagon_and_warns_at_the_list() -> None:
    html = render_report(poor_report(), customers=riskiest(3))
    head = html[html.index('class="verdict"') : html.index("<h1>")]
    assert 'class="icon problem"' in head
    assert "This model is not worth using" in Page(html).text
    assert "do not act on this list" in Page(html).text
    assert "which includes no difference at all" in Page(html).text
    assert "Finished early" in Page(html).text


def test_a_report_with_nothing_measured_has_words_in_place_of_charts() -> None:
    text = page_of(bare(good_report())).text
    assert "not known" in text
    assert "too few customers to draw" in text
    assert "No column weighs in the scores." in text
    assert "every column was used to learn from" in text
    assert "nan" not in text.lower().split()


def test_texts_from_the_data_show_as_text_whatever_they_hold() -> None:
    nasty = '<script>alert("x")</script>&amp;"\'{{ 7 * 7 }}'
    report = good_report()
    report = replace(
        report,
        source=nasty,
        target=nasty,
        positive=nasty,
        id=nasty,
        excluded=(Excluded(column=nasty, reason=nasty),),
        findings=(Finding(code="x", severity="info", column=nasty, message=nasty, remedy=nasty),),
        importance=(Importance(column=nasty, label=nasty, share=1.0),),
        effects=(
            Effect(
                column=nasty,
                label=nasty,
                points=(EffectPoint(value=nasty, push=1.0, rate=0.5, rows=9),),
            ),
        ),
        engineered=({"name": nasty, "label": nasty, "wording": nasty},),
        roles={nasty: nasty},
        baseline=replace(report.baseline, rule=nasty),
        receipt=Receipt(
            encoding=nasty,
            delimiter=nasty,
            rows_kept=1,
            notes=(nasty,),
            repairs=(Repair(row=2, problem=nasty, action="cut", text=nasty),),
        ),
        notes=(nasty,),
        wording=replace(CHURN, acted=nasty, entities=nasty),
    )
    html = render_report(report, customers=[{"rank": 1, "id": nasty, "probability": 0.5, "reasons": [nasty]}])
    page = Page(html)
    assert "script" not in page.tags
    assert "<script" not in html
    assert page.text.count(nasty) > 15


def test_thousands_of_columns_findings_and_repairs_show_thirty_and_fold_the_rest() -> None:
    many = 3000
    report = replace(
        good_report(),
        excluded=tuple(
            Excluded(column=f"column_{index:04}", reason="The same value all over.") for index in range(many)
        ),
        findings=tuple(
            Finding(code="constant", severity="warning", column=None, message=f"Finding {index:04}.")
            for index in range(many)
        ),
        receipt=replace(
            good_report().receipt,
            repairs=tuple(Repair(row=index + 2, problem="too short", action="padded") for index in range(many)),
        ),
        importance=tuple(Importance(column=f"c{index}", label=f"c{index}", share=1 / many) for index in range(many)),
    )
    html = render_report(report)
    Page(html)
    assert html.count("The other 2,970") == 3
    assert (
        html.index("column_0029") < html.index("The other 2,970", html.index("column_0000")) < html.index("column_0030")
    )
    assert "2,988 other columns" in html
    assert len(html) < 3_000_000


def test_the_gravest_finding_comes_first() -> None:
    text = page_of(good_report()).text
    assert text.index("Problem: ChurnReason") < text.index("Caution: 22 customers") < text.index("Note: 11 cells")


def test_at_most_twenty_of_the_riskiest_are_named_and_a_blank_id_is_a_dash() -> None:
    page = page_of(good_report(), riskiest(50))
    assert "The 20 most likely to leave" in page.text
    assert str(riskiest(21)[-1]["id"]) not in page.text
    alone = page_of(good_report(), [{"rank": 1, "id": "", "probability": 0.5, "reasons": []}])
    assert "1 – 50 % no reasons given" in alone.text


def test_every_chart_has_a_title_a_sentence_and_its_numbers_as_a_table() -> None:
    page = page_of(good_report(), riskiest())
    charts = page.values("class").count("chart")
    whiskers = 4
    assert charts == whiskers + 6 + len(EFFECTS)
    assert page.tags.count("title") == 1 + charts
    assert page.tags.count("desc") == charts
    assert page.tags.count("details") == charts - whiskers


def test_what_pushes_most_among_few_is_not_said_of_all() -> None:
    report = good_report()
    points = [("1", -0.4, 500), ("3", 0.5, 499), ("4", 1.2, 1)]
    effect = Effect(
        column="Products",
        label="Products",
        points=tuple(EffectPoint(value=value, push=push, rate=0.5, rows=rows) for value, push, rows in points),
    )
    text = page_of(replace(report, effects=(effect,)), riskiest()).text
    assert "Of values that at least 1 % of customers have, \u201c3\u201d pushes most towards it" in text
    assert "Of values that at least" not in page_of(replace(report, effects=EFFECTS), riskiest()).text


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_every_text_stands_out_from_its_ground(theme: int) -> None:
    style = render_report(good_report())
    block = re.findall(r":root \{([^}]*--ink[^}]*)\}", style)[theme]
    colours = dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6});", block))
    texts = [(text, "paper") for text in ("ink", "ink2", "ink3", "accent", "problem", "caution", "good", "rival")]
    texts += [("ink3", "window"), ("accent", "window"), ("ink", "caution-soft"), ("ink", "accent-soft")]
    marks = [("edge", "paper"), ("mark", "paper"), ("accent", "accent-band")]
    for least, pairs in ((4.5, texts), (3.0, marks)):
        for front, ground in pairs:
            light, dark = sorted((luminance(colours[front]), luminance(colours[ground])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= least, f"{front} on {ground}"
