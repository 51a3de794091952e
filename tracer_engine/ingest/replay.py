"""Reading a file as an earlier one was read, by its receipt, and telling what differs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from tracer_engine.errors import InputError
from tracer_engine.ingest.text_blocks import TextBlocks
from tracer_engine.types.receipt import ColumnReading, ReadingOptions, Receipt

MOST_NAMES = 10
_MARKS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a vertical bar", " ": "a space", "": "none"}
_DIALECT = (
    ("delimiter", "The separator"),
    ("quote", "The quote"),
    ("escape", "The sign before quotes within cells"),
)


def open_as_before(told: ReadingOptions, open_with: Callable[[ReadingOptions], TextBlocks]) -> TextBlocks:
    """The file opened as the receipt `told.like` says where that gives its columns, else as it looks by itself."""
    wanted = {column.name for column in told.like.columns} if told.like else set()
    try:
        before = open_with(as_before(told))
    except InputError as error:
        before, trouble = None, error
    if before is not None and wanted <= set(before.names):
        return before
    try:
        found = open_with(told)
    except InputError:
        if before is None:
            raise trouble from None
        return before
    if before is None or len(wanted & set(found.names)) > len(wanted & set(before.names)):
        return found
    return before


def as_before(told: ReadingOptions) -> ReadingOptions:
    """The options with the layout of the receipt where nothing else is told.

    Not its encoding: that of a file shows by itself, and where it does not, the receipt's is the first guess.
    """
    like = told.like
    if like is None or like.format == "parquet":
        return told
    layout: dict[str, object] = {"header_rows": like.header_rows, "skip_rows": like.skipped_rows}
    if like.format == "csv":
        layout |= {"delimiter": like.delimiter, "quote": like.quote, "escape": like.escape}
    else:
        layout |= {"sheet": like.sheet or None}
    return replace(told, **{name: value for name, value in layout.items() if getattr(told, name) is None})  # type: ignore[arg-type]


def differences(like: Receipt, now: Receipt, columns: Sequence[ColumnReading]) -> list[str]:
    """All that is different from last time, in sentences."""
    return [*layout_differences(like, now, [column.name for column in columns]), *column_differences(like, columns)]


def layout_differences(like: Receipt | None, now: Receipt, names: Sequence[str]) -> list[str]:
    """What is different about file and header, in sentences."""
    if like is None:
        return []
    notes = []
    if like.format != now.format:
        return [f"Last time the file was {like.format}, now it is {now.format}."]
    if now.format == "csv":
        if _plain(like.encoding) != _plain(now.encoding):
            notes.append(f"The encoding is {now.encoding}; last time it was {like.encoding}.")
        for field, what in _DIALECT:
            new, old = getattr(now, field), getattr(like, field)
            if new != old:
                notes.append(f"{what} is {_MARKS.get(new, new)}; last time it was {_MARKS.get(old, old)}.")
    if like.sheet != now.sheet:
        notes.append(f"The sheet is {now.sheet!r}; last time it was {like.sheet!r}.")
    if like.skipped_rows != now.skipped_rows:
        notes.append(f"{_lines(now.skipped_rows)} above the table; last time {_lines(like.skipped_rows).lower()}.")
    if like.header_rows != now.header_rows:
        notes.append(f"The header takes {now.header_rows} rows; last time it took {like.header_rows}.")
    return notes + _name_differences([column.name for column in like.columns], names)


def _plain(encoding: str) -> str:
    return encoding.removesuffix("-sig").replace("-", "").replace("_", "").lower()


def _lines(rows: int) -> str:
    return "No line stands" if rows == 0 else "1 line stands" if rows == 1 else f"{rows:,} lines stand"


def _name_differences(before: Sequence[str], now: Sequence[str]) -> list[str]:
    if not before:
        return []
    notes = []
    gone, new = [name for name in before if name not in now], [name for name in now if name not in before]
    if gone:
        notes.append(f"{_columns(gone)} last time and {'is' if len(gone) == 1 else 'are'} missing now.")
    if new:
        notes.append(f"{_columns(new, new=True)} new.")
    if not gone and not new and list(before) != list(now):
        notes.append("The columns stand in another order than last time.")
    return notes


def _columns(names: Sequence[str], *, new: bool = False) -> str:
    shown = ", ".join(map(repr, names[:MOST_NAMES])) + (" …" if len(names) > MOST_NAMES else "")
    verb = ("is" if new else "was there") if len(names) == 1 else ("are" if new else "were there")
    return f"{'The column' if len(names) == 1 else 'The columns'} {shown} {verb}"


def column_differences(like: Receipt | None, now: Sequence[ColumnReading]) -> list[str]:
    """What is different about how the cells of columns are read, in sentences."""
    before = {column.name: column for column in like.columns} if like else {}
    notes = []
    for column in now:
        old = before.get(column.name)
        if old is None:
            continue
        if old.kind != column.kind:
            notes.append(f"{column.name!r} is of kind {column.kind}; last time it was {old.kind}.")
        elif old.date_format != column.date_format:
            notes.append(f"The dates in {column.name!r} look like {column.date_format}; last time {old.date_format}.")
        elif old.decimal != column.decimal and column.kind == "number":
            notes.append(
                f"The decimal mark in {column.name!r} is {_MARKS.get(column.decimal, 'a point')}; last time it was "
                f"{_MARKS.get(old.decimal, 'a point')}."
            )
        if more := [token for token in column.missing_tokens if token not in old.missing_tokens]:
            notes.append(
                f"In {column.name!r} {', '.join(map(repr, more))} is read as missing; last time it was not there."
            )
    return notes
