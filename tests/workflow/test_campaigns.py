"""A campaign on a file: the list, what is said of it, and the same for every way in."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.small_runs import SmallRun, customers, read_scored, write_table
from tracer_engine.browsing.bench import Bench
from tracer_engine.errors import InputError
from tracer_engine.types.campaign import CampaignRequest, CampaignSettings
from tracer_engine.types.model import ModelCard
from tracer_engine.types.receipt import ReadingOptions
from tracer_engine.workflow import score_file
from tracer_engine.workflow.campaigns import plan_campaign, write_campaign

SETTINGS = CampaignSettings(
    capacity=40, budget=500.0, contact_cost=2.0, offer_cost=15.0, acceptance=0.25,
    value_column="MonthlyCharge", value_months=12.0,
)  # fmt: skip


@pytest.fixture(scope="module")
def next_month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Customers the model has not seen."""
    return write_table(tmp_path_factory.mktemp("next") / "next.csv", customers(300, seed=2, month=1))


def read_list(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_list_is_the_best_by_the_scores_of_the_file(
    hurried_run: SmallRun, next_month: Path, tmp_path: Path
) -> None:
    campaign = plan_campaign(hurried_run.model, next_month, SETTINGS, tmp_path / "list.csv")
    score_file(hurried_run.model, next_month, tmp_path / "scored.csv")
    gains = []
    for row, cells in enumerate(read_scored(tmp_path / "scored.csv")):
        p, value = float(cells["churn_probability"]), float(cells["MonthlyCharge"] or 0) * 12
        gains.append((p * 0.25 * (value - 15) - (1 - p) * 1.0 * 15 - 2, -row, cells["CustomerID"]))
    best = [one for one in sorted(gains, reverse=True)[: 500 // 17] if one[0] > 0]
    listed = read_list(tmp_path / "list.csv")

    assert campaign.plan.customers == len(best) == 29
    assert [line["id"] for line in listed] == [name for _, _, name in best]
    assert [float(line["expected_gain"]) for line in listed] == pytest.approx([gain for gain, _, _ in best])
    assert campaign.plan.expected_gain.value == pytest.approx(sum(gain for gain, _, _ in best))
    assert [int(line["rank"]) for line in listed] == list(range(1, 30))
    assert {line["group"] for line in listed} == {"call"}
    assert all(line["reason_1"] for line in listed)
    assert {line["churn_risk"] for line in listed} <= {"high", "medium", "low"}
    first = listed[0]
    at_risk = float(first["churn_probability"]) * float(first["value"])
    assert float(first["value_at_risk"]) == pytest.approx(at_risk)


def test_the_window_the_list_and_a_job_plan_the_same(hurried_run: SmallRun, next_month: Path, tmp_path: Path) -> None:
    settings = replace(SETTINGS, control_share=0.2)
    planned = plan_campaign(hurried_run.model, next_month, settings, tmp_path / "list.csv").plan
    request = CampaignRequest(
        model=str(hurried_run.run.paths["model"]), file=next_month, out=tmp_path / "job.csv", settings=settings
    )
    job = write_campaign(request, workspace=hurried_run.workspace)
    told = {"capacity": 40, "budget": 500.0, "acceptance": 0.25, "value_column": "monthly charge", "value_months": 12.0}
    by_fields = plan_campaign(hurried_run.model, next_month, told | {"control_share": 0.2})

    assert job.plan.expected_gain == planned.expected_gain == by_fields.plan.expected_gain
    assert (tmp_path / "list.csv").read_bytes() == (tmp_path / "job.csv").read_bytes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRACER_HOME", str(hurried_run.workspace.path))
        bench = Bench()
        bench.open_run(hurried_run.run.id)
        opened = bench.open_campaign(next_month, ReadingOptions(), {})
        view = bench.campaign(settings, count=500)
    assert opened.rows == 300
    assert view.plan.expected_gain == planned.expected_gain
    listed = {line["id"]: line["group"] for line in read_list(tmp_path / "list.csv")}
    assert {line.id: line.group for line in view.lines} == listed


def test_those_held_back_stand_last_and_are_told_not_to_be_called(
    hurried_run: SmallRun, next_month: Path, tmp_path: Path
) -> None:
    plan = plan_campaign(
        hurried_run.model, next_month, replace(SETTINGS, control_share=0.3), tmp_path / "list.csv"
    ).plan
    listed = read_list(tmp_path / "list.csv")
    groups = [line["group"] for line in listed]

    assert next(iter(listed[0])) == "group"
    assert groups == ["call"] * plan.called + ["control"] * plan.control
    assert {line["play"] for line in listed if line["group"] == "control"} == {
        "Do not contact: held back to measure what the campaign does."
    }
    assert sorted(int(line["rank"]) for line in listed) == list(range(1, plan.customers + 1))


def test_a_workbook_has_typed_ids_and_formats(hurried_run: SmallRun, next_month: Path, tmp_path: Path) -> None:
    columns = customers(120, seed=4) | {"CustomerID": [f"{n:05d}" for n in range(120)]}
    table = write_table(tmp_path / "t.csv", columns)
    plan_campaign(hurried_run.model, table, SETTINGS, tmp_path / "list.xlsx")
    plan_campaign(hurried_run.model, table, SETTINGS, tmp_path / "list.csv")
    header, *rows = CalamineWorkbook.from_path(str(tmp_path / "list.xlsx")).get_sheet_by_index(0).to_python()
    listed = read_list(tmp_path / "list.csv")

    assert header == list(listed[0])
    assert [row[header.index("id")] for row in rows] == [line["id"] for line in listed]
    assert all(isinstance(row[header.index("id")], str) for row in rows)
    gains = [row[header.index("expected_gain")] for row in rows]
    assert gains == pytest.approx([float(line["expected_gain"]) for line in listed])


def test_the_files_own_columns_come_along_when_asked_for(
    hurried_run: SmallRun, next_month: Path, tmp_path: Path
) -> None:
    table = write_table(tmp_path / "t.csv", customers(60, seed=4) | {"rank": ["9"] * 60, "Note": ["=1+1"] * 60})
    campaign = plan_campaign(hurried_run.model, table, SETTINGS, tmp_path / "list.csv", all_columns=True)
    listed = read_list(tmp_path / "list.csv")

    assert [line["CustomerID"] for line in listed] == [line["id"] for line in listed]
    assert {line["Note"] for line in listed} == {"'=1+1"}
    assert listed[0]["rank"] == "1"
    assert any("column rank of the file was left out" in note for note in campaign.notes)


@pytest.mark.parametrize(
    ("preset", "column", "percent"),
    [
        ("salesforce", "Churn_Probability__c", 100),
        ("hubspot", "churn_probability", 1),
        ("dynamics", "new_churnprobability", 1),
    ],
)
def test_an_import_holds_only_those_to_be_called(
    hurried_run: SmallRun, next_month: Path, tmp_path: Path, preset: str, column: str, percent: int
) -> None:
    settings = replace(SETTINGS, control_share=0.3)
    campaign = plan_campaign(hurried_run.model, next_month, settings, tmp_path / "list.csv", preset=preset)
    plain = plan_campaign(hurried_run.model, next_month, settings, tmp_path / "plain.csv")
    listed, all_lines = read_list(tmp_path / "list.csv"), read_list(tmp_path / "plain.csv")

    assert len(listed) == campaign.plan.called == plain.plan.called
    assert float(listed[0][column]) == pytest.approx(percent * float(all_lines[0]["churn_probability"]))
    assert any("held back as control group are not in the file" in note for note in campaign.notes)


def test_values_that_are_none_are_counted_with_their_rows(hurried_run: SmallRun, tmp_path: Path) -> None:
    columns = customers(80, seed=5)
    worth = ["50"] * 80
    worth[0], worth[3], worth[10], worth[11] = "", "n/k", "-40", "1.200,50"
    table = write_table(tmp_path / "t.csv", columns | {"Worth": worth})
    settings = replace(SETTINGS, value_column="Worth", capacity=None, budget=None, contact_cost=0.0, offer_cost=0.0)
    campaign = plan_campaign(hurried_run.model, table, settings, tmp_path / "list.csv")
    listed = {line["id"] for line in read_list(tmp_path / "list.csv")}

    assert campaign.notes[0].startswith("Of the cells in Worth, ")
    assert "1 is negative" in campaign.notes[0]
    assert "(rows 1, 4, 11" in campaign.notes[0]
    assert {columns["CustomerID"][row] for row in (0, 3, 10)} & listed == set()
    assert len(listed) >= 76


def test_a_column_that_holds_no_value_is_refused(hurried_run: SmallRun, next_month: Path) -> None:
    with pytest.raises(InputError, match="No cell of Contract"):
        plan_campaign(hurried_run.model, next_month, replace(SETTINGS, value_column="Contract"))
    with pytest.raises(InputError, match="no column 'MonthlyChage'") as error:
        plan_campaign(hurried_run.model, next_month, replace(SETTINGS, value_column="MonthlyChage"))
    assert "MonthlyCharge" in error.value.remedy
    with pytest.raises(InputError, match="Nothing says what"):
        plan_campaign(hurried_run.model, next_month, replace(SETTINGS, value_column=None))


def test_the_trainings_own_rows_are_known_and_its_test_can_be_used(hurried_run: SmallRun, tmp_path: Path) -> None:
    model = str(hurried_run.run.paths["model"])
    plain = plan_campaign(model, hurried_run.file, SETTINGS)
    fair = plan_campaign(model, hurried_run.file, replace(SETTINGS, held_back=True), tmp_path / "list.csv")

    assert any("The model learned from these very rows" in note for note in plain.notes)
    assert fair.plan.expected_gain != plain.plan.expected_gain
    scored = {cells["CustomerID"]: cells for cells in read_scored(hurried_run.run.paths["scores"])}
    for line in read_list(tmp_path / "list.csv"):
        assert float(line["churn_probability"]) == pytest.approx(float(scored[line["id"]]["churn_probability"]))


def test_probabilities_of_the_test_are_for_its_own_rows_only(hurried_run: SmallRun, next_month: Path) -> None:
    model = str(hurried_run.run.paths["model"])
    with pytest.raises(InputError, match="no probabilities of the training's test"):
        plan_campaign(model, next_month, replace(SETTINGS, held_back=True))


def test_those_who_have_left_are_marked_and_can_be_left_out(hurried_run: SmallRun, tmp_path: Path) -> None:
    everybody = plan_campaign(hurried_run.model, hurried_run.file, SETTINGS, tmp_path / "all.csv")
    settings = replace(SETTINGS, without_gone=True)
    stayed = plan_campaign(hurried_run.model, hurried_run.file, settings, tmp_path / "stayed.csv")
    target = dict(zip(hurried_run.columns["CustomerID"], hurried_run.columns["Churn"], strict=True))
    listed = read_list(tmp_path / "all.csv")
    gone = [line for line in listed if target[line["id"]] == "Yes"]

    assert everybody.plan.already_gone == len(gone) > 0
    assert all("Has left already, by Churn" in line["cautions"] for line in gone)
    assert stayed.plan.already_gone == 0
    assert {target[line["id"]] for line in read_list(tmp_path / "stayed.csv")} == {"No"}
    bare = write_table(tmp_path / "bare.csv", {name: cells for name, cells in customers(30).items() if name != "Churn"})
    with pytest.raises(InputError, match="does not tell who has left already"):
        plan_campaign(hurried_run.model, bare, settings)


def test_odd_rows_carry_a_caution(hurried_run: SmallRun, tmp_path: Path) -> None:
    columns = {name: list(cells) for name, cells in customers(60, seed=6).items()}
    columns["TenureMonths"] = ["100000", *columns["TenureMonths"][1:]]
    columns["CustomerID"][2] = columns["CustomerID"][1]
    table = write_table(tmp_path / "t.csv", columns)
    settings = CampaignSettings(contact_cost=0.0, offer_cost=0.0, value=100.0)
    plan_campaign(hurried_run.model, table, settings, tmp_path / "list.csv")
    cautions = [line["cautions"] for line in read_list(tmp_path / "list.csv")]

    assert sum("TenureMonths is unlike any the model learned from" in text for text in cautions) == 1
    assert sum("This id stands in more than one row" in text for text in cautions) == 2


def test_a_play_follows_the_main_reason_and_can_be_told(
    hurried_run: SmallRun, next_month: Path, tmp_path: Path
) -> None:
    plan_campaign(hurried_run.model, next_month, SETTINGS, tmp_path / "list.csv")
    told = replace(SETTINGS, plays={"contract": "Talk about the contract.", "tenure": "Welcome them again."})
    plan_campaign(hurried_run.model, next_month, told, tmp_path / "told.csv")
    before = {line["play"] for line in read_list(tmp_path / "list.csv")}
    after = {line["play"] for line in read_list(tmp_path / "told.csv")}

    assert "Offer a longer contract with something in return." in before
    assert "Talk about the contract." in after | {"Talk about the contract."}
    assert {"Talk about the contract.", "Welcome them again."} & after
    assert "Offer a longer contract with something in return." not in after


def test_without_a_column_of_ids_rows_are_numbered(hurried_run: SmallRun, tmp_path: Path) -> None:
    columns = {name: cells for name, cells in customers(40, seed=7).items() if name != "CustomerID"}
    table = write_table(tmp_path / "t.csv", columns)
    campaign = plan_campaign(hurried_run.model, table, SETTINGS, tmp_path / "list.csv")

    assert all(line["id"].startswith("row ") for line in read_list(tmp_path / "list.csv"))
    assert any("rows are numbered" in note for note in campaign.notes)
    plan_campaign(hurried_run.model, table, SETTINGS, tmp_path / "list.csv", id_column="Age")
    assert not any(line["id"].startswith("row ") for line in read_list(tmp_path / "list.csv"))


def test_a_record_lies_beside_the_list_and_in_the_workspace(
    hurried_run: SmallRun, next_month: Path, tmp_path: Path
) -> None:
    model = str(hurried_run.run.paths["model"])
    campaign = plan_campaign(model, next_month, SETTINGS, tmp_path / "list.csv", workspace=hurried_run.workspace)
    record = tmp_path / "list.campaign.json"
    kept = hurried_run.workspace.path / "campaigns" / f"{campaign.id}.json"

    assert campaign.paths == {"list": tmp_path / "list.csv", "record": record}
    assert record.read_bytes() == kept.read_bytes()
    assert kept.stat().st_mode & 0o777 == 0o600
    data = json.loads(record.read_text(encoding="utf-8"))
    assert len(data["customers"]) == campaign.plan.customers
    assert read_list(tmp_path / "list.csv")[0]["id"] not in record.read_text(encoding="utf-8")


def test_the_table_is_never_written_over(hurried_run: SmallRun, next_month: Path) -> None:
    with pytest.raises(InputError, match="would take the place"):
        plan_campaign(hurried_run.model, next_month, SETTINGS, next_month)


def test_amounts_are_said_as_the_locale_writes_them(hurried_run: SmallRun, next_month: Path) -> None:
    english = plan_campaign(hurried_run.model, next_month, SETTINGS)
    german = plan_campaign(hurried_run.model, next_month, replace(SETTINGS, currency="CHF"), locale="de-CH")

    assert "€" in english.plan.headline
    assert "CHF\u00a0" in german.plan.headline
    assert german.plan.expected_gain == english.plan.expected_gain


def test_probabilities_are_anchored_as_the_scores_are(hurried_run: SmallRun, next_month: Path, tmp_path: Path) -> None:
    settings = replace(SETTINGS, base_rate=0.1)
    campaign = plan_campaign(hurried_run.model, next_month, settings, tmp_path / "list.csv")
    score_file(hurried_run.model, next_month, tmp_path / "scored.csv", base_rate=0.1)
    scored = {cells["CustomerID"]: float(cells["churn_probability"]) for cells in read_scored(tmp_path / "scored.csv")}
    listed = read_list(tmp_path / "list.csv")

    assert listed
    assert all(float(line["churn_probability"]) == pytest.approx(scored[line["id"]]) for line in listed)
    assert campaign.plan.expected_gain.value < plan_campaign(hurried_run.model, next_month, SETTINGS).plan.optimum_gain
    assert any("anchored to a base rate of 10.0 %" in note for note in campaign.notes)
    estimated = plan_campaign(hurried_run.model, next_month, {"capacity": 9, "base_rate": "estimate"}).plan.settings
    assert estimated.base_rate is not None
    assert 0 < estimated.base_rate < 1


def test_a_model_of_an_early_version_plans_too_but_without_a_rival(hurried_run: SmallRun, next_month: Path) -> None:
    early = replace(hurried_run.model, basis=None)
    plan = plan_campaign(early, next_month, SETTINGS).plan
    today = plan_campaign(hurried_run.model, next_month, SETTINGS).plan

    assert plan.expected_gain.value == today.expected_gain.value
    assert plan.expected_gain.low < plan.expected_gain.value < plan.expected_gain.high
    assert plan.curve.rule is None
    assert "one_line" not in {rule.key for rule in plan.rules}
    assert "rule" not in plan.under


def test_a_table_without_rows_gives_an_empty_list(hurried_run: SmallRun, tmp_path: Path) -> None:
    table = write_table(tmp_path / "t.csv", {name: [] for name in customers(2)})
    campaign = plan_campaign(hurried_run.model, table, SETTINGS, tmp_path / "l.csv")

    assert campaign.plan.customers == 0
    assert read_list(tmp_path / "l.csv") == []


def test_the_value_is_found_under_another_name(hurried_run: SmallRun, tmp_path: Path) -> None:
    columns = {"Fee, monthly" if name == "MonthlyCharge" else name: cells for name, cells in customers(200, 8).items()}
    table = write_table(tmp_path / "t.csv", columns)
    plain = write_table(tmp_path / "plain.csv", customers(200, 8))
    told = {"capacity": 20}
    campaign = plan_campaign(hurried_run.model, table, told, matches={"MonthlyCharge": "Fee, monthly"})
    expected = plan_campaign(hurried_run.model, plain, told)

    assert campaign.plan.settings.value_column == "Fee, monthly"
    assert campaign.plan.expected_gain == expected.plan.expected_gain


def test_a_model_that_learned_from_outcomes_too_young_says_so_wherever_it_scores(
    hurried_run: SmallRun, next_month: Path, tmp_path: Path
) -> None:
    few = "Of the customers of the last month few left."
    card = replace(hurried_run.model.card, unripe=few)
    model = replace(hurried_run.model, card=card)
    told = f"The probabilities may be too low, by what the model learned from. {few}"

    assert told in plan_campaign(model, next_month, SETTINGS, tmp_path / "list.csv").notes
    assert told in score_file(model, next_month, tmp_path / "scored.csv", reasons=0, remember=False).notes
    assert ModelCard.from_dict(card.to_dict()) == card
    assert "unripe" not in hurried_run.model.card.to_dict()
    assert ModelCard.from_dict(hurried_run.model.card.to_dict()).unripe == ""
