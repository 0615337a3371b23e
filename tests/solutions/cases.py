"""A site that owns a solution, a neighbour that reads for it, their people, and what they write down."""

from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from django.utils import timezone

from aplomb.apps.accounts.models import User
from aplomb.apps.journal.models import Entry
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.solutions import services
from aplomb.apps.solutions.models import Contract, Participant, Solution
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind
from tests import factories

FIRST = date(2026, 1, 1)
STATED = {
    "name": "Permanence de nuit",
    "stage": "running",
    "starts_on": FIRST,
    "ends_on": None,
    "purpose": "Lire les scanners urgents de nuit.",
    "hours": {"ct": ["week_night", "weekend_night"], "mri": []},
    "day_from": time(8),
    "evening_from": time(18),
    "night_from": time(22),
}


@dataclass
class Case:
    """Anne leads quality at the owner's, Léo at the reading centre of its group; Hugo advises, Zoé is elsewhere."""

    site: Organisation = field(
        default_factory=lambda: factories.organisation("Centre de Clairvaldieu", city="Clairvaldieu")
    )
    centre: Organisation = field(default_factory=lambda: factories.organisation("Centre de Ternoy"))
    anne: User = field(init=False)
    marc: User = field(init=False)
    leo: User = field(init=False)
    hugo: User = field(init=False)
    zoe: User = field(init=False)

    def __post_init__(self) -> None:
        self.anne = factories.quality_manager(self.site, first_name="Anne", last_name="Royèvre")
        self.marc = factories.evaluator(self.site)
        self.leo = factories.quality_manager(self.centre, first_name="Léo", last_name="Kerdaniel")
        group = factories.organisation("Groupe", Kind.GROUP)
        factories.affiliation(self.site, group)
        factories.affiliation(self.centre, group)
        consultancy = factories.organisation("Cabinet", Kind.CONSULTANCY)
        factories.engagement(consultancy, self.site)
        self.hugo = factories.member(consultancy, Role.CONSULTANT, first_name="Hugo", last_name="Destrel")
        self.zoe = factories.quality_manager(factories.organisation("Ailleurs"))

    def solution(self, *, by: User | None = None, **values: Any) -> Solution:
        return services.create(
            self.site,
            {**STATED, **values},
            standing=factories.standing(by or self.anne),
            at=timezone.now(),
        )

    def participant(
        self,
        solution: Solution,
        part: str = "reading_centre",
        place: Organisation | None = None,
        *,
        by: User | None = None,
        **values: Any,
    ) -> Participant:
        said = {
            "organisation": str(place.pk) if place is not None else "",
            "written_name": "",
            "part": part,
            "role": "",
            "starts_on": FIRST,
            "ends_on": None,
        }
        return services.add_participant(
            solution,
            {**said, **values},
            standing=factories.standing(by or self.anne),
            at=timezone.now(),
        )

    def contract(self, solution: Solution, **values: Any) -> Contract:
        said = {
            "reference": "CONV-2026-04",
            "subject": "Lecture de nuit",
            "parties": "Clairvaldieu, Ternoy",
            "starts_on": FIRST,
            "ends_on": None,
            "document": "",
            "owner": "",
        }
        return services.add_contract(
            solution, {**said, **values}, standing=factories.standing(self.anne), at=timezone.now()
        )

    def hours(self, participant: Participant, days: list[int], start: int, end: int, **values: Any) -> Any:
        said = {"days": days, "starts_at": time(start), "ends_at": time(end), "modalities": ["ct"], **values}
        return services.add_hours(
            participant, said, standing=factories.standing(self.anne), at=timezone.now()
        )

    def full(self) -> Solution:
        """A running solution: the owner requests, the neighbour reads, an outsider provides."""
        found = self.solution()
        self.participant(found, "requesting_site", self.site)
        self.participant(found, "reading_centre", self.centre)
        self.participant(found, "provider", written_name="Passerelle SA")
        self.contract(found)
        return found

    def events(self) -> list[str]:
        rows = Entry.objects.filter(stream=self.site.stream).order_by("seq")
        return list(rows.values_list("action", flat=True))
