"""What the worker does for committees."""

from django.utils import timezone
from procrastinate.contrib.django import app

from aplomb.apps.accounts import outbox
from aplomb.apps.committees import reminders


@app.periodic(cron="12 6 * * *")
@app.task(name="committees.remind", queueing_lock="committees.remind")
def remind(timestamp: int) -> None:
    """Write the reminders of the day, and forget old ones. Where no mail can go, nothing is said to have been sent."""
    at = timezone.now()
    if outbox.is_configured():
        reminders.send_due(at)
    reminders.sweep(at)
