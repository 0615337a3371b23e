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
    "member.invite.role-not-here": _("This role does not exist in an organisation of this kind."),
    "member.invite.two-people": _("This role is granted by two people together, not by an invitation."),
    "member.invite.manages-itself": _("The organisation has somebody to run it: they invite the others."),
    "member.invite.ends-before": _("The role would end before it begins."),
    "member.deactivate.last-manager": _(
        "The last person who runs the organisation stays until another has come: invite one first."
    ),
    "member.deactivate.work-left": _("Say to whom each part of their open work goes."),
    "member.deactivate.begun-already": _("The role has begun: its first day stays as it is."),
    "member.deactivate.period-in-the-past": _(
        "The last day comes after the first, and neither is in the past: to end a role now, use End."
    ),
    "member.deactivate.manages-itself": _("The organisation ends the roles of its own people."),
    "engagement.accept.not-a-consultancy": _("Only a consultancy can be engaged."),
    "engagement.accept.already": _("This consultancy works for you already, or offers to."),
    "approval.grant.not-yours": _("Only the association approves consultancies and audit bodies."),
    "approval.grant.not-of-this-kind": _("Only consultancies and audit bodies are approved."),
    "approval.grant.already": _("It is approved already."),
    "approval.grant.ends-before": _("The last day is before today."),
    "engagement.accept.somebody-works": _(
        "A consultancy works for you, or offers to: end its work or decline it first."
    ),
    "engagement.accept.ends-before": _("The last day is before today."),
    "affiliation.accept.not-a-supervisor": _("Only a group, a network or a region supervises."),
    "organisation.merge.not-yours": _("Only the association or the platform merges two organisations."),
    "organisation.merge.itself": _("Choose two different organisations."),
    "organisation.merge.other-kind": _("Only two organisations of one kind are merged."),
    "organisation.merge.tied": _("One belongs to the other, or works for it: end that first."),
    "organisation.merge.both-have": _(
        "Both have what can only be there once: {what}. Remove it from one first."
    ),
    "affiliation.accept.already": _("It belongs to it already on these days, or is asked to."),
    "affiliation.accept.begins-before": _("The first day is past: an affiliation begins today or later."),
    "affiliation.accept.ends-before": _("The last day comes before the first: put the days right."),
    "affiliation.accept.loop": _("This would close a loop: {way}. Nothing belongs to what belongs to it."),
    "affiliation.arrange.not-yours": _(
        "Only the association or the platform says what a group, network or region belongs to."
    ),
    "affiliation.leave.ends-before": _("The last day is past: choose today or later."),
    "affiliation.leave.ends-after": _("It ends sooner already: choose a day before its last."),
    "organisation.create.not-yours": _("Your role does not make organisations."),
    "organisation.create.needs-manager": _(
        "Name who will run your client’s site: they receive the invitation."
    ),
    "organisation.update.not-yours": _("Only the site’s own people change what is written about it."),
}
