"""The report as one HTML file that needs nothing else: readable on screen, in the dark, on paper, without a network.

Says it first and proves it below: the verdict, four headline numbers, the charts, then the data, the test and what an
auditor asks for. All words about the question come from the report's wording; all texts from data are escaped.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from tracer_engine.export.driver_charts import effect_chart, importance_chart
from tracer_engine.export.report_charts import (
    TENTH,
    calibration_chart,
    calibration_example,
    calibration_sentence,
    gains_chart,
    histogram_chart,
    precision_recall_chart,
    reached_at,
    roc_chart,
    whisker,
)
from tracer_engine.export.report_groups import learning_table, out_of_time_table, segment_tables
from tracer_engine.export.report_numbers import (
    UNKNOWN,
    count_text,
    decimal_text,
    duration_text,
    integer_text,
    percent_text,
    signed_text,
    unbroken,
)
from tracer_engine.export.report_terms import terms
from tracer_engine.types.profile import Severity, worst_first
from tracer_engine.types.report import Interval, Report

MOST_EFFECTS = 6
MOST_RISKIEST = 20
ICONS = {
    "good": "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM7 10.2l2.1 2.1L13.2 8",
    "caution": "M10 3.5 17.5 16.5h-15zM10 8.5v3.8M10 14.4h.01",
    "problem": "M7.2 3h5.6L17 7.2v5.6L12.8 17H7.2L3 12.8V7.2zM10 6.5v4.3M10 13.4h.01",
    "info": "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 9.3v4M10 6.7h.01",
}
SEVERITY_ICONS: dict[Severity, str] = {"error": "problem", "warning": "caution", "info": "info"}
SEVERITY_WORDS: dict[Severity, str] = {"error": "Problem:", "warning": "Caution:", "info": "Note:"}
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar", ":": "colon", " ": "space"}
QUOTES = {'"': 'double quote (")', "'": "single quote (')"}
DECIMALS = {".": "point", ",": "comma"}
METRICS = (
    ("roc_auc", "Ranking, ROC AUC", "higher"),
    ("average_precision", "Average precision", "higher"),
    ("top_decile_lift", "{actors} in the top 10\u00a0%, times chance", "higher"),
    ("log_loss", "Log loss", "lower"),
    ("brier", "Brier score", "lower"),
    ("calibration_error", "Calibration error", "lower"),
)


@dataclass(frozen=True, kw_only=True)
class Headline:
    """One headline number as texts: never alone, always with its interval, its rival and what it means."""

    label: str
    value: str
    range: str
    plain: str
    whisker: Markup


def render_report(report: Report, *, customers: Sequence[Mapping[str, object]] = ()) -> str:
    """The report as one HTML document (text; write it as UTF-8).

    `customers` are the riskiest rows, at most 20 are shown: mappings with `rank`, `id`, `probability` (0..1) and
    `reasons` (sentences, strongest first).
    """
    calibration = calibration_chart(report)
    effects = [effect_chart(report, effect, number) for number, effect in enumerate(report.effects[:MOST_EFFECTS])]
    page = page_environment().from_string(page_resource("report.html.jinja"))
    return page.render(
        report=report,
        w=report.wording,
        style=Markup(page_resource("report.css")),  # noqa: S704 - our own file
        icons=ICONS,
        severity_icons=SEVERITY_ICONS,
        severity_words=SEVERITY_WORDS,
        created=moment(report.created),
        figures=_headlines(report),
        gains=gains_chart(report),
        calibration=calibration,
        calibration_said=_calibration_said(report),
        histogram=histogram_chart(report),
        roc=roc_chart(report),
        precision_recall=precision_recall_chart(report),
        importance=importance_chart(report),
        effects=[chart for chart in effects if chart],
        sampled=_sampled(report),
        segments=segment_tables(report),
        learning=learning_table(report),
        later=out_of_time_table(report),
        riskiest=[_risky_row(row, place) for place, row in enumerate(customers[:MOST_RISKIEST], start=1)],
        findings=worst_first(report.findings),
        receipt_said=_receipt_said(report),
        receipt_facts=_receipt_facts(report),
        rule_said=_rule_said(report),
        used_learners=sum(learner.weight > 0 for learner in report.learners),
        metrics=[
            _metric_row(report, key, label.format(actors=_capital(report.wording.actors)), better)
            for key, label, better in METRICS
        ],
        settings=_settings(report),
        command=report.command,
        terms=terms(report),
    )


@cache
def page_environment() -> Environment:
    """Where pages are made: every text from data is escaped."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(
        integer=integer_text,
        decimal=decimal_text,
        percent=percent_text,
        count=count_text,
        capital=_capital,
        sentence=unbroken,
    )
    return environment


