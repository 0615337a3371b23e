"""A site's plan: its board, its list, and the first page of all, where it is made from an evaluation."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from aplomb.apps.committees import answers
from aplomb.apps.committees.forms import VersionForm
from aplomb.apps.evaluations.exchange_views import XLSX
from aplomb.apps.evaluations.report_views import taken_away
from aplomb.apps.organisations.exports import note_export
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.organisations.rights import Request, asks
from aplomb.apps.plans import board as boards
from aplomb.apps.plans import queries, services
from aplomb.apps.plans.access import plan_for, sees_detail, shell
from aplomb.apps.plans.forms import DaysForm
from aplomb.apps.plans.listing import Listing
from aplomb.apps.plans.models import READ, Plan, Theme
from aplomb.apps.plans.plan_xlsx import plan_xlsx
from aplomb.domain.plans.targets import WRITE
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.refusal import Refusal
from aplomb.web.templatetags.aplomb import language

BOARD = "plans/board.html"


@asks(READ)
def board(request: Request, organisation_pk: int) -> HttpResponse:
    """The plan by columns; where there is none yet, the evaluations that it can be made from."""
    plan = queries.plan_of(organisation_pk)
    if plan is None:
        return _none_yet(request)
    return render(request, BOARD, board_context(request, plan))


def board_context(request: Request, plan: Plan) -> dict[str, Any]:
    """What the board shows; six queries whatever the number of themes."""
    today = day_in_paris(timezone.now())
    themes, said = queries.themes_of(plan), queries.outcome(plan, today)
    found = boards.cards(plan, themes, said, today)
    whole = request.GET.get("closed") == "all"
    labels = dict(Theme.StateChoices.choices)
    return {
        **shell(request, "board"),
        "plan": plan,
        "today": today,
        "summary": boards.summary(plan, themes, said),
        "detailed": sees_detail(request.standing, plan.organisation_id),
        "columns": [
            (column, rows, rows if whole or column != "closed" else rows[: boards.CLOSED_SHOWN])
            for column, rows in boards.columns(found)
        ],
        "states": labels,
        "themes": themes,
        "waiting": len(queries.waiting_proposals(plan, said, themes)),
        "later": _later(request, plan),
    }


def _later(request: Request, plan: Plan) -> Any:
    """An evaluation closed since, of the same referential, on which the plan could rest; one query."""
    closed = queries.closed_evaluations(plan.organisation_id, request.standing)
    rows = closed.filter(referential=plan.referential, closed_at__gt=plan.evaluation.closed_at)
    return rows.filter(kind=plan.evaluation.kind).first()


def _none_yet(request: Request) -> HttpResponse:
    found = queries.closed_evaluations(request.organisation.pk, request.standing)
    context = {
        **shell(request, "board"),
        "evaluations": list(found.select_related("edition").defer("edition__data")[:12]),
    }
    return render(request, "plans/start.html", context)


@asks(WRITE, "POST")
def make(request: Request, organisation_pk: int) -> HttpResponse:
    """Open the plan on the evaluation that the form names."""
    closed = queries.closed_evaluations(organisation_pk, request.standing)
    evaluation = closed.filter(pk=_number(request, "evaluation")).first()
    try:
        if evaluation is None:
            raise NotAllowed([Refusal(f"{WRITE}.not-closed")])
        services.make(request.organisation, evaluation, standing=request.standing, at=timezone.now())
    except NotAllowed as error:
        for line in answers.said(error):
            messages.error(request, line)
        return redirect("plans:board", organisation_pk)
    messages.success(request, _("The plan is open: choose among the proposals of the evaluation."))
    return redirect("plans:proposals", organisation_pk)


@asks(WRITE, "POST")
def rest_on(request: Request, organisation_pk: int) -> HttpResponse:
    """Take the later evaluation that the form names as the plan's ground."""
    plan = plan_for(request)
    evaluation = get_object_or_404(
        queries.closed_evaluations(organisation_pk, request.standing), pk=_number(request, "evaluation")
    )
    answers.try_row(
        request,
        VersionForm(request.POST),
        lambda version: services.rest_on(
            plan, evaluation, version=version, standing=request.standing, at=timezone.now()
        ),
        _("The plan rests on the latest evaluation: what was won shows on each theme."),
    )
    return redirect("plans:board", organisation_pk)


def _number(request: Request, name: str) -> int:
    said = request.POST.get(name, "")
    return int(said) if said.isdecimal() and len(said) < 19 else 0


@asks(WRITE, "GET", "POST")
def days(request: Request, organisation_pk: int) -> HttpResponse:
    """The milestones: both audits, and the committee's validation."""
    plan = plan_for(request)
    stored = {name: getattr(plan, name) for name in services.DAYS}
    form = DaysForm(
        request.POST if request.method == "POST" else None, initial={**stored, "version": plan.version}
    )

    def page(status: int = 200) -> HttpResponse:
        context = {
            **shell(request, "board"),
            "form": form,
            "back": reverse("plans:board", args=[organisation_pk]),
        }
        return render(request, "plans/days.html", context, status=status)

    if request.method != "POST":
        return page()
    refused = answers.try_form(
        request,
        form,
        lambda: services.set_days(
            plan,
            form.values(),
            version=form.cleaned_data["version"],
            standing=request.standing,
            at=timezone.now(),
        ),
        page,
        stored=stored,
    )
    if refused is not None:
        return refused
    messages.success(request, _("The plan is up to date."))
    return redirect("plans:board", organisation_pk)


@asks(READ)
def listing(request: Request, organisation_pk: int) -> HttpResponse:
    """Every theme, sorted and filtered as the address says; ready to print."""
    plan = plan_for(request)
    today = day_in_paris(timezone.now())
    themes, said = queries.themes_of(plan), queries.outcome(plan, today)
    found = boards.cards(plan, themes, said, today)
    context = {
        **shell(request, "list"),
        "plan": plan,
        "today": today,
        "summary": boards.summary(plan, themes, said),
        "listing": Listing.of(found, request.GET),
        "detailed": True,
    }
    return render(request, "plans/list.html", context)


@asks(READ)
def plan_file(request: Request, organisation_pk: int) -> HttpResponse:
    """The plan as a workbook; the journal notes who took it away."""
    plan, at = plan_for(request), timezone.now()
    today = day_in_paris(at)
    themes, said = queries.themes_of(plan), queries.outcome(plan, today)
    data = plan_xlsx(
        boards.cards(plan, themes, said, today), said, request.organisation.name, today, language()
    )
    note_export(READ, organisation_pk, "plan.xlsx", standing=request.standing, at=at)
    name = _("plan-{site}-{day}.xlsx").format(site=slugify(request.organisation.label), day=today)
    return taken_away(data, XLSX, name)
