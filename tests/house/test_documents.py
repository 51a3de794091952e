"""What the documents say must be so: commands, options, links, exit codes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
HELP = sorted((ROOT / "resources" / "help").glob("*.md"))
FOR_USERS = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "SECURITY.md", *HELP]
ALL = [*sorted(ROOT.glob("*.md")), *HELP]
OPTION = re.compile(r"--[a-z][a-z-]+")
# Every command has these; the first two come with the option parser.
EVERYWHERE = {"--help", "--version", "--json"}


@pytest.fixture(scope="module")
def commands() -> dict[str, Any]:
    """The command line's commands by name, `runs list` for one of a group."""
    typer_main = pytest.importorskip("typer.main")
    from tracer_engine.cli.commands import command_line

    found: dict[str, Any] = {}

    def walk(command: Any, words: tuple[str, ...]) -> None:
        if words:
            found[" ".join(words)] = command
        for name, child in getattr(command, "commands", {}).items():
            walk(child, (*words, name))

    walk(typer_main.get_command(command_line()), ())
    return found


def options_of(command: Any) -> set[str]:
    return {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}


def code_in(path: Path) -> Iterator[str]:
    """Code spans, and the lines of code blocks."""
    text = path.read_text(encoding="utf-8")
    for block in re.findall(r"^```.*?\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL):
        yield from block.splitlines()
    outside = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    yield from re.findall(r"`([^`\n]+)`", outside)


def command_named_in(code: str, commands: dict[str, Any]) -> str | None:
    """The command in `tracer train x.csv` or `run.py -- train x.csv`: `train`; an unknown one as it stands there."""
    words = re.search(r"(?:\btracer|run\.py --) ([a-z]+(?:-[a-z]+)*)(?: ([a-z]+))?", code)
    if not words:
        return None
    both = " ".join(word for word in words.groups() if word)
    return both if both in commands else words[1]


@pytest.mark.parametrize("path", FOR_USERS, ids=lambda path: path.name)
def test_every_command_in_a_document_exists(path: Path, commands: dict[str, Any]) -> None:
    named = {command_named_in(code, commands) for code in code_in(path)} - {None}

    assert named - set(commands) == set()


@pytest.mark.parametrize("path", FOR_USERS, ids=lambda path: path.name)
def test_every_option_in_a_document_exists(path: Path, commands: dict[str, Any]) -> None:
    anywhere = set().union(*(options_of(command) for command in commands.values()))
    unknown = []
    for code in code_in(path):
        name = command_named_in(code, commands)
        known = options_of(commands[name]) if name in commands else anywhere
        unknown += [(code, option) for option in OPTION.findall(code) if option not in known | EVERYWHERE]

    assert unknown == []


def test_every_command_is_in_the_help(commands: dict[str, Any]) -> None:
    told = {command_named_in(code, commands) for path in HELP for code in code_in(path)}
    told |= {name.split()[0] for name in told if name}
    hidden = {name for name, command in commands.items() if command.hidden}

    assert set(commands) - hidden - told == set()


def test_every_option_is_in_the_help(commands: dict[str, Any]) -> None:
    told = {option for path in HELP for code in code_in(path) for option in OPTION.findall(code)}
    untold = {
        f"{name} {parameter.opts[0]}"
        for name, command in commands.items()
        for parameter in command.params
        if not getattr(parameter, "hidden", False)
        and any(option.startswith("--") for option in parameter.opts)
        and not (told | EVERYWHERE) & set(parameter.opts)
    }

    assert untold == set()


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_every_link_to_a_file_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", path.read_text(encoding="utf-8"))

    assert [link for link in links if not (path.parent / link).exists()] == []


def test_the_exit_codes_in_the_help_are_those_of_the_command_line() -> None:
    front = pytest.importorskip("tracer_engine.cli.front")
    text = (ROOT / "resources" / "help" / "command-line.md").read_text(encoding="utf-8")
    told = {int(code) for code in re.findall(r"^\| (\d+) \|", text, flags=re.MULTILINE)}

    assert told == {front.DONE, front.WRONG_USAGE, *(code for _, code in front.EXIT_CODES)}


def test_the_floors_in_the_architecture_are_those_that_are_checked() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    contracts = [one for one in tools["importlinter"]["contracts"] if one["type"] == "layers"]
    checked = {name for one in contracts for layer in one["layers"] for name in re.findall(r"\w+", layer)}
    folders = [ROOT / name for one in contracts for name in one["containers"]]
    there = {path.stem for folder in folders for path in folder.iterdir() if path.suffix in ("", ".py")}
    table = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").split("## Floors")[1].split("##")[0]
    first_cells = re.findall(r"^\| ([^|]+)\|", table, flags=re.MULTILINE)
    told = {name for cell in first_cells for name in re.findall(r"`(\w+)`", cell)}

    assert (checked & there) - told == set()
    assert told - checked == set()
