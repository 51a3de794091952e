"""The model card, or its summary on one page, as a PDF; printed by Qt as the report is. No window is needed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QFont

from tracer_desktop.operations.card_pages import card_pages, summary_page
from tracer_desktop.operations.report_pdf import pages_as_pdf
from tracer_desktop.operations.report_pictures import report_pictures
from tracer_engine import CardDocument

SIZES = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7)
"""By how much the type of a summary may be smaller so that it fits on its page."""


def card_pdf(card: CardDocument, font: QFont, colours: Mapping[str, str]) -> bytes:
    """The whole card, on A4."""
    return pages_as_pdf(card_pages(card, colours), {}, card.title, card.foot, font, colours)[0]


def summary_pdf(card: CardDocument, font: QFont, colours: Mapping[str, str]) -> bytes:
    """The summary on one page of A4: in smaller type where it is long."""
    charts = "".join(chart.svg for chart in card.charts)
    pictures = report_pictures(f"<style>{card.style}</style>{charts}", font.family())
    for size in SIZES:
        smaller = QFont(font)
        smaller.setPointSizeF(font.pointSizeF() * size)
        text = summary_page(card, colours, size)
        data, pages = pages_as_pdf(text, pictures, card.summary.headline, card.foot, smaller, colours)
        if pages == 1:
            break
    return data
