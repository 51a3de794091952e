"""Outcomes come back: joined by id, whatever the file is like."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from tests.small_runs import SmallRun, customers, write_table
from tracer_engine.errors import InputError
from tracer_engine.types.campaign import Campaign, CampaignSettings
from tracer_engine.workflow.campaign_outcomes import measure_campaign
from tracer_engine.workflow.campaigns import plan_campaign

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
    assert "1 of the list are not in the file" in told
    assert "2 ids stand in the file more than once" in told


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
