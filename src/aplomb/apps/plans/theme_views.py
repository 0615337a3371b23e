"""One theme: its page, its form, its moves from state to state."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from aplomb.apps.committees import answers
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.organisations.rights import Request, asks
from aplomb.apps.organisations.services import Stale
from aplomb.apps.plans import board as boards
from aplomb.apps.plans import proposal_services, queries, theme_services
from aplomb.apps.plans.access import plan_for, shell, theme_for
from aplomb.apps.plans.forms import AssessForm, ReasonForm
from aplomb.apps.plans.models import READ, Plan, Theme
from aplomb.apps.plans.rules import plan_rules
from aplomb.apps.plans.theme_forms import stored, theme_form
from aplomb.apps.plans.theme_page import page_of
from aplomb.apps.plans.views import BOARD, board_context
from aplomb.domain.plans.lifecycle import State
from aplomb.domain.plans.targets import WRITE
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.web.templatetags.aplomb import language


@asks(READ)
def theme(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Everything of a theme."""
    row = theme_for(request, pk)
    today = day_in_paris(timezone.now())
    context = {
        **shell(request, "board"),
        "plan": row.plan,
        "theme": row,
        "today": today,
        "page": page_of(row, queries.outcome(row.plan, today), today, request.user),
        "states": dict(Theme.StateChoices.choices),
    }
    return render(request, "plans/theme.html", context)


@asks(WRITE, "GET", "POST")
def theme_new(request: Request, organisation_pk: int) -> HttpResponse:
    """Add a theme; with `proposal` in the address, the one that the evaluation proposes, to be edited."""
    plan = plan_for(request)
    said = queries.outcome(plan, day_in_paris(timezone.now()))
    requirement = request.GET.get("proposal", "")
    values: dict[str, Any] = {"version": 0}
    if requirement:
        found = queries.waiting_proposals(plan, said, queries.themes_of(plan))
        proposal = next((one for one in found if one.requirement.code == requirement), None)
        if proposal is None:
            messages.error(request, _("This proposal has been answered meanwhile: look at the list again."))
            return redirect("plans:proposals", organisation_pk)
        offered = proposal_services.values_of(proposal, language())
        targets = offered.pop("targets")
        values |= {**offered, **{f"level_{code}": str(level) for code, level in targets.items()}}
    form = theme_form(request, plan, said, values, requirement=requirement)

    def page(status: int = 200) -> HttpResponse:
        return _form_page(request, plan, form, status=status)

    def act() -> Theme:
        at, standing = timezone.now(), request.standing
        if requirement:
            return proposal_services.accept(plan, requirement, form.values(), standing=standing, at=at)
        return theme_services.add(plan, form.values(), standing=standing, at=at)

    if request.method != "POST":
        return page()
    refused = answers.try_form(request, form, act, page)
    if refused is not None:
        return refused
    messages.success(request, _("The theme is in the plan."))
    return redirect("plans:proposals" if requirement else "plans:board", organisation_pk)


@asks(WRITE, "GET", "POST")
def theme_edit(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Change what a theme says and aims at."""
    row = theme_for(request, pk)
    said = queries.outcome(row.plan, day_in_paris(timezone.now()))
    values = stored(row)
    form = theme_form(
        request,
        row.plan,
        said,
        {**values, "version": row.version},
        theme=row,
        requirement=row.origin_ref if row.origin == "proposal" else "",
    )

    def page(status: int = 200) -> HttpResponse:
        return _form_page(request, row.plan, form, row, status=status)

    if request.method != "POST":
        return page()
    refused = answers.try_form(
        request,
        form,
        lambda: theme_services.change(
            row,
            form.values(),
            version=form.cleaned_data["version"],
            standing=request.standing,
            at=timezone.now(),
        ),
        page,
        stored={name: value for name, value in values.items() if name in form.fields},
    )
    if refused is not None:
        return refused
    messages.success(request, _("The theme is up to date."))
    return redirect(row.get_absolute_url())


def _form_page(
    request: Request, plan: Plan, form: Any, row: Theme | None = None, *, status: int = 200
) -> HttpResponse:
    said = queries.outcome(plan, day_in_paris(timezone.now()))
    back = row.get_absolute_url() if row else reverse("plans:board", args=[plan.organisation_id])
    context = {
        **shell(request, "board"),
        "plan": plan,
        "row": row,
        "form": form,
        "scores": said.scores,
        "back": back,
    }
    return render(request, "plans/theme_form.html", context, status=status)


@asks(WRITE, "GET", "POST")
def move(request: Request, organisation_pk: int, pk: int) -> HttpResponseBase:
    """Take a theme to another state; a page of its own where words are asked for, the board again otherwise."""
    row = theme_for(request, pk)
    to = _state(request)
    full = row.plan.active_count >= plan_rules().max_active_themes
    if to not in [one.to for one in boards.moves_of(State(row.state), full=full)]:
        messages.error(request, _("The theme has changed state meanwhile. Nothing was recorded."))
        return redirect(row.get_absolute_url())
    kind = AssessForm if to is State.ASSESSED else ReasonForm
    form = kind(request.POST if request.method == "POST" else None, initial={"version": row.version})
    if request.method != "POST":
        return _move_page(request, row, to, form)
    if not form.is_valid():
        return _move_page(request, row, to, form, status=answers.INVALID)
    verdict = form.cleaned_data.get("effective", "")
    try:
        theme_services.move(
            row,
            to,
            version=form.cleaned_data["version"],
            standing=request.standing,
            at=timezone.now(),
            reason=form.cleaned_data["reason"],
            effective={"yes": True, "no": False}.get(verdict),
        )
    except NotAllowed as error:
        if request.htmx:
            # From the board: what stands in the way is said, and mended, on a page of its own.
            asked = f"{reverse('plans:move', args=[organisation_pk, pk])}?to={to}"
            return HttpResponseClientRedirect(asked)
        form.add_error(None, answers.said(error))
        return _move_page(request, row, to, form, status=answers.INVALID)
    except Stale:
        messages.error(
            request, _("This theme has changed meanwhile: look at it again. Nothing was recorded.")
        )
        return redirect(row.get_absolute_url())
    word = dict(Theme.StateChoices.choices)[to]
    said = _("{theme}: {state}.").format(theme=row.title, state=str(word).lower())
    if request.htmx and request.POST.get("from") == "board":
        plan = queries.plan_of(organisation_pk)
        assert plan is not None  # noqa: S101 -- the theme is of it
        context = {**board_context(request, plan), "said": said, "focus": row.pk}
        return render(request, f"{BOARD}#board", context)
    messages.success(request, said)
    return (
        redirect("plans:board", organisation_pk)
        if request.POST.get("from") == "board"
        else redirect(row.get_absolute_url())
    )


def _state(request: Request) -> State:
    said = (request.POST if request.method == "POST" else request.GET).get("to", "")
    if said not in list(State):
        raise Http404
    return State(said)


def _move_page(
    request: Request, row: Theme, to: State, form: ReasonForm, *, status: int = 200
) -> HttpResponse:
    context = {
        **shell(request, "board"),
        "plan": row.plan,
        "theme": row,
        "to": to,
        "limit": plan_rules().max_active_themes,
        "full": row.plan.active_count >= plan_rules().max_active_themes,
        "form": form,
        "assesses": to is State.ASSESSED,
        "back": row.get_absolute_url(),
    }
    return render(request, "plans/move.html", context, status=status)
