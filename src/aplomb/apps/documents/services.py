"""What people do with the inventory: each is one transaction with its event, in the organisation's stream."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from aplomb.apps.accounts.models import User
from aplomb.apps.documents import expected, queries
from aplomb.apps.documents.attaching import let_go
from aplomb.apps.documents.models import DocumentFile, DocumentRecord, DocumentRequest
from aplomb.apps.documents.wanted import Wanted
from aplomb.apps.journal.services import Pen, lock_stream
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.policy import NotAllowed, Standing
from aplomb.apps.organisations.queries import people_of
from aplomb.domain.documents.inventory import State
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.patient_data import holds_nir
from aplomb.domain.shared.refusal import Refusal

EXPECTED_FIELDS = (
    "state", "kept_at", "edition_label", "approved_on", "valid_from", "valid_until", "owner", "shared",
)  # fmt: skip
OWN_FIELDS = ("title", "category", "referential", "criteria", *EXPECTED_FIELDS)
TEXTS = {"title": 200, "kept_at": 300, "edition_label": 40}  # and how long each may be
# What a line of which nothing has been said holds.
BLANK: Mapping[str, Any] = {
    "state": State.MISSING.value,
    "kept_at": "",
    "edition_label": "",
    "approved_on": None,
    "valid_from": None,
    "valid_until": None,
    "owner": None,
    "shared": False,
    "title": "",
    "category": "",
    "referential": "",
    "criteria": [],
}


class Stale(Exception):
    """Somebody changed these lines since the form was made: nothing is written, both versions are shown."""

    def __init__(self, changed: Sequence[DocumentRecord]) -> None:
        self.changed = list(changed)
        super().__init__(", ".join(str(record) for record in self.changed))


@dataclass(slots=True)
class _Session:
    """One call: the organisation's stream is held, its lines are read once."""

    organisation: Organisation
    standing: Standing
    at: datetime
    pen: Pen
    expectations: list[expected.Expectation]
    lines: dict[str, queries.Line]
    people: dict[int, User]
    events: list[dict[str, Any]] = field(default_factory=list)


@transaction.atomic
def write(
    organisation: Organisation, wanted: Sequence[Wanted], *, standing: Standing, at: datetime
) -> list[DocumentRecord]:
    """Say what there is of some documents: all of them, or none. One event tells what changed.

    Raises NotAllowed with all that stands in the way, Stale where a line is no longer what the person saw.
    """
    session = _session(organisation, standing, at)
    _check(session, wanted)
    written = [_write(session, one) for one in wanted]
    _tell(session, "document.changed")
    return written


@transaction.atomic
def add_own(
    organisation: Organisation, values: Mapping[str, Any], *, standing: Standing, at: datetime
) -> DocumentRecord:
    """Add a document of the site's own to its inventory."""
    session = _session(organisation, standing, at)
    standing.actor("document.write", organisation.pk)
    if refusals := _why_not(session, {**BLANK, **values}, own=True):
        raise NotAllowed(refusals)
    row = DocumentRecord(organisation=organisation, version=0)
    _put(session, row, values, {**BLANK, "state": None})
    _tell(session, "document.changed")
    return row


@transaction.atomic
def remove_own(
    organisation: Organisation, pk: int, version: int, *, standing: Standing, at: datetime
) -> None:
    """Take a document of the site's own out of the inventory; the journal keeps what was said of it.

    Its files go with it, told as removed, and nobody is asked for it any longer.
    """
    session = _session(organisation, standing, at)
    line = session.lines.get(f"{queries.OWN}/{pk}")
    if line is None or line.own is None or line.record is None:
        raise NotAllowed([Refusal("document.write.not-own")])
    if not queries.may_write(standing, organisation.pk, line.record):
        raise NotAllowed([Refusal("document.write.not-yours")])
    if line.record.version != version:
        raise Stale([line.record])
    session.events.append(
        {"document": line.key, "before": _told(session, _values_of(line.record)), "after": None}
    )
    files = DocumentFile.objects.filter(organisation=organisation, line=line.key, removed_at__isnull=True)
    for file in files.select_related("file"):
        let_go(file, "its document left the inventory", standing=standing, at=at)
    asked = DocumentRequest.objects.filter(DocumentRequest.open(), organisation=organisation, line=line.key)
    asked.update(withdrawn_at=at)
    line.record.delete()
    _tell(session, "document.removed")


@transaction.atomic
def follow_group(
    organisation: Organisation, key: str, version: int, *, standing: Standing, at: datetime
) -> DocumentRecord:
    """Take back what a site says of an expected document that its group keeps: the group's word holds again.

    The site's own files stay where they are. Raises Stale where the line is no longer what the person saw.
    """
    session = _session(organisation, standing, at)
    line = session.lines.get(key)
    if line is None or line.own is None or line.offered is None:
        raise NotAllowed([Refusal("document.write.nothing-shared")])
    if not queries.may_write(standing, organisation.pk, line.own):
        raise NotAllowed([Refusal("document.write.not-yours")])
    if line.own.version != version:
        raise Stale([line.own])
    before = _told(session, _values_of(line.own))
    session.events.append({"document": key, "before": before, "after": None})
    line.own.delete()
    _tell(session, "document.left-to-group")
    return line.offered


def _session(organisation: Organisation, standing: Standing, at: datetime) -> _Session:
    pen = lock_stream(organisation.stream_id)
    day = day_in_paris(at)
    expectations = expected.expectations(organisation.pk)
    return _Session(
        organisation=organisation,
        standing=standing,
        at=at,
        pen=pen,
        expectations=expectations,
        lines={line.key: line for line in queries.lines(organisation.pk, expectations, day)},
        people={person.pk: person for person in people_of(organisation.pk, day)},
    )


