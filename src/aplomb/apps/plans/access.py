"""What the plan's pages ask alike: the plan of a place, a theme of it, what the reader may do there."""

from typing import Any

from django.db.models import Prefetch
from django.http import Http404

from aplomb.apps.organisations.policy import NotAllowed, Standing
from aplomb.apps.organisations.rights import Request
from aplomb.apps.plans import queries
from aplomb.apps.plans.models import READ, Plan, Task, Theme
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.committee import only_proposes
from aplomb.domain.plans.targets import WRITE
from aplomb.domain.shared.refusal import Refusal


def sees_detail(standing: Standing, organisation_id: int) -> bool:
    """A group's or network's reader sees the themes of a site that agreed; of the others, the figures."""
    role = standing.role_for(READ, organisation_id)
    return role is not None and (role is not Role.READER or organisation_id in standing.detailed)


def plan_for(request: Request) -> Plan:
    """The plan of the place in the address, to whoever sees its themes; a page that says why where there is none."""
    plan = queries.plan_of(request.organisation.pk)
    if plan is None:
        raise NotAllowed([Refusal(f"{READ}.none-yet")])
    if not sees_detail(request.standing, request.organisation.pk):
        raise NotAllowed([Refusal(f"{READ}.figures-only")])
    return plan


def theme_for(request: Request, pk: int) -> Theme:
    """A theme of that plan, with who is in charge, its targets and actions."""
    plan = plan_for(request)
    rows = Theme.objects.visible_to(request.standing).filter(plan=plan, pk=pk)
    tasks = Prefetch("tasks", Task.objects.select_related(*queries.PEOPLE).order_by("number"))
    theme = (
        rows.select_related(*queries.PEOPLE, "changed_by")
        .prefetch_related("targets", "waits_for", tasks)
        .first()
    )
    if theme is None:
        raise Http404
    theme.plan = plan
    return theme


def shell(request: Request, part: str) -> dict[str, Any]:
    """What every page of the plan knows. `may_decide`: what this person writes counts at once."""
    pk = request.organisation.pk
    role = request.standing.role_for(WRITE, pk)
    return {
        "organisation": request.organisation,
        "nav": "plan",
        "part": part,
        "may_write": role is not None,
        "may_decide": role is not None and not only_proposes(role),
    }
