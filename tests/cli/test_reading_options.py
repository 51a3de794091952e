from __future__ import annotations

import pytest

from tracer_engine.cli.front import run_front
from tracer_engine.types.receipt import ReadingOptions


def read_with(monkeypatch: pytest.MonkeyPatch, *options: str) -> ReadingOptions:
    """The options that reach the reader when `tracer profile` is called with `options`."""
    from tracer_engine import workflow
    from tracer_engine.progress import Cancelled

    received: list[ReadingOptions] = []

    def take(_path: object, *, options: ReadingOptions, **_: object) -> None:
        received.append(options)
        raise Cancelled

    monkeypatch.setattr(workflow, "read_for_profile", take)
    assert run_front(["profile", "x.csv", *options]) == 130
    return received[0]


def test_nothing_told_means_everything_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_with(monkeypatch) == ReadingOptions()


def test_what_is_told_reaches_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    given = "--delimiter ; --quote ' --encoding cp1252 --decimal , --header-rows 2 --skip-rows 3 --sheet Data"
    assert read_with(monkeypatch, *given.split()) == ReadingOptions(
        delimiter=";", quote="'", encoding="cp1252", decimal=",", header_rows=2, skip_rows=3, sheet="Data"
    )


def test_more_that_is_told_reaches_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    given = "--escape backslash --thousands space --dates month --missing a=? --missing a=n.a. --missing b="
    assert read_with(monkeypatch, *given.split()) == ReadingOptions(
        escape="\\", thousands=" ", dates="month", missing={"a": ("?", "n.a."), "b": ()}
    )
    assert read_with(monkeypatch, "--delimiter", "||").delimiter == "||"


def test_kinds_can_be_told_of_several_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    told = read_with(monkeypatch, "--kind", "Zip=category", "--kind", "a=b=Date").kinds
    assert told == {"Zip": "category", "a=b": "date"}


@pytest.mark.parametrize("name", ["tab", "\\t", "\t", "TAB"])
def test_a_tab_can_be_named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert read_with(monkeypatch, "--delimiter", name).delimiter == "\t"


def test_no_quote_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_with(monkeypatch, "--quote", "none").quote == ""


@pytest.mark.parametrize(
    "options",
    [
        ["--delimiter", "ab"],
        ["--delimiter", ""],
        ["--quote", "''"],
        ["--encoding", "klingon"],
        ["--encoding", "base64"],
        ["--decimal", ";"],
        ["--header-rows", "-1"],
        ["--escape", "/"],
        ["--thousands", "x"],
        ["--thousands", ",", "--decimal", ","],
        ["--dates", "year"],
        ["--missing", "a"],
        ["--kind", "number"],
        ["--kind", "=number"],
        ["--kind", "Zip="],
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_front(["profile", "x.csv", *options]) == 2
    assert options[0] in capsys.readouterr().err
