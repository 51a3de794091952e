"""What stands on the pages of the printed report, in the little HTML that Qt's text knows."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from html import escape
from typing import Any

from PySide6.QtCore import QCoreApplication, QRegularExpression

from tracer_desktop.operations.report_pictures import Picture
from tracer_desktop.widgets.moments import day_and_time
from tracer_desktop.widgets.numbers import count, percent

PLACE = QRegularExpression(r"\{\{[\w-]+:[\d.]+\}\}")
WIDE, HALF = 640.0, 322.0
MOST_FINDINGS, MOST_LEFT_OUT = 40, 60
_RISKY = re.compile(r'<table class="risky">.*?</table>', re.DOTALL)
_ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
_HEADING = re.compile(r"<h[123](?=[ >])")
_METER = re.compile(r"<i>.*?</i>", re.DOTALL)
_DECIMALS = {"roc_auc": 3, "average_precision": 3, "log_loss": 3, "brier": 3, "calibration_error": 3}


def _tr(text: str) -> str:
    return QCoreApplication.translate("report", text)


def report_pages(
    html: str, report: Mapping[str, Any], pictures: Mapping[str, Picture], colours: Mapping[str, str]
) -> str:
    """The text of all pages; `{{name:width}}` stands where a chart goes."""
    parts = [
        _verdict(report, colours),
        _figures(report, colours),
        _row(pictures, ("gains", "calibration")),
        _risk(html, report, pictures, colours),
        _drivers(report, pictures),
        _trust(report, colours),
        _data(report, colours),
        _test(report),
        _auditors(report, pictures, colours),
    ]
    return f"<html><head><style>{_style(colours)}</style></head><body>{''.join(parts)}</body></html>"


def with_breaks(text: str, headings: Set[int]) -> str:
    """The text with a new page before some of its headings, told by their number."""
    numbers = itertools.count()

    def broken(tag: re.Match[str]) -> str:
        return f'{tag[0]} style="page-break-before:always"' if next(numbers) in headings else tag[0]

    return _HEADING.sub(broken, text)


def _style(colours: Mapping[str, str]) -> str:
    ink, ink2, ink3 = colours["ink"], colours["ink2"], colours["ink3"]
    return (
        f"body {{ color: {ink}; }} h1 {{ font-size: 17pt; font-weight: 600; margin: 0 0 4px 0; }}"
        " h2 { font-size: 13pt; font-weight: 600; margin: 22px 0 6px 0; }"
        " h3 { font-size: 10.5pt; font-weight: 600; margin: 14px 0 2px 0; }"
        f" p {{ margin: 2px 0 4px 0; }} p.quiet {{ color: {ink2}; }} p.small {{ color: {ink3}; }}"
        f" th {{ font-weight: 600; color: {ink2}; text-align: left; }} td.quiet {{ color: {ink2}; }}"
        " code { font-family: monospace; }"
    )


def _verdict(report: Mapping[str, Any], colours: Mapping[str, str]) -> str:
    words = report["wording"]
    source = " · ".join(
        (
            str(report["source"]),
            f"{count(report['rows'])} {words['entities']}",
            f"{count(report['positives'])} {words['acted']} ({percent(report['base_rate'])})",
            _tr("target {column} = {value}").format(column=report["target"], value=report["positive"]),
            day_and_time(str(report["created"])),
        )
    )
    early = ""
    if report["finished_early"]:
        said = _tr("Finished early: this is the best model there was by then. A full training may do better.")
        early = f'<p style="background:{colours["caution_soft"]}">{escape(said)}</p>'
    verdict = report["verdict"]
    return (
        f'<p class="small">{escape(report["question"])}</p><h1>{escape(verdict["headline"])}</h1>'
        f'<p class="quiet">{escape(verdict["text"])}</p><p class="small">{escape(source)}</p>{early}'
    )


# ------------------------------------------------------------------- tables


def _table(
    head: Sequence[str], rows: Sequence[Sequence[str]], colours: Mapping[str, str], right: Sequence[int] = ()
) -> str:
    """A table with a line under each row; the cells are HTML already."""

    def cells(row: Sequence[str], tag: str) -> str:
        return "".join(
            f'<{tag} align="{"right" if place in right else "left"}" '
            f'style="border-bottom:1px solid {colours["line"]}; padding:3px 8px 3px {0 if not place else 8}px">'
            f"{cell}</{tag}>"
            for place, cell in enumerate(row)
        )

    body = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in rows)
    return (
        '<table width="100%" cellspacing="0" cellpadding="0" style="border-collapse:collapse; border:0">'
        f"<thead><tr>{cells([escape(name) for name in head], 'th')}</tr></thead>{body}</table>"
    )


def _figures(report: Mapping[str, Any], colours: Mapping[str, str]) -> str:
    names = {
        "top_decile_lift": _tr("{actors} in the top 10 %, times chance").format(
            actors=_capital(report["wording"]["actors"])
        ),
        "roc_auc": _tr("Ranking, ROC AUC"),
        "average_precision": _tr("Average precision"),
        "calibration_error": _tr("Percentages off by, calibration error"),
        "log_loss": _tr("Log loss, less is better"),
        "brier": _tr("Brier score, less is better"),
    }
    rules = report["baseline"]["metrics"]
    rows = []
    for key, name in names.items():
        value = report["metrics"].get(key)
        if value is None:
            continue
        places = _DECIMALS.get(key, 2)
        rule = rules.get(key)
        interval = f"{_decimal(value['low'], places)} – {_decimal(value['high'], places)}"
        rival = _decimal(rule["value"], places) if rule else ""
        rows.append((escape(name), f"<b>{_decimal(value['value'], places)}</b>", interval, rival))
    head = (_tr("Figure"), _tr("Model"), _tr("95 % interval"), _tr("One-line rule"))
    rule_words = _tr("The one-line rule to beat: {rule}.").format(rule=report["baseline"]["rule"])
    return "<br>" + _table(head, rows, colours, (1, 2, 3)) + f'<p class="small">{escape(rule_words)}</p>'


def _risk(html: str, report: Mapping[str, Any], pictures: Mapping[str, Picture], colours: Mapping[str, str]) -> str:
    words = report["wording"]
    parts = [f"<h2>{escape(_tr('Who is at risk'))}</h2>", _wide(pictures, "histogram")]
    rows = list(_riskiest(html))
    if rows:
        title = _tr("The {n} most likely to {act}").format(n=len(rows), act=words["act"])
        said = _tr(
            "Only {entities} that {stayed} so far, scored by models that had not seen them. Treat this list as "
            "confidentially as the data."
        ).format(entities=words["entities"], stayed=words["not_acted"])
        head = (_tr("Rank"), _capital(words["entity"]), _capital(words["risk"]), _tr("Why"))
        parts.append(f'<h3>{escape(title)}</h3><p class="quiet">{escape(said)}</p>')
        parts.append(_table(head, rows, colours, (0, 2)))
    return "".join(parts)


def _riskiest(html: str) -> Iterator[tuple[str, ...]]:
    """The rows of the report's own list (its cells are HTML already, and stay it)."""
    found = _RISKY.search(html)
    for row in _ROW.findall(found[0])[1:] if found else ():
        cells = _CELL.findall(row)
        if len(cells) == 4:
            rank, name, chance, why = cells
            why = why.replace('<span class="second">', "<br><small>").replace("</span>", "</small>")
            yield rank, name, _METER.sub("", chance).strip(), why.removeprefix("<br>")


