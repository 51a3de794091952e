"""What scoring a file will be like is what scoring it then is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.small_runs import Columns, SmallRun, customers, probabilities, read_scored, unscored, write_table
from tracer_engine.browsing.outlook import GO, outlook
from tracer_engine.errors import InputError
from tracer_engine.features.preparation import Preparation
from tracer_engine.progress import Step
from tracer_engine.types.browsing import Outlook
from tracer_engine.workflow import score_file

Look = Callable[..., Outlook]


@pytest.fixture
def look(small_run: SmallRun, tmp_path: Path) -> Look:
    """The outlook on columns, after it was held to what scoring them gives."""

    def run(columns: Columns, **options: object) -> Outlook:
        file = write_table(tmp_path / "later.csv", columns)
        found = outlook(small_run.model, file, **options)  # type: ignore[arg-type]
        scored = score_file(small_run.model, file, tmp_path / "out.csv", **options)  # type: ignore[arg-type]
        assert (found.level, found.causes) == (scored.verdict_level, scored.verdict_causes)
        assert found.headline.lower().startswith(found.level)
        assert found.rows == scored.rows
        shown = probabilities(read_scored(tmp_path / "out.csv"))
        assert found.expected[0] == pytest.approx(sum(shown))
        assert sum(one.positives for one in found.histogram) == sum(p >= scored.threshold for p in shown)
        assert sum(one.positives + one.negatives for one in found.histogram) == len(shown)
        risks = [row["churn_risk"] for row in read_scored(tmp_path / "out.csv")]
        assert found.high_risk == risks.count("high")
        return found

    return run


def test_a_file_like_the_training_s_is_a_go(small_run: SmallRun, look: Look) -> None:
    columns = unscored(customers(400, seed=4))
    found = look(columns)

    assert (found.level, found.headline, found.causes) == ("go", GO, ())
    # Single rows may be unlike what it has met; the file as a whole is not.
    assert {check.level for check in found.checks if "unlike anything" not in check.title} == {"good"}
    assert found.columns == tuple(columns)
    assert (found.source, found.card) == ("later.csv", small_run.model.card)
    assert {match.needs for match in found.matches} == set(small_run.model.card.columns)
    assert {match.how for match in found.matches} == {"same name"}
    shares = [match.share for match in found.matches]
    assert shares == sorted(shares, reverse=True)
    low, middle, high = found.expected[1], found.expected[0], found.expected[2]
    assert 0 < low < middle < high < 400
    assert found.high_risk_trained == pytest.approx(
        [row["churn_risk"] for row in read_scored(small_run.run.paths["scores"])].count("high") / 500
    )


def test_what_moved_is_told_with_the_shares_then_and_now(look: Look) -> None:
    columns = unscored(customers(400, seed=4))
    found = look(columns | {"TenureMonths": [str(1 + i % 4) for i in range(400)]})

    assert found.level == "caution"
    assert any("TenureMonths has moved" in cause for cause in found.causes)
    drift = found.drift[0]
    assert drift.column == "TenureMonths"
    assert drift.index > 0.5
    assert len(drift.labels) == len(drift.trained) == len(drift.now)
    assert sum(drift.trained) == pytest.approx(1, abs=1e-4)
    assert sum(drift.now) == pytest.approx(1)
    check = next(check for check in found.checks if check.column == "TenureMonths")
    assert (check.level, check.title) == ("caution", "TenureMonths has moved")
    assert "100 % of the rows have less than" in check.text


def test_what_is_to_be_read_with_care_bears_the_sign_of_caution_and_is_not_said_to_be_as_it_was(look: Look) -> None:
    columns = unscored(customers(400, seed=4))
    columns["PaymentMethod"] = ["Barter" if i < 3 else value for i, value in enumerate(columns["PaymentMethod"])]
    found = look(columns)

    careful = next(check for check in found.checks if "unlike anything" in check.title)
    assert careful.level == "caution"
    assert not any(check.level == "good" and "with care" in check.text for check in found.checks)
    told = {check.column for check in found.checks}
    assert "PaymentMethod" in told
    compared = [drift.column for drift in found.drift]
    steady = next(check for check in found.checks if "they were" in check.title)
    assert steady.title.endswith(
        f"and {len([name for name in compared if name not in told]) - 1} more are as they were"
    )


def test_a_handful_of_rows_is_no_drift(look: Look) -> None:
    columns = unscored(customers(400, seed=4))

    for rows in (1, 15, 40):
        found = look({name: cells[:rows] for name, cells in columns.items()})
        assert [cause for cause in found.causes if "moved" in cause] == []


def test_values_never_met_are_counted_and_named(look: Look) -> None:
    columns = unscored(customers(300, seed=4))
    methods = ["Barter", "Shells", "Barter"] * 20 + columns["PaymentMethod"][60:]
    found = look(columns | {"PaymentMethod": methods})

    match = next(match for match in found.matches if match.needs == "PaymentMethod")
    assert (match.unseen, match.unseen_values) == (60, ("Barter", "Shells"))
    check = next(check for check in found.checks if check.column == "PaymentMethod" and "not met" in check.title)
    assert "“Barter”, “Shells”; 60 rows" in check.text


def test_a_missing_column_that_carries_much_is_a_stop(look: Look) -> None:
    gone = {"Contract", "TenureMonths", "SupportCalls60d"}
    columns = {name: cells for name, cells in unscored(customers(200, seed=4)).items() if name not in gone}
    found = look(columns)

    assert found.level == "stop"
    assert "not in this file. Without them the ranking loses" in found.headline
    assert {match.needs for match in found.matches if match.how == "missing"} == gone
    assert all(match.column is None for match in found.matches if match.how == "missing")
    assert found.checks[0].level == "problem"
    assert "3 columns of" in found.checks[0].title


def test_a_column_that_is_told_counts_as_there(small_run: SmallRun, look: Look, tmp_path: Path) -> None:
    columns = unscored(customers(200, seed=4))
    renamed = {("Laufzeit" if name == "TenureMonths" else name): cells for name, cells in columns.items()}
    as_it_was = look(columns)
    assert look(renamed).level != "go"
    found = look(renamed, matches={"TenureMonths": "Laufzeit"})

    assert found.level == "go"
    assert found.expected == as_it_was.expected
    match = next(match for match in found.matches if match.needs == "TenureMonths")
    assert (match.column, match.how) == ("Laufzeit", "told")
    with pytest.raises(InputError, match="'Laufzeiten'") as raised:
        outlook(small_run.model, tmp_path / "later.csv", matches={"TenureMonths": "Laufzeiten"})
    assert "'Laufzeit'" in raised.value.remedy
    with pytest.raises(InputError, match="reads no column 'TenureMonhts'") as raised:
        outlook(small_run.model, tmp_path / "later.csv", matches={"TenureMonhts": "Laufzeit"})
    assert "'TenureMonths'" in raised.value.remedy


def test_blank_and_unreadable_columns_and_none_at_all_are_told(look: Look) -> None:
    columns = unscored(customers(200, seed=4))
    blank = look(columns | {"TenureMonths": [""] * 150 + columns["TenureMonths"][150:]})
    assert any(check.title == "TenureMonths is often blank" for check in blank.checks)

    unread = look(columns | {"MonthlyCharge": ["about ten"] * 100 + columns["MonthlyCharge"][100:]})
    assert any("no numbers" in check.text for check in unread.checks)

    beyond = look(columns | {"TenureMonths": ["9999"] * 100 + columns["TenureMonths"][100:]})
    assert any("beyond what the model knows" in check.title for check in beyond.checks)

    none = look({name: [] for name in columns})
    assert (none.rows, none.level) == (0, "caution")
    assert none.expected == (0, 0, 0)


def test_a_model_of_an_early_version_shows_no_drift(small_run: SmallRun, tmp_path: Path) -> None:
    plain = small_run.model.preparation.to_dict()
    for entry in plain["inputs"]:
        del entry["edges"], entry["shares"]
    old = replace(
        small_run.model,
        preparation=Preparation.from_dict(plain),
        card=replace(small_run.model.card, high_risk=None, spread=None, losses=None),
    )
    file = write_table(tmp_path / "later.csv", unscored(customers(100)) | {"Age": ["30"] * 100})
    found = outlook(old, file)

    assert (found.drift, found.high_risk_trained) == ((), None)
    assert found.level == score_file(old, file, tmp_path / "out.csv").verdict_level == "go"


def test_a_file_about_another_business_is_a_stop_as_in_scoring(look: Look) -> None:
    found = look({"Bicycle": ["a"], "Price": ["1"]})

    assert (found.level, found.headline) == ("stop", "Stop: this file is about something else.")
    assert all(match.how == "missing" for match in found.matches)


def test_its_steps_are_those_of_a_scoring(small_run: SmallRun) -> None:
    steps: list[Step] = []

    def note(step: Step, /) -> bool:
        steps.append(step)
        return True

    outlook(small_run.model, small_run.file, progress=note)

    assert steps
    assert {step.stage for step in steps} == {"score"}
