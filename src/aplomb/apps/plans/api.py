"""Improvement plans for programs: read only (interfaces.md §5)."""

from datetime import date
from fractions import Fraction
from typing import Annotated, Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from aplomb.apps.organisations.policy import Standing
from aplomb.apps.organisations.rights import asks_api
from aplomb.apps.plans import board as boards
from aplomb.apps.plans import queries
from aplomb.apps.plans.access import sees_detail
from aplomb.apps.plans.board import Card
from aplomb.apps.plans.models import READ, Plan, Task, Theme
from aplomb.apps.plans.rules import plan_rules
from aplomb.apps.plans.timeline import ready_on
from aplomb.domain.plans.lifecycle import State
from aplomb.domain.plans.targets import projected
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.shares import half_up
from aplomb.web.rest import PAGE, Limit, Page, Problem, page_of

router = Router(tags=["plans"])
themes_router = Router(tags=["plans"])
DECIMALS = 4


class PlanOut(Schema):
    """The plan of a site, and the evaluation that its figures rest on."""

    id: int
    organisation: int
    evaluation: int
    referential: str
    starts_on: date
    mock_audit_on: date | None
    audit_on: date | None
    validated_on: date | None
    active_themes: int
    most_active_themes: int


class TargetOut(Schema):
    criterion: str
    level: int
    then: int | None = Field(description="the score when it was promised")


class TaskOut(Schema):
    id: int
    text: str
    in_charge: str
    starts_on: date | None
    due_on: date | None
    done_on: date | None


class ThemeOut(Schema):
    """A theme with its five parts, what it aims at, its actions."""

    id: int
    plan: int
    number: int
    title: str
    state: str = Field(examples=["active"])
    objective: str
    owner: str
    due_date: date | None
    means: str
    effectiveness_measure: str
    root_cause: str
    origin: str = Field(examples=["proposal"])
    origin_ref: str
    effective: bool | None
    targets: list[TargetOut]
    tasks: list[TaskOut]
    waits_for: list[int] = Field(description="the themes that it waits for")
    documents: list[str]


class ThemesOut(Schema):
    items: list[ThemeOut]
    next: str | None = None


class FamilyOut(Schema):
    code: str
    now: float | None
    then: float | None


class ReadyOut(Schema):
    """The ready day simulated from the pace so far: nine times out of ten between `low` and `high`."""

    low: date
    middle: date
    high: date
    actions_known: int


class ProjectionOut(Schema):
    """The scores if the themes counted succeed; shares from 0 to 1. Nothing is recorded."""

    themes: list[int]
    now: float | None
    then: float | None
    families: list[FamilyOut]
    essential_failing_now: list[str]
    essential_failing_then: list[str]
    ready_then: bool
    ready_on: ReadyOut | None


def _standing(request: HttpRequest) -> Standing:
    standing: Standing = request.standing  # type: ignore[attr-defined]
    return standing


def _plan(request: HttpRequest, pk: int) -> Plan:
    """The plan, to whoever sees its themes; 404 to anybody else."""
    rows = Plan.objects.visible_to(_standing(request)).select_related("organisation", "evaluation")
    plan = rows.filter(pk=pk).first()
    if plan is None or not sees_detail(_standing(request), plan.organisation_id):
        raise Http404
    return plan


@router.get(
    "",
    response={200: Page[PlanOut], 422: Problem},
    summary="The plans that you may read",
    operation_id="plans",
)
@asks_api(READ)
def plans(
    request: HttpRequest, cursor: Annotated[int, Field(ge=0)] = 0, limit: Limit = PAGE
) -> dict[str, Any]:
    """By identifier; one a site at most."""
    rows = Plan.objects.visible_to(_standing(request)).filter(pk__gt=cursor).order_by("pk")
    return page_of(list(rows[: limit + 1]), limit, _plan_out)


def _plan_out(plan: Plan) -> dict[str, Any]:
    return {
        "id": plan.pk,
        "organisation": plan.organisation_id,
        "evaluation": plan.evaluation_id,
        "referential": plan.referential,
        "starts_on": plan.starts_on,
        "mock_audit_on": plan.mock_audit_on,
        "audit_on": plan.audit_on,
        "validated_on": plan.validated_on,
        "active_themes": plan.active_count,
        "most_active_themes": plan_rules().max_active_themes,
    }


