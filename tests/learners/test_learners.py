"""The contract every learner keeps: found by walking the package, held by each of them."""

from __future__ import annotations

import io
import itertools
import json
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from tests.small_runs import customers, write_table
from tracer_engine.blueprints import blueprint
from tracer_engine.evaluation.metrics import point_metrics, sigmoid
from tracer_engine.features.preparation import Preparation, learn_preparation, prepare
from tracer_engine.ingest import read_table
from tracer_engine.learners import all_learners
from tracer_engine.learners.contract import Halted, Learner, Settings, Task, log_loss
from tracer_engine.learners.views import Views
from tracer_engine.planning import draft_plan
from tracer_engine.training.portfolio import learners_for
from tracer_engine.types.plan import Effort, Plan
from tracer_engine.workflow import profile_table

ROWS = 500
each_learner = pytest.mark.parametrize("learner", all_learners(), ids=lambda learner: learner.name)


class Material:
    """A table prepared for learners: two fifths of the rows held out, and an offset for those that need one."""

    def __init__(self, folder: Path) -> None:
        table = read_table(write_table(folder / "customers.csv", customers(ROWS)))
        self.plan: Plan = draft_plan(table, profile_table(table))
        self.preparation: Preparation = learn_preparation(table, self.plan, blueprint("churn"))
        self.frame = table.frame
        self.y = (table.frame["Churn"] == "Yes").to_numpy().astype(np.float64)
        self.train = np.flatnonzero(np.arange(ROWS) % 5 > 1)
        self.held = np.flatnonzero(np.arange(ROWS) % 5 <= 1)
        self.offset = np.linspace(-3.0, 1.0, ROWS)

    def views(self, frame: pl.DataFrame | None = None) -> Views:
        return Views(self.preparation, prepare(self.preparation, self.frame if frame is None else frame, {}))

    def task(self, learner: Learner, **changes: Any) -> Task:
        task = Task(
            views=self.views(),
            y=self.y,
            train=self.train,
            held=self.held,
            settings=Settings(seed=1, most_rounds=60, patience=10),
            halted=lambda: False,
            offset=self.offset if learner.starts_from else None,
        )
        return replace(task, **changes)

    def cells(self, **changes: str) -> Views:
        """One row of the table with some cells changed."""
        return self.views(self.frame[:1].with_columns(pl.lit(cell).alias(name) for name, cell in changes.items()))


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return Material(tmp_path_factory.mktemp("material"))


def stored(files: dict[str, Any]) -> dict[str, Any]:
    """What comes back when text, plain data and arrays have been written and read."""
    back: dict[str, Any] = {}
    for name, content in files.items():
        if isinstance(content, str):
            back[name] = content.encode().decode()
        elif isinstance(content, dict):
            back[name] = json.loads(json.dumps(content))
        else:
            buffer = io.BytesIO()
            np.save(buffer, content, allow_pickle=False)
            back[name] = np.load(io.BytesIO(buffer.getvalue()), allow_pickle=False)
    return back


def test_learners_are_found_cheap_ones_first_and_named_apart() -> None:
    learners = all_learners()

    assert {"spline-logistic", "residual-trees", "trees-random-deep", "trees-native"} <= {one.name for one in learners}
    assert len({learner.name for learner in learners}) == len(learners)
    assert [learner.cost for learner in learners] == sorted(learner.cost for learner in learners)


def test_a_learner_stands_after_the_one_it_starts_from() -> None:
    """For every effort and size: a portfolio fits them in this order."""
    for effort, rows in itertools.product(get_args(Effort), (1_000, 10_000, 100_000)):
        chosen = learners_for(effort, rows)
        names = [learner.name for learner in chosen]
        assert len(names) >= 4
        for learner in chosen:
            if learner.starts_from:
                assert names.index(learner.starts_from) < names.index(learner.name)


def test_more_effort_leaves_no_learner_out() -> None:
    for rows in (1_000, 10_000, 100_000):
        quick, balanced, thorough = ({one.name for one in learners_for(effort, rows)} for effort in get_args(Effort))

        assert quick <= balanced <= thorough


