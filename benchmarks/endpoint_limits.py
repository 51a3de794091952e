"""How the endpoint bears slow, large and many requests: a real `tracer serve`, real sockets, its memory watched.

    python benchmarks/endpoint_limits.py slow [COUNT]       slow connections, while an honest request asks for /health
    python benchmarks/endpoint_limits.py large              bodies of 3 GB: announced, chunked, and lied about
    python benchmarks/endpoint_limits.py queue [COUNT]      small uploads queued at once, each its own table
    python benchmarks/endpoint_limits.py scorings [COUNT]   files scored at once, each its own

Memory is that of the server's own process (Linux: VmRSS), its highest value against the one before.
"""

from __future__ import annotations

import contextlib
import socket
import statistics
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.endpoint_clients import Client, copy_run, read_all, served
from tests.small_runs import SmallRun, customers, hurried, train_small, write_table
from tracer_engine.workflow import score_file

GIGABYTE = 1 << 30
RUN = "20260101-000000-customers-aaaa"


class Memory:
    """Watches the server's memory, in MB."""

    def __init__(self, client: Client) -> None:
        assert client.process is not None
        self._status = Path(f"/proc/{client.process.pid}/status")
        self.before = self.highest = self._now()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _now(self) -> float:
        with contextlib.suppress(OSError):
            for line in self._status.read_text().splitlines():
                if line.startswith("VmRSS"):
                    return int(line.split()[1]) / 1024
        return 0.0

    def _watch(self) -> None:
        while not self._end.wait(0.05):
            self.highest = max(self.highest, self._now())

    def told(self) -> str:
        self._end.set()
        self._thread.join()
        return (
            f"memory {self.before:.0f} MB, at most {self.highest:.0f} MB, grown by {self.highest - self.before:.0f} MB"
        )


def slow(client: Client, count: int) -> None:
    memory = Memory(client)
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="t.csv"\r\n\r\n'
    body = client.head("POST", "/v1/runs", "Content-Type: multipart/form-data; boundary=x", "Content-Length: 1000000")
    kinds = {
        "silent": b"",
        "half a header": b"GET /health HTTP/1.1\r\nHost: ",
        "dripping header": b"GET /health HTTP/1.1\r\nX: ",
        "dripping body": body + part,
    }
    began = time.monotonic()
    opened: list[tuple[str, socket.socket]] = []
    for number in range(count):
        kind = list(kinds)[number % 4]
        connection = client.connect()
        connection.sendall(kinds[kind])
        connection.setblocking(False)
        opened.append((kind, connection))
    closed: dict[str, list[float]] = {kind: [] for kind in kinds}
    honest: list[float] = []
    while opened and time.monotonic() - began < 60:
        asked = time.monotonic()
        assert client.ask("GET", "/v1/runs", timeout=10).status == 200
        honest.append(time.monotonic() - asked)
        for kind, connection in list(opened):
            try:
                if kind.startswith("dripping"):
                    connection.send(b"a")
                if connection.recv(4096) == b"":
                    raise ConnectionResetError
            except BlockingIOError:
                continue
            except ConnectionError:
                closed[kind].append(time.monotonic() - began)
                connection.close()
                opened.remove((kind, connection))
        threading.Event().wait(0.2)
    for kind, seconds in closed.items():
        if seconds:
            print(f"{kind}: {len(seconds)} closed, the last after {max(seconds):.1f} s")
    print(f"still open after 60 s: {len(opened)}")
    print(f"honest requests meanwhile: {len(honest)}, median {statistics.median(honest) * 1000:.0f} ms, "
          f"longest {max(honest) * 1000:.0f} ms; {memory.told()}")  # fmt: skip


