"""What is written to people about their account, each in their language. A link says that something awaits, no more."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from aplomb.apps.accounts import outbox
from aplomb.apps.accounts.models import Message, Token, User


def compose(template: str, language: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and text: the template's first line, and what follows the blank line after it."""
    with translation.override(language):
        subject, _, text = render_to_string(f"{template}.txt", dict(context)).lstrip().partition("\n")
    return " ".join(subject.split()), text.strip() + "\n"


def write(user: User, name: str, at: datetime, /, **context: Any) -> Message:
    """A message of this app to a person, by its template's name; the template knows `person` and `at`."""
    subject, text = compose(f"accounts/mails/{name}", user.language, {"person": user, "at": at, **context})
    return outbox.write_to(user, subject, text, at=at)


def new_password(user: User, link: str, at: datetime) -> Message:
    return write(user, "new_password", at, link=link)


def password_changed(user: User, at: datetime) -> Message:
    return write(user, "password_changed", at)


def factors_changed(user: User, at: datetime) -> Message:
    return write(user, "factors_changed", at)


def factors_end(user: User, by: User, at: datetime, ends_at: datetime) -> Message:
    return write(user, "factors_end", at, by=by, ends_at=ends_at)


def token_made(user: User, token: Token, at: datetime) -> Message:
    return write(user, "token_made", at, token=token)


def email_change(user: User, new: str, link: str, at: datetime) -> Message:
    """To the new address: only whoever reads it can confirm."""
    subject, text = compose("accounts/mails/email_change", user.language, {"person": user, "link": link})
    return outbox.write(new, subject, text, at=at)


def email_changed(user: User, old: str, at: datetime) -> Message:
    """To the old address, so that its owner knows."""
    context = {"person": user, "at": at}
    subject, text = compose("accounts/mails/email_changed", user.language, context)
    return outbox.write(old, subject, text, at=at)
