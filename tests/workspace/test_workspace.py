from __future__ import annotations

from pathlib import Path

import pytest

from tracer_engine.errors import StorageError
from tracer_engine.workspace import choose_workspace, open_workspace, workspace_place


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
    monkeypatch.setattr("platformdirs.user_config_dir", lambda *_, **__: str(tmp_path / "config" / "tracer"))
    assert open_workspace().path == tmp_path / "data" / "tracer"


def test_a_file_in_the_way_is_a_storage_error_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("not a folder")
    with pytest.raises(StorageError, match="file of that name") as caught:
        open_workspace(tmp_path / "home")
    assert "TRACER_HOME" in caught.value.remedy
    with pytest.raises(StorageError):
        open_workspace(tmp_path / "home" / "deeper")


def test_a_chosen_place_is_taken_from_the_next_start_on_and_can_be_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRACER_HOME", raising=False)
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: str(tmp_path / "data"))
    monkeypatch.setattr("platformdirs.user_config_dir", lambda *_, **__: str(tmp_path / "config"))

    choose_workspace(tmp_path / "a place of my own")
    assert workspace_place() == tmp_path / "a place of my own"
    assert open_workspace().path == tmp_path / "a place of my own"

    choose_workspace(None)
    assert workspace_place() == tmp_path / "data"


def test_tracer_home_comes_before_a_chosen_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_config_dir", lambda *_, **__: str(tmp_path / "config"))
    choose_workspace(tmp_path / "chosen")
    monkeypatch.setenv("TRACER_HOME", str(tmp_path / "home"))

    assert workspace_place() == tmp_path / "home"


def test_a_pointer_that_says_nothing_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRACER_HOME", raising=False)
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: str(tmp_path / "data"))
    monkeypatch.setattr("platformdirs.user_config_dir", lambda *_, **__: str(tmp_path))
    (tmp_path / "workspace.txt").write_bytes(b"\xff nothing")

    assert workspace_place() == tmp_path / "data"


def test_the_workspace_of_a_newer_tracer_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "workspace.json").write_text('{"format": 2}', encoding="utf-8")

    with pytest.raises(StorageError, match=r"made by a newer Tracer \(format 2; this one knows up to 1\)") as caught:
        open_workspace(tmp_path)

    assert "Install the newer version" in caught.value.remedy
    assert [path.name for path in tmp_path.iterdir()] == ["workspace.json"]


@pytest.mark.parametrize("content", ['{"format": 1}', "[]", "{", '{"format": "two"}'])
def test_whatever_else_a_file_of_that_name_says_is_no_reason_to_refuse(tmp_path: Path, content: str) -> None:
    (tmp_path / "workspace.json").write_text(content, encoding="utf-8")

    assert open_workspace(tmp_path).path == tmp_path
