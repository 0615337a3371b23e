"""How the reports say things: dates, lists, states, what is missing."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from aplomb.charts.numbers import how_many, number_text, percent_text
from aplomb.domain.evaluations.tally import Tally
from aplomb.domain.shared.words import words


def day_text(day: date, lang: str) -> str:
    """A date in full: 24 novembre 2026, 1er mars 2027; 24 November 2026."""
    translations = words(lang)
    _ = translations.gettext
    months = (
        _("January"),
        _("February"),
        _("March"),
        _("April"),
        _("May"),
        _("June"),
        _("July"),
        _("August"),
        _("September"),
        _("October"),
        _("November"),
        _("December"),
    )
    number = translations.pgettext("first day of a month", "1") if day.day == 1 else str(day.day)
    return f"{number}\u00a0{months[day.month - 1]} {day.year}"


def listed(parts: Sequence[str], lang: str) -> str:
    """Several things in one sentence: `a, b et c`."""
    _ = words(lang).gettext
    if len(parts) < 2:
        return "".join(parts)
    return _("{list} and {last}").format(list=", ".join(parts[:-1]), last=parts[-1])


def status_text(status: str, lang: str) -> str:
    """The state of the evaluation that a report shows."""
    pgettext = words(lang).pgettext
    return {
        "draft": pgettext("state of an evaluation", "Draft"),
        "open": pgettext("state of an evaluation", "In progress"),
        "review": pgettext("state of an evaluation", "In review"),
        "closed": pgettext("state of an evaluation", "Closed"),
        "file": pgettext("state of an evaluation", "Grid read from a file"),
    }[status]


def grouped_hash(content_hash: str) -> str:
    """The beginning of a SHA-256, in fours, long enough to compare by eye."""
    return " ".join(content_hash[start : start + 4] for start in range(0, 16, 4))


def criteria_text(count: int, lang: str) -> str:
    return _counted(words(lang).ngettext("{n} criterion", "{n} criteria", count), count, lang)


def essentials_text(count: int, lang: str) -> str:
    ngettext = words(lang).ngettext
    return _counted(ngettext("{n} essential criterion", "{n} essential criteria", count), count, lang)


def indispensables_text(count: int, lang: str) -> str:
    ngettext = words(lang).ngettext
    return _counted(ngettext("{n} indispensable document", "{n} indispensable documents", count), count, lang)


def answers_text(count: int, lang: str) -> str:
    return _counted(words(lang).ngettext("{n} answer", "{n} answers", count), count, lang)


def short_points_text(points: Decimal, lang: str) -> str:
    """Points of percentage that are missing: `8 points`."""
    ngettext = words(lang).ngettext
    return ngettext("{points} point", "{points} points", how_many(points, lang)).format(
        points=number_text(points, lang)
    )


def completion_text(tally: Tally, lang: str) -> str:
    """How far the answers go, beside any score that is not final: `Renseigné à 64 % : 132 critères sur 206`."""
    _ = words(lang).gettext
    return _("Completed at {share}: {done} of {asked} criteria").format(
        share=percent_text(tally.completion, lang, against=Fraction(1)),
        done=number_text(tally.answered + tally.na, lang),
        asked=number_text(tally.asked, lang),
    )


def _counted(pattern: str, count: int, lang: str) -> str:
    """A number and its noun, which no line end may part."""
    return pattern.format(n=number_text(count, lang)).replace(" ", "\u00a0", 1)
