"""The radar: the overall shape of the dimensions. Comparisons are read in the table beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import cos, pi, sin

from aplomb.charts.frame import Frame, bob, drawing, figure, scaled_drawing, written
from aplomb.charts.lettering import text_width, wrap
from aplomb.charts.numbers import colon, percent_number, percent_text, semicolon
from aplomb.charts.palette import look
from aplomb.domain.shared.words import words

_BOX = 680.0
_RADIUS = 172.0
_AWAY = 16.0
_LINE_HEIGHT = 13.0
_SIDE_WIDTH, _TOP_WIDTH = 128.0, 104.0
_RINGS = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1))
_MANY = 16
_AIR = 6.0  # between two labels side by side


@dataclass(frozen=True, slots=True)
class Spoke:
    """One dimension: its name, its score now and before (None: no score, which is a gap and not a zero)."""

    label: str
    value: Fraction | None
    previous: Fraction | None = None


@dataclass(frozen=True, slots=True)
class _Wheel:
    count: int
    x: float
    y: float

    def point(self, index: int, share: Fraction | float) -> tuple[float, float]:
        angle = _angle(index, self.count)
        reach = _RADIUS * float(share)
        return self.x + reach * cos(angle), self.y + reach * sin(angle)

    def ring(self, share: Fraction, name: str) -> str:
        return self.polygon([share] * self.count, name)

    def polygon(self, shares: Sequence[Fraction], name: str) -> str:
        points = " ".join(_pair(self.point(index, share)) for index, share in enumerate(shares))
        return f'<polygon {look(name)} points="{points}"/>'

    def outline(self, shares: Sequence[Fraction | None], closed: str, parted: str) -> str:
        """The line through the shares: a polygon where all are there, else pieces with gaps between them."""
        present = [share for share in shares if share is not None]
        if len(present) == self.count:
            return self.polygon(present, closed)
        pieces = []
        for index, share in enumerate(shares):
            after = shares[(index + 1) % self.count]
            if share is not None and after is not None:
                start, end = self.point(index, share), self.point((index + 1) % self.count, after)
                pieces.append(f"M{_pair(start)}L{_pair(end)}")
        return f'<path {look(parted)} d="{"".join(pieces)}"/>' if pieces else ""


@dataclass(frozen=True, slots=True)
class _Label:
    lines: tuple[str, ...]
    value: str
    x: float
    top: float
    anchor: str

    @property
    def bottom(self) -> float:
        return self.top + _LINE_HEIGHT * (len(self.lines) + 1)

    @property
    def left(self) -> float:
        return self.x - {"start": 0, "middle": self._width / 2, "end": self._width}[self.anchor]

    @property
    def right(self) -> float:
        return self.left + self._width

    @property
    def _width(self) -> float:
        return max(text_width(line, 11) for line in self.lines)

    def meets(self, other: "_Label") -> bool:
        return (
            self.left < other.right + _AIR
            and other.left < self.right + _AIR
            and self.top < other.bottom
            and other.top < self.bottom
        )


def radar(
    uid: str,
    spokes: Sequence[Spoke],
    *,
    threshold: Fraction | None = None,
    lang: str = "fr",
    printed: bool = False,
    title: str = "",
) -> str:
    """The dimensions as a radar, drawn in a box that the page scales; `printed` gives it a size.

    A dimension without a score leaves a gap in the line. Fewer than three dimensions make no shape: they are
    drawn as rows.
    """
    said = title or _finding(spokes, lang)
    figures = semicolon(lang).join(spoke.label + colon(lang) + _value(spoke, lang) for spoke in spokes)
    if len(spokes) < 3:
        return _rows(uid, spokes, threshold, lang, printed, said, figures)
    labels = _apart([_label(index, len(spokes), spoke, lang) for index, spoke in enumerate(spokes)])
    top, bottom = min(label.top for label in labels), max(label.bottom for label in labels)
    wheel = _Wheel(len(spokes), _BOX / 2, 4 - min(top, -_RADIUS))
    height = wheel.y + max(bottom, _RADIUS) + 6
    values = [spoke.value for spoke in spokes]
    body = [wheel.ring(share, "gridl") for share in _RINGS]
    for index in range(wheel.count):
        (x1, y1), (x2, y2) = (wheel.x, wheel.y), wheel.point(index, 1)
        place = f'x1="{figure(x1)}" y1="{figure(y1)}" x2="{figure(x2)}" y2="{figure(y2)}"'
        body.append(f"<line {look('gridl')} {place}/>")
    if threshold is not None:
        body.append(wheel.ring(threshold, "target"))
    body.append(wheel.outline([spoke.previous for spoke in spokes], "prev-line", "prev-line"))
    body.append(wheel.outline(values, "cur-area", "leader"))
    for index, value in enumerate(values):
        if value is not None:
            x, y = wheel.point(index, value)
            body.append(f'<circle {look("cur")} cx="{figure(x)}" cy="{figure(y)}" r="3"/>')
    for share in (Fraction(1, 2), Fraction(1)):
        x, y = wheel.point(0, share)
        body.append(written(str(int(share * 100)), "dim", x + 4, y + 12))
    body += [_lettered(label, wheel) for label in labels]
    return scaled_drawing(uid, (_BOX, height), printed, "".join(body), title=said, description=figures)


def _angle(index: int, count: int) -> float:
    return 2 * pi * index / count - pi / 2


def _pair(point: tuple[float, float]) -> str:
    return f"{figure(point[0])},{figure(point[1])}"


def _label(index: int, count: int, spoke: Spoke, lang: str) -> _Label:
    """The label of a spoke, placed from the centre of the wheel and pushed outwards by its own height."""
    angle = _angle(index, count)
    across, down = cos(angle), sin(angle)
    centred = abs(across) < 0.2
    width = _TOP_WIDTH if centred else _SIDE_WIDTH
    lines = tuple(wrap(spoke.label, 11, width, lines=4 if count <= _MANY else 2))
    height = _LINE_HEIGHT * (len(lines) + 1)
    middle = (_RADIUS + _AWAY) * down + height / 2 * down
    anchor = "middle" if centred else "start" if across > 0 else "end"
    value = percent_number(spoke.value, lang)
    return _Label(lines, value, (_RADIUS + _AWAY) * across, middle - height / 2, anchor)


def _apart(labels: Sequence[_Label]) -> list[_Label]:
    """The labels, those that would meet pushed up or down, away from the wheel's middle line."""
    placed: list[_Label] = []
    moved = {}
    for index in sorted(range(len(labels)), key=lambda index: abs(labels[index].top + labels[index].bottom)):
        label = labels[index]
        down = label.top + label.bottom >= 0
        while met := next((other for other in placed if label.meets(other)), None):
            top = met.bottom + 1 if down else met.top - (label.bottom - label.top) - 1
            label = replace(label, top=top)
        placed.append(label)
        moved[index] = label
    return [moved[index] for index in range(len(labels))]


