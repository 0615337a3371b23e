"""What the worker does for notices."""

from django.utils import timezone
from procrastinate.contrib.django import app

from aplomb.apps.accounts import outbox
from aplomb.apps.notices import digests


@app.periodic(cron="12 6 * * *")
@app.task(name="notices.remind", queueing_lock="notices.remind")
def remind(timestamp: int) -> None:
    """Write the reminders of the day, and forget old ones. Where no mail can go, nothing is said to have been sent."""
    at = timezone.now()
    if outbox.is_configured():
        digests.send(at)
    digests.sweep(at)
