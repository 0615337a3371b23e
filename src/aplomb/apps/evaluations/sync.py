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

from aplomb.apps.accounts.models import User
from aplomb.apps.evaluations import operations, queries
from aplomb.apps.evaluations.models import Conflict, Entry, Evaluation, RequirementNote
from aplomb.apps.evaluations.models import Operation as KeptOperation
from aplomb.apps.evaluations.operations import Operation, Rejected, invalid
from aplomb.apps.evaluations.states import NA, Row, last_change, states_of, write
from aplomb.apps.evaluations.sync_rows import write_answers
from aplomb.apps.journal.services import Actor, Pen
from aplomb.apps.organisations.policy import Standing
from aplomb.apps.referentials.queries import compiled
from aplomb.domain.evaluations.lifecycle import Status, why_not_answer
from aplomb.domain.evaluations.merge import NOTE_FIELDS, SCORE, Change, FieldState, after, merge
from aplomb.domain.referentials.edition import Criterion, Edition
from aplomb.domain.shared.refusal import Refusal
from aplomb.web.prepared import Prepared

MOST_OPERATIONS = 500
NOTE_COLUMNS = (*NOTE_FIELDS, "revision", "fields")
CONFLICT_COLUMNS = ("value", "base", "seq", "noted_at", "received_at", "revision")
# What an answer is about: a requirement may bear the code of a criterion.
CRITERION, REQUIREMENT = "criterion", "requirement"
Target = tuple[str, str]


@dataclass(frozen=True, slots=True)
class SyncAnswer:
    """What the device learns: one result an operation, and what has changed since it last asked."""

    results: list[dict[str, Any]]
    news: queries.News

    @property
    def revision(self) -> int:
        return self.news.revision


@dataclass(slots=True)
class _Session:
    """What one call works on, loaded once for the whole batch."""

    evaluation: Evaluation
    edition: Edition
    asked: Mapping[str, Criterion]
    pen: Pen
    standing: Standing
    person: User
    by: Actor
    device: str
    at: datetime
    given: frozenset[str]
    rows: dict[Target, Row]
    known: dict[uuid.UUID, KeptOperation]
    open: dict[tuple[str, str], list[Conflict]]
    refusals: dict[str, list[Refusal]] = field(default_factory=dict)
    touched: dict[Target, Row] = field(default_factory=dict)
    done: list[KeptOperation] = field(default_factory=list)
    kept: list[Conflict] = field(default_factory=list)
    updated: list[Conflict] = field(default_factory=list)
    settled: list[Conflict] = field(default_factory=list)


@transaction.atomic
def sync(
    evaluation_id: int,
    batch: Sequence[Any],
    *,
    standing: Standing,
    device: str,
    since: int | None,
    at: datetime,
) -> SyncAnswer:
    """Take a batch of operations (interfaces.md §5) from a device and answer each of them.

    Raises Evaluation.DoesNotExist where this person may not see the evaluation. `since` is the last revision that the
    device knows: what has changed after it is answered too, the device's own changes included; nothing without it.
    """
    evaluation = queries.locked(evaluation_id, standing)
    assert standing.user is not None  # noqa: S101 -- nobody sees no evaluation
    before = evaluation.revision
    read = [_read(raw) for raw in batch]
    session = _session(evaluation, [one for one in read if isinstance(one, Operation)], standing, device, at)
    results = [
        _rejection(_name(raw), one) if isinstance(one, Rejected) else _answer(session, one, _name(raw))
        for raw, one in zip(batch, read, strict=True)
    ]
    _save(session)
    return SyncAnswer(results, _news(session, before, since))


def _read(raw: Any) -> Operation | Rejected:
    try:
        return operations.read(raw)
    except Rejected as rejected:
        return rejected


def _name(raw: Any) -> str | None:
    """The identifier as the device wrote it: it knows its operation again by it."""
    name = raw.get("id") if isinstance(raw, Mapping) else None
    return name if isinstance(name, str) else None


