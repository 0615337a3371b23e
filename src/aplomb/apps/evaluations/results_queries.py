"""What an evaluation amounts to, for page, API, reports and grids alike; and what it is compared with.

A closed evaluation is read from what closing froze, and judged on the day of closing: its figures never change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

from django.utils import timezone

from aplomb.apps.documents.expected import Expectation
from aplomb.apps.documents.queries import Inventory, inventory, records_in
from aplomb.apps.evaluations import queries
from aplomb.apps.evaluations.models import Entry, Evaluation
from aplomb.apps.organisations.lineage import at_or_below
from aplomb.apps.organisations.policy import Standing
from aplomb.apps.referentials.queries import compiled
from aplomb.domain.documents.inventory import Record, State
from aplomb.domain.evaluations.answers import NA
from aplomb.domain.evaluations.answers import Entry as Answer
from aplomb.domain.evaluations.lifecycle import Kind, Status
from aplomb.domain.evaluations.results import Results, results
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.shares import share
from aplomb.web.prepared import Prepared


def visible(standing: Standing, pk: int) -> Evaluation:
    """The evaluation with its organisation and edition; 404 to whoever may not read it."""
    return queries.for_results(pk, standing)


def day_of(evaluation: Evaluation, today: date) -> date:
    """The day on which its documents are judged: of closing, else today."""
    return day_in_paris(evaluation.closed_at) if evaluation.closed_at else today


def inventory_of(evaluation: Evaluation, today: date) -> Inventory:
    """The inventory on which an open evaluation is judged; one query, none once closed: closing froze its own."""
    return () if evaluation.is_closed else inventory(evaluation.organisation_id, today)


def outcome_of(evaluation: Evaluation, today: date, said: Inventory | None = None) -> Results:
    """The results: two queries while open, none once closed (the compiled edition is kept).

    `said` is the inventory where the caller has read it, which saves the second.
    """
    if evaluation.is_closed:
        answers, documents = frozen_answers(evaluation), frozen_records(evaluation)
    else:
        answers = queries.answers(evaluation, names=True)
        held = inventory_of(evaluation, today) if said is None else said
        documents = records_in(held, evaluation.referential)
    return results(
        compiled(evaluation.edition_id),
        answers,
        on=day_of(evaluation, today),
        profile=evaluation.facts,
        selection=evaluation.selection or None,
        parts=evaluation.parts,
        documents=documents,
    )


def frozen_answers(evaluation: Evaluation) -> dict[str, Answer]:
    """The answers as closing froze them, with the names that people bore that day."""
    names = evaluation.frozen_names
    return {
        entry["criterion"]: Answer(
            NA if entry["score"] == "NA" else entry["score"],
            comment=entry["comment"],
            na_reason=entry["na_reason"],
            evaluator=names.get(entry["evaluator"], ""),
        )
        for entry in _frozen(evaluation)["entries"]
    }


def frozen_records(evaluation: Evaluation) -> dict[str, Record]:
    """The inventory of the day of closing, as the rules read it, for the evaluation's own referential."""
    return {
        line["code"]: Record(
            State(line["state"]),
            line["kept_at"],
            date.fromisoformat(line["valid_until"]) if line["valid_until"] else None,
            line.get("shared_by", ""),
        )
        for line in _frozen(evaluation)["documents"]
        if line["code"] and line["referential"] == evaluation.referential
    }


def scored_on(evaluation: Evaluation) -> dict[str, date]:
    """The day on which each criterion was last scored; one query while open."""
    if evaluation.is_closed:
        said = {entry["criterion"]: entry["scored_at"] for entry in _frozen(evaluation)["entries"]}
        return {code: day_in_paris(datetime.fromisoformat(at)) for code, at in said.items() if at}
    scored = Entry.objects.filter(evaluation=evaluation, scored_at__isnull=False)
    return {code: day_in_paris(at) for code, at in scored.values_list("criterion", "scored_at") if at}


def subject_of(evaluation: Evaluation) -> str:
    """Whom or what it is about: under the names of the day of closing, once closed."""
    frozen = evaluation.frozen or {}
    if not frozen:
        return evaluation.subject
    solution = frozen.get("solution_name", "")
    return " · ".join(filter(None, (solution, str(frozen["organisation_name"]))))


def _frozen(evaluation: Evaluation) -> Mapping[str, Any]:
    assert evaluation.frozen is not None  # noqa: S101 -- a constraint holds it
    frozen: Mapping[str, Any] = evaluation.frozen
    return frozen


