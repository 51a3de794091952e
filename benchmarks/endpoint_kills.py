"""Is anything ever lost when the endpoint is killed? Kills `tracer serve` under a client at work.

    python benchmarks/endpoint_kills.py [kills|owners …] [--count N] [--seed 1]

kills   The server is killed (SIGKILL) at a random moment, while a client uploads, trains, cancels and scores: a third
        anywhere, its start among it; the others soon after an upload began or was acknowledged, or after its
        training, writing, cancelling or scoring began. (60)
owners  A second server is started on the workspace while the first one trains. (5)

Wanted: nothing but noughts. `says running` is a job that was being done at the kill and still says so after the next
start; `lost` an acknowledged upload, a finished run or an acknowledged cancel that no longer holds; `torn` a run, an
upload or a scored list that is not whole; `left over` whatever lies about after the next start, a process among it;
`unclear` an end or a refusal without a plain message. Needs Linux.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import http.client
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.scenes import run_problems
from tests.endpoint_clients import Client, form
from tracer_engine.samples import write_samples

ROOT = Path(__file__).resolve().parent.parent
ROWS = 400
WRONG = ("says running", "lost", "torn", "left over", "unclear")
MOMENTS = ("upload", "acknowledged", "train", "write", "cancel", "score")
GONE = (OSError, http.client.HTTPException, json.JSONDecodeError, StopIteration)


@dataclass
class Sent:
    """A table the server has acknowledged: its digest, and what was told of it since."""

    sha256: str
    run_id: str | None = None
    cancelled: bool = False
    done: bool = False


@dataclass
class Story:
    """All the client was told, over all lives of the server, and what went wrong."""

    sent: dict[str, Sent] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def note(self, what: str, problems: Sequence[str]) -> None:
        """Count what went wrong in one life."""
        if problems:
            self.counts[what] += 1
            self.problems += [f"{what}: {problem}" for problem in problems]


class Server:
    """One life of `tracer serve`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.token_file = home.parent / "token"
        command = [sys.executable, "-m", "tracer_engine.cli", "serve", "--token-file", str(self.token_file)]
        environment = os.environ | {"TRACER_HOME": str(home), "PYTHONPATH": str(ROOT)}
        self.errors = home.parent / "stderr.txt"
        with self.errors.open("wb") as errors:
            self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=errors)

    def client(self) -> Client | None:
        """A client, once the server listens; None when it ended before."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline().decode().strip()
        if not line.startswith("http://127.0.0.1:"):
            return None
        return Client(int(line.rpartition(":")[2]), self.token_file.read_text(encoding="utf-8").strip(), self.home)

    def kill(self) -> None:
        """SIGKILL."""
        self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()


class Visitor(threading.Thread):
    """A client that uploads, follows, cancels and scores until the server is gone; `reached` tells of its moments."""

    def __init__(self, client: Client, story: Story, samples: dict[str, Path], chance: random.Random) -> None:
        super().__init__(daemon=True)
        self.client, self.story, self.chance = client, story, chance
        self.header, *self.lines = samples["customers"].read_text(encoding="utf-8").splitlines()
        self.next_month = samples["customers_next_month"].read_bytes()
        self.reached = {moment: threading.Event() for moment in MOMENTS}

    def run(self) -> None:
        """Go on until the connection breaks."""
        with contextlib.suppress(*GONE):
            while True:
                self.visit()

    def visit(self) -> None:
        """One table, from the upload to the scored list."""
        self.chance.shuffle(self.lines)
        content = "\n".join([self.header, *self.lines]).encode()
        key = f"{self.chance.getrandbits(64):x}"
        job_id = self.upload(content, key)
        if self.chance.random() < 0.3 and self.upload(content, key) != job_id:
            self.story.note("lost", [f"the same key gave another job than {job_id}"])
        if self.chance.random() < 0.25:
            self.cancel(job_id)
        elif run_id := self.follow(job_id):
            self.score(run_id)

    def upload(self, content: bytes, key: str) -> str:
        """Send a table; returns the id of its job once that is acknowledged."""
        self.reached["upload"].set()
        body, kind = form([("file", "../customers.csv", content)])
        reply = self.client.ask("POST", "/v1/runs", body, headers={"Content-Type": kind, "Idempotency-Key": key})
        if reply.status != 202:
            self.story.note("unclear", [f"an upload was answered {reply.status}: {reply.body.decode()}"])
        job_id: str = reply.json["id"]
        self.story.sent.setdefault(job_id, Sent(hashlib.sha256(content).hexdigest()))
        self.reached["acknowledged"].set()
        return job_id

    def follow(self, job_id: str) -> str | None:
        """Read the events of a job to its end."""
        connection = http.client.HTTPConnection("127.0.0.1", self.client.port, timeout=120)
        with contextlib.closing(connection):
            told = {"Authorization": f"Bearer {self.client.token}"}
            connection.request("GET", f"/v1/jobs/{job_id}/events", headers=told)
            for line in connection.getresponse():
                if not line.startswith(b"data: "):
                    continue
                job = json.loads(line[6:])
                if job["stage"] in self.reached:
                    self.reached[job["stage"]].set()
                if job["state"] == "done":
                    self.story.sent[job_id].run_id, self.story.sent[job_id].done = job["run_id"], True
                    return str(job["run_id"])
                if job["state"] == "failed":
                    self.story.note("unclear", [f"{job_id} failed: {job['error']}"])
        return None

    def cancel(self, job_id: str) -> None:
        """Cancel a job after a while."""
        time.sleep(self.chance.uniform(0, 5))
        self.reached["cancel"].set()
        job = self.client.ask("DELETE", f"/v1/jobs/{job_id}").json
        if job["state"] == "done":
            self.story.sent[job_id].run_id, self.story.sent[job_id].done = job["run_id"], True
        else:
            self.story.sent[job_id].cancelled = True
            self.follow(job_id)

    def score(self, run_id: str) -> None:
        """Score the next month by a run, and count the rows that come back."""
        self.reached["score"].set()
        reply = self.client.send(f"/v1/runs/{run_id}/scores", [("file", "next.csv", self.next_month)])
        wanted = len(self.next_month.splitlines()) - 1
        if reply.status != 200 or len(reply.rows) != wanted:
            self.story.note("torn", [f"scores of {run_id}: {reply.status}, {len(reply.rows)} rows of {wanted}"])


def states(home: Path) -> dict[str, str]:
    """What the jobs say on the disk."""
    path = home / "index.sqlite"
    if not path.exists():
        return {}
    with contextlib.closing(sqlite3.connect(path)) as connection:
        if not connection.execute("select name from sqlite_master where name = 'jobs'").fetchall():
            return {}
        return dict(connection.execute("select id, state from jobs").fetchall())


def children(home: Path) -> set[int]:
    """Processes that do jobs of this workspace."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if b"--multiprocessing-fork" in (process / "cmdline").read_bytes():
                environment = (process / "environ").read_bytes().split(b"\0")
                if f"TRACER_HOME={home}".encode() in environment:
                    found.add(int(process.name))
    return found


