from __future__ import annotations

import numpy as np
import pytest

from tracer_engine.samples.customers import NEW_PAYMENT_METHOD, customer_ids, sample_customers


def test_about_a_quarter_of_the_customers_leave() -> None:
    columns, probability = sample_customers(seed=1)
    share = columns["Churn"].count("Yes") / 5000
    assert 0.22 < share < 0.26
    assert probability.mean() == pytest.approx(share, abs=0.015)


def test_the_true_probability_is_calibrated_against_who_leaves() -> None:
    columns, probability = sample_customers(seed=5, rows=20_000)
    left = np.array(columns["Churn"]) == "Yes"
    for low, high in [(0.0, 0.1), (0.1, 0.3), (0.3, 0.6), (0.6, 1.0)]:
        group = (probability >= low) & (probability < high)
        assert left[group].mean() == pytest.approx(probability[group].mean(), abs=0.03)


def test_the_truth_is_not_in_the_file() -> None:
    columns, probability = sample_customers(rows=200)
    texts = {cell for cells in columns.values() for cell in cells}
    assert not texts & {str(value) for value in probability}
    assert all(len(cells) == 200 for cells in columns.values())


def test_ids_are_different_within_and_between_months() -> None:
    ids = customer_ids(1, 5000, 0) + customer_ids(1, 5000, 1) + customer_ids(2, 5000, 0)
    assert len(set(ids)) == 15_000


def test_cells_are_blank_where_the_question_does_not_arise() -> None:
    columns, _ = sample_customers(rows=2000)
    for internet, *cells in zip(
        columns["InternetType"],
        columns["OnlineSecurity"],
        columns["TechSupport"],
        columns["DataUsageGB"],
        columns["OutagesLast90d"],
        strict=True,
    ):
        assert [cell == "" for cell in cells] == [internet == "None"] * 4


def test_the_total_of_a_first_month_is_blank() -> None:
    columns, _ = sample_customers()
    blank = [
        tenure for tenure, total in zip(columns["TenureMonths"], columns["TotalCharges"], strict=True) if not total
    ]
    assert blank.count("0") == columns["TenureMonths"].count("0") > 0
    assert len(blank) < 100


def test_the_next_month_drifts_and_knows_a_new_payment_method() -> None:
    now, _ = sample_customers(seed=1, month=0)
    later, _ = sample_customers(seed=1, month=1)
    assert NEW_PAYMENT_METHOD not in now["PaymentMethod"]
    assert 0.01 < later["PaymentMethod"].count(NEW_PAYMENT_METHOD) / 5000 < 0.06
    calls = [np.mean([int(cell) for cell in columns["SupportCalls60d"]]) for columns in (now, later)]
    assert calls[0] < calls[1]
