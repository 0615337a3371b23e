"""What is read of evaluations, for pages, API and services alike; query counts are under test."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django.db.models import Max, QuerySet
from django.http import Http404

from aplomb.apps.accounts.models import User, full_name
from aplomb.apps.evaluations.models import (
    Assignment,
    Conflict,
    Entry,
    Evaluation,
    RequirementNote,
)
from aplomb.apps.evaluations.states import Row, last_change, value_of
from aplomb.apps.organisations.policy import Standing
from aplomb.apps.referentials.queries import compiled
from aplomb.domain.evaluations.answers import NA
from aplomb.domain.evaluations.answers import Entry as Answer
from aplomb.domain.evaluations.lifecycle import AnsweringFacts, ClosingFacts, Kind, Status
from aplomb.domain.evaluations.merge import NOTE_FIELDS
from aplomb.domain.evaluations.results import Sums, sums
from aplomb.domain.shared.shares import share
from aplomb.web.prepared import Prepared

WRITING = {Kind.SELF: "entry.write", Kind.CONSULTANT: "consultant_evaluation.write"}
CLOSING = {Kind.SELF: "evaluation.close", Kind.CONSULTANT: "consultant_evaluation.close"}
REOPENING = {Kind.SELF: "evaluation.reopen", Kind.CONSULTANT: "consultant_evaluation.close"}


def locked(evaluation_id: int, standing: Standing) -> Evaluation:
    """The evaluation with the head of its stream, both locked: what is read after this is not stale.

    Raises Evaluation.DoesNotExist where this person may not see it.
    """
    evaluation = _LOCKED.first(pk=evaluation_id)
    if evaluation is None or not evaluation.is_readable_by(standing):
        raise Evaluation.DoesNotExist
    return evaluation


# What a save reads, written once: see `web.prepared`.
_LOCKED: Prepared[Evaluation] = Prepared(
    lambda pk: (
        Evaluation.objects.filter(pk=pk)
        .order_by()
        .select_related("stream")
        .select_for_update(of=("self", "stream"))
    )
)
_ANSWERS: Prepared[Entry] = Prepared(
    lambda evaluation: (
        Entry.objects.filter(evaluation=evaluation).order_by().values_list("criterion", "value", "is_na")
    )
)
_FULL = ("criterion", "value", "is_na", "comment", "na_reason")
_FULL_ANSWERS: Prepared[Entry] = Prepared(
    lambda evaluation: Entry.objects.filter(evaluation=evaluation).order_by("pk").values_list(*_FULL)
)
_NAMED_ANSWERS: Prepared[Entry] = Prepared(
    lambda evaluation: (
        Entry.objects.filter(evaluation=evaluation)
        .order_by("pk")
        .values_list(*_FULL, "evaluator__honorific", "evaluator__first_name", "evaluator__last_name")
    )
)
_PARTS: Prepared[Assignment] = Prepared(
    lambda evaluation, user: (
        Assignment.objects.filter(evaluation=evaluation, user=user).order_by().values_list("part")
    )
)


def for_grid(evaluation_id: int, standing: Standing) -> Evaluation:
    """The evaluation with what its grid says of it, in one query; 404 to whoever may not read it."""
    return _readable(_FOR_GRID, evaluation_id, standing)


def for_results(evaluation_id: int, standing: Standing) -> Evaluation:
    """The evaluation with its organisation and edition, in one query; 404 to whoever may not read it."""
    return _readable(_FOR_RESULTS, evaluation_id, standing)


def _readable(asked: Prepared[Evaluation], evaluation_id: int, standing: Standing) -> Evaluation:
    evaluation = asked.first(pk=evaluation_id)
    if evaluation is None or not evaluation.is_readable_by(standing):
        raise Http404
    return evaluation


_FOR_GRID: Prepared[Evaluation] = Prepared(
    lambda pk: (
        Evaluation.objects.filter(pk=pk)
        .order_by()
        .select_related("organisation", "solution", "stream", "closed_by", "previous")
        .defer("frozen", "previous__frozen")
    )
)
_FOR_RESULTS: Prepared[Evaluation] = Prepared(
    lambda pk: (
        Evaluation.objects.filter(pk=pk)
        .order_by()
        .select_related("organisation", "solution", "edition", "closed_by")
        .defer("edition__data")
    )
)


def writing_action(evaluation: Evaluation) -> str:
    """The action of the matrix that answering asks, by the kind of evaluation."""
    return WRITING[Kind(evaluation.kind)]


def closing_action(evaluation: Evaluation) -> str:
    return CLOSING[Kind(evaluation.kind)]


def reopening_action(evaluation: Evaluation) -> str:
    return REOPENING[Kind(evaluation.kind)]


def may_reopen(evaluation: Evaluation, standing: Standing) -> bool:
    """Whether this person may reopen it, a reason given."""
    allowed = standing.may(reopening_action(evaluation), evaluation.organisation_id)
    return allowed and evaluation.is_closed


# — Who may answer what ————————————————————————————————————————————————————————


def leads(evaluation: Evaluation, standing: Standing) -> bool:
    """Whether this person leads: the quality manager, or the consultant whose evaluation it is."""
    action = "evaluation.assign" if evaluation.kind == Kind.SELF else writing_action(evaluation)
    return standing.may(action, evaluation.organisation_id)


def parts_of(evaluation: Evaluation, standing: Standing) -> frozenset[str]:
    """The families and requirements given to this person; no query for whoever leads."""
    if standing.user is None or leads(evaluation, standing):
        return frozenset()
    return frozenset(part for (part,) in _PARTS.rows(evaluation=evaluation.pk, user=standing.user.pk))


def answering_facts(
    evaluation: Evaluation, standing: Standing, given: frozenset[str], parts: set[str]
) -> AnsweringFacts:
    """What the rule needs to say whether this person may answer in these parts (a family, a requirement)."""
    return AnsweringFacts(
        status=Status(evaluation.status),
        may=standing.may(writing_action(evaluation), evaluation.organisation_id, named=True),
        leads=leads(evaluation, standing),
        assigned=not given.isdisjoint(parts),
    )


# — Answers ————————————————————————————————————————————————————————————————————


def answers(evaluation: Evaluation, *, names: bool = False) -> dict[str, Answer]:
    """The answers as the rules read them, by criterion; with the evaluators' names where they are shown."""
    if not names:
        return {
            criterion: _plain(value, is_na)
            for criterion, value, is_na in _ANSWERS.rows(evaluation=evaluation.pk)
        }
    return {
        criterion: Answer(NA if is_na else value, comment, na_reason, full_name(*name))
        for criterion, value, is_na, comment, na_reason, *name in _NAMED_ANSWERS.rows(
            evaluation=evaluation.pk
        )
    }


