"""What people do with evidence: each is one transaction with its event, in the site's stream."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from aplomb.apps.accounts.models import User
from aplomb.apps.documents import attaching
from aplomb.apps.documents.queries import Line
from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.evaluations.queries import locked
from aplomb.apps.evidence import queries
from aplomb.apps.evidence.models import Evidence, Use
from aplomb.apps.evidence.queries import PURGE, UPLOAD, Rights
from aplomb.apps.evidence.said import Said
from aplomb.apps.files import services as files
from aplomb.apps.files.models import FalseAlarm
from aplomb.apps.files.services import Accepted, NotKept
from aplomb.apps.journal.services import Actor, Pen, lock_stream
from aplomb.apps.organisations.policy import NotAllowed, Standing
from aplomb.domain.evaluations.evidence import (
    LONGEST_TITLE,
    AttachingFacts,
    Kind,
    why_not_attach,
    why_not_say,
)
from aplomb.domain.evaluations.lifecycle import Status
from aplomb.domain.shared.refusal import Refusal


@dataclass(slots=True)
class _Session:
    """One call: the site's stream is held, then the evaluation, in that order."""

    evaluation: Evaluation
    rights: Rights
    pen: Pen
    at: datetime
    asked: frozenset[str] = field(default_factory=frozenset)

    @property
    def user(self) -> User:
        assert self.rights.standing.user is not None  # noqa: S101 -- nobody sees no evaluation
        return self.rights.standing.user


def _session(evaluation: Evaluation, standing: Standing, at: datetime) -> _Session:
    pen = lock_stream(evaluation.organisation.stream_id)
    held = locked(evaluation.pk, standing)
    rights = Rights.of(standing, held)
    asked = held.asked(rights.edition)
    return _Session(held, rights, pen, at, frozenset(criterion.code for criterion in asked))


@transaction.atomic
def add(
    evaluation: Evaluation, said: Said, accepted: Accepted | None, *, standing: Standing, at: datetime
) -> Evidence:
    """Put a new piece with a criterion. Raises NotAllowed with all that stands in the way; nothing is kept then."""
    session = _session(evaluation, standing, at)
    refusals = _why_not(session, said.criterion, accepted)
    refusals += why_not_say(said.kind, said.title, said.url, said.text)
    if said.kind is Kind.FILE and accepted is None:
        refusals.append(Refusal(f"{UPLOAD}.no-file"))
    if refusals:
        raise NotAllowed(refusals)
    by = _uploader(session, said.criterion)
    evidence = _made(session, said, accepted)
    if accepted is not None:
        attaching.keep_version(
            evaluation.organisation, evidence.files_line, accepted, standing=standing, at=at
        )
    _use(session, evidence, said.criterion)
    _tell(session, "evidence.added", evidence, by, criteria=[said.criterion], **_told(accepted))
    return evidence


@transaction.atomic
def attach(
    evaluation: Evaluation, pk: int, criteria: Sequence[str], *, standing: Standing, at: datetime
) -> Evidence:
    """Put a piece of the site's with more criteria; those that it serves already are left as they are."""
    session = _session(evaluation, standing, at)
    evidence = _held(session, pk)
    _attach(session, evidence, criteria)
    return evidence


@transaction.atomic
def attach_document(
    evaluation: Evaluation, line: Line, criteria: Sequence[str], *, standing: Standing, at: datetime
) -> Evidence:
    """Put a document of the inventory with criteria: its files are those that it has there."""
    session = _session(evaluation, standing, at)
    found = Evidence.objects.filter(
        organisation=evaluation.organisation_id, kind=Kind.DOCUMENT, line=line.key, removed_at__isnull=True
    ).first()
    if found is None:
        for code in criteria:
            if refusals := _why_not(session, code, None):
                raise NotAllowed(refusals)
        title = str(line.text)[:LONGEST_TITLE]
        found = _made(session, Said("", Kind.DOCUMENT, title), None, line=line.key)
    _attach(session, found, criteria)
    return found


def _attach(session: _Session, evidence: Evidence, criteria: Sequence[str]) -> None:
    serves = set(_codes(session, evidence))
    wanted = [code for code in dict.fromkeys(criteria) if code not in serves]
    for code in wanted:
        if refusals := _why_not(session, code, None):
            raise NotAllowed(refusals)
        _use(session, evidence, code)
    if wanted:
        _tell(session, "evidence.attached", evidence, _uploader(session, wanted[0]), criteria=wanted)


@transaction.atomic
def detach(evaluation: Evaluation, pk: int, criterion: str, *, standing: Standing, at: datetime) -> Evidence:
    """Take a piece off a criterion; it stays among the site's, and can be put back."""
    session = _session(evaluation, standing, at)
    evidence = _held(session, pk)
    if refusals := _why_not(session, criterion, None):
        raise NotAllowed(refusals)
    rows = Use.objects.filter(
        evidence=evidence, evaluation=evaluation, criterion=criterion, removed_at__isnull=True
    )
    if not rows.update(removed_at=at, removed_by=standing.user):
        raise NotAllowed([Refusal(f"{UPLOAD}.gone-piece")])
    _tell(session, "evidence.detached", evidence, _uploader(session, criterion), criteria=[criterion])
    return evidence


