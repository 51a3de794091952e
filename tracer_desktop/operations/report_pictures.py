"""The charts of a report's HTML as pictures: its drawings hold classes, and Qt's painter needs the colours in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape

_ROOT = re.compile(r":root\s*\{([^}]*)\}")
_VARIABLE = re.compile(r"--([\w-]+):\s*([^;]+);")
_RULE = re.compile(r"((?:\.chart [^{},]+,?\s*)+)\{([^}]*)\}")
_CHART = re.compile(r'<svg class="chart" viewBox="0 0 ([\d.]+) ([\d.]+)".*?</svg>', re.DOTALL)
_NAME = re.compile(r'aria-labelledby="([\w-]+)-title')
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.DOTALL)
_TAG = re.compile(r"<(text|tspan|line|path|rect|circle|polyline|polygon)\b([^>]*?)(/?)>")
_CLASS = re.compile(r'class="([\w -]+)"')
_NOT_OF_SVG = ("paint-order",)
# Drawn round letters so that lines do not run into them; Qt would draw it over the letters.
_HALO = ("stroke", "stroke-width", "stroke-linejoin")


@dataclass(frozen=True)
class Picture:
    """A chart that Qt's painter can draw, and its size in CSS pixels."""

    title: str
    svg: bytes
    width: float
    height: float


def report_pictures(html: str, family: str) -> dict[str, Picture]:
    """Every chart of a report by its name ("gains", "effect-0"), its text set in `family`."""
    return dict(_charts(html, _rules(html), family))


def _rules(html: str) -> dict[str, dict[str, str]]:
    """What the report's style sheet says of the classes and elements of a chart, in the light colours."""
    style = html[: html.find("</style>")]
    light = _ROOT.search(style)
    colours = dict(_VARIABLE.findall(light[1])) if light else {}
    rules: dict[str, dict[str, str]] = {}
    for selectors, body in _RULE.findall(style):
        said = {}
        for part in body.split(";"):
            name, _, value = part.partition(":")
            if value:
                said[name.strip()] = re.sub(r"var\(--([\w-]+)\)", lambda m: colours.get(m[1], "#000000"), value.strip())
        for selector in selectors.split(","):
            rules.setdefault(selector.replace(".chart", "", 1).strip(), {}).update(said)
    return rules


def _charts(html: str, rules: Mapping[str, Mapping[str, str]], family: str) -> Iterator[tuple[str, Picture]]:
    for found in _CHART.finditer(html):
        name = _NAME.search(found[0])
        width, height = float(found[1]), float(found[2])
        whole = _TAG.sub(lambda tag: _styled(tag, rules, family), found[0])
        opening = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        svg = re.sub(r"<svg[^>]*>", opening, whole, count=1)
        title = _TITLE.search(found[0])
        yield (
            (name[1] if name else ""),
            Picture(unescape(title[1]) if title else "", svg.encode(), width, height),
        )


def _styled(tag: re.Match[str], rules: Mapping[str, Mapping[str, str]], family: str) -> str:
    element, attributes, end = tag[1], tag[2], tag[3]
    said = dict(rules.get(element, {}))
    classes = _CLASS.search(attributes)
    for name in classes[1].split() if classes else ():
        said.update(rules.get(f".{name}", {}))
    if element in ("text", "tspan"):
        for name in _HALO:
            said.pop(name, None)
        if element == "text":
            said["font-family"] = family
    kept = [
        f'{name}="{value.removesuffix("px")}"'
        for name, value in said.items()
        if name not in _NOT_OF_SVG and f" {name}=" not in attributes and value != "inherit"
    ]
    return f"<{element}{attributes} {' '.join(kept)}{end}>"
