"""How long a training is likely to take."""

from __future__ import annotations

import pytest

from tracer_engine.browsing import estimates as module
from tracer_engine.browsing.estimates import estimates, slowness


def test_more_rows_more_columns_and_more_care_take_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "slowness", lambda: 1.0)
    sizes = [(1_000, 10), (7_000, 10), (7_000, 20), (72_000, 20), (500_000, 20)]
    low = [[one.seconds[0] for one in estimates(*size)] for size in sizes]

    assert [one[2] for one in low] == sorted(one[2] for one in low)
    assert all(one == sorted(one) for one in low)


@pytest.mark.parametrize(
    ("rows", "columns", "measured"),
    # Seconds of two cores: what training telco, bigml, bank and a large table took, start included.
    [(7_043, 19, 7.7), (3_333, 19, 18.1), (10_000, 10, 8.8), (45_211, 16, 29.2), (72_274, 9, 50.0)],
)
def test_a_quick_training_was_as_long_as_is_told(
    monkeypatch: pytest.MonkeyPatch, rows: int, columns: int, measured: float
) -> None:
    monkeypatch.setattr(module, "slowness", lambda: 1.0)
    monkeypatch.setenv("TRACER_THREADS", "2")
    low, high = estimates(rows, columns)[0].seconds

    assert low <= measured <= high


def test_this_computer_is_measured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = slowness()
    monkeypatch.setattr(module, "_seconds_to_fit", lambda *_: 1_000.0)

    assert 0.3 <= first == slowness() <= 6.0