def _session(
    evaluation: Evaluation, batch: Sequence[Operation], standing: Standing, device: str, at: datetime
) -> _Session:
    edition = compiled(evaluation.edition_id)
    assert standing.user is not None  # noqa: S101 -- checked by the caller
    role = standing.role_for(queries.writing_action(evaluation), evaluation.organisation_id, named=True)
    return _Session(
        evaluation=evaluation,
        edition=edition,
        asked=evaluation.outline(edition).by_code,
        pen=Pen(evaluation.stream),
        standing=standing,
        person=standing.user,
        by=Actor(standing.user.actor_id, role or ""),
        device=device,
        at=at,
        given=queries.parts_of(evaluation, standing),
        rows=_rows(evaluation, edition, batch),
        known=_known(evaluation, batch),
        open=_open(evaluation) if evaluation.open_conflicts else {},
    )


# — One operation ————————————————————————————————————————————————————————————


def _answer(session: _Session, operation: Operation, name: str | None) -> dict[str, Any]:
    known = session.known.get(operation.id)
    if known is not None:
        if known.digest != operation.digest:
            return _rejection(name, Rejected("id_reused", "sync.id-reused"))
        return {**known.result, "id": name, "status": "replayed", "first": known.result["status"]}
    try:
        target, row, values = _reading(session, operation)
        result = _merge(session, operation, target, row, values)
    except Rejected as rejected:
        # A refusal is not kept: the same operation may be taken once its cause is gone.
        return _rejection(name, rejected)
    kept = KeptOperation(
        evaluation=session.evaluation, operation_id=operation.id, digest=operation.digest, result=result
    )
    session.done.append(kept)
    session.known[operation.id] = kept
    return {"id": name, **result}


def _rejection(name: str | None, rejected: Rejected) -> dict[str, Any]:
    return {
        "id": name,
        "status": "rejected",
        "code": rejected.code,
        "refusal": Refusal(rejected.reason, rejected.facts),
    }


def _reading(session: _Session, operation: Operation) -> tuple[Target, Row, dict[str, Any]]:
    """The row that an operation is about, and the values that it sets, once the person's right is checked."""
    if not operation.values:
        raise invalid("sync.nothing-to-write")
    if operation.criterion is not None:
        criterion = session.asked.get(operation.criterion)
        if criterion is None:
            raise invalid("sync.unknown-criterion", criterion=operation.criterion)
        _check_right(session, criterion.family, criterion.requirement)
        entry = session.rows.get((CRITERION, criterion.code)) or Entry(
            evaluation=session.evaluation, criterion=criterion.code, revision=0
        )
        assert isinstance(entry, Entry)  # noqa: S101 -- its key says so
        values = _entry_values(session, operation, criterion, entry)
        return (CRITERION, criterion.code), entry, values
    requirement = session.edition.requirements_by_code.get(str(operation.requirement))
    if requirement is None:
        raise invalid("sync.unknown-requirement", requirement=operation.requirement)
    _check_right(session, requirement.family, requirement.code)
    note = session.rows.get((REQUIREMENT, requirement.code)) or RequirementNote(
        evaluation=session.evaluation, requirement=requirement.code, revision=0
    )
    return (
        (REQUIREMENT, requirement.code),
        note,
        {name: value or "" for name, value in operation.values.items()},
    )


def _check_right(session: _Session, family: str, requirement: str) -> None:
    refusals = session.refusals.get(requirement)
    if refusals is None:
        facts = queries.answering_facts(
            session.evaluation, session.standing, session.given, {family, requirement}
        )
        refusals = session.refusals[requirement] = why_not_answer(facts)
    if refusals:
        shut = session.evaluation.status in (Status.CLOSED, Status.DRAFT)
        raise Rejected("closed" if shut else "forbidden", refusals[0].code)


def _entry_values(
    session: _Session, operation: Operation, criterion: Criterion, entry: Entry
) -> dict[str, Any]:
    said = operation.values
    values: dict[str, Any] = {}
    if "score" in said or "na_reason" in said:
        values[SCORE] = _score(session, said, criterion, entry)
    if "comment" in said:
        values["comment"] = said["comment"] or ""
    return values


def _score(
    session: _Session, said: Mapping[str, Any], criterion: Criterion, entry: Entry
) -> dict[str, Any] | None:
    """The field {score, reason of NA}, or nothing where it is cleared. What is not said stays as it was."""
    scale = session.edition.scale
    score = said.get("score", entry.score)
    if score is None:
        return None
    if score == NA:
        if not (criterion.na_allowed and scale.not_applicable.allowed):
            raise invalid("sync.na-not-allowed", criterion=criterion.code)
        reason = said.get("na_reason", entry.na_reason)
        if not reason:
            raise invalid("sync.na-needs-reason", criterion=criterion.code)
        return {"score": NA, "na_reason": reason}
    if isinstance(score, bool) or not isinstance(score, int) or not 0 <= score <= scale.max:
        raise invalid("sync.score-out-of-scale", criterion=criterion.code, score=str(score)[:20])
    return {"score": score, "na_reason": ""}


