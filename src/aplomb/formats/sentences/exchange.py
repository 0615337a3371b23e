"""What stands in the way of a grid that comes back into an evaluation, in words."""

from aplomb.domain.shared.words import gettext_noop as _

SENTENCES = {
    "exchange.other-evaluation": (
        _("This grid was exported from another evaluation."),
        _("Open that evaluation to bring it back, or export this one and copy your answers into it."),
    ),
}