@each_learner
def test_a_path_learns_something_and_its_curve_is_the_loss_of_what_it_says(
    learner: Learner, material: Material
) -> None:
    task = material.task(learner)
    path = learner.path(task)
    path.extend()

    y = material.y[material.held]
    base = float(np.log(y.mean() / (1 - y.mean())))
    rival = task.offset[task.held] if task.offset is not None else np.full(len(y), base)
    assert min(path.curve) < log_loss(y, rival)
    for setting in {0, int(np.argmin(path.curve)), len(path.curve) - 1}:
        log_odds = path.held_out(setting)
        assert log_odds.shape == (len(material.held),)
        assert np.isfinite(log_odds).all()
        assert path.curve[setting] == pytest.approx(log_loss(y, log_odds), abs=1e-6)


@each_learner
def test_a_path_says_the_same_of_held_rows_as_of_all_rows(learner: Learner, material: Material) -> None:
    path = learner.path(material.task(learner))
    path.extend(3)

    np.testing.assert_allclose(path.everywhere(1)[material.held], path.held_out(1), atol=1e-9)


@each_learner
def test_the_targets_of_held_rows_have_no_say_in_their_own_scores(learner: Learner, material: Material) -> None:
    """The heart of every honest figure: at a given setting, a held-out row's score knows nothing of its outcome."""
    flipped = material.y.copy()
    flipped[material.held] = 1 - flipped[material.held]
    paths = [learner.path(material.task(learner, y=y)) for y in (material.y, flipped)]
    for path in paths:
        path.extend(5)

    assert paths[0].curve != paths[1].curve
    for setting in range(min(len(path.curve) for path in paths)):
        np.testing.assert_array_equal(paths[0].held_out(setting), paths[1].held_out(setting))


@each_learner
def test_a_path_can_be_made_longer(learner: Learner, material: Material) -> None:
    short, long = (learner.path(material.task(learner)) for _ in range(2))
    short.extend(2)
    first = list(short.curve)
    short.extend(5)
    long.extend(5)

    assert len(first) == 2
    assert short.curve[:2] == first
    assert short.curve == pytest.approx(long.curve, abs=1e-9)
    np.testing.assert_allclose(short.held_out(4), long.held_out(4), atol=1e-9)


@each_learner
def test_a_path_that_no_longer_improves_ends_by_itself(learner: Learner, material: Material) -> None:
    task = material.task(learner, settings=Settings(seed=1, most_rounds=400, patience=5))
    path = learner.path(task)
    path.extend()

    assert len(path.curve) < 400
    assert len(path.curve) - 1 - int(np.argmin(path.curve)) <= 5


@each_learner
def test_a_path_without_any_signal_can_be_as_long_as_asked(learner: Learner, material: Material) -> None:
    """No split gains anything where all rows are the same: paths of all folds must still be of one length."""
    same = material.views(pl.concat([material.frame[:1]] * ROWS))
    path = learner.path(material.task(learner, views=same))
    path.extend()
    path.extend(6)

    assert len(path.curve) >= 6
    assert np.isfinite(path.held_out(5)).all()


def fitted_on_all(learner: Learner, material: Material, setting: int = 3, **changes: Any) -> Any:
    return learner.fit(material.task(learner, train=np.arange(ROWS), held=np.arange(0), **changes), setting)


@each_learner
def test_probabilities_are_probabilities_and_rank_better_than_chance(learner: Learner, material: Material) -> None:
    member = fitted_on_all(learner, material)
    views = material.views()
    log_odds = member.log_odds(views)

    probability = sigmoid(log_odds)
    assert member.name == learner.name
    assert log_odds.shape == (ROWS,)
    assert ((probability > 0) & (probability < 1)).all()
    assert point_metrics(material.y, log_odds)["roc_auc"] > 0.6


@each_learner
def test_contributions_add_up_to_the_score(learner: Learner, material: Material) -> None:
    member = fitted_on_all(learner, material)
    views = material.views()
    constant, parts = member.contributions(views)

    assert parts.shape == (ROWS, len(material.preparation.sources))
    np.testing.assert_allclose(constant + parts.sum(axis=1), member.log_odds(views), atol=1e-9)


@each_learner
def test_the_same_seed_gives_the_same_scores_to_the_bit(learner: Learner, material: Material) -> None:
    views = material.views()
    one, two = (fitted_on_all(learner, material).log_odds(views) for _ in range(2))

    assert one.tobytes() == two.tobytes()


@each_learner
def test_another_seed_gives_another_fit_where_the_learner_says_so(learner: Learner, material: Material) -> None:
    views = material.views()
    one = fitted_on_all(learner, material).log_odds(views)
    two = fitted_on_all(learner, material, settings=Settings(seed=2, most_rounds=60, patience=10)).log_odds(views)

    assert (one.tobytes() != two.tobytes()) == learner.seeded


