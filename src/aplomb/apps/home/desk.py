"""What concerns a person now, across areas: what waits for them, and where their sites stand.

A handful of queries whatever the number of sites and evaluations: everything shown comes from summaries.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from aplomb.apps.accounts.models import User
from aplomb.apps.committees import queries as committees
from aplomb.apps.documents import aside
from aplomb.apps.documents.models import DocumentRecord, DocumentRequest, Reader
from aplomb.apps.documents.queries import files_address
from aplomb.apps.evaluations.models import Assignment, Conflict, Entry, Evaluation
from aplomb.apps.indicators import queries as indicators
from aplomb.apps.organisations.models import Affiliation, Engagement, Organisation
from aplomb.apps.organisations.policy import Standing
from aplomb.apps.plans import queries as plans
from aplomb.apps.referentials.queries import compiled, open_editions
from aplomb.apps.solutions import queries as solutions
from aplomb.domain.access.matrix import Relation, Role, needed
from aplomb.domain.documents.inventory import RUNS_OUT_WITHIN
from aplomb.domain.evaluations.lifecycle import Kind, Status
from aplomb.domain.evaluations.summary import completion, score, unanswered
from aplomb.domain.organisations.kinds import Kind as OrganisationKind
from aplomb.domain.shared.calendar import day_in_paris

# What a list needs of an evaluation: neither the answers nor what closing froze.
LIGHT = (
    "organisation_id", "referential", "kind", "number", "status", "summary", "due_on", "closed_at", "changed_at",
    "edition_id", "open_conflicts", "profile", "selection", "parts",
)  # fmt: skip
MOST_WAITING = 40


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to do: what (a code that the template words), where, by when."""

    what: str
    url: str
    place: str
    number: int = 0
    due_on: date | None = None
    late: bool = False
    title: str = ""
    # Where it is said to be done from here, and the version that the button bears.
    done_url: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class SiteLine:
    """Where one site stands on one referential: the latest closed, and the one under way."""

    organisation: Organisation
    referential: Mapping[str, str]
    score: Fraction | None
    closed_at: object
    closed_url: str
    failing: int
    completion: Fraction | None
    open_url: str


def waiting_for(standing: Standing, today: date) -> list[Waiting]:
    """What waits for this person, the late and the soonest first; sixteen queries at most."""
    found = [
        *_answers(standing, today),
        *_documents(standing, today),
        *_asked(standing, today),
        *_set_aside(standing),
        *_tasks(standing, today),
        *_meetings(standing, today),
        *_contracts(standing, today),
        *_measures(standing, today),
        *_proposals(standing, today),
        *_beginnings(standing),
    ]
    return sorted(found, key=lambda item: (not item.late, item.due_on or date.max, item.place))[:MOST_WAITING]


def _answers(standing: Standing, today: date) -> Iterable[Waiting]:
    if standing.user is None:
        return
    leads = standing.organisations_for("evaluation.close") or frozenset()
    engaged = standing.organisations_for("consultant_evaluation.close") or frozenset()
    mine = Assignment.objects.filter(user=standing.user).values("evaluation")
    open_ones = (
        Evaluation.objects.visible_to(standing)
        .filter(
            Q(organisation__in=leads, kind=Kind.SELF)
            | Q(organisation__in=engaged, kind=Kind.CONSULTANT)
            | Q(pk__in=mine)
        )
        .exclude(status=Status.CLOSED)
        .only(*LIGHT, "organisation__name", "organisation__short_name")
        .select_related("organisation")
        .order_by("due_on", "pk")
    )
    evaluations = list(open_ones[:MOST_WAITING])
    led = [one for one in evaluations if one.organisation_id in (leads if one.kind == Kind.SELF else engaged)]
    shares = _shares([one for one in evaluations if one not in led], standing.user)
    for evaluation in evaluations:
        leading = evaluation in led
        left, disputed = (
            (unanswered(evaluation.summary["total"]), evaluation.open_conflicts)
            if leading
            else shares[evaluation.pk]
        )
        what = "settle" if disputed else "answer" if left else "close" if leading else ""
        if what:
            yield Waiting(
                what,
                evaluation.get_absolute_url(),
                evaluation.organisation.label,
                disputed or left,
                evaluation.due_on,
                late=evaluation.due_on is not None and evaluation.due_on < today,
            )


