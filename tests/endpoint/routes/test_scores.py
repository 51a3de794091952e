from __future__ import annotations

import contextlib
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.endpoint.conftest import RUN, Start
from tests.endpoint_clients import Client, form
from tests.small_runs import SmallRun, customers, read_scored, write_table
from tracer_engine.workflow import score_file

SCORES = f"/v1/runs/{RUN}/scores"


def test_a_file_comes_back_as_score_would_write_it(
    client: Client, hurried_run: SmallRun, next_table: Path, tmp_path: Path
) -> None:
    reply = client.send(SCORES, [("file", "next.csv", next_table.read_bytes())])
    scored = score_file(hurried_run.model, next_table, tmp_path / "out.csv")

    assert reply.status == 200
    assert reply.body == (tmp_path / "out.csv").read_bytes()
    assert reply.headers["tracer-rows"] == str(scored.rows)
    assert reply.headers["tracer-rows-set-aside"] == "0"
    assert reply.headers["tracer-verdict"] == scored.verdict_level
    assert list((client.workspace / "uploads").iterdir()) == []


def test_a_campaign_sets_where_a_yes_begins(client: Client, next_table: Path) -> None:
    parts = [("file", "next.csv", next_table.read_bytes())]
    told = [("value", None, b"600"), ("capacity", None, b"4"), ("contact_cost", None, b"1")]
    planned = client.send(f"/v1/runs/{RUN}/campaigns", [*parts, *told]).json
    reply = client.send(SCORES, [*parts, ("campaign", None, planned["id"].encode())])

    assert {row["CustomerID"] for row in reply.rows if row["churn_predicted"] == "yes"} == {
        line["id"] for line in planned["list"]
    }
    for wrong in (b"none", b"../../token", b"a.json"):
        assert client.send(SCORES, [*parts, ("campaign", None, wrong)]).status == 422


def test_options_reach_the_scoring(client: Client, hurried_run: SmallRun, tmp_path: Path) -> None:
    table = write_table(tmp_path / "t.csv", customers(5, seed=3), delimiter=";")
    fields = [("reasons", None, b"0"), ("raw", None, b"true"), ("delimiter", None, b"semicolon")]
    reply = client.send(SCORES, [("file", "t.csv", table.read_bytes()), *fields])
    score_file(hurried_run.model, table, tmp_path / "out.csv", reasons=0, raw=True)

    assert reply.body == (tmp_path / "out.csv").read_bytes()
    assert {row["churn_reason_1"] for row in reply.rows} == {""}


def test_rows_get_the_scores_of_a_file(client: Client, hurried_run: SmallRun, next_table: Path, tmp_path: Path) -> None:
    columns = customers(20, seed=2)
    rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    reply = client.send_json(SCORES, {"rows": rows, "reasons": 2})
    score_file(hurried_run.model, next_table, tmp_path / "out.csv", reasons=2)

    assert reply.status == 200
    assert reply.json["outcome"] == "churn"
    assert set(reply.json) == {"outcome", "scores", "verdict", "not_read", "not_met", "malformed"}
    assert reply.json["verdict"]["level"] == reply.headers["tracer-verdict"]
    for score, row in zip(reply.json["scores"], read_scored(tmp_path / "out.csv"), strict=True):
        assert score["probability"] == float(row["churn_probability"])
        assert (score["predicted"], score["risk"]) == (row["churn_predicted"], row["churn_risk"])
        assert score["reasons"] == [text for text in (row["churn_reason_1"], row["churn_reason_2"]) if text]


def test_numbers_blanks_and_unfamiliar_columns_are_taken_in_rows(client: Client) -> None:
    plain = {"TenureMonths": 2, "MonthlyCharge": 89.5, "Contract": "Month-to-month"}
    texts = {"tenure_months": "2", "MONTHLYCHARGE": "89.5", "contract": "Month-to-month", "Shoe size": "9", "Age": None}
    one, other = (client.send_json(SCORES, {"rows": [row]}).json["scores"][0] for row in (plain, texts))

    assert one == other
    assert 1 <= len(one["reasons"]) <= 3