def look(client: Client, story: Story, before: dict[str, str], orphans: set[int]) -> None:
    """What the server says and has after its start, held against what was told before the kill."""
    jobs = {job["id"]: job for job in client.get("/v1/jobs")["jobs"]}
    runs = {run["id"]: run for run in client.get("/v1/runs")["runs"]}
    were_done = [job_id for job_id, state in before.items() if state in ("running", "stopping")]
    wrong = [f"{i} says {jobs[i]['state']}" for i in were_done if jobs[i]["state"] not in SETTLED]
    story.note("says running", wrong)
    lost = [f"the upload {i} is gone" for i in story.sent if i not in jobs]
    for job_id, sent in story.sent.items():
        state, run_id = jobs.get(job_id, {"state": "gone"})["state"], jobs.get(job_id, {"run_id": None})["run_id"]
        if sent.done and (state != "done" or run_id != sent.run_id or run_id not in runs):
            lost.append(f"{job_id} was done and is {state}, with run {run_id} for {sent.run_id}")
        if sent.cancelled and state not in ("cancelled", "stopping"):
            lost.append(f"{job_id} was cancelled and is {state}")
    lost += [
        f"{i} is done without its run"
        for i, job in jobs.items()
        if job["state"] == "done" and job["run_id"] not in runs
    ]
    story.note("lost", lost)
    known = {job["run_id"] for job in jobs.values()}
    story.note("left over", [f"the run {run_id} is no job's" for run_id in runs if run_id not in known])
    story.note("left over", [f"process {pid} outlived its server" for pid in orphans & children(client.workspace)])
    story.note("left over", left_over(client.workspace, set(runs), jobs))
    new = runs.keys() - story.seen if before else runs
    torn = [problem for run_id in new for problem in run_problems(client.workspace / "runs" / run_id, ROWS)]
    story.seen |= runs.keys()
    for job_id in were_done:
        story.counts[f"{before[job_id]} then {jobs[job_id]['state']}"] += 1
    for job_id, job in jobs.items():
        file = client.workspace / "uploads" / job_id / f"{job_id}.upload"
        if job["state"] in ("queued", "interrupted") and job_id in story.sent:
            with contextlib.suppress(FileNotFoundError):  # it may be done by now
                if hashlib.sha256(file.read_bytes()).hexdigest() != story.sent[job_id].sha256:
                    torn.append(f"the upload of {job_id} is not what was sent")
    story.note("torn", torn)


SETTLED = ("interrupted", "done", "cancelled")


def left_over(home: Path, runs: set[str], jobs: dict[str, Any]) -> list[str]:
    """Whatever lies about in the workspace; what the job that is being done now needs is no such thing."""
    wanted = {job_id for job_id, job in jobs.items() if job["state"] not in ("done", "failed", "cancelled")}
    busy = {job_id for job_id, job in jobs.items() if job["state"] in ("queued", "running", "stopping")}
    found = [f"uploads/{path.name}" for path in (home / "uploads").iterdir() if path.name not in wanted]
    locks = {"owner.lock", "owner.json", *(f"{job_id}.lock" for job_id in busy)}
    found += [f"jobs/{path.name}" for path in (home / "jobs").iterdir() if path.name not in locks]
    known = {"runs", "uploads", "jobs", "logs", "index.sqlite", "index.sqlite-wal", "index.sqlite-shm"}
    found += [path.name for path in home.iterdir() if path.name not in known]
    if not busy:
        found += [f"runs/{path.name}" for path in (home / "runs").iterdir() if path.name not in runs]
    return found


