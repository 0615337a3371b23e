"""Sentences about the starter set of indicators."""

from aplomb.domain.shared.words import gettext_noop as _

SENTENCES = {
    "indicators.per": (
        _("an indicator of kind “{kind}” and its “per” do not go together"),
        _("Write `per` beside a rate, and beside nothing else."),
    ),
}
