"""The sample files: an ordinary export, next month's, a dirty one, and one that knows the answer."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from tracer_engine.durable_files import storage_error, write_durably
from tracer_engine.samples.customers import Floats, sample_customers
from tracer_engine.samples.drawn import sample_columns, sample_target
from tracer_engine.types.blueprint import Blueprint

Columns = Mapping[str, Sequence[str]]

CANCEL_REASONS = (
    "Better offer elsewhere",
    "Price too high",
    "Moved away",
    "Unhappy with support",
    "Too many outages",
    "Not known",
)
EXPORTED_ON = datetime.date(2026, 6, 30)


def write_samples(folder: Path, *, seed: int = 1, rows: int = 5000) -> dict[str, Path]:
    """Writes the four sample files into `folder` (made if need be) and returns their paths by file stem.

    `customers` has `rows` customers with Churn, `customers_next_month` two fifths as many without it, and
    `customers_dirty` and `customers_leaky` are the customers of the first file again. The bytes depend on `seed` and
    `rows` only. Raises StorageError where the folder cannot be written to.
    """
    columns, _ = sample_customers(seed, rows)
    later, _ = sample_customers(seed, max(1, rows * 2 // 5), month=1)
    del later["Churn"]
    texts = {
        "customers": _csv_text(columns),
        "customers_next_month": _csv_text(later),
        "customers_dirty": dirty_text(columns, seed),
        "customers_leaky": _csv_text(leaky_columns(columns, seed)),
    }
    return _write(folder, texts)


def write_blueprint_samples(folder: Path, record: Blueprint, *, seed: int = 1, rows: int = 5000) -> dict[str, Path]:
    """Writes sample data of `record` into `folder` (made if need be) and returns the paths by file stem.

    The first file is named after whom the question is about and holds the target, the other one,
    `…_next_month`, two fifths as many rows without it. Raises StorageError where the folder cannot be written to.
    """
    stem = "_".join(record.wording.entities.lower().split())
    later = sample_columns(record, seed, max(1, rows * 2 // 5), month=1)
    del later[sample_target(record)]
    return _write(folder, {stem: _csv_text(sample_columns(record, seed, rows)), f"{stem}_next_month": _csv_text(later)})


def _write(folder: Path, texts: Mapping[str, str]) -> dict[str, Path]:
    """Writes each text to a CSV file of that stem."""
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise storage_error(error, folder, "make") from error
    paths = {stem: folder / f"{stem}.csv" for stem in texts}
    for stem, text in texts.items():
        write_durably(paths[stem], text)
    return paths


def _csv_text(columns: Columns) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return text.getvalue()


def leaky_columns(columns: Columns, seed: int) -> dict[str, list[str]]:
    """The same customers with three columns that were written down after they had left, put before Churn.

    CancelReason and CancelDate are filled in for leavers only; FinalBill is 0.00 for everybody else.
    """
    random = np.random.Generator(np.random.PCG64([seed, 101]))
    leaky: dict[str, list[str]] = {name: list(cells) for name, cells in columns.items() if name != "Churn"}
    reasons, dates, bills = [], [], []
    for churn, charge in zip(columns["Churn"], columns["MonthlyCharge"], strict=True):
        reason, day, part = random.random(3)
        if churn == "Yes":
            reasons.append(CANCEL_REASONS[int(reason * len(CANCEL_REASONS))])
            dates.append((EXPORTED_ON - datetime.timedelta(days=int(day * 90))).isoformat())
            bills.append(f"{float(charge) * (0.2 + 1.3 * part):.2f}")
        else:
            reasons.append("")
            dates.append("")
            bills.append("0.00")
    return leaky | {"CancelReason": reasons, "CancelDate": dates, "FinalBill": bills, "Churn": list(columns["Churn"])}


def dirty_text(columns: Columns, seed: int) -> str:
    """The same customers as a careless export: what a German Excel and three departments make of it.

    A BOM, semicolons and decimal commas, CRLF, padded column names, several spellings of Yes and No, "?" for a value
    nobody knew, repeated rows, a few rows with too few or too many cells, and a blank line at the end.
    """
    random = np.random.Generator(np.random.PCG64([seed, 202]))
    names = list(columns)
    rows = [list(row) for row in zip(*columns.values(), strict=True)]
    for row in rows:
        _soil_cells(row, names, random.random(4))
    repeated = [list(rows[int(at)]) for at in np.sort(random.random(max(1, len(rows) // 125)) * len(rows))]
    for row in repeated:
        rows.insert(int(random.random() * len(rows)), row)
    for count, at in enumerate(np.floor(random.random(max(2, len(rows) // 600)) * len(rows)).astype(int)):
        # By turns a comment that was never quoted, and a line that was cut off.
        rows[at] = [*rows[at], "called; no answer"] if count % 2 == 0 else rows[at][:-3]
    padded = {"MonthlyCharge": " MonthlyCharge ", "Contract": "Contract ", "Region": " Region"}
    lines = [";".join(padded.get(name, name) for name in names)]
    lines += [";".join(row) for row in rows]
    return "\ufeff" + "\r\n".join(lines) + "\r\n\r\n"


def _soil_cells(row: list[str], names: list[str], draws: Floats) -> None:
    """Rewrites the cells of one row in place; `draws` are four numbers of [0, 1)."""
    for name in ("MonthlyCharge", "TotalCharges", "DataUsageGB"):
        at = names.index(name)
        row[at] = row[at].replace(".", ",")
    if draws[0] < 0.02:
        row[names.index("Age")] = "?"
    if draws[1] < 0.01:
        row[names.index("PaymentMethod")] = "?"
    churn = names.index("Churn")
    if draws[2] < 0.12:
        row[churn] = row[churn].lower()
    elif draws[2] < 0.16:
        row[churn] = row[churn].upper()
    elif draws[2] < 0.18:
        row[churn] += " "
    contract = names.index("Contract")
    if draws[3] < 0.05:
        row[contract] = row[contract].lower()
    elif draws[3] < 0.07:
        row[contract] = row[contract].upper()
