"""Asking people: for a document that they are to provide, or to read one and say so."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from aplomb.apps.accounts.models import User
from aplomb.apps.committees.queries import members
from aplomb.apps.documents import mails
from aplomb.apps.documents.models import DocumentFile, DocumentRequest, Reader, Reading
from aplomb.apps.documents.queries import Line, may_write
from aplomb.apps.journal.services import Actor, Pen, lock_stream
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.policy import NotAllowed, Standing
from aplomb.apps.organisations.queries import people_of
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.patient_data import holds_nir
from aplomb.domain.shared.refusal import Refusal

WRITE, REQUEST, READ = "document.write", "document.request", "document.reading"


# — For a document ———————————————————————————————————————————————————————————————


def requests_of(organisation_id: int, key: str) -> list[DocumentRequest]:
    """What is asked of people for a line, what is over included, the latest first. One query."""
    rows = DocumentRequest.objects.filter(organisation=organisation_id, line=key)
    return list(rows.select_related("asked_of", "asked_by").order_by("-asked_at", "-pk"))


def is_asked(user: User | None, organisation_id: int, key: str) -> bool:
    """Whether this person is asked to provide the document of a line. One query."""
    rows = DocumentRequest.objects.filter(DocumentRequest.open(), organisation=organisation_id, line=key)
    return user is not None and rows.filter(asked_of=user).exists()


@transaction.atomic
def ask(
    organisation: Organisation,
    line: Line,
    *,
    asked_of: int,
    due_on: date,
    message: str,
    standing: Standing,
    at: datetime,
) -> DocumentRequest:
    """Ask a colleague for a document; they are written to."""
    pen = lock_stream(organisation.stream_id)
    by = _writer(organisation, line, standing)
    day = day_in_paris(at)
    person = next((one for one in people_of(organisation.pk, day) if one.pk == asked_of), None)
    refusals = []
    if person is None:
        refusals.append(Refusal(f"{REQUEST}.not-of-the-site"))
    elif DocumentRequest.objects.filter(
        DocumentRequest.open(), organisation=organisation, line=line.key, asked_of=person
    ).exists():
        refusals.append(Refusal(f"{REQUEST}.already"))
    if due_on < day:
        refusals.append(Refusal(f"{REQUEST}.past"))
    if holds_nir(message):
        refusals.append(Refusal("document.write.patient-data"))
    if refusals or person is None or standing.user is None:
        raise NotAllowed(refusals)
    made = DocumentRequest.objects.create(
        organisation=organisation,
        line=line.key,
        title=str(line.text)[:200],
        asked_of=person,
        asked_by=standing.user,
        asked_at=at,
        due_on=due_on,
        message=message.strip(),
    )
    _tell(pen, "document.requested", made, by, at)
    mails.requested(person, organisation, made, at)
    return made


@transaction.atomic
def withdraw(
    organisation: Organisation, line: Line, pk: int, *, standing: Standing, at: datetime
) -> DocumentRequest:
    """Ask no longer: the document was found elsewhere, or the person is not the right one."""
    pen = lock_stream(organisation.stream_id)
    by = _writer(organisation, line, standing)
    found = _open(organisation, line, pk)
    found.withdrawn_at = at
    found.save(update_fields=["withdrawn_at"])
    _tell(pen, "document.request-withdrawn", found, by, at)
    return found


@transaction.atomic
def remind(
    organisation: Organisation, line: Line, pk: int, *, standing: Standing, at: datetime
) -> DocumentRequest:
    """Write to the person again, once a day at most."""
    pen = lock_stream(organisation.stream_id)
    by = _writer(organisation, line, standing)
    found = _open(organisation, line, pk)
    day = day_in_paris(at)
    if day in (found.reminded_on, day_in_paris(found.asked_at)):
        raise NotAllowed([Refusal(f"{REQUEST}.reminded-today")])
    found.reminded_on = day
    found.save(update_fields=["reminded_on"])
    _tell(pen, "document.request-reminded", found, by, at)
    mails.requested(found.asked_of, organisation, found, at)
    return found


def fulfil(pen: Pen, row: DocumentFile, by: Actor, at: datetime) -> None:
    """A file has come to a line: what was asked for it is done, and whoever asked is told. In the caller's hands."""
    found = list(
        DocumentRequest.objects.filter(
            DocumentRequest.open(), organisation=row.organisation_id, line=row.line
        ).select_related("asked_by", "organisation")
    )
    for one in found:
        one.done_at, one.done_with = at, row
        one.save(update_fields=["done_at", "done_with"])
        _tell(pen, "document.request-done", one, by, at)
        if one.asked_by_id != row.file.received_by_id:
            mails.provided(one.asked_by, one.organisation, one, at)


