"""What may lie where, what it may be called, and how long it may be."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("tracer_engine", "tracer_desktop")
ALLOWED = {
    *SOURCES,
    *("resources", "tests", "packaging", "benchmarks"),
    *("run.py", "pyproject.toml", "constraints.txt"),
    *("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "LICENSE"),
    *(".ci", ".github", ".gitignore", ".gitattributes", ".editorconfig", ".pre-commit-config.yaml"),
}
# Made by tools and by runs; each is in .gitignore.
MADE = {
    *(".git", ".venv", "__pycache__", "build", "dist", "first-run", "htmlcov", ".coverage"),
    *(".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", ".schemathesis", ".import_linter_cache"),
    *(".idea", ".vscode", ".DS_Store", "Thumbs.db"),
}
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "core", "base", "manager", "managers", "stuff"}
LONGEST_FILE = 450
# Test folders that mirror no folder of the engine.
OWN_FOLDERS = {"house", "journeys", "desktop"}


def modules(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def test_the_top_level_holds_what_belongs_there_and_nothing_else() -> None:
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".coverage.")}

    assert found - ALLOWED - MADE == set()


def test_no_module_has_a_name_that_says_nothing() -> None:
    named = [
        path.relative_to(ROOT).as_posix()
        for path in modules(*SOURCES, "tests")
        if EMPTY_NAMES & {part.removeprefix("test_").removesuffix(".py") for part in path.relative_to(ROOT).parts}
    ]

    assert named == []


def test_no_file_is_too_long_to_be_read_at_a_sitting() -> None:
    # A blueprint is one record and one file, however many names its roles go by.
    read = [path for path in modules(*SOURCES) if path.parent.name != "blueprints"]
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in read}

    assert {path.relative_to(ROOT).as_posix(): n for path, n in lengths.items() if n > LONGEST_FILE} == {}


def test_the_packaging_folder_does_not_hide_the_library_of_that_name() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_the_tests_mirror_the_source() -> None:
    """tests/ingest/test_dialect.py tests tracer_engine/ingest/dialect.py, and is named after it."""
    strays = []
    for path in modules("tests"):
        relative = path.relative_to(ROOT / "tests")
        if not path.name.startswith("test_") or relative.parts[0] in OWN_FOLDERS or path.name == "test_run.py":
            continue
        folder = ROOT / "tracer_engine" / relative.parent
        subjects = {child.stem for child in folder.iterdir()} if folder.is_dir() else set()
        subjects.add(relative.parent.name)
        subject = path.stem.removeprefix("test_")
        if not any(name and (subject == name or subject.startswith(name + "_")) for name in subjects):
            strays.append(relative.as_posix())

    assert strays == []


def test_test_names_are_sentences() -> None:
    short = [
        f"{path.relative_to(ROOT).as_posix()}: {name}"
        for path in modules("tests")
        for name in re.findall(r"^\s*def (test_\w+)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        if name.count("_") < 3
    ]

    assert short == []


def test_no_file_names_a_folder_of_somebody_s_machine() -> None:
    own = re.compile(r"(?<![\w.])/(?:home|Users)/\w+|file://")
    texts = [*modules(*SOURCES), ROOT / "run.py", ROOT / "constraints.txt", ROOT / "pyproject.toml", *ROOT.glob("*.md")]

    assert [path.name for path in texts if own.search(path.read_text(encoding="utf-8"))] == []
