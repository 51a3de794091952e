"""Month over month: what is remembered of the files scored with a model, and what has changed since."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.small_runs import Columns, SmallRun, customers, probabilities, read_scored, unscored, write_table
from tracer_engine.errors import InputError
from tracer_engine.types.scores import Scored
from tracer_engine.workflow import forget_scored, score_file, scored_before
from tracer_engine.workflow.months import model_key
from tracer_engine.workspace import Workspace, months, open_workspace

Score = Callable[..., tuple[Scored, list[dict[str, str]]]]


@pytest.fixture
def workspace(own_workspace: Path) -> Workspace:
    """The workspace that is meant where none is named."""
    return open_workspace(own_workspace)


@pytest.fixture
def score(small_run: SmallRun, workspace: Workspace, tmp_path: Path) -> Score:
    """Scores columns as the file of a month."""

    def run(columns: Columns, name: str = "month.csv", **options: object) -> tuple[Scored, list[dict[str, str]]]:
        out = tmp_path / "scored.csv"
        scored = score_file(small_run.model, write_table(tmp_path / name, columns), out, **options)  # type: ignore[arg-type]
        return scored, read_scored(out)

    assert workspace.runs() == ()
    return run


def part(columns: Columns, begin: int, end: int) -> dict[str, list[object]]:
    return {name: list(cells[begin:end]) for name, cells in columns.items()}


def test_the_first_file_has_nothing_to_be_compared_with(score: Score) -> None:
    scored, _ = score(unscored(customers(100, seed=4)))

    assert scored.since is None
    assert scored.ageing == ""


def test_a_file_without_rows_and_one_that_does_not_fit_are_not_remembered(score: Score, small_run: SmallRun) -> None:
    columns = unscored(customers(100, seed=4))
    score(columns, "june.csv")
    empty, _ = score({name: [] for name in columns}, "empty.csv")
    strange, _ = score({"CustomerID": columns["CustomerID"], "Colour": ["red"] * 100}, "strange.csv")

    assert (empty.since, strange.since, strange.verdict_level) == (None, None, "stop")
    assert empty.notes[-1] == "This file is not remembered for the next one: it has no rows."
    assert strange.notes[-1] == "This file is not remembered for the next one: it does not fit the model."
    assert [one.source for one in scored_before(small_run.model).files] == ["june.csv"]


def test_who_is_new_climbed_stayed_fell_and_left_is_counted_as_the_lists_show(score: Score) -> None:
    columns = unscored(customers(300, seed=4))
    _, before = score(part(columns, 0, 200), "june.csv")
    later = part(columns, 50, 300)
    later["SupportCalls60d"] = [str((row * 7) % 9) for row in range(250)]
    scored, now = score(later, "july.csv", marks=True)

    was = {row["CustomerID"]: row["churn_predicted"] for row in before}
    changes = {
        (True, None): "new", (True, "no"): "climbed", (True, "yes"): "stayed", (False, "yes"): "fell",
    }  # fmt: skip
    expected = [changes.get((row["churn_predicted"] == "yes", was.get(row["CustomerID"])), "") for row in now]
    assert [row["churn_change"] for row in now] == expected
    since = scored.since
    assert since is not None
    assert (since.then.source, since.both) == ("june.csv", 150)
    assert {since.new, since.climbed, since.stayed, since.fell} == {
        expected.count(word) for word in ("new", "climbed", "stayed", "fell")
    }
    here = {row["CustomerID"] for row in now}
    assert since.left == sum(row["churn_predicted"] == "yes" and row["CustomerID"] not in here for row in before)
    assert since.climbed
    assert since.fell
    assert since.listed == sum(row["churn_predicted"] == "yes" for row in now)
    assert since.expected == pytest.approx(sum(probabilities(now)), rel=1e-5)


def test_the_largest_changes_are_named_with_both_probabilities(score: Score) -> None:
    columns = unscored(customers(150, seed=4))
    _, before = score(columns, "june.csv")
    later = part(columns, 0, 150)
    later["Contract"] = ["Month-to-month" if row % 2 else "Two year" for row in range(150)]
    scored, now = score(later, "july.csv")

    since = scored.since
    assert since is not None
    moves = [float(a["churn_probability"]) - float(b["churn_probability"]) for a, b in zip(now, before, strict=True)]
    most = max(range(150), key=lambda row: moves[row])
    least = min(range(150), key=lambda row: moves[row])
    assert (since.risen[0].row, since.risen[0].id) == (most, now[most]["CustomerID"])
    assert since.risen[0].now - since.risen[0].before == pytest.approx(moves[most], abs=1e-5)
    assert (since.fallen[0].row, len(since.risen)) == (least, 5)
    assert since.reasons
    assert sum(count for _, count, _ in since.reasons) <= since.listed


def test_the_same_file_again_is_compared_with_the_one_before_it(score: Score) -> None:
    columns = unscored(customers(100, seed=4))
    score(part(columns, 0, 60), "june.csv")
    first, _ = score(columns, "july.csv")
    again, _ = score(columns, "july.csv")

    assert first.since is not None
    assert again.since is not None
    assert again.since.then.source == "june.csv"
    assert again.since.new == first.since.new


def test_no_cell_is_remembered(score: Score, small_run: SmallRun, workspace: Workspace) -> None:
    columns = unscored(customers(100, seed=4))
    score(columns)

    folder = months.memory_folder(workspace, model_key(small_run.model))
    (path,) = folder.iterdir()
    content = path.read_bytes()
    assert not any(cell.encode() in content for cell in columns["CustomerID"][:20])
    assert len(content) < 100 * 20 + 3000


def test_without_a_column_that_names_them_customers_are_not_followed(score: Score) -> None:
    columns = {name: cells for name, cells in unscored(customers(100, seed=4)).items() if name != "CustomerID"}
    score(part(columns, 0, 60))
    scored, _ = score(columns)

    assert scored.since is not None
    assert (scored.since.both, scored.since.new) == (None, None)
    repeated, _ = score(columns | {"CustomerID": ["same"] * 100}, "other.csv")
    assert any("CustomerID has the same value in many rows" in note for note in repeated.notes)


def test_another_column_can_name_them_and_is_remembered(score: Score) -> None:
    columns = {("Nr" if name == "CustomerID" else name): cells for name, cells in unscored(customers(80)).items()}
    score(part(columns, 0, 60), id_column="nr")
    scored, _ = score(columns)

    assert scored.since is not None
    assert scored.since.both == 60
    with pytest.raises(InputError, match="no column 'Account'"):
        score(columns, id_column="Account")


def test_matches_are_asked_for_once_and_remembered(score: Score) -> None:
    columns = {("Laufzeit" if n == "TenureMonths" else n): c for n, c in unscored(customers(80)).items()}
    told, rows = score(columns, matches={"tenure_months": "laufzeit"})
    again, later = score(columns, "next.csv")

    assert told.verdict_level == again.verdict_level
    assert probabilities(rows) == probabilities(later)
    how = {one.needs: one.how for one in again.columns}
    assert how["TenureMonths"] == "told"
    forgotten, _ = score(columns, remember=False)
    assert "TenureMonths" in str(forgotten.verdict_causes)


def test_a_match_that_is_denied_is_not_made_again(score: Score) -> None:
    columns = {("Charge_mthly" if n == "MonthlyCharge" else n): c for n, c in unscored(customers(80)).items()}
    taken, _ = score(columns)
    assert {one.needs: one.how for one in taken.columns}["MonthlyCharge"] == "likely"
    denied, _ = score(columns, matches={"monthly charge": ""})
    again, _ = score(columns, "next.csv")

    for scored in (denied, again):
        assert {one.needs: one.how for one in scored.columns}["MonthlyCharge"] == "missing"


def test_nothing_is_remembered_where_nobody_wants_it(
    score: Score, small_run: SmallRun, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = unscored(customers(60, seed=4))
    score(columns, remember=False)
    monkeypatch.setenv("TRACER_REMEMBER", "0")
    score(columns)

    assert scored_before(small_run.model, workspace=workspace).files == ()
    score(columns, remember=True)
    assert len(scored_before(small_run.model, workspace=workspace).files) == 1
    assert forget_scored(small_run.model, workspace=workspace) == 1


def test_a_memory_that_cannot_be_written_does_not_stand_in_the_way(
    score: Score, small_run: SmallRun, workspace: Workspace
) -> None:
    (workspace.path / "months").write_text("a file in the way")
    scored, rows = score(unscored(customers(60, seed=4)))

    assert len(rows) == 60
    assert any(note.startswith("This file is not remembered for the next one: ") for note in scored.notes)
    assert small_run.model is not None


def test_probabilities_are_anchored_where_that_is_asked_for(score: Score) -> None:
    columns = unscored(customers(300, seed=4))
    plain, before = score(columns)
    anchored, after = score(columns, base_rate=0.5)

    assert plain.base_rate is not None
    assert plain.base_rate.used is None
    assert anchored.base_rate is not None
    assert anchored.base_rate.used == 0.5
    assert any("anchored to a base rate of 50.0 %, the one you told" in note for note in anchored.notes)
    times = (0.5 / 0.5) / (plain.base_rate.trained / (1 - plain.base_rate.trained))
    for one, other in zip(probabilities(before), probabilities(after), strict=True):
        assert other / (1 - other) == pytest.approx(times * one / (1 - one))
    assert [row["churn_rank"] for row in before] == [row["churn_rank"] for row in after]
    for wrong in (0.0, 1.0, 2):
        with pytest.raises(InputError, match="base rate"):
            score(columns, base_rate=wrong)


def test_rows_unlike_anything_in_training_say_in_which_column(score: Score) -> None:
    columns = part(unscored(customers(100, seed=4)), 0, 100)
    columns["MonthlyCharge"][3] = "99999"
    columns["Contract"][5] = "Weekly"
    scored, rows = score(columns, marks=True)

    marked = {place: row["churn_unlike"] for place, row in enumerate(rows) if row["churn_unlike"]}
    assert marked[3] == "MonthlyCharge"
    assert marked[5] == "Contract"
    assert scored.unlike == len(marked)
    assert list(rows[0])[-2:] == ["churn_unlike", "churn_change"]


def test_what_is_remembered_goes_with_its_run(small_run: SmallRun, tmp_path: Path, workspace: Workspace) -> None:
    import shutil

    forgotten = shutil.ignore_patterns("months")  # what other tests scored with this run
    shutil.copytree(small_run.run.path, workspace.runs_folder / small_run.run.id, ignore=forgotten)
    file = write_table(tmp_path / "june.csv", unscored(customers(50, seed=4)))
    score_file(small_run.run.id, file, tmp_path / "out.csv", workspace=workspace)

    assert len(scored_before(small_run.run.id, workspace=workspace).files) == 1
    assert (workspace.runs_folder / small_run.run.id / "months").is_dir()
    workspace.delete(small_run.run.id)
    assert scored_before(small_run.model, workspace=workspace).files == ()
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as scored:
        assert len(list(csv.reader(scored))) == 51
