from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.small_runs import customers, hurried, read_scored, train_small
from tracer_engine.errors import InputError
from tracer_engine.features.preparation import InputColumn, Preparation
from tracer_engine.memory import LIMIT_VARIABLE
from tracer_engine.training.sampling import rows_that_fit, stratified_sample, training_bytes

WIDE = Preparation(inputs=tuple(InputColumn(name=f"n{i}", kind="number") for i in range(100)))


def test_a_sample_keeps_the_share_of_each_outcome_and_is_the_same_for_the_same_seed() -> None:
    y = (np.arange(10_000) % 10 == 0).astype(np.float64)
    sample = stratified_sample(y, 1_000, 3)

    assert len(sample) == len(set(sample.tolist())) == 1_000
    assert y[sample].sum() == 100
    assert np.all(np.diff(sample) > 0)
    assert np.array_equal(sample, stratified_sample(y, 1_000, 3))
    assert not np.array_equal(sample, stratified_sample(y, 1_000, 4))


def test_as_many_rows_are_taken_as_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    assert rows_that_fit(WIDE, 1_000, 2) == 1_000
    monkeypatch.setenv(LIMIT_VARIABLE, "100")
    fitting = rows_that_fit(WIDE, 100_000, 2)

    assert 500 < fitting < 10_000
    assert training_bytes(WIDE, fitting, 2) <= 100 << 20


def test_too_few_that_fit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LIMIT_VARIABLE, "3")

    with pytest.raises(InputError, match="100,000 rows and 100 columns takes about") as raised:
        rows_that_fit(WIDE, 100_000, 2)

    assert "exclude" in raised.value.options


def test_a_training_on_a_sample_says_so_and_scores_all_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LIMIT_VARIABLE, "13")
    run = train_small(tmp_path, customers(1_200), threads=2, progress=hurried).run

    report = run.report
    assert 500 <= report.rows < 1_200
    assert report.rows + report.rows_left_aside == 1_200
    assert f"random sample of {report.rows:,} of 1,200" in report.notes[0]
    assert len(read_scored(run.paths["scores"])) == 1_200