def _shares(evaluations: list[Evaluation], user: User) -> dict[int, tuple[int, int]]:
    """What is left of the parts given to somebody: criteria to answer, and answers in dispute; three queries.

    Once an evaluation is in review its answers are its lead's alone: nothing of it waits for the others.
    """
    found = {evaluation.pk: (0, 0) for evaluation in evaluations}
    taking = {one.pk: one for one in evaluations if one.status == Status.OPEN}
    if not taking:
        return found
    given = _pairs(Assignment.objects.filter(evaluation__in=taking, user=user), "part")
    answered = _pairs(
        Entry.objects.filter(Q(value__isnull=False) | Q(is_na=True), evaluation__in=taking), "criterion"
    )
    disputed = _pairs(Conflict.objects.filter(evaluation__in=taking, resolved_at__isnull=True), "target")
    for pk, evaluation in taking.items():
        edition = compiled(evaluation.edition_id)
        mine = {
            criterion.code: criterion.requirement
            for criterion in evaluation.asked(edition)
            if given[pk] & {criterion.family, criterion.requirement}
        }
        targets = {*mine, *mine.values()}
        found[pk] = (len(mine.keys() - answered[pk]), len(targets & disputed[pk]))
    return found


def _pairs(rows: QuerySet[Any], column: str) -> dict[int, set[str]]:
    """What a column holds, by evaluation."""
    found: dict[int, set[str]] = defaultdict(set)
    for pk, value in rows.values_list("evaluation_id", column):
        found[pk].add(value)
    return found


def _documents(standing: Standing, today: date) -> Iterable[Waiting]:
    """One line a site: how many of this person's documents run out, and the first day."""
    if standing.user is None:
        return
    places = (
        DocumentRecord.objects.visible_to(standing)
        .filter(
            owner=standing.user, valid_until__lte=today + RUNS_OUT_WITHIN, state__in=["present", "partial"]
        )
        .values("organisation", "organisation__name", "organisation__short_name")
        .annotate(number=Count("pk"), first=Min("valid_until"))
        .order_by("first", "organisation")
    )
    for place in places[:MOST_WAITING]:
        yield Waiting(
            "renew",
            reverse("documents:list", args=[place["organisation"]]) + "?show=todo",
            place["organisation__short_name"] or place["organisation__name"],
            place["number"],
            place["first"],
            late=place["first"] < today,
        )


def _tasks(standing: Standing, today: date) -> Iterable[Waiting]:
    """The committee's tasks, the communication's and the plan's actions that are in this person's charge, each to be
    closed from here."""
    places = {
        post.organisation
        for post in standing.posts
        if post.organisation is not None and needed("task.close", post.role)
    }
    if standing.user is None or not places:
        return
    for task in committees.open_tasks_of(standing.user, places)[:MOST_WAITING]:
        yield Waiting(
            "task",
            f"{task.meeting.get_absolute_url()}#decisions",
            task.organisation.label,
            due_on=task.due_on,
            late=task.due_on is not None and task.due_on < today,
            title=task.text,
            done_url=reverse("committees:task_done", args=[task.organisation_id, task.pk]),
            version=task.version,
        )
    for action in committees.open_actions_of(standing.user, places)[:MOST_WAITING]:
        yield Waiting(
            "action",
            f"{reverse('committees:communication', args=[action.organisation_id])}#action-{action.pk}",
            action.organisation.label,
            due_on=action.due_on,
            late=action.due_on < today,
            title=f"{action.audience} · {action.channel}",
            done_url=reverse("committees:own_action_done", args=[action.organisation_id, action.pk]),
            version=action.version,
        )
    for step in plans.open_tasks_of(standing.user, places)[:MOST_WAITING]:
        place = step.theme.plan.organisation
        yield Waiting(
            "plan_task",
            f"{reverse('plans:theme', args=[place.pk, step.theme_id])}#actions",
            place.label,
            due_on=step.due_on,
            late=step.due_on is not None and step.due_on < today,
            title=step.text,
            done_url=reverse("plans:task_done", args=[place.pk, step.pk]),
            version=step.version,
        )


