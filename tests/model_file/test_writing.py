"""A model file holds plain data and gives back the very same model."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.small_runs import SmallRun
from tracer_engine.errors import StorageError
from tracer_engine.features.preparation import prepare
from tracer_engine.learners.views import Views
from tracer_engine.model_file import load_model, write_model
from tracer_engine.workflow import explain_table


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("which", ["small_run", "hurried_run"])
def test_a_model_comes_back_bit_for_bit(which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    run: SmallRun = request.getfixturevalue(which)
    write_model(tmp_path / "again.tracer", run.model, run.table.frame, {})
    again = load_model(tmp_path / "again.tracer")

    assert again.card == run.model.card
    assert again.preparation == run.model.preparation
    assert (again.slope, again.intercept) == (run.model.slope, run.model.intercept)
    assert [(m.name, weight) for m, weight in again.members] == [(m.name, weight) for m, weight in run.model.members]
    first, second = explain_table(run.model, run.table), explain_table(again, run.table)
    assert first[0].tobytes() == second[0].tobytes()
    assert first[1] == second[1]
    assert first[2].tobytes() == second[2].tobytes()


def test_the_same_model_gives_the_same_bytes(small_run: SmallRun, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_model(tmp_path / name, small_run.model, small_run.table.frame, {})

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_the_file_of_a_run_is_the_trained_model(small_run: SmallRun) -> None:
    """Written from memory at the end of the training, and read back: nothing was lost on the way."""
    card = small_run.model.card
    report = small_run.run.report

    assert (card.rows, card.base_rate, card.threshold) == (report.rows, report.base_rate, report.threshold)
    assert card.metrics == {name: interval.value for name, interval in report.metrics.items()}
    assert card.importance == {one.column: one.share for one in report.importance}
    assert card.worth_using == report.verdict.worth_using
    assert (card.source, card.blueprint, card.id) == ("customers.csv", "churn", "CustomerID")
    assert (card.effort, card.seed) == ("quick", 1)
    assert set(card.columns) == set(small_run.plan.features)
    assert card.roles["tenure"] == ("TenureMonths",)


def test_the_manifest_lists_every_file_with_its_hash_and_size(small_run: SmallRun) -> None:
    files = contents(small_run.run.paths["model"])
    manifest = json.loads(files.pop("manifest.json"))

    assert manifest["format"] == 1
    assert manifest["tracer"]
    assert manifest["sha256"] == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    assert manifest["bytes"] == {name: len(data) for name, data in files.items()}


def test_all_members_are_text_json_or_plain_arrays(small_run: SmallRun) -> None:
    for name, data in contents(small_run.run.paths["model"]).items():
        if name.endswith(".npy"):
            assert np.load(io.BytesIO(data), allow_pickle=False).dtype.kind == "f"
        elif name.endswith(".json"):
            json.loads(data)
        else:
            assert name.endswith(".txt")
            data.decode("utf-8")


def test_golden_rows_hold_the_scores_they_were_written_with(small_run: SmallRun) -> None:
    golden = json.loads(contents(small_run.run.paths["model"])["golden.json"])
    frame = small_run.table.frame.select(golden["columns"])[:0]
    rows = frame.extend(type(frame)(golden["rows"], schema=frame.schema, orient="row"))
    preparation = small_run.model.preparation

    log_odds = small_run.model.log_odds(Views(preparation, prepare(preparation, rows, golden["decimals"])))

    assert len(golden["rows"]) == 8
    assert log_odds.tolist() == golden["log_odds"]


def test_no_golden_row_is_a_customer_s_and_no_id_is_in_the_file(small_run: SmallRun) -> None:
    files = contents(small_run.run.paths["model"])
    golden = json.loads(files["golden.json"])
    customers = set(small_run.table.frame.select(golden["columns"]).rows())

    assert not customers & {tuple(row) for row in golden["rows"]}
    everything = b"".join(files.values())
    assert not [name for name in small_run.columns["CustomerID"] if str(name).encode() in everything]


def test_a_folder_in_the_way_leaves_it_and_nothing_else(small_run: SmallRun, tmp_path: Path) -> None:
    (tmp_path / "model.tracer").mkdir()

    with pytest.raises(StorageError, match=r"model\.tracer"):
        write_model(tmp_path / "model.tracer", small_run.model, small_run.table.frame, {})

    assert [path.name for path in tmp_path.iterdir()] == ["model.tracer"]


def test_a_model_that_cannot_be_written_leaves_the_old_file_whole(small_run: SmallRun, tmp_path: Path) -> None:
    path = tmp_path / "model.tracer"
    write_model(path, small_run.model, small_run.table.frame, {})
    before = path.read_bytes()
    broken = replace(small_run.model, slope=float("nan"))

    with pytest.raises(ValueError, match="JSON"):
        write_model(path, broken, small_run.table.frame, {})

    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["model.tracer"]
