"""The model card as one readable text: what the model answers, what it was made of, how it was tested."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from PySide6.QtCore import QCoreApplication

from tracer_desktop.widgets.moments import day_and_time
from tracer_desktop.widgets.numbers import auc, count, decimal, percent
from tracer_engine import OpenedRun

MOST_FINDINGS = 60
Report = Mapping[str, Any]
"""report.json as plain data."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("ModelCard", text)


@dataclass(frozen=True, kw_only=True)
class CardSection:
    """One section: sentences, then a table (with a heading, or of facts where `head` is empty)."""

    title: str
    sentences: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    code: str = ""
    right: tuple[int, ...] = ()


def card_sections(run: OpenedRun, file: tuple[str, str] | None = None) -> list[CardSection]:
    """Every section of the card of a run; `file` is (size, SHA-256) of the model file once they are known."""
    parts: Sequence[Callable[[OpenedRun], CardSection | None]] = (
        _answers,
        _trained_on,
        _how_good,
        _columns,
        _left_out,
        _engineered,
        _learners,
        _findings,
        _tested,
        _settings,
    )
    found = [section for part in parts if (section := part(run)) is not None]
    return [*found, _file(run, file)]


def _answers(run: OpenedRun) -> CardSection:
    report: Report = run.report
    words = report["wording"]
    return CardSection(
        title=_tr("What it answers"),
        sentences=(
            str(report["question"]),
            _tr(
                "For each {entity} it gives a probability, and the reasons that moved it. From {threshold} on it "
                "predicts “yes”; that is the point where it finds most of those who {act} for the fewest false alarms."
            ).format(entity=words["entity"], act=words["act"], threshold=percent(report["threshold"])),
        ),
        rows=(
            (_tr("Target"), _tr("{column} = {value}").format(column=report["target"], value=report["positive"])),
            (_tr("Tells them apart"), str(report["id"] or _tr("nothing; rows are numbered"))),
        ),
    )


def _trained_on(run: OpenedRun) -> CardSection:
    report: Report = run.report
    receipt, words = report["receipt"], report["wording"]
    read = ", ".join(str(receipt[key]).upper() for key in ("format", "encoding") if receipt[key])
    aside = receipt["rows_set_aside"]
    left = _tr("{rows} rows set aside").format(rows=count(aside)) if aside else _tr("no row set aside")
    rows = [
        (_tr("File"), str(report["source"])),
        (_tr("Rows"), f"{count(report['rows'])} {words['entities']}"),
        (
            _tr("Of them"),
            _tr("{positives} {acted} ({rate})").format(
                positives=count(report["positives"]), acted=words["acted"], rate=percent(report["base_rate"], 1)
            ),
        ),
        (
            _tr("Read as"),
            f"{read}; {left}",
        ),
        (_tr("Quality of the table"), _tr("{score} of 100").format(score=report["quality"]["score"])),
        (_tr("When"), day_and_time(report["created"])),
        (
            _tr("Effort"),
            _tr("{effort}, {seconds} s").format(effort=report["effort"], seconds=decimal(report["seconds"], 1)),
        ),
    ]
    if report["rows_left_aside"]:
        rows.append(
            (
                _tr("Not learned from"),
                _tr("{rows} rows, for want of memory").format(rows=count(report["rows_left_aside"])),
            )
        )
    early = (_tr("The training was stopped early, with the best model it had by then."),)
    return CardSection(
        title=_tr("What it was trained on"), sentences=early if report["finished_early"] else (), rows=tuple(rows)
    )


def _how_good(run: OpenedRun) -> CardSection:
    report: Report = run.report
    names = {
        "roc_auc": (_tr("Ranking, ROC AUC"), 3),
        "average_precision": (_tr("Average precision"), 3),
        "top_decile_lift": (_tr("Top 10 %, times chance"), 2),
        "log_loss": (_tr("Log loss, less is better"), 3),
        "brier": (_tr("Brier score, less is better"), 3),
        "calibration_error": (_tr("Calibration error, less is better"), 3),
    }
    rows = []
    for key, (name, places) in names.items():
        value, rule = report["metrics"].get(key), report["baseline"]["metrics"].get(key)
        if value is not None and value["value"] is not None:
            interval = _tr("{low} to {high}").format(
                low=decimal(value["low"], places), high=decimal(value["high"], places)
            )
            rival = decimal(rule["value"], places) if rule and rule["value"] is not None else "–"
            rows.append((name, decimal(value["value"], places), interval, rival))
    return CardSection(
        title=_tr("How good it is"),
        sentences=(
            f"{report['verdict']['headline']}. {report['verdict']['text']}",
            _tr("The one-line rule it has to beat: {rule}.").format(rule=report["baseline"]["rule"]),
            *_closer(report),
        ),
        head=(_tr("Figure"), _tr("Model"), _tr("95 % interval"), _tr("One-line rule")),
        rows=tuple(rows),
        right=(1, 2, 3),
    )


