from __future__ import annotations

import pytest

from tracer_desktop import app


def test_without_a_window_the_command_that_does_the_job_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["tracer-desktop", "last month.csv"])

    assert app.main() == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert 'tracer train "last month.csv" --out results' in said.err
