"""What each column is, decided over all its rows: number, flag, category, date, text, id or constant."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from tracer_engine.errors import InputError
from tracer_engine.ingest.flags import FLAG_PAIRS
from tracer_engine.ingest.values import to_days, to_numbers
from tracer_engine.types.table import Column, Kind

# Never a value, in whatever column they stand.
ALWAYS_MISSING = (
    "?", "N/A", "#N/A", "n/a", "NaN", "nan", "NaT", "null", "NULL", "Null", "(null)", "<NA>", "<null>", r"\N",
    "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/V", "#NV",
)  # fmt: skip
# Missing where they cannot be a value: among numbers and dates. In a category "None" is a level like any other.
MISSING_AMONG_VALUES = (
    "NA", "na", "Na", "None", "none", "NONE", "-", "--", "---", "–", "—", ".", "..", "*", "x", "nil", "Nil",
    "n.a.", "N.A.", "n/d", "N/D", "unknown", "Unknown", "UNKNOWN", "missing", "Missing", "MISSING", "not available",
    "Not available", "Not Available", "undefined", "#", "inf", "-inf", "Inf", "-Inf",
)  # fmt: skip
_ID_WORDS = frozenset(
    (
        "id", "ids", "uid", "uuid", "guid", "key", "code", "no", "nr", "num", "number", "phone", "telephone", "mobile",
        "msisdn", "imei", "imsi", "iban", "ssn", "email", "mail", "account", "acct", "customer", "client",
        "subscriber", "reference", "ref", "rownumber", "rownum", "row", "index", "idx", "serial", "unnamed",
    )
)  # fmt: skip
_DAY_FIRST = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%d-%m-%y", "%d.%m.%y")
_MONTH_FIRST = ("%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y", "%m/%d/%y", "%m-%d-%y", "%m.%d.%y")
_NAMED_MONTHS = (
    "%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%d %b %y", "%d/%b/%Y", "%b %d, %Y", "%b %d %Y", "%B %d, %Y", "%B %d %Y",
    "%d %B %Y", "%d. %B %Y", "%b-%Y", "%b %Y", "%B %Y", "%b-%y",
)  # fmt: skip
_YEAR_FIRST = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y-%m", "%Y/%m")
DATE_FORMATS = _YEAR_FIRST + _DAY_FIRST + _MONTH_FIRST + _NAMED_MONTHS
_TOLD_DATES = "%Y%m%d"
_DATE_BEGINS = r"^\s*(?:\d{1,4}\s*[-/.]\s*\d|\d{1,2}\.?\s*[-/ ]?\s*[A-Za-z]{3}|[A-Za-z]{3,9}\.?[-\s])"

NUMBER_SHARE = 0.95
ID_SHARE = 0.995
SPOILER_EXAMPLES = 5
_PROBE = 2000


@dataclass(frozen=True, kw_only=True)
class DecimalEvidence:
    """Cells that show the decimal mark beyond doubt, and cells that can be read either way ("1,234").

    `either_comma` counts those of the latter that have a comma.
    """

    point: int
    comma: int
    either: int
    either_comma: int = 0


def count_cells(cells: pl.Series) -> pl.DataFrame:
    """The distinct texts of a column (`cell`) and how often each occurs (`n`)."""
    return cells.rename("cell").to_frame().group_by("cell").len("n")


def decimal_evidence(counts: pl.DataFrame) -> DecimalEvidence:
    """Count the cells that need a point, a comma, or fit both as decimal mark; takes what `count_cells` gives."""
    counts = counts.filter(pl.col("cell").str.contains(r"\d[.,]\d|^\s*[.,]\d"))
    if counts.is_empty():
        return DecimalEvidence(point=0, comma=0, either=0)
    text = pl.col("cell").str.strip_chars()
    trimmed = text.str.replace(r"^[^\d.,]*", "").str.replace(r"[^\d.,]*$", "")
    grouped = r"[ \u00a0\u202f'’]"
    row = counts.select(
        point=trimmed.str.contains(rf"^(?:\d|{grouped})*(?:\d,\d{{3}})*\.(?:\d{{1,2}}|\d{{4,}})$|^0?\.\d+$|^\d{{4,}}\.\d+$|^\d{{1,3}}(?:,\d{{3}})+\.\d+$").dot(pl.col("n")),
        comma=trimmed.str.contains(rf"^(?:\d|{grouped})*(?:\d\.\d{{3}})*,(?:\d{{1,2}}|\d{{4,}})$|^0?,\d+$|^\d{{4,}},\d+$|^\d{{1,3}}(?:\.\d{{3}})+,\d+$").dot(pl.col("n")),
        either=trimmed.str.contains(r"^[1-9]\d{0,2}[.,]\d{3}$").dot(pl.col("n")),
        either_comma=trimmed.str.contains(r"^[1-9]\d{0,2},\d{3}$").dot(pl.col("n")),
    )  # fmt: skip
    point, comma, either, either_comma = (int(n or 0) for n in row.row(0))
    return DecimalEvidence(point=point, comma=comma, either=either, either_comma=either_comma)


def decimal_of(evidence: DecimalEvidence, otherwise: str) -> str:
    """The decimal mark a column shows, or `otherwise` where it shows none."""
    if evidence.comma != evidence.point:
        return "," if evidence.comma > evidence.point else "."
    return otherwise


@dataclass(frozen=True, kw_only=True)
class CellRules:
    """How the cells of a column are to be taken: the decimal mark of numbers, and what the user told.

    `missing` are the only texts besides blank ones that are read as missing (None: the usual ones). `dates` says which
    part of a date stands first ("day", "month"), `date_format` is tried before all others.
    """

    decimal: str = "."
    missing: tuple[str, ...] | None = None
    dates: str | None = None
    date_format: str | None = None

    def always_missing(self, stripped: pl.Series) -> tuple[pl.Series, tuple[str, ...]]:
        """Which texts are never a value, and the tokens that say so."""
        found = stripped.is_in(list(ALWAYS_MISSING if self.missing is None else self.missing))
        return found, self.missing or tuple(sorted(stripped.filter(found).unique().to_list()))

    def missing_among_values(self, cells: pl.Series) -> pl.Series:
        """Which texts are missing where they stand among numbers and dates."""
        return cells.str.strip_chars().is_in(list(MISSING_AMONG_VALUES if self.missing is None else ()))


def describe_column(
    name: str, header: str, counts: pl.DataFrame, *, position: int, rules: CellRules, distinct: int | None = None
) -> Column:
    """What the column is, from its cells as `count_cells` gives them.

    `distinct` is how many different values there are where `counts` holds only a sample of them.
    """
    rows = int(counts["n"].sum())
    decimal = rules.decimal
    stripped = counts["cell"].str.strip_chars()
    hard, tokens = rules.always_missing(stripped)
    blank = stripped == ""
    present = counts.filter(~blank & ~hard)
    missing = int(counts.filter(blank | hard)["n"].sum())

    def column(kind: Kind, found: pl.DataFrame = present, **fields: object) -> Column:
        absent = rows - int(found["n"].sum())
        different = found.height if distinct is None else distinct
        return Column(name=name, header=header, kind=kind, decimal=decimal, missing=absent, distinct=different,
                      **({"missing_tokens": tokens} | fields))  # type: ignore[arg-type]  # fmt: skip

    if present.is_empty() or (present.height == 1 and missing == 0):
        return column("constant")
    soft = rules.missing_among_values(present["cell"])
    values, soft_tokens = present.filter(~soft), tuple(sorted(present["cell"].str.strip_chars().filter(soft).unique()))
    all_tokens = tuple(sorted({*tokens, *soft_tokens}))
    if _is_flag(values) and set(soft_tokens) <= {"NA", "na", "-", "."}:
        return column("flag", values, missing_tokens=all_tokens)
    if values.is_empty():
        return column("category")
    numbers = to_numbers(values["cell"], decimal=decimal)
    parsed = numbers.is_not_null()
    if _share(values, parsed) >= NUMBER_SHARE and not _is_code(values):
        kind = _number_kind(name, values, numbers, position, rows, distinct)
        return column(kind, values.filter(parsed) if kind == "number" else values, missing_tokens=all_tokens,
                      **(_spoilers(values, parsed) if kind == "number" else {}))  # fmt: skip
    if date_format := find_date_format(values, rules=rules):
        dated = to_days(values["cell"], date_format=date_format).is_not_null()
        return column("date", values.filter(dated), date_format=date_format, missing_tokens=all_tokens,
                      **_spoilers(values, dated))  # fmt: skip
    return column(_text_kind(present, distinct))


def describe_as(kind: Kind, name: str, header: str, counts: pl.DataFrame, *, rules: CellRules) -> Column:
    """The column as of a kind that the user told; `counts` as `count_cells` gives them.

    Raises InputError where no cell fits the kind.
    """
    rows = int(counts["n"].sum())
    stripped = counts["cell"].str.strip_chars()
    hard, tokens = rules.always_missing(stripped)
    present = counts.filter((stripped != "") & ~hard)
    date_format = None
    told: dict[str, object] = {"missing_tokens": tokens}
    if kind in ("number", "date"):
        soft = rules.missing_among_values(present["cell"])
        told["missing_tokens"] = tuple(sorted({*tokens, *present["cell"].str.strip_chars().filter(soft).unique()}))
        values = present.filter(~soft)
        if kind == "date":
            date_format = find_date_format(values, least=0.0, rules=rules)
            found = to_days(values["cell"], date_format=date_format).is_not_null()
        else:
            found = to_numbers(values["cell"], decimal=rules.decimal).is_not_null()
        if not found.any():
            raise _unfit(name, kind, values["cell"].head(1).to_list())
        told |= _spoilers(values, found)
        present = values.filter(found)
    elif kind == "flag":
        present, soft_tokens = _two_values(name, present, rules)
        told["missing_tokens"] = tuple(sorted({*tokens, *soft_tokens}))
    elif kind == "constant" and (present.height > 1 or (present.height and rows > int(present["n"].sum()))):
        raise InputError(
            f"The column {name!r} is not constant: not all of its cells are the same.",
            remedy="Leave it out of the training instead.",
        )
    return Column(
        name=name,
        header=header,
        kind=kind,
        decimal=rules.decimal,
        date_format=date_format,
        missing=rows - int(present["n"].sum()),
        distinct=present.height,
        **told,  # type: ignore[arg-type]
    )


def _two_values(name: str, present: pl.DataFrame, rules: CellRules) -> tuple[pl.DataFrame, list[str]]:
    """The cells of a column that was told to be a flag, without those that say "not known"; and what says so."""
    plain = present["cell"].str.strip_chars()
    soft = rules.missing_among_values(plain)
    if plain.str.to_lowercase().n_unique() == 2:
        return present, []
    values = present.filter(~soft)
    different = values["cell"].str.strip_chars().str.to_lowercase().n_unique()
    if different != 2:
        raise InputError(
            f"The column {name!r} cannot be a flag: it has {different:,} different "
            f"{'value' if different == 1 else 'values'}, and a flag has two.",
            remedy="Tell it as a category, or leave it to Tracer.",
        )
    return values, plain.filter(soft).unique().to_list()


def _unfit(name: str, kind: Kind, examples: list[str]) -> InputError:
    shown = f"; {examples[0]!r} is none" if examples else ""
    return InputError(
        f"The column {name!r} cannot be read as a {kind}: no cell of it is one{shown}.",
        remedy="Tell another kind, or leave it to Tracer.",
    )


def _share(values: pl.DataFrame, found: pl.Series) -> float:
    """Share of the cells (not of the distinct texts) for which `found` holds."""
    return float(values.filter(found)["n"].sum()) / float(values["n"].sum())


def _spoilers(values: pl.DataFrame, found: pl.Series) -> dict[str, object]:
    spoilt = values.filter(~found).sort("n", "cell", descending=[True, False])
    return {"spoiled": int(spoilt["n"].sum()), "spoilers": tuple(spoilt["cell"].head(SPOILER_EXAMPLES))}


def _is_flag(values: pl.DataFrame) -> bool:
    if not 2 <= values.height <= 8:
        return False
    words = frozenset(text.strip().casefold() for text in values["cell"])
    return words in FLAG_PAIRS


def _is_code(values: pl.DataFrame) -> bool:
    """Digits that are names rather than quantities: leading zeros ("00501"), or too long for a number (16 and more)."""
    text = pl.col("cell").str.strip_chars()
    leading = values.select(pl.col("n").filter(text.str.contains(r"^0\d+$")).sum()).item()
    long = values.select(pl.col("n").filter(text.str.contains(r"^[+-]?\d{16,}$")).sum()).item()
    return int(leading) + int(long) > 0.01 * float(values["n"].sum())


def _number_kind(
    name: str, values: pl.DataFrame, numbers: pl.Series, position: int, rows: int, distinct: int | None
) -> Kind:
    """A number, or the number of something: all different, whole, and first, counting up, or named like one."""
    known = numbers.drop_nulls()
    different = values.height if distinct is None else distinct
    if rows < 20 or different < ID_SHARE * rows or not bool(((known % 1) == 0).all()):
        return "number"
    if values["cell"].str.contains(".", literal=True).any():
        return "number"
    low, high = float(known.min() or 0), float(known.max() or 0)  # type: ignore[arg-type]
    counting = high - low < 1.02 * rows and low in (0.0, 1.0)
    return "id" if position == 0 or counting or id_like_name(name) else "number"


def id_like_name(name: str) -> bool:
    """Whether a column's name says that it numbers or names things ("Customer ID", "acctNo", "#")."""
    if name.strip() == "#":
        return True
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)
    return any(word.casefold() in _ID_WORDS for word in words) or bool(re.search(r"(?i)(id|uuid|guid)$", name.strip()))


