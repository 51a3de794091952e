from __future__ import annotations

from pathlib import Path

import pytest

from tracer_desktop import resource_files


@pytest.fixture(autouse=True)
def forget_the_folder() -> None:
    resource_files.resource_folder.cache_clear()


def test_in_the_source_the_files_lie_beside_it() -> None:
    assert resource_files.resource("window/tokens.json").is_file()


def test_in_a_frozen_program_they_lie_in_its_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "resources" / "window").mkdir(parents=True)
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)

    assert resource_files.resource("help") == tmp_path / "resources" / "help"


def test_in_an_installed_wheel_they_are_a_package_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tracer_resources" / "window").mkdir(parents=True)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(resource_files, "__file__", str(tmp_path / "site" / "tracer_desktop" / "resource_files.py"))

    assert resource_files.resource("fonts") == tmp_path / "tracer_resources" / "fonts"


def test_where_they_are_nowhere_the_error_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)

    with pytest.raises(FileNotFoundError, match="install it again"):
        resource_files.resource("fonts")
