"""What somebody can leave behind in an organisation's own affairs: the invitations that they sent."""

from django.db.models import QuerySet
from django.utils.translation import ngettext

from aplomb.apps.accounts.models import User
from aplomb.apps.organisations.handover import Handing, Holding
from aplomb.apps.organisations.models import Invitation, Organisation


def _invitations(organisation: Organisation, person: User) -> QuerySet[Invitation]:
    """Those without an answer: a link is backed by whoever sent it, and dies with their right to invite."""
    waiting = Invitation.objects.filter(organisation=organisation, invited_by=person)
    return waiting.filter(accepted_at__isnull=True, revoked_at__isnull=True)


def _words(number: int) -> str:
    return ngettext(
        "%(count)d invitation sent, without an answer",
        "%(count)d invitations sent, without an answer",
        number,
    ) % {"count": number}


def _hand(handing: Handing) -> int:
    return _invitations(handing.organisation, handing.person).update(invited_by=handing.heir)


HOLDINGS = (
    Holding(
        "invitations",
        _words,
        lambda organisation, person: _invitations(organisation, person).count(),
        _hand,
    ),
)
