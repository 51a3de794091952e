"""A client for the endpoint's tests: real connections to a real server, and the forms and runs they need."""

from __future__ import annotations

import contextlib
import csv
import http.client
import io
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.small_runs import SmallRun

ROOT = Path(__file__).resolve().parent.parent
Parts = Sequence[tuple[str, str | None, bytes]]


@dataclass(frozen=True)
class Reply:
    """An answer: its status, its headers in lower case, and its body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def rows(self) -> list[dict[str, str]]:
        """The rows of a CSV."""
        return list(csv.DictReader(io.StringIO(self.body.decode("utf-8-sig"), newline="")))


def form(parts: Parts) -> tuple[bytes, str]:
    """A multipart body of (name, file name or None, content), and its Content-Type."""
    boundary = secrets.token_hex(12)
    body = b""
    for name, filename, content in parts:
        told = b"" if filename is None else b'; filename="' + filename.encode() + b'"'
        body += b"--%s\r\nContent-Disposition: form-data; name=%s%s\r\n\r\n" % (
            boundary.encode(),
            json.dumps(name).encode(),
            told,
        )
        body += content + b"\r\n"
    return body + b"--%s--\r\n" % boundary.encode(), f"multipart/form-data; boundary={boundary}"


@dataclass
class Client:
    """Asks a server on this computer."""

    port: int
    token: str
    workspace: Path
    log: Path | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        token: bool = True,
        headers: Mapping[str, str] | None = None,
        timeout: float = 60.0,
    ) -> Reply:
        """One request on a connection of its own."""
        told = {"Authorization": f"Bearer {self.token}"} if token else {}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        with contextlib.closing(connection):
            connection.request(method, path, body, told | dict(headers or {}))
            answer = connection.getresponse()
            return Reply(answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read())

    def get(self, path: str) -> Any:
        """The JSON of an answer that must be a good one."""
        reply = self.ask("GET", path)
        assert reply.status == 200, reply.body
        return reply.json

    def send(self, path: str, parts: Parts, **more: Any) -> Reply:
        """A form sent to a route."""
        body, kind = form(parts)
        return self.ask("POST", path, body, headers={"Content-Type": kind} | more.pop("headers", {}), **more)

    def send_json(self, path: str, body: object) -> Reply:
        """JSON sent to a route."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.ask("POST", path, data, headers={"Content-Type": "application/json"})

    def upload(self, content: bytes, source: str = "customers.csv", **fields: str) -> Reply:
        """A table to be trained on."""
        return self.send("/v1/runs", [("file", source, content), *((k, None, v.encode()) for k, v in fields.items())])

    def ended(self, job_id: str) -> dict[str, Any]:
        """The job once it has ended, by its events."""
        reply = self.ask("GET", f"/v1/jobs/{job_id}/events", timeout=120)
        last = reply.body.decode().strip().split("\n\n")[-1]
        job: dict[str, Any] = json.loads(next(line for line in last.split("\n") if line.startswith("data: "))[6:])
        return job

    def connect(self, timeout: float = 30.0) -> socket.socket:
        """A bare connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=timeout)

    def head(self, method: str, path: str, *lines: str, host: str | None = None, token: bool = True) -> bytes:
        """The beginning of a request, to be sent by hand."""
        told = [f"{method} {path} HTTP/1.1", f"Host: {host or f'127.0.0.1:{self.port}'}", *lines]
        if token:
            told.append(f"Authorization: Bearer {self.token}")
        return ("\r\n".join(told) + "\r\n\r\n").encode("latin-1")

    def answered(self, request_id: str) -> dict[str, Any]:
        """The line of the log about a request, as soon as it is there."""
        for _ in range(1000):
            for line in self.logged():
                if line.get("request_id") == request_id:
                    return line
            threading.Event().wait(0.02)
        raise AssertionError(f"no word about {request_id} in the log")

    def logged(self) -> list[dict[str, Any]]:
        """The lines of the log."""
        assert self.log is not None
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]


def read_all(connection: socket.socket) -> bytes:
    """Everything that comes until the other side closes."""
    data = b""
    with contextlib.suppress(ConnectionError):
        while piece := connection.recv(65536):
            data += piece
    return data


def copy_run(source: SmallRun, home: Path, *names: str) -> list[str]:
    """Copies of a run, in a workspace of their own."""
    runs = home / "runs"
    runs.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in names:
        shutil.copytree(source.run.path, runs / name)
    return list(names)


@contextlib.contextmanager
def served(home: Path, *flags: str, **settings: object) -> Iterator[Client]:
    """A `tracer serve` in a process of its own, ended as a user ends it."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    token_file, log = home.parent / f"{home.name}.token", home.parent / f"{home.name}.log"
    command = [sys.executable, "-m", "tracer_engine.cli", "serve"]
    command += ["--token-file", str(token_file), "--log-file", str(log), *flags]
    told = {f"TRACER_ENDPOINT_{name.upper()}": str(value) for name, value in settings.items()}
    environment = os.environ | told | {"TRACER_HOME": str(home), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            address = process.stdout.readline().decode().strip()
            assert address.startswith("http://127.0.0.1:"), process.stderr.read().decode()
            token = token_file.read_text(encoding="utf-8").strip()
            yield Client(int(address.rpartition(":")[2]), token, home, log, process)
        finally:
            process.terminate()
            try:
                process.wait(30)
            finally:
                process.kill()
