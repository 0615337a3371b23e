"""Charts of a single share from 0 to 100: the rule, the thread, the bar, the dumbbell."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from aplomb.charts.frame import Frame, anchored, bob, drawing, written
from aplomb.charts.lettering import text_width
from aplomb.charts.numbers import (
    how_many,
    number_text,
    percent_text,
    points_missing,
    threshold_text,
)
from aplomb.charts.palette import look
from aplomb.domain.shared.words import words

_BASE = 50
_FIRST_LABEL, _NEXT_LABEL = 37, 15
_NEAR_THRESHOLD = Fraction(4, 100)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A figure hung under the rule."""

    share: Fraction
    text: str
    look: str


def rule(
    uid: str,
    score: Fraction | None,
    *,
    previous: Fraction | None = None,
    threshold: Fraction | None = None,
    projection: Fraction | None = None,
    lang: str = "fr",
    width: float | None = None,
    title: str = "",
) -> str:
    """The rule, graduated from 0 to 100: a full bob at the score, a hollow one at the previous score, a dashed
    one at the projected score, a line at the threshold. Shares from 0 to 1, unrounded; None is not drawn.
    """
    frame = Frame(uid, width, inset=14)
    marks = [
        _Mark(share, percent_text(share, lang, against=threshold), name)
        for share, name in ((score, "val"), (projection, "val"), (previous, "dim"))
        if share is not None
    ]
    body = [_graduations(Frame("", frame.width, frame.inset), threshold), _threshold(frame, threshold, lang)]
    if previous is not None:
        body.append(frame.at(previous, _BASE + 1, bob(0.8, "prev")))
    if projection is not None:
        body.append(frame.line("proj-line", score or 0, projection, _BASE))
        body.append(frame.at(projection, _BASE + 1, bob(1.1, "proj")))
    if score is not None:
        body.append(frame.line("leader", 0, score, _BASE))
        body.append(frame.post("leader", score, _BASE - 16, _BASE + 2))
        body.append(frame.at(score, _BASE + 1, bob(1.35)))
    labels, rows = _labels(frame, marks)
    return drawing(
        frame,
        _BASE + _FIRST_LABEL + 6 + (rows - 1) * _NEXT_LABEL,
        "".join(body) + labels,
        title=title or _finding(score, threshold, lang),
        description=_figures(score, previous, threshold, projection, lang),
    )


def thread(
    uid: str, share: Fraction | None, *, lang: str = "fr", width: float | None = None, title: str = ""
) -> str:
    """Progress of a task: the thread drawn from the origin as far as the bob. None is an empty thread."""
    frame = Frame(uid, width, inset=6)
    done = share or Fraction(0)
    body = (
        f'<line {look("thread base", "base")} x1="{frame.x(0)}" x2="{frame.x(1)}" y1="3" y2="3"/>'
        f'<line {look("thread", "done")} x1="{frame.x(0)}" x2="{frame.x(done)}" y1="3" y2="3"/>'
        + frame.at(done, 2, bob(0.85))
    )
    _ = words(lang).gettext
    said = title or _("Completion: {share}").format(share=percent_text(share, lang))
    return drawing(frame, 14, body, title=said, css="thread")


def bar(
    uid: str, share: Fraction | None, *, lang: str = "fr", width: float | None = None, title: str = ""
) -> str:
    """Small progress in a row: a bar from 0. None is an empty bar."""
    frame = Frame(uid, width)
    body = (
        f'<rect {look("bar base", "base")} x="0" width="{frame.length(1)}" height="4"/>'
        f'<rect {look("bar", "done")} x="0" width="{frame.length(share or 0)}" height="4"/>'
    )
    return drawing(frame, 4, body, title=title or percent_text(share, lang), css="bar")


def dumbbell(
    uid: str,
    current: Fraction | None,
    *,
    previous: Fraction | None = None,
    projection: Fraction | None = None,
    threshold: Fraction | None = None,
    lang: str = "fr",
    width: float | None = None,
    title: str = "",
) -> str:
    """One row from 0 to 100: hollow bob before, full bob now, line at the threshold.

    Without a previous value the thread is drawn from 0. A value of None leaves its bob out.
    """
    frame = Frame(uid, width, inset=6)
    y = 9
    body = [frame.line("gridl", 0, 1, y)]
    if threshold is not None:
        body.append(frame.post("target", threshold, y - 7, y + 8))
    if current is not None:
        body.append(frame.line("leader", previous or 0, current, y))
    if projection is not None:
        body.append(frame.line("proj-line", current or 0, projection, y))
        body.append(frame.at(projection, y, bob(0.8, "proj")))
    if previous is not None:
        body.append(frame.at(previous, y, bob(0.7, "prev")))
    if current is not None:
        body.append(frame.at(current, y, bob(0.9)))
    return drawing(
        frame,
        22,
        "".join(body),
        title=title or _finding(current, threshold, lang),
        description=_figures(current, previous, threshold, projection, lang),
    )


