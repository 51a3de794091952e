"""The fields beside the file: one table says what each may hold, for the check and for the OpenAPI document alike."""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from tracer_engine.blueprints import all_blueprints
from tracer_engine.endpoint.models import MOST_REASONS
from tracer_engine.endpoint.problems import Refusal, refuse
from tracer_engine.endpoint.uploads import FILE_FIELD
from tracer_engine.features.wording import share_of
from tracer_engine.types.receipt import ReadingOptions
from tracer_engine.types.table import Kind

MOST_SEED = 2**31 - 1
LONGEST_NAME = 10_000
MOST_REPEATED = 500
MATCH = r"[^=]*[^=\s][^=]*=[\s\S]*"
CAMPAIGN = r"[0-9A-Za-z][0-9A-Za-z_-]{0,79}"
PERCENT = r"(100(\.0{1,6})?|[0-9]{1,2}(\.[0-9]{1,6})?) ?%"
BASE_RATE = r"0\.(?=0*[1-9])[0-9]{1,12}|([1-9][0-9]?(\.[0-9]{1,6})?|0\.(?=0*[1-9])[0-9]{1,6}) ?%"
ROLE = r"[a-z][a-z0-9_]*=[\s\S]+"
KIND = rf"[\s\S]+=({'|'.join(get_args(Kind))})"
MISSING = r"[\s\S]+=[^=]*"
DELIMITER = r"[\s\S]|[^0-9A-Za-z]{2,3}"
NAMED_DELIMITERS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " ", "colon": ":"}
NAMED_QUOTES = {"double": '"', "single": "'", "none": ""}
NAMED_DECIMALS = {"point": ".", "comma": ","}
NAMED_ESCAPES = {"backslash": "\\", "doubled": ""}
NAMED_THOUSANDS = {"comma": ",", "point": ".", "space": " ", "apostrophe": "'"}


@dataclass(frozen=True, kw_only=True)
class FormField:
    """One field: its JSON schema, and what makes a value of its text (ValueError: what it should have been)."""

    name: str
    schema: Mapping[str, Any]
    read: Callable[[str], Any] = str
    repeated: bool = False


def text_field(name: str, description: str, *, repeated: bool = False, read: Callable[[str], Any] = str) -> FormField:
    """A field of text."""
    schema = {"type": "string", "maxLength": LONGEST_NAME, "description": description}
    return FormField(name=name, schema=schema, repeated=repeated, read=read)


def _choice(name: str, description: str, choices: Sequence[str]) -> FormField:
    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(f"give {', '.join(choices[:-1])} or {choices[-1]}")
        return text

    return FormField(name=name, schema={"type": "string", "enum": list(choices), "description": description}, read=read)


def _blueprint() -> FormField:
    """The blueprint, read when it is asked for: one may be added while the endpoint runs."""

    def read(text: str) -> str:
        keys = [record.key for record in all_blueprints()]
        if text not in keys:
            raise ValueError(f"give {', '.join(keys[:-1])} or {keys[-1]}")
        return text

    description = "The key of a business question (GET /v1/blueprints lists them); suggested unless told."
    schema = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$", "maxLength": 40, "description": description}
    return FormField(name="blueprint", schema=schema, read=read)


