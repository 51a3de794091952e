"""Names of columns from the header records: unique, without padding, never empty."""

from __future__ import annotations

from collections.abc import Sequence


def join_header(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """One header text a column: the parts of several header records joined by a blank."""
    padded = [[*row, *[""] * (width - len(row))][:width] for row in rows]
    if not padded:
        return [""] * width
    if len(padded) == 1:
        return padded[0]
    names = _joined(padded)
    if len(set(names)) == len(names):
        return names
    # The name of a group often stands over the first of its columns only.
    whole = _joined([*(_carried_on(row) for row in padded[:-1]), padded[-1]])
    return whole if len(set(whole)) == len(whole) else names


def _joined(rows: Sequence[Sequence[str]]) -> list[str]:
    return [" ".join(part.strip() for part in parts if part.strip()) for parts in zip(*rows, strict=True)]


def _carried_on(row: Sequence[str]) -> list[str]:
    """A record in which a blank cell says the same as the one before it."""
    carried: list[str] = []
    for cell in row:
        carried.append(cell if cell.strip() or not carried else carried[-1])
    return carried


def name_columns(headers: Sequence[str], *, has_header: bool) -> tuple[list[str], list[str]]:
    """Unique names for the header texts, and notes about what had to be changed."""
    names: list[str] = []
    notes: list[str] = []
    empty: list[str] = []
    twice: list[str] = []
    taken: set[str] = {header.strip() for header in headers}
    seen: set[str] = set()
    for place, header in enumerate(headers, 1):
        name = header.strip()
        if not name:
            name = _free(f"column_{place}", taken | seen)
            empty.append(name)
        elif name in seen:
            name = _free(f"{name} (2)", taken | seen, base=name)
            twice.append(name)
        seen.add(name)
        names.append(name)
    if not has_header:
        notes.append("The file has no header; the columns were named column_1, column_2 and so on.")
    elif empty:
        notes.append(f"{_columns(empty)} no name in the file.")
    if twice:
        notes.append(f"Names that stand twice in the header were made different: {', '.join(twice)}.")
    if any(header != header.strip() for header in headers if header.strip()):
        notes.append("Blanks around column names do not count: names are matched without them.")
    return names, notes


def _columns(names: Sequence[str]) -> str:
    shown = ", ".join(names[:10]) + (" …" if len(names) > 10 else "")
    return f"{'Column' if len(names) == 1 else 'Columns'} {shown} {'has' if len(names) == 1 else 'have'}"


def _free(name: str, taken: set[str], base: str | None = None) -> str:
    number = 2
    while name in taken:
        number += 1
        name = f"{base or name} ({number})" if base else f"{name}_"
    return name
