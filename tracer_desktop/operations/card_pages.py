"""The model card and its summary in the little HTML that Qt's text knows, for pages of paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from PySide6.QtCore import QCoreApplication

from tracer_engine import CardDocument, CardSection

CHART_WIDTH = 306.0


def _tr(text: str) -> str:
    return QCoreApplication.translate("card", text)


def card_pages(card: CardDocument, colours: Mapping[str, str]) -> str:
    """The whole card; as many pages as it needs."""
    parts = [
        f"<p class='small'>{escape(_tr('Model card'))}</p><h1>{escape(card.title)}</h1>",
        f"<p class='small'>{escape(card.summary.source)}</p>",
        *(_section(section, colours) for section in card.sections),
    ]
    return _document("".join(parts), colours, 1.0)


def summary_page(card: CardDocument, colours: Mapping[str, str], size: float = 1.0) -> str:
    """The summary; `size` is by how much its type is smaller than that of other pages."""
    page = card.summary
    figures = "".join(
        f"<td width='33%' style='padding:4px 10px 4px 0'><b>{escape(one.label)}</b><br>"
        f"<span class='figure'>{escape(one.value)}</span><br><span class='quiet'>{escape(one.range)}</span><br>"
        f"<span class='small'>{escape(one.plain)}</span></td>"
        for one in page.figures
    )
    charts = "".join(
        f"<td width='50%' style='padding-right:12px'>{{{{{chart.name}:{CHART_WIDTH * size}}}}}</td>"
        for chart in card.charts
    )
    drivers = _facts(page.drivers, colours, right=True)
    left = f"{_heading(_tr('What it goes by'))}{drivers}{_heading(_tr('Left out, and why'))}{_list(page.left_out)}"
    right = (
        f"{_heading(_tr('How it is used'))}{_list(page.decision)}"
        f"{_heading(_tr('What was not tested'))}{_list(page.limits)}"
    )
    columns = f"<td width='46%' style='padding-right:20px'>{left}</td><td width='54%'>{right}</td>"
    facts = "".join(f"<p class='small'>{escape(name)}: {escape(text)}</p>" for name, text in page.facts)
    body = (
        f"<p class='small'>{escape(page.question)}</p><h1>{escape(page.headline)}</h1>"
        f"<p class='quiet'>{escape(page.text)}</p><p class='small'>{escape(page.source)}</p>"
        f"{_row(figures)}{_row(charts)}"
        f"{_row(columns)}<br>{facts}"
    )
    return _document(body, colours, size)


def _document(body: str, colours: Mapping[str, str], size: float) -> str:
    ink, ink2, ink3 = colours["ink"], colours["ink2"], colours["ink3"]
    style = (
        f"body {{ color: {ink}; }} h1 {{ font-size: {17 * size:.1f}pt; font-weight: 600; margin: 0 0 4px 0; }}"
        f" h2 {{ font-size: {12.5 * size:.1f}pt; font-weight: 600; margin: 18px 0 4px 0; }}"
        f" h3 {{ font-size: {10.5 * size:.1f}pt; font-weight: 600; margin: 8px 0 2px 0; }}"
        f" p {{ margin: 2px 0 4px 0; }} .quiet {{ color: {ink2}; }} .small {{ color: {ink3}; }}"
        f" .figure {{ font-size: {17 * size:.1f}pt; font-weight: 600; }}"
        f" th {{ font-weight: 600; color: {ink2}; text-align: left; }} td.name {{ color: {ink2}; }}"
        " ul { margin: 0 0 4px 0; -qt-list-indent: 0; } code { font-family: monospace; }"
    )
    return f"<html><head><style>{style}</style></head><body>{body}</body></html>"


def _heading(text: str) -> str:
    return f"<h3>{escape(text)}</h3>"


def _list(texts: Sequence[str]) -> str:
    return "".join(f"<p class='quiet'>• {escape(text)}</p>" for text in texts)


def _row(cells: str) -> str:
    if not cells:
        return ""
    table = "<table width='100%' cellspacing='0' cellpadding='0' style='margin-top:8px'>"
    return f"{table}<tr valign='top'>{cells}</tr></table>"


def _facts(rows: Sequence[tuple[str, ...]], colours: Mapping[str, str], *, right: bool = False) -> str:
    line = f"border-bottom:1px solid {colours['grid']};" if right else ""
    first = "" if right else " width='24%' class='name'"
    told = "".join(
        f"<tr><td{first} style='{line} padding:2px 8px 2px 0'>{escape(name)}</td>"
        f"<td align='{'right' if right else 'left'}' style='{line} padding:2px 0'>{escape(text)}</td></tr>"
        for name, text in rows
    )
    return f"<table width='100%' cellspacing='0' cellpadding='0' style='border-collapse:collapse'>{told}</table>"


def _section(section: CardSection, colours: Mapping[str, str]) -> str:
    parts = [
        f"<h2>{escape(section.title)}</h2>",
        *(f"<p class='quiet'>{escape(text)}</p>" for text in section.sentences),
    ]
    if section.code:
        parts.append(f"<p><code>{escape(section.code)}</code></p>")
    if section.head:
        parts.append(_table(section, colours))
    elif section.rows:
        parts.append(_facts([(row[0], row[1]) for row in section.rows], colours))
    return "".join(parts)


def _table(section: CardSection, colours: Mapping[str, str]) -> str:
    line = f"border-bottom:1px solid {colours['line']}"

    def row(tag: str, texts: Sequence[str]) -> str:
        cells = "".join(
            f'<{tag} align="{"right" if place in section.right else "left"}" '
            f'style="{line}; padding:3px 8px 3px {8 if place else 0}px">{escape(text)}</{tag}>'
            for place, text in enumerate(texts)
        )
        return f"<tr>{cells}</tr>"

    body = "".join(row("td", texts) for texts in section.rows)
    return (
        "<table width='100%' cellspacing='0' cellpadding='0' style='border-collapse:collapse; border:0'>"
        f"<thead>{row('th', section.head)}</thead>{body}</table>"
    )
