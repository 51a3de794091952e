from __future__ import annotations

import sys

import pytest

from tracer_engine import is_built


def test_a_program_that_runs_from_its_source_is_not_a_built_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(sys, "frozen", raising=False)
    assert not is_built()

    monkeypatch.setattr(sys, "frozen", True, raising=False)  # as PyInstaller has it
    assert is_built()
