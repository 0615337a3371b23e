"""The grid as one answer: the tree of what is asked, the answers, the rights; pages embed it, devices keep it.

Its keys are read by `web/static/aplomb/js/grid-model.js`. What weighs (guidance, references, sheets) is apart, at an
address that never changes its content: see `guidance`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from json import dumps
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aplomb.apps.accounts.models import User
from aplomb.apps.documents.queries import records
from aplomb.apps.evaluations import guidance, queries
from aplomb.apps.evaluations.models import Assignment, Entry, Evaluation, RequirementNote
from aplomb.apps.evaluations.results_queries import day_of, frozen_records
from aplomb.apps.evaluations.states import NA
from aplomb.apps.organisations.policy import Standing
from aplomb.apps.referentials.queries import compiled
from aplomb.charts.palette import step_of
from aplomb.domain.documents.inventory import Record
from aplomb.domain.evaluations.answers import NA as NOT_APPLICABLE
from aplomb.domain.evaluations.answers import Entry as Answer
from aplomb.domain.evaluations.answers import Score, scores_of
from aplomb.domain.evaluations.lifecycle import Kind, Status, why_not_answer
from aplomb.domain.referentials.edition import Criterion, Edition, Exact, Scale
from aplomb.domain.referentials.succession import Standing as Worth
from aplomb.domain.referentials.succession import previous_score, successions
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.refusal import Refusal
from aplomb.web.prepared import Prepared
from aplomb.web.refusals import sentence

KEPT_TREES = 16


def grid_data(evaluation: Evaluation, standing: Standing, lang: str, at: datetime) -> dict[str, Any]:
    """Everything that the grid shows. The number of queries depends neither on the referential nor on the answers."""
    edition = compiled(evaluation.edition_id)
    assert standing.user is not None  # noqa: S101 -- nobody sees no evaluation
    entries, evaluators = _answered(evaluation)
    notes = _NOTES.objects(evaluation=evaluation.pk)
    assignments = _ASSIGNMENTS.objects(evaluation=evaluation.pk)
    given = frozenset(one.part for one in assignments if one.user_id == standing.user.pk)
    locked = _locked(evaluation, edition, standing, given)
    return {
        "evaluation": _about(evaluation, edition, lang),
        "scale": _scale(edition, lang),
        "families": _tree(edition, evaluation, lang),
        "entries": entries,
        "notes": {note.requirement: _without(queries.row_data(note), "requirement") for note in notes},
        "previous": _previous(evaluation, edition, entries),
        "conflicts": queries.conflicts_data(evaluation, standing) if evaluation.open_conflicts else [],
        "assignments": _assigned(assignments),
        "people": _people([*(one.user for one in assignments), *evaluators]),
        "me": _me(standing.user, queries.leads(evaluation, standing), given),
        "locked": {code: refusal.code for code, refusal in locked.items()},
        "why": {refusal.code: sentence(refusal) for refusal in locked.values()},
        "documents": _documents(evaluation, edition, at),
        "actions": actions(evaluation, standing),
        "content": guidance.address(evaluation.edition_id, edition.content_hash, lang),
    }


def grid_in_page(data: Mapping[str, Any], evaluation: Evaluation, lang: str) -> SafeString:
    """The grid as JSON that a page may hold: nothing in it ends the element that holds it.

    The tree is two thirds of it and the same for all who answer under one profile: it is written once.
    """
    edition = compiled(evaluation.edition_id)
    asked = _asked(evaluation)
    tree = _tree_text(evaluation.edition_id, edition.content_hash, asked, lang)
    rest = _inert({name: said for name, said in data.items() if name != "families"})
    return mark_safe(f'{{"families":{tree},{rest[1:]}')  # noqa: S308 -- both parts are made inert


def _inert(data: Any) -> str:
    """JSON with its angle brackets and ampersands escaped, as Django's own `json_script` does."""
    text = dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace(">", "\\u003E").replace("<", "\\u003C").replace("&", "\\u0026")


# — The evaluation and its scale —————————————————————————————————————————————


def title_of(evaluation: Evaluation) -> str:
    return _("{kind} no. {number}").format(kind=evaluation.get_kind_display(), number=evaluation.number)


def _about(evaluation: Evaluation, edition: Edition, lang: str) -> dict[str, Any]:
    return {
        "id": evaluation.pk,
        "title": title_of(evaluation),
        "organisation": evaluation.subject,
        "referential": edition.title.in_(lang),
        "edition": edition.edition,
        "kind": evaluation.kind,
        "status": evaluation.status,
        "selection": evaluation.selection,
        "revision": evaluation.revision,
        "structure": evaluation.structure,
        "epoch": evaluation.stream.epoch,
        "changed_at": evaluation.changed_at.isoformat(),
        "due_on": evaluation.due_on.isoformat() if evaluation.due_on else None,
        "closed_at": evaluation.closed_at.isoformat() if evaluation.closed_at else None,
        "closed_by": evaluation.closed_by.get_full_name() if evaluation.closed_by else "",
        "hash": evaluation.frozen_hash,
    }


