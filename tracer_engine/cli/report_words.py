"""A report in words: verdict first, then the numbers with their intervals, then what drives the outcome."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracer_engine.cli.printing import count, percent, print_lines, print_table, print_text, print_title, shown

DRIVERS_SHOWN = 8


def metric_labels(actors: str) -> dict[str, str]:
    """What each figure is called; `actors` are those with the outcome ("leavers")."""
    return {
        "roc_auc": "Ranking, ROC AUC",
        "average_precision": "Average precision",
        "top_decile_lift": f"{actors[:1].upper()}{actors[1:]} in the top 10 %, times chance",
        "log_loss": "Log loss",
        "brier": "Brier score",
        "calibration_error": "Calibration error",
    }


def print_report(report: Mapping[str, Any]) -> None:
    """Prints a report as `Report.to_dict` gives it."""
    verdict = report["verdict"]
    print_text(verdict["headline"])
    print_text(verdict["text"])
    if report["finished_early"]:
        print_lines("The training was finished early, with the best so far.")
    wording = report["wording"]
    print_lines(
        "",
        f"{count(report['rows'], wording['entity'], wording['entities'])}, {report['positives']:,} of them "
        f"{wording['acted']} ({percent(report['base_rate'], 1)}). {_seconds(report['seconds'])}",
    )
    rule = report["baseline"]
    print_title("How good it is, measured on rows the model had not seen (95 % intervals)")
    print_table(
        [
            (label, _interval(report["metrics"].get(name)), _interval(rule["metrics"].get(name)))
            for name, label in metric_labels(wording["actors"]).items()
            if name in report["metrics"]
        ],
        header=("", "Model", "One-line rule"),
    )
    print_lines(f"  The rule: {shown(rule['rule'])}.{_against_rule(report['gain_over_rule'])}")
    if said := report.get("calibration_said"):
        print_text(f"  {said}")
    _print_drivers(report)
    _print_trust(report)
    if report["notes"]:
        print_title("Notes")
    for note in report["notes"]:
        print_text(f"  {note}")


def _print_drivers(report: Mapping[str, Any]) -> None:
    print_title("What drives it, share of all reasons (95 % intervals)")
    print_table(
        [
            (
                driver["label"] or driver["column"],
                percent(driver["share"], 1),
                _limits(driver),
                "█" * round(40 * driver["share"]),
            )
            for driver in report["importance"][:DRIVERS_SHOWN]
        ],
        right=(1,),
    )
    for pair in report.get("interactions", ()):
        print_text(f"  {pair['text']}")


def _limits(driver: Mapping[str, Any]) -> str:
    low, high = driver.get("low"), driver.get("high")
    return "" if low is None or high is None else f"{100 * low:.1f} to {100 * high:.1f}"


def _print_trust(report: Mapping[str, Any]) -> None:
    """Where it holds and where not, and whether more rows would help; each a sentence, tables are in the report."""
    sentences = [
        report.get("segments_said"),
        (report.get("learning_curve") or {}).get("text"),
        (report.get("out_of_time") or {}).get("text"),
    ]
    told = [text for text in sentences if text]
    if told:
        print_title("How far it can be trusted")
    for text in told:
        print_text(f"  {text}")


def _against_rule(gain: Mapping[str, float | None]) -> str:
    """The paired difference to the rule, "" where it is not known."""
    value, low, high = (gain.get(part) for part in ("value", "low", "high"))
    if value is None or low is None or high is None:
        return ""
    place = "ahead of" if value >= 0 else "behind"
    return f" In ranking the model is {abs(value):.3f} {place} it ({low:+.3f} to {high:+.3f})."


def _seconds(seconds: float) -> str:
    return f"Took {seconds:.1f} seconds." if seconds < 100 else f"Took {seconds / 60:.0f} minutes."


def _interval(interval: Mapping[str, float | None] | None) -> str:
    value, low, high = ((interval or {}).get(part) for part in ("value", "low", "high"))
    if value is None:
        return ""
    return f"{value:.3f}" if low is None or high is None else f"{value:.3f} ({low:.3f} to {high:.3f})"
