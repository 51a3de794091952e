"""The model card as plain text, and in the little HTML that Qt's text knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from tracer_engine import CardSection


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