@cache
def page_resource(name: str) -> str:
    """A template or a style sheet of ours."""
    return resources.files("tracer_engine.export").joinpath(name).read_text(encoding="utf-8")


def _headlines(report: Report) -> list[Headline]:
    words, metrics, rule = report.wording, report.metrics, report.baseline.metrics
    reached = reached_at(report.curves.gains, TENTH)
    lift_plain = f"Times as many {words.actors} as in a tenth taken at random." + (
        f" The first tenth of the list holds {percent_text(reached[0])} of all {words.actors}." if reached else ""
    )
    auc = metrics.get("roc_auc")
    pairs = f"{auc.value * 100:.0f}" if auc and math.isfinite(auc.value) else "some"
    rate = report.base_rate
    blind = -(rate * math.log(rate) + (1 - rate) * math.log(1 - rate)) if 0 < rate < 1 else math.nan
    return [
        _headline(
            f"{_capital(words.actors)} in the top 10\u00a0%",
            metrics,
            rule,
            "top_decile_lift",
            lift_plain,
            unit=" \u00d7",
        ),
        _headline(
            "Ranking, ROC AUC",
            metrics,
            rule,
            "roc_auc",
            f"Of 100 pairs, one who {words.acted} and one who {words.not_acted}, {pairs} are put in the right order. "
            f"Guessing gets 50.",
        ),
        _headline(
            "Percentages off by",
            metrics,
            rule,
            "calibration_error",
            f"How far the percentages given lie from what came true, on average over groups of {words.entities}.",
            unit=" points",
            times=100.0,
        ),
        _headline(
            "Log loss, less is better",
            metrics,
            rule,
            "log_loss",
            f"The price of being wrong, the surer the dearer. Giving everybody the same {percent_text(rate)} costs "
            f"{decimal_text(blind, 3)}.",
        ),
    ]


def _headline(
    label: str,
    metrics: Mapping[str, Interval],
    rule: Mapping[str, Interval],
    key: str,
    plain: str,
    *,
    unit: str = "",
    times: float = 1.0,
) -> Headline:
    found = metrics.get(key)
    if found is None or not math.isfinite(found.value):
        return Headline(label=label, value=UNKNOWN, range="Too few to tell.", plain=plain, whisker=Markup())
    model = Interval(value=found.value * times, low=found.low * times, high=found.high * times)
    places = _places(model, key)
    rival = rule[key].value * times if key in rule and math.isfinite(rule[key].value) else None
    span = f"{decimal_text(model.low, places)} to {decimal_text(model.high, places)}"
    if not math.isfinite(model.low + model.high):
        span = "interval not known"
    against = f" \u00b7 rule {decimal_text(rival, places)}" if rival is not None else ""
    value = decimal_text(model.value, places)
    standing = ""
    if rival is not None:
        lies = "above" if model.value > rival else "below" if model.value < rival else "level with"
        standing = f", {lies} the rule at {decimal_text(rival, places)}"
    sentence = f"{value}{unit}, between {span.replace(' to ', ' and ')}{standing}."
    drawn = whisker(key.replace("_", "-"), label, model, rival, sentence)
    return Headline(label=label, value=f"{value}{unit}", range=f"{span}{against}", plain=plain, whisker=drawn)


def _places(figure: Interval, key: str) -> int:
    """Decimals as far as the interval supports them."""
    half = (figure.high - figure.low) / 2
    coarse, fine = {"top_decile_lift": (1, 2), "calibration_error": (0, 1)}.get(key, (2, 3))
    limit = {"top_decile_lift": 0.5, "calibration_error": 5.0}.get(key, 0.05)
    return coarse if half > limit else fine


def _metric_row(report: Report, key: str, name: str, better: str) -> dict[str, str]:
    model, rule = report.metrics.get(key), report.baseline.metrics.get(key)
    places = 2 if key == "top_decile_lift" else 4
    known = model is not None and math.isfinite(model.low + model.high)
    return {
        "name": name,
        "value": decimal_text(model.value, places) if model else UNKNOWN,
        "interval": f"{decimal_text(model.low, places)} to {decimal_text(model.high, places)}"
        if model and known
        else UNKNOWN,
        "rule": decimal_text(rule.value, places) if rule else UNKNOWN,
        "better": better,
    }


