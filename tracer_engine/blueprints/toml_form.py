"""The declarative form of a blueprint: one TOML file. It is read as data; nothing in it is executed.

    key, title, question, outcome, schema_version
    [wording]  [target]  [leaks]  [roles.NAME]  [features.NAME]  [economics]  [plays]  [sample]  [[sample.columns]]

The fields are those of the records in `tracer_engine.types.blueprint`; every problem is told with the line it is on.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
import tomllib
import typing
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tracer_engine.blueprints.toml_lines import lines_of
from tracer_engine.durable_files import storage_error
from tracer_engine.errors import InputError
from tracer_engine.types.blueprint import (
    Blueprint,
    BlueprintProblem,
    Economics,
    EngineeredFeature,
    Role,
    Sample,
    Wording,
)

MOST_BYTES = 200_000
LONGEST_TEXT = 500
MOST = 1e15
_TOP = ("key", "title", "question", "outcome", "schema_version")
_LISTS = {
    "target_hints": ("target", "names"),
    "inverse_target_hints": ("target", "opposite_names"),
    "positive_values": ("target", "positive"),
    "negative_values": ("target", "negative"),
    "leak_words": ("leaks", "words"),
}
"""Fields of the record, and where the file has them."""
_CELLS = ("positive_values", "negative_values")
_SYNTAX = (
    ("Expected '=' after a key", "a name stands here without = and a value after it"),
    ("Expected ']' at the end of a table", "a section's name is not closed: ] is missing"),
    ("Unclosed array", "a list is not closed: ] is missing"),
    ("Invalid value", "what stands after = is no text in quotation marks, number, true, false or list"),
    ("Illegal character '\\n'", "a text is not closed: its last quotation mark is missing"),
    ("Unterminated string", "a text is not closed: its last quotation mark is missing"),
    ("Expected newline or end", "something stands behind the value; a text with quotation marks in it, for one"),
    ("Unescaped '\\' in a string", "a \\ stands in a text; write \\\\, or put the text between ' and '"),
    ("Cannot overwrite a value", "a name is there for the second time"),
    ("Cannot declare", "a section is there for the second time"),
    ("Cannot mutate", "a section is there for the second time"),
)
"""What Python's TOML reader says, and in plain words; the first that fits."""


@dataclass(frozen=True, kw_only=True, eq=False)
class BlueprintFile:
    """What a file holds: the record (None where it cannot be made), and every problem, first lines first."""

    name: str
    record: Blueprint | None
    problems: tuple[BlueprintProblem, ...]
    lines: Mapping[tuple[str | int, ...], int]
    text: str = ""

    def line(self, where: tuple[str | int, ...]) -> int:
        """The line of a part of the record, of what holds it where it has none of its own; 1 for the whole."""
        place = self._place(where)
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    @staticmethod
    def _place(where: tuple[str | int, ...]) -> tuple[str | int, ...]:
        """Where the file has a part of the record."""
        return (*_LISTS[str(where[0])], *where[1:]) if where and where[0] in _LISTS else where

    def sentence(self, problem: BlueprintProblem) -> str:
        """The problem with file and line."""
        return f"{self.name}, line {self.line(problem.where)}: {problem.text}."

    def with_problems(self, problems: tuple[BlueprintProblem, ...]) -> BlueprintFile:
        """The same with other problems, in the order of their lines."""

        def place(problem: BlueprintProblem) -> tuple[bool, int]:
            """What is missing stands on no line: it comes after what is written wrongly, which may be the cause."""
            return bool(self.lines) and self._place(problem.where) not in self.lines, self.line(problem.where)

        return dataclasses.replace(self, problems=tuple(sorted(problems, key=place)))

    def refuse_problems(self) -> Blueprint:
        """The record. Raises InputError with the first problem, where there is one."""
        if self.record is not None and not self.problems:
            return self.record
        more = len(self.problems) - 1
        also = f" {more} more: run `tracer blueprints check` on the file to see all." if more else ""
        raise InputError(self.sentence(self.problems[0]), remedy=f"{self.problems[0].remedy}{also}".strip())


def read_blueprint_file(path: Path) -> BlueprintFile:
    """The blueprint in a TOML file. Raises InputError where there is none, StorageError where it cannot be read."""
    path = Path(path)
    if not path.is_file():
        what = "is a folder, not a file" if path.is_dir() else "does not exist"
        raise InputError(f"{path} {what}.", remedy="Give the path of a blueprint's TOML file.")
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise storage_error(error, path, "read") from error
    return parse_blueprint(data, path.name)


