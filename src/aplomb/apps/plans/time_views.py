"""The plan in time, and what it would give: the Gantt with its ready day; themes ticked, the scores that follow."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from aplomb.apps.evaluations.results_page import Ways, conditions
from aplomb.apps.organisations.rights import Request, asks
from aplomb.apps.plans import board as boards
from aplomb.apps.plans import queries
from aplomb.apps.plans.access import plan_for, shell
from aplomb.apps.plans.models import READ
from aplomb.apps.plans.rules import plan_rules
from aplomb.apps.plans.timeline import timeline
from aplomb.charts.numbers import number_text
from aplomb.domain.evaluations.results import Group, Results
from aplomb.domain.plans.lifecycle import OPEN, State
from aplomb.domain.plans.schedule import recommended_months
from aplomb.domain.plans.targets import projected
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.web.templatetags.aplomb import language

WHAT_IF = "plans/what_if.html"


@asks(READ)
def gantt(request: Request, organisation_pk: int) -> HttpResponse:
    """Every theme that is dated, against today and the audits; who carries how much; what to watch."""
    plan = plan_for(request)
    today = day_in_paris(timezone.now())
    themes, said = queries.themes_of(plan), queries.outcome(plan, today)
    found = boards.cards(plan, themes, said, today)
    rules = plan_rules()
    months = recommended_months(
        1, base=rules.base_months, per_extra_site=rules.months_per_extra_site, cap=rules.cap_months
    )
    context = {
        **shell(request, "gantt"),
        "plan": plan,
        "today": today,
        "detailed": True,
        "summary": boards.summary(plan, themes, said),
        "time": timeline(plan, found, said, today),
        "undated": [card for card in found if card.theme.state in OPEN and card.theme.due_date is None],
        "months": number_text(months, language()),
    }
    return render(request, "plans/gantt.html", context)


@dataclass(frozen=True, slots=True)
class Row:
    """A family, today and as it would be."""

    group: Group
    then: Fraction | None


@asks(READ)
def what_if(request: Request, organisation_pk: int) -> HttpResponse:
    """The scores if the themes that the address names succeed; at first, those that are under way or done.

    Those that were found effective have succeeded: they count whatever is ticked, as on the board.
    """
    plan = plan_for(request)
    today = day_in_paris(timezone.now())
    themes, said = queries.themes_of(plan), queries.outcome(plan, today)
    found = [card for card in boards.cards(plan, themes, said, today) if card.theme.state in OPEN]
    asked = "set" in request.GET
    running = {str(card.theme.pk) for card in found if card.theme.state in (State.ACTIVE, State.DONE)}
    ticked = set(request.GET.getlist("theme")) if asked else running
    chosen = [card for card in found if str(card.theme.pk) in ticked]
    counted = [card.theme for card in chosen] + [theme for theme in themes if theme.effective]
    then = projected(said, [aim for theme in counted for aim in queries.aims(theme)])
    context: dict[str, Any] = {
        **shell(request, "what_if"),
        "plan": plan,
        "today": today,
        "detailed": True,
        "cards": [(card, card in chosen) for card in found],
        "now": said,
        "then": then,
        "chosen": len(chosen),
        "rows": _rows(said, then),
        "conditions": conditions(then, Ways(plan.evaluation_id)),
        "essentials": len(said.essential_failing) - len(then.essential_failing),
    }
    return render(request, f"{WHAT_IF}#what-if" if request.htmx else WHAT_IF, context)


def _rows(now: Results, then: Results) -> list[Row]:
    later = {group.code: group.tally.score for group in then.families}
    return [Row(group, later[group.code]) for group in now.families]
