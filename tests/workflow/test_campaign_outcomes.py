"""Outcomes come back: joined by id, whatever the file is like."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from tests.small_runs import SmallRun, customers, write_table
from tracer_engine.errors import InputError
from tracer_engine.types.campaign import Campaign, CampaignSettings
from tracer_engine.workflow.campaign_outcomes import campaign_history, measure_campaign, plain_history
from tracer_engine.workflow.campaigns import plan_campaign
from tracer_engine.workspace import Workspace, open_workspace

SETTINGS = CampaignSettings(acceptance=0.25, value=600.0, control_share=0.3, contact_cost=1.0, offer_cost=5.0)


@dataclass(frozen=True)
class Planned:
    campaign: Campaign
    out: Path
    columns: dict[str, list[str]]
    groups: dict[str, str]


@pytest.fixture(scope="module")
def planned(hurried_run: SmallRun, tmp_path_factory: pytest.TempPathFactory) -> Planned:
    folder = tmp_path_factory.mktemp("campaign")
    columns = customers(300, seed=2, month=1)
    table = write_table(folder / "next.csv", columns)
    out = folder / "list.csv"
    campaign = plan_campaign(hurried_run.model, table, SETTINGS, out, workspace=hurried_run.workspace)
    with out.open(encoding="utf-8-sig", newline="") as file:
        groups = {line["id"]: line["group"] for line in csv.DictReader(file)}
    return Planned(campaign, out, columns, groups)


def outcome_table(planned: Planned, folder: Path, **more: list[str]) -> Path:
    """Half of those held back left, a quarter of those called."""
    ids = list(planned.groups)
    seen = {"call": 0, "control": 0}
    left = []
    for name in ids:
        group = planned.groups[name]
        left.append("Yes" if seen[group] % (2 if group == "control" else 4) == 0 else "No")
        seen[group] += 1
    return write_table(folder / "outcomes.csv", {"CustomerID": ids, "Churn": left} | more)


def test_outcomes_are_joined_by_id_and_measured(planned: Planned, tmp_path: Path) -> None:
    found = measure_campaign(planned.out, outcome_table(planned, tmp_path))

    assert found.id == planned.campaign.id
    assert found.called.known == planned.campaign.plan.called
    assert found.control is not None
    assert found.control.known == planned.campaign.plan.control
    assert found.control.rate.value == pytest.approx(0.5, abs=0.02)
    assert found.saves is not None
    assert found.saves.value == pytest.approx(0.25 * found.called.known, rel=0.1)
    assert found.gain is not None
    assert found.gain.low < found.gain.value < found.gain.high
    assert found.expected_gain == planned.campaign.plan.expected_gain.value
    assert (found.unmatched, found.doubled, found.missing, found.blank) == (0, 0, 0, 0)


def test_a_campaign_is_told_by_its_list_its_record_its_id_or_as_the_last(
    planned: Planned, hurried_run: SmallRun, tmp_path: Path
) -> None:
    table = outcome_table(planned, tmp_path)
    record = planned.out.with_name("list.campaign.json")
    ways: list[Path | str] = [planned.out, record, planned.campaign.id, ""]
    found = [measure_campaign(way, table, workspace=hurried_run.workspace) for way in ways[:3]]

    assert len({one.saves for one in found}) == 1
    assert measure_campaign("", table, workspace=hurried_run.workspace).id >= planned.campaign.id


def test_what_does_not_fit_is_counted_and_said(planned: Planned, tmp_path: Path) -> None:
    ids = list(planned.groups)
    # The first told twice and both ways, the second twice and alike, the third blank, the fourth missing, one stranger.
    rows = [(ids[0], "Yes"), (ids[0], "No"), (ids[1], "No"), (ids[1], "No"), (ids[2], ""), ("stranger", "Yes")]
    rows += [(name, "Yes" if at % 3 == 0 else "No") for at, name in enumerate(ids[4:])]
    table = write_table(tmp_path / "o.csv", {"id": [name for name, _ in rows], "gone": [text for _, text in rows]})
    found = measure_campaign(planned.out, table, id_column="id", target="gone")

    assert (found.unmatched, found.doubled, found.missing, found.blank) == (1, 2, 1, 2)
    told = " ".join(found.texts)
    assert "1 customer of the list is not in the file" in told
    assert "2 ids of the list stand in the file more than once" in told


def test_other_words_for_the_outcome_are_asked_for(planned: Planned, tmp_path: Path) -> None:
    ids = list(planned.groups)
    left = ["gone" if at % 2 else "here" for at in range(len(ids))]
    table = write_table(tmp_path / "o.csv", {"CustomerID": ids, "State": left})

    with pytest.raises(InputError, match="no column 'Churn'"):
        measure_campaign(planned.out, table)
    with pytest.raises(InputError, match=r"No cell of State in o\.csv is 'Yes'; there are 'gone', 'here'"):
        measure_campaign(planned.out, table, target="State")
    assert measure_campaign(planned.out, table, target="State", positive="gone").called.acted > 0


def test_a_file_about_others_is_refused(planned: Planned, tmp_path: Path) -> None:
    table = write_table(tmp_path / "o.csv", {"CustomerID": ["x", "y"], "Churn": ["Yes", "No"]})

    with pytest.raises(InputError, match=r"No id in o\.csv is one of"):
        measure_campaign(planned.out, table)


def test_a_campaign_that_is_not_there_is_told(planned: Planned, hurried_run: SmallRun, tmp_path: Path) -> None:
    table = outcome_table(planned, tmp_path)
    with pytest.raises(InputError, match="There is no campaign 'nonsense'"):
        measure_campaign("nonsense", table, workspace=hurried_run.workspace)
    with pytest.raises(InputError, match=r"Beside .* there is no outcomes\.campaign\.json"):
        measure_campaign(table, table)
    with pytest.raises(InputError, match="There is no file"):
        measure_campaign(tmp_path / "gone.json", table)
    with pytest.raises(InputError, match="No campaign was planned here yet"):
        measure_campaign("", table)


def test_rows_without_ids_are_joined_by_their_number(hurried_run: SmallRun, tmp_path: Path) -> None:
    columns = {name: cells for name, cells in customers(200, seed=9).items() if name != "CustomerID"}
    table = write_table(tmp_path / "t.csv", columns)
    out = tmp_path / "list.csv"
    plan_campaign(hurried_run.model, table, SETTINGS, out, workspace=hurried_run.workspace)
    with out.open(encoding="utf-8-sig", newline="") as file:
        ids = [line["id"] for line in csv.DictReader(file)]
    by_list = write_table(tmp_path / "o.csv", {"id": ids, "Churn": [("Yes", "No")[at % 2] for at in range(len(ids))]})
    found = measure_campaign(out, by_list)
    by_place = measure_campaign(out, table)

    assert found.missing == 0
    assert by_place.missing == 0
    acted = np.array(columns["Churn"])[[int(name.split()[1].replace(",", "")) - 1 for name in ids]] == "Yes"
    assert by_place.called.acted + (by_place.control.acted if by_place.control else 0) == acted.sum()


def halves(hurried_run: SmallRun, folder: Path, workspace: Workspace, months: int) -> list[tuple[str, Path]]:
    """Campaigns of as many months, and a file of outcomes for each: half of those held back left, a third of those
    called.
    """
    made = []
    for month in range(months):
        table = write_table(folder / f"month{month}.csv", customers(200, seed=20 + month, month=1))
        out = folder / f"list{month}.csv"
        planned = plan_campaign(hurried_run.model, table, SETTINGS, out, workspace=workspace)
        with out.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.DictReader(file))
        left = [at % (2 if line["group"] == "control" else 3) == 0 for at, line in enumerate(lines)]
        told = {"CustomerID": [line["id"] for line in lines], "Churn": [("No", "Yes")[one] for one in left]}
        made.append((planned.id, write_table(folder / f"back{month}.csv", told)))
    return made


def test_outcomes_of_several_campaigns_are_kept_and_told_together(hurried_run: SmallRun, tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "home")
    first, second = halves(hurried_run, tmp_path, workspace, 2)
    alone = measure_campaign(first[0], first[1], workspace=workspace)
    both = measure_campaign(second[0], second[1], workspace=workspace)
    again = measure_campaign(first[0], first[1], workspace=workspace)

    assert alone.pooled is None
    assert alone.texts[-1].startswith("Plan the next campaign with an acceptance of")
    assert both.pooled is not None
    assert set(both.pooled.ids) == {first[0], second[0]}
    assert both.pooled.called.known == alone.called.known + both.called.known
    assert both.next_acceptance == round(both.pooled.acceptance.value, 2)
    assert again.pooled == both.pooled
    history = campaign_history(hurried_run.model.card, workspace=workspace)
    assert history.pooled == both.pooled
    assert {one.id: one.measured for one in history.campaigns}[first[0]] is not None
    assert campaign_history(hurried_run.run.paths["model"], workspace=workspace) == history
    assert (workspace.path / "campaigns" / "outcomes" / f"{first[0]}.json").stat().st_mode & 0o077 == 0


def test_a_history_tells_nobody_s_id_and_nothing_of_other_models(hurried_run: SmallRun, tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "home")
    made = halves(hurried_run, tmp_path, workspace, 1)
    told = plain_history(campaign_history(hurried_run.model.card, workspace=workspace))

    assert [one["id"] for one in told["campaigns"]] == [made[0][0]]
    assert told["campaigns"][0]["source"] == "month0.csv"
    assert told["campaigns"][0]["control"] > 0
    assert told["campaigns"][0]["measured"] is None
    assert told["pooled"] is None
    assert "C0" not in str(told)
    other = replace(hurried_run.model.card, seed=7)
    assert campaign_history(other, workspace=workspace).campaigns == ()


def test_what_is_kept_and_damaged_counts_as_not_measured(hurried_run: SmallRun, tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "home")
    (name, back), _ = halves(hurried_run, tmp_path, workspace, 2)
    measure_campaign(name, back, workspace=workspace)
    kept = workspace.path / "campaigns" / "outcomes" / f"{name}.json"
    for text in ("", "[]", "{}", '{"format": 9}', kept.read_text(encoding="utf-8").replace(name, "another")):
        kept.write_text(text, encoding="utf-8")
        history = campaign_history(hurried_run.model.card, workspace=workspace)
        assert all(one.measured is None for one in history.campaigns)
    (workspace.path / "campaigns" / "zzz.json").write_text("no record", encoding="utf-8")
    assert len(campaign_history(hurried_run.model.card, workspace=workspace).campaigns) == 2


def test_a_list_of_elsewhere_is_measured_and_not_kept(hurried_run: SmallRun, tmp_path: Path) -> None:
    elsewhere, here = open_workspace(tmp_path / "there"), open_workspace(tmp_path / "here")
    ((_, back),) = halves(hurried_run, tmp_path, elsewhere, 1)
    record = tmp_path / "list0.campaign.json"
    found = measure_campaign(record, back, workspace=here)

    assert found.saves is not None
    assert not (here.path / "campaigns").exists()