def parse_blueprint(data: bytes, name: str) -> BlueprintFile:
    """The blueprint in the bytes of a file called `name`."""

    def broken(line: int, text: str, remedy: str) -> BlueprintFile:
        problem = BlueprintProblem(where=("?",), text=text, remedy=remedy)
        return BlueprintFile(name=name, record=None, problems=(problem,), lines={("?",): line})

    if len(data) > MOST_BYTES:
        return broken(1, f"the file is larger than {MOST_BYTES // 1000} KB, so it is no blueprint", "Check the path.")
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return broken(line, "a letter is not written in UTF-8", "Save the file in your editor as UTF-8.")
    try:
        parsed = tomllib.loads(text)
        lines = lines_of(text)
    except tomllib.TOMLDecodeError as error:
        return broken(*_syntax_problem(str(error), text))
    except RecursionError:
        return broken(1, "the file is nested too deeply", "A blueprint needs two levels: see the guide.")
    reader = _Reader()
    record = reader.read(parsed)
    found = BlueprintFile(name=name, record=record, problems=(), lines=lines, text=text)
    return found.with_problems(tuple(reader.problems))


def _syntax_problem(message: str, text: str) -> tuple[int, str, str]:
    """Line, cause and remedy of what Python's TOML reader refuses."""
    place = re.search(r"\(at line (\d+)", message)
    rows = text.split("\n")
    line = min(int(place[1]) if place else len(rows), len(rows))
    plain = next((words for start, words in _SYNTAX if message.startswith(start)), "")
    if not plain:
        plain = f"this is not TOML ({message.partition(' (at ')[0].lower()})"
    elif "list is not closed" in plain:
        # It is noticed only where something stands that cannot be in a list.
        line = next((at for at in range(line, 0, -1) if re.match(r"\s*[^=\s]+\s*=\s*\[", rows[at - 1])), line)
    elif "second time" in plain:
        plain = f"{rows[line - 1].strip()[:60]!r}: {plain}"
    return line, plain, 'Write names as in  title = "A text"  and lists as in  names = ["one", "two"].'


