"""Messages to addresses: written in the transaction of their cause, handed over to the mail server afterwards.

Without a server (`APLOMB_EMAIL_URL`) they wait: a demonstration lists them to its administrator. Their text is
sealed while it waits, since it may hold a link, and erased once it is gone.
"""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from aplomb.apps.accounts.models import Message, User
from aplomb.apps.accounts.sealing import seal, unseal
from aplomb.apps.journal.jobs import queue

logger = logging.getLogger(__name__)
PURPOSE = "message"
SENDING = "accounts.send_messages"
TRIES = 8
FIRST_DELAY, LONGEST_DELAY = timedelta(minutes=1), timedelta(hours=6)
BATCH = 50
KEPT = timedelta(days=30)


def is_configured() -> bool:
    """Whether there is a server to hand messages over to."""
    return bool(settings.EMAIL_HOST) or not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend")


def write(to: str, subject: str, text: str, *, at: datetime | None = None) -> Message:
    """Write a message. A line break in an address or a subject is refused: it would forge a header."""
    if any(mark in line for line in (to, subject) for mark in "\r\n"):
        raise ValueError("a line break in a header")
    at = at or timezone.now()
    message = Message.objects.create(
        to=to, subject=subject, sealed=seal(text, PURPOSE), created_at=at, next_try_at=at
    )
    if is_configured():
        queue(SENDING, once=SENDING)
    return message


def write_to(user: User, subject: str, text: str, *, at: datetime | None = None) -> Message:
    return write(user.email, subject, text, at=at)


def text_of(message: Message) -> str:
    """What a message says; empty once it is sent."""
    return unseal(bytes(message.sealed), PURPOSE) if message.sealed else ""


def send_waiting(at: datetime | None = None) -> int:
    """Hand over what waits; says how many went. Two senders at work never take the same message.

    A message is taken in a transaction, sent outside of any, then noted: one that fails, or whose sender dies,
    is tried again later and later, eight times in all.
    """
    sent = 0
    if not is_configured():
        return sent
    server = get_connection()
    try:
        for _ in range(BATCH):
            message = _take(at or timezone.now())
            if message is None:
                break
            sent += _send(message, server, at or timezone.now())
    finally:
        server.close()
    return sent


@transaction.atomic
def _take(at: datetime) -> Message | None:
    """The message that has waited longest and may be tried, with its next try already set."""
    waiting = Message.objects.filter(sent_at__isnull=True, failed_at__isnull=True, next_try_at__lte=at)
    message = waiting.order_by("next_try_at", "pk").select_for_update(skip_locked=True).first()
    if message is not None:
        message.next_try_at = at + min(FIRST_DELAY * 4**message.tries, LONGEST_DELAY)
        message.tries += 1
        message.save(update_fields=["next_try_at", "tries"])
    return message


def _send(message: Message, server: BaseEmailBackend, at: datetime) -> bool:
    mail = EmailMessage(
        message.subject,
        text_of(message),
        to=[message.to],
        headers={"Auto-Submitted": "auto-generated"},
        connection=server,
    )
    try:
        server.open()
        server.send_messages([mail])
    except (OSError, SMTPException) as error:
        # The reason is the server's; the address and the text stay out of the logs.
        logger.warning("message %s not sent: %s", message.pk, type(error).__name__)
        server.close()
        message.failed_at = at if message.tries >= TRIES else None
    else:
        message.sent_at, message.sealed = at, None
    message.save(update_fields=["sent_at", "sealed", "failed_at"])
    return message.sent_at is not None


def sweep(at: datetime) -> int:
    """Remove the messages older than thirty days; says how many."""
    return Message.objects.filter(created_at__lt=at - KEPT).delete()[0]


def latest(number: int = 100) -> list[Message]:
    """The messages written last, sent or not."""
    return list(Message.objects.order_by("-created_at", "-pk")[:number])


def waiting_count() -> int:
    return Message.objects.filter(sent_at__isnull=True, failed_at__isnull=True).count()
