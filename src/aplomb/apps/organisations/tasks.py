"""What the worker does for organisations."""

from django.utils import timezone
from procrastinate.contrib.django import app

from aplomb.apps.organisations import services


@app.periodic(cron="41 2 * * *")
@app.task(name="organisations.sweep_invitations", queueing_lock="organisations.sweep_invitations")
def sweep_invitations(timestamp: int) -> None:
    """Remove the invitations that have been over for thirty days."""
    services.sweep_invitations(timezone.now())


@app.periodic(cron="7 * * * *")
@app.task(name="organisations.settle_departures", queueing_lock="organisations.settle_departures")
def settle_departures(timestamp: int) -> None:
    """Hand over the work of those whose last day is over. Each hour: midnight in Paris is no fixed hour here."""
    services.settle_departures(timezone.now())