def _meetings(standing: Standing, today: date) -> Iterable[Waiting]:
    """Meetings of this person's committees: those to come, and those whose minutes are not written."""
    places = {
        post.organisation
        for post in standing.posts
        if post.organisation is not None and post.role in committees.MEETING
    }
    if standing.user is None or not places:
        return
    for meeting in committees.meetings_waiting(places, today, standing.user)[:MOST_WAITING]:
        what = "meeting" if meeting.held_on >= today else "minutes"
        yield Waiting(what, meeting.get_absolute_url(), meeting.organisation.label, due_on=meeting.held_on)


def _measures(standing: Standing, today: date) -> Iterable[Waiting]:
    """The indicators whose measure is late, in this person's charge or in nobody's where they lead quality."""
    places = {
        post.organisation
        for post in standing.posts
        if post.organisation is not None
        and needed("indicator.write", post.role) in (Relation.OWN, Relation.NAMED)
    }
    if standing.user is None or not places:
        return
    leading = {post.organisation for post in standing.posts if post.role is Role.QUALITY_MANAGER}
    late = indicators.overdue(places, today, standing.user, [pk for pk in leading if pk is not None])
    for row, due in late[:MOST_WAITING]:
        yield Waiting(
            "measure",
            f"{row.get_absolute_url()}#measures",
            row.organisation.label,
            due_on=due,
            late=True,
            title=row.name,
        )


def _contracts(standing: Standing, today: date) -> Iterable[Waiting]:
    """The contracts of solutions that end soon, in this person's charge or in nobody's where they lead quality."""
    if standing.user is None:
        return
    for contract in solutions.contracts_waiting_for(standing, today)[:MOST_WAITING]:
        assert contract.ends_on is not None  # noqa: S101 -- asked for
        yield Waiting(
            "contract",
            f"{contract.solution.get_absolute_url()}#contracts",
            contract.solution.organisation.label,
            due_on=contract.ends_on,
            late=contract.ends_on < today,
            title=contract.reference,
        )


def _asked(standing: Standing, today: date) -> Iterable[Waiting]:
    """The documents that this person is asked to provide, or to read; two queries."""
    if standing.user is None:
        return
    asked = (
        DocumentRequest.objects.visible_to(standing)
        .filter(DocumentRequest.open(), asked_of=standing.user)
        .select_related("organisation")
    )
    for one in asked[:MOST_WAITING]:
        place = one.organisation
        yield Waiting(
            "provide",
            files_address(place.pk, one.line),
            place.label,
            0,
            one.due_on,
            one.due_on < today,
            one.title,
        )
    readings = Reader.objects.filter(
        standing.organisations_filter("document.read", "reading__file__organisation"),
        user=standing.user,
        read_at__isnull=True,
        reading__file__removed_at__isnull=True,
    ).select_related("reading__file__organisation", "reading__file__file")
    for to_read in readings[:MOST_WAITING]:
        file, due_on = to_read.reading.file, to_read.reading.due_on
        place = file.organisation
        address = files_address(place.pk, file.line)
        yield Waiting("read", address, place.label, 0, due_on, due_on < today, file.file.name)