def number_field(name: str, description: str, low: int, high: int, default: int | None = None) -> FormField:
    """A field of a whole number from `low` to `high`."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,12}", text.strip()) or not low <= int(text) <= high:
            raise ValueError(f"give a whole number from {low} to {high}")
        return int(text)

    schema: dict[str, Any] = {"type": "integer", "minimum": low, "maximum": high, "description": description}
    if default is not None:
        schema["default"] = default
    return FormField(name=name, schema=schema, read=read)


def share_field(name: str, description: str) -> FormField:
    """A field of a share, from 0 to 1 or in percent."""

    def read(text: str) -> float:
        try:
            share = share_of(text) if text.isascii() else math.nan
        except ValueError:
            share = math.nan
        if not 0 <= share <= 1:
            raise ValueError("give a number from 0 to 1, or a share such as 25%")
        return share

    forms = [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "string", "pattern": f"^{PERCENT}$"}]
    schema = {"anyOf": forms, "description": f"{description} As 0.25 or 25%."}
    return FormField(name=name, schema=schema, read=read)


def _named(names: Mapping[str, str], what: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        value = names.get(text.lower(), text)
        if len(value) > 1:
            raise ValueError(what)
        return value

    return read


def _delimiter(text: str) -> str:
    value = NAMED_DELIMITERS.get(text.lower(), text)
    if not re.fullmatch(DELIMITER, value) or (len(value) > 1 and any(map(str.isalnum, value))):
        raise ValueError(f"give one character, two or three signs, or one of {', '.join(NAMED_DELIMITERS)}")
    return value


def _one_of(names: Mapping[str, str], what: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        value = names.get(text.lower(), text)
        if value not in names.values():
            raise ValueError(what)
        return value

    return read


def _of_column(pattern: str, what: str) -> Callable[[str], tuple[str, str]]:
    def read(text: str) -> tuple[str, str]:
        if not re.fullmatch(pattern, text):
            raise ValueError(what)
        column, _, value = text.rpartition("=")
        return column, value.strip()

    return read


def _decimal(text: str) -> str:
    value = NAMED_DECIMALS.get(text.lower(), text)
    if value not in (".", ","):
        raise ValueError("give a point or a comma")
    return value


def _encoding(text: str) -> str:
    try:
        known = codecs.lookup(text)
    except (LookupError, ValueError) as error:
        raise ValueError("give for instance utf-8, utf-16, cp1252 or latin-1") from error
    if not getattr(known, "_is_text_encoding", True):
        raise ValueError("give a text encoding, for instance utf-8 or cp1252")
    return text


def _role(text: str) -> tuple[str, str]:
    if not re.fullmatch(ROLE, text):
        raise ValueError("give ROLE=COLUMN")
    role, _, column = text.partition("=")
    return role, column


def _flag(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError("give true or false")
    return text.lower() == "true"


def flag_field(name: str, description: str) -> FormField:
    """A field that is true or false; false unless told."""
    return FormField(name=name, schema={"type": "boolean", "default": False, "description": description}, read=_flag)


def _match(text: str) -> tuple[str, str]:
    if not re.fullmatch(MATCH, text):
        raise ValueError("give NEEDS=COLUMN")
    needs, _, column = text.partition("=")
    return needs.strip(), column.strip()


def _campaign(text: str) -> str:
    if not re.fullmatch(CAMPAIGN, text):
        raise ValueError("give the id of a campaign, or last")
    return text


def _base_rate(text: str) -> float | str:
    if text == "estimate":
        return text
    if not re.fullmatch(BASE_RATE, text):
        raise ValueError("give a share such as 0.15 or 15%, or estimate")
    return share_of(text)


READING = (
    FormField(
        name="delimiter",
        schema={"type": "string", "pattern": f"^({DELIMITER})?$", "description": "What stands between cells."},
        read=_delimiter,
    ),
    FormField(
        name="quote",
        schema={"type": "string", "maxLength": 1, "description": "What encloses cells."},
        read=_named(NAMED_QUOTES, f"give one character, or one of {', '.join(NAMED_QUOTES)}"),
    ),
    FormField(
        name="escape",
        schema={
            "type": "string",
            "enum": list(NAMED_ESCAPES),
            "description": "What stands before quotes within cells: backslash, or doubled where they stand twice.",
        },
        read=_one_of(NAMED_ESCAPES, "give backslash or doubled"),
    ),
    FormField(
        name="encoding",
        schema={"type": "string", "examples": ["utf-8"], "description": "For instance utf-8 or cp1252."},
        read=_encoding,
    ),
    FormField(
        name="decimal",
        schema={"type": "string", "enum": [".", ","], "description": "The decimal mark."},
        read=_decimal,
    ),
    FormField(
        name="thousands",
        schema={
            "type": "string",
            "enum": list(NAMED_THOUSANDS.values()),
            "description": "The mark between groups of digits.",
        },
        read=_one_of(NAMED_THOUSANDS, "give a comma, a point, space or apostrophe"),
    ),
    number_field("header_rows", "Rows the header takes; 0: there is none.", 0, 9),
    number_field("skip_rows", "Rows above the header to leave out.", 0, 1_000_000),
    text_field("sheet", "The sheet of a workbook."),
)
COLUMNS = (
    _choice("dates", "What stands first in dates such as 03/04/2024.", ("day", "month")),
    FormField(
        name="kind",
        schema={"type": "string", "pattern": f"^({KIND})?$", "description": "COLUMN=KIND: what a column is."},
        read=_of_column(KIND, f"give COLUMN=KIND, the kind one of {', '.join(get_args(Kind))}"),
        repeated=True,
    ),
    FormField(
        name="missing",
        schema={
            "type": "string",
            "pattern": f"^({MISSING})?$",
            "description": "COLUMN=TEXT: what is read as missing in a column in place of the usual; COLUMN=: nothing.",
        },
        read=_of_column(MISSING, "give COLUMN=TEXT"),
        repeated=True,
    ),
)
"""What a file is told that a model is trained on: one that is scored is read as the model wants it."""


def train_fields() -> tuple[FormField, ...]:
    """What a training can be told; what is not told is suggested by the profile and used."""
    return (
        text_field("target", "The column to predict; suggested unless told."),
        text_field("positive", "The value of the target that counts as positive."),
        text_field("id", "The column that says who somebody is."),
        text_field("group", "Rows of one group, such as a household, are kept together."),
        _blueprint(),
        _choice("effort", "How hard to try; quick unless told.", ("quick", "balanced", "thorough")),
        number_field("seed", "The same seed gives the same model.", 0, MOST_SEED, 1),
        number_field("time_limit", "Seconds after which the training ends with the best so far.", 1, 1_000_000),
        text_field("exclude", "Leave this column out.", repeated=True),
        text_field("keep", "Learn from this column whatever Tracer thinks.", repeated=True),
        FormField(
            name="role",
            schema={"type": "string", "pattern": f"^({ROLE})?$", "description": "ROLE=COLUMN: what a column means."},
            read=_role,
            repeated=True,
        ),
        *READING,
        *COLUMNS,
    )


def profile_fields() -> tuple[FormField, ...]:
    """What a profile can be told."""
    return (_blueprint(), *READING, *COLUMNS)


MATCH_FIELD = FormField(
    name="match",
    schema={
        "type": "string",
        "pattern": f"^({MATCH})?$",
        "description": "NEEDS=COLUMN: the column of the file that the model calls NEEDS; remembered for the next.",
    },
    read=_match,
    repeated=True,
)
BASE_RATE_FIELD = FormField(
    name="base_rate",
    schema={
        "type": "string",
        "pattern": f"^(estimate|{BASE_RATE})?$",
        "description": "Anchor the probabilities to this share (0.15 or 15%) with the outcome; estimate: the scores'.",
    },
    read=_base_rate,
)
SCORE_FIELDS = (
    number_field("reasons", "Reasons for each row; 0 is much faster.", 0, MOST_REASONS, 3),
    flag_field("raw", "No BOM, no guard against formulas."),
    MATCH_FIELD,
    text_field("id", "The column that names the customers, to follow them from file to file."),
    BASE_RATE_FIELD,
    FormField(
        name="campaign",
        schema={
            "type": "string",
            "pattern": f"^({CAMPAIGN})?$",
            "description": "A yes begins where the list of this campaign ends; last: the newest of the model.",
        },
        read=_campaign,
    ),
    flag_field("marks", "Two more columns: what is unlike anything in training, and what changed."),
    *READING,
)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the fields of a form tell: one value a name, or all of those that may be repeated."""

    one: Mapping[str, Any] = field(default_factory=dict)
    many: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    @property
    def reading(self) -> ReadingOptions:
        """How the file is to be read."""
        names = ["dates", *(known.name for known in READING)]
        missing: dict[str, tuple[str, ...]] = {}
        for column, text in self.many.get("missing", ()):
            missing[column] = (*missing.get(column, ()), *([text] if text else []))
        told = {name: self.one[name] for name in names if name in self.one}
        return ReadingOptions(**told, kinds=dict(self.many.get("kind", ())), missing=missing)


