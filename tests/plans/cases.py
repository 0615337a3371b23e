"""A site with a closed evaluation and a plan; what is done to it through the services."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from aplomb.apps.accounts.models import User
from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.journal.models import Entry
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.plans import services, theme_services
from aplomb.apps.plans.models import Plan, Theme
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind
from aplomb.domain.plans.lifecycle import State
from aplomb.domain.shared.calendar import day_in_paris
from tests import factories
from tests.evaluations import cases as evaluations
from tests.evaluations.cases import op

NOW = datetime(2026, 6, 2, 9, 0, tzinfo=UTC)
# 1.1.1 is essential and fails; 1.2.1 weighs 2. Out of 3: 1 + 2 + 2×1 + 3 + 0 = 8 points of 18.
SCORES = {"1.1.1": 1, "1.1.2": 2, "1.2.1": 1, "2.1.1": 3, "2.2.1": 0}


def today() -> date:
    return day_in_paris(timezone.now())


def days(number: int) -> date:
    return today() + timedelta(days=number)


@dataclass
class Case:
    """Anne leads quality, Marc evaluates, Hugo advises; the evaluation is closed with `SCORES`."""

    scores: dict[str, int] = field(default_factory=lambda: dict(SCORES))
    site: Organisation = field(init=False)
    anne: User = field(init=False)
    marc: User = field(init=False)
    hugo: User = field(init=False)
    evaluation: Evaluation = field(init=False)
    plan: Plan = field(init=False)

    def __post_init__(self) -> None:
        made = evaluations.case()
        self.site, self.anne, self.marc = made.site, made.anne, made.marc
        consultancy = factories.organisation("Cabinet", Kind.CONSULTANCY)
        factories.engagement(consultancy, self.site)
        self.hugo = factories.member(consultancy, Role.CONSULTANT)
        made.say(*(op(code, score=score) for code, score in self.scores.items()))
        self.evaluation = made.close()
        self.plan = services.make(
            self.site, self.evaluation, standing=factories.standing(self.anne), at=timezone.now()
        )

    def values(self, **more: Any) -> dict[str, Any]:
        return {
            "title": "Tenir les trois rôles",
            "objective": "Trois rôles tenus à toute heure",
            "owner": f"u{self.anne.pk}",
            "due_date": days(60),
            "means": "Deux demi-journées",
            "effectiveness_measure": "30 dossiers tirés au sort",
            "root_cause": "",
            "targets": {},
            "documents": [],
            **more,
        }

    def theme(self, *, by: User | None = None, **more: Any) -> Theme:
        return theme_services.add(
            self.plan, self.values(**more), standing=factories.standing(by or self.anne), at=timezone.now()
        )

    def move(self, theme: Theme, to: State, *, by: User | None = None, **more: Any) -> Theme:
        theme.refresh_from_db()
        theme_services.move(
            theme,
            to,
            version=theme.version,
            standing=factories.standing(by or self.anne),
            at=timezone.now(),
            **more,
        )
        theme.refresh_from_db()
        return theme

    def active(self, **more: Any) -> Theme:
        return self.move(self.theme(**more), State.ACTIVE)

    def events(self) -> list[str]:
        rows = Entry.objects.filter(stream=self.plan.stream).order_by("seq")
        return list(rows.values_list("action", flat=True))

    def url(self, rest: str = "") -> str:
        return f"/o/{self.site.pk}/plan/{rest}"
