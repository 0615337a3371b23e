"""Bars made of parts: the distribution of levels, the states of documents, and the swatch of a legend."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aplomb.charts.frame import Frame, drawing, figure, written
from aplomb.charts.lettering import text_width
from aplomb.charts.numbers import colon, number_text
from aplomb.charts.palette import (
    FILL,
    LINE_STRONG,
    NA,
    ON,
    PATTERNED,
    UNANSWERED,
    fill_look,
    overlay_look,
    patterns,
    step_of,
)
from aplomb.domain.shared.words import words

_ROOM = 8  # beside a count, so that it does not touch the ends of its part


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar: how many, the step of the encoding that it looks like, and its word."""

    count: int
    step: str
    word: str


def stack(
    uid: str,
    levels: Mapping[int, int],
    *,
    na: int = 0,
    unanswered: int = 0,
    labels: Mapping[int, str] | None = None,
    lang: str = "fr",
    width: float | None = None,
    height: float = 22,
    title: str = "",
) -> str:
    """How many criteria stand at each level: levels in order, then NA, then what is not answered.

    `levels` has a count for every level of the scale, zeros included, so that each keeps its look; `labels`
    are their words.
    """
    _ = words(lang).gettext
    values = sorted(levels)
    parts = [
        Part(levels[value], step_of(value, values), _level_word(value, labels, lang)) for value in values
    ]
    parts += [Part(na, NA, _("not applicable")), Part(unanswered, UNANSWERED, _("not answered"))]
    return composition(uid, parts, lang=lang, width=width, height=height, title=title)


def composition(
    uid: str,
    parts: Sequence[Part],
    *,
    lang: str = "fr",
    width: float | None = None,
    height: float = 22,
    title: str = "",
) -> str:
    """A bar of parts in the order given; the count stands in a part wherever there is room for it."""
    _ = words(lang).gettext
    frame = Frame(uid, width)
    shown = [part for part in parts if part.count > 0]
    total = sum(part.count for part in shown)
    said = ", ".join(part.word + colon(lang) + number_text(part.count, lang) for part in shown)
    if not total:
        said = _("Nothing to count.")
        body = _empty(frame, height, lang)
    else:
        body = patterns(uid, [part.step for part in shown]) if frame.printed else ""
        start = 0
        for part in shown:
            body += _part(frame, part, start / total, part.count / total, height, lang)
            start += part.count
    return drawing(frame, height, body, title=title or said, description=said if title else "")


def swatch(uid: str, step: str, *, printed: bool = False) -> str:
    """A sample of a step's fill, for a legend; its word stands beside it."""
    overlay = (
        f'{patterns(uid, [step])}<rect {overlay_look(step, uid)} x="1" y="1" width="18" height="10"/>'
        if printed and step in PATTERNED
        else ""
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="sw" width="20" height="12" viewBox="0 0 20 12" '
        f'aria-hidden="true"><rect {fill_look(step)} x="0.5" y="0.5" width="19" height="11"/>{overlay}</svg>'
    )


def _part(frame: Frame, part: Part, start: float, length: float, height: float, lang: str) -> str:
    text = number_text(part.count, lang)
    breadth = text_width(text, 12)
    place = f'x="{frame.x(start)}" y="0.5" width="{frame.length(length)}" height="{figure(height - 1)}"'
    area = f"<rect {fill_look(part.step)} {place}/>"
    if frame.printed and part.step in PATTERNED:
        area += f"<rect {overlay_look(part.step, frame.uid)} {place}/>"
    if breadth + _ROOM > length * frame.track:
        return area
    plate = ""
    if part.step in PATTERNED:  # digits need a plain ground
        plate = (
            f'<rect class="chip{part.step}" fill="{FILL[part.step]}" x="{figure(-breadth / 2 - 3)}" y="-8" '
            f'width="{figure(breadth + 6)}" height="16" rx="2"/>'
        )
    label = (
        f'<text class="t{part.step}" fill="{ON[part.step]}" font-size="12" font-weight="600" '
        f'text-anchor="middle" y="4">{text}</text>'
    )
    return area + frame.at(start + length / 2, height / 2, plate + label)


def _empty(frame: Frame, height: float, lang: str) -> str:
    _ = words(lang).gettext
    label = written(_("no criterion"), "empty", y=4, anchor="middle")
    return (
        f'<rect class="f{UNANSWERED}" fill="none" stroke="{LINE_STRONG}" stroke-dasharray="2 2" x="{frame.x(0)}" '
        f'y="0.5" width="{frame.length(1)}" height="{figure(height - 1)}"/>'
        + frame.at(0.5, height / 2, label)
    )


def _level_word(value: int, labels: Mapping[int, str] | None, lang: str) -> str:
    _ = words(lang).gettext
    if labels and labels.get(value):
        return _("level {value} ({label})").format(value=value, label=labels[value])
    return _("level {value}").format(value=value)
