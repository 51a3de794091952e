from __future__ import annotations

from pathlib import Path

from tracer_desktop.preferences import Recent, StateFile


def test_what_was_changed_last_is_what_the_next_start_finds(tmp_path: Path) -> None:
    state = StateFile(tmp_path)
    for zoom in (1.1, 1.2, 1.3):
        state.set_preferences(zoom=zoom)
    state.remember(Recent(path=tmp_path / "july.csv", rows=60))
    state.set_preferences(mode="dark")

    found = StateFile(tmp_path).state
    assert (found.preferences.zoom, found.preferences.mode) == (1.3, "dark")
    assert [one.path.name for one in found.recent] == ["july.csv"]


def test_what_another_window_wrote_is_kept(tmp_path: Path) -> None:
    one, other = StateFile(tmp_path), StateFile(tmp_path)
    one.remember(Recent(path=tmp_path / "july.csv"))
    assert StateFile(tmp_path).state.recent
    other.set_preferences(threads=2)

    found = StateFile(tmp_path).state
    assert [one.path.name for one in found.recent] == ["july.csv"]
    assert found.preferences.threads == 2


def test_a_place_that_cannot_be_written_to_is_no_trouble(tmp_path: Path) -> None:
    state = StateFile(tmp_path / "not there")
    state.set_preferences(zoom=1.5)

    assert state.state.preferences.zoom == 1.5
    assert StateFile(tmp_path / "not there").state.preferences.zoom == 1.0
