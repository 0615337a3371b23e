"""The communication plan: its lines by date, what is late; the usual actions proposed; printed as it stands."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aplomb.apps.committees import answers, queries
from aplomb.apps.committees import communication_services as services
from aplomb.apps.committees.forms import ActionForm, VersionForm
from aplomb.apps.committees.models import CommunicationAction
from aplomb.apps.committees.usual import USUAL, usual
from aplomb.apps.committees.views import shell
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.organisations.rights import Request, asks
from aplomb.domain.organisations import communication
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.web.refusals import sentence

READ, UPDATE = "communication.read", services.UPDATE
LIST = "committees/communication.html"


@asks(READ)
def plan(request: Request, organisation_pk: int) -> HttpResponse:
    """The plan, what is late first."""
    return render(request, LIST, _context(request))


def _context(request: Request, said: str = "") -> dict[str, Any]:
    pk, today = request.organisation.pk, day_in_paris(timezone.now())
    rows = queries.actions(pk, today)
    figures = queries.PlanFigures.of(rows, today)
    return {
        **shell(request, "communication"),
        "rows": [(row, row.progress(today)) for row in rows],
        "figures": figures,
        "lacking": [sentence(refusal) for refusal in communication.why_not_ready(figures.total)],
        "usual_left": len(communication.STARTERS) - len({row.starter for row in rows} - {""}),
        "today": today,
        "said": said,
        "failed": False,
        "focus": 0,
    }


@asks(UPDATE, "GET", "POST")
def starters(request: Request, organisation_pk: int) -> HttpResponse:
    """The actions that a plan usually begins with: those that are ticked enter it."""
    today = day_in_paris(timezone.now())
    status = 200
    refused: list[str] = []
    if request.method == "POST":
        try:
            made = services.add_usual(
                request.organisation,
                request.POST.getlist("code"),
                standing=request.standing,
                at=timezone.now(),
            )
        except NotAllowed as error:
            refused, status = answers.said(error), answers.INVALID
        else:
            said = ngettext("{n} action in the plan.", "{n} actions in the plan.", len(made))
            messages.success(request, said.format(n=len(made)))
            return redirect("committees:communication", organisation_pk)
    left = communication.starters(queries.starters_taken(organisation_pk), today)
    context = {
        **shell(request, "communication"),
        "proposed": [{"code": code, "due_on": due, **usual(code)} for code, due in left],
        "refused": refused,
    }
    return render(request, "committees/starters.html", context, status=status)


# — One action ———————————————————————————————————————————————————————————————————


@asks(UPDATE, "GET", "POST")
def action_new(request: Request, organisation_pk: int) -> HttpResponse:
    """Put an action in the plan."""
    form = _form(request, {"version": 0})
    if request.method != "POST":
        return _form_page(request, form)
    refused = answers.try_form(
        request,
        form,
        lambda: services.add(
            request.organisation, form.values(), standing=request.standing, at=timezone.now()
        ),
        lambda status: _form_page(request, form, status=status),
    )
    if refused is not None:
        return refused
    messages.success(request, _("The plan is up to date."))
    return redirect("committees:communication", organisation_pk)


@asks(UPDATE, "GET", "POST")
def action(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Change an action of the plan."""
    row = _row(request, pk)
    stored = {
        "audience": row.audience,
        "message": row.message,
        "channel": row.channel,
        "owner": row.owner_key,
        "due_on": row.due_on,
    }
    form = _form(request, {**stored, "version": row.version}, row)
    if request.method != "POST":
        return _form_page(request, form, row)
    refused = answers.try_form(
        request,
        form,
        lambda: services.change(
            row,
            form.values(),
            version=form.cleaned_data["version"],
            standing=request.standing,
            at=timezone.now(),
        ),
        lambda status: _form_page(request, form, row, status=status),
        stored=stored,
    )
    if refused is not None:
        return refused
    messages.success(request, _("The plan is up to date."))
    return redirect("committees:communication", organisation_pk)


@asks(UPDATE, "POST")
def action_done(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Done today, or not after all; the list follows in its place."""
    row = _row(request, pk)
    today = day_in_paris(timezone.now())
    done = request.POST.get("done") == "yes"

    def act(version: int) -> None:
        services.set_done(
            row,
            today if done else None,
            version=version,
            standing=request.standing,
            at=timezone.now(),
        )

    said = _("{audience}: done.") if done else _("{audience}: to be done.")
    return _answer(request, row, act, said.format(audience=row.audience))


@asks(UPDATE, "POST")
def action_accept(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Take in an action that the consultant proposed."""
    row = _row(request, pk)

    def act(version: int) -> None:
        services.accept(row, version=version, standing=request.standing, at=timezone.now())

    said = _("{audience}: in the plan.")
    return _answer(request, row, act, said.format(audience=row.audience))


@asks(UPDATE, "POST")
def action_remove(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Take an action out of the plan."""
    row = _row(request, pk)
    answers.try_row(
        request,
        VersionForm(request.POST),
        lambda version: services.remove(row, version=version, standing=request.standing, at=timezone.now()),
        _("The action has left the plan."),
    )
    return redirect("committees:communication", organisation_pk)


def _answer(
    request: Request, row: CommunicationAction, act: Callable[[int], None], said: str
) -> HttpResponse:
    """The list as it is now, in the place of the old one; or the page again, where there are no scripts."""
    done = answers.try_row(request, VersionForm(request.POST), act, said)
    if not request.htmx:
        return redirect("committees:communication", request.organisation.pk)
    # The fragment says it itself: what was left for the next page would be said twice.
    told = " ".join(str(message) for message in messages.get_messages(request))
    context = _context(request, told)
    return render(request, f"{LIST}#plan", {**context, "failed": not done, "focus": row.pk})


def _row(request: Request, pk: int) -> CommunicationAction:
    rows = CommunicationAction.objects.select_related(
        "organisation", "owner", "owner_member", "owner_member__user"
    )
    found: CommunicationAction = answers.of_site(request, rows, pk, UPDATE)
    return found


def _form(request: Request, initial: dict[str, Any], row: CommunicationAction | None = None) -> ActionForm:
    people = queries.candidates(request.organisation.pk, day_in_paris(timezone.now()))
    data = request.POST if request.method == "POST" else None
    return ActionForm(data, candidates=people.keeping(row), initial=initial)


def _form_page(
    request: Request, form: ActionForm, row: CommunicationAction | None = None, *, status: int = 200
) -> HttpResponse:
    context = {
        **shell(request, "communication"),
        "form": form,
        "row": row,
        "audiences": list(dict.fromkeys(str(words[0]) for words in USUAL.values())),
        "channels": list(dict.fromkeys(str(words[2]) for words in USUAL.values())),
        "back": reverse("committees:communication", args=[request.organisation.pk]),
    }
    return render(request, "committees/action.html", context, status=status)
