"""Sentences about lines of measures."""

from aplomb.domain.shared.words import gettext_noop as _

SENTENCES = {
    "measures.none": (
        _("there is no measure here"),
        _("Give one measure a line: the date, then the value."),
    ),
    "measures.too-many": (_("there are more than {most} measures"), _("Bring them in several times.")),
    "measures.not-a-day": (
        _("“{value}” is not a date"),
        _("Write 01/03/2026 or 2026-03-01; 03/2026 for a whole month."),
    ),
    "measures.not-a-number": (
        _("“{value}” is not a number"),
        _("Write figures alone, with a comma or a point before the decimals."),
    ),
    "measures.no-number": (
        _("the figure is missing"),
        _("Write it after the date, or empty the whole line."),
    ),
    "measures.no-size": (
        _("the figure has no “out of”"),
        _("Write a third figure: how many were looked at in all."),
    ),
    "measures.long-note": (_("the note is longer than {most} characters"), _("Shorten it.")),
    "measures.to-come": (_("the day is still to come"), _("Correct the date.")),
    "measures.too-old": (_("the day is before 1990"), _("Correct the year.")),
    "measures.too-large": (_("the figure is too large"), _("Correct it, or choose a larger unit.")),
    "measures.size-not-positive": (
        _("what the figure is out of must be above zero"),
        _("Correct it, or leave the period out where nothing was looked at."),
    ),
    "measures.negative": (_("a count cannot be below zero"), _("Correct the figure.")),
    "measures.more-than-all": (
        _("the figure is larger than what it is out of"),
        _("Correct one of the two, or put them in the other order: date ; number ; out of."),
    ),
    "measures.twice": (
        _("{day} is already on line {first}"),
        _("Keep one of the two lines."),
    ),
}
