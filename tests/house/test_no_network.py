"""Nothing leaves the computer: a whole training and scoring, with every use of the network recorded and refused."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

# Python loads `sitecustomize` before anything else; its audit hook sees what any library does, C code of Python's
# own socket module included, and it is handed on to child processes by the environment.
GUARD = """
import os, sys

def record(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind"):
        family = getattr(arguments[0], "family", None)
        if family is not None and int(family) not in (2, 10, 23, 30):
            return  # a pipe of this machine (AF_UNIX and its like)
    elif event not in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "urllib.Request"):
        return
    with open(os.environ["TRACER_TEST_NETWORK_LOG"], "a", encoding="utf-8") as log:
        log.write(event + " " + repr(arguments[1:]) + chr(10))
    raise OSError("the network is not allowed here")

sys.addaudithook(record)
"""


class Guarded:
    """Runs Python programs under the guard and tells what they tried."""

    def __init__(self, folder: Path) -> None:
        (folder / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
        self.log = folder / "network.log"
        path = os.pathsep.join([str(folder), str(Path(__file__).resolve().parents[2])])
        self.environment = dict(os.environ, PYTHONPATH=path, TRACER_TEST_NETWORK_LOG=str(self.log))

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments], env=self.environment, capture_output=True, text=True, encoding="utf-8"
        )

    def attempts(self) -> list[str]:
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []


@pytest.fixture
def guarded(tmp_path: Path) -> Guarded:
    folder = tmp_path / "guard"
    folder.mkdir()
    return Guarded(folder)


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.create_connection(('192.0.2.1', 9), timeout=1)",
        "import socket; socket.getaddrinfo('example.invalid', 80)",
        "import urllib.request; urllib.request.urlopen('http://192.0.2.1/')",
        "import os, sys; os.execv(sys.executable, ['python', '-c', 'import socket; socket.gethostbyname(chr(97))'])",
    ],
)
def test_the_guard_sees_every_way_out(guarded: Guarded, code: str) -> None:
    guarded.run("-c", code)

    assert guarded.attempts() != []


def test_a_whole_training_and_scoring_tries_nothing(guarded: Guarded, tmp_path: Path) -> None:
    pytest.importorskip("tracer_engine.cli.commands")
    sample, results = tmp_path / "sample", tmp_path / "results"
    made = guarded.run("-m", "tracer_engine.cli", "sample", str(sample))
    assert made.returncode == 0, made.stderr
    table = tmp_path / "customers.csv"
    table.write_bytes(b"".join((sample / "customers.csv").read_bytes().splitlines(keepends=True)[:801]))

    trained = guarded.run("-m", "tracer_engine.cli", "train", str(table), "--effort", "quick", "--out", str(results))
    assert trained.returncode == 0, trained.stderr
    scored = guarded.run(
        *("-m", "tracer_engine.cli", "score", str(results / "model.tracer"), str(table)),
        *("--out", str(tmp_path / "scored.csv")),
    )
    assert scored.returncode == 0, scored.stderr

    assert guarded.attempts() == []


def test_the_report_fetches_nothing() -> None:
    """No picture, font, style or script of a report comes from elsewhere."""
    folder = Path(__file__).resolve().parents[2] / "tracer_engine"
    outside = re.compile(r"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?//""")
    templates = [path for path in folder.rglob("*") if path.suffix in (".html", ".j2", ".jinja", ".css", ".svg", ".js")]

    assert [path.name for path in templates if outside.search(path.read_text(encoding="utf-8"))] == []
