"""Marking as read. It is no act on anything: the journal does not tell it."""

from datetime import datetime

from django.db import transaction

from aplomb.apps.accounts.models import User
from aplomb.apps.notices.models import ReadMark


@transaction.atomic
def mark_read(user: User, until: datetime) -> None:
    """Everything up to a moment is read; a page left open since never takes a later mark back."""
    mark, made = ReadMark.objects.select_for_update().get_or_create(user=user, defaults={"at": until})
    if not made and mark.at < until:
        mark.at = until
        mark.save(update_fields=["at"])
