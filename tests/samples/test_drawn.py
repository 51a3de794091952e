"""Sample data of any blueprint."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tracer_engine.blueprints import blueprint, shipped_blueprints
from tracer_engine.samples import sample_columns, sample_target, write_blueprint_samples
from tracer_engine.types.blueprint import Sample, SampleColumn


@pytest.mark.parametrize("key", [record.key for record in shipped_blueprints()])
def test_the_same_seed_draws_the_same_and_another_month_others(key: str) -> None:
    record = blueprint(key)
    columns = sample_columns(record, 3, 60)
    assert columns == sample_columns(record, 3, 60)
    assert columns != sample_columns(record, 3, 60, month=1)
    assert {len(cells) for cells in columns.values()} == {60}
    assert len(set(columns[sample_target(record)])) == 2


def test_a_part_is_never_more_than_the_whole_and_the_rate_is_about_as_told() -> None:
    columns = sample_columns(blueprint("attrition"), rows=4000)
    years = zip(columns["YearsInCurrentRole"], columns["YearsAtCompany"], columns["TotalWorkingYears"], strict=True)
    assert all(int(role) <= int(company) <= int(life) for role, company, life in years)
    assert columns["Attrition"].count("Yes") / 4000 == pytest.approx(0.17, abs=0.02)
    assert 20 < columns["WorkLifeBalance"].count("") < 150


def test_an_effect_moves_the_outcome() -> None:
    columns = sample_columns(blueprint("attrition"), rows=4000)
    left = {
        level: [target for target, cell in zip(columns["Attrition"], columns["OverTime"], strict=True) if cell == level]
        for level in ("Yes", "No")
    }
    shares = {level: targets.count("Yes") / len(targets) for level, targets in left.items()}
    assert shares["Yes"] > 1.8 * shares["No"]


def test_without_a_word_of_its_own_a_sample_has_a_column_for_each_role() -> None:
    record = replace(blueprint("attrition"), sample=None)
    columns = sample_columns(record, rows=20)
    assert set(columns) == {role.aliases[0] for role in record.roles if not role.personal} | {record.target_hints[0]}


def test_shares_of_levels_are_kept() -> None:
    column = SampleColumn(name="a", levels=("x", "y"), shares=(3, 1))
    sample = Sample(target="t", positive="1", negative="0", columns=(column,))
    drawn = sample_columns(replace(blueprint("general"), sample=sample), rows=4000)["a"]
    assert drawn.count("x") / 4000 == pytest.approx(0.75, abs=0.03)


def test_the_files_are_named_after_whom_the_question_is_about(tmp_path: Path) -> None:
    paths = write_blueprint_samples(tmp_path, blueprint("attrition"), rows=100)
    assert {path.name for path in paths.values()} == {"employees.csv", "employees_next_month.csv"}
    first, later = (path.read_text(encoding="utf-8").splitlines() for path in paths.values())
    assert (len(first), len(later)) == (101, 41)
    assert "Attrition" in first[0]
    assert "Attrition" not in later[0]