# — Merging ——————————————————————————————————————————————————————————————————


def _merge(
    session: _Session, operation: Operation, key: Target, row: Row, values: Mapping[str, Any]
) -> dict[str, Any]:
    _, target = key
    settling = _settling(session, operation, target, row, values)
    change = Change(operation.base, values, session.person.actor_id, session.device, operation.seq)
    stored = states_of(row)
    decision = merge(change, stored, session.pen.seq)
    result: dict[str, Any] = {"status": "applied", "revision": session.pen.seq}
    if decision.applied or decision.superseded:
        action = "entry.written" if isinstance(row, Entry) else "note.written"
        more: dict[str, Any] = {"resolves": str(settling.public_id)} if settling and decision.applied else {}
        if decision.superseded:
            more["superseded"] = dict(decision.superseded)
        revision = _record(session, action, operation, target, decision.applied, **more)
        for name, value in decision.applied.items():
            state = after(change, stored.get(name, FieldState()), value, revision)
            write(row, name, state, by=session.person, at=session.at)
            _settle(session, target, name, value, settling)
        if decision.applied:
            session.rows[key] = session.touched[key] = row
        else:
            result["superseded"] = True
        result["revision"] = revision
    if decision.conflicts:
        revision = _record(session, "conflict.kept", operation, target, decision.conflicts)
        kept = [
            _keep(session, operation, target, name, value, revision)
            for name, value in decision.conflicts.items()
        ]
        result |= {
            "status": "conflict",
            "revision": revision,
            "current": queries.row_data(row),
            "kept": str(kept[0].public_id),
        }
    return result


def _record(
    session: _Session, action: str, operation: Operation, target: str, values: Mapping[str, Any], **more: Any
) -> int:
    return session.pen.record(
        action,
        by=session.by,
        at=session.at,
        about=queries.about(session.evaluation, target),
        data={
            "operation": str(operation.id),
            "device": session.device,
            "base": operation.base,
            "noted_at": operation.noted_at.isoformat() if operation.noted_at else None,
            "values": dict(values),
            **more,
        },
    )


def _settling(
    session: _Session, operation: Operation, target: str, row: Row, values: Mapping[str, Any]
) -> Conflict | None:
    """The open conflict that this operation settles, if the person may; one that is settled already is nothing."""
    if operation.resolves is None:
        return None
    for (where, name), conflicts in session.open.items():
        for conflict in conflicts:
            if conflict.public_id == operation.resolves:
                if where != target or name not in values:
                    raise invalid("sync.other-conflict")
                party = session.person.actor_id in (conflict.by.actor_id, last_change(row, name)[0])
                if not queries.may_settle(session.evaluation, session.standing, party=party):
                    raise Rejected("forbidden", "conflict.resolve.not-yours")
                return conflict
    return None


def _settle(session: _Session, target: str, name: str, value: Any, chosen: Conflict | None) -> None:
    """Close the conflict that was chosen on, and those with which the new value agrees: nothing is left to choose."""
    conflicts = session.open.get((target, name))
    if not conflicts:
        return
    over = [conflict for conflict in conflicts if conflict is chosen or conflict.value == value]
    session.open[target, name] = [conflict for conflict in conflicts if conflict not in over]
    for conflict in over:
        conflict.resolved_at, conflict.resolved_by = session.at, session.person
    session.settled += over


def _keep(
    session: _Session, operation: Operation, target: str, name: str, value: Any, revision: int
) -> Conflict:
    """Keep the other version: in the conflict that this device already has on the field, else in a new one."""
    conflicts = session.open.setdefault((target, name), [])
    mine = next((c for c in conflicts if c.by_id == session.person.pk and c.device == session.device), None)
    if mine is None:
        mine = Conflict(
            evaluation=session.evaluation,
            target=target,
            field=name,
            by=session.person,
            device=session.device,
        )
        conflicts.append(mine)
        session.kept.append(mine)
    elif operation.seq is not None and mine.seq is not None and operation.seq < mine.seq:
        return mine
    elif mine not in session.kept and mine not in session.updated:
        session.updated.append(mine)
    mine.value, mine.base, mine.seq = value, operation.base, operation.seq
    mine.noted_at, mine.received_at, mine.revision = operation.noted_at, session.at, revision
    return mine


