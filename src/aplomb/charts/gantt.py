"""A plan in time: the months at the head, a bar a theme, today's line, the milestones (ui/DESIGN.md §6)."""

from collections.abc import Sequence
from fractions import Fraction

from aplomb.charts.frame import Frame, anchored, bob, clean, drawing, figure
from aplomb.charts.numbers import percent_text
from aplomb.charts.palette import PATTERNED, fill_look, look, patterns

ROW, BAR, MONTHS, FEET = 40.0, 12.0, 30.0, 44.0
_LATE = "0"
_NEAR = Fraction(1, 5)


def gantt_months(
    uid: str,
    months: Sequence[tuple[Fraction, str]],
    *,
    title: str,
    lang: str = "fr",
    width: float | None = None,
) -> str:
    """The names of the months, each where it begins."""
    frame = Frame(uid, width)
    names = "".join(
        frame.at(share, 0, f'<text {look("dim")} x="6" y="19">{clean(name)}</text>') for share, name in months
    )
    return drawing(frame, MONTHS, names, title=title)


def gantt(
    uid: str,
    start: Fraction,
    end: Fraction,
    *,
    done: Fraction | None = None,
    late: bool = False,
    lines: Sequence[Fraction] = (),
    today: Fraction | None = None,
    title: str = "",
    lang: str = "fr",
    width: float | None = None,
) -> str:
    """One theme: a bar from its start to its deadline, filled as far as it is done; hatched where it is late.

    Shares of the period shown, from 0 to 1; `lines` are where months begin.
    """
    frame = Frame(uid, width)
    top, length = (ROW - BAR) / 2, max(end - start, Fraction(1, 200))
    body = "".join(frame.post("gridl", share, 0, ROW) for share in lines)
    body += _bar(frame, look("gbar soft"), start, length, top)
    if done:
        filled = fill_look(_LATE) if late else look("gbar")
        body += _bar(frame, filled, start, length * done, top)
    if today is not None:
        body += frame.post("gnow", today, 0, ROW)
    if frame.printed and late:
        body = patterns(uid, [_LATE] if _LATE in PATTERNED else []) + body
    return drawing(frame, ROW, body, title=title or percent_text(done, lang))


def gantt_feet(
    uid: str,
    milestones: Sequence[tuple[Fraction, str]],
    *,
    today: Fraction | None = None,
    today_word: str = "",
    lines: Sequence[Fraction] = (),
    title: str = "",
    lang: str = "fr",
    width: float | None = None,
) -> str:
    """The milestones under the bars, today first; a name too near the one before it goes a line lower."""
    frame = Frame(uid, width)
    marks = [*([(today, today_word)] if today is not None else []), *milestones]
    body = "".join(frame.post("gridl", share, 0, FEET) for share in lines)
    before = Fraction(-1)
    lower = False
    for share, name in sorted(marks):
        lower = share - before < _NEAR and not lower
        kind = "bob" if (share, name) == (today, today_word) else "gms"
        y = figure(40 if lower else 28)
        anchor = anchored(share, name, frame, 11)
        text = f'<text {look("dim")} x="0" y="{y}" text-anchor="{anchor}">{clean(name)}</text>'
        body += frame.at(share, 4, bob(1.0, kind)) + frame.at(share, 0, text)
        before = share
    return drawing(frame, FEET, body, title=title or ", ".join(name for _share, name in marks))


def _bar(frame: Frame, looks: str, start: Fraction, length: Fraction, top: float) -> str:
    return (
        f'<rect {looks} x="{frame.x(start)}" y="{figure(top)}" '
        f'width="{frame.length(length)}" height="{figure(BAR)}" rx="2"/>'
    )
