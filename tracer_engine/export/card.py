"""The model card in words: what a model answers, what it was made of, how good it is, how it is used, what it is not.

Made from what is kept already: the report, the model file's own card, campaigns that were planned, files scored since.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tracer_engine.campaign.money import money_text
from tracer_engine.campaign.record import CampaignRecord
from tracer_engine.export.report_html import moment
from tracer_engine.export.report_numbers import (
    UNKNOWN,
    count_text,
    decimal_text,
    duration_text,
    integer_text,
    percent_text,
    signed_text,
)
from tracer_engine.types.card import CardSection
from tracer_engine.types.model import ModelCard
from tracer_engine.types.scores import ScoredFile

MOST_FINDINGS = 60
MOST_FILES = 6
FIGURES = {
    "roc_auc": ("Ranking, ROC AUC", 3),
    "average_precision": ("Average precision", 3),
    "top_decile_lift": ("{actors} in the top 10\u00a0%, times chance", 2),
    "log_loss": ("Log loss, less is better", 3),
    "brier": ("Brier score, less is better", 3),
    "calibration_error": ("Calibration error, less is better", 3),
}
KINDS = {"flag": "yes or no"}
Report = Mapping[str, Any]
"""report.json as plain data."""


@dataclass(frozen=True, kw_only=True)
class CardFacts:
    """What a card is made of.

    `model` is the model file, `size` its bytes, `sha256` its digest, `run` the run it is of ("": it stands alone).
    `groups` are (what it means, sources) of reasons by role. `campaigns` and `scored` are newest first; `ageing` says
    what the model's age asks for.
    """

    report: Report
    card: ModelCard
    model: Path
    size: int
    sha256: str
    format: int
    run: str = ""
    groups: Sequence[tuple[str, tuple[str, ...]]] = field(default_factory=tuple)
    campaigns: Sequence[CampaignRecord] = field(default_factory=tuple)
    scored: Sequence[ScoredFile] = field(default_factory=tuple)
    ageing: str = ""


def card_sections(facts: CardFacts) -> tuple[CardSection, ...]:
    """Every section of the card, in the order an auditor asks."""
    parts: Sequence[Callable[[CardFacts], CardSection | None]] = (
        _answers,
        _trained_on,
        _how_good,
        _calibration,
        _by_role,
        _columns,
        _left_out,
        _engineered,
        _decision,
        _since,
        _limits,
        _learners,
        _findings,
        _versions,
        _file,
    )
    return tuple(section for part in parts if (section := part(facts)) is not None)


def _answers(facts: CardFacts) -> CardSection:
    report = facts.report
    words = report["wording"]
    return CardSection(
        title="What it answers",
        sentences=(
            str(report["question"]),
            f"For each {words['entity']} it gives a probability, and the reasons that moved it.",
        ),
        rows=(
            ("Target", f"{report['target']} = {report['positive']}"),
            ("Tells them apart", str(report["id"] or "nothing; rows are numbered")),
        ),
    )


def _trained_on(facts: CardFacts) -> CardSection:
    report = facts.report
    receipt, words = report["receipt"], report["wording"]
    read = ", ".join(str(receipt[key]).upper() for key in ("format", "encoding") if receipt[key])
    aside = receipt["rows_set_aside"]
    rows = [
        ("File", str(report["source"])),
        ("Rows", f"{integer_text(report['rows'])} {words['entities']}"),
        (
            "Of them",
            f"{integer_text(report['positives'])} {words['acted']} ({percent_text(report['base_rate'], 1)})",
        ),
        ("Read as", f"{read}; {f'{integer_text(aside)} rows set aside' if aside else 'no row set aside'}"),
        ("Quality of the table", f"{report['quality']['score']} of 100"),
        ("When", moment(str(report["created"]))),
        ("Effort", f"{report['effort']}, {duration_text(report['seconds'])}"),
    ]
    if report["rows_left_aside"]:
        rows.append(("Not learned from", f"{integer_text(report['rows_left_aside'])} rows, for want of memory"))
    early = ("The training was stopped early, with the best model it had by then.",)
    return CardSection(
        title="What it was trained on", sentences=early if report["finished_early"] else (), rows=tuple(rows)
    )


def _how_good(facts: CardFacts) -> CardSection:
    report = facts.report
    actors = str(report["wording"]["actors"])
    rows = []
    for key, (name, places) in FIGURES.items():
        value, rule = report["metrics"].get(key), report["baseline"]["metrics"].get(key)
        label = name.format(actors=actors[:1].upper() + actors[1:])
        if value is not None and value["value"] is not None:
            rival = decimal_text(rule["value"], places) if rule and rule["value"] is not None else "–"
            rows.append((label, decimal_text(value["value"], places), span(value, places), rival))
    gain = report["gain_over_rule"]
    ahead = (
        f"In ranking it is {signed_text(gain['value'], 3)} against that rule "
        f"({signed_text(gain['low'], 3)} to {signed_text(gain['high'], 3)})."
        if gain["value"] is not None and gain["low"] is not None
        else ""
    )
    curve = report.get("learning_curve") or {}
    return CardSection(
        title="How good it is",
        sentences=tuple(
            text
            for text in (
                f"{report['verdict']['headline']}. {report['verdict']['text']}",
                f"The one-line rule it has to beat: {report['baseline']['rule']}. {ahead}".strip(),
                str(curve.get("text") or ""),
            )
            if text
        ),
        head=("Figure", "Model", "95\u00a0% interval", "One-line rule"),
        rows=tuple(rows),
        right=(1, 2, 3),
    )


def span(interval: Mapping[str, Any], places: int) -> str:
    """The interval in words; reports hold None for what is not known."""
    if interval["low"] is None or interval["high"] is None:
        return "not known"
    return f"{decimal_text(interval['low'], places)} to {decimal_text(interval['high'], places)}"


def _calibration(facts: CardFacts) -> CardSection | None:
    """Said and counted: ten groups of equal size, what was predicted and what came true."""
    report = facts.report
    rows = [
        (
            f"{percent_text(group['predicted'], 1)}",
            f"{percent_text(group['observed'], 1)}",
            f"{percent_text(group['observed_low'], 1)} to {percent_text(group['observed_high'], 1)}",
            integer_text(group["rows"]),
        )
        for group in report["curves"]["calibration"]
        if None not in (group["predicted"], group["observed"], group["observed_low"], group["observed_high"])
    ]
    if not rows:
        return None
    said = (report.get("calibration_said"), report.get("segments_said"))
    words = report["wording"]
    return CardSection(
        title="How far the percentages hold",
        sentences=tuple(str(text) for text in said if text),
        head=("Predicted", f"Really {words['acted']}", "95\u00a0% interval", words["entities"].capitalize()),
        rows=tuple(rows),
        right=(0, 1, 2, 3),
    )


def _by_role(facts: CardFacts) -> CardSection | None:
    """What weighs how much, columns of one role taken together; nothing where no role has several."""
    if all(len(sources) == 1 for _, sources in facts.groups):
        return None
    shares = {name: facts.card.importance.get(name, 0.0) for _, sources in facts.groups for name in sources}
    ranked = sorted(facts.groups, key=lambda group: -sum(shares[name] for name in group[1]))
    labels = {name: phrase.label for name, phrase in facts.card.phrases.items()}
    return CardSection(
        title="What it goes by, taken together by meaning",
        head=("What", "Columns", "Share of all reasons"),
        rows=tuple(
            (
                label,
                ", ".join(labels.get(name, name) for name in sorted(sources, key=lambda name: -shares[name])),
                percent_text(sum(shares[name] for name in sources), 1),
            )
            for label, sources in ranked
        ),
        right=(2,),
    )


def _columns(facts: CardFacts) -> CardSection:
    card = facts.card
    roles = {column: role.replace("_", " ") for role, columns in card.roles.items() for column in columns}
    rows = sorted(
        (-card.importance.get(name, 0.0), name, KINDS.get(kind, kind), roles.get(name, "–"))
        for name, kind in card.columns.items()
    )
    return CardSection(
        title="Columns it reads",
        sentences=(
            "The share is that of the column in all reasons; what is worked out from several columns is told apart.",
        ),
        head=("Column", "Kind", "Role", "Share of all reasons"),
        rows=tuple((name, kind, role, percent_text(-share, 1)) for share, name, kind, role in rows),
        right=(3,),
    )


def _left_out(facts: CardFacts) -> CardSection | None:
    if not facts.report["excluded"]:
        return None
    return CardSection(
        title="Left out, and why",
        head=("Column", "Why"),
        rows=tuple((one["column"], one["reason"]) for one in facts.report["excluded"]),
    )


def _engineered(facts: CardFacts) -> CardSection | None:
    report = facts.report
    if not report["engineered"]:
        return None
    shares = {one["column"]: one["share"] for one in report["importance"]}
    return CardSection(
        title="Worked out from the columns",
        head=("What", "How", "Share of all reasons"),
        rows=tuple(
            (one["label"] or one["name"], one["wording"], percent_text(shares.get(one["name"], 0.0), 1))
            for one in report["engineered"]
        ),
        right=(2,),
    )


def _decision(facts: CardFacts) -> CardSection:
    words = facts.report["wording"]
    threshold = (
        f"From {percent_text(facts.report['threshold'], 1)} on it predicts “yes”: the point where it finds most of "
        f"those who {words['act']} for the fewest false alarms."
    )
    planned = "No campaign has been planned with it yet."
    rows: tuple[tuple[str, str], ...] = ()
    if facts.campaigns:
        latest = facts.campaigns[0]
        planned = f"The campaign planned last, {moment(latest.created)}, on {latest.source}:"
        rows = campaign_rows(latest)
    return CardSection(title="How it is used to decide", sentences=(threshold, planned), rows=rows)


def campaign_rows(record: CampaignRecord) -> tuple[tuple[str, str], ...]:
    """A campaign's settings and what it promises, as facts."""
    settings, words = record.settings, record.wording

    def money(amount: float) -> str:
        return money_text(amount, settings.currency)

    value = settings.value_column if settings.value is None else money(settings.value)
    months = f" × {decimal_text(settings.value_months, 0)} months" if settings.value_months != 1 else ""
    gain, low, high = record.expected_gain
    held = int(record.control.sum())
    rows = [
        ("On the list", count_text(len(record.keys), words.entity, words.entities)),
        ("Held back to measure", integer_text(held) if held else "none"),
        ("At most", "no limit" if settings.capacity is None else f"{integer_text(settings.capacity)} contacts"),
        ("Budget", "no limit" if settings.budget is None else money(settings.budget)),
        ("A contact, an offer", f"{money(settings.contact_cost)}, {money(settings.offer_cost)}"),
        ("Assumed acceptance", percent_text(settings.acceptance)),
        ("A kept one is worth", f"{value}{months}"),
        ("Expected gain", f"{money(gain)} ({money(low)} to {money(high)})"),
    ]
    return tuple(rows)


