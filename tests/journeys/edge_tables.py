"""Tables that other programs stumble over, each with what a training on it must say or why it must be refused."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xlsxwriter

from tracer_engine.samples import write_samples

Cells = dict[str, list[object]]
Build = Callable[[Path], Path]
Make = Callable[[Cells, np.random.Generator], list[object]]


@dataclass(frozen=True, kw_only=True)
class EdgeTable:
    """A table, the options of `tracer train`, and what must come of it.

    `refused` is a part of the message that ends it (exit code 3). Else it trains: `findings` are (code, column) that
    must be among the findings, `left_out` columns that must be excluded, `says` parts of sentences that must stand
    somewhere in the answer, `learns` columns that must be among those learned from, `positives` how many positive rows
    there are, `worth` what the verdict must be. `memory`: megabytes there are to be had.
    """

    name: str
    build: Build
    options: tuple[str, ...] = ()
    refused: str = ""
    findings: tuple[tuple[str, str | None], ...] = ()
    left_out: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    learns: tuple[str, ...] = ()
    positives: int | None = None
    worth: bool | None = None
    memory: int | None = None
    slow: bool = False


def customers(rows: int = 240, seed: int = 1) -> Cells:
    """Customers that leave more often early, without a long contract, and after calls."""
    random = np.random.default_rng(seed)
    tenure = random.integers(1, 72, rows)
    contract = random.choice(["Monthly", "One year", "Two year"], rows)
    calls = random.integers(0, 5, rows)
    charge = (20 + 80 * random.random(rows)).round(2)
    pull = 0.4 - 0.06 * tenure + 1.2 * (contract == "Monthly") + 0.5 * calls - 0.8
    leaves = random.random(rows) < 1 / (1 + np.exp(-pull))
    return {
        "CustomerID": [f"C{i:05d}" for i in range(rows)],
        "TenureMonths": tenure.tolist(),
        "MonthlyCharge": charge.tolist(),
        "Contract": contract.tolist(),
        "SupportCalls": calls.tolist(),
        "Churn": ["Yes" if left else "No" for left in leaves],
    }


def left(cells: Cells) -> list[bool]:
    """Who of `customers` left."""
    return [value == "Yes" for value in cells["Churn"]]


def text_of(cells: Mapping[str, list[object]], delimiter: str = ",") -> str:
    """Columns as the text of a CSV file."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(cells)
    writer.writerows(zip(*cells.values(), strict=True))
    return out.getvalue()