def large(client: Client) -> None:
    kind = "Content-Type: multipart/form-data; boundary=x"
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="t.csv"\r\n\r\n'
    piece = part + b"a" * (1 << 20)
    later = b"a" * (1 << 20)
    for name, line, chunked in (
        ("3 GB, announced", f"Content-Length: {3 * GIGABYTE}", False),
        ("3 GB, chunked", "Transfer-Encoding: chunked", True),
        ("3 GB, announced as 1,000 bytes", "Content-Length: 1000", False),
        ("3 GB, announced as 2 GB less a byte", f"Content-Length: {2 * GIGABYTE - 1}", False),
        ("10 bytes, announced as 1 GB", f"Content-Length: {GIGABYTE}", False),
    ):
        memory = Memory(client)
        began, sent = time.monotonic(), 0
        with client.connect(timeout=60) as connection:
            connection.sendall(client.head("POST", "/v1/runs", kind, line, "Connection: close"))
            data = piece
            with contextlib.suppress(ConnectionError):
                while sent < 3 * GIGABYTE and not (name.startswith("10 bytes") and sent):
                    connection.sendall(b"%x\r\n%s\r\n" % (len(data), data) if chunked else data)
                    sent += len(data)
                    data = later
            answer = read_all(connection)
        told = answer.split(b"\r\n", 1)[0].decode() or "connection closed without an answer"
        left = sum(path.stat().st_size for path in (client.workspace / "uploads").rglob("*") if path.is_file())
        print(f"{name}: {told}; sent {sent / GIGABYTE:.2f} GB in {time.monotonic() - began:.1f} s; "
              f"{memory.told()}; {left} bytes left on the disk")  # fmt: skip


def queue(client: Client, count: int) -> None:
    memory = Memory(client)
    bodies = [f"x{number},y\n{number},1\n".encode() for number in range(count)]
    began = time.monotonic()
    with ThreadPoolExecutor(count) as senders:
        replies = list(senders.map(lambda n: client.upload(bodies[n], f"table-{n}.csv", target=f"z{n}"), range(count)))
    taken = time.monotonic() - began
    assert [reply.status for reply in replies] == [202] * count, {reply.status for reply in replies}
    assert len({reply.json["id"] for reply in replies}) == count
    mixed = 0
    for number, reply in enumerate(replies):
        job = client.ended(reply.json["id"])
        told = job["error"]["message"]
        mixed += job["state"] != "failed" or f"'z{number}'" not in told or f"table-{number}.csv" not in told
    print(f"{count} uploads queued in {taken:.1f} s, all ended after {time.monotonic() - began:.1f} s, "
          f"mixed up: {mixed}; {memory.told()}")  # fmt: skip


def scorings(client: Client, run: SmallRun, folder: Path, count: int) -> None:
    tables = [write_table(folder / f"{n}.csv", customers(200, seed=1000 + n)) for n in range(count)]
    wanted = []
    for table in tables:
        score_file(run.model, table, folder / "out.csv")
        wanted.append((folder / "out.csv").read_bytes())
    bodies = [table.read_bytes() for table in tables]
    for turn in range(4):
        memory = Memory(client)
        began = time.monotonic()
        with ThreadPoolExecutor(count) as senders:
            replies = list(
                senders.map(lambda body: client.send(f"/v1/runs/{RUN}/scores", [("file", "t.csv", body)]), bodies)
            )
        mixed = sum(reply.body != right for reply, right in zip(replies, wanted, strict=True))
        print(f"turn {turn + 1}: {count} files scored at once in {time.monotonic() - began:.1f} s, "
              f"different from score: {mixed}; {memory.told()}")  # fmt: skip


def main(what: str, count: int | None) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run = train_small(folder, customers(400), progress=hurried)
        copy_run(run, folder / "workspace", RUN)
        with served(folder / "workspace") as client:
            if what == "slow":
                slow(client, count or 200)
            elif what == "large":
                large(client)
            elif what == "queue":
                queue(client, count or 100)
            elif what == "scorings":
                scorings(client, run, folder, count or 50)
            else:
                print(__doc__)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "", int(sys.argv[2]) if len(sys.argv) > 2 else None)