def _since(facts: CardFacts) -> CardSection:
    """Files scored since: how much they have moved away from what the model learned from."""
    if not facts.scored:
        text = "No file scored with it is remembered, so nothing is known of how data has moved since."
        return CardSection(title="Since the training", sentences=(text, *((facts.ageing,) if facts.ageing else ())))
    return CardSection(
        title="Since the training",
        sentences=tuple(
            text
            for text in (facts.ageing, "Drift is the population stability index; above 0.25 much has changed.")
            if text
        ),
        head=("File", "Scored", "Rows", "Verdict", "Drift of the score", "Of the column furthest off"),
        rows=tuple(
            (
                one.source,
                moment(one.created),
                integer_text(one.rows),
                one.level,
                "–" if one.score_drift is None else decimal_text(one.score_drift, 2),
                "–" if one.column_drift is None else decimal_text(one.column_drift, 2),
            )
            for one in facts.scored[:MOST_FILES]
        ),
        right=(2, 4, 5),
    )


def limits(facts: CardFacts) -> tuple[str, ...]:
    """What was not tested, and what the model is not for, in sentences."""
    report = facts.report
    later = report.get("out_of_time")
    words = report["wording"]
    untested = "Not tested: a later period. When times change the figures get worse; compare, and train again."
    effect = (
        f"Not tested: whether anything you do changes who will {words['act']}. A high risk is not the same as being "
        f"open to an offer; hold some {words['entities']} back to find out."
    )
    said = [
        str(later["text"]) if later else untested,
        effect,
        f"It says what goes together with “{words['acted']}” in this table, not what causes it.",
        "Values and combinations it has not met are scored with more doubt than the percentages show.",
    ]
    if not report["verdict"]["worth_using"]:
        said.insert(0, "It proved not worth using: do not act on its scores.")
    return tuple(said)


