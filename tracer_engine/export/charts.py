"""Charts as inline SVG text: the frame, the axes and the marks that every chart is made of.

Colours and fonts come from the style sheet by class (see `report.css`), so that a chart follows light, dark and
print by itself. Coordinates are pixels at 100 %.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

TICK_SIZE = 12.0
ELLIPSIS = "\u2026"
# Every kind of space but the one that holds a number and its unit together.
_BLANKS = re.compile(r"[^\S\u00a0]+")


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A drawn chart, what it says in one sentence, and the same numbers as a table.

    `rows` are texts, as many a row as `headings`; the first `text_columns` columns are words, the rest numbers.
    """

    title: str
    summary: str
    svg: Markup
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    text_columns: int = 1


@dataclass(frozen=True, kw_only=True)
class Frame:
    """Where the data lies within a picture: margins in pixels, the axes from 0 to `x_end` and `y_end`."""

    width: float
    height: float
    left: float = 52.0
    right: float = 20.0
    top: float = 14.0
    bottom: float = 50.0
    x_end: float = 1.0
    y_end: float = 1.0

    def x(self, value: float) -> float:
        """Pixel of a value across."""
        return self.left + value / self.x_end * (self.width - self.left - self.right)

    def y(self, value: float) -> float:
        """Pixel of a value upwards."""
        return self.height - self.bottom - value / self.y_end * (self.height - self.top - self.bottom)


def picture(key: str, width: float, height: float, title: str, summary: str, parts: Iterable[str]) -> Markup:
    """The whole SVG element. `key` is unique in the document and made of letters, digits and hyphens."""
    return Markup(  # noqa: S704 - the parts are made in this module, which escapes every text
        f'<svg class="chart" viewBox="0 0 {width:g} {height:g}" role="img" '
        f'aria-labelledby="{key}-title {key}-desc">'
        f'<title id="{key}-title">{escape(title)}</title><desc id="{key}-desc">{escape(summary)}</desc>'
        f"{''.join(parts)}</svg>"
    )


def text(x: float, y: float, content: str, kind: str = "tick", anchor: str = "start") -> str:
    """Words at a place; `kind` is a class of the style sheet, `anchor` start, middle or end."""
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(content)}</text>'


def lines_of_text(
    x: float, y: float, contents: Sequence[str], kind: str, anchor: str = "start", leading: float = 15.0
) -> str:
    """Several lines of words, one below the other, centred on `y`."""
    top = y - leading * (len(contents) - 1) / 2
    return "".join(text(x, top + leading * index, line, kind, anchor) for index, line in enumerate(contents))


def segment(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """A straight line."""
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def rectangle(x: float, y: float, width: float, height: float, kind: str, *, radius: float = 0.0) -> str:
    """A filled rectangle, never of negative size."""
    rounded = f' rx="{radius:g}"' if radius else ""
    return (
        f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" '
        f'height="{max(height, 0):.1f}"{rounded}/>'
    )


def dot(x: float, y: float, kind: str = "dot", radius: float = 4.5) -> str:
    """A round mark."""
    return f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}"/>'


def curve(points: Iterable[tuple[float, float]], kind: str) -> str:
    """A line through pixels; points that are not finite are passed over."""
    pairs = [f"{x:.1f} {y:.1f}" for x, y in points if math.isfinite(x) and math.isfinite(y)]
    return f'<path class="{kind}" d="M{" L".join(pairs)}"/>' if len(pairs) > 1 else ""


def axes(
    frame: Frame,
    *,
    x_ticks: Sequence[float],
    y_ticks: Sequence[float],
    x_text: Callable[[float], str],
    y_text: Callable[[float], str],
    x_title: str,
    x_grid: bool = True,
) -> str:
    """Grid, ticks and the words under the horizontal axis."""
    left, right = frame.x(0), frame.x(frame.x_end)
    floor, ceiling = frame.y(0), frame.y(frame.y_end)
    parts = [segment(left, frame.y(tick), right, frame.y(tick), "grid") for tick in y_ticks if tick]
    if x_grid:
        parts += [segment(frame.x(tick), floor, frame.x(tick), ceiling, "grid") for tick in x_ticks]
    parts.append(segment(left, floor, right, floor, "base-line"))
    parts += [text(left - 8, frame.y(tick) + 4, y_text(tick), "tick", "end") for tick in y_ticks]
    parts += [text(frame.x(tick), floor + 18, x_text(tick), "tick", "middle") for tick in x_ticks]
    parts.append(text((left + right) / 2, floor + 39, x_title, "axis-title", "middle"))
    return "".join(parts)


def nice_end(value: float) -> float:
    """The next round number at or above `value`: the end of an axis that starts at 0."""
    if not math.isfinite(value) or value <= 0:
        return 1.0
    power = float(10 ** math.floor(math.log10(value)))
    return next(power * step for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if power * step >= value * (1 - 1e-9))


def even_ticks(end: float, wanted: int = 5, *, whole: bool = False) -> tuple[float, ...]:
    """Round numbers from 0 to `end`, about `wanted` steps; whole numbers only where `whole`."""
    rough = end / wanted
    power = float(10 ** math.floor(math.log10(rough)))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * (1 - 1e-9))
    if whole:
        step = max(1.0, float(round(step)))
    return tuple(index * step for index in range(int(end / step + 1e-9) + 1))


def text_width(content: str, size: float = TICK_SIZE) -> float:
    """About how wide words are, in pixels, on the generous side (the font is not known here)."""
    wide = sum(1 for sign in content if unicodedata.east_asian_width(sign) in "WF")
    return size * (wide * 1.02 + (len(content) - wide) * 0.58)


def fitted(content: str, width: float, size: float = TICK_SIZE, most_lines: int = 2) -> tuple[str, ...]:
    """`content` in at most `most_lines` lines of `width` pixels; what does not fit ends in an ellipsis."""
    words = _BLANKS.sub(" ", content).strip()
    done: list[str] = []
    while words and len(done) < most_lines:
        if text_width(words, size) <= width:
            return (*done, words)
        room = max((end for end in range(1, len(words)) if text_width(words[:end], size) <= width), default=1)
        if len(done) == most_lines - 1:
            return (*done, words[: max(room - 1, 1)].rstrip() + ELLIPSIS)
        space = words.rfind(" ", 0, room + 1)
        cut = space if space > room // 3 else room
        done.append(words[:cut].rstrip())
        words = words[cut:].lstrip()
    return tuple(done) or ("",)
