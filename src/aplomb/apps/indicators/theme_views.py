"""From an indicator to the plan: a theme begun from what its chart says, then completed by whoever opens it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from aplomb.apps.indicators import queries, said
from aplomb.apps.indicators.models import Indicator
from aplomb.apps.indicators.views import of_place
from aplomb.apps.organisations.rights import Request, asks
from aplomb.apps.plans import queries as plans
from aplomb.apps.plans import theme_services
from aplomb.apps.plans.access import plan_for
from aplomb.domain.evaluations.results import Results
from aplomb.domain.plans.lifecycle import Origin
from aplomb.domain.plans.targets import WRITE
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.web.templatetags.aplomb import language

LONGEST_TITLE = 160


@asks(WRITE, "POST")
def indicator_theme(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Begin a theme of the plan from an indicator: named after it, aiming at its criteria, with the signal told."""
    row, plan, at = of_place(request, pk), plan_for(request), timezone.now()
    theme = theme_services.add(
        plan,
        _values(row, plans.outcome(plan, day_in_paris(at))),
        standing=request.standing,
        at=at,
        origin=Origin.INDICATOR,
        reference=f"indicator/{row.pk}",
    )
    messages.success(request, _("The theme is in the plan: say its objective, its means, who is in charge."))
    return redirect("plans:theme_edit", organisation_pk, theme.pk)


def _values(row: Indicator, outcome: Results) -> dict[str, Any]:
    """What is known already of the theme. Nothing is made up: objective, means and the rest are left to people."""
    signals = said.signals(queries.reading(row), language())
    return {
        "title": row.name[:LONGEST_TITLE],
        "objective": "",
        "owner": "",
        "due_date": None,
        "means": "",
        "effectiveness_measure": _("Follow the indicator “{name}”.").format(name=row.name),
        "root_cause": signals[0].what if signals else "",
        "targets": _targets(row, outcome),
        "documents": [],
    }


def _targets(row: Indicator, outcome: Results) -> dict[str, int]:
    """The indicator's criteria that the plan's evaluation asks and that can still rise, at the highest level."""
    edition, top = outcome.edition, outcome.edition.scale.max
    codes = [
        code for name, _slash, code in (one.partition("/") for one in row.criteria) if name == edition.code
    ]
    return {code: top for code in codes if isinstance(score := outcome.scores.get(code), int) and score < top}
