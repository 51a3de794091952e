"""What if the rows of a file were otherwise."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.small_runs import SmallRun, customers, hurried, train_small, write_table
from tracer_engine.errors import InputError
from tracer_engine.workflow import load_model, what_if_file, what_if_rows
from tracer_engine.workflow.what_if import trained_on


def test_a_run_s_own_list_tells_who_is_alike(small_run: SmallRun) -> None:
    found = what_if_file(
        small_run.run.id,
        small_run.file,
        {"Contract": "Two year"},
        where={"TenureMonths": "..3"},
        workspace=small_run.workspace,
    )

    assert found.stands_on is not None
    assert found.stands_on > 10
    assert found.unsupported == 0
    assert found.after.value < found.before.value


def test_a_model_alone_says_that_nothing_is_known_of_the_training(small_run: SmallRun, tmp_path: Path) -> None:
    alone = shutil.copy(small_run.run.paths["model"], tmp_path / "alone.tracer")
    found = what_if_file(alone, small_run.file, {"Contract": "Two year"})

    assert (found.stands_on, found.unsupported, found.alike_in) == (None, None, ())
    (tmp_path / "scores.csv").write_text("Shoe size,Colour\n9,red\n", encoding="utf-8")
    assert what_if_file(alone, small_run.file, {"Contract": "Two year"}) == found
    (tmp_path / "scores.csv").write_bytes(b"")
    assert what_if_file(alone, small_run.file, {"Contract": "Two year"}) == found


def test_a_file_with_decimal_commas_and_other_names_gives_the_same(small_run: SmallRun, tmp_path: Path) -> None:
    columns = customers(100, seed=9)
    columns["MonthlyCharge"] = [cell.replace(".", ",") for cell in columns["MonthlyCharge"]]
    renamed = {"contract " if name == "Contract" else name: cells for name, cells in columns.items()}
    change, where = {"MonthlyCharge": "-10%"}, {"Contract": "Month-to-month"}
    plain = what_if_file(small_run.model, write_table(tmp_path / "a.csv", customers(100, seed=9)), change, where=where)
    commas = what_if_file(small_run.model, write_table(tmp_path / "b.csv", renamed, delimiter=";"), change, where=where)

    assert commas.rows == plain.rows > 0
    assert commas.after.value == pytest.approx(plain.after.value)


def test_guarded_cells_of_the_list_are_read_as_they_stood(tmp_path: Path) -> None:
    columns = customers(200)
    columns["Contract"] = [f"={cell}" if cell == "Two year" else cell for cell in columns["Contract"]]
    run = train_small(tmp_path, columns, progress=hurried)
    training = trained_on(run.model, run.run.paths["scores"])

    assert training is not None
    found = what_if_file(
        run.model, run.file, {"Contract": "=Two year"}, where={"Contract": "=Two year"}, training=training
    )
    assert found.changed == 0
    assert "'=Two year" in run.run.paths["scores"].read_text(encoding="utf-8-sig")
    likeness, keys = training.like(("Contract",))
    assert likeness.count(keys, keys).max() > 1


def test_rows_are_as_a_file_of_them(small_run: SmallRun) -> None:
    columns = small_run.columns
    rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    training = small_run.run.paths["scores"]
    one = what_if_rows(small_run.model, rows, {"MonthlyCharge": 30.5}, training=training)
    other = what_if_file(small_run.model, small_run.file, {"MonthlyCharge": "30.5"}, training=training)

    assert one == other


def test_what_cannot_be_used_is_told(small_run: SmallRun, tmp_path: Path) -> None:
    model = load_model(small_run.run.paths["model"])
    with pytest.raises(InputError, match="No row fits"):
        what_if_file(model, small_run.file, {"Contract": "One year"}, where={"CustomerID": "nobody"})
    with pytest.raises(InputError, match="none of the"):
        what_if_file(model, write_table(tmp_path / "shoes.csv", {"Shoe": ["9"] * 9}), {"Contract": "One year"})