# — Writing ——————————————————————————————————————————————————————————————————


def _save(session: _Session) -> None:
    """Put all of it in the database: nothing where nothing was taken, so that a replay leaves no trace."""
    if not session.done:
        return
    evaluation = session.evaluation
    entries = [row for row in session.touched.values() if isinstance(row, Entry)]
    notes = [row for row in session.touched.values() if isinstance(row, RequirementNote)]
    if notes:
        RequirementNote.objects.bulk_create(
            notes,
            update_conflicts=True,
            unique_fields=["evaluation", "requirement"],
            update_fields=NOTE_COLUMNS,
        )
    _save_conflicts(session)
    session.pen.save()
    evaluation.revision, evaluation.changed_at = session.pen.seq, session.at
    if entries:
        evaluation.summary = queries.summary_of(evaluation, changed=entries)
    write_answers(evaluation, entries, session.done)


def _save_conflicts(session: _Session) -> None:
    settled = [conflict for conflict in session.settled if conflict.pk]
    if session.kept:
        Conflict.objects.bulk_create(session.kept)
    if session.updated:
        Conflict.objects.bulk_update(session.updated, CONFLICT_COLUMNS)
    if settled:
        Conflict.objects.filter(pk__in=[conflict.pk for conflict in settled]).update(
            resolved_at=session.at, resolved_by=session.person
        )
    disputed = {(target, name in NOTE_FIELDS) for (target, name), open_ in session.open.items() if open_}
    session.evaluation.open_conflicts = len(disputed)


def _news(session: _Session, before: int, since: int | None) -> queries.News:
    evaluation = session.evaluation
    if since is not None and since >= before and not evaluation.open_conflicts:
        # The device knew all there was: what is new is what it has just written.
        return queries.News.of(evaluation, [*session.touched.values()], [])
    return queries.news(evaluation, since, session.standing)


# — Loading ——————————————————————————————————————————————————————————————————


# Written once, since each save asks them: see `web.prepared`.
_ENTRIES: Prepared[Entry] = Prepared(
    lambda evaluation, criteria: queries.with_names(
        Entry.objects.filter(evaluation=evaluation, criterion__among=criteria).order_by()
    )
)
_NOTES: Prepared[RequirementNote] = Prepared(
    lambda evaluation, requirements: RequirementNote.objects.filter(
        evaluation=evaluation, requirement__among=requirements
    ).order_by()
)
_KNOWN: Prepared[KeptOperation] = Prepared(
    lambda evaluation, identifiers: KeptOperation.objects.filter(
        evaluation=evaluation, operation_id__among=identifiers
    ).order_by()
)


def _rows(evaluation: Evaluation, edition: Edition, batch: Iterable[Operation]) -> dict[Target, Row]:
    """The rows that the batch is about; a query for each kind."""
    criteria = {one.criterion for one in batch if one.criterion in edition.by_code}
    requirements = {one.requirement for one in batch if one.requirement in edition.requirements_by_code}
    found: dict[Target, Row] = {}
    if criteria:
        entries = _ENTRIES.objects(evaluation=evaluation.pk, criteria=sorted(criteria))
        found |= {(CRITERION, entry.criterion): entry for entry in entries}
    if requirements:
        notes = _NOTES.objects(evaluation=evaluation.pk, requirements=sorted(requirements))
        found |= {(REQUIREMENT, note.requirement): note for note in notes}
    return found


def _known(evaluation: Evaluation, batch: Iterable[Operation]) -> dict[uuid.UUID, KeptOperation]:
    identifiers = [one.id for one in batch]
    if not identifiers:
        return {}
    found = _KNOWN.objects(evaluation=evaluation.pk, identifiers=identifiers)
    return {kept.operation_id: kept for kept in found}


def _open(evaluation: Evaluation) -> dict[tuple[str, str], list[Conflict]]:
    found: dict[tuple[str, str], list[Conflict]] = {}
    for conflict in queries.open_conflicts(evaluation):
        found.setdefault((conflict.target, conflict.field), []).append(conflict)
    return found