class _Reader:
    """Turns parsed TOML into the record, and notes everything that does not fit."""

    def __init__(self) -> None:
        self.problems: list[BlueprintProblem] = []

    def _refuse(self, where: tuple[str | int, ...], text: str, remedy: str = "") -> None:
        self.problems.append(BlueprintProblem(where=where, text=text, remedy=remedy))

    def read(self, data: Mapping[str, Any]) -> Blueprint | None:
        """The record; None where something is missing or of the wrong kind."""
        sections = {"wording", "target", "leaks", "roles", "features", "economics", "plays", "sample"}
        meant = self._refuse_unknown(data, {*_TOP, *sections}, ())
        hints = typing.get_type_hints(Blueprint)
        values: dict[str, Any] = {}
        for name in _TOP:
            if name in data:
                values[name] = self._value(hints[name], data[name], (name,))
            elif name not in meant:
                self._refuse((name,), f"{name} is missing", f"Write  {name} = …  above the first section.")
        values["wording"] = self._object(Wording, self._table(data, "wording", needed=True), ("wording",))
        self._read_lists(data, values)
        values["roles"] = self._named(Role, data, "roles")
        values["features"] = self._named(EngineeredFeature, data, "features")
        values["economics"] = self._object(Economics, self._table(data, "economics"), ("economics",))
        plays = self._table(data, "plays")
        values["plays"] = {role: self._value(str, text, ("plays", role)) for role, text in plays.items()}
        values["sample"] = self._object(Sample, data["sample"], ("sample",)) if "sample" in data else None
        return None if self.problems else Blueprint(**values)

    def _read_lists(self, data: Mapping[str, Any], values: dict[str, Any]) -> None:
        for section in ("target", "leaks"):
            known = {key for place, key in _LISTS.values() if place == section}
            self._refuse_unknown(self._table(data, section, needed=section == "target"), known, (section,))
        for field, (section, key) in _LISTS.items():
            table = data.get(section)
            told = table.get(key, []) if isinstance(table, dict) else []
            if field in _CELLS and isinstance(told, list):
                told = [_cell(value) for value in told]
            values[field] = self._value(tuple[str, ...], told, (section, key))

    def _table(self, data: Mapping[str, Any], name: str, *, needed: bool = False) -> dict[str, Any]:
        table = data.get(name, {})
        if not isinstance(table, dict):
            self._refuse(
                (name,), f"{name} is a value here, but it is a section", f"Write [{name}] on a line of its own."
            )
            return {}
        if needed and name not in data:
            self._refuse((name,), f"the section [{name}] is missing", f"Write [{name}] and what belongs to it.")
        return table

    def _named(self, cls: Any, data: Mapping[str, Any], section: str) -> tuple[Any, ...]:
        """The records of [section.NAME], in the order of the file."""
        made = []
        for name, table in self._table(data, section).items():
            where = (section, name)
            if isinstance(table, dict):
                made.append(self._object(cls, table, where, name=name))
            else:
                self._refuse(
                    where, f"{name} is a value here, but it is a section", f"Write [{section}.{name}] above it."
                )
        return tuple(made)

    def _object(self, cls: Any, table: Any, where: tuple[str | int, ...], **given: str) -> Any:
        """A record of class `cls` out of a table; None where it cannot be made."""
        if not isinstance(table, dict):
            self._refuse(where, f"{_place(where)} is a value here, but it is a section")
            return None
        if where == ("wording",) and not table:
            return None
        before = len(self.problems)
        fields = [field for field in dataclasses.fields(cls) if field.name not in given]
        hints = typing.get_type_hints(cls)
        meant = self._refuse_unknown(table, {field.name for field in fields}, where)
        values: dict[str, Any] = dict(given)
        for field in fields:
            if field.name in table:
                values[field.name] = self._value(hints[field.name], table[field.name], (*where, field.name))
            elif field.name in meant:
                continue
            elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
                self._refuse(where, f"{_place(where)} lacks {field.name}", f"Write  {field.name} = …  under it.")
        return cls(**values) if len(self.problems) == before else None

    def _value(self, hint: Any, value: Any, where: tuple[str | int, ...]) -> Any:
        """The value as the record has it; a problem where it is of another kind."""
        name = _place(where)
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if origin is Literal:
            if value not in arguments:
                near = difflib.get_close_matches(str(value), arguments, 1)
                meant = f"; did you mean {near[0]}" if near else ""
                self._refuse(where, f"{name} is {_shown(value)}{meant}", f"It may be: {', '.join(arguments)}.")
            return value
        if origin is tuple:
            if not isinstance(value, list):
                self._refuse(where, f"{name} is {_kind(value)}, but a list is wanted", 'Write it as ["one", "two"].')
                return ()
            return tuple(self._value(arguments[0], item, (*where, at)) for at, item in enumerate(value))
        if dataclasses.is_dataclass(hint):
            return self._object(hint, value, where)
        wanted = str if str in (hint, *arguments) else hint
        return self._plain(wanted, value, where)

    def _plain(self, wanted: type, value: Any, where: tuple[str | int, ...]) -> Any:
        name = _place(where)
        if wanted is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
            kinds = {str: "a text", bool: "true or false", int: "a whole number", float: "a number"}
            remedy = "Put it in quotation marks." if wanted is str else ""
            self._refuse(where, f"{name} is {_kind(value)}, but {kinds[wanted]} is wanted", remedy)
        elif isinstance(value, str) and (len(value) > LONGEST_TEXT or not value.isprintable()):
            self._refuse(where, f"{name} is longer than {LONGEST_TEXT} letters, or holds a control character")
        elif isinstance(value, int | float) and not abs(value) < MOST:
            self._refuse(where, f"{name} is {value}, which is no number to reckon with")
        return value

    def _refuse_unknown(self, table: Mapping[str, Any], known: set[str], where: tuple[str | int, ...]) -> set[str]:
        """Refuses names that are not known; returns those that they may have been meant to be."""
        suggested = set()
        for name in table:
            if name not in known:
                near = difflib.get_close_matches(name, sorted(known - set(table)), 1)
                suggested |= set(near)
                meant = f"; did you mean {near[0]}" if near else ""
                there = f"in {_place(where)}" if where else "at the top of the file"
                text = f"{name!r} is not known {there}{meant}"
                self._refuse((*where, name), text, f"Known {there} are: {', '.join(sorted(known))}.")
        return suggested


def _place(where: tuple[str | int, ...]) -> str:
    """A part of the file in words: "[roles.age]", "kind of [roles.age]", "the 2nd of aliases of [roles.age]"."""
    names = [str(part) for part in where if isinstance(part, str)]
    numbers = [part + 1 for part in where if isinstance(part, int)]
    deep = {"roles": 2, "features": 2}.get(names[0], 1) if names else 0
    if len(names) > deep and names[0] in (*deep_sections(), "target", "leaks"):
        text = f"{'.'.join(names[deep:])} of [{'.'.join(names[:deep])}]"
    elif names and names[0] in _TOP:
        text = names[0]
    else:
        text = f"[{'.'.join(names)}]"
    return f"number {numbers[-1]} of {text}" if numbers else text


def deep_sections() -> tuple[str, ...]:
    """The sections whose parts are told with the section they stand in."""
    return ("wording", "roles", "features", "economics", "plays", "sample")


def _shown(value: Any) -> str:
    return repr(value) if isinstance(value, str) else _kind(value)


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, str):
        return f"the text {value[:40]!r}"
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, list):
        return "a list"
    return "a section" if isinstance(value, dict) else "a date or time"


def _cell(value: Any) -> Any:
    """A cell text as targets are compared: lower case, without accents; numbers and true, too, may stand for theirs."""
    if isinstance(value, bool | int):
        value = str(value)
    if not isinstance(value, str):
        return value
    letters = unicodedata.normalize("NFKD", value.strip().lower().replace("ß", "ss"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
