"""Blueprints kept in the workspace: versions, what may change within one, files that are damaged later."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.guide_blueprint import write_guide
from tracer_engine.blueprints import all_blueprints, blueprint, installed
from tracer_engine.errors import InputError
from tracer_engine.workflow.blueprints import add_blueprint


def second_version(folder: Path) -> Path:
    path = write_guide(folder, "schema_version = 1", "schema_version = 2")
    text = path.read_text(encoding="utf-8").replace("amount / (days_to_pay + 1)", "amount / (days_to_pay + 2)")
    path.write_text(text, encoding="utf-8")
    return path


def test_words_may_change_within_a_version_and_roles_and_features_may_not(tmp_path: Path) -> None:
    add_blueprint(write_guide(tmp_path))
    again = add_blueprint(write_guide(tmp_path, "Late payment", "Paid too late"))
    assert again.replaced == 1
    assert blueprint("late_payment").title == "Paid too late"
    with pytest.raises(
        InputError, match=r"line 5: schema_version is still 1, but .* the feature amount_per_day"
    ) as caught:
        add_blueprint(write_guide(tmp_path, "amount / (days_to_pay + 1)", "amount / (days_to_pay + 2)"))
    assert "schema_version = 2" in caught.value.remedy


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_what_is_kept_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = add_blueprint(write_guide(tmp_path)).path
    assert [one.stat().st_mode & 0o777 for one in (path, path.parent, path.parent.parent)] == [0o600, 0o700, 0o700]


def test_a_higher_version_is_used_the_lower_one_kept_and_none_goes_back(tmp_path: Path) -> None:
    add_blueprint(write_guide(tmp_path))
    assert add_blueprint(second_version(tmp_path)).replaced == 1
    assert blueprint("late_payment").schema_version == 2
    assert [one.record.schema_version for one in installed.versions_of("late_payment")] == [1, 2]
    with pytest.raises(InputError, match="version 2 was added already"):
        add_blueprint(write_guide(tmp_path))


def test_a_file_that_is_damaged_later_is_left_aside_and_all_else_goes_on(tmp_path: Path) -> None:
    path = add_blueprint(write_guide(tmp_path)).path
    path.write_text("key = ", encoding="utf-8")
    (path.parent / "7.toml").write_text("", encoding="utf-8")
    assert "late_payment" not in [record.key for record in all_blueprints()]
    kept, broken = installed.read_kept(installed.stamp())
    assert kept == ()
    assert {one.path.name for one in broken} == {"1.toml", "7.toml"}
    assert all(", line 1: " in one.why for one in broken)


def test_a_file_in_the_wrong_place_is_left_aside(tmp_path: Path) -> None:
    path = add_blueprint(write_guide(tmp_path)).path
    path.rename(path.with_name("3.toml"))
    kept, broken = installed.read_kept(installed.stamp())
    assert kept == ()
    assert "wrong place" in broken[0].why
