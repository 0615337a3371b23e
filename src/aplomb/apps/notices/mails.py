"""What is written to people about what waits for them, each in their language: how much, where, a link; no content."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse

from aplomb.apps.accounts import outbox
from aplomb.apps.accounts.mails import compose
from aplomb.apps.accounts.models import Message, User


@dataclass(slots=True)
class Line:
    """So many things of a kind, the first of them for a day, and the page where they are dealt with."""

    words: Callable[[int], str]
    link: str
    first: date
    number: int = 0

    @property
    def said(self) -> str:
        """In the language of whoever reads."""
        return self.words(self.number)

    @property
    def address(self) -> str:
        return f"{settings.PUBLIC_ADDRESS}{self.link}"


def digest(person: User, number: int, places: Sequence[tuple[str, Sequence[Line]]], at: datetime) -> Message:
    """The one reminder of a day: how much of what, where; which, the pages say."""
    known = {
        "person": person,
        "number": number,
        "places": places,
        "account": f"{settings.PUBLIC_ADDRESS}{reverse('accounts:account')}",
    }
    subject, text = compose("notices/mails/digest", person.language, known)
    return outbox.write_to(person, subject, text, at=at)
