"""Likely doubles, two organisations side by side, and what becomes of them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from aplomb.apps.accounts.stepup import confirmed
from aplomb.apps.accounts.views import INVALID
from aplomb.apps.organisations import merging
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.organisations.rights import Request, asks
from aplomb.web.refusals import sentence


@asks(merging.MERGE)
def doubles(request: Request) -> HttpResponse:
    """The pairs that look like one organisation."""
    return render(request, "organisations/doubles.html", {"nav": "organisations", "pairs": merging.likely()})


@asks(merging.MERGE, "GET", "POST")
@confirmed
def merge(request: Request) -> HttpResponse:
    """Two organisations side by side: which is kept, what it is called; then one."""
    posted = request.method == "POST"
    one, other = _pair(request.POST if posted else request.GET)
    if not posted:
        return _page(request, one, other)
    kept = other if request.POST.get("keep") == str(other.pk) else one
    double = one if kept is other else other
    try:
        merging.merge(
            kept, double, _chosen(request, one, other), standing=request.standing, at=timezone.now()
        )
    except NotAllowed as error:
        reasons = [sentence(refusal) for refusal in error.refusals]
        return _page(request, one, other, reasons, status=INVALID)
    messages.success(request, _("{double} is now part of {kept}.").format(double=double.name, kept=kept.name))
    return redirect("organisations:settings", kept.pk)


def _pair(said: Any) -> tuple[Organisation, Organisation]:
    """The two organisations that an address or a form names, or 404."""
    keys = [said.get(name, "") for name in ("one", "other")]
    found = {
        str(row.pk): row for row in Organisation.objects.filter(pk__in=[k for k in keys if k.isdecimal()])
    }
    if len(found) < 2 or not set(keys) <= set(found):
        raise Http404
    return found[keys[0]], found[keys[1]]


def _chosen(request: Request, one: Organisation, other: Organisation) -> dict[str, str]:
    """What the kept one is called: each fact from the side that was ticked."""
    sides = {str(one.pk): one, str(other.pk): other}
    return {name: getattr(sides.get(request.POST.get(name, ""), one), name) for name in merging.FACTS}


def _page(
    request: Request,
    one: Organisation,
    other: Organisation,
    reasons: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    if reasons is None:
        reasons = [sentence(refusal) for refusal in merging.why_not_here(one, other)]
    lines = [
        {
            "name": name,
            "label": Organisation._meta.get_field(name).verbose_name,  # type: ignore[union-attr]
            "one": getattr(one, name),
            "other": getattr(other, name),
            # What one says and the other does not is kept, whichever is.
            "other_checked": bool(getattr(other, name)) and not getattr(one, name),
        }
        for name in merging.FACTS
    ]
    context = {
        "nav": "organisations",
        "one": one,
        "other": other,
        "lines": lines,
        "held": [(one, merging.held(one)), (other, merging.held(other))],
        "reasons": reasons,
    }
    return render(request, "organisations/merge.html", context, status=status)