def _set_aside(standing: Standing) -> Iterable[Waiting]:
    """One line a site whose files wait for this person's decision."""
    now = timezone.now()
    for one in aside.pending(standing, now)[:MOST_WAITING]:
        yield Waiting(
            "aside",
            reverse("documents:aside", args=[one.organisation.pk]),
            one.organisation.label,
            one.number,
            day_in_paris(one.until) if one.until else None,
            late=one.until is not None and one.until < now,
        )


def _proposals(standing: Standing, today: date) -> Iterable[Waiting]:
    managed = standing.organisations_for("engagement.accept") or frozenset()
    if not managed:
        return
    engagements = Engagement.objects.filter(
        Engagement.standing(today), organisation__in=managed, accepted_at=None
    )
    for engagement in engagements.select_related("organisation", "consultancy"):
        address = reverse("organisations:settings", args=[engagement.organisation_id])
        yield Waiting(
            "engagement", address, engagement.organisation.label, title=engagement.consultancy.label
        )
    affiliations = Affiliation.objects.filter(
        Affiliation.standing(today), child__in=managed, accepted_at=None
    )
    for affiliation in affiliations.select_related("child", "parent"):
        address = reverse("organisations:settings", args=[affiliation.child_id])
        yield Waiting("affiliation", address, affiliation.child.label, title=affiliation.parent.label)


def _beginnings(standing: Standing) -> Iterable[Waiting]:
    """A site that has never been evaluated waits for its first evaluation."""
    leads = standing.organisations_for("evaluation.create") or frozenset()
    places = Organisation.objects.filter(
        pk__in=leads, kind=OrganisationKind.SITE, evaluations__isnull=True
    ).for_list()
    for place in places[:MOST_WAITING]:
        yield Waiting("organise", reverse("home:start", args=[place.pk]), place.label)
        yield Waiting("start", reverse("evaluations:new", args=[place.pk]), place.label)


def sites_of(standing: Standing) -> list[SiteLine]:
    """Where each site of this person stands, by site and referential; three queries."""
    scored = Evaluation.objects.scored_for(standing).filter(solution__isnull=True)
    closed = _by_place(
        scored.filter(status=Status.CLOSED)
        .only(*LIGHT)
        .order_by("organisation_id", "referential", "-closed_at", "-pk")
        .distinct("organisation_id", "referential")
    )
    under_way = _by_place(
        scored.exclude(status=Status.CLOSED)
        .only(*LIGHT)
        .order_by("organisation_id", "referential", "-created_at", "-pk")
        .distinct("organisation_id", "referential")
    )
    referentials: dict[int, set[str]] = {}
    for organisation, referential in (*closed, *under_way):
        referentials.setdefault(organisation, set()).add(referential)
    titles = {row.code: row.title for row in open_editions()}
    places = Organisation.objects.visible_to(standing).filter(kind=OrganisationKind.SITE).for_list()
    return [
        _line(
            place,
            titles.get(referential, {}),
            closed.get((place.pk, referential)),
            under_way.get((place.pk, referential)),
            standing,
        )
        for place in places
        for referential in sorted(referentials.get(place.pk, {""}))
    ]


def _by_place(evaluations: Iterable[Evaluation]) -> dict[tuple[int, str], Evaluation]:
    return {(found.organisation_id, found.referential): found for found in evaluations}


def _line(
    organisation: Organisation,
    referential: Mapping[str, str],
    closed: Evaluation | None,
    under_way: Evaluation | None,
    standing: Standing,
) -> SiteLine:
    readable = standing.may("evaluation.read", organisation.pk)
    return SiteLine(
        organisation=organisation,
        referential=referential,
        score=score(closed.summary["total"]) if closed else None,
        closed_at=closed.closed_at if closed else None,
        closed_url=reverse("evaluations:results", args=[closed.pk]) if closed and readable else "",
        failing=len(closed.summary["essential_failing"]) if closed else 0,
        completion=completion(under_way.summary["total"]) if under_way else None,
        open_url=under_way.get_absolute_url() if under_way and readable else "",
    )