def live(home: Path, story: Story, samples: dict[str, Path], number: int, chance: random.Random) -> None:
    """One life of the server: started, looked at, visited, and killed."""
    before, orphans = states(home), children(home)
    server = Server(home)
    if number % 9 == 0:
        time.sleep(chance.uniform(0, 2.5))  # most of it its start
        server.kill()
        return
    client = server.client()
    if client is None:
        server.kill()
        story.note("unclear", [f"it did not start: {server.errors.read_text(encoding='utf-8')}"])
        return
    look(client, story, before, orphans)
    visitor = Visitor(client, story, samples, chance)
    visitor.start()
    if number % 3 == 0:
        time.sleep(chance.uniform(0, 12))
    else:
        moment = chance.choice(MOMENTS)
        came = visitor.reached[moment].wait(15)
        time.sleep(chance.uniform(0, 0.4))
        story.counts[f"after {moment if came else 'nothing'}"] += 1
    server.kill()
    visitor.join()
    if chance.random() < 0.3:
        time.sleep(chance.uniform(0, 0.5))  # else the next one starts while the old child still dies


def settle(home: Path, story: Story) -> None:
    """After the last kill: all that waits is done, all that was interrupted is done when started again."""
    before, orphans = states(home), children(home)
    server = Server(home)
    client = server.client()
    assert client is not None, server.errors.read_text(encoding="utf-8")
    look(client, story, before, orphans)
    for job in client.get("/v1/jobs")["jobs"]:
        if job["state"] == "interrupted":
            reply = client.ask("POST", f"/v1/jobs/{job['id']}/restart")
            if reply.status not in (200, 202):
                story.note("lost", [f"{job['id']} cannot be started again: {reply.body.decode()}"])
    for job in client.get("/v1/jobs")["jobs"]:
        ended = client.ended(job["id"])
        if ended["state"] not in ("done", "cancelled"):
            story.note("lost", [f"{job['id']} ended as {ended['state']}: {ended['error']}"])
    look(client, story, {}, set())
    story.counts["jobs"], story.counts["runs"] = len(story.sent), len(client.get("/v1/runs")["runs"])
    server.process.terminate()
    if server.process.wait(30) != 0:
        story.note("unclear", [f"it ended with {server.process.returncode}"])
    story.note("left over", [f"process {pid} outlived its server" for pid in children(home)])


def second_owner(home: Path, story: Story, samples: dict[str, Path], number: int, chance: random.Random) -> None:
    """A second server is turned away while the first one trains, at different moments."""
    first = Server(home)
    client = first.client()
    assert client is not None, first.errors.read_text(encoding="utf-8")
    visitor = Visitor(client, story, samples, chance)
    job_id = visitor.upload("\n".join([visitor.header, *visitor.lines]).encode(), f"{number}")
    time.sleep(chance.uniform(0, 3))
    command = [sys.executable, "-m", "tracer_engine.cli", "serve"]
    environment = os.environ | {"TRACER_HOME": str(home), "PYTHONPATH": str(ROOT)}
    second = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    plain = re.search(rf"Another Tracer \(process {first.process.pid}\) already runs the jobs", second.stderr)
    if second.returncode != 4 or not plain or second.stdout:
        story.note("unclear", [f"exit code {second.returncode}: {second.stdout} {second.stderr}"])
    if client.ended(job_id)["state"] != "done":
        story.note("lost", [f"{job_id} did not become done"])
    look(client, story, {}, set())
    first.process.terminate()
    first.process.wait(30)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kinds", nargs="*", choices=["kills", "owners", []], default=["kills", "owners"])
    parser.add_argument("--count", type=int, help="how many of each (see above for what is usual)")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    wrong = 0
    for kind in arguments.kinds:
        count = arguments.count or {"kills": 60, "owners": 5}[kind]
        started, story = time.monotonic(), Story()
        with tempfile.TemporaryDirectory(prefix="endpoint-") as scratch:
            home = Path(scratch) / "home"
            samples = dict(write_samples(Path(scratch) / "in", seed=1, rows=ROWS))
            for number in range(count):
                chance = random.Random(f"{kind} {arguments.seed} {number}")
                (live if kind == "kills" else second_owner)(home, story, samples, number, chance)
            if kind == "kills":
                settle(home, story)
        told = ", ".join(f"{what} {story.counts[what]}" for what in WRONG)
        more = ", ".join(f"{n} {what}" for what, n in sorted(story.counts.items()) if what not in WRONG)
        print(f"{kind}: {count} times; {told}; {more} ({time.monotonic() - started:.0f} s)")
        for problem in story.problems:
            print("  " + problem)
        wrong += len(story.problems)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