# — Before ———————————————————————————————————————————————————————————————————————


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier closed evaluation, as far as its summary tells: enough to say what rose and what fell."""

    pk: int
    number: int
    kind: str
    kind_word: str
    on: date
    edition_id: int
    score: Fraction | None
    families: Mapping[str, Fraction | None]
    dimensions: Mapping[str, Fraction | None]

    @classmethod
    def of(cls, evaluation: Evaluation) -> "Before":
        summary = evaluation.summary
        assert evaluation.closed_at is not None  # noqa: S101 -- asked for among the closed ones
        return cls(
            pk=evaluation.pk,
            number=evaluation.number,
            kind=evaluation.kind,
            kind_word=evaluation.get_kind_display(),
            on=day_in_paris(evaluation.closed_at),
            edition_id=evaluation.edition_id,
            score=_score(summary["total"]),
            families={code: _score(tally) for code, tally in summary["families"].items()},
            dimensions={code: _score(tally) for code, tally in summary["dimensions"].items()},
        )


def _score(tally: Mapping[str, Any]) -> Fraction | None:
    """The score that a summary's tally gives; its points are whole numbers, or exact ones as text."""
    return share(Fraction(tally["achieved"]), Fraction(tally["potential_answered"]))


def earlier(evaluation: Evaluation, standing: Standing) -> list[Before]:
    """The closed evaluations of the same subject and referential before this one that the person may read.

    The latest first, those of the same kind before the others. One query, without what they froze.
    """
    closed = _CLOSED.objects(
        organisation=evaluation.organisation_id,
        referential=evaluation.referential,
        pk=evaluation.pk,
        until=evaluation.closed_at or _ANY_DAY,
    )
    found = [
        Before.of(one)
        for one in closed
        if one.solution_id == evaluation.solution_id and one.is_readable_by(standing)
    ]
    return sorted(found, key=lambda before: before.kind != evaluation.kind)


_ANY_DAY = datetime.max.replace(tzinfo=UTC)
_CLOSED: Prepared[Evaluation] = Prepared(
    lambda organisation, referential, pk, until: (
        Evaluation.objects.filter(
            organisation=organisation, referential=referential, status=Status.CLOSED, closed_at__lt=until
        )
        .exclude(pk=pk)
        .only("number", "kind", "closed_at", "organisation", "solution", "edition", "summary")
        .order_by("-closed_at", "-pk")
    )
)


def chosen(candidates: Sequence[Before], wanted: str) -> Before | None:
    """The one that the address names, else the first of them."""
    named = next((before for before in candidates if str(before.pk) == wanted), None)
    return named or next(iter(candidates), None)


# — What the site answers ————————————————————————————————————————————————————————


def expectations(organisation_id: int) -> list[Expectation]:
    """What a site answers, for the inventory of its documents: its latest evaluation of each referential.

    Its own evaluation goes before a consultant's; that of the site as a whole, before one of a solution. A group or
    network, which has none, is asked for what its sites are asked for. One query; two where there is no evaluation.
    """
    found = (
        Evaluation.objects.filter(organisation=organisation_id, kind__in=(Kind.SELF, Kind.CONSULTANT))
        .only("referential", "kind", "edition", "profile", "selection", "solution", "parts", "created_at")
        .order_by("referential", "-created_at", "-pk")
    )
    latest: dict[str, Evaluation] = {}
    for evaluation in found:
        kept = latest.get(evaluation.referential)
        if kept is None or _goes_before(evaluation, kept):
            latest[evaluation.referential] = evaluation
    return [
        Expectation(compiled(one.edition_id), one.facts, one.selection or None, one.pk, tuple(one.parts))
        for one in latest.values()
    ] or _of_those_below(organisation_id)


def _of_those_below(organisation_id: int) -> list[Expectation]:
    """The editions that the members of a group answer today, the latest of each referential, asked whole."""
    today = day_in_paris(timezone.now())
    found = (
        Evaluation.objects.filter(
            at_or_below(Evaluation, "organisation_id", organisation_id, today),
            kind__in=(Kind.SELF, Kind.CONSULTANT),
        )
        .order_by("referential", "-created_at", "-pk")
        .distinct("referential")
        .values_list("edition_id", flat=True)
    )
    return [Expectation(compiled(edition), None, None, None) for edition in found]


def _goes_before(one: Evaluation, kept: Evaluation) -> bool:
    """Whether it says more of what the site answers than a later one."""

    def rank(evaluation: Evaluation) -> tuple[bool, bool]:
        return (evaluation.solution_id is not None, evaluation.kind != Kind.SELF)

    return rank(one) < rank(kept)
