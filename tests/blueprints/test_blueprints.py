"""The registry: shipped, from packages, from files, and one that is only considered."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.guide_blueprint import write_guide
from tracer_engine.blueprints import all_blueprints, blueprint, considering, packaged_blueprints, shipped_blueprints
from tracer_engine.errors import InputError
from tracer_engine.workflow.blueprints import add_blueprint

SCHEMAS = [("attrition", 1, "451c740acdac"), ("churn", 1, "206bd4af3dd3"), ("general", 1, "0c2d07303d93")]


def test_churn_attrition_and_the_general_form_are_shipped_and_the_general_one_comes_last() -> None:
    keys = [record.key for record in all_blueprints()]
    assert {"attrition", "churn"} <= set(keys)
    assert keys[-1] == "general"


def test_a_blueprint_that_there_is_not_is_refused_with_the_known_keys() -> None:
    with pytest.raises(InputError) as caught:
        blueprint("weather")
    assert "churn" in caught.value.remedy
    assert blueprint(" Churn ").key == "churn"


@pytest.fixture
def entry_points(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The entry points of an installed package with blueprints, to be written to."""
    (tmp_path / "lapse_blueprint.py").write_text(
        "from dataclasses import replace\n"
        "from tracer_engine.blueprints.general import BLUEPRINT as GENERAL\n"
        "BLUEPRINT = replace(GENERAL, key='late_payment', outcome='lapse')\n"
        "TAKEN = GENERAL\n"
        "NOTHING = 7\n"
    )
    folder = tmp_path / "lapse-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: lapse\nVersion: 1.0\n")
    path = folder / "entry_points.txt"
    monkeypatch.syspath_prepend(str(tmp_path))
    yield path
    path.unlink()
    packaged_blueprints.cache_clear()


def offer(entry_points: Path, value: str) -> None:
    entry_points.write_text(f"[tracer.blueprints]\nlapse = {value}\n")
    packaged_blueprints.cache_clear()


def test_a_blueprint_of_an_installed_package_is_found_before_the_general_one(entry_points: Path) -> None:
    offer(entry_points, "lapse_blueprint:BLUEPRINT")
    assert blueprint("late_payment").outcome == "lapse"
    assert all_blueprints()[-1].key == "general"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("lapse_blueprint:TAKEN", "two blueprints"),
        ("lapse_blueprint:NOTHING", "no blueprint"),
        ("lapse_blueprint:GONE", "cannot be loaded"),
        ("no_such_module:BLUEPRINT", "cannot be loaded"),
    ],
)
def test_a_package_that_offers_something_else_is_told_of(entry_points: Path, name: str, words: str) -> None:
    offer(entry_points, name)
    with pytest.raises(InputError, match=words):
        all_blueprints()


def test_a_package_comes_before_a_file_of_the_same_key(entry_points: Path, tmp_path: Path) -> None:
    add_blueprint(write_guide(tmp_path))
    assert blueprint("late_payment").outcome == "late"
    offer(entry_points, "lapse_blueprint:BLUEPRINT")
    assert blueprint("late_payment").outcome == "lapse"
    with pytest.raises(InputError, match="line 1: the key 'late_payment' is taken"):
        add_blueprint(write_guide(tmp_path))


def test_a_record_is_considered_in_place_of_its_key_and_only_for_a_while() -> None:
    other = replace(blueprint("churn"), title="Another")
    with considering(other):
        assert blueprint("churn").title == "Another"
        assert all_blueprints()[-1].key == "general"
    assert blueprint("churn").title == "Customer churn"
    with considering(replace(blueprint("general"), title="Anything")):
        assert [record.key for record in all_blueprints()].count("general") == 1


def test_churn_and_attrition_have_nine_features_or_more_and_twenty_roles_or_more() -> None:
    for record in shipped_blueprints():
        if record.key != "general":
            assert len(record.features) >= 9
            assert len(record.roles) >= 20
    assert blueprint("churn").wording.actors == "leavers"
    assert blueprint("attrition").wording.act == "leave the company"


def test_the_words_of_attrition_speak_of_employees_and_never_of_customers() -> None:
    record = blueprint("attrition")
    told = [*vars(record.wording).values(), record.title, record.question, *record.plays.values()]
    told += [text for role in record.roles for text in (role.meaning, role.high, role.low, role.level)]
    told += [text for one in record.features for text in (one.label, one.wording, one.high, one.low)]
    assert [text for text in told if "churn" in text.lower() or "customer" in text.lower()] == []


def digest(key: str) -> str:
    """What a model of this version may rely on: the roles, the features and the outcome."""
    record = blueprint(key)
    schema = [(role.name, role.kind, role.many) for role in record.roles]
    made = [(feature.name, feature.expression) for feature in record.features]
    return hashlib.sha256(repr((record.outcome, schema, made)).encode()).hexdigest()[:12]


@pytest.mark.parametrize(("key", "version", "known"), SCHEMAS)
def test_a_shipped_schema_changes_with_its_version_only(key: str, version: int, known: str) -> None:
    """A role or a feature is another: raise `schema_version` and write it down here, once a version was released."""
    assert (blueprint(key).schema_version, digest(key)) == (version, known)
