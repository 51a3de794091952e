"""The reading options, the same for every command that takes a FILE."""

from __future__ import annotations

import codecs
import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from tracer_engine.types.receipt import ReadingOptions, read_receipt

NAMED_DELIMITERS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " ", "colon": ":"}
MOST_SIGNS = 3
NAMED_ESCAPES = {"backslash": "\\", "\\": "\\", "doubled": "", "none": ""}
NAMED_THOUSANDS = {"comma": ",", "point": ".", "space": " ", "apostrophe": "'"}
NAMED_QUOTES = {"double": '"', "single": "'", "none": ""}
PANEL = "Reading options (found out unless told)"


def _delimiter(value: str | None) -> str | None:
    if value is None:
        return None
    value = NAMED_DELIMITERS.get(value.lower(), value)
    if len(value) != 1 and not (1 < len(value) <= MOST_SIGNS and not any(map(str.isalnum, value))):
        raise typer.BadParameter("give one character, or one of tab, comma, semicolon, pipe, space, colon.")
    return value


def _escape(value: str | None) -> str | None:
    if value is not None and value.lower() not in NAMED_ESCAPES:
        raise typer.BadParameter("give backslash, or doubled.")
    return None if value is None else NAMED_ESCAPES[value.lower()]


def _thousands(value: str | None) -> str | None:
    value = NAMED_THOUSANDS.get((value or "").lower(), value)
    if value not in (None, *NAMED_THOUSANDS.values()):
        raise typer.BadParameter("give a comma, a point, space or apostrophe.")
    return value


def _dates(value: str | None) -> str | None:
    if value is not None and value.lower() not in ("day", "month"):
        raise typer.BadParameter("give day or month: what stands first.")
    return None if value is None else value.lower()


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
Escape = Annotated[
    str | None,
    typer.Option(
        "--escape",
        help="What stands before quotes within cells: backslash, or doubled where they stand twice.",
        callback=_escape,
        rich_help_panel=PANEL,
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
Thousands = Annotated[
    str | None,
    typer.Option(
        "--thousands",
        help="The mark between groups of digits: comma, point, space or apostrophe.",
        callback=_thousands,
        rich_help_panel=PANEL,
    ),
]
Dates = Annotated[
    str | None,
    typer.Option(
        "--dates",
        metavar="day|month",
        help="What stands first in dates such as 03/04/2024.",
        callback=_dates,
        rich_help_panel=PANEL,
    ),
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
Missing = Annotated[
    list[str] | None,
    typer.Option(
        "--missing",
        metavar="COL=TEXT",
        help="The text that is read as missing in a column, in place of the usual ones; repeatable. COL= for none.",
        rich_help_panel=PANEL,
    ),
]
ReceiptIn = Annotated[
    Path | None,
    typer.Option(
        "--receipt-in",
        metavar="R.json",
        help="Read as last time, by a receipt that tracer clean --receipt wrote; says what differs.",
        rich_help_panel=PANEL,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def with_form_options(command: Callable[..., None]) -> Callable[..., None]:
    """The command with options that tell the form of its file, which reach it as `reading`, a `ReadingOptions`.

    It ends as wrong usage where they are at odds, and with InputError for a receipt that cannot be used.
    """
    return _with_options(command, _form)


def with_reading_options(command: Callable[..., None]) -> Callable[..., None]:
    """As `with_form_options`, and with options that tell what stands in the columns (a model knows that of itself)."""
    return _with_options(command, _form, _columns)


def _with_options(command: Callable[..., None], *gathered: Callable[..., dict[str, Any]]) -> Callable[..., None]:
    """Typer takes a command's options from its signature, which gets those of `gathered` in place of `reading`."""
    signature = inspect.signature(command, eval_str=True)
    added = {gather: inspect.signature(gather, eval_str=True).parameters for gather in gathered}
    own = [one for name, one in signature.parameters.items() if name != "reading"]
    parameters = [*own, *(one for each in added.values() for one in each.values())]

    @functools.wraps(command)
    def run(**told: Any) -> None:
        options: dict[str, Any] = {}
        for gather, names in added.items():
            options |= gather(**{name: told.pop(name) for name in names})
        command(**told, reading=ReadingOptions(**options))

    run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    return run


def _form(
    *,
    delimiter: Delimiter = None,
    quote: Quote = None,
    escape: Escape = None,
    encoding: Encoding = None,
    decimal: Decimal = None,
    thousands: Thousands = None,
    header_rows: HeaderRows = None,
    skip_rows: SkipRows = None,
    sheet: Sheet = None,
    receipt_in: ReceiptIn = None,
) -> dict[str, Any]:
    if thousands is not None and thousands == decimal:
        raise typer.BadParameter("the same sign cannot be the decimal mark, too.", param_hint="'--thousands'")
    return {
        "delimiter": delimiter,
        "quote": quote,
        "escape": escape,
        "encoding": encoding,
        "decimal": decimal,
        "thousands": thousands,
        "header_rows": header_rows,
        "skip_rows": skip_rows,
        "sheet": sheet,
        "like": read_receipt(receipt_in) if receipt_in is not None else None,
    }


def _columns(*, dates: Dates = None, kind: Kinds = None, missing: Missing = None) -> dict[str, Any]:
    return {"dates": dates, "kinds": _kinds(kind), "missing": _missing(missing)}


def _kinds(texts: list[str] | None) -> dict[str, str]:
    told: dict[str, str] = {}
    for text in texts or []:
        column, mark, kind = text.rpartition("=")
        if not (mark and column and kind.strip()):
            raise typer.BadParameter(f"{text!r} is not of the form COL=KIND.", param_hint="'--kind'")
        told[column] = kind.strip().lower()
    return told


def _missing(texts: list[str] | None) -> dict[str, tuple[str, ...]]:
    told: dict[str, tuple[str, ...]] = {}
    for text in texts or []:
        column, mark, token = text.rpartition("=")
        if not (mark and column):
            raise typer.BadParameter(f"{text!r} is not of the form COL=TEXT.", param_hint="'--missing'")
        told[column] = (*told.get(column, ()), *([token.strip()] if token.strip() else []))
    return told
