"""A campaign's list sets from where on a row is predicted yes."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from tests.small_runs import SmallRun, customers, unscored, write_table
from tracer_engine.errors import InputError
from tracer_engine.types.campaign import CampaignSettings
from tracer_engine.workflow.campaign_cut_off import campaign_cut_off
from tracer_engine.workflow.campaigns import plan_campaign
from tracer_engine.workflow.months import scored_before
from tracer_engine.workflow.scoring import score_file
from tracer_engine.workspace import Workspace, open_workspace

SETTINGS = CampaignSettings(capacity=12, value=600.0, contact_cost=1.0, offer_cost=5.0)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path / "home")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return write_table(tmp_path / "next.csv", unscored(customers(80, seed=4)))


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_those_on_the_list_are_the_ones_predicted_yes(
    hurried_run: SmallRun, table: Path, tmp_path: Path, workspace: Workspace
) -> None:
    out = tmp_path / "list.csv"
    planned = plan_campaign(hurried_run.model, table, SETTINGS, out, workspace=workspace)
    listed = {line["id"] for line in read(out)}
    scored = [
        score_file(hurried_run.model, table, tmp_path / "s.csv", campaign=way, reasons=0, workspace=workspace)
        for way in (out, planned.id, "last")
    ]
    rows = read(tmp_path / "s.csv")

    assert {row["CustomerID"] for row in rows if row["churn_predicted"] == "yes"} == listed
    assert len(listed) == 12
    assert len({one.threshold for one in scored}) == 1
    assert scored[0].listed == 12
    assert scored[0].threshold != hurried_run.model.card.threshold
    assert any(f"the lowest probability on the list of campaign {planned.id}" in note for note in scored[0].notes)
    assert scored_before(hurried_run.model, workspace=workspace).files[0].listed == 12
    plain = score_file(hurried_run.model, table, tmp_path / "s.csv", reasons=0, workspace=workspace)
    assert plain.threshold == hurried_run.model.card.threshold


def test_a_list_by_gain_sets_no_cut_off(
    hurried_run: SmallRun, table: Path, tmp_path: Path, workspace: Workspace
) -> None:
    by_value = replace(SETTINGS, value=None, value_column="MonthlyCharge", value_months=12.0)
    plan_campaign(hurried_run.model, table, by_value, tmp_path / "list.csv", workspace=workspace)

    with pytest.raises(InputError, match=r"each has a value of their own \(MonthlyCharge\)"):
        campaign_cut_off("last", hurried_run.model.card, workspace=workspace)


def test_an_empty_list_another_model_and_no_campaign_are_told(
    hurried_run: SmallRun, table: Path, tmp_path: Path, workspace: Workspace
) -> None:
    card = hurried_run.model.card
    with pytest.raises(InputError, match="No campaign was planned with this model yet"):
        campaign_cut_off("last", card, workspace=workspace)
    nobody = plan_campaign(
        hurried_run.model, table, replace(SETTINGS, acceptance=0.0), tmp_path / "a.csv", workspace=workspace
    )
    with pytest.raises(InputError, match="Nobody is on the list"):
        campaign_cut_off(nobody.id, card, workspace=workspace)
    with pytest.raises(InputError, match="was planned with another model"):
        campaign_cut_off(nobody.id, replace(card, seed=99), workspace=workspace)
    with pytest.raises(InputError, match="no campaign 'nonsense'") as caught:
        campaign_cut_off("nonsense", card, workspace=workspace)
    assert caught.value.options == ("campaign",)


def test_probabilities_have_to_be_anchored_alike(
    hurried_run: SmallRun, table: Path, tmp_path: Path, workspace: Workspace
) -> None:
    model, out = hurried_run.model, tmp_path / "s.csv"
    planned = plan_campaign(model, table, SETTINGS, tmp_path / "a.csv", workspace=workspace)
    with pytest.raises(InputError, match="as they are scored, and these are anchored"):
        score_file(model, table, out, campaign=planned.id, base_rate=0.5, reasons=0, workspace=workspace)
    anchored = replace(SETTINGS, base_rate=0.5)
    planned = plan_campaign(model, table, anchored, tmp_path / "b.csv", workspace=workspace)
    with pytest.raises(InputError, match=r"anchored to a base rate of 0\.5"):
        score_file(model, table, out, campaign=planned.id, reasons=0, workspace=workspace)
    scored = score_file(model, table, out, campaign=planned.id, base_rate=0.5, reasons=0, workspace=workspace)
    assert scored.listed == 12
