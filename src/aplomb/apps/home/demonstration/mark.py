"""Which data are a demonstration's: those whose journal says, since they were made, that they are."""

from datetime import datetime

from aplomb.apps.accounts.models import User
from aplomb.apps.home.demonstration.people import DOMAIN
from aplomb.apps.journal.models import Entry
from aplomb.apps.journal.services import INSTALLATION, SYSTEM, lock_only


def mark(at: datetime, *, sites: int, seed: int) -> None:
    """Say in the journal that a demonstration was made here, in the transaction that makes it."""
    pen = lock_only(INSTALLATION)
    pen.record("demonstration.made", by=SYSTEM, at=at, data={"sites": sites, "seed": seed})
    pen.save()


def is_demonstration() -> bool:
    """Whether these data were made as a demonstration, whoever came to it since.

    Those of before the mark are known by their people: all at a domain that the standards reserve for examples, which
    nobody real can have. Data without anybody are nothing yet.
    """
    if Entry.objects.filter(stream__kind=INSTALLATION, action="demonstration.made").exists():
        return True
    return User.objects.exists() and not User.objects.exclude(email__endswith=f"@{DOMAIN}").exists()