@router.get(
    "/{int:pk}/themes",
    response={200: ThemesOut, 404: Problem},
    summary="The themes of a plan",
    operation_id="plan_themes",
)
@asks_api(READ)
def plan_themes(request: HttpRequest, pk: int) -> dict[str, Any]:
    """All of them, by number."""
    return {"items": [_theme_out(theme) for theme in _with_people(_plan(request, pk))]}


def _with_people(plan: Plan, **narrowed: Any) -> list[Theme]:
    """Themes with all that their answer says; four queries."""
    tasks = Prefetch("tasks", Task.objects.select_related(*queries.PEOPLE).order_by("number"))
    rows = Theme.objects.filter(plan=plan, **narrowed).select_related(*queries.PEOPLE)
    return list(rows.prefetch_related("targets", "waits_for", tasks).order_by("number"))


@themes_router.get(
    "/{int:pk}", response={200: ThemeOut, 404: Problem}, summary="A theme", operation_id="theme"
)
@asks_api(READ)
def theme(request: HttpRequest, pk: int) -> dict[str, Any]:
    """With its five parts, what it aims at, its actions."""
    row = Theme.objects.visible_to(_standing(request)).filter(pk=pk).only("plan").first()
    if row is None:
        raise Http404
    return _theme_out(_with_people(_plan(request, row.plan_id), pk=pk)[0])


def _theme_out(theme: Theme) -> dict[str, Any]:
    same = (
        "number", "title", "state", "objective", "due_date", "means", "effectiveness_measure", "root_cause",
        "origin", "origin_ref", "effective", "documents",
    )  # fmt: skip
    return {
        **{name: getattr(theme, name) for name in same},
        "id": theme.pk,
        "plan": theme.plan_id,
        "owner": theme.owner_name,
        "targets": [
            {"criterion": one.criterion, "level": one.level, "then": one.then} for one in theme.targets.all()
        ],
        "tasks": [
            {
                "id": task.pk,
                "text": task.text,
                "in_charge": task.owner_name,
                "starts_on": task.starts_on,
                "due_on": task.due_on,
                "done_on": task.done_on,
            }
            for task in theme.tasks.all()
        ],
        "waits_for": [one.pk for one in theme.waits_for.all()],
    }


@router.get(
    "/{int:pk}/projection",
    response={200: ProjectionOut, 404: Problem, 422: Problem},
    summary="What a plan would give, and when",
    operation_id="plan_projection",
)
@asks_api(READ)
def plan_projection(request: HttpRequest, pk: int, themes: str = "") -> dict[str, Any]:
    """`themes`: whose success is supposed, separated by commas; by default those that are under way or done."""
    plan = _plan(request, pk)
    today = day_in_paris(timezone.now())
    rows, said = queries.themes_of(plan), queries.outcome(plan, today)
    cards = boards.cards(plan, rows, said, today)
    chosen = [card for card in cards if _counts(card, themes)]
    then = projected(said, [aim for card in chosen for aim in queries.aims(card.theme)])
    later = {group.code: group.tally.score for group in then.families}
    ready = ready_on(plan, cards, today)
    return {
        "themes": [card.theme.pk for card in chosen],
        "now": _share(said.tally.score),
        "then": _share(then.tally.score),
        "families": [
            {"code": group.code, "now": _share(group.tally.score), "then": _share(later[group.code])}
            for group in said.families
        ],
        "essential_failing_now": list(said.essential_failing),
        "essential_failing_then": list(then.essential_failing),
        "ready_then": then.ready,
        "ready_on": {
            "low": ready.low,
            "middle": ready.middle,
            "high": ready.high,
            "actions_known": ready.known,
        }
        if ready
        else None,
    }


def _counts(card: Card, asked: str) -> bool:
    if asked:
        return str(card.theme.pk) in asked.split(",")
    return card.theme.state in (State.ACTIVE, State.DONE) or bool(card.theme.effective)


def _share(value: Fraction | None) -> float | None:
    return None if value is None else float(half_up(value, DECIMALS))
