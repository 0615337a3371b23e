"""What closing freezes: everything that a figure or a report of the evaluation is made from."""

from typing import Any

from aplomb.apps.documents.queries import inventory_data
from aplomb.apps.evaluations.models import Entry, Evaluation, RequirementNote
from aplomb.apps.evaluations.proofs import current, plain
from aplomb.apps.referentials.queries import compiled
from aplomb.domain.evaluations.merge import NOTE_FIELDS
from aplomb.domain.shared.calendar import day_in_paris

FORMAT = "aplomb/evaluation/1"


def frozen_data(evaluation: Evaluation) -> dict[str, Any]:
    """Edition, profile, answers, notes, inventory and evidence of that day, summary; people by opaque identifier."""
    edition = compiled(evaluation.edition_id)
    assert evaluation.closed_at is not None  # noqa: S101 -- the service dates it before it freezes
    day = day_in_paris(evaluation.closed_at)
    entries = Entry.objects.filter(evaluation=evaluation).select_related("evaluator").order_by("criterion")
    notes = RequirementNote.objects.filter(evaluation=evaluation).order_by("requirement")
    return {
        "format": FORMAT,
        "evaluation": str(evaluation.public_id),
        "organisation": str(evaluation.organisation.public_id),
        "organisation_name": evaluation.organisation.name,
        "kind": evaluation.kind,
        "number": evaluation.number,
        "edition": edition.name,
        "content_hash": edition.content_hash,
        **_solution(evaluation),
        "profile": evaluation.profile,
        "selection": evaluation.selection,
        "closed_on": day.isoformat(),
        "entries": [
            {
                "criterion": entry.criterion,
                "score": entry.score,
                "na_reason": entry.na_reason,
                "comment": entry.comment,
                "evaluator": entry.evaluator.actor_id if entry.evaluator else "",
                "scored_at": entry.scored_at.isoformat() if entry.scored_at else None,
            }
            for entry in entries
        ],
        "notes": [
            {"requirement": note.requirement, **{name: getattr(note, name) for name in NOTE_FIELDS}}
            for note in notes
        ],
        "documents": inventory_data(evaluation.organisation_id, day),
        "evidence": plain(current(evaluation)),
        "summary": evaluation.summary,
    }


def _solution(evaluation: Evaluation) -> dict[str, Any]:
    """The solution that it is about and the parts played, where it is about one."""
    solution = evaluation.solution
    if solution is None:
        return {}
    said = {"solution": str(solution.public_id), "solution_name": solution.name}
    return {**said, "parts": evaluation.parts}


def frozen_names(evaluation: Evaluation) -> dict[str, str]:
    """How reports call the people of the frozen data, by opaque identifier: as they were called that day."""
    entries = Entry.objects.filter(evaluation=evaluation, evaluator__isnull=False).select_related("evaluator")
    people = {entry.evaluator for entry in entries if entry.evaluator}
    return {person.actor_id: person.get_full_name() for person in sorted(people, key=lambda one: one.pk)}