def read_fields(fields: Mapping[str, Sequence[str]], known: Iterable[FormField]) -> Told:
    """The values of a form's fields; an empty one counts as not told. Raises Refusal, which names every place."""
    by_name = {one.name: one for one in known}
    errors: list[tuple[str, str]] = []
    one: dict[str, Any] = {}
    many: dict[str, tuple[Any, ...]] = {}
    for name, texts in fields.items():
        told = [text for text in texts if text != ""]
        if name not in by_name:
            errors.append((name[:80], f"it is not known; there are {', '.join([FILE_FIELD, *by_name])}"))
            continue
        if len(told) > 1 and not by_name[name].repeated:
            errors.append((name, "it stands there more than once"))
            continue
        if len(texts) > MOST_REPEATED:
            errors.append((name, f"it stands there more than {MOST_REPEATED} times"))
            continue
        try:
            values = tuple(by_name[name].read(_checked(text)) for text in told)
        except ValueError as error:
            errors.append((name, str(error)))
            continue
        if by_name[name].repeated:
            many[name] = values
        elif values:
            one[name] = values[0]
    if errors:
        raise unusable_fields(errors)
    return Told(one=one, many=many)


def _checked(text: str) -> str:
    if len(text) > LONGEST_NAME:
        raise ValueError(f"give at most {LONGEST_NAME:,} characters")
    return text


def unusable_fields(errors: Sequence[tuple[str, str]]) -> Refusal:
    """The refusal of a form that names each field and what is wrong with it."""
    name, what = errors[0]
    return refuse(
        422,
        f"The field {name!r} cannot be used: {what}." if len(errors) == 1 else f"{len(errors)} fields cannot be used.",
        "Correct the fields and send the file again.",
        errors=[{"where": f"form.{name}", "message": what} for name, what in errors],
    )


def body_schema(known: Iterable[FormField]) -> dict[str, Any]:
    """The JSON schema of a multipart body of a file and these fields."""
    properties: dict[str, Any] = {
        FILE_FIELD: {"type": "string", "format": "binary", "description": "The table: CSV, xlsx or parquet."}
    }
    for one in known:
        schema = dict(one.schema)
        properties[one.name] = {"type": "array", "items": schema, "maxItems": MOST_REPEATED} if one.repeated else schema
    return {"type": "object", "properties": properties, "required": [FILE_FIELD], "additionalProperties": False}
