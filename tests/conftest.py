"""What every test relies on: one thread a fit, a workspace of its own, no network, the shared data."""

from __future__ import annotations

import os

# Before numpy is first imported: OpenMP threads that spin while they wait made one run eleven times slower.
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["OMP_WAIT_POLICY"] = "PASSIVE"

# Without a screen unless told otherwise.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import csv
import ipaddress
import socket
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.small_runs import SmallRun
    from tracer_engine.types.table import Table

ROOT = Path(__file__).resolve().parent.parent
WINDOW_LIBRARIES = ("PySide6", "shiboken6", "matplotlib")
# Hidden, not let go of: Qt would not survive that.
_hidden: dict[str, ModuleType] = {}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Two halves of the tests, so that the first proves the engine to need nothing of the window."""
    parser.addoption(
        "--without-window", action="store_true", help="the engine's tests; the window's libraries are hidden"
    )
    parser.addoption("--window-only", action="store_true", help="the window's tests only")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Make the window's libraries as good as absent where that was asked for.

    Last, because pytest-qt imports one of them and cannot do without.
    """
    if config.getoption("--without-window"):
        config.pluginmanager.unregister(name="pytest-qt")
        for name in [name for name in sys.modules if name.partition(".")[0] in WINDOW_LIBRARIES]:
            _hidden[name] = sys.modules.pop(name)
        # None in place of a module: importing it, or anything in it, raises ModuleNotFoundError.
        sys.modules.update(dict.fromkeys(WINDOW_LIBRARIES))  # type: ignore[arg-type]


def is_of_the_window(path: Path) -> bool:
    """Whether a test file needs the window's libraries."""
    parts = path.relative_to(ROOT / "tests").parts
    return parts[0] == "desktop" or path.name.startswith("test_window")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the other half, where one was asked for."""
    if not collection_path.is_relative_to(ROOT / "tests") or collection_path.suffix != ".py":
        return None
    window = is_of_the_window(collection_path)
    without, only = config.getoption("--without-window"), config.getoption("--window-only")
    return True if (without and window) or (only and not window and collection_path.name != "conftest.py") else None


@pytest.fixture(autouse=True)
def own_workspace(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh, empty workspace for every test; nobody's real runs are touched."""
    folder = tmp_path_factory.mktemp("tracer_home")
    monkeypatch.setenv("TRACER_HOME", str(folder))
    return folder


class NetworkUsed(BaseException):
    """A test tried to leave this machine. A `BaseException`, so that no handler can hide it."""


def _is_local(family: int, address: Any) -> bool:
    if family not in (socket.AF_INET, socket.AF_INET6):
        return True
    host = str(address[0])
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Any connection to another machine, and any look-up of a name, fails the test."""
    attempts: list[str] = []
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def refuse(what: object) -> None:
        attempts.append(str(what))
        raise NetworkUsed(f"This test tried to reach {what}.")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if not _is_local(self.family, address):
            refuse(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        if not _is_local(self.family, address):
            refuse(address)
        return connect_ex(self, address)

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name not in (None, "", "0.0.0.0", "::") and not _is_local(socket.AF_INET, (name, 0)):
            refuse(name)
        return look_up(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)
    yield
    assert not attempts, f"This test tried to reach {', '.join(attempts)}."


@pytest.fixture(scope="session")
def shared() -> Path:
    """The data that lies beside the project, where there is any; without it the test is skipped, visibly."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the data beside the project (../shared/data) is not here")
    return folder


@pytest.fixture(scope="session")
def small_run(tmp_path_factory: pytest.TempPathFactory) -> SmallRun:
    """A whole quick training on 500 sample customers, kept in a workspace of its own; to be read, never changed."""
    from tests.small_runs import customers, train_small

    return train_small(tmp_path_factory.mktemp("small_run"), customers(500))


@pytest.fixture(scope="session")
def hurried_run(tmp_path_factory: pytest.TempPathFactory) -> SmallRun:
    """A training on 400 sample customers that was finished early, after its first learner."""
    from tests.small_runs import customers, hurried, train_small

    return train_small(tmp_path_factory.mktemp("hurried_run"), customers(400), progress=hurried)


@pytest.fixture
def table_of(tmp_path: Path) -> Callable[[Mapping[str, Sequence[object]]], Table]:
    """A function that makes a table out of columns: written to a real file, and read back."""
    from tracer_engine.ingest import read_table

    def make(columns: Mapping[str, Sequence[object]]) -> Table:
        path = tmp_path / "customers.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows(zip(*columns.values(), strict=True))
        return read_table(path)

    return make
