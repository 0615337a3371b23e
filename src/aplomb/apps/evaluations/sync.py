"""The only door to the answers: operations come in, are merged field by field, and are all answered.

One call is one transaction: the head of the evaluation's stream is locked, the rule decides, rows and events are
written in bulk. The number of statements does not grow with the batch.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from aplomb.apps.evaluations import queries
from aplomb.apps.evaluations.models import (
    TEXT_LENGTH,
    Conflict,
    Entry,
    Evaluation,
    Operation,
    RequirementNote,
)
from aplomb.apps.journal.services import Actor, Pen
from aplomb.apps.organisations.policy import Standing
from aplomb.apps.referentials.queries import compiled
from aplomb.domain.evaluations.lifecycle import Status, why_not_answer
from aplomb.domain.evaluations.merge import COMMENT, NOTE_FIELDS, SCORE, Change, FieldState, after, merge
from aplomb.domain.referentials.edition import Edition
from aplomb.domain.shared.canonical import canonical_hash
from aplomb.domain.shared.patient_data import holds_nir

MOST_OPERATIONS = 500
NA = "NA"


@dataclass(frozen=True, slots=True)
class SyncAnswer:
    """What the device learns: one result an operation, and what others changed since it last asked."""

    revision: int
    epoch: int
    results: list[dict[str, Any]]
    changes: list[dict[str, Any]]


class _Rejected(Exception):
    """An operation that cannot be taken, with its code and the facts of its sentence."""

    def __init__(self, code: str, reason: str, **facts: Any) -> None:
        self.code, self.reason, self.facts = code, reason, facts
        super().__init__(code)


@dataclass(slots=True)
class _Session:
    """What one call works on, loaded once for the whole batch."""

    evaluation: Evaluation
    edition: Edition
    asked: frozenset[str]
    pen: Pen
    standing: Standing
    device: str
    at: datetime
    parts: frozenset[str]
    entries: dict[str, Entry]
    notes: dict[str, RequirementNote]
    known: dict[uuid.UUID, Operation]
    touched_entries: dict[str, Entry] = field(default_factory=dict)
    touched_notes: dict[str, RequirementNote] = field(default_factory=dict)
    operations: list[Operation] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    resolved: list[uuid.UUID] = field(default_factory=list)

    @property
    def person(self) -> str:
        assert self.standing.user is not None  # noqa: S101 -- nobody has no entry to write
        return self.standing.user.actor_id


@transaction.atomic
def sync(
    evaluation_id: int,
    operations: Sequence[Mapping[str, Any]],
    *,
    standing: Standing,
    device: str,
    since: int,
    at: datetime,
) -> SyncAnswer:
    """Take a batch of operations (interfaces.md §5) from a device and answer each of them.

    The caller has checked that this person may see the evaluation. `since` is the last revision that the
    device knows; the changes after it are answered, the device's own included.
    """
    evaluation = queries.locked(evaluation_id)
    pen = Pen(evaluation.stream)
    edition = compiled(evaluation.edition_id)
    session = _Session(
        evaluation=evaluation,
        edition=edition,
        asked=frozenset(c.code for c in edition.asked(evaluation.facts, evaluation.selection or None)),
        pen=pen,
        standing=standing,
        device=device,
        at=at,
        parts=queries.parts_of(evaluation, standing),
        entries=_entries(evaluation, operations),
        notes=_notes(evaluation, operations),
        known=_known(evaluation, operations),
    )
    results = [_answer(session, operation) for operation in operations]
    _save(session)
    return SyncAnswer(
        revision=evaluation.revision,
        epoch=evaluation.stream.epoch,
        results=results,
        changes=queries.changes(evaluation, since),
    )


# — One operation ————————————————————————————————————————————————————————————


def _answer(session: _Session, operation: Mapping[str, Any]) -> dict[str, Any]:
    identifier = operation["id"]
    digest = canonical_hash({key: _plain(value) for key, value in operation.items() if value is not ...})
    known = session.known.get(identifier)
    if known is not None:
        if known.digest != digest:
            return _rejection(identifier, _Rejected("id_reused", "sync.id-reused"))
        replayed = (
            {**known.result, "status": "replayed"} if known.result["status"] == "applied" else known.result
        )
        return dict(replayed)
    try:
        result = _note(session, operation) if operation.get("requirement") else _entry(session, operation)
    except _Rejected as rejected:
        # A refusal is not kept: the same operation may be taken once its cause is gone.
        return _rejection(identifier, rejected)
    kept = Operation(evaluation=session.evaluation, operation_id=identifier, digest=digest, result=result)
    session.operations.append(kept)
    session.known[identifier] = kept
    return result


def _rejection(identifier: uuid.UUID, rejected: _Rejected) -> dict[str, Any]:
    return {
        "id": str(identifier),
        "status": "rejected",
        "code": rejected.code,
        "reason": rejected.reason,
        "facts": rejected.facts,
    }


def _entry(session: _Session, operation: Mapping[str, Any]) -> dict[str, Any]:
    code = operation.get("criterion")
    criterion = session.edition.by_code.get(str(code))
    if criterion is None or criterion.code not in session.asked:
        raise _Rejected("invalid", "sync.unknown-criterion", criterion=str(code))
    _check_right(session, {criterion.family, criterion.requirement})
    values: dict[str, Any] = {}
    if "score" in operation or "na_reason" in operation:
        values[SCORE] = _score(session, operation, criterion.code)
    if "comment" in operation:
        values[COMMENT] = _text(operation["comment"])
    entry = session.entries.get(criterion.code)
    if entry is None:
        entry = Entry(evaluation=session.evaluation, criterion=criterion.code, revision=0)
        session.entries[criterion.code] = entry
    return _merge(session, operation, criterion.code, entry, values, _write_entry, "entry.written")


def _note(session: _Session, operation: Mapping[str, Any]) -> dict[str, Any]:
    code = str(operation["requirement"])
    requirement = next((r for r in session.edition.requirements if r.code == code), None)
    if requirement is None:
        raise _Rejected("invalid", "sync.unknown-requirement", requirement=code)
    _check_right(session, {requirement.family, requirement.code})
    values = {name: _text(operation[name]) for name in NOTE_FIELDS if name in operation}
    note = session.notes.get(code)
    if note is None:
        note = RequirementNote(evaluation=session.evaluation, requirement=code, revision=0)
        session.notes[code] = note
    return _merge(session, operation, code, note, values, _write_note, "note.written")


def _check_right(session: _Session, parts: set[str]) -> None:
    facts = queries.answering_facts(session.evaluation, session.standing, session.parts, parts)
    refusals = why_not_answer(facts)
    if refusals:
        closed = session.evaluation.status in (Status.CLOSED, Status.DRAFT)
        raise _Rejected("closed" if closed else "forbidden", refusals[0].code)


def _score(session: _Session, operation: Mapping[str, Any], code: str) -> dict[str, Any] | None:
    """The field {score, reason of NA}, or nothing where it is cleared."""
    criterion, scale = session.edition.by_code[code], session.edition.scale
    entry = session.entries.get(code)
    score = operation.get("score", entry.score if entry else None)
    if score is None:
        return None
    if score == NA:
        if not (criterion.na_allowed and scale.not_applicable.allowed):
            raise _Rejected("invalid", "sync.na-not-allowed", criterion=code)
        reason = _text(operation.get("na_reason") or (entry.na_reason if entry else ""))
        if not reason:
            raise _Rejected("invalid", "sync.na-needs-reason", criterion=code)
        return {"score": NA, "na_reason": reason}
    if isinstance(score, bool) or not isinstance(score, int) or not 0 <= score <= scale.max:
        raise _Rejected("invalid", "sync.score-out-of-scale", criterion=code, score=str(score))
    return {"score": score, "na_reason": ""}


def _text(value: Any) -> str:
    text = "" if value is None else str(value).strip()
    if len(text) > TEXT_LENGTH:
        raise _Rejected("invalid", "sync.text-too-long", most=TEXT_LENGTH)
    if "\0" in text:
        raise _Rejected("invalid", "sync.text-not-text")
    if holds_nir(text):
        raise _Rejected("patient_data", "sync.patient-data")
    return text


# — Merging and writing ——————————————————————————————————————————————————————


def _merge(
    session: _Session,
    operation: Mapping[str, Any],
    target: str,
    row: Any,
    values: Mapping[str, Any],
    write: Any,
    action: str,
) -> dict[str, Any]:
    base = operation.get("base")
    if isinstance(base, bool) or not isinstance(base, int) or base < 0:
        raise _Rejected("invalid", "sync.bad-base")
    if not values:
        raise _Rejected("invalid", "sync.nothing-to-write")
    change = Change(base, values, session.person, session.device, operation.get("seq"))
    stored = {name: FieldState(**row.fields[name]) for name in row.fields}
    decision = merge(change, stored, session.pen.seq)
    by = _actor(session)
    said = {
        "operation": str(operation["id"]),
        "device": session.device,
        "base": base,
        "noted_at": _plain(operation.get("at")),
    }
    about = f"{session.pen.stream.name}#{target}"
    result: dict[str, Any] = {"id": str(operation["id"]), "status": "applied", "revision": session.pen.seq}
    if decision.applied or decision.superseded:
        data = {**said, "values": dict(decision.applied), "superseded": dict(decision.superseded)}
        revision = session.pen.record(action, by=by, at=session.at, about=about, data=data)
        for name, value in decision.applied.items():
            state = after(change, stored.get(name, FieldState()), value, revision)
            row.fields[name] = _state_data(state)
            write(session, row, name, value)
        if decision.applied:
            row.revision = revision
            touched = session.touched_entries if isinstance(row, Entry) else session.touched_notes
            touched[target] = row
            if operation.get("resolves"):
                session.resolved.append(operation["resolves"])
        result["revision"] = revision
        if decision.superseded and not decision.applied:
            result["superseded"] = True
    if decision.conflicts:
        kept = _keep_conflicts(
            session,
            operation,
            target,
            decision.conflicts,
            {**said, "values": dict(decision.conflicts)},
            about,
        )
        result |= {
            "status": "conflict",
            "current": queries.row_data(row, session.evaluation),
            "kept": str(kept),
        }
    return result


def _keep_conflicts(
    session: _Session,
    operation: Mapping[str, Any],
    target: str,
    values: Mapping[str, Any],
    said: Mapping[str, Any],
    about: str,
) -> uuid.UUID:
    revision = session.pen.record("conflict.kept", by=_actor(session), at=session.at, about=about, data=said)
    assert session.standing.user is not None  # noqa: S101 -- checked with the right
    kept = [
        Conflict(
            evaluation=session.evaluation,
            target=target,
            field=name,
            value=value,
            base=operation["base"],
            by=session.standing.user,
            device=session.device,
            noted_at=operation.get("at"),
            received_at=session.at,
            revision=revision,
        )
        for name, value in values.items()
    ]
    session.conflicts += kept
    return kept[0].public_id


def _write_entry(session: _Session, row: Entry, name: str, value: Any) -> None:
    if name == COMMENT:
        row.comment = value
        return
    row.is_na = bool(value) and value["score"] == NA
    row.value = None if value is None or row.is_na else value["score"]
    row.na_reason = value["na_reason"] if value else ""
    row.evaluator, row.scored_at = session.standing.user, session.at


def _write_note(session: _Session, row: RequirementNote, name: str, value: Any) -> None:
    setattr(row, name, value)


def _save(session: _Session) -> None:
    evaluation = session.evaluation
    if not session.operations:
        return
    if session.touched_entries:
        Entry.objects.bulk_create(
            session.touched_entries.values(),
            update_conflicts=True,
            unique_fields=["evaluation", "criterion"],
            update_fields=[
                "value",
                "is_na",
                "na_reason",
                "comment",
                "evaluator",
                "scored_at",
                "revision",
                "fields",
            ],
        )
    if session.touched_notes:
        RequirementNote.objects.bulk_create(
            session.touched_notes.values(),
            update_conflicts=True,
            unique_fields=["evaluation", "requirement"],
            update_fields=[*NOTE_FIELDS, "revision", "fields"],
        )
    Operation.objects.bulk_create(session.operations)
    if session.conflicts:
        Conflict.objects.bulk_create(session.conflicts)
    if session.resolved:
        Conflict.objects.filter(
            evaluation=evaluation, public_id__in=session.resolved, resolved_at__isnull=True
        ).update(resolved_at=session.at, resolved_by=session.standing.user)
    session.pen.save()
    queries.refresh_summary(evaluation, revision=session.pen.seq, at=session.at)


# — Small things —————————————————————————————————————————————————————————————


def _actor(session: _Session) -> Actor:
    action = queries.writing_action(session.evaluation)
    role = session.standing.role_for(action, session.evaluation.organisation_id, named=True)
    return Actor(session.person, role or "")


def _state_data(state: FieldState) -> dict[str, Any]:
    return {
        "value": state.value,
        "revision": state.revision,
        "by": state.by,
        "device": state.device,
        "seq": state.seq,
        "other_revision": state.other_revision,
    }


def _plain(value: Any) -> Any:
    return (
        value.isoformat()
        if isinstance(value, datetime)
        else str(value)
        if isinstance(value, uuid.UUID)
        else value
    )


def _entries(evaluation: Evaluation, operations: Iterable[Mapping[str, Any]]) -> dict[str, Entry]:
    codes = {str(op["criterion"]) for op in operations if op.get("criterion")}
    return (
        {e.criterion: e for e in Entry.objects.filter(evaluation=evaluation, criterion__in=codes)}
        if codes
        else {}
    )


def _notes(evaluation: Evaluation, operations: Iterable[Mapping[str, Any]]) -> dict[str, RequirementNote]:
    codes = {str(op["requirement"]) for op in operations if op.get("requirement")}
    found = RequirementNote.objects.filter(evaluation=evaluation, requirement__in=codes) if codes else ()
    return {note.requirement: note for note in found}


def _known(evaluation: Evaluation, operations: Iterable[Mapping[str, Any]]) -> dict[uuid.UUID, Operation]:
    identifiers = [op["id"] for op in operations]
    found = (
        Operation.objects.filter(evaluation=evaluation, operation_id__in=identifiers) if identifiers else ()
    )
    return {operation.operation_id: operation for operation in found}
