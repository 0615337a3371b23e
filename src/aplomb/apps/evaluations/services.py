"""What people do with an evaluation as a whole: each is one transaction with its event."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from aplomb.apps.accounts.models import User
from aplomb.apps.evaluations import queries, report_services
from aplomb.apps.evaluations.freezing import frozen_data, frozen_names
from aplomb.apps.evaluations.models import Assignment, Evaluation
from aplomb.apps.journal.services import Pen, new_stream
from aplomb.apps.organisations.models import Membership, Organisation
from aplomb.apps.organisations.policy import NotAllowed, Standing
from aplomb.apps.referentials.models import Edition
from aplomb.apps.referentials.queries import compiled
from aplomb.apps.solutions.queries import Subject
from aplomb.domain.access.matrix import Role
from aplomb.domain.evaluations.lifecycle import Kind, MovingFacts, Status, why_not_close, why_not_move
from aplomb.domain.organisations.kinds import Kind as OrganisationKind
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.canonical import canonical_hash
from aplomb.domain.shared.refusal import Refusal

CREATING = {Kind.SELF: "evaluation.create", Kind.CONSULTANT: "consultant_evaluation.create"}
# Who may be given a part to answer.
ANSWERING = (Role.QUALITY_MANAGER, Role.COMMITTEE_MEMBER, Role.EVALUATOR)
# What an event that is no answer changes on the row.
STAMPED = ("revision", "structure", "changed_at")


@transaction.atomic
def create(
    organisation: Organisation,
    edition: Edition,
    *,
    standing: Standing,
    at: datetime,
    kind: Kind = Kind.SELF,
    subject: Subject | None = None,
    whole: bool = False,
    profile: Mapping[str, bool] | None = None,
    selection: str = "",
    due_on: date | None = None,
    draft: bool = False,
) -> Evaluation:
    """Start an evaluation of a site on a published edition. `profile` says which facts hold of the site.

    `subject` is a solution at this site: the site is asked the criteria of the parts that it plays there, and as
    its owner may have it evaluated as such (`whole`), which is what is done where it plays none (domain.md §2).
    """
    if kind not in CREATING:
        raise NotAllowed([Refusal("evaluation.create.kind-not-here", {"kind": kind})])
    by = standing.actor(CREATING[kind], organisation.pk)
    tree = compiled(edition.pk)
    refusals = _why_not_create(organisation, edition, tree, profile or {}, selection)
    if subject is not None and whole and not subject.owned:
        refusals.append(Refusal("evaluation.create.whole-is-the-owner-s"))
    if refusals:
        raise NotAllowed(refusals)
    # The organisation's row is locked so that two creations never take the same number.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    pen = new_stream("evaluation")
    evaluation = Evaluation(
        organisation=organisation,
        solution=subject.solution if subject is not None else None,
        parts=list(subject.parts) if subject is not None and not whole else [],
        edition=edition,
        referential=edition.code,
        kind=kind,
        number=queries.next_number(organisation.pk, edition.code, kind),
        status=Status.DRAFT if draft else Status.OPEN,
        profile=dict(profile or {}),
        selection=selection,
        due_on=due_on,
        stream=pen.stream,
        created_at=at,
        created_by=standing.user,
        changed_at=at,
    )
    evaluation.previous = queries.latest_closed(evaluation)
    pen.record(
        "evaluation.created",
        by=by,
        at=at,
        data={
            "organisation": str(organisation.public_id),
            "edition": tree.name,
            **_about(evaluation),
            "kind": kind,
            "status": evaluation.status,
            "profile": evaluation.profile,
            "selection": selection,
        },
    )
    pen.save()
    _stamp(evaluation, pen, at)
    evaluation.summary = queries.summary(queries.sums_of({}, evaluation))
    evaluation.save()
    return evaluation


def _about(evaluation: Evaluation) -> dict[str, Any]:
    """The solution that it is about, as the journal keeps it; nothing where it is about the site itself."""
    if evaluation.solution is None:
        return {}
    return {"solution": str(evaluation.solution.public_id), "parts": evaluation.parts}


def _why_not_create(
    organisation: Organisation, edition: Edition, tree: Any, profile: Mapping[str, bool], selection: str
) -> list[Refusal]:
    refusals = []
    if organisation.kind != OrganisationKind.SITE:
        refusals.append(Refusal("evaluation.create.not-a-site"))
    if edition.status != Edition.StatusChoices.PUBLISHED:
        refusals.append(Refusal("evaluation.create.edition-not-published", {"edition": tree.name}))
    known = {fact.code for fact in tree.profile}
    if unknown := sorted(set(profile) - known):
        refusals.append(Refusal("evaluation.create.unknown-facts", {"facts": unknown}))
    if selection and selection not in {item.code for item in tree.selections}:
        refusals.append(Refusal("evaluation.create.unknown-selection", {"selection": selection}))
    return refusals


@transaction.atomic
def change_profile(
    evaluation_id: int, profile: Mapping[str, bool], *, standing: Standing, at: datetime
) -> Evaluation:
    """State the site's facts anew. Answers that are no longer asked are kept aside and come back with their fact."""
    evaluation = queries.locked(evaluation_id, standing)
    by = standing.actor(_leading(evaluation), evaluation.organisation_id)
    if evaluation.is_closed:
        raise NotAllowed([Refusal("evaluation.profile.closed")])
    tree = compiled(evaluation.edition_id)
    if unknown := sorted(set(profile) - {fact.code for fact in tree.profile}):
        raise NotAllowed([Refusal("evaluation.create.unknown-facts", {"facts": unknown})])
    evaluation.profile = dict(profile)
    pen = Pen(evaluation.stream)
    pen.record("evaluation.profile-changed", by=by, at=at, data={"profile": evaluation.profile})
    pen.save()
    _stamp(evaluation, pen, at)
    evaluation.summary = queries.summary_of(evaluation)
    evaluation.save(update_fields=["profile", "summary", *STAMPED])
    return evaluation