def _drivers(report: Mapping[str, Any], pictures: Mapping[str, Picture]) -> str:
    said = _tr(
        "What the model goes by. It shows what goes together with “{acted}” in this file, not what causes it."
    ).format(acted=report["wording"]["acted"])
    parts = [
        f"<h2>{escape(_tr('Why: what drives the scores'))}</h2><p class='quiet'>{escape(said)}</p>",
        _wide(pictures, "drivers"),
    ]
    effects = [name for name in pictures if name.startswith("effect-")]
    parts.extend(_row(pictures, effects[start : start + 2]) for start in range(0, len(effects), 2))
    if pairs := report.get("interactions"):
        told = "".join(f"<li>{escape(one['text'])}</li>" for one in pairs)
        parts.append(f"<h3>{escape(_tr('What works together'))}</h3><ul>{told}</ul>")
    return "".join(parts)


def _trust(report: Mapping[str, Any], colours: Mapping[str, str]) -> str:
    """Group by group, with fewer rows, on a later period; "" in reports of early versions."""
    words, parts = report["wording"], []
    rows = [_segment(one["label"], segment) for one in report.get("segments", ()) for segment in one["segments"]]
    if rows:
        head = (
            _tr("Of"),
            _tr("Group"),
            _capital(words["entities"]),
            _tr("Given"),
            _tr("Really {acted}").format(acted=words["acted"]),
            _tr("ROC AUC"),
            "",
        )
        parts.append(f"<p class='quiet'>{escape(report['segments_said'])}</p>")
        parts.append(_table(head, rows, colours, (2, 3, 4, 5)) + "<br>")
    for key, title in (("learning_curve", _tr("Would more rows help?")), ("out_of_time", _tr("On a later period"))):
        if found := report.get(key):
            parts.append(f"<h3>{escape(title)}</h3><p class='quiet'>{escape(found['text'])}</p>")
    return f"<h2>{escape(_tr('How far it can be trusted'))}</h2>{''.join(parts)}" if parts else ""


