from __future__ import annotations

from pathlib import Path

import pytest

from tracer_engine.places import workspace_place


def test_the_place_is_where_the_environment_says_else_in_the_users_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: str(tmp_path / "data"))
    monkeypatch.setattr("platformdirs.user_config_dir", lambda *_, **__: str(tmp_path / "config"))
    monkeypatch.setenv("TRACER_HOME", str(tmp_path / "home"))
    assert workspace_place() == tmp_path / "home"
    monkeypatch.delenv("TRACER_HOME")
    assert workspace_place() == tmp_path / "data"