@transaction.atomic
def move(evaluation_id: int, to: Status, *, standing: Standing, at: datetime, reason: str = "") -> Evaluation:
    """Open, send to review, take back from review, or reopen with a reason; closing has its own service."""
    evaluation = queries.locked(evaluation_id, standing)
    action = (
        _leading(evaluation) if evaluation.status != Status.CLOSED else queries.reopening_action(evaluation)
    )
    facts = MovingFacts(
        status=Status(evaluation.status),
        to=to,
        may=standing.may(action, evaluation.organisation_id) and to is not Status.CLOSED,
        reason=reason,
    )
    if refusals := why_not_move(facts):
        raise NotAllowed(refusals)
    by = standing.actor(action, evaluation.organisation_id)
    before, evaluation.status = evaluation.status, to
    pen = Pen(evaluation.stream)
    name = "evaluation.reopened" if before == Status.CLOSED else "evaluation.moved"
    pen.record(name, by=by, at=at, data={"from": before, "to": to, "reason": reason})
    pen.save()
    _stamp(evaluation, pen, at)
    evaluation.closed_at = evaluation.closed_by = evaluation.frozen = None
    evaluation.frozen_hash, evaluation.frozen_names = "", {}
    evaluation.save()
    return evaluation


@transaction.atomic
def assign(
    evaluation_id: int, parts: Mapping[str, Iterable[int]], *, standing: Standing, at: datetime
) -> Evaluation:
    """Give families or requirements to people of the site: `parts` maps a code to the people who answer it.

    The parts named are replaced, the others stay. A person must have an answering role in the site today.
    """
    evaluation = queries.locked(evaluation_id, standing)
    by = standing.actor(_leading(evaluation), evaluation.organisation_id)
    if evaluation.is_closed:
        raise NotAllowed([Refusal("evaluation.assign.closed")])
    tree = compiled(evaluation.edition_id)
    known = {part.code for part in tree.families} | {part.code for part in tree.requirements}
    if unknown := sorted(set(parts) - known):
        raise NotAllowed([Refusal("evaluation.assign.unknown-part", {"parts": unknown})])
    wanted = {part: set(people) for part, people in parts.items()}
    people = {user.pk: user for user in assignable(evaluation, day_in_paris(at))}
    if any(set(chosen) - set(people) for chosen in wanted.values()):
        raise NotAllowed([Refusal("evaluation.assign.not-a-member")])
    Assignment.objects.filter(evaluation=evaluation, part__in=wanted).delete()
    Assignment.objects.bulk_create(
        Assignment(evaluation=evaluation, user=people[person], part=part)
        for part, chosen in wanted.items()
        for person in sorted(chosen)
    )
    pen = Pen(evaluation.stream)
    said = {part: sorted(people[person].actor_id for person in chosen) for part, chosen in wanted.items()}
    pen.record("evaluation.assigned", by=by, at=at, data={"parts": said})
    pen.save()
    _stamp(evaluation, pen, at)
    evaluation.save(update_fields=STAMPED)
    return evaluation


def assignable(evaluation: Evaluation, on: date) -> list[User]:
    """The people of the site who may be given a part to answer; a consultant's evaluation is the consultant's."""
    if evaluation.kind != Kind.SELF:
        return []
    current = Membership.objects.filter(
        Membership.current(on),
        organisation=evaluation.organisation_id,
        role__in=ANSWERING,
        user__is_active=True,
    )
    return list(User.objects.filter(pk__in=current.values("user")).order_by("last_name", "first_name", "pk"))


@transaction.atomic
def close(evaluation_id: int, *, standing: Standing, at: datetime) -> Evaluation:
    """Freeze an evaluation: from here on its figures and reports never change."""
    evaluation = queries.locked(evaluation_id, standing)
    if refusals := why_not_close(queries.closing_facts(evaluation, standing)):
        raise NotAllowed(refusals)
    by = standing.actor(queries.closing_action(evaluation), evaluation.organisation_id)
    evaluation.status = Status.CLOSED
    evaluation.closed_at, evaluation.closed_by = at, standing.user
    evaluation.frozen = frozen_data(evaluation)
    evaluation.frozen_hash = canonical_hash(evaluation.frozen)
    evaluation.frozen_names = frozen_names(evaluation)
    pen = Pen(evaluation.stream)
    pen.record("evaluation.closed", by=by, at=at, data={"hash": evaluation.frozen_hash})
    pen.save()
    _stamp(evaluation, pen, at)
    evaluation.save()
    assert standing.user is not None  # noqa: S101 -- an actor is somebody
    report_services.make_in_advance(evaluation, by=standing.user, at=at)
    return evaluation


def _stamp(evaluation: Evaluation, pen: Pen, at: datetime) -> None:
    """Pages open on the evaluation see by its structure that they must ask for it anew."""
    evaluation.revision = evaluation.structure = pen.seq
    evaluation.changed_at = at


def _leading(evaluation: Evaluation) -> str:
    return "evaluation.assign" if evaluation.kind == Kind.SELF else "consultant_evaluation.write"
