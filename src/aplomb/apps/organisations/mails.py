"""What is written to people about organisations. A link, and who sent it; no content."""

from datetime import datetime

from aplomb.apps.accounts import outbox
from aplomb.apps.accounts.mails import compose
from aplomb.apps.accounts.models import Message
from aplomb.apps.organisations.models import Invitation


def invitation(invited: Invitation, link: str, language: str, at: datetime) -> Message:
    """To the address invited, in the person's language if they have an account, else in the inviter's."""
    context = {"invitation": invited, "link": link, "at": at}
    subject, text = compose("organisations/mails/invitation", language, context)
    return outbox.write(invited.email, subject, text, at=at)
