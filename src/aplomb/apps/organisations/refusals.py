"""Why not, in words, for organisations and their people; and what is said of an action without words of its own."""

from django.utils.translation import gettext_lazy as _

from aplomb.domain.access.matrix import MATRIX

SENTENCES = {f"{action}.not-yours": _("Your role does not allow this here.") for action in MATRIX} | {
    "member.invite.not-yours": _("Only the quality manager, or who runs the organisation, invites people."),
    "member.deactivate.not-yours": _(
        "Only the quality manager, or who runs the organisation, ends somebody’s role."
    ),
    "engagement.accept.not-yours": _("Only the site’s quality manager accepts a consultancy."),
    "engagement.end.not-yours": _("Only the site’s quality manager ends a consultancy’s work."),
    "affiliation.accept.not-yours": _("Only the site’s quality manager accepts a supervision."),
    "affiliation.leave.not-yours": _("Only the site’s quality manager ends a supervision."),
    "organisation.update.not-yours": _("Only the site’s own people change what is written about it."),
}
