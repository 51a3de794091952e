"""What was found out about a file that was scored, on one page: the verdict first, then column by column."""

from __future__ import annotations

from markupsafe import Markup

from tracer_engine.export.report_html import ICONS, moment, page_environment, page_resource
from tracer_engine.export.report_numbers import integer_text, percent_text
from tracer_engine.types.model import ModelCard
from tracer_engine.types.scores import Scored, Since
from tracer_engine.version import VERSION

HEADLINES = {
    "go": ("good", "Go: this file looks like the one the model learned from"),
    "caution": ("caution", "Caution: the scores can be used, with this in mind"),
    "stop": ("problem", "Stop: do not act on these scores"),
}


def render_scoring(scored: Scored, card: ModelCard, source: str, expected: float) -> str:
    """The page as one HTML document (text; write it as UTF-8).

    `source` names the file, `expected` sums the probabilities as they were written.
    """
    kind, headline = HEADLINES[scored.verdict_level]
    page = page_environment().from_string(page_resource("scoring.html.jinja"))
    return page.render(
        version=VERSION,
        style=Markup(page_resource("report.css")),  # noqa: S704 - our own file
        icon=ICONS[kind],
        kind=kind,
        headline=headline,
        source=source,
        scored=scored,
        card=card,
        trained=moment(card.created),
        figures=_figures(scored, card, expected),
        since=scored.since,
        counts=_counts(scored.since),
    )


def _figures(scored: Scored, card: ModelCard, expected: float) -> list[tuple[str, str, str]]:
    """(label, figure, what it means)."""
    words = card.wording
    found = [
        (
            "Scored",
            integer_text(scored.rows),
            f"{words.entities}; {integer_text(scored.rows_set_aside)} rows set aside",
        ),
        (f"Expected to {words.act}", integer_text(round(expected)), "the sum of the probabilities"),
        ("On the list", integer_text(scored.listed), f"predicted yes: from {percent_text(scored.threshold)} on"),
        ("Unlike training", integer_text(scored.unlike), "with a number or a value beyond all that the model has met"),
    ]
    rate = scored.base_rate
    if rate is not None and rate.used is not None:
        told = f"anchored to it, in place of {percent_text(rate.trained)}"
        found[3] = ("Base rate", percent_text(rate.used), told)
    return found


def _counts(since: Since | None) -> list[tuple[str, int]]:
    if since is None or since.both is None:
        return []
    return [
        ("New on the list, not in that file", since.new or 0),
        ("Climbed onto it", since.climbed or 0),
        ("Stayed on it", since.stayed or 0),
        ("Fell off it", since.fell or 0),
        ("Left: not in this file", since.left or 0),
    ]
