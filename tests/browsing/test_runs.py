"""A run that is looked at: its list, its cut-offs, and one customer explained by the very model."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from tests.small_runs import SmallRun, customers, hurried, probabilities, read_scored, train_small
from tracer_engine.browsing.runs import OpenRunView, open_model
from tracer_engine.errors import InputError, StorageError
from tracer_engine.evaluation.metrics import sigmoid
from tracer_engine.types.browsing import CustomerQuery
from tracer_engine.workflow import score_rows


@pytest.fixture(scope="module")
def view(small_run: SmallRun) -> OpenRunView:
    return OpenRunView(small_run.run.id, workspace=small_run.workspace)


@pytest.fixture(scope="module")
def scored(small_run: SmallRun) -> list[dict[str, str]]:
    return read_scored(small_run.run.paths["scores"])


def test_an_opened_run_tells_what_it_is(small_run: SmallRun, view: OpenRunView) -> None:
    opened = view.opened

    assert (opened.id, opened.name) == (small_run.run.id, "customers")
    assert opened.report == json.loads(json.dumps(small_run.run.report.to_dict()))
    assert opened.card == small_run.model.card
    assert opened.paths == small_run.run.paths


def test_the_first_page_is_the_top_of_the_list(view: OpenRunView, scored: list[dict[str, str]]) -> None:
    page = view.customers(CustomerQuery(count=20))

    assert (page.total, page.start, len(page.rows)) == (500, 0, 20)
    assert [row.rank for row in page.rows] == list(range(1, 21))
    for row in page.rows:
        cells = scored[row.row]
        assert row.id == cells["CustomerID"]
        assert row.probability == float(cells["churn_probability"])
        assert row.reasons == tuple(cells[f"churn_reason_{n}"] for n in (1, 2, 3) if cells[f"churn_reason_{n}"])
        assert row.outcome is (cells["Churn"] == "Yes")


def test_a_run_opens_whose_rows_have_fewer_reasons_than_three(tmp_path: Path) -> None:
    table = {name: cells for name, cells in customers(300).items() if name in ("CustomerID", "TenureMonths", "Churn")}
    small = train_small(tmp_path, table, progress=hurried)

    view = OpenRunView(small.run.id, workspace=small.workspace)

    rows = view.customers(CustomerQuery(count=300)).rows
    assert {len(row.reasons) for row in rows} <= {0, 1, 2}
    assert sum(count for _, count in view.opened.reasons) == sum(len(row.reasons) for row in rows) > 0


def test_pages_follow_each_other_in_every_order(view: OpenRunView, scored: list[dict[str, str]]) -> None:
    pages = [view.customers(CustomerQuery(sort="id", start=start, count=200)) for start in (0, 200, 400, 600)]
    ids = [row.id for page in pages for row in page.rows]
    assert ids == sorted(cells["CustomerID"] for cells in scored)

    back = view.customers(CustomerQuery(sort="id", descending=True, count=500))
    assert [row.id for row in back.rows] == ids[::-1]
    rising = view.customers(CustomerQuery(sort="probability", count=500))
    assert [row.probability for row in rising.rows] == sorted(probabilities(scored))


def test_the_list_is_cut_and_searched(view: OpenRunView, scored: list[dict[str, str]]) -> None:
    wanted = scored[123]["CustomerID"]
    assert [row.row for row in view.customers(CustomerQuery(text=f" {wanted.lower()} ")).rows] == [123]

    page = view.customers(CustomerQuery(text="CONTRACT is month", top=50, count=100))
    held = [cells for cells in scored if int(cells["churn_rank"]) <= 50 and "Contract is Month" in str(cells)]
    assert page.total == len(page.rows) == len(held) > 0
    assert all(row.rank <= 50 for row in page.rows)
    assert view.customers(CustomerQuery(text="nobody is called so")).total == 0


def test_those_whose_outcome_came_about_are_left_out(view: OpenRunView, scored: list[dict[str, str]]) -> None:
    left = [cells for cells in scored if cells["Churn"] == "Yes"]
    page = view.customers(CustomerQuery(without_outcome=True, count=500))
    assert page.total == len(page.rows) == len(scored) - len(left) < len(scored)
    assert not any(row.outcome for row in page.rows)
    assert [row.rank for row in page.rows] == sorted(row.rank for row in page.rows)

    ranks = [int(cells["churn_rank"]) for cells in scored if cells["Churn"] != "Yes"]
    assert view.customers(CustomerQuery(without_outcome=True, top=100)).total == sum(rank <= 100 for rank in ranks)
    assert view.customers(CustomerQuery(top=100)).total == 100


def test_reasons_that_differ_in_a_number_only_are_one_filter(view: OpenRunView, scored: list[dict[str, str]]) -> None:
    reasons = dict(view.opened.reasons)
    counts = [count for _, count in view.opened.reasons]

    assert 5 < len(reasons) <= 40
    assert counts == sorted(counts, reverse=True)
    assert "Became a customer only recently: … months, usually … months" in reasons
    assert "Contract is Month-to-month" in reasons
    told = Counter(
        cells["CustomerID"]
        for cells in scored
        for n in (1, 2, 3)
        if cells[f"churn_reason_{n}"].startswith("Became a customer only recently")
    )
    assert any("1 month," in str(cells) for cells in scored)
    assert reasons["Became a customer only recently: … months, usually … months"] == len(told)
    for reason, count in view.opened.reasons:
        assert view.customers(CustomerQuery(reason=reason)).total == count
    assert view.customers(CustomerQuery(reason="Never said")).total == 0


def test_cut_offs_count_who_is_reached(view: OpenRunView, scored: list[dict[str, str]]) -> None:
    found = view.cut_offs()
    ranked = sorted(scored, key=lambda cells: int(cells["churn_rank"]))

    assert (found.rows, found.positives) == (500, sum(cells["Churn"] == "Yes" for cells in scored))
    assert found.probability.tolist() == [float(cells["churn_probability"]) for cells in ranked]
    assert found.reached.tolist() == np.cumsum([cells["Churn"] == "Yes" for cells in ranked]).tolist()
    assert int(found.reached[-1]) == found.positives


@pytest.mark.parametrize("row", [0, 7, 123, 499])
def test_a_customer_is_explained_by_the_model_to_the_last_digit(
    small_run: SmallRun, view: OpenRunView, scored: list[dict[str, str]], row: int
) -> None:
    found = view.customer(row)
    cells = {name: column[row] for name, column in small_run.columns.items()}
    (expected,) = score_rows(small_run.model, [cells], reasons=3).scores

    assert abs(found.probability - expected.probability) < 1e-12
    assert found.probability == sigmoid(np.array([found.log_odds]))[0]
    assert abs(found.constant + sum(part.log_odds for part in found.contributions) - found.log_odds) < 1e-9
    sizes = [abs(part.log_odds) for part in found.contributions]
    assert sizes == sorted(sizes, reverse=True)
    assert {part.source for part in found.contributions} == set(small_run.model.preparation.sources)
    assert (found.id, found.out_of_fold) == (cells["CustomerID"], float(scored[row]["churn_probability"]))
    sentences = {part.sentence for part in found.contributions}
    assert {text.removeprefix("Lowers the risk: ") for text in expected.reasons} <= sentences


def test_reasons_of_one_role_are_taken_together_and_add_up(small_run: SmallRun, view: OpenRunView) -> None:
    found = view.customer(3)

    assert abs(found.constant + sum(group.log_odds for group in found.groups) - found.log_odds) < 1e-9
    labels = sorted(label for group in found.groups for label in group.sources)
    assert labels == sorted(part.label for part in found.contributions)
    services = next(group for group in found.groups if group.role == "services")
    assert services.label == "Services and options the customer has"
    assert len(services.sources) > 1
    sizes = [abs(group.log_odds) for group in found.groups]
    assert sizes == sorted(sizes, reverse=True)


def test_what_one_can_act_on_is_offered_with_what_could_be_tried(small_run: SmallRun, view: OpenRunView) -> None:
    fields = {field.column: field for field in view.customer(3).fields}

    assert set(fields) == {
        *("Contract", "PaymentMethod", "PaperlessBilling", "MonthlyCharge", "DiscountPct"),
        *("SupportCalls60d", "OutagesLast90d", "OnlineSecurity", "TechSupport"),
    } & set(fields)
    contract, charge = fields["Contract"], fields["MonthlyCharge"]
    assert (contract.kind, contract.value) == ("category", small_run.columns["Contract"][3])
    assert set(contract.choices) == set(small_run.columns["Contract"])
    charges = [float(str(cell)) for cell in small_run.columns["MonthlyCharge"]]
    assert charge.low is not None
    assert charge.high is not None
    assert min(charges) < charge.low < charge.high < max(charges)
    assert "Age" not in fields
    assert "TenureMonths" not in fields


def test_what_if_is_what_the_model_says_of_the_changed_row(small_run: SmallRun, view: OpenRunView) -> None:
    cells = {name: str(column[3]) for name, column in small_run.columns.items()}
    changes = {"Contract": "Two year", "MonthlyCharge": "25.5"}
    (expected,) = score_rows(small_run.model, [cells | changes]).scores
    found = view.what_if(3, changes)

    assert abs(found.probability - expected.probability) < 1e-12
    assert view.what_if(3, {}).probability == view.customer(3).probability != found.probability
    assert found.alike.rows is not None
    assert found.alike.columns[:2] == ("Contract", "Monthly charge")
    assert found.alike.few == (found.alike.rows < 10)


def test_a_segment_is_what_its_rows_are_together(small_run: SmallRun, view: OpenRunView) -> None:
    query = CustomerQuery(without_outcome=True, top=150)
    found = view.what_if_segment(query, {"Contract": "month-to-month"}, {"Contract": "One year"})

    rows = [row.row for row in view.customers(CustomerQuery(without_outcome=True, top=150, count=500)).rows]
    rows = [row for row in rows if small_run.columns["Contract"][row] == "Month-to-month"]
    assert found.rows == found.changed == len(rows) > 20
    each = [view.what_if(row, {"Contract": "One year"}) for row in rows]
    assert found.after.value == pytest.approx(sum(one.probability for one in each) / len(rows), abs=1e-12)
    assert found.unsupported == sum(one.alike.few for one in each)
    with pytest.raises(InputError, match="No row fits"):
        view.what_if_segment(CustomerQuery(top=0), {"Contract": "One year"}, {"Contract": "Two year"})


def test_rows_and_columns_that_are_not_there_are_told(view: OpenRunView) -> None:
    for row in (-1, 500):
        with pytest.raises(InputError, match="no row"):
            view.customer(row)
    with pytest.raises(InputError, match="no column 'Contrat'") as raised:
        view.what_if(0, {"Contrat": "One year"})
    assert "'Contract'" in raised.value.remedy


def test_odd_cells_and_no_id_come_back_as_they_stood(tmp_path: Path) -> None:
    columns = customers(200)
    del columns["CustomerID"]
    levels = ["-5 to 10", '=a "b"', "two\nlines", "é, ü"]
    columns[" Note"] = [levels[i % 4] for i in range(200)]
    columns["MonthlyCharge"] = [cell.replace(".", ",") for cell in columns["MonthlyCharge"]]
    columns["Churn"][5] = ""
    run = train_small(tmp_path, columns, progress=hurried)
    view = OpenRunView(run.run.id, workspace=run.workspace)

    for row in (0, 1, 2, 3, 199):
        cells = {name.strip(): column[row] for name, column in columns.items()}
        (expected,) = score_rows(run.model, [cells]).scores
        assert abs(view.customer(row).probability - expected.probability) < 1e-12
    assert "Note" in run.model.card.columns
    assert view.customer(41).id == "row 42"
    assert [row.row for row in view.customers(CustomerQuery(text="row 200")).rows] == [199]
    assert {row.row: row.outcome for row in view.customers(CustomerQuery(count=200)).rows}[5] is None
    assert 5 in {row.row for row in view.customers(CustomerQuery(count=200, without_outcome=True)).rows}
    assert view.cut_offs().positives == columns["Churn"].count("Yes")
    charge = next(field for field in view.customer(0).fields if field.column == "MonthlyCharge")
    assert (charge.low or 0) > 10
    # Whatever the file's own decimal mark, the window speaks with a point.
    changed = {name.strip(): column[0] for name, column in columns.items()} | {"MonthlyCharge": "61,5"}
    assert view.what_if(0, {"MonthlyCharge": "61.5"}).probability == pytest.approx(
        score_rows(run.model, [changed]).scores[0].probability, abs=1e-12
    )


def test_a_model_file_alone_tells_its_card(small_run: SmallRun) -> None:
    found = open_model(small_run.run.paths["model"])

    assert found.card == small_run.model.card
    assert found.size == small_run.run.paths["model"].stat().st_size
    assert {name for name, _ in found.learners} == {member.name for member, _ in small_run.model.members}
    assert open_model(small_run.run.id, workspace=small_run.workspace) == found


def test_a_list_that_was_changed_or_is_gone_is_told(tmp_path: Path) -> None:
    run = train_small(tmp_path, customers(150), progress=hurried)
    scores = run.run.paths["scores"]
    text = scores.read_bytes()

    scores.write_bytes(text.replace(b"churn_probability", b"probability"))
    with pytest.raises(StorageError, match="no scores"):
        OpenRunView(run.run.id, workspace=run.workspace)
    scores.write_bytes(b"".join(text.splitlines(keepends=True)[:-2]))
    with pytest.raises(StorageError, match="was changed"):
        OpenRunView(run.run.id, workspace=run.workspace)
    scores.unlink()
    with pytest.raises(StorageError, match=r"Could not read .*scores\.csv"):
        OpenRunView(run.run.id, workspace=run.workspace)
