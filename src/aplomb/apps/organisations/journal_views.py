"""The pages of the journal: everything that a person may read of it, and what concerns one organisation."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from aplomb.apps.organisations import trail
from aplomb.apps.organisations.journal_forms import Asked
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.rights import Request, asks

PAGE = 50


@asks(trail.ACTION)
def journal(request: Request) -> HttpResponse:
    """Who did what, when, on all that the person may follow."""
    return _page(request, None)


@asks(trail.ACTION)
def journal_of(request: Request, organisation_pk: int) -> HttpResponse:
    """The same, of one organisation."""
    return _page(request, request.organisation)


def _page(request: Request, organisation: Organisation | None) -> HttpResponse:
    form = Asked(request.GET or None)
    filters = form.filters() if form.is_bound else trail.Filters()
    scope = trail.scope_of(request.standing)
    of = organisation.pk if organisation else None
    before = form.cleaned_data.get("before") if form.is_bound else ""
    everything = trail.visible(scope, trail.Filters(filters.object), of)
    entries = trail.visible(scope, filters, of)
    wanted = entries.select_related("stream", "value")
    rows = list((trail.after(wanted, before) if before else wanted)[: PAGE + 1])
    form.offer(trail.actions_in(everything), trail.people_in(everything))
    context = {
        "nav": "journal" if organisation else "whole-journal",
        "organisation": organisation,
        "form": form,
        "filtered": filters != trail.Filters(),
        "thing": trail.thing_named(filters.object, scope) if filters.object else None,
        "told": trail.tell(rows[:PAGE], scope),
        "without_values": scope.security and (of is None or of not in scope.organisations),
        "latest": not before,
        "older": _address(request, before=trail.cursor_of(rows[PAGE - 1])) if len(rows) > PAGE else "",
        "newest": _address(request),
        "checking": _address(request, check="on"),
        "checked": trail.check(entries) if form.is_bound and form.cleaned_data.get("check") else None,
    }
    return render(request, "organisations/journal.html", context)


def _address(request: Request, **more: str) -> str:
    """This page with what was asked, from its beginning, and one thing more."""
    query = request.GET.copy()
    for name in ("before", "check"):
        query.pop(name, None)
    for name, value in more.items():
        query[name] = value
    kept: Any = {name: value for name, value in query.items() if value}
    query.clear()
    query.update(kept)
    return f"{request.path}?{query.urlencode()}" if kept else request.path
