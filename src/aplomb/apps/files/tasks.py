"""What the worker does for files."""

from django.utils import timezone
from procrastinate.contrib.django import app

from aplomb.apps.files import services


@app.periodic(cron="37 * * * *")
@app.task(name="files.sweep", queueing_lock="files.sweep")
def sweep(timestamp: int) -> None:
    """Collect the bytes that no row needs."""
    services.sweep(timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="files.scan_again", queueing_lock="files.scan_again")
def scan_again(timestamp: int) -> None:
    """Ask the antivirus again for what it did not answer."""
    services.scan_again(timezone.now())
