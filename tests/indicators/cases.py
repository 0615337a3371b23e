"""A site with people of each kind and an indicator, through the services."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from aplomb.apps.accounts.models import User
from aplomb.apps.indicators import services
from aplomb.apps.indicators.models import Indicator
from aplomb.formats.measures import Line
from tests import factories
from tests.committees.cases import Case as SiteCase
from tests.committees.cases import today

DEFINED = {
    "name": "Délai des urgences",
    "definition": "De la demande au compte rendu.",
    "kind": "value",
    "unit": "min",
    "per": 1,
    "direction": "lower",
    "target": Decimal(60),
    "frequency": "month",
    "owner": "",
    "baseline_until": None,
    "criteria": [],
}


class Case(SiteCase):
    """Anne leads quality, Marc evaluates, Hugo advises, Zoé is of another site."""

    def indicator(self, *, by: User | None = None, **values: Any) -> Indicator:
        said = {**DEFINED, **values}
        return services.create(
            self.site, said, standing=factories.standing(by or self.anne), at=timezone.now()
        )

    def measure(
        self,
        row: Indicator,
        *lines: Line | tuple[date, float],
        replace: bool = False,
        by: User | None = None,
    ) -> services.Brought:
        given = [one if isinstance(one, Line) else Line(one[0], Decimal(str(one[1]))) for one in lines]
        return services.measure(
            row, given, replace=replace, standing=factories.standing(by or self.anne), at=timezone.now()
        )

    def months(self, row: Indicator, *values: float) -> None:
        """One measure a month up to the last one."""
        self.measure(row, *zip(past_months(len(values)), values, strict=True))


def past_months(number: int) -> Sequence[date]:
    """The first days of the last months, the oldest first; this one left out."""
    found, day = [], today().replace(day=1)
    for _number in range(number):
        day = (day - timedelta(days=1)).replace(day=1)
        found.append(day)
    return found[::-1]