def _closer(report: Report) -> tuple[str, ...]:
    """What a closer look found, in sentences; none in reports of early versions."""
    curve = report.get("learning_curve") or {}
    found = (report.get("calibration_said"), report.get("segments_said"), curve.get("text"))
    return tuple(str(text) for text in found if text)


def _columns(run: OpenedRun) -> CardSection:
    card = run.card
    roles = {column: role.replace("_", " ") for role, columns in card.roles.items() for column in columns}
    kinds = {
        "number": _tr("number"),
        "flag": _tr("yes or no"),
        "category": _tr("category"),
        "date": _tr("date"),
        "text": _tr("text"),
    }
    rows = sorted(
        (
            (-card.importance.get(name, 0.0), name, kinds.get(kind, kind), roles.get(name, "–"))
            for name, kind in card.columns.items()
        ),
    )
    return CardSection(
        title=_tr("Columns it reads"),
        sentences=(
            _tr(
                "The share is that of the column in all reasons; what is worked out from several columns is told apart."
            ),
        ),
        head=(_tr("Column"), _tr("Kind"), _tr("Role"), _tr("Share of all reasons")),
        rows=tuple((name, kind, role, percent(-share, 1)) for share, name, kind, role in rows),
        right=(3,),
    )


def _left_out(run: OpenedRun) -> CardSection | None:
    report: Report = run.report
    if not report["excluded"]:
        return None
    return CardSection(
        title=_tr("Left out, and why"),
        head=(_tr("Column"), _tr("Why")),
        rows=tuple((one["column"], one["reason"]) for one in report["excluded"]),
    )


def _engineered(run: OpenedRun) -> CardSection | None:
    report: Report = run.report
    if not report["engineered"]:
        return None
    shares = {one["column"]: one["share"] for one in report["importance"]}
    return CardSection(
        title=_tr("Worked out from the columns"),
        head=(_tr("What"), _tr("How"), _tr("Share of all reasons")),
        rows=tuple(
            (one["label"] or one["name"], one["wording"], percent(shares.get(one["name"], 0.0), 1))
            for one in report["engineered"]
        ),
        right=(2,),
    )


def _learners(run: OpenedRun) -> CardSection:
    report: Report = run.report
    return CardSection(
        title=_tr("What the model is made of"),
        sentences=(
            _tr(
                "A weighted sum of learners. The weights were chosen so that the sum does best on rows that no part of "
                "it had seen; a learner of weight 0 was tried and adds nothing to the others. Because it is a sum, the "
                "reasons of a row add up exactly to its score."
            ),
        ),
        head=(_tr("Learner"), _tr("Weight"), _tr("ROC AUC"), _tr("Log loss"), _tr("Seconds")),
        rows=tuple(
            (
                one["name"],
                percent(one["weight"]),
                auc(one["roc_auc"]),
                decimal(one["log_loss"], 3),
                decimal(one["seconds"], 1),
            )
            for one in report["learners"]
        ),
        right=(1, 2, 3, 4),
    )


def _findings(run: OpenedRun) -> CardSection | None:
    report: Report = run.report
    if not report["findings"]:
        return None
    words = {"error": _tr("Problem"), "warning": _tr("Caution"), "info": _tr("Good to know")}
    return CardSection(
        title=_tr("What is worth knowing about the data"),
        rows=tuple(
            (words[one["severity"]], f"{one['message']} {one['remedy']}".strip())
            for one in report["findings"][:MOST_FINDINGS]
        ),
    )


