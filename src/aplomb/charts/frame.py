"""The ground of every chart: one geometry for a page, where width is fluid, and for a PDF, where it is known.

On a page a place along the chart is a percentage, so that text is never stretched and no script is needed. In
print it is a number of units (one unit is 0.75 point in the reports), with patterns inside the drawing.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from html import escape, unescape

from aplomb.charts.lettering import text_width
from aplomb.charts.palette import look

FONT = "Source Sans Pro"
# What labels are laid out for where the width is not known: that of a phone, so that they never meet.
_FLUID_NOMINAL = 340.0
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.DOTALL)
_DESCRIPTION = re.compile(r"<desc[^>]*>(.*?)</desc>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a share from 0 to 1 lies along a chart. `width` in units; None on a page.

    `inset` is the room left at each end of a printed chart, where a mark at 0 or 100 % would be cut off; on a
    page marks overflow instead.
    """

    uid: str
    width: float | None = None
    inset: float = 0

    @property
    def printed(self) -> bool:
        return self.width is not None

    @property
    def track(self) -> float:
        """The length from 0 to 100 %, in units; on a page a nominal one, for laying out labels only."""
        return _FLUID_NOMINAL if self.width is None else self.width - 2 * self.inset

    def x(self, share: Fraction | float) -> str:
        if self.width is None:
            return f"{figure(float(share) * 100)}%"
        return figure(self.inset + float(share) * self.track)

    def length(self, share: Fraction | float) -> str:
        return f"{figure(float(share) * 100)}%" if self.width is None else figure(float(share) * self.track)

    def line(self, name: str, start: Fraction | float, end: Fraction | float, y: float) -> str:
        """A horizontal line of this look, from share to share."""
        return f'<line {look(name)} x1="{self.x(start)}" x2="{self.x(end)}" y1="{y:g}" y2="{y:g}"/>'

    def post(self, name: str, share: Fraction | float, top: float, bottom: float) -> str:
        """A vertical line of this look, at a share."""
        x = self.x(share)
        return f'<line {look(name)} x1="{x}" x2="{x}" y1="{figure(top)}" y2="{figure(bottom)}"/>'

    def at(self, share: Fraction | float, y: float, content: str) -> str:
        """Something drawn in units of its own, hung at a share."""
        if self.width is None:
            return f'<svg x="{self.x(share)}" y="{figure(y)}" overflow="visible">{content}</svg>'
        return f'<g transform="translate({self.x(share)} {figure(y)})">{content}</g>'


def figure(value: float) -> str:
    """A coordinate: two decimals at most, no trailing zero."""
    return f"{round(value, 2):g}" if abs(value) < 100000 else f"{value:.0f}"


def clean(text: str) -> str:
    """Text for an SVG: what XML cannot hold is left out, the rest is escaped."""
    return escape(_CONTROLS.sub("", text))


def written(text: str, name: str, x: float = 0, y: float = 0, anchor: str = "start") -> str:
    """A line of text of this look."""
    return f'<text {look(name)} x="{figure(x)}" y="{figure(y)}" text-anchor="{anchor}">{clean(text)}</text>'


def anchored(share: Fraction | float, text: str, frame: Frame, size: float = 12) -> str:
    """The anchor that keeps a label hung at a share inside the chart."""
    half = text_width(text, size) / 2
    place = float(share) * frame.track
    if place < half - frame.inset:
        return "start"
    return "end" if place > frame.track - half + frame.inset else "middle"


def bob(scale: float = 1.0, name: str = "bob") -> str:
    """The bob, point down, hung at the origin."""
    w, shoulder, tip = figure(5 * scale), figure(7 * scale), figure(13 * scale)
    return f'<path {look(name)} d="M-{w} 0H{w}V{shoulder}L0 {tip}L-{w} {shoulder}z"/>'


def drawing(
    frame: Frame, height: float, body: str, *, title: str, description: str = "", css: str = "chart"
) -> str:
    """A whole chart: `title` states what there is to see, `description` gives the figures."""
    uid = frame.uid
    if frame.width is None:
        size = f'width="100%" height="{figure(height)}"'
    else:
        box = f"0 0 {figure(frame.width)} {figure(height)}"
        size = f'width="{figure(frame.width)}" height="{figure(height)}" viewBox="{box}"'
    return _svg(uid, size, css, title, description, body)


def scaled_drawing(
    uid: str, box: tuple[float, float], printed: bool, body: str, *, title: str, description: str
) -> str:
    """A chart drawn in a box of its own, which a page scales to the room that it has."""
    width, height = map(figure, box)
    size = f'viewBox="0 0 {width} {height}"'
    return _svg(
        uid,
        f'width="{width}" height="{height}" {size}' if printed else size,
        "chart",
        title,
        description,
        body,
    )


def alternative(svg: str) -> str:
    """What a chart says in words, its title and its figures: the alternative text of its picture."""
    found = [match[1] for pattern in (_TITLE, _DESCRIPTION) if (match := pattern.search(svg))]
    return unescape(" ".join(part for part in found if part))


def _svg(uid: str, size: str, css: str, title: str, description: str, body: str) -> str:
    described = f' aria-describedby="{uid}-d"' if description else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{css}" {size} font-family="{FONT}" role="img" '
        f'aria-labelledby="{uid}-t"{described}><title id="{uid}-t">{clean(title)}</title>'
        + (f'<desc id="{uid}-d">{clean(description)}</desc>' if description else "")
        + body
        + "</svg>"
    )
