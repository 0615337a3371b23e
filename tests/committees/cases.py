"""A site with people of each kind, and what its committee is told through the services."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from aplomb.apps.accounts.models import User
from aplomb.apps.committees import communication_services, meeting_services, services
from aplomb.apps.committees.models import CommitteeMember, CommunicationAction, Decision, Meeting
from aplomb.apps.journal.models import Entry
from aplomb.apps.organisations.models import Organisation
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind
from aplomb.domain.shared.calendar import day_in_paris
from tests import factories

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


def today() -> date:
    return day_in_paris(timezone.now())


def days(number: int) -> date:
    return today() + timedelta(days=number)


@dataclass
class Case:
    """Anne leads quality, Marc evaluates, Hugo advises, Zoé is of another site."""

    site: Organisation = field(
        default_factory=lambda: factories.organisation("Centre de Clairvaldieu", city="Clairvaldieu")
    )
    anne: User = field(init=False)
    marc: User = field(init=False)
    hugo: User = field(init=False)
    zoe: User = field(init=False)

    def __post_init__(self) -> None:
        self.anne = factories.quality_manager(self.site, first_name="Anne", last_name="Royèvre")
        self.marc = factories.evaluator(self.site, first_name="Marc", last_name="Barthély")
        consultancy = factories.organisation("Cabinet", Kind.CONSULTANCY)
        factories.engagement(consultancy, self.site)
        self.hugo = factories.member(consultancy, Role.CONSULTANT, first_name="Hugo", last_name="Destrel")
        self.zoe = factories.quality_manager(factories.organisation("Ailleurs"))

    def member(self, college: str = "medical", *, by: User | None = None, **values: Any) -> CommitteeMember:
        said = {"person": "", "written_name": "Léa Vasseur", "function": "Radiologue", "college": college}
        return services.add_member(
            self.site, {**said, **values}, standing=factories.standing(by or self.anne), at=timezone.now()
        )

    def complete(self) -> None:
        for college, name in (
            ("medical", "Léa Vasseur"),
            ("paramedical", "Noé Ozanne"),
            ("administrative", "Inès Morvan"),
            ("logistic", "Tom Salvert"),
        ):
            self.member(college, written_name=name)

    def action(self, *, by: User | None = None, **values: Any) -> CommunicationAction:
        said = {
            "audience": "Patients",
            "message": "Le centre évalue ses pratiques.",
            "channel": "Affiche",
            "owner": "",
            "due_on": days(30),
        }
        return communication_services.add(
            self.site, {**said, **values}, standing=factories.standing(by or self.anne), at=timezone.now()
        )

    def meeting(self, held_on: date | None = None, **values: Any) -> Meeting:
        said = {
            "held_on": held_on or days(-7),
            "starts_at": None,
            "place": "Salle de staff",
            "agenda": "Présentation du label\nCalendrier",
        }
        return meeting_services.call(
            self.site, {**said, **values}, standing=factories.standing(self.anne), at=timezone.now()
        )

    def record(
        self, meeting: Meeting, presences: dict[int, str], said: str = "Le label est présenté."
    ) -> None:
        meeting_services.record_minutes(
            meeting,
            {"minutes": said, "guests": ""},
            presences,
            version=meeting.version,
            standing=factories.standing(self.anne),
            at=timezone.now(),
        )
        meeting.refresh_from_db()

    def decision(self, meeting: Meeting, **values: Any) -> Decision:
        said = {"text": "Afficher le plan", "owner": f"u{self.marc.pk}", "due_on": days(10)}
        return meeting_services.decide(
            meeting, {**said, **values}, standing=factories.standing(self.anne), at=timezone.now()
        )

    def events(self) -> list[str]:
        return list(
            Entry.objects.filter(stream=self.site.stream).order_by("seq").values_list("action", flat=True)
        )