# — Why not ——————————————————————————————————————————————————————————————————————


def _check(session: _Session, wanted: Sequence[Wanted]) -> None:
    refusals: list[Refusal] = []
    stale = []
    for one in wanted:
        line = session.lines.get(one.key)
        if line is None or line.is_elsewhere:
            code = "unknown" if line is None else "of-the-group"
            refusals.append(Refusal(f"document.write.{code}", {"code": one.key.partition("/")[2]}))
            continue
        if not queries.may_write(session.standing, session.organisation.pk, line.own):
            raise NotAllowed([Refusal("document.write.not-yours")])
        if one.version is not None and one.version != line.version:
            stale.append(line.own or DocumentRecord(title=str(line.text)))
        values = {**_present(line), **one.values}
        refusals += _why_not(session, values, own=line.document is None)
    if stale:
        raise Stale(stale)
    if refusals:
        raise NotAllowed(list({refusal.code: refusal for refusal in refusals}.values()))


def _why_not(session: _Session, values: Mapping[str, Any], *, own: bool) -> list[Refusal]:
    """Everything that is wrong with what a line would say."""
    found = []
    if values["state"] not in list(State):
        found.append(Refusal("document.write.unknown-state", {"state": str(values["state"])}))
    for name, most in TEXTS.items():
        if len(values[name]) > most:
            found.append(Refusal("document.write.too-long", {"most": most}))
        if holds_nir(values[name]):
            found.append(Refusal("document.write.patient-data"))
    if values["approved_on"] and values["valid_until"] and values["valid_until"] < values["approved_on"]:
        found.append(Refusal("document.write.valid-before-approved"))
    if values["valid_from"] and values["valid_until"] and values["valid_until"] < values["valid_from"]:
        found.append(Refusal("document.write.ends-before-it-begins"))
    if values["shared"] and session.organisation.kind not in queries.SHARING:
        found.append(Refusal("document.write.not-a-group"))
    if values["owner"] is not None and values["owner"] not in session.people:
        found.append(Refusal("document.write.owner-not-of-the-site"))
    return found + (_why_not_own(session, values) if own else [])


def _why_not_own(session: _Session, values: Mapping[str, Any]) -> list[Refusal]:
    found = []
    if not values["title"].strip():
        found.append(Refusal("document.write.no-title"))
    editions = {found.edition.code: found.edition for found in session.expectations}
    edition = editions.get(values["referential"])
    known = edition.by_code if edition else {}
    if unknown := [code for code in values["criteria"] if code not in known]:
        found.append(Refusal("document.write.unknown-criteria", {"criteria": unknown}))
    categories = {category.code for one in editions.values() for category in one.document_categories}
    if values["category"] and values["category"] not in categories:
        found.append(Refusal("document.write.unknown-category", {"category": values["category"]}))
    return found


# — Writing ——————————————————————————————————————————————————————————————————————


def _write(session: _Session, wanted: Wanted) -> DocumentRecord:
    line = session.lines[wanted.key]
    before = _present(line)
    row = line.own or DocumentRecord(
        organisation=session.organisation,
        referential=line.referential,
        code=line.code,
        category=line.category,
        version=0,
    )
    if line.document is not None:
        # The title of the day: what the inventory shows is the edition's own.
        row.title = str(line.text)[: TEXTS["title"]]
    if line.own is None and not any(before[name] != value for name, value in wanted.values.items()):
        # Saying that a document of which nothing was said is missing is something said.
        before = {**before, "state": None}
    _put(session, row, wanted.values, before)
    return row


def _put(
    session: _Session, row: DocumentRecord, values: Mapping[str, Any], before: Mapping[str, Any]
) -> None:
    """Set what differs and tell it; a line that says the same already is left as it is."""
    after = {name: value for name, value in values.items() if value != before[name]}
    if not after:
        return
    for name, value in values.items():
        if name == "owner":
            row.owner = session.people[value] if value is not None else None
        else:
            setattr(row, name, value)
    row.state = row.state or State.MISSING
    row.version += 1
    row.changed_at = session.at
    assert session.standing.user is not None  # noqa: S101 -- checked with the right
    row.changed_by = session.standing.user
    row.save()
    key = f"{row.referential}/{row.code}" if row.code else f"{queries.OWN}/{row.pk}"
    told = {name: before[name] for name in after}
    session.events.append({"document": key, "before": _told(session, told), "after": _told(session, after)})


def _present(line: queries.Line) -> dict[str, Any]:
    """What a line says now, in the terms of a form."""
    return _values_of(line.own) if line.own else dict(BLANK)


def _values_of(row: DocumentRecord) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in OWN_FIELDS if name != "owner"}
    return {**values, "owner": row.owner_id}


def _tell(session: _Session, action: str) -> None:
    """One event for the whole call, under the role that allows it; none where nothing changed."""
    if not session.events:
        return
    by = session.standing.actor("document.write", session.organisation.pk, named=True)
    about = f"{session.pen.stream.name}#documents"
    session.pen.record(action, by=by, at=session.at, about=about, data={"documents": session.events})
    session.pen.save()


def _told(session: _Session, values: Mapping[str, Any]) -> dict[str, Any]:
    plain = _plain_values(values)
    if plain.get("owner") is not None:
        person = session.people.get(plain["owner"])
        plain["owner"] = person.actor_id if person else ""
    return plain


def _plain_values(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat()
        if isinstance(value, date)
        else str(value)
        if isinstance(value, State)
        else value
        for name, value in values.items()
    }
