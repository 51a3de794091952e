from __future__ import annotations

import io
import json
import math
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tracer_engine.cli.printing import count, percent, plain_data, print_json, print_table, shown


@dataclass(frozen=True)
class Record:
    name: str
    values: tuple[float, ...]


def test_records_become_plain_data_and_numbers_that_are_none_become_null() -> None:
    data = {"record": Record("a", (1.0, math.nan, math.inf)), "path": Path("x"), 3: {"y"}}
    assert plain_data(data) == {"record": {"name": "a", "values": [1.0, None, None]}, "path": "x", "3": ["y"]}


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1252"])
def test_json_can_be_read_whatever_the_console_knows(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
    value = {"naïve": "顧客 😀 \udc80"}
    print_json(value)
    sys.stdout.flush()
    assert json.loads(raw.getvalue().decode("utf-8")) == value


def test_json_is_utf_8_where_the_console_s_own_letters_would_do(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="cp1252"))
    print_json({"name": "Zoë Müller"})
    sys.stdout.flush()
    assert json.loads(raw.getvalue().decode("utf-8")) == {"name": "Zoë Müller"}


def test_a_file_cannot_paint_on_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown("a\x1b[31mb\nc") == "a\ufffd[31mb\ufffdc"
    assert shown("x" * 50, 10) == "x" * 9 + "…"
    print_table([("[red]\x1b[2J", ":smile:")])
    assert capsys.readouterr().out == "  [red]\ufffd[2J  :smile:\n"


def test_an_empty_table_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    print_table([], header=("A",))
    assert capsys.readouterr().out == ""


def test_numbers_are_written_for_people() -> None:
    assert percent(0.2654, 1) == "26.5 %"
    assert count(1, "row") == "1 row"
    assert count(2000, "row") == "2,000 rows"
    assert count(2, "entity", "entities") == "2 entities"
