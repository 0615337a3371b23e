"""Earlier answers to confirm: a page, and the explicit act that takes some of them."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aplomb.apps.evaluations.carry_over import CarryOver, carry_over, confirmations, pieces_wanted
from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.evaluations.proofs import Pieces, put
from aplomb.apps.evaluations.results_views import found
from aplomb.apps.evaluations.sync import sync
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.organisations.rights import Request, asks
from aplomb.domain.evaluations.lifecycle import Status
from aplomb.web.refusals import sentence
from aplomb.web.templatetags.aplomb import language

TEMPLATE = "evaluations/results/carry_over.html"


@asks("evaluation.read")
def carry_over_page(request: Request, pk: int) -> HttpResponse:
    """What the earlier answers are worth here, requirement by requirement."""
    evaluation = found(request, pk)
    previous = _previous(request, evaluation)
    return render(request, TEMPLATE, _context(request, evaluation, previous))


@asks("evaluation.read", "POST")
def confirm(request: Request, pk: int) -> HttpResponse:
    """Confirm the earlier answers of the criteria named: each goes through `sync` like any other answer."""
    evaluation = found(request, pk)
    previous = _previous(request, evaluation)
    if previous is None:
        raise Http404
    at = timezone.now()
    worth = carry_over(evaluation, previous, request.standing, language())
    codes = [*request.POST.getlist("criterion"), *_all_of(worth, request.POST.get("all", ""))]
    operations = confirmations(evaluation, previous, worth, codes)
    if operations:
        answer = sync(
            evaluation.pk,
            operations,
            standing=request.standing,
            device=f"confirm-{uuid.uuid5(uuid.NAMESPACE_OID, str(request.user.public_id)).hex[:16]}",
            since=evaluation.revision,
            at=at,
        )
        _say(request, answer.results)
        taken = {
            operation["criterion"]
            for operation, result in zip(operations, answer.results, strict=True)
            if result["status"] in ("applied", "replayed")
        }
        _put(request, evaluation, pieces_wanted(worth, taken, request.POST.getlist("proof")), at)
    if not request.htmx:
        return redirect("evaluations:carry_over", pk=pk)
    context = _context(request, found(request, pk), previous)
    return render(request, f"{TEMPLATE}#answers", context)


def _all_of(worth: CarryOver, requirement: str) -> list[str]:
    """The criteria of a requirement that there is something to confirm of."""
    part = worth.part(requirement)
    return [one.criterion.code for one in part.to_confirm] if part else []


def _put(request: Request, evaluation: Evaluation, pieces: Pieces, at: datetime) -> None:
    """Put the evidence that was confirmed with its criteria; the answers stand whatever becomes of it."""
    try:
        number = put(evaluation, pieces, standing=request.standing, at=at)
    except NotAllowed as error:
        for refusal in error.refusals:
            messages.error(request, sentence(refusal))
        return
    if number:
        word = ngettext("{n} piece of evidence taken over.", "{n} pieces of evidence taken over.", number)
        messages.success(request, word.format(n=number))


def _previous(request: Request, evaluation: Evaluation) -> Evaluation | None:
    """The earlier evaluation, if this person may read it."""
    if evaluation.previous_id is None:
        return None
    readable = Evaluation.objects.visible_to(request.standing).filter(status=Status.CLOSED)
    return readable.filter(pk=evaluation.previous_id).first()


def _context(request: Request, evaluation: Evaluation, previous: Evaluation | None) -> dict[str, object]:
    worth: CarryOver | None = None
    if previous is not None:
        worth = carry_over(evaluation, previous, request.standing, language())
    return {"evaluation": evaluation, "previous": previous, "worth": worth, "nav": "evaluations"}


def _say(request: Request, results: list[dict[str, Any]]) -> None:
    taken = sum(result["status"] in ("applied", "replayed") for result in results)
    if taken:
        word = ngettext("{n} answer confirmed.", "{n} answers confirmed.", taken)
        messages.success(request, word.format(n=taken))
    if any(result["status"] == "conflict" for result in results):
        messages.warning(
            request, _("Somebody answered meanwhile: both answers are kept, choose in the grid.")
        )
    refusals = {refusal.code: refusal for result in results if (refusal := result.get("refusal"))}
    for refusal in refusals.values():
        messages.error(request, sentence(refusal))
