"""What the worker does for documents."""

from django.utils import timezone
from procrastinate.contrib.django import app

from aplomb.apps.documents import reminding


@app.periodic(cron="12 5 * * *")
@app.task(name="documents.remind", queueing_lock="documents.remind")
def remind(timestamp: int) -> None:
    """Remind people of what runs out, and of what is asked of them: one message a day."""
    reminding.remind(timezone.now())
