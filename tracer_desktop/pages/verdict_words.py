"""The verdict of a report in words and headline numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication

from tracer_desktop.plots.evidence import Evidence, verdict_parts
from tracer_desktop.plots.plot import capital
from tracer_desktop.widgets.headline import HeadlineNumber
from tracer_desktop.widgets.numbers import count, decimal, percent


@dataclass(frozen=True, kw_only=True)
class HeadlineFigure:
    """One headline number as it is read, with what the whisker needs."""

    label: str
    text: str
    caption: str
    interval: tuple[float, float, float] | None
    rival: float | None
    better: Literal["high", "low"]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Verdict", text)


def verdict_words(evidence: Evidence, rows: int) -> str:
    """The engine's own words, with what the list does for one at this cut-off in place of its first tenth."""
    report, words = evidence.report, evidence.wording
    text = str(report["verdict"]["text"])
    before, after = verdict_parts(text)
    if report["verdict"]["worth_using"] and after:
        live = _tr(
            "Contact the {rows} {entities} on top of the list and you reach {found} of those who will {act}, "
            "{lift} times as many as choosing at random"
        ).format(
            rows=count(rows), entities=words.entity if rows == 1 else words.entities,
            found=percent(float(evidence.found[rows - 1])), act=words.act,
            lift=decimal(float(evidence.lift[rows - 1]), 1),
        )  # fmt: skip
        text = f"{before}{live}{after}"
    if report.get("finished_early"):
        text += " " + _tr("The training was finished early, with the best so far.")
    return text


def headline_figures(evidence: Evidence) -> list[HeadlineFigure]:
    """Top tenth, ranking, percentages, log loss: each with its interval and the rule's."""
    actors = capital(evidence.wording.actors)
    return [
        _figure(
            evidence, "top_decile_lift", _tr("{actors} in the top 10\u00a0%").format(actors=actors), 2, "high", "{x} ×"
        ),
        _figure(evidence, "roc_auc", _tr("Ranking, ROC AUC"), 3, "high"),
        _figure(evidence, "calibration_error", _tr("Percentages off by"), 1, "low", _tr("{x} points"), times=100.0),
        _figure(evidence, "log_loss", _tr("Log loss, less is better"), 3, "low"),
    ]


def ranking_figures(evidence: Evidence) -> list[HeadlineFigure]:
    """Ranking, purity of the list, top tenth."""
    top_tenth, ranking = headline_figures(evidence)[:2]
    return [ranking, _figure(evidence, "average_precision", _tr("Purity, average precision"), 3, "high"), top_tenth]


def show_figure(widget: HeadlineNumber, figure: HeadlineFigure) -> None:
    """Put a figure on its widget."""
    widget.set_label(figure.label)
    if figure.interval is None:
        widget.set_plain("–", figure.caption)
        return
    value, low, high = figure.interval
    widget.set_value(
        figure.text, figure.caption, value=value, low=low, high=high, rival=figure.rival, better=figure.better
    )


def _figure(
    evidence: Evidence,
    key: str,
    label: str,
    places: int,
    better: Literal["high", "low"],
    form: str = "{x}",
    *,
    times: float = 1.0,
) -> HeadlineFigure:
    found, rival = evidence.metric(key), evidence.rule_metric(key)
    if found is None:
        caption = _tr("Too few to tell.")
        return HeadlineFigure(label=label, text="–", caption=caption, interval=None, rival=None, better=better)
    value, low, high = (times * one for one in found)
    half = (high - low) / 2
    if half > {2: 0.5, 1: 5.0}.get(places, 0.05):
        places -= 1
    shown = {"low": decimal(low, places), "high": decimal(high, places)}
    if rival is None:
        caption = _tr("{low} to {high}").format(**shown)
    else:
        rival *= times
        caption = _tr("{low} to {high} · rule {rule}").format(**shown, rule=decimal(rival, places))
    text = form.format(x=decimal(value, places)).replace(" ", "\u00a0")
    return HeadlineFigure(
        label=label, text=text, caption=caption, interval=(value, low, high), rival=rival, better=better
    )


def tested_words(evidence: Evidence) -> str:
    """How it was tested, and what was not; rows that were left aside come first."""
    said = [str(note) for note in evidence.report.get("notes", ())]
    off, rival = evidence.metric("calibration_error"), evidence.rule_metric("calibration_error")
    if off is not None and rival is not None and rival < off[0]:
        said.append(
            _tr("That the rule's percentages are off by less says little: it knows only a few, one for each group.")
        )
    return " ".join(said)