def _lettered(label: _Label, wheel: _Wheel) -> str:
    first = wheel.y + label.top + _LINE_HEIGHT - 3
    x = wheel.x + label.x
    lines = [
        written(line, "lab small", x, first + _LINE_HEIGHT * row, label.anchor)
        for row, line in enumerate(label.lines)
    ]
    lines.append(written(label.value, "val", x, first + _LINE_HEIGHT * len(label.lines), label.anchor))
    return "".join(lines)


def _rows(
    uid: str,
    spokes: Sequence[Spoke],
    threshold: Fraction | None,
    lang: str,
    printed: bool,
    title: str,
    figures: str,
) -> str:
    """One or two dimensions, one above the other."""
    frame = Frame(uid, _BOX if printed else None, inset=8)
    _ = words(lang).gettext
    if not spokes:
        body = written(_("no dimension"), "empty", 8 if printed else 0, 16)
        return drawing(frame, 24, body, title=title)
    body, y = "", 0.0
    for spoke in spokes:
        lines = wrap(spoke.label, 12, frame.track * 0.8, lines=3)
        for row, line in enumerate(lines):
            body += frame.at(0, y + 14 + 15 * row, written(line, "lab"))
        value = percent_text(spoke.value, lang)
        body += frame.at(1, y + 14, written(value, "val", anchor="end"))
        y += 15 * len(lines) + 10
        body += frame.line("gridl", 0, 1, y)
        if threshold is not None:
            body += frame.post("target", threshold, y - 7, y + 8)
        if spoke.value is not None:
            body += frame.line("leader", spoke.previous or 0, spoke.value, y)
        if spoke.previous is not None:
            body += frame.at(spoke.previous, y, bob(0.7, "prev"))
        if spoke.value is not None:
            body += frame.at(spoke.value, y, bob(0.9))
        y += 22
    return drawing(frame, y, body, title=title, description=figures)


def _finding(spokes: Sequence[Spoke], lang: str) -> str:
    _ = words(lang).gettext
    scored = sorted(
        ((spoke.value, spoke.label) for spoke in spokes if spoke.value is not None), key=lambda pair: pair[0]
    )
    if not scored:
        return _("No dimension has a score yet.")
    lowest = ", ".join(f"{label} {percent_text(value, lang)}" for value, label in scored[:3])
    return _("The lowest dimensions: {list}.").format(list=lowest)


def _value(spoke: Spoke, lang: str) -> str:
    _ = words(lang).gettext
    return _("no score") if spoke.value is None else percent_text(spoke.value, lang)
