from __future__ import annotations

from pathlib import Path

import pytest

from tracer_engine.errors import StorageError
from tracer_engine.workspace import open_workspace


def test_the_workspace_stands_where_tracer_home_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACER_HOME", str(tmp_path / "a" / "b"))
    assert open_workspace().path == tmp_path / "a" / "b"
    assert (tmp_path / "a" / "b" / "runs").is_dir()


def test_a_path_given_comes_before_tracer_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACER_HOME", str(tmp_path / "home"))
    assert open_workspace(tmp_path / "other").path == tmp_path / "other"
    assert not (tmp_path / "home").exists()


def test_without_either_the_users_data_folder_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRACER_HOME", raising=False)
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: str(tmp_path / "data" / "tracer"))
    assert open_workspace().path == tmp_path / "data" / "tracer"


def test_a_file_in_the_way_is_a_storage_error_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("not a folder")
    with pytest.raises(StorageError, match="file of that name") as caught:
        open_workspace(tmp_path / "home")
    assert "TRACER_HOME" in caught.value.remedy
    with pytest.raises(StorageError):
        open_workspace(tmp_path / "home" / "deeper")
