"""Whether scored files are remembered, and the switch in settings.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracer_engine.errors import InputError
from tracer_engine.workspace import Workspace, open_workspace
from tracer_engine.workspace.remembering import Remembering, remembering, remembers, set_remembering


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An empty workspace."""
    return open_workspace(tmp_path / "home")


def write(workspace: Workspace, text: str) -> Path:
    path = workspace.path / "settings.toml"
    path.write_bytes(text.encode())
    return path


def test_remembering_is_switched_off_by_a_variable_or_a_setting(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert remembering(workspace) == Remembering(on=True, by_variable=False)
    write(workspace, "[scoring]\nremember = false\n")
    assert remembering(workspace) == Remembering(on=False, by_variable=False)
    monkeypatch.setenv("TRACER_REMEMBER", "yes")
    assert remembering(workspace) == Remembering(on=True, by_variable=True)
    monkeypatch.setenv("TRACER_REMEMBER", "perhaps")
    with pytest.raises(InputError, match="'perhaps'"):
        remembering(workspace)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[scoring", "cannot be read"),
        ("scoring = 3\n", "is no section"),
        ("[scoring]\nremember = 'perhaps'\n", "neither yes nor no"),
        ("[scoring]\nremember = 2\n", "neither yes nor no"),
    ],
)
def test_a_setting_that_cannot_be_read_is_told(workspace: Workspace, text: str, says: str) -> None:
    write(workspace, text)
    with pytest.raises(InputError, match=says):
        remembers(workspace)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "[scoring]\nremember = false\n"),
        ("[endpoint]\nport = 8000 # ours\n", "[endpoint]\nport = 8000 # ours\n\n[scoring]\nremember = false\n"),
        ("[scoring]\n# later\nremember = true # for now\n", "[scoring]\n# later\nremember = false # for now\n"),
        ("[scoring]\r\nother = 1\r\n", "[scoring]\r\nremember = false\r\nother = 1\r\n"),
        ('[scoring]\nremember = "yes"', "[scoring]\nremember = false\n"),
        ('text = """\n[scoring]\nremember = true\n"""\n', None),
        ("  [scoring]\n  remember=true\n[endpoint]\nport = 1\n",
         "  [scoring]\n  remember = false\n[endpoint]\nport = 1\n"),
    ],
)  # fmt: skip
def test_the_switch_is_written_and_all_else_stays(workspace: Workspace, before: str, after: str | None) -> None:
    path = write(workspace, before)
    set_remembering(workspace, False)

    assert path.read_bytes().decode() == (after or before + "\n[scoring]\nremember = false\n")
    assert not remembers(workspace)
    set_remembering(workspace, True)
    assert remembers(workspace)


@pytest.mark.parametrize("text", ["scoring = {remember = true}\n", "scoring.remember = true\n", "[scoring\n"])
def test_a_form_that_is_not_understood_is_left_as_it_is(workspace: Workspace, text: str) -> None:
    path = write(workspace, text)
    with pytest.raises(InputError):
        set_remembering(workspace, False)

    assert path.read_text(encoding="utf-8") == text
