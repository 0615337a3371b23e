"""What is read of solutions; each function says how many queries it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, Q, QuerySet

from aplomb.apps.documents.models import DocumentRecord
from aplomb.apps.organisations.models import Affiliation, Organisation
from aplomb.apps.organisations.policy import Standing
from aplomb.apps.solutions.models import READ, Contract, Participant, Solution
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind
from aplomb.domain.organisations.reminders import AFTER, CONTRACT_BEFORE
from aplomb.domain.organisations.solution import Part, Stage

ORDER = [stage.value for stage in (Stage.RUNNING, Stage.PROJECT, Stage.OVER)]


def solutions_at(organisation: Organisation, standing: Standing) -> list[Solution]:
    """The solutions that an organisation owns or takes part in, those at work first; two queries."""
    rows = Solution.objects.visible_to(standing).at(organisation).select_related("organisation")
    found = list(rows.prefetch_related(Prefetch("participants", _participants())).order_by("name", "pk"))
    return sorted(found, key=lambda row: ORDER.index(row.stage))


def _participants() -> QuerySet[Participant]:
    return Participant.objects.select_related("organisation").order_by("starts_on", "pk")


def participants(solution: Solution) -> list[Participant]:
    """Those of all days with their reading hours, by part, then since when; two queries."""
    order = [part.value for part in Part]
    rows = Participant.objects.filter(solution=solution).select_related("organisation")
    rows = rows.prefetch_related("readings")
    return sorted(rows.order_by("starts_on", "pk"), key=lambda row: order.index(row.part))


def contracts(solution: Solution) -> list[Contract]:
    """The latest first; one query."""
    rows = Contract.objects.filter(solution=solution).select_related("document", "owner")
    return list(rows.order_by("-starts_on", "pk"))


def ending(on: date) -> QuerySet[Contract]:
    """The contracts that end soon or have just ended, of solutions that are neither proposed nor over."""
    within = (on - AFTER, on + timedelta(days=max(CONTRACT_BEFORE)))
    rows = Contract.objects.filter(ends_on__range=within, solution__accepted_at__isnull=False)
    rows = rows.exclude(solution__stage=Stage.OVER).select_related("solution__organisation", "owner")
    return rows.order_by("ends_on", "pk")


def contracts_waiting_for(standing: Standing, on: date) -> list[Contract]:
    """Those in somebody's charge that end soon; to who leads quality, those in nobody's too. One query."""
    leads = {
        post.organisation
        for post in standing.posts
        if post.role is Role.QUALITY_MANAGER and post.organisation
    }
    mine = Q(owner=standing.user) & standing.organisations_filter(READ, "solution__organisation")
    return list(ending(on).filter(mine | Q(owner__isnull=True, solution__organisation__in=leads)))


def parts_of(solution: Solution, organisation_id: int, on: date) -> tuple[str, ...]:
    """The parts that an organisation plays on a day, in the domain's order; one query."""
    rows = Participant.objects.filter(solution=solution, organisation=organisation_id, starts_on__lte=on)
    current = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
    played = set(current.order_by().values_list("part", flat=True))
    return tuple(part.value for part in Part if part.value in played)


@dataclass(frozen=True, slots=True)
class Subject:
    """A solution as an organisation may have it evaluated: as such, where it owns it, or for the parts it plays."""

    solution: Solution
    owned: bool
    parts: tuple[str, ...]


def subjects_at(organisation: Organisation, standing: Standing, on: date) -> list[Subject]:
    """What may be evaluated at an organisation on a day, besides itself; two queries."""
    found = []
    for solution in solutions_at(organisation, standing):
        if solution.is_proposed or solution.stage == Stage.OVER:
            continue
        played = {
            row.part
            for row in solution.participants.all()
            if row.organisation_id == organisation.pk and row.is_current(on)
        }
        owned = solution.organisation_id == organisation.pk
        if owned or played:
            parts = tuple(part.value for part in Part if part.value in played)
            found.append(Subject(solution, owned, parts))
    return found


def subject_at(solution_id: int, organisation: Organisation, standing: Standing, on: date) -> Subject | None:
    """One of them by its solution; nothing where it may not be evaluated there."""
    found = subjects_at(organisation, standing, on)
    return next((one for one in found if one.solution.pk == solution_id), None)


def known_to(standing: Standing, owner: Organisation, on: date) -> Sequence[Organisation]:
    """Whom a participant may be chosen from: the owner, those that the person knows, the sites of the owner's own
    groups and networks, and the providers. Everybody else is written by name, so that nobody is looked up here."""
    mine = standing.organisations_filter("organisation.read", "pk")
    parents = Affiliation.objects.filter(
        Affiliation.current(on), child=owner, accepted_at__isnull=False
    ).values("parent")
    siblings = Affiliation.objects.filter(
        Affiliation.current(on), parent__in=parents, accepted_at__isnull=False
    ).values("child")
    known = Q(pk=owner.pk) | Q(pk__in=siblings, kind=Kind.SITE) | Q(kind=Kind.PROVIDER)
    kinds = (Kind.SITE, Kind.GROUP, Kind.NETWORK, Kind.PROVIDER)
    return list(Organisation.objects.filter(mine | known, kind__in=kinds).for_list())


def documents_of(owner: Organisation) -> list[tuple[int, str]]:
    """The lines of the owner's inventory that a contract can be kept by: by title; one query."""
    rows = DocumentRecord.objects.filter(organisation=owner).order_by("title", "pk")
    return [
        (pk, f"{title} ({code})" if code else title)
        for pk, code, title in rows.values_list("pk", "code", "title")
    ]