def _text_kind(present: pl.DataFrame, distinct: int | None) -> Kind:
    """Category, id (nearly all different, short) or free text (mostly different, many words)."""
    cells = float(present["n"].sum())
    distinct_share = (present.height if distinct is None else distinct) / cells
    if cells < 20 or distinct_share <= 0.5:
        return "category"
    words = float(present.select(pl.col("cell").str.count_matches(r"\S+").mean()).item() or 0.0)
    length = float(present.select(pl.col("cell").str.len_chars().mean()).item() or 0.0)
    if words >= 4 or length > 60:
        return "text"
    return "id" if distinct_share >= ID_SHARE else "category"


def find_date_format(
    values: pl.DataFrame, least: float = NUMBER_SHARE, *, rules: CellRules | None = None
) -> str | None:
    """The format that reads most of the cells as dates; day or month first is decided over all of them.

    None where it reads less than `least` of them, or none. With 0 the column is known to hold dates: also those that
    look like numbers (20240131). Where `rules` tell the order, it is kept to as far as it reads as many cells.
    """
    if values.is_empty():
        return None
    if least > 0 and not _look_like_dates(values):
        return None
    if rules and rules.date_format and _share_of_dates(values, rules.date_format) >= max(least, 0.5):
        return rules.date_format
    probe = values.head(_PROBE)
    fits: list[tuple[float, int, str]] = []
    for order, date_format in enumerate(DATE_FORMATS if least > 0 else (*DATE_FORMATS, _TOLD_DATES)):
        if least > 0 and _share(probe, to_days(probe["cell"], date_format=date_format).is_not_null()) < 0.3:
            continue
        fits.append((_share_of_dates(values, date_format), -order, date_format))
    if not fits or max(fits)[0] < least or max(fits)[0] == 0:
        return None
    best = max(fits)[2]
    equal = {text for share, _, text in fits if share == max(fits)[0]}
    if rules and rules.dates:
        return _told_order(best, equal, rules.dates)
    return _settle_order(values, best, equal)


