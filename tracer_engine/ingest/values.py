"""Cell text into values: what is missing, which number, which day.

Everything works on whole columns: a plain cast first, and only the cells it cannot read go through the slower cleaning.
"""

from __future__ import annotations

import polars as pl

from tracer_engine.types.table import ToldMark

# Marks between groups of three digits that are never a decimal mark: space, no-break spaces, apostrophes.
_GROUP_MARKS = "[ \u00a0\u2009\u202f'\u2019\u02bc]"
_CURRENCY = (
    r"(?:US\$|R\$|A\$|C\$|HK\$|NZ\$|S\$|[$€£¥₹₽₩₺₫฿₴₦₱₪¢]|Rs\.?|kr\.?|zł|Kč|Ft|lei|"
    r"USD|EUR|GBP|JPY|CHF|CAD|AUD|NZD|INR|CNY|RMB|SEK|NOK|DKK|PLN|CZK|HUF|RON|BGN|TRY|RUB|UAH|BRL|MXN|ARS|CLP|COP|PEN|"
    r"ZAR|NGN|KES|EGP|AED|SAR|QAR|ILS|KRW|TWD|HKD|SGD|THB|IDR|MYR|PHP|VND|PKR|BDT|LKR)"
)
_TIME = (
    r"[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d+)?))?\s*([AaPp]\.?[Mm]\.?)?\s*"
    r"(?:(Z|UTC|GMT)|([+-])(\d{2}):?(\d{2})?)?$"
)
_NUMBER_BODY = r"^(?:\d+|\d{1,3}(?:G\d{3})+|\d{1,2}(?:G\d{2})+G\d{3})?(?:D\d+)?(?:[eE][+-]?\d+)?$"


def missing_mask(cells: pl.Series, tokens: tuple[str, ...] = ()) -> pl.Series:
    """Which of `cells` are missing: blank, only white space, or one of `tokens` (padding aside).

    Returns a Boolean series of the same length.
    """
    stripped = pl.col("cell").str.strip_chars()
    found = stripped.is_in(["", *tokens]) if tokens else stripped == ""
    # One expression: of a few cells each step by itself would take longer than all of them.
    return cells.alias("cell").to_frame().select_seq(found.fill_null(value=True)).to_series().alias(cells.name)


def to_numbers(cells: pl.Series, *, decimal: str = ".", tokens: tuple[str, ...] = ()) -> pl.Series:
    """The numbers that stand in `cells`, as Float64 of the same length; null where a cell holds none.

    Understood besides plain numbers: thousands marks ("1 234,50", "1,234.50", "1'234"), currency signs and codes,
    "12 %" (12), "(1,234)" (-1234), a leading plus, the typographic minus. Infinity and nan are no numbers. A cell with
    the other decimal mark ("12,5" among points) is one too where it can be nothing else, but not where the user told
    the mark (`ToldMark`).
    """
    frame = cells.rename("cell").to_frame().lazy()
    text = pl.col("cell").str.strip_chars()
    if decimal == ",":
        plain = pl.when(~text.str.contains(".", literal=True)).then(text.str.replace(",", ".", literal=True))
    else:
        plain = pl.when(text.str.contains(r"^[+-]?[\d.]")).then(text)
    number = plain.cast(pl.Float64, strict=False)
    number = pl.when(number.is_finite()).then(number)
    values = frame.select(number.alias("number")).collect().get_column("number")
    open_ = values.is_null()
    if open_.any():
        open_ &= cells.str.contains(r"\d") & ~missing_mask(cells, tokens)
    if open_.any():
        rest = cells.filter(open_)
        distinct = rest.unique()
        cleaned = _clean_numbers(distinct, decimal)
        if cleaned.null_count() < len(cleaned):
            mended = rest.replace_strict(distinct, cleaned, return_dtype=pl.Float64)
            where = open_.arg_true()
            values = values.scatter(where, mended)
    if tokens:
        values = values.to_frame().select(
            pl.when(pl.lit(~cells.str.strip_chars().is_in(list(tokens)))).then(pl.col("number"))
        )["number"]
    return values.alias(cells.name)


