"""What is set aside: files that somebody reports as showing a patient, and false alarms of the guard (§10).

A report takes effect at once; the quality manager then purges the file or gives it back. What the guard stopped is
never released by whoever sent it: another person does, for these exact bytes and a day, and the file is sent again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, F, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from aplomb.apps.documents import mails
from aplomb.apps.documents.attaching import PURGE, UPLOAD, let_go, why_not_reason
from aplomb.apps.documents.models import DocumentFile
from aplomb.apps.files.models import FalseAlarm
from aplomb.apps.journal.services import Actor, Pen, lock_stream
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.policy import NotAllowed, Standing
from aplomb.apps.organisations.queries import managers_of
from aplomb.domain.files.aside import DECIDED_WITHIN, RELEASE, RELEASED_FOR, why_not_release
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.refusal import Refusal

REPORT = "evidence.report"
# How long an alarm stays on the page.
SHOWN_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Aside:
    """A file that is set aside, and until when its fate has to be decided."""

    row: DocumentFile
    until: datetime
    late: bool


def set_aside(organisation: Organisation, at: datetime) -> list[Aside]:
    """The files that wait for a decision, the oldest report first. One query."""
    rows = DocumentFile.objects.filter(
        organisation=organisation,
        removed_at__isnull=True,
        file__reported_at__isnull=False,
        file__released_at__isnull=True,
    ).select_related("file__received_by", "file__reported_by")
    found = []
    for row in rows.order_by("file__reported_at", "pk"):
        assert row.file.reported_at is not None  # noqa: S101 -- asked for
        until = row.file.reported_at + DECIDED_WITHIN
        found.append(Aside(row, until, late=until < at))
    return found


@dataclass(frozen=True, slots=True)
class Pending:
    """What waits for a decision at a site: how many files, and when the first of those reported has to be judged."""

    organisation: Organisation
    number: int
    until: datetime | None


def pending(standing: Standing, at: datetime) -> list[Pending]:
    """Where this person has something to decide: reported files, and alarms that others hold for false. One query."""
    places = standing.organisations_for(PURGE)
    if not places:
        return []
    reported = (
        DocumentFile.objects.filter(
            organisation=OuterRef("pk"),
            removed_at__isnull=True,
            file__reported_at__isnull=False,
            file__released_at__isnull=True,
        )
        .order_by()
        .values("organisation")
    )
    asked = (
        FalseAlarm.objects.filter(
            Q(released_at__isnull=True) | Q(asked_at__gt=F("released_at")),
            holder=OuterRef("stream"),
            asked_at__isnull=False,
            refused_at__gt=at - SHOWN_FOR,
        )
        .exclude(refused_by=standing.user)
        .order_by()
        .values("holder")
    )
    found = (
        Organisation.objects.filter(pk__in=places)
        .annotate(
            files=Coalesce(Subquery(reported.annotate(n=Count("pk")).values("n")), 0),
            first=Subquery(reported.annotate(first=Min("file__reported_at")).values("first")),
            alarms=Coalesce(Subquery(asked.annotate(n=Count("pk")).values("n")), 0),
        )
        .filter(Q(files__gt=0) | Q(alarms__gt=0))
        .for_list()
    )
    return [
        Pending(one, one.files + one.alarms, one.first + DECIDED_WITHIN if one.first else None)
        for one in found
    ]


def alarms(organisation: Organisation, standing: Standing, at: datetime) -> list[FalseAlarm]:
    """The false alarms of the last month: one's own, and all those asked about to who may release."""
    rows = FalseAlarm.objects.filter(holder=organisation.stream_id, refused_at__gt=at - SHOWN_FOR)
    shown = Q(refused_by=standing.user)
    if standing.may(RELEASE, organisation.pk):
        shown |= Q(asked_at__isnull=False)
    return list(rows.filter(shown).select_related("refused_by", "released_by"))


@transaction.atomic
def report(
    organisation: Organisation,
    row: DocumentFile,
    reason: str,
    *,
    named: bool,
    standing: Standing,
    at: datetime,
) -> None:
    """Set a file aside at once; the quality managers are written to. `named`: an evaluator whom it concerns."""
    pen = lock_stream(organisation.stream_id)
    by = standing.actor(REPORT, organisation.pk, named=named)
    row = _still_there(organisation, row.pk)
    if row.file.reported_at is not None:
        raise NotAllowed([Refusal(f"{REPORT}.already")])
    if refusals := why_not_reason(reason):
        raise NotAllowed(refusals)
    stored = row.file
    stored.reported_at, stored.reported_by, stored.report_reason = at, standing.user, reason.strip()
    stored.save(update_fields=["reported_at", "reported_by", "report_reason"])
    _tell(pen, "document.file-reported", row, by, at, reason)
    for manager in managers_of(organisation.pk, day_in_paris(at)):
        mails.set_aside(manager, organisation, at)


