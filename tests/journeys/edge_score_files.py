"""Files to score that differ from the one the model was trained on, each with what the answer must be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xlsxwriter

from tests.journeys.edge_tables import PICTURE, Build, Cells, customers, of_text, text_of

ROWS = 60
Change = Callable[[Cells], Cells]


@dataclass(frozen=True, kw_only=True)
class EdgeScoreFile:
    """A file to score. `refused` is a part of the message that ends it (exit code 3).

    Else `level` is the verdict, `says` parts of sentences that must stand in the answer, `same` whether every score
    must be that of the plain file, `rows` how many are scored.
    """

    name: str
    build: Build
    refused: str = ""
    level: str = "go"
    says: tuple[str, ...] = ()
    same: bool = False
    rows: int = ROWS
    options: tuple[str, ...] = ()


def trained_on() -> Cells:
    """What the model learned from: `customers`, with a date and a flag."""
    return _with_more(customers(400, 11))


def to_score() -> Cells:
    """More of the same, without the target."""
    cells = _with_more(customers(ROWS, 12))
    del cells["Churn"]
    return cells


def _with_more(cells: Cells) -> Cells:
    random = np.random.default_rng(len(cells["Churn"]))
    days = [(2015 + int(m) // 12, 1 + int(m) % 12, int(d)) for m, d in random.integers(0, 28, (len(cells["Churn"]), 2))]
    target = cells.pop("Churn")
    cells["Joined"] = [f"{year}-{month:02d}-{day + 1:02d}" for year, month, day in days]
    cells["Paperless"] = random.choice(["yes", "no"], len(target)).tolist()
    cells["Churn"] = target
    return cells


def _file(change: Change = lambda cells: cells, delimiter: str = ",", name: str = "new.csv") -> Build:
    return of_text(text_of(change(to_score()), delimiter), name)


def _put(**columns: Callable[[object], object]) -> Change:
    """Cells made anew, column by column."""

    def change(cells: Cells) -> Cells:
        return cells | {name: [make(cell) for cell in cells[name]] for name, make in columns.items()}

    return change


def _named(**names: str) -> Change:
    return lambda cells: {names.get(name, name): column for name, column in cells.items()}


def _without(*names: str) -> Change:
    return lambda cells: {name: column for name, column in cells.items() if name not in names}


def _with(**columns: object) -> Change:
    return lambda cells: cells | {name: [value] * ROWS for name, value in columns.items()}


def _workbook(folder: Path) -> Path:
    path = folder / "new.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Export")
    for position, (name, column) in enumerate(to_score().items()):
        sheet.write_column(0, position, [name, *column])
    book.close()
    return path


def _comma(value: object) -> str:
    return str(value).replace(".", ",")


def _day_first(value: object) -> str:
    year, month, day = str(value).split("-")
    return f"{day}.{month}.{year}"


SCORE_FILES = (
    EdgeScoreFile(name="as-trained", build=_file(), same=True),
    EdgeScoreFile(name="with-the-target", build=_file(_with(Churn="No")), same=True),
    EdgeScoreFile(name="with-a-blank-target", build=_file(_with(Churn="")), same=True),
    EdgeScoreFile(name="extra-columns", build=_file(_with(Colour="red", Note="x, y; z")), same=True),
    EdgeScoreFile(name="columns-in-another-order", build=_file(lambda c: dict(reversed(list(c.items())))), same=True),
    EdgeScoreFile(name="names-in-other-case-and-marks", same=True, build=_file(
        _named(TenureMonths="tenure_months", MonthlyCharge=" MONTHLY CHARGE ", SupportCalls="support-calls"))),
    EdgeScoreFile(name="semicolons", build=_file(delimiter=";"), same=True),
    EdgeScoreFile(name="tabs", build=_file(delimiter="\t", name="new.tsv"), same=True),
    EdgeScoreFile(name="decimal-commas", build=_file(_put(MonthlyCharge=_comma), delimiter=";"), same=True),
    EdgeScoreFile(name="quoted-decimal-commas", build=_file(_put(MonthlyCharge=_comma)), same=True),
    EdgeScoreFile(name="currency-signs", build=_file(_put(MonthlyCharge=lambda v: f"{v} €")), same=True),
    EdgeScoreFile(name="utf-16", build=of_text(text_of(to_score()).encode("utf-16")), same=True),
    EdgeScoreFile(name="a-workbook", build=_workbook, same=True),
    EdgeScoreFile(name="dates-day-first", build=_file(_put(Joined=_day_first)), same=True),
    EdgeScoreFile(name="flags-as-0-and-1", build=_file(_put(Paperless=lambda v: int(v == "yes"))), same=True),
    EdgeScoreFile(name="levels-in-other-case", build=_file(_put(Contract=lambda v: f" {str(v).upper()} ")), same=True),
    EdgeScoreFile(name="one-row", build=_file(lambda c: {n: v[:1] for n, v in c.items()}), rows=1, same=False),
    EdgeScoreFile(name="no-rows", build=_file(lambda c: {n: [] for n in c}), rows=0, level="caution",
                  says=("There are no rows in this file",)),
    EdgeScoreFile(name="empty-file", build=of_text(b""), refused="is empty"),
    EdgeScoreFile(name="nothing-in-common", build=of_text("Fruit,Weight\napple,3\npear,5\n"), rows=2,
                  level="stop", says=("None of the",)),
    EdgeScoreFile(name="a-column-missing", build=_file(_without("TenureMonths")), level="stop",
                  says=("TenureMonths is not in this file",)),
    EdgeScoreFile(name="a-column-renamed", build=_file(_named(TenureMonths="Age of contract")), level="stop",
                  says=("TenureMonths is not in this file",)),
    EdgeScoreFile(name="a-column-blank", build=_file(_put(TenureMonths=lambda _: "")), level="stop",
                  says=("TenureMonths",)),
    EdgeScoreFile(name="text-in-a-number-column", build=_file(_put(TenureMonths=lambda v: f"about {v}")), level="stop",
                  says=("TenureMonths", "no numbers")),
    EdgeScoreFile(name="dates-that-are-none", build=_file(_put(Joined=lambda v: "last week")), level="caution",
                  says=("Joined",)),
    EdgeScoreFile(name="numbers-in-a-category", build=_file(_put(Contract=lambda v: len(str(v)))), level="caution",
                  says=("Contract",)),
    EdgeScoreFile(name="unseen-levels", build=_file(_put(Contract=lambda v: "Ten years" if v == "Monthly" else v)),
                  level="caution", says=("Contract that the model has not met",)),
    EdgeScoreFile(name="infinite-numbers", build=_file(_put(MonthlyCharge=lambda v: "inf")), level="caution",
                  says=("MonthlyCharge",)),
    EdgeScoreFile(name="numbers-of-1e308", build=_file(_put(MonthlyCharge=lambda v: "-1e308")), level="caution",
                  says=("MonthlyCharge",)),
    EdgeScoreFile(name="scores-already-there", build=_file(_with(churn_probability="0.5", churn_rank="7")), same=True,
                  says=("churn_probability of the file was replaced",)),
    EdgeScoreFile(name="two-columns-of-one-name", build=_file(_named(MonthlyCharge="TenureMonths")), level="caution",
                  says=("MonthlyCharge is not in this file",)),
    EdgeScoreFile(name="names-that-differ-by-case", same=True,
                  build=_file(lambda c: c | {"tenuremonths": [999] * ROWS})),
    EdgeScoreFile(name="a-picture", build=of_text(PICTURE), refused="picture"),
    EdgeScoreFile(name="ragged-rows", build=of_text(text_of(to_score()) + "C9,5\n"), rows=ROWS + 1,
                  same=True, says=("1 record was padded",)),
)  # fmt: skip
