"""A query written once: what it answers is what the ORM answers, call after call."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import F, Q
from django.test.utils import CaptureQueriesContext

from aplomb.apps.accounts.models import User
from aplomb.apps.journal.models import Stream
from aplomb.apps.organisations.models import Membership
from aplomb.domain.access.matrix import Role
from aplomb.web.prepared import Prepared
from tests import factories

pytestmark = pytest.mark.django_db


def test_each_call_gets_the_rows_of_its_own_values() -> None:
    one, other = Stream.objects.create(kind="one"), Stream.objects.create(kind="other")
    by_kind: Prepared[Stream] = Prepared(
        lambda kind: Stream.objects.filter(kind=kind).values_list("pk", "kind")
    )

    assert by_kind.rows(kind="one") == [(one.pk, "one")]
    assert by_kind.rows(kind="other") == [(other.pk, "other")]
    assert by_kind.rows(kind="none of them") == []


def test_the_sql_is_the_orms_and_is_written_once() -> None:
    written: list[int] = []

    def build(pk: int, kind: str) -> object:
        written.append(pk)
        return Stream.objects.filter(pk=pk).exclude(Q(kind=kind) & Q(seq__gt=5))

    prepared: Prepared[Stream] = Prepared(build)  # type: ignore[arg-type]
    stream = Stream.objects.create(kind="kept", seq=7)
    with CaptureQueriesContext(connection) as ours:
        assert prepared.objects(pk=stream.pk, kind="other") == [stream]
        assert prepared.objects(pk=stream.pk, kind="kept") == []
    with CaptureQueriesContext(connection) as theirs:
        list(Stream.objects.filter(pk=stream.pk).exclude(Q(kind="other") & Q(seq__gt=5)))

    assert len(written) == 1
    asked = ours[0]["sql"]
    for place, value in (("$1", str(stream.pk)), ("$2", "'other'"), ("$3", "5")):
        asked = asked.replace(place, value)
    assert asked == theirs[0]["sql"]


def test_objects_come_whole_with_those_asked_beside_them() -> None:
    person, place = factories.user(), factories.organisation()
    membership = factories.membership(person, place, Role.EVALUATOR)
    joined: Prepared[Membership] = Prepared(
        lambda user, on: Membership.objects.filter(user=user, starts_on__lte=on).select_related("user")
    )

    for _ in range(2):
        found = joined.first(user=membership.user_id, on=date(2100, 1, 1))
        assert found == membership
        with CaptureQueriesContext(connection) as asked:
            assert found.user.email == membership.user.email
        assert len(asked) == 0
    assert joined.first(user=membership.user_id, on=date(1900, 1, 1)) is None


def test_columns_are_read_as_the_orm_reads_them() -> None:
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    user = factories.user()
    User.objects.filter(pk=user.pk).update(created_at=at)
    since: Prepared[User] = Prepared(
        lambda public_id, at: User.objects.filter(public_id=public_id, created_at__gte=at)
    )

    assert since.first(public_id=user.public_id, at=at).created_at == at  # type: ignore[union-attr]
    assert since.first(public_id=user.public_id, at=at + timedelta(seconds=1)) is None
    assert since.first(public_id=uuid.uuid4(), at=at) is None


def test_a_list_of_any_length_is_one_value() -> None:
    streams = [Stream.objects.create(kind="listed") for _ in range(3)]
    among: Prepared[Stream] = Prepared(lambda pks: Stream.objects.filter(pk__among=pks).order_by("pk"))

    assert among.objects(pks=[streams[2].pk, streams[0].pk]) == [streams[0], streams[2]]
    assert among.objects(pks=[]) == []
    assert among.objects(pks=[stream.pk for stream in streams]) == streams


def test_a_number_beyond_every_column_finds_nothing() -> None:
    by_pk: Prepared[Stream] = Prepared(lambda pk: Stream.objects.filter(pk=pk))
    stream = Stream.objects.create(kind="numbered")
    assert by_pk.first(pk=stream.pk) == stream
    assert by_pk.first(pk=10**30) is None
    assert by_pk.first(pk=-(10**30)) is None


def test_a_value_that_the_query_leaves_aside_is_an_error() -> None:
    careless: Prepared[Stream] = Prepared(lambda pk, kind: Stream.objects.filter(pk=pk))
    with pytest.raises(ValueError, match="kind"):
        careless.objects(pk=1, kind="unused")


def test_a_truth_value_is_no_hole() -> None:
    shaped: Prepared[Stream] = Prepared(lambda on: Stream.objects.filter(last_at__isnull=on))
    with pytest.raises(TypeError, match="truth"):
        shaped.objects(on=True)


def test_an_annotation_comes_with_its_object() -> None:
    stream = Stream.objects.create(kind="kept", seq=7)
    prepared: Prepared[Stream] = Prepared(
        lambda kind: Stream.objects.filter(kind=kind).annotate(next_seq=F("seq") + 1)
    )

    found = prepared.first(kind="kept")

    assert found == stream
    assert found.next_seq == 8  # type: ignore[union-attr]