@transaction.atomic
def give_back(organisation: Organisation, pk: int, reason: str, *, standing: Standing, at: datetime) -> None:
    """Say that a file which was reported shows no patient: it is as it was."""
    pen = lock_stream(organisation.stream_id)
    by = standing.actor(PURGE, organisation.pk)
    row = _reported(organisation, pk)
    if refusals := why_not_reason(reason):
        raise NotAllowed(refusals)
    stored = row.file
    stored.reported_at, stored.reported_by, stored.report_reason = None, None, ""
    stored.save(update_fields=["reported_at", "reported_by", "report_reason"])
    _tell(pen, "document.file-returned", row, by, at, reason)


@transaction.atomic
def purge(organisation: Organisation, pk: int, reason: str, *, standing: Standing, at: datetime) -> None:
    """Do away with a file that shows a patient: its bytes go, what is known of it stays."""
    pen = lock_stream(organisation.stream_id)
    by = standing.actor(PURGE, organisation.pk)
    row = _reported(organisation, pk)
    if refusals := why_not_reason(reason):
        raise NotAllowed(refusals)
    let_go(row, reason.strip(), standing=standing, at=at)
    _tell(pen, "document.file-purged", row, by, at, reason)


@transaction.atomic
def ask(organisation: Organisation, pk: int, reason: str, *, standing: Standing, at: datetime) -> FalseAlarm:
    """Say that the guard stopped a file by mistake, and why."""
    pen = lock_stream(organisation.stream_id)
    by = standing.actor(UPLOAD, organisation.pk, named=True)
    alarm = _alarm(organisation, pk)
    if alarm.refused_by != standing.user:
        raise NotAllowed([Refusal(f"{RELEASE}.not-your-file")])
    if refusals := why_not_reason(reason):
        raise NotAllowed(refusals)
    alarm.asked_at, alarm.reason = at, reason.strip()
    alarm.save(update_fields=["asked_at", "reason"])
    _tell_alarm(pen, "document.alarm-asked", alarm, by, at, reason)
    for manager in managers_of(organisation.pk, day_in_paris(at)):
        if manager != standing.user:
            mails.alarm_asked(manager, organisation, at)
    return alarm


@transaction.atomic
def release(
    organisation: Organisation, pk: int, reason: str, *, standing: Standing, at: datetime
) -> FalseAlarm:
    """Let these exact bytes in for a day: the file is then sent again, and looked at as any other."""
    pen = lock_stream(organisation.stream_id)
    by = standing.actor(RELEASE, organisation.pk)
    alarm = _alarm(organisation, pk)
    refusals = why_not_release(
        asked=alarm.asked_at is not None, by_its_sender=alarm.refused_by == standing.user
    ) + why_not_reason(reason)
    if refusals:
        raise NotAllowed(refusals)
    alarm.released_at, alarm.released_by, alarm.release_reason = at, standing.user, reason.strip()
    alarm.until = at + RELEASED_FOR
    alarm.save(update_fields=["released_at", "released_by", "release_reason", "until"])
    _tell_alarm(pen, "document.alarm-released", alarm, by, at, reason)
    mails.alarm_released(alarm.refused_by, organisation, at)
    return alarm


# — Parts ————————————————————————————————————————————————————————————————————————


def _still_there(organisation: Organisation, pk: int) -> DocumentFile:
    found = DocumentFile.objects.select_related("file").filter(
        organisation=organisation, pk=pk, removed_at__isnull=True
    )
    row = found.first()
    if row is None:
        raise NotAllowed([Refusal("evidence.purge.gone")])
    return row


def _reported(organisation: Organisation, pk: int) -> DocumentFile:
    row = _still_there(organisation, pk)
    if row.file.reported_at is None:
        raise NotAllowed([Refusal(f"{REPORT}.not-set-aside")])
    return row


def _alarm(organisation: Organisation, pk: int) -> FalseAlarm:
    found = (
        FalseAlarm.objects.filter(holder=organisation.stream_id, pk=pk).select_related("refused_by").first()
    )
    if found is None:
        raise NotAllowed([Refusal(f"{RELEASE}.not-asked")])
    return found


def _tell(pen: Pen, action: str, row: DocumentFile, by: Actor, at: datetime, reason: str) -> None:
    """Its hash and no name: the name of a file that shows a patient may well name them."""
    said = {"document": row.line, "number": row.number, "sha256": row.file.sha256, "reason": reason.strip()}
    pen.record(action, by=by, at=at, about=f"{pen.stream.name}#documents", data=said)
    pen.save()


def _tell_alarm(pen: Pen, action: str, alarm: FalseAlarm, by: Actor, at: datetime, reason: str) -> None:
    said = {"sha256": alarm.sha256, "rules": alarm.rules, "reason": reason.strip()}
    pen.record(action, by=by, at=at, about=f"{pen.stream.name}#documents", data=said)
    pen.save()
