"""The verbs for blueprints: check, add, remove, begin, versions; the guide's own example runs through them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.guide_blueprint import write_guide
from tests.small_runs import hurried, read_scored, train_small, write_table
from tracer_engine.blueprints import blueprint, shipped_blueprints
from tracer_engine.errors import InputError
from tracer_engine.samples import sample_columns
from tracer_engine.workflow import score_file
from tracer_engine.workflow.blueprints import (
    add_blueprint,
    blueprint_versions,
    check_blueprint,
    new_blueprint,
    remove_blueprint,
)


@pytest.mark.parametrize("key", [record.key for record in shipped_blueprints()])
def test_every_blueprint_keeps_the_whole_contract_on_its_own_sample_data(key: str) -> None:
    done = check_blueprint(key)
    assert done.problems == ()
    assert done.sample is not None
    assert done.sample.picked == key
    assert done.sample.id is not None


def test_the_guides_example_is_checked_added_and_picked_for_its_data(tmp_path: Path) -> None:
    path = write_guide(tmp_path)
    record = check_blueprint(path).record
    assert record is not None
    invoices = write_table(tmp_path / "invoices.csv", sample_columns(record, rows=300))
    before = check_blueprint(path, invoices)
    assert before.problems == ()
    assert before.data is not None
    assert (before.data.picked, before.data.target, before.data.id) == ("late_payment", "PaidLate", "InvoiceNo")
    assert set(before.data.roles) == {role.name for role in record.roles}
    assert before.data.features == ("late_share", "amount_per_day")
    assert before.data.without_a_role == ()
    added = add_blueprint(path)
    assert added.replaced is None
    assert blueprint("late_payment") == added.record


def test_a_model_scores_the_same_after_its_blueprint_changed_and_was_removed(tmp_path: Path) -> None:
    add_blueprint(write_guide(tmp_path))
    columns = sample_columns(blueprint("late_payment"), rows=300)
    done = train_small(tmp_path, columns, progress=hurried)
    assert (done.plan.blueprint, done.model.card.schema_version) == ("late_payment", 1)
    out = tmp_path / "scored.csv"
    score_file(done.run.paths["model"], done.file, out)
    first = read_scored(out)
    assert 0 <= float(first[0]["late_probability"]) <= 1

    text = write_guide(tmp_path, "schema_version = 1", "schema_version = 2").read_text(encoding="utf-8")
    start, end = text.index("[features.late_share]"), text.index("[features.amount_per_day]")
    (tmp_path / "late_payment.toml").write_text(text[:start] + text[end:], encoding="utf-8")
    add_blueprint(tmp_path / "late_payment.toml")
    versions = blueprint_versions("late_payment")
    assert [(one.version, one.current) for one in versions] == [(1, False), (2, True)]
    assert versions[1].changes == ("the feature late_share is gone",)
    score_file(done.run.paths["model"], done.file, out)
    assert read_scored(out) == first

    assert remove_blueprint("late_payment") == 2
    with pytest.raises(InputError, match="no blueprint"):
        blueprint("late_payment")
    score_file(done.run.paths["model"], done.file, out)
    assert read_scored(out) == first


def test_what_comes_with_tracer_has_one_version_and_cannot_be_removed() -> None:
    assert [(one.version, one.source) for one in blueprint_versions("churn")] == [(1, "Tracer")]
    with pytest.raises(InputError, match="not added from a file"):
        remove_blueprint("churn")
    with pytest.raises(InputError, match="no blueprint"):
        remove_blueprint("../runs")


def test_a_blueprint_that_fits_its_own_sample_badly_is_told_of(tmp_path: Path) -> None:
    path = write_guide(tmp_path, 'target = "PaidLate"', 'target = "Whatever"')
    done = check_blueprint(path)
    assert done.problems
    assert "on its own sample data" in done.problems[0]
    with pytest.raises(InputError, match="on its own sample data"):
        add_blueprint(path)


def test_a_check_of_neither_a_file_nor_a_blueprint_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="neither a TOML file nor a blueprint"):
        check_blueprint("chrun")
    with pytest.raises(InputError, match="does not exist"):
        check_blueprint(tmp_path / "gone.toml")


def test_a_new_blueprint_keeps_the_contract_and_its_test_passes(tmp_path: Path) -> None:
    start, test = new_blueprint("Lead conversion", tmp_path)
    assert (start.name, test.name) == ("lead_conversion.toml", "test_lead_conversion.py")
    assert check_blueprint(start).problems == ()
    namespace: dict[str, object] = {"__file__": str(test)}
    exec(test.read_text(encoding="utf-8"), namespace)  # the file that was just written
    tests = [found for name, found in namespace.items() if name.startswith("test_") and callable(found)]
    assert len(tests) == 2
    for found in tests:
        found()


@pytest.mark.parametrize(
    ("name", "words"), [("churn", "already"), ("7", "cannot be called"), ("?", "cannot be called")]
)
def test_a_new_blueprint_needs_a_name_of_its_own(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        new_blueprint(name, tmp_path)


def test_a_new_blueprint_takes_no_files_place(tmp_path: Path) -> None:
    (tmp_path / "lead.toml").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="there already"):
        new_blueprint("lead", tmp_path)
    assert (tmp_path / "lead.toml").read_text(encoding="utf-8") == "mine"


def test_an_added_blueprint_is_known_to_another_process(tmp_path: Path) -> None:
    add_blueprint(write_guide(tmp_path))
    code = "from tracer_engine import all_blueprints; print(*(one.key for one in all_blueprints()))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "late_payment" in told.stdout.split()


def test_a_name_that_fits_anything_needs_other_columns_that_are_known(tmp_path: Path) -> None:
    """A file with a column `y` is not a late invoice only because the blueprint knows that name."""
    add_blueprint(write_guide(tmp_path, '["paid late", "late"', '["paid late", "y"'))
    invoices = sample_columns(blueprint("late_payment"), rows=200)
    invoices["y"] = invoices.pop("PaidLate")
    assert check_blueprint("late_payment", write_table(tmp_path / "a.csv", invoices)).data.picked == "late_payment"  # type: ignore[union-attr]
    others = {"Height": invoices["Amount"], "Colour": invoices["Channel"], "y": invoices["y"]}
    assert check_blueprint("late_payment", write_table(tmp_path / "b.csv", others)).data.picked == "general"  # type: ignore[union-attr]


def test_a_blueprint_written_in_toml_alone_is_picked_for_the_banks_campaigns(shared: Path, tmp_path: Path) -> None:
    rows = (shared / "bank_full.csv").read_text(encoding="utf-8").splitlines()
    bank = tmp_path / "bank.csv"
    bank.write_text("\n".join([rows[0], *rows[1::15]]), encoding="utf-8")
    assert check_blueprint("general", bank).data.picked == "general"  # type: ignore[union-attr]
    path = Path(__file__).resolve().parent.parent / "lead_conversion.toml"
    found = check_blueprint(path, bank).data
    assert found is not None
    assert (found.picked, found.target, found.positive) == ("lead_conversion", "y", "yes")
    assert set(found.roles["loans"]) == {"default", "housing", "loan"}
    assert found.features == ("loans_held", "never_called", "calls_in_all")
    assert [text for text in (*found.warnings, *(one.reason for one in found.excluded)) if "duration" in text]
    add_blueprint(path)
    assert check_blueprint("churn", shared / "telco.csv").data.picked == "churn"  # type: ignore[union-attr]


def test_no_feature_of_a_shipped_blueprint_changes_with_the_target(tmp_path: Path) -> None:
    """Turned round, the target leaves what is computed from the other columns as it was."""
    from tracer_engine.features.preparation import learn_preparation, prepare
    from tracer_engine.workflow import draft_plan, profile_table, read_table

    for record in shipped_blueprints():
        columns = sample_columns(record, rows=150)
        target = list(columns)[-1]
        turned = columns | {target: [next(v for v in set(columns[target]) if v != cell) for cell in columns[target]]}
        computed = []
        for stem, told in (("a", columns), ("b", turned)):
            table = read_table(write_table(tmp_path / f"{stem}.csv", told))
            plan = replace(draft_plan(table, profile_table(table)), blueprint=record.key)
            preparation = learn_preparation(table, plan, record)
            prepared = prepare(preparation, table.frame, {column.name: column.decimal for column in table.columns})
            computed.append(prepared.numbers[:, len(preparation.number_inputs) :].tobytes())
        assert computed[0] == computed[1]