def _scale(edition: Edition, lang: str) -> dict[str, Any]:
    """Levels in order; `step` is the look of each (see `charts.palette`)."""
    scale, values = edition.scale, [level.value for level in edition.scale.levels]
    na = scale.not_applicable
    return {
        "max": scale.max,
        "compliant_from": scale.compliant_from,
        "essential_minimum": edition.rules.essential_minimum,
        "levels": [
            {
                "value": level.value,
                "step": step_of(level.value, values),
                "label": level.label.in_(lang),
                "definition": level.definition.in_(lang),
            }
            for level in scale.levels
        ],
        "na": {
            "allowed": na.allowed,
            "label": na.label.in_(lang) or pgettext("level", "Not applicable"),
            "definition": na.definition.in_(lang),
        },
    }


# — The tree —————————————————————————————————————————————————————————————————


def _tree(edition: Edition, evaluation: Evaluation, lang: str) -> list[dict[str, Any]]:
    return _tree_of(evaluation.edition_id, edition.content_hash, _asked(evaluation), lang)


Asking = tuple[tuple[tuple[str, bool], ...], str, tuple[str, ...]]


def _asked(evaluation: Evaluation) -> Asking:
    """What chooses the criteria: the profile, the selection, the parts played."""
    return (tuple(sorted(evaluation.profile.items())), evaluation.selection, tuple(evaluation.parts))


@lru_cache(maxsize=KEPT_TREES)
def _tree_text(edition_id: int, content_hash: str, asking: Asking, lang: str) -> str:
    return _inert(_tree_of(edition_id, content_hash, asking, lang))


@lru_cache(maxsize=KEPT_TREES)
def _tree_of(
    edition_id: int,
    content_hash: str,
    asking: Asking,
    lang: str,
) -> list[dict[str, Any]]:
    """The families with what is asked of each: what nobody is asked here is left out, empty groups too."""
    edition = compiled(edition_id)
    profile, selection, parts = asking
    found = edition.asked(dict(profile) or None, selection or None, parts)
    asked = {criterion.code for criterion in found}
    families = []
    for family in edition.families:
        requirements = []
        for requirement in family.requirements:
            criteria = [_criterion(one, lang) for one in requirement.criteria if one.code in asked]
            if criteria:
                title = requirement.title.in_(lang)
                requirements.append({"code": requirement.code, "title": title, "criteria": criteria})
        if requirements:
            families.append(
                {"code": family.code, "title": family.title.in_(lang), "requirements": requirements}
            )
    return families


def _criterion(criterion: Criterion, lang: str) -> dict[str, Any]:
    """What a row shows; what is as usual (weight 1, not essential, NA allowed) is not said."""
    said: dict[str, Any] = {"code": criterion.code, "text": criterion.text.in_(lang)}
    if not criterion.text.has(lang):
        said["lang"] = "fr"
    if criterion.essential:
        said["essential"] = True
    if criterion.weight != 1:
        said["weight"] = exact(criterion.weight)
    if not criterion.na_allowed:
        said["na"] = False
    if criterion.answered_by not in ((), ("site",)):
        said["by"] = list(criterion.answered_by)
    if criterion.documents:
        said["documents"] = list(criterion.documents)
    return said


def exact(points: Exact) -> int | str:
    """A whole number as it is, another as an exact fraction."""
    return points if isinstance(points, int) else str(points)


# — Answers ——————————————————————————————————————————————————————————————————


# Written once, since each visit of the grid asks them: see `web.prepared`.
_ENTRIES: Prepared[Entry] = Prepared(
    lambda evaluation: (
        Entry.objects.filter(evaluation=evaluation)
        .order_by("pk")
        .values_list(
            "criterion", "value", "is_na", "na_reason", "comment", "scored_at", "revision", "evaluator_id",
            "evaluator__public_id", "evaluator__honorific", "evaluator__first_name", "evaluator__last_name",
        )
    )
)  # fmt: skip
_NOTES: Prepared[RequirementNote] = Prepared(
    lambda evaluation: RequirementNote.objects.filter(evaluation=evaluation).defer("fields")
)
_ASSIGNMENTS: Prepared[Assignment] = Prepared(
    lambda evaluation: Assignment.objects.filter(evaluation=evaluation).select_related("user")
)


