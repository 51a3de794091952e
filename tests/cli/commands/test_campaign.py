from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.small_runs import SmallRun
from tracer_engine.cli.front import run_front

Samples = dict[str, Path]
MONEY = ["--budget", "500", "--offer-cost", "15", "--contact-cost", "2", "--acceptance", "0.25"]
VALUE = ["--value-column", "MonthlyCharge", "--value-months", "12"]


@pytest.fixture
def command(hurried_run: SmallRun, samples: Samples) -> list[str]:
    return ["campaign", str(hurried_run.run.paths["model"]), str(samples["customers_next_month"])]


def test_people_are_told_whom_to_contact_and_what_it_brings(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "list.csv"
    assert run_front([*command, *MONEY, *VALUE, "--capacity", "20", "--control-share", "20%", "--out", str(out)]) == 0
    told = capsys.readouterr().out

    assert "Contact 16 customers and keep about €" in told
    assert "Between " in told
    assert "4 customers of 20 are held back at random" in told
    assert "Highest probability first" in told
    assert "A kept one is worth MonthlyCharge × 12. Contact 2, offer 15 EUR, acceptance 25.0 %." in told
    assert "Risk is not persuadability" in told
    assert str(out) in told
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")


def test_those_who_left_already_are_told_of_right_below_the_sum(
    hurried_run: SmallRun, samples: Samples, capsys: pytest.CaptureFixture[str]
) -> None:
    model, table = str(hurried_run.run.paths["model"]), str(samples["customers"])
    assert run_front(["campaign", model, table, *VALUE, "--capacity", "200"]) == 0
    told = capsys.readouterr().out

    place = told.index("have left already, by the target column, and cannot be kept")
    assert told.index("Between ") < place < told.index("Contacted by")
    assert run_front(["campaign", model, table, *VALUE, "--capacity", "200", "--without-gone"]) == 0
    assert "have left already" not in capsys.readouterr().out


def test_numbers_follow_the_locale_and_an_unknown_one_is_refused(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_front([*command, *MONEY[2:], *VALUE, "--locale", "de-AT"]) == 0
    assert "Contact 2, offer 15 EUR, acceptance 25,0 %." in capsys.readouterr().out
    assert run_front([*command, "--locale", "xx"]) == 2
    assert "it is xx; give en, de, fr" in capsys.readouterr().err


def test_json_has_the_words_of_the_contract(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "list.csv"
    assert run_front([*command, *MONEY, *VALUE, "--capacity", "300", "--out", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)

    assert {"customers", "committed_cost", "expected_gain", "rules", "emp", "paths"} <= set(told)
    assert set(told["expected_gain"]) == {"value", "low", "high"}
    assert told["customers"] == 29
    assert told["committed_cost"] == 29 * 17
    assert told["limited_by"] == "budget"
    assert all({"name", "expected_gain"} <= set(rule) for rule in told["rules"])
    assert told["emp"] > 0
    assert told["paths"] == {"list": str(out), "record": str(tmp_path / "list.campaign.json")}
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 29


def test_what_is_not_told_is_the_blueprints(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_front([*command, "--json"]) == 0
    usual = json.loads(capsys.readouterr().out)
    assert run_front([*command, "--value", "500", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)

    assert usual["settings"]["value_column"] == "MonthlyCharge"
    assert usual["settings"]["value_months"] == 12
    assert usual["paths"] == {}
    assert (told["settings"]["value"], told["settings"]["value_months"]) == (500, 1)


def test_outcomes_come_back_and_say_what_to_plan_with_next(
    command: list[str], samples: Samples, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "list.csv"
    # Everybody of the trained month, whose outcomes are known.
    back = str(samples["customers"])
    assert run_front([*command[:2], back, *VALUE, "--control-share", "0.3", "--out", str(out)]) == 0
    capsys.readouterr()
    assert run_front(["campaign", "--outcomes", back, "--record", str(out)]) == 0
    told = capsys.readouterr().out
    assert run_front(["campaign", "--outcomes", back, "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)

    assert "Next time: --acceptance 0." in told
    assert f"--acceptance {plain['next_acceptance']:.2f}" in told
    assert set(plain["saves"]) == {"value", "low", "high"}
    assert plain["called"]["known"] > 0


def test_score_says_yes_from_where_the_list_of_a_campaign_ends(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, scored = tmp_path / "list.csv", tmp_path / "scored.csv"
    assert run_front([*command, *MONEY, "--value", "600", "--capacity", "20", "--out", str(out)]) == 0
    capsys.readouterr()
    assert run_front(["score", *command[1:], "--campaign", str(out), "--out", str(scored), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    with scored.open(encoding="utf-8-sig", newline="") as file:
        yes = [row["CustomerID"] for row in csv.DictReader(file) if row["churn_predicted"] == "yes"]
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert {row["id"] for row in csv.DictReader(file)} == set(yes)
    assert told["listed"] == len(yes) == 20
    assert run_front([*command, *MONEY, *VALUE, "--out", str(out)]) == 0
    assert run_front(["score", *command[1:], "--campaign", "last", "--out", str(scored)]) == 3
    assert "each has a value of their own (MonthlyCharge)" in capsys.readouterr().err


def test_earlier_campaigns_are_listed_with_what_they_did(
    command: list[str], samples: Samples, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_front(["campaign", command[1], "--earlier"]) == 0
    assert "No list was written for this model yet." in capsys.readouterr().out
    for name in ("customers", "customers_next_month"):
        out = tmp_path / f"{name}_list.csv"
        back = str(samples[name])
        assert run_front([*command[:2], back, *VALUE, "--control-share", "0.3", "--out", str(out)]) == 0
        if name == "customers":
            assert run_front(["campaign", "--outcomes", back, "--record", str(out)]) == 0
    capsys.readouterr()
    assert run_front(["campaign", command[1], "--earlier"]) == 0
    told = capsys.readouterr().out
    assert run_front(["campaign", command[1], "--earlier", "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)

    assert "customers_next_month.csv" in told
    assert "no outcomes yet" in told
    assert [one["source"] for one in plain["campaigns"]] == ["customers_next_month.csv", "customers.csv"]
    assert plain["campaigns"][0]["measured"] is None
    assert plain["campaigns"][1]["measured"]["called"]["known"] > 0
    assert plain["pooled"] is None


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--acceptance", "25"], 3, "For 25 % give 0.25. The option is --acceptance."),
        (["--budget", "-5"], 3, "The option is --budget."),
        (["--value", "5", "--value-column", "Age"], 3, "told twice"),
        (["--value-column", "Nope"], 3, "has no column 'Nope'"),
        (["--out", "list.ods"], 3, "list.csv"),
        (["--preset", "excel"], 2, "salesforce"),
        (["--play", "contract"], 2, "ROLE=TEXT"),
        (["--outcomes", "x.csv"], 2, "--record"),
        (["--earlier"], 2, "give the model alone"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_option(
    command: list[str], arguments: list[str], code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_front([*command, *arguments]) == code
    assert says in " ".join(capsys.readouterr().err.replace("│", " ").split())


def test_a_model_and_a_file_are_needed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_front(["campaign"]) == 2
    assert "--outcomes" in capsys.readouterr().err
