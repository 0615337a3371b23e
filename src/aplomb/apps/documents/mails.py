"""What is written to people about documents, each in their language: that something awaits, where; no content."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from aplomb.apps.accounts import outbox
from aplomb.apps.accounts.mails import compose
from aplomb.apps.accounts.models import Message, User
from aplomb.apps.documents.models import DocumentRequest
from aplomb.apps.organisations.models import Organisation


def address(name: str, *args: Any) -> str:
    """A page of ours as a mail names it."""
    return f"{settings.PUBLIC_ADDRESS}{reverse(name, args=args)}"


def write(person: User, name: str, at: datetime, context: Mapping[str, Any]) -> Message:
    """A message of this app, by its template's name; the template knows `person` and `at`."""
    known = {"person": person, "at": at, **context}
    subject, text = compose(f"documents/mails/{name}", person.language, known)
    return outbox.write_to(person, subject, text, at=at)


def set_aside(person: User, place: Organisation, at: datetime) -> Message:
    """To a quality manager: a file was reported as showing a patient."""
    return write(person, "set_aside", at, {"place": place, "link": address("documents:aside", place.pk)})


def alarm_asked(person: User, place: Organisation, at: datetime) -> Message:
    """To a quality manager: somebody says that the guard stopped a file by mistake."""
    return write(person, "alarm_asked", at, {"place": place, "link": address("documents:aside", place.pk)})


def alarm_released(person: User, place: Organisation, at: datetime) -> Message:
    """To whoever asked: the same file can be sent again for a day."""
    return write(person, "alarm_released", at, {"place": place, "link": address("documents:bulk", place.pk)})


def requested(person: User, place: Organisation, asked: DocumentRequest, at: datetime) -> Message:
    """To a colleague: a document is asked of them. The message that goes with it is read on the page."""
    context = {"place": place, "asked": asked, "link": address("home:mine")}
    return write(person, "requested", at, context)


def provided(person: User, place: Organisation, asked: DocumentRequest, at: datetime) -> Message:
    """To whoever asked: a file has come."""
    return write(
        person, "provided", at, {"place": place, "asked": asked, "link": address("documents:list", place.pk)}
    )


def to_read(person: User, place: Organisation, due_on: date, at: datetime) -> Message:
    """To a reader: a document is to be read."""
    return write(person, "to_read", at, {"place": place, "due_on": due_on, "link": address("home:mine")})