@each_learner
def test_an_unseen_level_and_a_missing_value_are_scored(learner: Learner, material: Material) -> None:
    member = fitted_on_all(learner, material)
    blank = material.cells(**dict.fromkeys(material.plan.features, ""))
    for views in (
        material.cells(Contract="Never heard of"),
        material.cells(Contract="", MonthlyCharge="", TenureMonths=""),
        material.cells(MonthlyCharge="1e12", TenureMonths="-999"),
        blank,
    ):
        log_odds = member.log_odds(views)
        constant, parts = member.contributions(views)
        assert np.isfinite(log_odds).all()
        assert np.abs(log_odds).max() < 20
        np.testing.assert_allclose(constant + parts.sum(axis=1), log_odds, atol=1e-9)


@each_learner
def test_no_rows_give_no_scores(learner: Learner, material: Material) -> None:
    member = fitted_on_all(learner, material)
    views = material.views(material.frame[:0])

    assert member.log_odds(views).shape == (0,)
    assert member.contributions(views)[1].shape == (0, len(material.preparation.sources))


@each_learner
def test_a_member_scores_alike_to_the_bit_after_it_was_stored(learner: Learner, material: Material) -> None:
    member = fitted_on_all(learner, material)
    again = learner.load(stored(dict(member.to_files())))
    views = material.views()

    assert again.name == learner.name
    assert again.log_odds(views).tobytes() == member.log_odds(views).tobytes()
    assert again.contributions(views)[1].tobytes() == member.contributions(views)[1].tobytes()
    assert stored(dict(again.to_files())).keys() == stored(dict(member.to_files())).keys()


@each_learner
def test_a_row_s_score_does_not_depend_on_its_company(learner: Learner, material: Material) -> None:
    member = fitted_on_all(learner, material)
    whole = member.log_odds(material.views())
    one_by_one = np.concatenate([member.log_odds(material.views(material.frame[i : i + 1])) for i in range(20)])

    np.testing.assert_array_equal(whole[:20], one_by_one)


@each_learner
def test_a_fit_halts_soon_after_it_was_told_to(learner: Learner, material: Material) -> None:
    """Counted in askings, not in seconds: at the third one the answer is yes, and no fourth must come."""
    asked = itertools.count(1)
    answers: list[bool] = []

    def halted() -> bool:
        answers.append(next(asked) >= 3)
        return answers[-1]

    path = learner.path(material.task(learner, halted=halted))
    with pytest.raises(Halted):
        path.extend(50) if learner.name != "spline-logistic" else path.extend()

    assert answers == [False, False, True]
    assert len(path.curve) <= 3


@each_learner
def test_a_learner_copes_with_few_rows(learner: Learner, material: Material) -> None:
    rows: NDArray[np.intp] = np.flatnonzero(np.arange(ROWS) < 40)
    path = learner.path(material.task(learner, train=rows[::2], held=rows[1::2]))
    path.extend()

    assert np.isfinite(path.held_out(len(path.curve) - 1)).all()


@each_learner
def test_a_learner_copes_with_numbers_only_and_with_levels_only(learner: Learner, tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    y = (random.random(200) < 0.4).astype(np.float64)
    numbers = {
        "a": [f"{v:.2f}" for v in y + random.normal(size=200)],
        "b": [str(v) for v in random.integers(0, 99, 200)],
    }
    levels = {"c": [("x", "y", "z")[int(v)] for v in y + random.integers(0, 2, 200)], "d": ["p", "q", "r", "s"] * 50}
    for columns in (numbers, levels):
        table = read_table(write_table(tmp_path / "table.csv", columns))
        plan = Plan(
            blueprint="general", outcome="outcome", target="t", positive="1", id=None, group=None,
            features=tuple(columns), engineered=(), excluded=(), roles={}, effort="quick", seed=1,
        )  # fmt: skip
        preparation = learn_preparation(table, plan, blueprint("general"))
        views = Views(preparation, prepare(preparation, table.frame, {}))
        task = Task(
            views=views, y=y, train=np.arange(200), held=np.arange(0), settings=Settings(seed=1),
            halted=lambda: False, offset=np.zeros(200) if learner.starts_from else None,
        )  # fmt: skip
        member = learner.fit(task, 5)
        constant, parts = member.contributions(views)
        assert point_metrics(y, member.log_odds(views))["roc_auc"] > 0.6
        np.testing.assert_allclose(constant + parts.sum(axis=1), member.log_odds(views), atol=1e-9)
