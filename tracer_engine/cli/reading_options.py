"""The reading options, the same for every command that takes a FILE."""

from __future__ import annotations

import codecs
from typing import Annotated

import typer

from tracer_engine.types.receipt import ReadingOptions

NAMED_DELIMITERS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " ", "colon": ":"}
NAMED_QUOTES = {"double": '"', "single": "'", "none": ""}
PANEL = "Reading options (found out unless told)"


def _delimiter(value: str | None) -> str | None:
    if value is None:
        return None
    value = NAMED_DELIMITERS.get(value.lower(), value)
    if len(value) != 1:
        raise typer.BadParameter("give one character, or one of tab, comma, semicolon, pipe, space, colon.")
    return value


def _quote(value: str | None) -> str | None:
    if value is None:
        return None
    value = NAMED_QUOTES.get(value.lower(), value)
    if len(value) > 1:
        raise typer.BadParameter("give one character, or one of double, single, none.")
    return value


def _encoding(value: str | None) -> str | None:
    if value is not None:
        try:
            known = codecs.lookup(value)
        except (LookupError, ValueError) as error:
            raise typer.BadParameter(f"{value!r} is not known; try utf-8, utf-16, cp1252 or latin-1.") from error
        if not getattr(known, "_is_text_encoding", True):
            raise typer.BadParameter(f"{value!r} is not a text encoding; try utf-8, utf-16, cp1252 or latin-1.")
    return value


def _decimal(value: str | None) -> str | None:
    value = {"point": ".", "comma": ","}.get(value or "", value)
    if value not in (None, ".", ","):
        raise typer.BadParameter("give a point or a comma.")
    return value


Delimiter = Annotated[
    str | None,
    typer.Option(
        "--delimiter",
        help="What stands between cells: one character, or tab.",
        callback=_delimiter,
        rich_help_panel=PANEL,
    ),
]
Quote = Annotated[
    str | None,
    typer.Option(
        "--quote", help="What encloses cells: one character, or none.", callback=_quote, rich_help_panel=PANEL
    ),
]
Encoding = Annotated[
    str | None,
    typer.Option("--encoding", help="For instance utf-8 or cp1252.", callback=_encoding, rich_help_panel=PANEL),
]
Decimal = Annotated[
    str | None,
    typer.Option("--decimal", help="The decimal mark: . or ,", callback=_decimal, rich_help_panel=PANEL),
]
HeaderRows = Annotated[
    int | None,
    typer.Option("--header-rows", help="Rows the header takes; 0: there is none.", min=0, max=9, rich_help_panel=PANEL),
]
SkipRows = Annotated[
    int | None,
    typer.Option("--skip-rows", help="Rows above the header to leave out.", min=0, rich_help_panel=PANEL),
]
Sheet = Annotated[str | None, typer.Option("--sheet", help="The sheet of a workbook, by name.", rich_help_panel=PANEL)]
Kinds = Annotated[
    list[str] | None,
    typer.Option(
        "--kind",
        metavar="COL=KIND",
        help="What a column is: number, flag, category, date, text, id or constant; repeatable.",
        rich_help_panel=PANEL,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def reading_options(
    delimiter: str | None,
    quote: str | None,
    encoding: str | None,
    decimal: str | None,
    header_rows: int | None,
    skip_rows: int | None,
    sheet: str | None,
    kinds: list[str] | None = None,
) -> ReadingOptions:
    """What the user told the reader."""
    told: dict[str, str] = {}
    for text in kinds or []:
        column, mark, kind = text.rpartition("=")
        if not (mark and column and kind.strip()):
            raise typer.BadParameter(f"{text!r} is not of the form COL=KIND.", param_hint="'--kind'")
        told[column] = kind.strip().lower()
    return ReadingOptions(
        delimiter=delimiter,
        quote=quote,
        encoding=encoding,
        decimal=decimal,
        header_rows=header_rows,
        skip_rows=skip_rows,
        sheet=sheet,
        kinds=told,
    )