def of_text(text: str | bytes, name: str = "customers.csv") -> Build:
    """A file that holds `text`."""

    def build(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
        return path

    return build


def of_columns(rows: int = 240, seed: int = 1, /, **more: Make) -> Build:
    """`customers` with more columns before the target, or others in the place of theirs."""

    def build(folder: Path) -> Path:
        cells = customers(rows, seed)
        made = {name: make(cells, np.random.default_rng(seed + 99)) for name, make in more.items()}
        target = cells.pop("Churn")
        cells |= {name: column for name, column in made.items() if name != "Churn"}
        cells["Churn"] = made.get("Churn", target)
        return of_text(text_of(cells))(folder)

    return build


def renamed(**names: str) -> Build:
    """`customers` with other column names."""

    def build(folder: Path) -> Path:
        cells = customers()
        header = [names.get(name, name) for name in cells]
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows(zip(*cells.values(), strict=True))
        return of_text(out.getvalue())(folder)

    return build


def _each(value: Callable[[bool, int], object]) -> Make:
    """A column made of whether a row left, and of its number."""
    return lambda cells, _: [value(gone, i) for i, gone in enumerate(left(cells))]


def _random_target_four_times(folder: Path) -> Path:
    random = np.random.default_rng(7)
    rows = [[f"{random.normal():.4f}" for _ in range(6)] + [random.choice(["Yes", "No"])] for _ in range(120)]
    lines = [",".join([*(f"measure_{i}" for i in range(6)), "Churn"])] + [",".join(row) for row in rows * 4]
    return of_text("\n".join(lines) + "\n")(folder)


def _wide(folder: Path) -> Path:
    random = np.random.default_rng(3)
    values = random.normal(size=(300, 3000)).round(3)
    leaves = random.random(300) < 1 / (1 + np.exp(0.8 - 1.5 * values[:, 0] - values[:, 1] + values[:, 2]))
    cells: Cells = {"CustomerID": [f"C{i:05d}" for i in range(300)]}
    cells |= {f"measure_{i}": values[:, i].tolist() for i in range(3000)}
    cells["Churn"] = ["Yes" if gone else "No" for gone in leaves]
    return of_text(text_of(cells))(folder)


def _many_levels(folder: Path) -> Path:
    random = np.random.default_rng(4)
    cells: Cells = customers(24_000)
    cells["City"] = [f"Town {i}" for i in random.integers(0, 33_000, 24_000)]
    del cells["MonthlyCharge"], cells["CustomerID"]
    cells["Churn"] = cells.pop("Churn")
    return of_text(text_of(cells))(folder)


def _workbook_bomb(folder: Path) -> Path:
    """A sound workbook of two megabytes that unpacks to 256."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made)
    book.add_worksheet("Export").write_row(0, 0, ["CustomerID", "Tenure", "Churn"])
    book.close()
    path = folder / "customers.xlsx"
    row = b'<row><c t="inlineStr"><is><t>C1</t></is></c><c><v>5</v></c><c t="inlineStr"><is><t>Yes</t></is></c></row>'
    piece = row * ((1 << 20) // len(row))
    with zipfile.ZipFile(made) as sound, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bomb:
        for entry in sound.infolist():
            start, mark, end = sound.read(entry).partition(b"</sheetData>")
            with bomb.open(entry.filename, "w") as part:
                part.write(start)
                for _ in range(256 if mark else 0):
                    part.write(piece)
                part.write(mark + end)
    return path


def _ragged(folder: Path) -> Path:
    lines = text_of(customers()).splitlines()
    lines[20] += ",surplus,surplus"
    lines[31] = ",".join(lines[31].split(",")[:4])
    return of_text("\n".join(lines) + "\n")(folder)


def _broken_row(folder: Path) -> Path:
    """One row has a comma too many, so that its cells have moved and a number stands in the target."""
    lines = text_of(customers()).splitlines()
    cells = lines[50].split(",")
    lines[50] = ",".join([cells[0], "Smith", *cells[1:-1]])
    return of_text("\n".join(lines) + "\n")(folder)


def _sample(name: str) -> Build:
    def build(folder: Path) -> Path:
        return next(path for path in write_samples(folder, rows=300).values() if path.name == name)

    return build


def _dates_of_several_orders(cells: Cells, random: np.random.Generator) -> list[object]:
    days = random.integers(1, 29, len(cells["Churn"]))
    months = random.integers(1, 13, len(cells["Churn"]))
    forms = ("{d:02d}/{m:02d}/2023", "{m:02d}/{d:02d}/2023", "2023-{m:02d}-{d:02d}")
    return [forms[i % 3].format(d=d, m=m) for i, (d, m) in enumerate(zip(days, months, strict=True))]


def _usage(wild: Sequence[str], every: int) -> Make:
    """Numbers, but in every so-and-so-manieth row one of `wild` in turn."""

    def make(cells: Cells, random: np.random.Generator) -> list[object]:
        rows = range(len(cells["Churn"]))
        return [wild[i // every % len(wild)] if i % every == 0 else f"{random.normal():.3f}" for i in rows]

    return make


def _notes() -> str:
    """A table of texts only."""
    places = ("line", "bill", "shop")
    return text_of({
        "Note": [f"customer {i} said that the {places[i % 3]} was fine on day {i * 7}" for i in range(240)],
        "Segment": [("A", "B")[i % 2] for i in range(240)],
        "Churn": customers()["Churn"],
    })  # fmt: skip


def _only(*names: str, rows: int = 240) -> str:
    cells = customers(rows)
    return text_of({name: cells[name] for name in names})


def _with_target(values: list[str]) -> Build:
    """`customers` whose target holds `values`, over and over."""
    return of_columns(Churn=lambda cells, _: [values[i % len(values)] for i in range(len(cells["Churn"]))])


LONG = "the monthly charge " * 15 + "of the customer"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20

REFUSED = (
    EdgeTable(name="empty", build=of_text(b""), refused="is empty"),
    EdgeTable(name="only-line-ends", build=of_text(b"\n\n\r\n\n"), refused="empty"),
    EdgeTable(name="header-only", build=of_text("CustomerID,Tenure,Churn\n"), refused="has a header, but no rows"),
    EdgeTable(name="one-column", build=of_text(_only("Churn")), refused="is the only column"),
    EdgeTable(name="id-and-target-only", build=of_text(_only("CustomerID", "Churn")),
              refused="CustomerID: It identifies the customer"),
    EdgeTable(name="only-constant-and-empty-columns", build=of_text("Country,Empty,Churn\n" + "D,,Yes\nD,,No\n" * 60),
              refused="Country: It is the same in all 120 rows"),
    EdgeTable(name="20-rows-9-positives", build=of_text(text_of(customers(20, 5))), refused="At least 10"),
    EdgeTable(name="5-positives", build=of_columns(Churn=_each(lambda _, i: "Yes" if i % 48 == 0 else "No")),
              refused="Only 5 of 240 rows"),
    EdgeTable(name="one-class-target", build=_with_target(["No"]), refused="nothing to tell apart"),
    EdgeTable(name="blank-target", build=_with_target([""]), refused="blank in every row"),
    EdgeTable(name="all-rows-the-same", build=of_text("Tenure,Plan,Churn\n" + "5,Gold,Yes\n" * 200),
              refused="nothing to tell apart"),
    EdgeTable(name="all-columns-excluded", build=of_text(_only("TenureMonths", "Contract", "Churn")),
              options=("--exclude", "TenureMonths", "--exclude", "Contract"), refused="TenureMonths: You left it out"),
    EdgeTable(name="target-is-id-too", build=of_columns(), options=("--target", "Churn", "--id", "Churn"),
              refused="cannot be what tells the rows apart, too"),
    EdgeTable(name="target-is-excluded-too", build=of_columns(), options=("--target", "Churn", "--exclude", "Churn"),
              refused="cannot be left out, too"),
    EdgeTable(name="kept-and-excluded", build=of_columns(), options=("--keep", "Contract", "--exclude", "Contract"),
              refused="cannot be left out and be kept"),
    EdgeTable(name="no-such-column", build=of_columns(), options=("--keep", "Tenure"), refused="no column 'Tenure'"),
    EdgeTable(name="positive-never-there", build=of_columns(), options=("--positive", "Gone"),
              refused="never is 'Gone'"),
    EdgeTable(name="target-of-many-values", build=of_columns(), options=("--target", "CustomerID"),
              refused="not clear which value"),
    EdgeTable(name="no-outcome-column", build=of_text(_only("CustomerID", "TenureMonths", "MonthlyCharge")),
              refused="looks like an outcome"),
    EdgeTable(name="one-household", build=of_columns(Household=_each(lambda *_: "H1")),
              options=("--group", "Household"), refused="same group"),
    EdgeTable(name="household-is-outcome", build=of_columns(Household=_each(lambda gone, _: f"H{int(gone)}")),
              options=("--group", "Household"), refused="same group"),
    EdgeTable(name="a-picture", build=of_text(PICTURE), refused="is a picture"),
    EdgeTable(name="a-web-page", build=of_text("<!DOCTYPE html>\n<html><body><p>Sign in</p></body></html>\n"),
              refused="customers.csv"),
    EdgeTable(name="only-zero-bytes", build=of_text(bytes(5000)), refused="binary data"),
    EdgeTable(name="zero-bytes-in-cells", build=of_columns(Plan=_each(lambda *_: "Go\x00ld")), refused="binary data"),
    EdgeTable(name="workbook-that-swells", build=_workbook_bomb, memory=900, refused="too large to be read here"),
    EdgeTable(name="more-than-memory", memory=10, refused="Training on 240 rows and 304 columns",
              build=of_columns(**{f"m{i}": _usage(("1",), 241) for i in range(300)})),
)  # fmt: skip

_ID = ("CustomerID",)
TRAINED = (
    EdgeTable(name="20-rows-10-positives", build=of_text("Plan,Calls,Churn\n" + "Gold,1,Yes\nSilver,2,No\n" * 10),
              options=("--keep", "Plan", "--keep", "Calls"), says=("You kept it",),
              findings=(("too-few-outcomes", "Churn"), ("leak", "Plan"), ("leak", "Calls"))),
    EdgeTable(name="24-honest-rows", positives=11, worth=False, findings=(("too-few-outcomes", "Churn"),),
              build=of_columns(24, 5, Churn=_each(lambda _, i: "Yes" if i * 7 % 24 < 11 else "No"))),
    EdgeTable(name="some-targets-blank", findings=(("blank-target", "Churn"),), says=("60 rows have no target",),
              build=of_columns(Churn=_each(lambda gone, i: "" if i % 4 == 0 else "Yes" if gone else "No"))),
    EdgeTable(name="three-spellings-of-two-classes", positives=60, findings=(("spellings", "Churn"),), build=of_columns(
        Churn=_each(lambda gone, i: ("Yes", "yes ", "YES")[i % 3] if gone else ("No", "no")[i % 2]))),
    EdgeTable(name="true-in-two-spellings", positives=60, findings=(("spellings", "Churn"),), build=of_columns(
        Churn=_each(lambda gone, i: ("TRUE", "true")[i % 2] if gone else ("FALSE", "False")[i % 2]))),
    EdgeTable(name="1.0-beside-1", positives=60, left_out=_ID, build=of_columns(
        Churn=_each(lambda gone, i: ("1", "1.0")[i % 2] if gone else ("0", "0.0")[i % 2]))),
    EdgeTable(name="y-beside-yes", positives=45, findings=(("target-spellings", "Churn"),), build=of_columns(
        Churn=_each(lambda gone, i: ("Yes", "Y")[i % 5 == 0] if gone else "No"))),
    EdgeTable(name="third-value-of-a-broken-row", build=_broken_row, positives=60, says=("rare",),
              findings=(("target-values", "Churn"), ("spoiled-cells", "TenureMonths"))),
    EdgeTable(name="three-outcomes", positives=60, findings=(("target-values", "Churn"),), build=of_columns(
        Churn=_each(lambda gone, i: "Churned" if gone else ("Stayed", "Joined")[i % 5 == 0]))),
    EdgeTable(name="missing-and-constant-columns", left_out=("Nothing", "Country", "NotKnown"),
              findings=(("empty-column", "Nothing"), ("constant", "Country"), ("empty-column", "NotKnown")),
              build=of_columns(Nothing=_each(lambda *_: ""), Country=_each(lambda *_: "DE"),
                               NotKnown=_each(lambda *_: "N/A"))),
    EdgeTable(name="duplicate-names", build=renamed(MonthlyCharge="TenureMonths"), says=("made different",),
              learns=("TenureMonths", "TenureMonths (2)")),
    EdgeTable(name="empty-names", build=renamed(MonthlyCharge="", SupportCalls="  "), says=("have no name",),
              learns=("column_3", "column_5")),
    EdgeTable(name="names-that-differ-by-case", build=renamed(MonthlyCharge="tenuremonths"), left_out=_ID,
              learns=("TenureMonths", "tenuremonths")),
    EdgeTable(name="emoji-names", build=renamed(MonthlyCharge="💶 charge 🧾", Contract="📄"), left_out=_ID,
              learns=("💶 charge 🧾", "📄")),
    EdgeTable(name="brackets-and-quotes", left_out=_ID, build=renamed(
        MonthlyCharge='["charge"]', Contract="{contract:'<b>'}", SupportCalls="calls, [n] \\ %s {0}"),
        learns=('["charge"]', "{contract:'<b>'}", "calls, [n] \\ %s {0}")),
    EdgeTable(name="right-to-left-names", left_out=_ID, build=renamed(
        MonthlyCharge="التكلفة الشهرية", Contract="חוזה", SupportCalls="\u202ecalls"),
        learns=("التكلفة الشهرية", "חוזה", "\u202ecalls")),
    EdgeTable(name="300-character-names", build=renamed(MonthlyCharge=LONG, Contract=LONG + "s"), left_out=_ID,
              learns=(LONG, LONG + "s")),
    EdgeTable(name="device-and-path-names", left_out=_ID, learns=("CON", "NUL", "../../etc/passwd"),
              build=renamed(MonthlyCharge="CON", Contract="NUL", SupportCalls="../../etc/passwd")),
    EdgeTable(name="line-end-in-a-name", left_out=_ID, build=renamed(MonthlyCharge="Monthly\ncharge")),
    EdgeTable(name="formula-names", left_out=_ID, learns=("=1+1", "@SUM(A1)"),
              build=renamed(MonthlyCharge="=1+1", Contract="@SUM(A1)")),
    EdgeTable(name="no-header", build=of_text(text_of(customers()).split("\n", 1)[1]), options=("--header-rows", "0"),
              says=("has no header",), learns=("column_2", "column_3", "column_4", "column_5")),
    EdgeTable(name="3000-columns-300-rows", build=_wide, left_out=_ID, slow=True,
              learns=("measure_0", "measure_2999")),
    EdgeTable(name="18000-levels", build=_many_levels, left_out=("City",)),
    EdgeTable(name="infinities", findings=(("spoiled-cells", "Usage"),), learns=("Usage",),
              build=of_columns(Usage=_usage(("inf", "-inf", "Infinity", "nan"), 9))),
    EdgeTable(name="1e308", findings=(("outliers", "Usage"),), learns=("Usage",),
              build=of_columns(Usage=_usage(("1e308", "-1e308", "1.7e308"), 9))),
    EdgeTable(name="a-few-1e308", findings=(("outliers", "Usage"),), learns=("Usage",),
              build=of_columns(Usage=_usage(("1e308", "-1e308"), 120))),
    EdgeTable(name="1e309-and-1e-320", findings=(("spoiled-cells", "Usage"),), learns=("Usage",),
              build=of_columns(Usage=_usage(("1e309", "1e-320"), 60))),
    EdgeTable(name="numbers-and-text", findings=(("spoiled-cells", "Usage"),), learns=("Usage",),
              build=of_columns(Usage=_usage(("many", "no idea"), 60))),
    EdgeTable(name="half-numbers-half-text", left_out=_ID, learns=("Usage",),
              build=of_columns(Usage=_each(lambda _, i: "many" if i % 2 else i % 9))),
    EdgeTable(name="random-target-every-row-four-times", build=_random_target_four_times,
              findings=(("duplicate-rows", None),), says=("Copies are kept together",), worth=False),
    EdgeTable(name="every-customer-12-times", build=of_columns(CustomerID=_each(lambda _, i: f"C{i // 12:03d}")),
              options=("--id", "CustomerID"), findings=(("repeated-ids", "CustomerID"),)),
    EdgeTable(name="near-copy-of-the-target", findings=(("leak", "Verdict"),), left_out=("Verdict",), build=of_columns(
        Verdict=_each(lambda gone, i: "gone" if gone != (i % 97 == 5) else "here"))),
    EdgeTable(name="filled-after-the-outcome", findings=(("leak", "ExitNote"),), left_out=("ExitNote",),
              build=of_columns(ExitNote=_each(lambda gone, i: ("too dear", "moved")[i % 2] if gone else ""))),
    EdgeTable(name="a-leak-that-is-kept", findings=(("leak", "Verdict"),), says=("You kept it",), learns=("Verdict",),
              options=("--keep", "Verdict"),
              build=of_columns(Verdict=_each(lambda gone, _: "gone" if gone else "here"))),
    EdgeTable(name="four-leaks-at-once", build=_sample("customers_leaky.csv"),
              left_out=("CancelReason", "CancelDate", "FinalBill")),
    EdgeTable(name="scores-of-an-earlier-month", left_out=("churn_probability", "churn_risk", "churn_rank"),
              build=of_columns(churn_probability=_usage(("0.5",), 1), churn_risk=_each(lambda *_: "low"),
                               churn_rank=_each(lambda _, i: i + 1))),
    EdgeTable(name="only-text-columns", build=of_text(_notes()), left_out=("Note",), worth=False),
    EdgeTable(name="dates-of-several-orders", build=of_columns(Joined=_dates_of_several_orders), says=("Joined",)),
    EdgeTable(name="numbers-of-21-digits", left_out=("Iban",),
              build=of_columns(Iban=_each(lambda _, i: f"{10**17 + i * 7919}{i:03d}"))),
    EdgeTable(name="a-cell-of-1-MB", left_out=_ID,
              build=of_columns(Note=_each(lambda _, i: "word " * 200_000 if i == 9 else "short"))),
    EdgeTable(name="ragged-rows", build=_ragged, says=("padded", "set aside")),
    EdgeTable(name="utf-16-with-semicolons", says=("utf-16",),
              build=of_text(text_of(customers(), ";").encode("utf-16"), "kunden.txt")),
    EdgeTable(name="latin-1", says=("cp1252",),
              build=of_text(text_of(customers()).replace("Monthly", "Müller").encode("latin-1"))),
    EdgeTable(name="text-called-a-workbook", build=of_text(text_of(customers()), "customers.xlsx"), left_out=_ID),
    EdgeTable(name="a-careless-export", build=_sample("customers_dirty.csv"), says=("padded", "rejoined"),
              findings=(("spellings", "Contract"), ("duplicate-rows", None))),
)  # fmt: skip