def plain_numbers(cells: pl.Series, *, decimal: str = ".", tokens: tuple[str, ...] = ()) -> pl.Series:
    """The cells with numbers in their plain form: a point, a minus in front, no marks, no signs ("-1234.50").

    Every figure stays as it is written; a cell that holds no number, or is missing, keeps its text.
    """
    distinct = cells.unique()
    text = distinct.str.strip_chars()
    usual = (
        text.str.contains(r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$")
        if decimal == "."
        else text.str.contains(r"^[+-]?\d+$")
    )
    plain = _plain_numbers(distinct, decimal)
    known = pl.Series(plain.is_not_null() & ~usual & ~missing_mask(distinct, tokens))
    if not known.any():
        return cells
    return cells.replace(distinct.filter(known), plain.filter(known))


def _clean_numbers(cells: pl.Series, decimal: str) -> pl.Series:
    """Numbers of cells that a plain cast cannot read (Float64, null where there is none)."""
    number = _plain_numbers(cells, decimal).cast(pl.Float64, strict=False)
    return number.to_frame("number").select(pl.when(pl.col("number").is_finite()).then(pl.col("number")))["number"]


def _plain_numbers(cells: pl.Series, decimal: str) -> pl.Series:
    """The numbers in cells in the form a cast understands (String, null where there is none)."""
    text = pl.col("cell").str.strip_chars().str.replace_all("[\u2212\u2013\ufe63\uff0d]", "-")
    frame = cells.rename("cell").to_frame().select(text.alias("cell"))
    # Cells without any digit, or with letters in the middle of things, cannot be numbers: the regexes decide.
    frame = frame.with_columns(
        negative=pl.col("cell").str.contains(r"^\(.*\)$"),
        cell=pl.col("cell").str.replace(r"^\((.*)\)$", "$1").str.strip_chars(),
    )
    frame = frame.with_columns(cell=pl.col("cell").str.replace(r"\s*%$", "").str.replace(r"^([+-]?)\s*%\s*", "$1"))
    signed = rf"^([+-]?)\s*{_CURRENCY}\s*([+-]?)\s*(\d|\.\d)"
    frame = frame.with_columns(cell=pl.col("cell").str.replace(signed, "$1$2$3"))
    frame = frame.with_columns(cell=pl.col("cell").str.replace(rf"(\d|\d\.)\s*{_CURRENCY}$", "$1"))
    frame = frame.with_columns(
        negative=pl.col("negative") ^ pl.col("cell").str.contains(r"^-|\d\s*-$"),
        body=pl.col("cell").str.replace(r"^[+-]\s*", "").str.replace(r"(\d)\s*-$", "$1"),
    )
    group, point = (",", r"\.") if decimal == "." else (r"\.", ",")
    usual = _NUMBER_BODY.replace("G", group).replace("D", point)
    spaced = _NUMBER_BODY.replace("G", _GROUP_MARKS).replace("D", point)
    # The other decimal mark is taken where it cannot be a thousands mark ("12,5" or "12.75").
    other = rf"^(?:\d+|\d{{1,3}}(?:{_GROUP_MARKS}\d{{3}})+)?{group}(?:\d{{1,2}}|\d{{4,}})$"
    both = _NUMBER_BODY.replace("G", point).replace("D", group)
    body = pl.col("body")
    marks = f"{_GROUP_MARKS}|{group}"
    has_digit = body.str.contains(r"\d")
    straight = body.str.replace_all(marks, "").str.replace(point, ".")
    crossed = body.str.replace_all(f"{_GROUP_MARKS}|{point}", "").str.replace(group, ".")
    usually = pl.when(has_digit & (body.str.contains(usual) | body.str.contains(spaced))).then(straight)
    swapped = body.str.contains(other) | (body.str.contains(both) & body.str.contains(f"{point}.*{group}"))
    number = usually if isinstance(decimal, ToldMark) else usually.when(has_digit & swapped).then(crossed)
    signed_number = pl.when(pl.col("negative")).then(pl.concat_str(pl.lit("-"), number)).otherwise(number)
    return frame.select(signed_number.alias("number"))["number"]


def to_days(cells: pl.Series, *, date_format: str | None, tokens: tuple[str, ...] = ()) -> pl.Series:
    """Days since 1970-01-01 (Float64, fractions for times of day); null where a cell holds no date.

    `date_format` describes the date alone ("%d/%m/%Y"); a time of day behind it is understood in the usual ways, and
    an offset from UTC is taken off.
    """
    if date_format is None:
        return pl.Series(cells.name, [None] * len(cells), dtype=pl.Float64)
    text = pl.col("cell").str.strip_chars()
    frame = cells.rename("cell").to_frame().select(text.alias("cell"))
    if tokens:
        frame = frame.select(pl.when(~pl.col("cell").is_in(list(tokens))).then(pl.col("cell")))
    parts = [pl.col("cell").str.extract(_TIME, i).alias(f"t{i}") for i in range(1, 9)]
    timed = bool(frame["cell"].str.contains(r"\d:\d\d").any())
    if timed:
        frame = frame.with_columns(*parts, date=pl.col("cell").str.replace(_TIME, "").str.strip_chars())
    else:
        frame = frame.with_columns(date=pl.col("cell"))
    days = _dates(frame["date"], date_format).alias("days").to_frame()
    if timed:
        days = days.hstack(frame).select(
            (pl.col("days") + _time_of_day()).alias("days"),
        )
    return days["days"].alias(cells.name)


def plain_dates(cells: pl.Series, *, date_format: str, tokens: tuple[str, ...] = ()) -> pl.Series:
    """The cells with dates as 2024-01-31; a time of day stays behind it as it is written.

    A month alone ("2024-03") and a cell that holds no date keep their text.
    """
    if "%d" not in date_format:
        return cells
    distinct = cells.unique()
    text = distinct.str.strip_chars()
    date, time = text.str.replace(_TIME, "").str.strip_chars(), text.str.extract(f"({_TIME})", 1)
    read = to_days(distinct, date_format=date_format, tokens=tokens).is_not_null()
    days = _dates(date, date_format).cast(pl.Int32).cast(pl.Date).dt.to_string("%Y-%m-%d")
    plain = pl.select(pl.concat_str(days, time.fill_null(""))).to_series()
    known = read & plain.is_not_null()
    return cells.replace(distinct.filter(known), plain.filter(known)) if known.any() else cells


def _dates(cells: pl.Series, date_format: str) -> pl.Series:
    """Days since 1970-01-01 of cells that hold a date and nothing else."""
    if "%d" not in date_format:  # a month: its first day
        cells, date_format = "01 " + cells, "%d " + date_format
    if "%Y" in date_format:  # a two-digit year is another format: %Y alone would take "20" as the year 20
        cells = cells.to_frame("cell").select(pl.when(pl.col("cell").str.contains(r"\d{4}")).then(pl.col("cell")))[
            "cell"
        ]
    if date_format.endswith("%y"):  # one figure is no year: "1.10.3" is the number of a version
        cells = cells.to_frame("cell").select(pl.when(pl.col("cell").str.contains(r"\D\d{2}$")).then(pl.col("cell")))[
            "cell"
        ]
    dates = cells.str.to_date(date_format, strict=False)
    plausible = (dates.dt.year() >= 1800) & (dates.dt.year() <= 2300)
    days = dates.cast(pl.Int32).cast(pl.Float64)
    return days.to_frame("days").select(pl.when(pl.lit(plausible)).then(pl.col("days")))["days"]


def _time_of_day() -> pl.Expr:
    """Share of a day in the pieces t1..t8 of `_TIME`; 0 where there is no time, null where it is none (25:00)."""
    hour = pl.col("t1").cast(pl.Int64, strict=False)
    half = pl.col("t4").str.to_lowercase().str.slice(0, 1)
    hour = pl.when(half == "p").then(hour % 12 + 12).when(half == "a").then(hour % 12).otherwise(hour)
    minute = pl.col("t2").cast(pl.Int64, strict=False)
    second = pl.col("t3").str.replace(",", ".", literal=True).cast(pl.Float64, strict=False).fill_null(0.0)
    offset = pl.col("t7").cast(pl.Int64, strict=False) * 60 + pl.col("t8").cast(pl.Int64, strict=False).fill_null(0)
    offset = pl.when(pl.col("t6") == "-").then(-offset).otherwise(offset).fill_null(0)
    fits = (hour <= 24) & (minute < 60) & (second < 61)
    share = (hour * 60 + minute - offset) / 1440.0 + second / 86400.0
    return pl.when(pl.col("t1").is_null()).then(0.0).when(fits).then(share)
