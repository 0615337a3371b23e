"""Ranked bars: where the points still to win are, the most first."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from aplomb.charts.frame import Frame, drawing, written
from aplomb.charts.lettering import text_width, wrap
from aplomb.charts.numbers import colon, how_many, number_text, percent_sign, semicolon
from aplomb.charts.palette import look
from aplomb.domain.referentials.edition import Exact
from aplomb.domain.shared.shares import half_up
from aplomb.domain.shared.words import words

_LINE, _BAR, _SPACE = 14.0, 9.0, 9.0


@dataclass(frozen=True, slots=True)
class Gain:
    """What something would win: in points, and as a share of the whole score."""

    label: str
    points: Exact
    share: Fraction


def gaps(
    uid: str, gains: Sequence[Gain], *, lang: str = "fr", width: float | None = None, title: str = ""
) -> str:
    """Bars from zero in the order given: points to win, and what they are worth on the overall score."""
    _ = words(lang).gettext
    frame = Frame(uid, width)
    if not gains:
        body = frame.at(0, 16, written(_("nothing to win"), "empty"))
        return drawing(frame, 24, body, title=title or _("Nothing to win."))
    longest = max(gain.points for gain in gains)
    room = max(text_width(_worth(gain, lang), 12) for gain in gains) + 10
    full = max(0.2, 1 - room / frame.track)
    body, y = "", 0.0
    for gain in gains:
        for line in wrap(gain.label, 12, frame.track, lines=2):
            body += frame.at(0, y + 11, written(line, "lab"))
            y += _LINE
        length = float(Fraction(gain.points) / Fraction(longest)) * full if longest else 0.0
        body += f'<rect {look("cur")} x="{frame.x(0)}" y="{y + 2:g}" '
        body += f'width="{frame.length(length)}" height="{_BAR:g}"/>'
        body += frame.at(length, y + 11, written(_worth(gain, lang), "strong", 6))
        y += _BAR + _SPACE + 2
    figures = semicolon(lang).join(gain.label + colon(lang) + _worth(gain, lang) for gain in gains)
    first = gains[0]
    said = title or _("Most to win: {label}, {worth}.").format(label=first.label, worth=_worth(first, lang))
    return drawing(frame, y - _SPACE + 2, body, title=said, description=figures)


def gain_text(share: Fraction, lang: str) -> str:
    """What the overall score would win, in points of percentage, with the decimals that show it: `+0,3`."""
    value = share * 100
    decimals = next((places for places in (1, 2, 3) if half_up(value, places) or not value), 3)
    return "+" + number_text(value, lang, decimals)


def points_text(points: Exact, lang: str) -> str:
    """A number of points of the scale: `3 points`."""
    return (
        words(lang)
        .ngettext("{points} point", "{points} points", how_many(Fraction(points), lang))
        .format(points=number_text(points, lang))
    )


def _worth(gain: Gain, lang: str) -> str:
    return f"{points_text(gain.points, lang)} ({gain_text(gain.share, lang)}{percent_sign(lang)})"
