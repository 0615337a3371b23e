"""What is written to people about their committee, each in their language: what, where, when, and a link."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from aplomb.apps.accounts import outbox
from aplomb.apps.accounts.mails import compose
from aplomb.apps.accounts.models import Message, User
from aplomb.apps.committees.models import CommunicationAction, Decision, Meeting


def meeting(person: User, row: Meeting, days: int, at: datetime) -> Message:
    """The meeting to come, with its agenda; `days` from today, 0 on the day itself."""
    agenda = [line.strip() for line in row.agenda.splitlines() if line.strip()]
    return _write(person, "meeting", at, row=row, days=days, agenda=agenda, link=row.get_absolute_url())


def task(person: User, row: Decision | CommunicationAction, late: bool, at: datetime) -> Message:
    """A task of the committee or an action of the plan, that comes due or is late."""
    if isinstance(row, Decision):
        what, link = row.text, f"{row.meeting.get_absolute_url()}#decisions"
    else:
        what = f"{row.message} ({row.audience}, {row.channel})"
        link = f"{reverse('committees:communication', args=[row.organisation_id])}#action-{row.pk}"
    return _write(person, "task", at, row=row, late=late, what=what, link=link)


def _write(person: User, name: str, at: datetime, /, *, link: str, **context: Any) -> Message:
    known = {
        "person": person,
        "link": f"{settings.PUBLIC_ADDRESS}{link}",
        "account": f"{settings.PUBLIC_ADDRESS}{reverse('accounts:account')}",
        **context,
    }
    subject, text = compose(f"committees/mails/{name}", person.language, known)
    return outbox.write_to(person, subject, text, at=at)
