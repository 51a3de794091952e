"""Whether the scores of a file can be relied on, and what speaks against it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from tests.small_runs import SmallRun
from tracer_engine.evaluation.metrics import sigmoid
from tracer_engine.scoring.base_rate import BaseRate, shares_in
from tracer_engine.scoring.drift import Drift
from tracer_engine.scoring.matching import Matching
from tracer_engine.scoring.model import Model
from tracer_engine.scoring.passes import FirstPass, first_pass
from tracer_engine.scoring.verdict import judge_file, score_index, verdict_on


def passed(run: SmallRun, frame: pl.DataFrame) -> FirstPass:
    return first_pass(run.model, [frame], tuple(frame.columns), "f.csv", any_file=True)


def early(run: SmallRun, importance: dict[str, float]) -> Model:
    """The model as an early version wrote it: without losses and spread."""
    return replace(run.model, card=replace(run.model.card, importance=importance, losses=None, spread=None))


def first(**changes: object) -> FirstPass:
    empty = Matching(columns={}, missing=())
    return replace(FirstPass(log_odds=np.zeros(100), matching=empty, marks={}), **changes)  # type: ignore[arg-type]


def test_a_file_like_the_training_s_is_a_go(small_run: SmallRun) -> None:
    assert verdict_on(small_run.model, passed(small_run, small_run.table.frame)) == ("go", ())


def test_a_missing_column_is_a_caution_and_one_that_carries_much_a_stop(small_run: SmallRun) -> None:
    model = early(small_run, {"Age": 0.1, "Contract": 0.3, "Region": 0.0})

    for missing, level, words in (
        (("Age",), "caution", "Age is not in this file. It carries 10 % of the reasons"),
        (("Contract",), "stop", "30 % of the reasons"),
        (("Age", "Region"), "caution", "Age, Region are not in this file. They carry 10 %"),
    ):
        told, causes = verdict_on(model, first(matching=Matching(columns={}, missing=missing)))
        assert told == level
        assert words in causes[0]


def test_many_missing_columns_are_named_in_part(small_run: SmallRun) -> None:
    missing = tuple(f"column{n}" for n in range(9))

    _, (cause,) = verdict_on(early(small_run, {}), first(matching=Matching(columns={}, missing=missing)))

    assert "column4, …" in cause
    assert "column5" not in cause


def test_a_few_strange_cells_or_strange_cells_of_no_weight_are_no_cause(small_run: SmallRun) -> None:
    model = early(small_run, {"Contract": 0.3, "Region": 0.001})
    few = first(drift=Drift(rows=100, unmet=Counter({"Region": 90})), unread={"Age": 0.04})

    assert verdict_on(model, few) == ("go", ())


def test_strange_cells_do_not_soften_a_stop(small_run: SmallRun) -> None:
    model = early(small_run, {"Contract": 0.9, "Region": 0.1})
    missing = Matching(columns={}, missing=("Contract",))
    both = first(matching=missing, drift=Drift(rows=100, unmet=Counter({"Region": 50})), unread={"Age": 0.5})

    level, causes = verdict_on(model, both)

    assert level == "stop"
    assert len(causes) == 3


def test_causes_that_weigh_little_make_no_caution_but_are_named_beside_one(small_run: SmallRun) -> None:
    light = min(small_run.model.card.importance, key=lambda name: small_run.model.card.importance[name])
    importance = dict(small_run.model.card.importance) | {"Region": 0.0, "Gender": 0.0}
    model = replace(small_run.model, card=replace(small_run.model.card, importance=importance))
    strange = small_run.table.frame.with_columns(Region=pl.lit("Atlantis"))

    assert light
    assert verdict_on(model, passed(small_run, strange))[0] == "go"
    level, causes = verdict_on(model, passed(small_run, strange.with_columns(Contract=pl.lit("Weekly"))))
    assert level == "caution"
    (told,) = [cause for cause in causes if "Region" in cause]
    assert told == "500 of 500 rows have a value in Region that the model has not met. It weighs little in the scores."


def test_a_missing_column_is_told_with_what_it_costs_the_ranking(small_run: SmallRun) -> None:
    losses = small_run.model.card.losses
    assert losses is not None
    dearest = max(losses.alone, key=lambda name: losses.alone[name])

    level, causes = verdict_on(small_run.model, passed(small_run, small_run.table.frame.drop(dearest)))

    assert level != "go"
    assert causes[0].startswith(f"{dearest} is not in this file. Without it the ranking loses about ")
    assert f"about {100 * losses.alone[dearest]:.0f} % of its worth (ROC AUC 0." in causes[0]


def test_a_file_of_another_business_is_a_stop_that_says_so(small_run: SmallRun) -> None:
    level, causes = verdict_on(small_run.model, passed(small_run, pl.DataFrame({"Fruit": ["apple"] * 50})))

    assert level == "stop"
    assert len(causes) == 1
    assert causes[0].startswith("None of the ")
    assert "about something else" in causes[0]


def test_a_renamed_column_is_taken_and_asked_about(small_run: SmallRun) -> None:
    renamed = small_run.table.frame.rename({"MonthlyCharge": "Charge_mthly"})
    result = passed(small_run, renamed)

    assert (result.matching.columns["MonthlyCharge"], result.matching.how["MonthlyCharge"]) == (
        "Charge_mthly",
        "likely",
    )
    level, causes = verdict_on(small_run.model, result)
    assert level == "caution"
    assert causes == ("Charge_mthly was taken for MonthlyCharge, by its name and its values: check that it is.",)
    straight = passed(small_run, small_run.table.frame)
    assert np.array_equal(straight.log_odds, result.log_odds)


def test_scores_that_moved_are_told_with_the_share_at_high_risk(small_run: SmallRun) -> None:
    low = passed(small_run, small_run.table.frame)
    low.log_odds = low.log_odds + 1.5
    assert (score_index(small_run.model, low.log_odds) or 0) > 0.2

    level, causes = verdict_on(small_run.model, low)

    assert level == "caution"
    assert causes[0].startswith("The scores have moved: ")


def test_another_share_with_the_outcome_is_told_with_its_estimate(small_run: SmallRun) -> None:
    shifted = BaseRate(trained=0.26, expected=0.4, estimated=0.5, shifted=True)

    _, causes = verdict_on(early(small_run, {}), first(base_rate=shifted))

    (cause,) = causes
    assert cause.startswith("By the scores 40 % of the rows have the outcome; when the model was trained, 26 % had it.")
    assert cause.endswith("If nothing but that share has changed, it is about 50 % now.")


def test_every_column_is_held_against_the_training(small_run: SmallRun) -> None:
    frame = small_run.table.frame.drop("Gender").with_columns(Contract=pl.lit("Weekly"))
    judged = judge_file(small_run.model, passed(small_run, frame))
    by_name = {one.needs: one for one in judged.columns}

    assert set(by_name) == set(small_run.model.card.columns)
    assert (by_name["Gender"].how, by_name["Gender"].column, by_name["Gender"].drift) == ("missing", None, None)
    contract = by_name["Contract"]
    assert (contract.unseen, contract.column) == (500, "Contract")
    assert contract.p_value == pytest.approx(0, abs=1e-6)
    assert contract.loss == small_run.model.card.losses.alone["Contract"]  # type: ignore[union-attr]
    assert 0.5 < (by_name["Age"].p_value or 0) <= 1


def test_the_rows_a_model_learned_from_have_not_moved_however_much_it_knows_them_by_heart(small_run: SmallRun) -> None:
    spread = small_run.model.card.spread
    assert spread is not None
    result = passed(small_run, small_run.table.frame)
    result.log_odds = 3 * result.log_odds
    assert (score_index(small_run.model, result.log_odds) or 0) > 0.2
    by_heart = replace(spread, fitted=tuple(shares_in(spread.edges, sigmoid(result.log_odds)).tolist()))
    model = replace(small_run.model, card=replace(small_run.model.card, spread=by_heart))

    assert score_index(model, result.log_odds) == pytest.approx(0)
