"""The window's own stories share the fixtures of its other tests; the engine's stories need none of them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.desktop.conftest import HAS_QT, session, themed, window

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.journeys.window_user import User
    from tracer_desktop.main_window import MainWindow

__all__ = ["session", "themed", "window"]

collect_ignore_glob = [] if HAS_QT else ["test_window_*.py"]
CUSTOMERS = 600


@pytest.fixture(autouse=True)
def collected_in_this_thread(request: pytest.FixtureRequest) -> Iterator[None]:
    """As in the program: widgets that form cycles are taken apart in the window's thread alone."""
    if not request.path.name.startswith("test_window"):
        yield
        return
    gc.disable()
    yield
    gc.collect(1)


@pytest.fixture(scope="session")
def june(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six hundred customers of whom one knows who left; to be read, never changed."""
    from tests.small_runs import customers, write_table

    return write_table(tmp_path_factory.mktemp("june") / "june.csv", customers(CUSTOMERS))


@pytest.fixture(scope="session")
def july(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two hundred customers of the next month, of whom nobody knows yet."""
    from tests.small_runs import customers, unscored, write_table

    return write_table(tmp_path_factory.mktemp("july") / "july.csv", unscored(customers(200, seed=2)))


@pytest.fixture
def user(window: MainWindow, qtbot: QtBot) -> User:
    """Somebody in front of the window, its engine started as the program starts it."""
    from tests.journeys.window_user import User

    window.session.engine.start()
    return User(window, qtbot)
