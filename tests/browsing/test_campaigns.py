from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from tests.small_runs import SmallRun, customers, write_table
from tracer_engine.browsing.bench import Bench
from tracer_engine.cli.front import run_front
from tracer_engine.errors import InputError
from tracer_engine.types.campaign import CampaignSettings, OpenedCampaign
from tracer_engine.types.receipt import ReadingOptions
from tracer_engine.workflow.campaigns import plan_campaign


@pytest.fixture
def bench(hurried_run: SmallRun, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setenv("TRACER_HOME", str(hurried_run.workspace.path))
    bench = Bench()
    bench.open_run(hurried_run.run.id)
    return bench


def open_own(bench: Bench) -> OpenedCampaign:
    return bench.open_campaign(None, ReadingOptions(), {})


def test_the_runs_own_table_is_planned_with_as_its_file_is(bench: Bench, hurried_run: SmallRun) -> None:
    opened = open_own(bench)
    settings = replace(opened.defaults, capacity=30)
    view = bench.campaign(settings, 50)
    by_file = plan_campaign(str(hurried_run.run.paths["model"]), hurried_run.file, settings)

    assert (opened.rows, opened.source, opened.id_column) == (400, "customers.csv", "CustomerID")
    assert opened.trained_on
    assert opened.can_hold_back
    assert opened.gone == hurried_run.columns["Churn"].count("Yes")
    assert opened.rule == hurried_run.run.report.baseline.rule
    assert (opened.defaults.value_column, opened.defaults.value_months) == ("MonthlyCharge", 12)
    assert opened.value_columns[0].name == "MonthlyCharge"
    assert {play.role for play in opened.plays} <= set(hurried_run.model.card.roles)
    assert view.plan.expected_gain == by_file.plan.expected_gain
    assert len(view.lines) == view.plan.customers == 30
    assert [line.rank for line in view.lines] == list(range(1, 31))


def test_a_column_that_was_not_read_along_is_read_when_it_is_named(bench: Bench) -> None:
    opened = open_own(bench)
    assert "Contract" not in {column.name for column in opened.value_columns}

    with pytest.raises(InputError, match="No cell of Contract"):
        bench.campaign(replace(opened.defaults, value_column="Contract"), 1)
    with pytest.raises(InputError, match="no column 'Shoes'"):
        bench.campaign(replace(opened.defaults, value_column="Shoes"), 1)


def test_the_list_is_fetched_page_by_page(bench: Bench) -> None:
    opened = open_own(bench)
    with pytest.raises(InputError, match="No campaign is planned yet"):
        bench.campaign_page(0, 5)
    view = bench.campaign(replace(opened.defaults, control_share=0.2), 100)

    assert bench.campaign_page(20, 10) == view.lines[20:30]
    assert bench.campaign_page(view.plan.customers - 3, 10)[-1].rank == view.plan.customers
    assert bench.campaign_page(view.plan.customers + 3, 10) == ()
    assert sum(line.group == "control" for line in bench.campaign_page(0, 10_000)) == view.plan.control


def test_the_command_writes_the_same_list(bench: Bench, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = write_table(tmp_path / "next month.csv", customers(80, seed=3))
    opened = bench.open_campaign(table, ReadingOptions(), {})
    settings = replace(opened.defaults, capacity=20, control_share=0.1, plays={"contract": "Say it's fine."})
    view = bench.campaign(settings, 20)
    command = shlex.split(bench.campaign_command(settings, str(tmp_path / "list.csv")))
    assert command[0] == "tracer"
    assert run_front(command[1:]) == 0
    text = (tmp_path / "list.csv").read_text(encoding="utf-8-sig")

    assert "Say it's fine." in text or not any("Contract" in line for line in text.splitlines())
    listed = {line.split(",")[2] for line in text.splitlines()[1:]}
    assert listed == {line.id for line in view.lines}


def test_outcomes_are_measured_without_an_open_run(hurried_run: SmallRun, tmp_path: Path) -> None:
    settings = CampaignSettings(value=600.0, control_share=0.3)
    plan_campaign(hurried_run.model, hurried_run.file, settings, tmp_path / "list.csv")
    found = Bench().campaign_outcomes(tmp_path / "list.csv", hurried_run.file, ReadingOptions())

    assert found.control is not None
    assert found.called.known + found.control.known == found.called.customers + found.control.customers


def test_without_an_open_run_or_table_there_is_nothing_to_plan(bench: Bench) -> None:
    with pytest.raises(InputError, match="No campaign is open"):
        bench.campaign_page(0, 1)
    with pytest.raises(InputError, match="No run is open"):
        Bench().open_campaign(None, ReadingOptions(), {})


def test_another_run_closes_the_campaign(bench: Bench, hurried_run: SmallRun) -> None:
    opened = open_own(bench)
    bench.open_run(hurried_run.run.id)

    with pytest.raises(InputError, match="No campaign is open"):
        bench.campaign(opened.defaults)
