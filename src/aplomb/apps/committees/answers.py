"""What the views of this app answer alike: a form with its faults, both versions side by side, a row of this site."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.organisations.rights import Request
from aplomb.apps.organisations.services import Stale
from aplomb.web.refusals import sentence

CONFLICT, INVALID = 409, 422


def of_site(request: Request, rows: Any, pk: int, action: str) -> Any:
    """The row of this number that the reader may see at this site, or 404."""
    found = rows.visible_to(request.standing, action).filter(organisation=request.organisation, pk=pk).first()
    if found is None:
        raise Http404
    return found


def said(error: NotAllowed) -> list[str]:
    return [sentence(refusal) for refusal in error.refusals]


def try_form(
    request: Request,
    form: forms.Form,
    act: Callable[[], Any],
    again: Callable[[int], HttpResponse],
    *,
    stored: Mapping[str, Any] | None = None,
    back: str = "",
) -> HttpResponse | None:
    """Do what a valid form asks. `None` where it is done; else the form `again`, with what is wrong (422), or both
    versions, what is `stored` beside what was typed, where somebody changed the row meanwhile (409)."""
    if not form.is_valid():
        return again(INVALID)
    try:
        act()
    except NotAllowed as error:
        form.add_error(None, said(error))
        return again(INVALID)
    except Stale:
        if stored is None:
            raise
        return _both(request, form, stored, back or request.path)
    return None


def _both(request: Request, form: forms.Form, stored: Mapping[str, Any], back: str) -> HttpResponse:
    differing = []
    for name, value in stored.items():
        typed, field = form.cleaned_data.get(name), form.fields[name]
        if (typed or "") != (value or ""):
            labels = {str(key): word for key, word in getattr(field, "choices", [])}
            differing.append(
                {"label": field.label, "stored": _word(labels, value), "typed": _word(labels, typed)}
            )
    return render(request, "accounts/conflict.html", {"differing": differing, "back": back}, status=CONFLICT)


def _word(labels: Mapping[str, Any], value: Any) -> Any:
    return labels.get(str(value), value) if value else ""


def try_row(request: Request, form: forms.Form, act: Callable[[int], Any], done: str) -> bool:
    """Do to a row what a button asks, and say how it went; whether it was done."""
    if not form.is_valid():
        raise Http404
    try:
        act(form.cleaned_data["version"])
    except Stale:
        messages.error(request, _("This line has changed meanwhile: look at it again. Nothing was recorded."))
        return False
    except NotAllowed as error:
        for line in said(error):
            messages.error(request, line)
        return False
    messages.success(request, done)
    return True