def _segment(label: str, segment: Mapping[str, Any]) -> tuple[str, ...]:
    rate, auc = segment["rate"], segment["roc_auc"]
    note = str(segment["note"])
    return (
        escape(label),
        escape(segment["value"]),
        count(segment["rows"]),
        percent(segment["predicted"], 1),
        _tr("{rate} ({low} to {high})").format(
            rate=percent(rate["value"], 1), low=_decimal(100 * rate["low"], 1), high=_decimal(100 * rate["high"], 1)
        ),
        "–" if auc is None else f"{_decimal(auc['value'], 2)} ({_decimal(auc['low'], 2)} – {_decimal(auc['high'], 2)})",
        escape(_capital(note)),
    )


def _data(report: Mapping[str, Any], colours: Mapping[str, str]) -> str:
    quality = _tr("Quality {score} of 100.").format(score=report["quality"]["score"])
    parts = [f"<h2>{escape(_tr('The data'))}</h2><p>{escape(quality)}</p>"]
    severity = {"error": _tr("Problem"), "warning": _tr("Caution"), "info": _tr("Good to know")}
    for one in report["findings"][:MOST_FINDINGS]:
        said = f"<b>{escape(severity[one['severity']])}:</b> {escape(one['message'])}"
        parts.append(f"<p>{said} <span style='color:{colours['ink2']}'>{escape(one['remedy'])}</span></p>")
    more = len(report["findings"]) - MOST_FINDINGS
    if more > 0:
        parts.append(f"<p class='small'>{escape(_tr('And {n} more, in report.html.').format(n=more))}</p>")
    if report["excluded"]:
        rows = [(escape(one["column"]), escape(one["reason"])) for one in report["excluded"][:MOST_LEFT_OUT]]
        parts.append(f"<h3>{escape(_tr('Left out, and why'))}</h3>")
        parts.append(_table((_tr("Column"), _tr("Why")), rows, colours))
    return "".join(parts)


def _test(report: Mapping[str, Any]) -> str:
    words = report["wording"]
    notes = [
        *report["notes"],
        _tr("Not tested: whether anything you do changes who will {act}.").format(act=words["act"]),
    ]
    if not report.get("out_of_time"):
        untested = _tr("Not tested: a later period. When times change the figures get worse; compare, and train again.")
        notes.insert(-1, untested)
    told = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return f"<h2>{escape(_tr('How it was tested, and what was not'))}</h2><ul>{told}</ul>"


def _auditors(report: Mapping[str, Any], pictures: Mapping[str, Picture], colours: Mapping[str, str]) -> str:
    parts = [f"<h2>{escape(_tr('For auditors'))}</h2>", _row(pictures, ("roc", "precision-recall"))]
    rows = [
        (
            escape(one["name"]),
            percent(one["weight"]),
            _decimal(one["roc_auc"], 3),
            _decimal(one["log_loss"], 3),
            _decimal(one["seconds"], 1),
        )
        for one in report["learners"]
    ]
    head = (_tr("Learner"), _tr("Weight"), _tr("ROC AUC"), _tr("Log loss"), _tr("Seconds"))
    parts.append(_table(head, rows, colours, (1, 2, 3, 4)))
    if report["command"]:
        again = escape(_tr("The same again, as a command:"))
        parts.append(f"<p class='quiet'><br>{again}</p><p><code>{escape(report['command'])}</code></p>")
    return "".join(parts)


# ------------------------------------------------------------------- charts


def _wide(pictures: Mapping[str, Picture], name: str) -> str:
    return f"<p>{{{{{name}:{WIDE}}}}}</p>" if name in pictures else ""


def _row(pictures: Mapping[str, Picture], names: Sequence[str]) -> str:
    """Two charts side by side."""
    cells = "".join(
        f'<td width="50%" style="vertical-align:top"><p>{{{{{name}:{HALF}}}}}</p></td>'
        for name in names
        if name in pictures
    )
    if not cells:
        return ""
    return f'<table width="100%" cellspacing="0" cellpadding="0" style="margin-top:14px"><tr>{cells}</tr></table>'


def _decimal(value: float | None, places: int) -> str:
    return "–" if value is None else f"{value:,.{places}f}".replace("-", "\N{MINUS SIGN}")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
