"""Parts of the rows judged alone: a part where the model fails is found, one where it holds is left in peace."""

from __future__ import annotations

import numpy as np

from tests.export.sample_reports import ATTRITION, CHURN
from tracer_engine.evaluation.segments import Parting, columns_to_part_by, judge_segments, segments_sentence

NAMES = ("north", "south", "west", "islands")


def world(seed: int, rows: int = 4000) -> tuple[np.ndarray, np.ndarray, Parting]:
    """True log-odds, scores that are true but in the south, and the regions; the islands are few."""
    random = np.random.default_rng(seed)
    region = np.where(np.arange(rows) < 30, 3, random.integers(0, 3, rows))
    truth = random.normal(-1, 1.2, rows)
    return truth, random.random(rows), Parting(column="region", label="Region", group=region, names=NAMES)


def test_a_part_with_wrong_percentages_is_found_and_a_small_one_is_marked() -> None:
    truth, chance, parting = world(1)
    y = (chance < 1 / (1 + np.exp(-truth - (parting.group == 1)))).astype(np.float64)

    (found,) = judge_segments(y, truth, np.arange(len(y)), [parting])

    north, south, west, islands = found.segments
    assert south.note.startswith("percentages about")
    assert south.note.endswith("points too low")
    assert (north.note, west.note) == ("", "")
    assert (islands.judged, islands.note, islands.roc_auc) == (False, "too few to judge", None)
    assert islands.rows == 30
    assert south.rate.low < south.rate.value == south.positives / south.rows < south.rate.high
    said = segments_sentence([found], CHURN)
    assert said.startswith("In 1 of 3 groups of customers the percentages are clearly off. Most: Region, south (")
    assert said.endswith("1 is too small to judge.")
    assert "employees" in segments_sentence([found], ATTRITION)


def test_a_part_that_cannot_be_ranked_is_found() -> None:
    truth, chance, parting = world(2)
    shown = np.where(parting.group == 2, np.random.default_rng(5).permutation(truth), truth)
    y = (chance < 1 / (1 + np.exp(-truth))).astype(np.float64)

    (found,) = judge_segments(y, shown, np.arange(len(y)), [parting])

    assert "ranking not told from guessing" in found.segments[2].note
    assert found.segments[0].note == ""
    assert "Region, west" in segments_sentence([found], CHURN)


def test_where_the_model_holds_hardly_any_part_is_called_off() -> None:
    off = 0
    for seed in range(40):
        truth, chance, parting = world(100 + seed, 1500)
        y = (chance < 1 / (1 + np.exp(-truth))).astype(np.float64)
        (found,) = judge_segments(y, truth, np.arange(len(y)), [parting])
        off += any("percentages" in segment.note for segment in found.segments)

    assert off <= 5


def test_noise_does_not_look_good_in_any_part() -> None:
    _, chance, parting = world(3)
    y = (chance < 0.3).astype(np.float64)
    noise = np.full(len(y), -0.85) + np.random.default_rng(4).normal(0, 0.01, len(y))

    said = segments_sentence(judge_segments(y, noise, np.arange(len(y)), [parting]), CHURN)

    assert said.removesuffix(" 1 is too small to judge.") in {
        f"In {few} of 3 groups of customers the ranking cannot be told from guessing." for few in (2, 3)
    }


def test_a_column_with_one_part_only_is_no_parting() -> None:
    truth, chance, _ = world(4)
    alone = Parting(column="one", label="One", group=np.zeros(len(truth), dtype=np.intp), names=("all",))

    assert judge_segments((chance < 0.5).astype(np.float64), truth, np.arange(len(truth)), [alone]) == ()
    assert segments_sentence((), CHURN) == ""


def test_columns_with_roles_come_first_and_what_says_who_somebody_is_comes_too() -> None:
    importance = [("a", 0.5), ("tenure", 0.3), ("b", 0.15), ("contract", 0.04), ("gender", 0.01), ("c", 0.0)]
    roles = {"tenure": "tenure", "contract": "contract", "gender": "gender", "c": "city"}

    chosen = columns_to_part_by(importance, roles, frozenset({"gender"}), 3)
    two = columns_to_part_by(importance, roles, frozenset({"gender"}), 2)

    assert chosen == ["tenure", "contract", "gender"]
    assert two == ["tenure", "contract", "gender"]