@lru_cache(maxsize=64)
def _plain(value: int | None, is_na: bool) -> Answer:
    """An answer without a word: there are as many as levels, so that one of each is made."""
    return Answer(NA if is_na else value)


def with_names(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """The entries with what their evaluators are called by, and nothing else of them."""
    return entries.select_related("evaluator").defer(*_NOT_NAMES)


_NOT_NAMES = tuple(
    f"evaluator__{field.attname}"
    for field in User._meta.concrete_fields
    if not field.primary_key and field.name not in ("public_id", "honorific", "first_name", "last_name")
)


def full_answers(evaluation: Evaluation) -> dict[str, Answer]:
    """The answers with their comments and reasons, without names: what may be confirmed in the next evaluation."""
    return {
        criterion: Answer(NA if is_na else value, comment=comment, na_reason=reason)
        for criterion, value, is_na, comment, reason in _FULL_ANSWERS.rows(evaluation=evaluation.pk)
    }


def sums_of(given: Mapping[str, Answer], evaluation: Evaluation) -> Sums:
    """What these answers add up to under the evaluation's edition, profile and selection."""
    return sums(
        compiled(evaluation.edition_id),
        given,
        profile=evaluation.facts,
        selection=evaluation.selection or None,
        parts=evaluation.parts,
    )


def summary_of(evaluation: Evaluation, changed: Iterable[Entry] = ()) -> dict[str, Any]:
    """The summary computed anew from the stored answers: kept beside them, in the transaction that changes them.

    `changed` are entries that stand for the stored ones, about to be written.
    """
    new = {one.criterion: _plain(one.value, one.is_na) for one in changed}
    given = answers(evaluation) | new
    return summary(sums_of(given, evaluation))


def summary(found: Sums) -> dict[str, Any]:
    """What lists, dashboards and consolidation read without the answers: whole numbers, exact."""
    return {
        "asked": found.tally.asked,
        "total": _tally(found.tally),
        "families": {group.code: _tally(group.tally) for group in found.families},
        "dimensions": {group.code: _tally(group.tally) for group in found.dimensions},
        "essential_total": found.essential_total,
        "essential_failing": list(found.essential_failing),
    }


def _tally(tally: Any) -> dict[str, Any]:
    """Points as text where they are not whole, so that nothing is rounded on the way."""
    return {
        "asked": tally.asked,
        "answered": tally.answered,
        "na": tally.na,
        "compliant": tally.compliant,
        "achieved": _exact(tally.achieved),
        "potential": _exact(tally.potential),
        "potential_answered": _exact(tally.potential_answered),
        "levels": list(tally.levels),
    }


def _exact(points: Any) -> int | str:
    return points if isinstance(points, int) else str(points)


def share_of(tally: Mapping[str, Any], part: str, whole: str) -> Fraction | None:
    """A share from a summary's tally, exact: its points are whole numbers, or fractions as text."""
    return share(Fraction(tally[part]), Fraction(tally[whole]))


# — What devices read ——————————————————————————————————————————————————————————


def about(evaluation: Evaluation, target: str) -> str:
    """How the journal names a criterion or a requirement of an evaluation."""
    return f"{evaluation.stream.name}#{target}"


@dataclass(frozen=True, slots=True)
class News:
    """What a device learns when it asks: where the evaluation stands, and what has changed since it last asked.

    `conflicts` are all those open, so that one settled elsewhere disappears here.
    """

    revision: int
    epoch: int
    status: str
    structure: int
    changes: list[dict[str, Any]]
    conflicts: list[dict[str, Any]]

    @classmethod
    def of(cls, evaluation: Evaluation, rows: Iterable[Row], conflicts: list[dict[str, Any]]) -> "News":
        return cls(
            revision=evaluation.revision,
            epoch=evaluation.stream.epoch,
            status=evaluation.status,
            structure=evaluation.structure,
            changes=[row_data(row) for row in sorted(rows, key=lambda row: row.revision)],
            conflicts=conflicts,
        )


def news(evaluation: Evaluation, since: int | None, standing: Standing) -> News:
    """The news since a revision (none of the answers without one): two queries, two more where conflicts are open."""
    rows: list[Row] = []
    if since is not None and since < evaluation.revision:
        changed = {"evaluation": evaluation, "revision__gt": since}
        rows += with_names(Entry.objects.filter(**changed))
        rows += RequirementNote.objects.filter(**changed)
    conflicts = conflicts_data(evaluation, standing) if evaluation.open_conflicts else []
    return News.of(evaluation, rows, conflicts)


def row_data(row: Row) -> dict[str, Any]:
    """An entry or a note as devices keep it."""
    if isinstance(row, RequirementNote):
        texts = {name: getattr(row, name) for name in NOTE_FIELDS}
        return {"requirement": row.requirement, **texts, "revision": row.revision}
    return {
        "criterion": row.criterion,
        "score": row.score,
        "na_reason": row.na_reason,
        "comment": row.comment,
        "evaluator": row.evaluator.get_short_name() if row.evaluator else "",
        "at": row.scored_at.isoformat() if row.scored_at else None,
        "revision": row.revision,
    }


# — Conflicts ——————————————————————————————————————————————————————————————————


def open_conflicts(evaluation: Evaluation) -> list[Conflict]:
    """The conflicts that nobody has settled, oldest first."""
    return list(
        Conflict.objects.filter(evaluation=evaluation, resolved_at__isnull=True)
        .select_related("by")
        .order_by("pk")
    )


def may_settle(evaluation: Evaluation, standing: Standing, *, party: bool) -> bool:
    """Whether this person may choose between two answers: who leads, else one of the two who gave them."""
    if leads(evaluation, standing):
        return True
    return standing.may("conflict.resolve", evaluation.organisation_id, named=party) and party


def conflicts_data(evaluation: Evaluation, standing: Standing) -> list[dict[str, Any]]:
    """The open conflicts as devices show them: both versions, who and when. Four queries at most."""
    conflicts = open_conflicts(evaluation)
    targets = {conflict.target for conflict in conflicts}
    rows: dict[tuple[str, str], Row] = {}
    for entry in Entry.objects.filter(evaluation=evaluation, criterion__in=targets):
        rows["criterion", entry.criterion] = entry
    for note in RequirementNote.objects.filter(evaluation=evaluation, requirement__in=targets):
        rows["requirement", note.requirement] = note
    by = {last_change(rows[key], c.field)[0] for c in conflicts if (key := _row_key(c)) in rows}
    names = {user.actor_id: user for user in User.objects.filter(public_id__in=by - {""})}
    return [_conflict_data(c, rows.get(_row_key(c)), names, evaluation, standing) for c in conflicts]


def _row_key(conflict: Conflict) -> tuple[str, str]:
    return ("requirement" if conflict.field in NOTE_FIELDS else "criterion", conflict.target)


def _conflict_data(
    conflict: Conflict,
    row: Row | None,
    names: Mapping[str, User],
    evaluation: Evaluation,
    standing: Standing,
) -> dict[str, Any]:
    me = standing.user.actor_id if standing.user else ""
    stored_by, stored_at = last_change(row, conflict.field) if row else ("", None)
    author = names.get(stored_by)
    return {
        "id": str(conflict.public_id),
        "kind": _row_key(conflict)[0],
        "target": conflict.target,
        "field": conflict.field,
        "base": row.revision if row else 0,
        "kept": {
            "value": conflict.value,
            "by": conflict.by.get_short_name(),
            "mine": conflict.by.actor_id == me,
            "device": conflict.device,
            "noted_at": conflict.noted_at.isoformat() if conflict.noted_at else None,
            "at": conflict.received_at.isoformat(),
        },
        "stored": {
            "value": value_of(row, conflict.field) if row else None,
            "by": author.get_short_name() if author else "",
            "mine": stored_by == me,
            "at": stored_at,
        },
        "may_settle": may_settle(
            evaluation, standing, party=bool(me) and me in (conflict.by.actor_id, stored_by)
        ),
    }


# — Closing ————————————————————————————————————————————————————————————————————


def closing_facts(evaluation: Evaluation, standing: Standing) -> ClosingFacts:
    """What the rule of closing needs; three queries."""
    edition = compiled(evaluation.edition_id)
    asked = evaluation.asked(edition)
    entries = {entry.criterion: entry for entry in Entry.objects.filter(evaluation=evaluation)}
    compliant_from = edition.scale.compliant_from
    return ClosingFacts(
        status=Status(evaluation.status),
        may_close=standing.may(closing_action(evaluation), evaluation.organisation_id),
        kind=Kind(evaluation.kind),
        unanswered={c.code for c in asked if c.code not in entries or entries[c.code].score is None},
        unjustified={
            c.code
            for c in asked
            if c.code in entries and entries[c.code].is_na and not entries[c.code].na_reason
        },
        uncommented={
            c.code
            for c in asked
            if (entry := entries.get(c.code))
            and entry.value is not None
            and entry.value < compliant_from
            and not entry.comment
        },
        conflicts={conflict.target for conflict in open_conflicts(evaluation)},
    )


def latest_closed(evaluation: Evaluation) -> Evaluation | None:
    """The previous one: the latest closed of the same subject, referential and kind (domain.md §2)."""
    return (
        Evaluation.objects.filter(
            organisation=evaluation.organisation_id,
            solution=evaluation.solution_id,
            referential=evaluation.referential,
            kind=evaluation.kind,
            status=Status.CLOSED,
        )
        .exclude(pk=evaluation.pk)
        .order_by("-closed_at", "-pk")
        .first()
    )


def next_number(organisation_id: int, referential: str, kind: str) -> int:
    same = Evaluation.objects.filter(organisation=organisation_id, referential=referential, kind=kind)
    return (same.aggregate(last=Max("number"))["last"] or 0) + 1