def _share_of_dates(values: pl.DataFrame, date_format: str) -> float:
    return _share(values, to_days(values["cell"], date_format=date_format).is_not_null())


def _told_order(best: str, equal: set[str], first: str) -> str:
    """The format with the told part first, where it reads as many cells as the best one."""
    for known, other in ((_DAY_FIRST, _MONTH_FIRST), (_MONTH_FIRST, _DAY_FIRST)):
        if best in known:
            wanted = best if known is (_DAY_FIRST if first == "day" else _MONTH_FIRST) else other[known.index(best)]
            return wanted if wanted in equal else best
    return best


def _look_like_dates(values: pl.DataFrame) -> bool:
    shaped = values["cell"].str.contains(r"\d") & values["cell"].str.contains(_DATE_BEGINS)
    if _share(values, shaped) < NUMBER_SHARE:
        return False
    shaped &= values["cell"].str.contains(r"[-/.:]|\d [A-Za-z]|[A-Za-z]+ \d")
    plain = values["cell"].str.contains(r"^\s*[+-]?\d+(?:\.\d+)?\s*$")
    return _share(values, shaped & ~plain) >= NUMBER_SHARE


def _settle_order(values: pl.DataFrame, best: str, equal: set[str]) -> str:
    """Where day first and month first both read every cell, the part that hardly varies is taken for the day.

    (Reports dated the first of each month.) Without that hint the day stands first, as in most of the world.
    """
    if best not in _DAY_FIRST:
        return best
    other = _MONTH_FIRST[_DAY_FIRST.index(best)]
    if other not in equal:
        return best
    first = values["cell"].str.extract(r"^\s*(\d+)").n_unique()
    second = values["cell"].str.extract(r"^\s*\d+[-/.](\d+)").n_unique()
    return other if second == 1 and first > 1 else best


def is_ambiguous_date(cells: pl.Series, date_format: str) -> bool:
    """Whether day and month could as well be the other way round in every cell."""
    if date_format not in (*_DAY_FIRST, *_MONTH_FIRST):
        return False
    pairs = dict(zip(_DAY_FIRST + _MONTH_FIRST, _MONTH_FIRST + _DAY_FIRST, strict=True))
    one, two = (to_days(cells, date_format=text) for text in (date_format, pairs[date_format]))
    return one.null_count() == two.null_count() and not one.equals(two)