def _limits(facts: CardFacts) -> CardSection:
    return CardSection(title="How it was tested, and what was not", sentences=(*facts.report["notes"], *limits(facts)))


def _learners(facts: CardFacts) -> CardSection:
    summed = (
        "A weighted sum of learners. The weights were chosen so that the sum does best on rows that no part of it had "
        "seen; a learner of weight 0 was tried and adds nothing to the others. Because it is a sum, the reasons of a "
        "row add up exactly to its score."
    )
    return CardSection(
        title="What the model is made of",
        sentences=(summed,),
        head=("Learner", "Weight", "ROC AUC", "Log loss", "Seconds"),
        rows=tuple(
            (
                one["name"],
                percent_text(one["weight"]),
                *(_known(one[key], places) for key, places in (("roc_auc", 3), ("log_loss", 3), ("seconds", 1))),
            )
            for one in facts.report["learners"]
        ),
        right=(1, 2, 3, 4),
    )


def _known(value: float | None, places: int) -> str:
    return UNKNOWN if value is None else decimal_text(value, places)


def _findings(facts: CardFacts) -> CardSection | None:
    found = facts.report["findings"]
    if not found:
        return None
    words = {"error": "Problem", "warning": "Caution", "info": "Good to know"}
    return CardSection(
        title="What is worth knowing about the data",
        rows=tuple(
            (words[one["severity"]], f"{one['message']} {one['remedy']}".strip()) for one in found[:MOST_FINDINGS]
        ),
    )


def _versions(facts: CardFacts) -> CardSection:
    report = facts.report
    rows = [
        ("Blueprint", f"{report['blueprint']}, schema {facts.card.schema_version}"),
        ("Seed", str(report["seed"])),
        ("Trained by", f"Tracer {report['version']}"),
        ("Model format", str(facts.format)),
    ]
    if facts.run:
        rows.append(("Run", facts.run))
    return CardSection(
        title="Settings and versions",
        rows=tuple(rows),
        sentences=("The same again, as a command:",) if report["command"] else (),
        code=str(report["command"]),
    )


def _file(facts: CardFacts) -> CardSection:
    return CardSection(
        title="The model file",
        sentences=("It holds no code: opening it cannot run anything.",),
        rows=(
            ("Where", str(facts.model)),
            ("Size", f"{integer_text(facts.size)} bytes"),
            ("SHA-256", facts.sha256),
        ),
    )