@lru_cache(maxsize=32)
def _graduations(frame: Frame, threshold: Fraction | None) -> str:
    """The hundred and one lines of a rule: the same for all those of one width, whatever their names."""
    body = []
    if threshold is not None:
        body.append(
            f'<rect {look("rng")} x="{frame.x(threshold)}" y="{_BASE - 12}" '
            f'width="{frame.length(1 - threshold)}" height="12"/>'
        )
    for percentage in range(101):
        major = percentage % 10 == 0
        height = 12 if major else 8 if percentage % 5 == 0 else 4
        body.append(
            frame.post("tick" if major else "tick minor", Fraction(percentage, 100), _BASE - height, _BASE)
        )
    body.append(frame.line("axis", 0, 1, _BASE))
    for percentage in range(0, 101, 20):
        share = Fraction(percentage, 100)
        # The threshold's line would cross a graduation that stands where it does, and says the same.
        if threshold is None or abs(share - threshold) >= _NEAR_THRESHOLD:
            label = written(str(percentage), "dim", anchor=anchored(share, str(percentage), frame, 11))
            body.append(frame.at(share, _BASE - 19, label))
    return "".join(body)


def _threshold(frame: Frame, threshold: Fraction | None, lang: str) -> str:
    if threshold is None:
        return ""
    _ = words(lang).gettext
    text = _("Threshold {share}").format(share=threshold_text(threshold, lang))
    before = float(threshold) * frame.track > text_width(text, 12) + 8
    label = written(text, "target-t", x=-6 if before else 6, anchor="end" if before else "start")
    return frame.post("target", threshold, _BASE - 46, _BASE + 6) + frame.at(threshold, _BASE - 38, label)


def _labels(frame: Frame, marks: Sequence[_Mark]) -> tuple[str, int]:
    """The figures under the rule, the score's first; one that would meet another goes a row lower."""
    rows: list[list[tuple[float, float]]] = [[]]
    body = []
    for mark in marks:
        anchor = anchored(mark.share, mark.text, frame)
        breadth = text_width(mark.text, 12) + 8
        place = float(mark.share) * frame.track
        start = place - {"start": 0, "middle": breadth / 2, "end": breadth}[anchor]
        row = 0
        while any(
            start < taken_end and taken_start < start + breadth for taken_start, taken_end in rows[row]
        ):
            row += 1
            if row == len(rows):
                rows.append([])
        rows[row].append((start, start + breadth))
        y = _BASE + _FIRST_LABEL + row * _NEXT_LABEL
        body.append(frame.at(mark.share, y, written(mark.text, mark.look, anchor=anchor)))
    return "".join(body), len(rows)


def _finding(score: Fraction | None, threshold: Fraction | None, lang: str) -> str:
    _, ngettext = words(lang).gettext, words(lang).ngettext
    if score is None:
        return _("No score: nothing has been scored yet.")
    if threshold is None:
        return _("Score {score}.").format(score=percent_text(score, lang))
    shown = percent_text(score, lang, against=threshold)
    if score >= threshold:
        return _("Score {score}: the threshold of {threshold} is reached.").format(
            score=shown, threshold=threshold_text(threshold, lang)
        )
    missing = points_missing(score, threshold)
    return ngettext(
        "Score {score}: {points} point short of the threshold of {threshold}.",
        "Score {score}: {points} points short of the threshold of {threshold}.",
        how_many(missing, lang),
    ).format(score=shown, points=number_text(missing, lang), threshold=threshold_text(threshold, lang))


def _figures(
    score: Fraction | None,
    previous: Fraction | None,
    threshold: Fraction | None,
    projection: Fraction | None,
    lang: str,
) -> str:
    """What the drawing shows besides the score, in words."""
    _ = words(lang).gettext
    parts = []
    if previous is not None:
        parts.append(
            _("Previous score {score}.").format(score=percent_text(previous, lang, against=threshold))
        )
    if projection is not None:
        parts.append(
            _("Projected score {score}.").format(score=percent_text(projection, lang, against=threshold))
        )
    return " ".join(parts)