def _answered(evaluation: Evaluation) -> tuple[dict[str, dict[str, Any]], list[User]]:
    """The answers by criterion, as `queries.row_data` says them; and those who gave them."""
    entries: dict[str, dict[str, Any]] = {}
    people: dict[int, User] = {}
    names: dict[int | None, str] = {None: ""}
    for criterion, value, is_na, reason, comment, at, revision, evaluator, *named in _ENTRIES.rows(
        evaluation=evaluation.pk
    ):
        if evaluator not in names:
            public_id, honorific, first_name, last_name = named
            person = User(
                pk=evaluator,
                public_id=public_id,
                honorific=honorific,
                first_name=first_name,
                last_name=last_name,
            )
            people[evaluator], names[evaluator] = person, person.get_short_name()
        entries[criterion] = {
            "score": NA if is_na else value,
            "na_reason": reason,
            "comment": comment,
            "evaluator": names[evaluator],
            "at": at.isoformat() if at else None,
            "revision": revision,
        }
    return entries, list(people.values())


def _without(row: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != key}


def _previous(
    evaluation: Evaluation, edition: Edition, entries: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any] | None:
    """The scores of the evaluation before, by criterion; with what is needed to confirm one, where it may be."""
    before = evaluation.previous
    if before is None or not before.is_closed:
        return None
    old = compiled(before.edition_id)
    earlier = queries.full_answers(before)
    scores = scores_of(earlier)
    answered = {code for code, entry in entries.items() if entry["score"] is not None}
    found = {}
    for succession in successions(old, edition):
        previous = previous_score(succession, scores)
        if previous.score is None:
            continue
        code = succession.criterion.code
        said: dict[str, Any] = {
            "score": _said(previous.score),
            "step": _step(old.scale, previous.score),
            "standing": succession.standing.value,
        }
        if succession.standing is Worth.TO_CONFIRM and code not in answered:
            said |= _confirming(earlier[succession.predecessors[0].code])
        found[code] = said
    closed_at = before.closed_at
    assert closed_at is not None  # noqa: S101 -- a constraint holds it
    return {
        "title": title_of(before),
        "number": before.number,
        "closed_on": day_in_paris(closed_at).isoformat(),
        "edition": old.edition,
        "same_edition": old.content_hash == edition.content_hash,
        "scores": found,
    }


def _confirming(answer: Answer) -> dict[str, Any]:
    """What goes with an answer that is confirmed as it was: a reason of NA, a comment."""
    said = {"na_reason": answer.na_reason, "comment": answer.comment}
    return {name: value for name, value in said.items() if value}


def _said(score: Score) -> int | str:
    return NA if score is NOT_APPLICABLE else score


def _step(scale: Scale, score: Score) -> str:
    return "na" if not isinstance(score, int) else step_of(score, [level.value for level in scale.levels])


# — People and rights ————————————————————————————————————————————————————————


def _assigned(assignments: Iterable[Assignment]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in assignments:
        found.setdefault(one.part, []).append(one.user.actor_id)
    return found


def _people(users: Iterable[User]) -> dict[str, dict[str, str]]:
    return {
        user.actor_id: {
            "name": user.get_full_name(),
            "short": user.get_short_name(),
            "initials": user.initials,
        }
        for user in users
    }


def _me(user: User, leads: bool, given: Iterable[str]) -> dict[str, Any]:
    return {
        "id": user.actor_id,
        "name": user.get_full_name(),
        "short": user.get_short_name(),
        "leads": leads,
        "parts": sorted(given),
        "shortcuts": user.keyboard_shortcuts,
        "advance": user.auto_advance,
    }


def _locked(
    evaluation: Evaluation, edition: Edition, standing: Standing, given: frozenset[str]
) -> dict[str, Refusal]:
    """The requirements that take no answer from this person, with the first reason why."""
    found = {}
    for requirement in edition.requirements:
        facts = queries.answering_facts(evaluation, standing, given, {requirement.family, requirement.code})
        if refusals := why_not_answer(facts):
            found[requirement.code] = refusals[0]
    return found


def actions(evaluation: Evaluation, standing: Standing) -> dict[str, str]:
    """What this person may do with the evaluation as a whole: each action with its address."""
    may = queries.leads(evaluation, standing)
    closes = standing.may(queries.closing_action(evaluation), evaluation.organisation_id)
    opened = evaluation.status in (Status.OPEN, Status.REVIEW)
    allowed = {
        "close": closes and opened,
        "reopen": queries.may_reopen(evaluation, standing),
        "assign": may and not evaluation.is_closed and evaluation.kind == Kind.SELF,
        "profile": may and not evaluation.is_closed,
    }
    names = {"close": "closure", "reopen": "reopening", "assign": "assignments", "profile": "profile"}
    return {
        action: reverse(f"evaluations:{names[action]}", args=[evaluation.pk])
        for action, holds in allowed.items()
        if holds
    }


def _documents(evaluation: Evaluation, edition: Edition, at: datetime) -> dict[str, str]:
    """What each expected document counts as today, by code; on the day of closing, once it is closed."""
    day = day_of(evaluation, day_in_paris(at))
    if evaluation.is_closed:
        kept = frozen_records(evaluation)
    else:
        kept = records(evaluation.organisation_id, evaluation.referential, day)
    return {code: kept.get(code, Record()).status(day).value for code in edition.documents_by_code}
