from __future__ import annotations

from pathlib import Path

from tests.endpoint.conftest import RUN, Start
from tests.small_runs import SmallRun, customers, write_table

SCORES, MONTHS = f"/v1/runs/{RUN}/scores", f"/v1/runs/{RUN}/months"


def test_files_are_remembered_compared_and_forgotten(start: Start, hurried_run: SmallRun, tmp_path: Path) -> None:
    client = start(hurried_run)
    assert client.get(MONTHS) == {"files": [], "since": None, "ageing": ""}
    columns = customers(120, seed=2)
    june = write_table(tmp_path / "june.csv", {name: cells[:100] for name, cells in columns.items()})
    july = write_table(tmp_path / "july.csv", {name: cells[20:] for name, cells in columns.items()})
    for file in (june, july):
        assert client.send(SCORES, [("file", file.name, file.read_bytes())]).status == 200

    told = client.get(MONTHS)

    assert [one["source"] for one in told["files"]] == ["july.csv", "june.csv"]
    since = told["since"]
    assert since["both"] == 80
    assert (since["climbed"], since["fell"]) == (0, 0)
    assert since["listed"] == since["new"] + since["stayed"]
    assert since["then"]["listed"] == since["left"] + since["stayed"]
    assert columns["CustomerID"][0] not in str(told)
    assert client.ask("DELETE", MONTHS).json == {"forgotten": 2}
    assert client.get(MONTHS)["files"] == []


def test_matches_base_rate_id_and_marks_reach_the_scoring(start: Start, hurried_run: SmallRun, tmp_path: Path) -> None:
    client = start(hurried_run)
    columns = {("Kundennr" if name == "CustomerID" else name): cells for name, cells in customers(30, seed=2).items()}
    columns = {("Laufzeit" if name == "TenureMonths" else name): cells for name, cells in columns.items()}
    body = write_table(tmp_path / "next.csv", columns).read_bytes()
    fields = [
        ("match", None, b"TenureMonths=Laufzeit"),
        ("base_rate", None, b"0.6"),
        ("id", None, b"Kundennr"),
        ("marks", None, b"true"),
    ]
    reply = client.send(SCORES, [("file", "next.csv", body), *fields])
    plain = client.send(SCORES, [("file", "next.csv", body), fields[0]])

    assert reply.status == 200, reply.body
    assert {"churn_unlike", "churn_change"} <= set(reply.rows[0])
    assert all(
        float(one["churn_probability"]) > float(other["churn_probability"])
        for one, other in zip(reply.rows, plain.rows, strict=True)
    )
    assert client.get(MONTHS)["files"][0]["id_column"] == "Kundennr"
    for wrong in ((b"base_rate", b"2"), (b"match", b"=x")):
        refused = client.send(SCORES, [("file", "next.csv", body), (wrong[0].decode(), None, wrong[1])])
        assert refused.status == 422
