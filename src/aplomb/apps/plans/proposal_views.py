"""The evaluation's proposals, each to be taken, edited, merged into a theme, or refused with a reason."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from aplomb.apps.committees import answers
from aplomb.apps.knowledge.queries import by_code
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.organisations.rights import Request, asks
from aplomb.apps.organisations.services import Stale
from aplomb.apps.plans import proposal_services as services
from aplomb.apps.plans import queries
from aplomb.apps.plans.access import plan_for, shell
from aplomb.apps.plans.board import summary
from aplomb.apps.plans.models import READ, Theme
from aplomb.apps.plans.theme_page import mark_of
from aplomb.charts.ranked import gain_text
from aplomb.domain.evaluations.results import Results
from aplomb.domain.plans.lifecycle import OPEN
from aplomb.domain.plans.proposals import Proposal
from aplomb.domain.plans.targets import WRITE
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.web.templatetags.aplomb import language

SHOWN = 12


@asks(READ)
def proposals(request: Request, organisation_pk: int) -> HttpResponse:
    """What waits for an answer, the first by rank; what was answered already."""
    plan = plan_for(request)
    today = day_in_paris(timezone.now())
    said, themes = queries.outcome(plan, today), queries.themes_of(plan)
    found = queries.waiting_proposals(plan, said, themes)
    shown = found if request.GET.get("show") == "all" else found[:SHOWN]
    context = {
        **shell(request, "proposals"),
        "plan": plan,
        "today": today,
        "summary": summary(plan, themes, said),
        "detailed": True,
        "rows": [_row(said, one) for one in shown],
        "total": len(found),
        "themes": [theme for theme in themes if theme.state in OPEN],
        "answers": [(answer, _title(said, answer.requirement)) for answer in queries.answers_of(plan)],
    }
    return render(request, "plans/proposals.html", context)


def _title(said: Results, code: str) -> Any:
    return next((one.title for one in said.edition.requirements if one.code == code), None)


def _row(said: Results, proposal: Proposal) -> dict[str, Any]:
    sheets = by_code()
    documents = said.edition.documents_by_code
    return {
        "proposal": proposal,
        "gain": gain_text(proposal.gain, language()),
        "aims": [(gap.criterion, mark_of(said, gap.score)) for gap in proposal.gaps],
        "documents": [documents[code].title.in_(language()) for code in proposal.missing_documents],
        "sheets": [sheets[code] for code in proposal.sheets if code in sheets],
    }


@asks(WRITE, "POST")
def accept(request: Request, organisation_pk: int) -> HttpResponse:
    """Take a proposal as it is."""
    plan = plan_for(request)
    code = request.POST.get("requirement", "")
    said, themes = queries.outcome(plan, day_in_paris(timezone.now())), queries.themes_of(plan)
    proposal = next(
        (one for one in queries.waiting_proposals(plan, said, themes) if one.requirement.code == code), None
    )

    def act() -> None:
        values = services.values_of(proposal, language()) if proposal else {}
        services.accept(plan, code, values, standing=request.standing, at=timezone.now())

    return _answer(
        request, act, _("{code} is a theme of the plan: complete its five parts.").format(code=code)
    )


@asks(WRITE, "POST")
def merge(request: Request, organisation_pk: int) -> HttpResponse:
    """Add a proposal to a theme that is open."""
    plan = plan_for(request)
    code, into = request.POST.get("requirement", ""), request.POST.get("theme", "")
    pk = int(into) if into.isdecimal() and len(into) < 19 else 0
    theme = get_object_or_404(Theme.objects.filter(plan=plan).select_related("plan"), pk=pk)

    def act() -> None:
        services.merge(plan, code, theme, standing=request.standing, at=timezone.now())

    said = _("{code} is part of theme {number} now.").format(code=code, number=theme.number)
    return _answer(request, act, said)


@asks(WRITE, "POST")
def refuse(request: Request, organisation_pk: int) -> HttpResponse:
    """Say why a proposal is not taken."""
    plan = plan_for(request)
    code, reason = request.POST.get("requirement", ""), request.POST.get("reason", "")[:600]

    def act() -> None:
        services.reject(plan, code, reason, standing=request.standing, at=timezone.now())

    return _answer(request, act, _("{code} is not taken; the plan says why.").format(code=code))


@asks(WRITE, "POST")
def take_back(request: Request, organisation_pk: int) -> HttpResponse:
    """A refused proposal waits again."""
    plan = plan_for(request)
    code = request.POST.get("requirement", "")

    def act() -> None:
        services.take_back(plan, code, standing=request.standing, at=timezone.now())

    return _answer(request, act, _("{code} waits for an answer again.").format(code=code))


def _answer(request: Request, act: Callable[[], None], done: str) -> HttpResponse:
    try:
        act()
    except NotAllowed as error:
        for line in answers.said(error):
            messages.error(request, line)
    except Stale:
        messages.error(
            request, _("This theme has changed meanwhile: look at it again. Nothing was recorded.")
        )
    else:
        messages.success(request, done)
    return redirect("plans:proposals", request.organisation.pk)
