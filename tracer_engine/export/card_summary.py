"""What of a model card fits on one page, for whoever decides."""

from __future__ import annotations

from collections.abc import Mapping

from tracer_engine.export.card import CardFacts, campaign_rows, limits, span
from tracer_engine.export.report_html import moment
from tracer_engine.export.report_numbers import count_text, decimal_text, integer_text, percent_text
from tracer_engine.types.card import CardFigure, CardSummary

MOST_DRIVERS = 6
MOST_LEFT_OUT = 3
MOST_LIMITS = 4
LONGEST_REASON = 90


def card_summary(facts: CardFacts) -> CardSummary:
    """The page's content, each part short enough to fit."""
    report = facts.report
    words = report["wording"]
    return CardSummary(
        question=str(report["question"]),
        headline=str(report["verdict"]["headline"]),
        text=str(report["verdict"]["text"]),
        worth_using=bool(report["verdict"]["worth_using"]),
        source=(
            f"{report['source']} · {integer_text(report['rows'])} {words['entities']} · "
            f"{integer_text(report['positives'])} {words['acted']} ({percent_text(report['base_rate'])}) · "
            f"{moment(str(report['created']))}"
        ),
        figures=_figures(facts),
        drivers=tuple(
            (str(one["label"]), percent_text(one["share"]))
            for one in report["importance"][:MOST_DRIVERS]
            if one["share"]
        ),
        left_out=_left_out(facts),
        decision=_decision(facts),
        limits=limits(facts)[:MOST_LIMITS],
        facts=(
            ("Trained by", f"Tracer {report['version']}, {report['effort']}, seed {report['seed']}"),
            ("Model file", f"{facts.model.name}, SHA-256 {facts.sha256}"),
        ),
    )


def _figures(facts: CardFacts) -> tuple[CardFigure, ...]:
    report = facts.report
    words, metrics = report["wording"], report["metrics"]
    actors = str(words["actors"])
    plain = {
        "top_decile_lift": f"times as many {words['actors']} in the first tenth of the list as at random",
        "roc_auc": f"of all pairs of one who {words['acted']} and one who {words['not_acted']}, rightly ordered",
        "calibration_error": "how far the percentages lie from what came true, on average",
    }
    names = {
        "top_decile_lift": (f"{actors[:1].upper()}{actors[1:]} in the top 10\u00a0%, times chance", 2),
        "roc_auc": ("Ranking, ROC AUC", 3),
        "calibration_error": ("Percentages off by, points", 1),
    }
    found = []
    for key, (label, places) in names.items():
        value, rule = (_in_points(one, key) for one in (metrics.get(key), report["baseline"]["metrics"].get(key)))
        if value is None or value["value"] is None:
            continue
        rival = f" · rule {decimal_text(rule['value'], places)}" if rule and rule["value"] is not None else ""
        found.append(
            CardFigure(
                label=label,
                value=decimal_text(value["value"], places),
                range=f"{span(value, places)}{rival}",
                plain=plain[key],
            )
        )
    return tuple(found)


def _in_points(interval: Mapping[str, float | None] | None, key: str) -> Mapping[str, float | None] | None:
    """The calibration error in points of a per cent, the others as they are."""
    if interval is None or key != "calibration_error":
        return interval
    return {name: None if value is None else 100 * value for name, value in interval.items()}


def _left_out(facts: CardFacts) -> tuple[str, ...]:
    excluded = facts.report["excluded"]
    # What knows the answer, or would flatter, says more than a column of ids.
    ranked = sorted(excluded, key=lambda one: "identif" in one["reason"])
    told = [f"{one['column']}: {_short(str(one['reason']))}" for one in ranked[:MOST_LEFT_OUT]]
    if len(excluded) > MOST_LEFT_OUT:
        told.append(f"And {count_text(len(excluded) - MOST_LEFT_OUT, 'more column')}; the model card names them.")
    return tuple(told) or ("No column was left out.",)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_REASON else text[: LONGEST_REASON - 1].rstrip() + "…"


def _decision(facts: CardFacts) -> tuple[str, ...]:
    words = facts.report["wording"]
    said = [f"“Yes” from {percent_text(facts.report['threshold'], 1)} on."]
    if facts.campaigns:
        told = dict(campaign_rows(facts.campaigns[0]))
        said.append(
            f"Campaign of {moment(facts.campaigns[0].created)}: {told['On the list']} on the list, held back "
            f"{told['Held back to measure']}; budget {told['Budget']}; expected gain {told['Expected gain']}."
        )
    else:
        said.append("No campaign has been planned yet.")
    if facts.scored:
        last = facts.scored[0]
        drift = "" if last.score_drift is None else f", drift of the score {decimal_text(last.score_drift, 2)}"
        said.append(
            f"Last scored: {last.source}, {moment(last.created)}: {last.level}{drift}; "
            f"{integer_text(last.expected)} of {integer_text(last.rows)} expected to {words['act']}."
        )
    if facts.ageing:
        said.append(facts.ageing)
    return tuple(said)
