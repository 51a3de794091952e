"""The model card in words."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.small_runs import SmallRun
from tracer_engine.campaign.record import CampaignRecord
from tracer_engine.export.card import CardFacts, card_sections
from tracer_engine.export.card_summary import card_summary
from tracer_engine.types.campaign import CampaignSettings
from tracer_engine.types.card import CardSection
from tracer_engine.types.scores import ScoredFile


@pytest.fixture
def facts(small_run: SmallRun) -> CardFacts:
    return CardFacts(
        report=json.loads(json.dumps(small_run.run.report.to_dict())),
        card=small_run.model.card,
        model=Path("kept") / "model.tracer",
        size=12_345,
        sha256="ab" * 32,
        format=1,
        run="a-run",
    )


def section(facts: CardFacts, title: str) -> CardSection:
    return next(one for one in card_sections(facts) if one.title == title)


def campaign(facts: CardFacts, **changes: Any) -> CampaignRecord:
    return CampaignRecord(
        id="c",
        created="2026-08-01T10:00:00+00:00",
        source="august.csv",
        model={},
        outcome="churn",
        wording=facts.card.wording,
        target="Churn",
        positive="Yes",
        id_column="id",
        settings=CampaignSettings(budget=2000.0, value=40.0, value_months=12.0, **changes),
        expected_gain=(1234.0, 900.0, 1500.0),
        keys=("a", "b", "c"),
        probability=np.array([0.9, 0.8, 0.7]),
        value=np.array([1.0, 1.0, 1.0]),
        control=np.array([False, True, False]),
    )


def test_the_card_tells_all_an_auditor_asks_for(facts: CardFacts, small_run: SmallRun) -> None:
    titles = [one.title for one in card_sections(facts)]
    assert titles[:5] == [
        *("What it answers", "What it was trained on", "How good it is", "How far the percentages hold"),
        "Columns it reads",
    ]
    assert {"Left out, and why", "How it is used to decide", "Since the training", "The model file"} <= set(titles)
    auc = small_run.run.report.metrics["roc_auc"]
    assert ("Ranking, ROC AUC", f"{auc.value:.3f}", f"{auc.low:.3f} to {auc.high:.3f}") in [
        row[:3] for row in section(facts, "How good it is").rows
    ]
    assert {row[0] for row in section(facts, "Columns it reads").rows} == set(small_run.plan.features)
    assert ("SHA-256", "ab" * 32) in section(facts, "The model file").rows
    assert ("Run", "a-run") in section(facts, "Settings and versions").rows
    assert section(facts, "Settings and versions").code == small_run.run.report.command
    said = " ".join(section(facts, "How it was tested, and what was not").sentences)
    assert "Not tested: whether anything you do changes who will leave" in said


def test_decisions_and_what_was_scored_since_are_told_where_they_are_known(facts: CardFacts) -> None:
    assert "No campaign has been planned with it yet." in section(facts, "How it is used to decide").sentences
    assert "No file scored with it is remembered" in section(facts, "Since the training").sentences[0]
    scored = ScoredFile(
        created="2026-08-02T08:00:00+00:00",
        source="august.csv",
        sha256="cd" * 32,
        rows=900,
        listed=100,
        expected=212.4,
        threshold=0.3,
        level="caution",
        score_drift=0.31,
    )
    known = replace(facts, campaigns=[campaign(facts)], scored=[scored], ageing="The model is 200 days old.")

    rows = {row[0]: row[1] for row in section(known, "How it is used to decide").rows}
    assert rows["On the list"] == "3 customers"
    assert rows["Held back to measure"] == "1"
    assert rows["Budget"] == "€2,000"
    assert rows["A kept one is worth"] == "€40 × 12 months"
    assert rows["Expected gain"] == "€1,230 (€900 to €1,500)"
    since = section(known, "Since the training")
    assert since.rows == (("august.csv", "2026-08-02 08:00 UTC", "900", "caution", "0.31", "–"),)
    assert since.sentences[0] == "The model is 200 days old."
    decision = " ".join(card_summary(known).decision)
    assert "expected gain €1,230 (€900 to €1,500)" in decision
    assert "Last scored: august.csv, 2026-08-02 08:00 UTC: caution, drift of the score 0.31; 212 of 900" in decision


def test_a_model_not_worth_using_says_so_first(facts: CardFacts) -> None:
    report = dict(facts.report)
    report["verdict"] = report["verdict"] | {"worth_using": False}

    assert "do not act" in card_summary(replace(facts, report=report)).limits[0]


def test_what_is_not_known_is_said_so(facts: CardFacts) -> None:
    report = json.loads(json.dumps(facts.report))
    report["metrics"]["roc_auc"] |= {"low": None, "high": None}
    report["metrics"]["top_decile_lift"]["value"] = None
    report["learners"][0]["roc_auc"] = None
    bare = replace(facts, report=report)

    assert [row[2] for row in section(bare, "How good it is").rows if row[0].startswith("Ranking")] == ["not known"]
    assert section(bare, "What the model is made of").rows[0][2] == "not known"
    assert [figure.label for figure in card_summary(bare).figures] == ["Ranking, ROC AUC", "Percentages off by, points"]


def test_the_summary_stays_short_however_much_there_is(facts: CardFacts) -> None:
    report = json.loads(json.dumps(facts.report))
    report["excluded"] = [{"column": f"c{n}", "reason": "It knows the answer. " * 20} for n in range(40)]
    page = card_summary(replace(facts, report=report))

    assert len(page.left_out) == 4
    assert page.left_out[-1] == "And 37 more columns; the model card names them."
    assert all(len(text) < 110 for text in page.left_out)
