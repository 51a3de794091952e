from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication

    from tests.small_runs import SmallRun
    from tracer_desktop.plots.evidence import Evidence
    from tracer_desktop.session import Session
    from tracer_desktop.theme.theme import Theme


@pytest.fixture(scope="module")
def results(qapp: QApplication, small_run: SmallRun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A session with a run open; no engine runs."""
    from tests.desktop.results import session_on

    made = session_on(small_run, tmp_path_factory.mktemp("results"))
    yield made
    made.close()


@pytest.fixture
def evidence(themed: Theme, results: Session) -> Evidence:
    """What the plots of the run are drawn from; the cut-off is back at the first tenth."""
    from tracer_desktop.plots.evidence import Evidence

    assert results.run is not None
    assert results.cut_offs is not None
    results.set_cut_off(50)
    return Evidence(results.run.report, results.cut_offs)
