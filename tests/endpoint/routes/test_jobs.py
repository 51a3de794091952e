from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.endpoint.conftest import Start
from tests.endpoint_clients import Client

UNUSABLE = b"a,b\n1,2\n"


@pytest.fixture(scope="module")
def busy(start: Start) -> Iterator[Client]:
    """An endpoint that does one job at a time and lets three wait."""
    client = start(most_queued=3, jobs_at_once=1)
    yield client
    for job in client.get("/v1/jobs")["jobs"]:
        client.ask("DELETE", f"/v1/jobs/{job['id']}")


def test_an_upload_is_answered_with_its_job_and_ends(busy: Client) -> None:
    reply = busy.upload(UNUSABLE, "../bad.csv", target="Chrun")
    job = reply.json

    assert reply.status == 202
    assert reply.headers["location"] == f"/v1/jobs/{job['id']}"
    assert (job["kind"], job["source"], job["run_id"], job["error"]) == ("train", "bad.csv", None, None)
    ended = busy.ended(job["id"])
    assert ended["state"] == "failed"
    assert "Chrun" in ended["error"]["message"]
    assert "bad.csv" in ended["error"]["message"]
    assert ended["error"]["kind"] == "input"
    assert ended == busy.get(f"/v1/jobs/{job['id']}")
    assert busy.get("/v1/jobs?limit=1")["jobs"] == [ended]


def test_events_tell_every_change_once_and_can_be_taken_up_again(busy: Client) -> None:
    job = busy.upload(UNUSABLE).json
    text = busy.ask("GET", f"/v1/jobs/{job['id']}/events", timeout=60).body.decode()
    events = [dict(line.split(": ", 1) for line in event.split("\n")) for event in text.strip().split("\n\n")]
    numbers = [int(event["id"]) for event in events]

    assert numbers == sorted(set(numbers))
    assert {event["event"] for event in events} == {"job"}
    assert json.loads(events[-1]["data"])["state"] == "failed"
    for last, expected in ((str(numbers[-1]), 0), ("0", 1), ("nonsense", 1), ("-1", 1)):
        again = busy.ask("GET", f"/v1/jobs/{job['id']}/events", headers={"Last-Event-ID": last}).body.decode()
        assert again.count("event: job") == expected


def test_the_same_key_gives_the_same_job_and_another_file_a_conflict(busy: Client) -> None:
    def send(content: bytes, key: str, target: str = "b") -> tuple[int, str]:
        reply = busy.send(
            "/v1/runs",
            [("file", "t.csv", content), ("target", None, target.encode())],
            headers={"Idempotency-Key": key},
        )
        return reply.status, reply.json.get("id", reply.json.get("type"))

    first = send(UNUSABLE, "monday")
    assert first[0] == 202
    assert send(UNUSABLE, "monday") == first
    assert send(UNUSABLE + b"3,4\n", "monday") == (409, "/docs#conflict")
    assert send(UNUSABLE, "monday", target="a") == (409, "/docs#conflict")
    assert busy.ask("DELETE", f"/v1/jobs/{first[1]}").status == 200
    assert send(UNUSABLE, "a b\x00")[0] in (400, 422)


def test_a_full_queue_refuses_and_waiting_jobs_can_be_cancelled(busy: Client) -> None:
    replies = [busy.upload(UNUSABLE, f"{n}.csv") for n in range(8)]
    statuses = [reply.status for reply in replies]

    assert set(statuses) == {202, 429}
    assert "jobs are waiting" in replies[-1].json["detail"]
    taken = [reply.json["id"] for reply in replies if reply.status == 202]
    last = busy.ask("DELETE", f"/v1/jobs/{taken[-1]}").json
    assert last["state"] == "cancelled"
    assert busy.ask("DELETE", f"/v1/jobs/{taken[-1]}").json == last
    assert busy.ask("POST", f"/v1/jobs/{taken[-1]}/restart").status == 409
    for job_id in taken[:-1]:
        assert busy.ask("DELETE", f"/v1/jobs/{job_id}").json["state"] in ("cancelled", "stopping", "failed")
    assert {busy.ended(job_id)["state"] for job_id in taken} <= {"cancelled", "failed"}


def test_a_limit_that_is_none_is_refused(busy: Client) -> None:
    for limit in ("0", "-1", "1001", "x", ""):
        assert busy.ask("GET", f"/v1/jobs?limit={limit}").status == 422
