"""What the worker does for accounts."""

from django.utils import timezone
from procrastinate.contrib.django import app

from aplomb.apps.accounts import limits, links, outbox
from aplomb.apps.accounts.sessions import SessionStore


@app.task(name=outbox.SENDING)
def send_messages() -> None:
    """Hand over the messages that wait. What fails is tried again by the clock's task."""
    outbox.send_waiting()


@app.periodic(cron="*/5 * * * *")
@app.task(name="accounts.send_messages_again", queueing_lock="accounts.send_messages_again")
def send_messages_again(timestamp: int) -> None:
    """Try again what could not be sent, or was written while no worker ran."""
    outbox.send_waiting()


@app.periodic(cron="23 * * * *")
@app.task(name="accounts.sweep", queueing_lock="accounts.sweep")
def sweep(timestamp: int) -> None:
    """Remove what is over: counters, sessions, links, old messages."""
    at = timezone.now()
    limits.sweep(at)
    SessionStore.clear_expired()
    links.sweep(at)
    outbox.sweep(at)