@transaction.atomic
def replace(
    evaluation: Evaluation, pk: int, accepted: Accepted, *, standing: Standing, at: datetime
) -> Evidence:
    """Send the next version of a file; the earlier ones are kept."""
    session = _session(evaluation, standing, at)
    evidence = _held(session, pk)
    codes = _codes(session, evidence)
    if evidence.kind != Kind.FILE:
        raise NotAllowed([Refusal(f"{UPLOAD}.not-a-file")])
    facts = AttachingFacts(
        status=Status(session.evaluation.status),
        may=session.rights.may_replace(evidence, codes),
        asked=True,
        **_room(session, accepted),
    )
    if refusals := why_not_attach(facts):
        raise NotAllowed(refusals)
    by = standing.actor(UPLOAD, evaluation.organisation_id, named=True)
    attaching.keep_version(evaluation.organisation, evidence.files_line, accepted, standing=standing, at=at)
    _tell(session, "evidence.replaced", evidence, by, criteria=codes, **_told(accepted))
    return evidence


@transaction.atomic
def remove(evaluation: Evaluation, pk: int, reason: str, *, standing: Standing, at: datetime) -> Evidence:
    """Take a piece away from all the criteria that it serves, with a reason; what is known of it stays.

    The files of a document of the inventory stay with the document.
    """
    session = _session(evaluation, standing, at)
    by = standing.actor(PURGE, evaluation.organisation_id)
    evidence = _held(session, pk)
    if refusals := attaching.why_not_reason(reason):
        raise NotAllowed(refusals)
    evidence.removed_at, evidence.removed_by, evidence.removal_reason = at, standing.user, reason.strip()
    evidence.save(update_fields=["removed_at", "removed_by", "removal_reason"])
    if evidence.kind == Kind.FILE:
        for row in queries.files_of(evaluation.organisation_id, [evidence]).get(evidence.files_line, []):
            if row.removed_at is None:
                attaching.let_go(row, reason.strip(), standing=standing, at=at)
    rows = Use.objects.filter(evidence=evidence, removed_at__isnull=True).order_by("evaluation", "criterion")
    served = [f"{number}/{code}" for number, code in rows.values_list("evaluation", "criterion")]
    _tell(session, "evidence.removed", evidence, by, served=served, reason=reason.strip())
    return evidence


@transaction.atomic
def note_refused(
    evaluation: Evaluation, criterion: str, refused: NotKept, *, standing: Standing, at: datetime
) -> FalseAlarm | None:
    """Tell the journal that a file was refused; says what its sender may hold for a false alarm."""
    session = _session(evaluation, standing, at)
    by = _uploader(session, criterion)
    return files.note_refused(session.pen, refused, user=session.user, by=by, at=at)


# — Parts ————————————————————————————————————————————————————————————————————————


def _why_not(session: _Session, criterion: str, accepted: Accepted | None) -> list[Refusal]:
    return why_not_attach(
        AttachingFacts(
            status=Status(session.evaluation.status),
            may=session.rights.may_attach(criterion),
            asked=criterion in session.asked,
            **_room(session, accepted),
        )
    )


def _room(session: _Session, accepted: Accepted | None) -> dict[str, int]:
    """What a file would take, and what is taken; no query without one."""
    if accepted is None:
        return {}
    count, size = queries.held(session.evaluation)
    return {"files": 1, "size": accepted.size, "held": count, "held_size": size}


def _uploader(session: _Session, criterion: str) -> Actor:
    named = session.rights.is_mine(criterion)
    return session.rights.standing.actor(UPLOAD, session.evaluation.organisation_id, named=named)


def _held(session: _Session, pk: int) -> Evidence:
    """A piece of the site's that is still there."""
    found = Evidence.objects.filter(
        organisation=session.evaluation.organisation_id, pk=pk, removed_at__isnull=True
    ).first()
    if found is None:
        raise NotAllowed([Refusal(f"{UPLOAD}.gone-piece")])
    return found


def _codes(session: _Session, evidence: Evidence) -> list[str]:
    rows = Use.objects.filter(evidence=evidence, evaluation=session.evaluation, removed_at__isnull=True)
    return list(rows.order_by("pk").values_list("criterion", flat=True))


def _made(session: _Session, said: Said, accepted: Accepted | None, *, line: str = "") -> Evidence:
    title = " ".join(said.title.split()) or (accepted.name if accepted else "")
    return Evidence.objects.create(
        organisation_id=session.evaluation.organisation_id,
        kind=said.kind,
        title=title[:LONGEST_TITLE],
        url=said.url.strip() if said.kind is Kind.LINK else "",
        text=said.text.strip() if said.kind is Kind.NOTE else "",
        line=line,
        added_at=session.at,
        added_by=session.user,
    )


def _use(session: _Session, evidence: Evidence, criterion: str) -> None:
    Use.objects.create(
        evidence=evidence,
        evaluation=session.evaluation,
        criterion=criterion,
        added_at=session.at,
        added_by=session.user,
    )


def _told(accepted: Accepted | None) -> Mapping[str, Any]:
    if accepted is None:
        return {}
    return {"file": accepted.name, "sha256": accepted.sha256, "size": accepted.size}


def _tell(session: _Session, action: str, evidence: Evidence, by: Actor, **more: Any) -> None:
    said = {
        "evidence": evidence.pk,
        "kind": evidence.kind,
        "title": evidence.title,
        "evaluation": session.evaluation.pk,
        **more,
    }
    if evidence.kind in (Kind.LINK, Kind.NOTE) and action == "evidence.added":
        said |= {"url": evidence.url, "text": evidence.text}
    about = f"{session.pen.stream.name}#evidence/{evidence.pk}"
    session.pen.record(action, by=by, at=session.at, about=about, data=said)
    session.pen.save()