def _tested(run: OpenedRun) -> CardSection:
    report: Report = run.report
    return CardSection(
        title=_tr("How it was tested, and what was not"),
        sentences=(
            *report["notes"],
            str(later["text"])
            if (later := report.get("out_of_time"))
            else _tr("Not tested: a later period. When times change the figures get worse; compare, and train again."),
            _tr("Not tested: whether anything you do changes who will {act}.").format(act=report["wording"]["act"]),
        ),
    )


def _settings(run: OpenedRun) -> CardSection:
    report: Report = run.report
    return CardSection(
        title=_tr("Settings"),
        rows=(
            (_tr("Blueprint"), f"{report['blueprint']}, {_tr('schema')} {run.card.schema_version}"),
            (_tr("Seed"), str(report["seed"])),
            (_tr("Trained by"), f"Tracer {report['version']}"),
            (_tr("Run"), run.id),
        ),
        sentences=(_tr("The same again, as a command:"),) if report["command"] else (),
        code=str(report["command"]),
    )


def _file(run: OpenedRun, file: tuple[str, str] | None) -> CardSection:
    size, digest = file or (_tr("being read"), _tr("being read"))
    return CardSection(
        title=_tr("The model file"),
        sentences=(_tr("It holds no code: opening it cannot run anything."),),
        rows=(
            (_tr("Where"), str(run.paths["model"])),
            (_tr("Size"), size),
            (_tr("SHA-256"), digest),
        ),
    )


# ------------------------------------------------------------------- as text, as HTML


def as_text(sections: Sequence[CardSection]) -> str:
    """The card as plain text."""
    parts = []
    for section in sections:
        lines = [section.title, "=" * len(section.title), *section.sentences]
        if section.code:
            lines.append(section.code)
        table = [section.head, *section.rows] if section.head else list(section.rows)
        lines.extend("\t".join(row) for row in table)
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def as_html(sections: Sequence[CardSection], colour: Callable[[str], str], points: Callable[[str], float]) -> str:
    """The card in the little HTML that Qt's text knows; `colour` and `points` tell tokens and sizes of type."""
    style = (
        f"p {{ color: {colour('ink2')}; margin: 2px 0 4px 0; }} td {{ color: {colour('ink')}; }}"
        # Not h2: a heading of Qt's text makes whatever size it is given half as large again.
        f" p.section {{ font-weight: 600; font-size: {points('section'):.1f}pt; color: {colour('ink')};"
        " margin: 22px 0 4px 0; }"
        f" th, td.name {{ color: {colour('ink3')}; }} th {{ font-weight: 600; font-size: {points('label'):.1f}pt; }}"
        f" code {{ color: {colour('ink')}; }}"
    )
    body = "".join(_section_html(section, colour) for section in sections)
    return f"<html><head><style>{style}</style></head><body>{body}</body></html>"


def _section_html(section: CardSection, colour: Callable[[str], str]) -> str:
    parts = [
        f'<p class="section">{escape(section.title)}</p>',
        *(f"<p>{escape(text)}</p>" for text in section.sentences),
    ]
    if section.code:
        parts.append(f"<p><code>{escape(section.code)}</code></p>")
    if section.rows:
        parts.append(_table_html(section, colour))
    return "".join(parts)


def _table_html(section: CardSection, colour: Callable[[str], str]) -> str:
    line = f"border-bottom:1px solid {colour('grid')}"
    facts = not section.head

    def cell(tag: str, place: int, text: str) -> str:
        side = "right" if place in section.right else "left"
        kind = ' class="name" width="22%"' if facts and not place else ""
        left = 0 if not place else 10
        style = f"{'' if facts else line + ';'} padding:4px 10px 4px {left}px"
        return f'<{tag} align="{side}"{kind} style="{style}">{escape(text)}</{tag}>'

    def row(tag: str, texts: Sequence[str]) -> str:
        return f"<tr>{''.join(cell(tag, place, text) for place, text in enumerate(texts))}</tr>"

    head = f"<thead>{row('th', section.head)}</thead>" if section.head else ""
    body = "".join(row("td", texts) for texts in section.rows)
    style = "border-collapse:collapse; border:0; margin-top:4px"
    return f'<table width="100%" cellspacing="0" cellpadding="0" style="{style}">{head}{body}</table>'