def _calibration_said(report: Report) -> str:
    groups = [group for group in report.curves.calibration if math.isfinite(group.predicted + group.observed)]
    if not groups:
        return ""
    size = round(sum(group.rows for group in groups) / len(groups))
    about = count_text(size, report.wording.entity, report.wording.entities)
    example = calibration_example(groups)
    sentence = calibration_sentence(report, example)
    return f"{_capital(sentence)}. {count_text(len(groups), 'group')} of about {about}; bars are 95\u00a0% intervals."


def _rule_said(report: Report) -> str:
    gain = report.gain_over_rule
    if not math.isfinite(gain.value):
        return "The difference between the two in ranking (ROC AUC) is not known."
    span = f"95\u00a0% interval {signed_text(gain.low, 3)} to {signed_text(gain.high, 3)}"
    end = ", which includes no difference at all." if gain.low <= 0 <= gain.high else "."
    place = "ahead of" if gain.value >= 0 else "behind"
    return f"In ranking (ROC AUC) the model is {decimal_text(abs(gain.value), 3)} {place} it ({span}){end}"


def _sampled(report: Report) -> str:
    """Says so where the effects were read off a part of the rows only."""
    counted = max((sum(point.rows for point in effect.points) for effect in report.effects), default=0)
    if not 0 < counted < report.rows:
        return ""
    return f", in a sample of {integer_text(counted)} of all {integer_text(report.rows)}"


def _receipt_said(report: Report) -> str:
    receipt = report.receipt
    said = f"{count_text(receipt.rows_kept, 'row')} read, {integer_text(receipt.rows_set_aside)} set aside."
    repairs = len(receipt.repairs)
    if not repairs:
        return f"{said} No repair was needed."
    made = "was made, and is" if repairs == 1 else "were made, all"
    return f"{said} {count_text(repairs, 'repair')} {made} listed here."


def _receipt_facts(report: Report) -> list[tuple[str, str]]:
    receipt = report.receipt
    facts = [("File", report.source), ("Format", receipt.format.upper() if receipt.format else "")]
    if receipt.sheet:
        facts.append(("Sheet", receipt.sheet))
    facts += [
        ("Encoding", receipt.encoding),
        ("Cells parted by", DELIMITERS.get(receipt.delimiter, receipt.delimiter)),
        ("Quote", QUOTES.get(receipt.quote, receipt.quote)),
        ("Decimal mark", DECIMALS.get(receipt.decimal, receipt.decimal)),
        ("Header", count_text(receipt.header_rows, "row") if receipt.header_rows else "none"),
    ]
    if receipt.skipped_rows:
        facts.append(("Skipped above it", count_text(receipt.skipped_rows, "row")))
    return [(name, value) for name, value in facts if value]


def _settings(report: Report) -> list[tuple[str, str]]:
    facts = [
        ("Question", f"{report.question} (blueprint {report.blueprint}, outcome {report.outcome})"),
        ("Target", f"{report.target}, positive when {report.positive}"),
        ("Id column", report.id or "none"),
        ("Rows", f"{integer_text(report.rows)}, of which {integer_text(report.positives)} positive"),
        ("Effort", report.effort),
        ("Seed", str(report.seed)),
        ("Threshold", f"predicted \u201cyes\u201d from a probability of {decimal_text(report.threshold, 3)} on"),
        ("Training took", duration_text(report.seconds)),
        ("Created", moment(report.created)),
        ("Tracer", report.version),
    ]
    if report.roles:
        facts.append(("Roles", ", ".join(f"{role}: {column}" for role, column in report.roles.items())))
    return facts


def _risky_row(row: Mapping[str, object], place: int) -> dict[str, object]:
    probability, reasons = row.get("probability"), row.get("reasons")
    share = float(probability) if isinstance(probability, (int, float)) else math.nan
    rank = row.get("rank")
    told = [str(reason) for reason in reasons if reason] if isinstance(reasons, (list, tuple)) else []
    return {
        "rank": rank if isinstance(rank, int) else place,
        "id": "\u2013" if row.get("id") in (None, "") else str(row.get("id")),
        "probability": share,
        "width": f"{min(max(share, 0.0), 1.0) * 100:.1f}" if math.isfinite(share) else "0",
        "reasons": told,
    }


def moment(created: str) -> str:
    """A moment as it is read: "2026-07-03 14:05 UTC"."""
    zone = " UTC" if created.endswith(("Z", "+00:00")) else ""
    return created[:16].replace("T", " ") + zone if len(created) >= 16 and created[10:11] == "T" else created


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
