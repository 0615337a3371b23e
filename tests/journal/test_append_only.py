"""The database refuses to rewrite the journal; a value may go, as the law demands."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from aplomb.apps.journal.models import Entry, Value
from aplomb.apps.journal.queries import faults
from aplomb.apps.journal.services import SYSTEM, new_stream

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def entry():
    pen = new_stream("account")
    pen.record("account.created", by=SYSTEM, at=AT, data={"name": "Anne"})
    pen.save()
    return Entry.objects.get()


def refused(statement, *values):
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)


def test_an_entry_is_neither_changed_nor_deleted(entry):
    refused("UPDATE journal_entry SET action = 'account.nothing' WHERE id = %s", entry.pk)
    refused("DELETE FROM journal_entry WHERE id = %s", entry.pk)

    assert list(faults()) == []


def test_a_value_is_not_changed(entry):
    refused("UPDATE journal_value SET data = '{}' WHERE entry_id = %s", entry.pk)


def test_a_value_may_be_deleted_and_its_absence_shows(entry):
    Value.objects.filter(entry=entry).delete()

    assert [fault.cause for fault in faults()] == ["value missing"]
