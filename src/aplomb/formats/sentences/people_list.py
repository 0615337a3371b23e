"""Sentences about lists of people to invite."""

from aplomb.domain.shared.words import gettext_noop as _

SENTENCES = {
    "people.none": (
        _("the list holds nobody"),
        _("Write one person a row under the titles Adresse and Rôle."),
    ),
    "people.too-many": (
        _("the list holds {n} people, more than {most}"),
        _("Split it into several files."),
    ),
}
