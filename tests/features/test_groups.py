"""Groups of values, by which a later table is compared with the training's."""

from __future__ import annotations

import numpy as np
import pytest

from tracer_engine.features.groups import check, group_codes, group_numbers, of_levels, of_numbers, stability_index


def test_evenly_spread_numbers_get_round_edges() -> None:
    found = of_numbers(np.arange(73, dtype=np.float64))

    assert found["edges"] == (10, 20, 30, 40, 50, 60, 70)
    assert sum(found["shares"]) == pytest.approx(1, abs=1e-4)
    assert found["shares"][0] == pytest.approx(10 / 73, abs=1e-6)


def test_numbers_heaped_at_one_end_are_parted_by_how_many_there_are() -> None:
    values = np.random.default_rng(1).lognormal(0, 3, 10_000)
    found = of_numbers(values)

    assert len(found["edges"]) == 11
    assert max(found["shares"]) < 0.1


@pytest.mark.parametrize(
    "values", [[5.0] * 10, [0.0, 1.0], [-1e308, 1e308], [1e-300, 2e-300, 3e-300], [0.0] * 99 + [7.0]]
)
def test_odd_numbers_are_grouped_all_the_same(values: list[float]) -> None:
    present = np.array(values)
    found = of_numbers(present)

    check(found["edges"], found["shares"], 0, numeric=True)
    assert group_numbers(present, found["edges"]).sum() == len(values)
    assert sum(found["shares"]) == pytest.approx(1, abs=1e-4)


def test_levels_beyond_the_first_are_taken_together() -> None:
    shares = of_levels([50, *[3] * 15], 100)

    assert len(shares) == 12
    assert shares[0] == 0.5
    assert shares[-1] == pytest.approx(0.2)
    codes = np.array([-1, 0, 0, 14, 30], dtype=np.int32)
    assert group_codes(codes, len(shares)).tolist() == [2, *[0] * 10, 2]


def test_missing_numbers_are_in_no_group() -> None:
    assert group_numbers(np.array([np.nan, 1.0, 2.0, 9.0]), [2.0]).tolist() == [1, 2]


def test_the_index_grows_with_the_distance_and_few_rows_weigh_less() -> None:
    trained = (0.5, 0.3, 0.2)

    assert stability_index(trained, np.array(trained), 1000) == 0
    near, far = np.array([0.45, 0.33, 0.22]), np.array([0.1, 0.2, 0.7])
    assert 0 < stability_index(trained, near, 1000) < 0.02 < 0.2 < stability_index(trained, far, 1000)
    alone = np.array([0.0, 0.0, 1.0])
    assert stability_index(trained, alone, 5) < stability_index(trained, alone, 1000)


@pytest.mark.parametrize(
    ("edges", "shares"),
    [
        ((1.0,), (0.5,)),
        ((2.0, 1.0), (0.2, 0.3, 0.5)),
        ((float("nan"),), (0.5, 0.5)),
        ((1.0,), (0.5, 1.5)),
        ((1.0,), (0.5, float("nan"))),
        (tuple(map(float, range(40))), (0.0,) * 41),
    ],
)
def test_what_no_training_recorded_is_refused(edges: tuple[float, ...], shares: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        check(edges, shares, 0, numeric=True)


def test_levels_have_no_edges_and_not_more_shares_than_levels() -> None:
    check((), (0.5, 0.5), 1, numeric=False)
    check((), (), 0, numeric=False)
    for edges, shares in (((1.0,), (0.5, 0.5)), ((), (0.3, 0.3, 0.4))):
        with pytest.raises(ValueError, match="do not fit"):
            check(edges, shares, 1, numeric=False)