def _open(organisation: Organisation, line: Line, pk: int) -> DocumentRequest:
    rows = DocumentRequest.objects.filter(
        DocumentRequest.open(), organisation=organisation, line=line.key, pk=pk
    )
    found = rows.select_related("asked_of").first()
    if found is None:
        raise NotAllowed([Refusal(f"{REQUEST}.over")])
    return found


def _writer(organisation: Organisation, line: Line, standing: Standing) -> Actor:
    if not may_write(standing, organisation.pk, line.own):
        raise NotAllowed([Refusal(f"{WRITE}.not-yours")])
    return standing.actor(WRITE, organisation.pk, named=True)


def _tell(pen: Pen, action: str, one: DocumentRequest, by: Actor, at: datetime) -> None:
    said = {
        "document": one.line,
        "person": one.asked_of.actor_id,
        "due_on": one.due_on.isoformat(),
        "message": one.message,
    }
    pen.record(action, by=by, at=at, about=f"{pen.stream.name}#documents", data=said)
    pen.save()


# — To read ——————————————————————————————————————————————————————————————————————


def readers_of(file: DocumentFile | None) -> list[Reader]:
    """Who is asked to read a version, and who has. One query, none without a version."""
    if file is None:
        return []
    return list(Reader.objects.filter(reading__file=file).select_related("user", "reading"))


def is_to_read(user: User | None, file_pk: int) -> bool:
    """Whether this person is asked to read a version. One query."""
    return user is not None and Reader.objects.filter(user=user, reading__file=file_pk).exists()


@transaction.atomic
def ask_to_read(
    organisation: Organisation,
    line: Line,
    file: DocumentFile,
    *,
    readers: Iterable[int],
    committee: bool,
    due_on: date,
    standing: Standing,
    at: datetime,
) -> Reading:
    """Ask people, or all of the committee, to read a version; those asked already are left as they are."""
    pen = lock_stream(organisation.stream_id)
    by = _writer(organisation, line, standing)
    day = day_in_paris(at)
    people = {person.pk: person for person in people_of(organisation.pk, day)}
    wanted = set(readers)
    if committee:
        wanted |= {one.user_id for one in members(organisation.pk) if one.user_id in people}
    refusals = []
    if not wanted:
        refusals.append(Refusal(f"{READ}.nobody"))
    if not wanted <= people.keys():
        refusals.append(Refusal(f"{REQUEST}.not-of-the-site"))
    if due_on < day:
        refusals.append(Refusal(f"{REQUEST}.past"))
    if file.removed_at is not None or not file.file.may_leave:
        refusals.append(Refusal(f"{READ}.no-file"))
    if refusals or standing.user is None:
        raise NotAllowed(refusals)
    reading, made = Reading.objects.get_or_create(
        file=file, defaults={"asked_by": standing.user, "asked_at": at, "due_on": due_on}
    )
    if not made and reading.due_on != due_on:
        reading.due_on = due_on
        reading.save(update_fields=["due_on"])
    known = set(Reader.objects.filter(reading=reading).values_list("user", flat=True))
    added = sorted(wanted - known)
    Reader.objects.bulk_create(Reader(reading=reading, user=people[pk]) for pk in added)
    _tell_reading(pen, "document.reading-asked", file, by, at, [people[pk] for pk in added], due_on)
    for pk in added:
        mails.to_read(people[pk], organisation, due_on, at)
    return reading


@transaction.atomic
def say_read(organisation: Organisation, file: DocumentFile, *, standing: Standing, at: datetime) -> None:
    """Say that one has read a version; said twice, the first time counts."""
    pen = lock_stream(organisation.stream_id)
    by = standing.actor("document.read", organisation.pk)
    row = Reader.objects.select_for_update().filter(reading__file=file, user=standing.user).first()
    if row is None or standing.user is None:
        raise NotAllowed([Refusal(f"{READ}.not-asked-of-you")])
    if row.read_at is None:
        row.read_at = at
        row.save(update_fields=["read_at"])
        _tell_reading(pen, "document.read-by", file, by, at, [standing.user], None)


def _tell_reading(
    pen: Pen,
    action: str,
    file: DocumentFile,
    by: Actor,
    at: datetime,
    people: Sequence[User],
    due_on: date | None,
) -> None:
    said: dict[str, object] = {
        "document": file.line,
        "number": file.number,
        "people": [person.actor_id for person in people],
    }
    if due_on is not None:
        said["due_on"] = due_on.isoformat()
    pen.record(action, by=by, at=at, about=f"{pen.stream.name}#documents", data=said)
    pen.save()