def test_what_of_the_rows_the_model_cannot_use_is_told(client: Client, hurried_run: SmallRun) -> None:
    columns = customers(1, seed=2)
    row = {name: cells[0] for name, cells in columns.items()}
    odd = row | {"Contract": "Weekly", "TenureMonths": "two", "Shoe size": 9}
    reply = client.send_json(SCORES, {"rows": [odd]}).json

    assert reply["verdict"]["level"] == "caution"
    assert "the cells in TenureMonths are no numbers" in " ".join(reply["verdict"]["causes"])
    assert (reply["malformed"], reply["not_met"]) == (["TenureMonths"], {"Contract": ["Weekly"]})
    read = {column.name for column in hurried_run.model.preparation.inputs}
    assert reply["not_read"] == [name for name in odd if name not in read]
    assert "Shoe size" in reply["not_read"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[" * 100_000, 400),
        (b'{"rows": [{"Age": NaN}]}', 422),
        (b'{"rows": [{"Age": 1e999}]}', 422),
        (b'{"rows": [{"Age": "\\ud800"}]}', 400),
        (b'"rows"', 422),
        (b"null", 422),
        (b"{}", 422),
        (b'{"rows": []}', 422),
        (b'{"rows": [1]}', 422),
        (b'{"rows": [{"Age": [1]}]}', 422),
        (b'{"rows": [{"Age": 1}], "reasons": -1}', 422),
        (b'{"rows": [{"Age": 1}], "reasons": 21}', 422),
        (b'{"rows": [{"Age": 1}], "reasons": "3"}', 422),
        (b'{"rows": [{"Age": 1}], "reason": 3}', 422),
        (b'{"rows": [{"Shoe size": 9}]}', 422),
        (b'{"rows": [{}]}', 422),
    ],
)
def test_rows_that_cannot_be_used_are_refused_without_being_quoted(client: Client, body: bytes, status: int) -> None:
    reply = client.send_json(SCORES, body)

    assert reply.status == status, reply.body
    assert reply.headers["content-type"] == "application/problem+json"


def test_a_file_that_cannot_be_scored_is_told_under_the_client_s_name(client: Client) -> None:
    reply = client.send(SCORES, [("file", "C:\\data\\shoes.csv", b"\x89PNG\r\n\x1a\n" + bytes(200))])

    assert reply.status == 422
    assert "shoes.csv" in reply.json["detail"]
    assert str(client.workspace) not in reply.body.decode()
    assert ".upload" not in reply.body.decode()
    assert list((client.workspace / "uploads").iterdir()) == []


def test_another_content_type_is_refused(client: Client) -> None:
    assert client.ask("POST", SCORES, b"Age\n1\n", headers={"Content-Type": "text/csv"}).status == 415
    assert client.ask("POST", SCORES, b"{}").status == 415


def test_scorings_at_the_same_time_are_not_mixed_up(client: Client, hurried_run: SmallRun, tmp_path: Path) -> None:
    bodies = []
    for seed in range(10):
        table = write_table(tmp_path / f"{seed}.csv", customers(7, seed=100 + seed))
        bodies.append(table.read_bytes())

    def send(body: bytes) -> bytes:
        return client.send(SCORES, [("file", "t.csv", body)]).body

    with ThreadPoolExecutor(10) as senders:
        answers = list(senders.map(send, bodies))

    for seed, answer in enumerate(answers):
        score_file(hurried_run.model, tmp_path / f"{seed}.csv", tmp_path / "out.csv")
        assert answer == (tmp_path / "out.csv").read_bytes()


def test_when_too_many_wait_the_next_is_refused(start: Start, hurried_run: SmallRun) -> None:
    client = start(hurried_run, scorings_at_once=1, most_scorings_waiting=1)
    columns = customers(3000, seed=5)
    rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    table = write_table(client.workspace.parent / "big.csv", columns).read_bytes()

    def send(_: int) -> int:
        return client.send(SCORES, [("file", "t.csv", table)]).status

    with ThreadPoolExecutor(12) as senders:
        statuses = list(senders.map(send, range(12)))

    assert set(statuses) == {200, 429}
    assert client.send_json(SCORES, {"rows": rows[:2]}).status == 200
    assert list((client.workspace / "uploads").iterdir()) == []


def test_a_scoring_nobody_waits_for_is_ended(start: Start, hurried_run: SmallRun) -> None:
    client = start(hurried_run)
    table = write_table(client.workspace.parent / "big.csv", customers(5000, seed=5)).read_bytes()
    body, kind = form([("file", "t.csv", table * 1)])
    with contextlib.closing(client.connect()) as connection:
        connection.sendall(
            client.head("POST", SCORES, f"Content-Type: {kind}", f"Content-Length: {len(body)}", "X-Request-Id: left")
        )
        connection.sendall(body)

    assert client.answered("left")["status"] == 499
    assert list((client.workspace / "uploads").iterdir()) == []


def test_no_cell_of_any_of_this_is_in_the_log(client: Client) -> None:
    client.send_json(SCORES, {"rows": [{"Contract": "Sesquipedalian"}], "reasons": 1})
    client.send_json(SCORES, {"rows": [{"Sesquipedalian": [1]}]})
    client.send(SCORES, [("file", "Sesquipedalian.csv", b"Sesquipedalian\nSesquipedalian\n")])
    client.ask("GET", "/v1/runs/Sesquipedalian?q=Sesquipedalian", headers={"X-Request-Id": "last"})
    client.answered("last")

    log = json.dumps(client.logged())
    assert "Sesquipedalian" not in log
    assert client.token not in log
