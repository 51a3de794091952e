"""The registry, and one contract for every blueprint."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from tracer_engine.blueprints import all_blueprints, blueprint
from tracer_engine.errors import InputError
from tracer_engine.profiling.names import name_words
from tracer_engine.types.blueprint import Blueprint

LANGUAGE = {"where", "log1p", "is_missing", "minimum", "maximum", "sum", "mean", "count_yes"}


def test_churn_and_the_general_form_are_shipped_and_the_general_one_comes_last() -> None:
    keys = [record.key for record in all_blueprints()]
    assert "churn" in keys
    assert keys[-1] == "general"


def test_a_blueprint_that_there_is_not_is_refused_with_the_known_keys() -> None:
    with pytest.raises(InputError) as caught:
        blueprint("weather")
    assert "churn" in caught.value.remedy
    assert blueprint(" Churn ").key == "churn"


@pytest.mark.parametrize("record", all_blueprints(), ids=lambda record: record.key)
def test_every_blueprint_keeps_the_contract(record: Blueprint) -> None:
    names = [role.name for role in record.roles]
    features = [feature.name for feature in record.features]
    assert len(set(names)) == len(names)
    assert len(set(features)) == len(features)
    assert re.fullmatch(r"[a-z][a-z_]*", record.outcome)
    assert record.question.endswith("?")
    for role in record.roles:
        assert role.name.isidentifier()
        assert role.aliases
        assert all(name_words(alias) for alias in role.aliases)
        assert fields(role.high) <= {"value", "usual"}
        assert fields(role.low) <= {"value", "usual"}
        assert fields(role.level) <= {"value"}
    for feature in record.features:
        used = set(re.findall(r"[a-z_][a-z_0-9]*", feature.expression))
        assert used <= LANGUAGE | set(names), feature.name
        assert used & set(names)
        assert feature.wording.endswith(".")
        assert fields(feature.high) | fields(feature.low) <= {"value", "usual"}
    for role_name in record.plays:
        assert role_name in names


def fields(template: str) -> set[str | None]:
    return {field for _, field, _, _ in string.Formatter().parse(template) if field is not None}


def test_features_over_several_columns_reduce_them_to_one() -> None:
    for record in all_blueprints():
        for role in record.roles:
            if not role.many:
                continue
            for feature in record.features:
                bare = re.sub(rf"(sum|mean|count_yes)\({role.name}\)", "", feature.expression)
                assert not re.search(rf"\b{role.name}\b", bare), feature.name


def test_a_blueprint_of_an_installed_package_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lapse_blueprint.py").write_text(
        "from dataclasses import replace\n"
        "from tracer_engine.blueprints.general import BLUEPRINT as GENERAL\n"
        "BLUEPRINT = replace(GENERAL, key='lapse', outcome='lapse')\n"
        "TAKEN = GENERAL\n"
        "NOTHING = 7\n"
    )
    folder = tmp_path / "lapse-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: lapse\nVersion: 1.0\n")
    entries = folder / "entry_points.txt"
    monkeypatch.syspath_prepend(str(tmp_path))
    try:
        entries.write_text("[tracer.blueprints]\nlapse = lapse_blueprint:BLUEPRINT\n")
        all_blueprints.cache_clear()
        assert blueprint("lapse").outcome == "lapse"
        for name, word in (("TAKEN", "two blueprints"), ("NOTHING", "no blueprint")):
            entries.write_text(f"[tracer.blueprints]\nlapse = lapse_blueprint:{name}\n")
            all_blueprints.cache_clear()
            with pytest.raises(InputError, match=word):
                all_blueprints()
    finally:
        entries.unlink()
        all_blueprints.cache_clear()


def test_churn_has_nine_features_or_more_and_twenty_roles_or_more() -> None:
    record = blueprint("churn")
    assert len(record.features) >= 9
    assert len(record.roles) >= 20
    assert record.wording.actors == "leavers"
