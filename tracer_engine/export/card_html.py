"""The model card, and its summary on one page, as HTML files that need nothing beside them."""

from __future__ import annotations

import re
from html import unescape

from markupsafe import Markup

from tracer_engine.export.report_html import page_environment, page_resource
from tracer_engine.types.card import CardChart, CardDocument

_CHART = re.compile(r'<svg class="chart" [^>]*aria-labelledby="([\w-]+)-title.*?</svg>', re.DOTALL)
# What a chart of ours is drawn with; the report beside a model may be somebody else's.
_DRAWN_WITH = {
    *("svg", "title", "desc", "g", "line", "path", "rect", "circle", "ellipse", "text", "tspan"),
    *("polyline", "polygon", "defs", "clipPath"),
}
_TAG = re.compile(r"<\s*/?\s*([\w:-]+)")
_ACTS = re.compile(r"\s(?:on\w+|(?:xlink:)?href|style)\s*=", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.DOTALL)


def charts_of(report_html: str, names: tuple[str, ...]) -> tuple[CardChart, ...]:
    """Charts of a report that was written, by their names; none of those it has not."""
    found = {chart[1]: chart[0] for chart in _CHART.finditer(report_html) if _only_drawn(chart[0])}
    titles = {name: title[1] if (title := _TITLE.search(svg)) else "" for name, svg in found.items()}
    return tuple(CardChart(name=name, title=unescape(titles[name]), svg=found[name]) for name in names if name in found)


def _only_drawn(svg: str) -> bool:
    """Whether a drawing is nothing but lines, shapes and texts."""
    return set(_TAG.findall(svg)) <= _DRAWN_WITH and not _ACTS.search(svg)


def report_style() -> str:
    """The style sheet of reports, by which their charts are drawn, and what cards add to it."""
    return page_resource("report.css") + page_resource("card.css")


def render_card(card: CardDocument) -> str:
    """The whole card as one HTML document (text; write it as UTF-8)."""
    page = page_environment().from_string(page_resource("card.html.jinja"))
    return page.render(card=card, style=Markup(report_style()))  # noqa: S704 - our own file


def render_summary(card: CardDocument) -> str:
    """The summary as one HTML document, a page of A4 when it is printed."""
    page = page_environment().from_string(page_resource("summary.html.jinja"))
    charts = tuple((chart.title, Markup(chart.svg)) for chart in card.charts)  # noqa: S704 - its texts are escaped
    return page.render(card=card, page=card.summary, charts=charts, style=Markup(report_style()))  # noqa: S704
