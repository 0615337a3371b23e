"""The results of an evaluation, where each figure comes from, and two evaluations side by side."""

from datetime import date

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from aplomb.apps.documents.queries import Inventory
from aplomb.apps.evaluations import report_services, results_body
from aplomb.apps.evaluations.compare import comparison
from aplomb.apps.evaluations.models import Evaluation, Report
from aplomb.apps.evaluations.proofs import proofs_of
from aplomb.apps.evaluations.results_body import WHAT_IF
from aplomb.apps.evaluations.results_queries import (
    chosen,
    day_of,
    earlier,
    inventory_of,
    outcome_of,
    scored_on,
    visible,
)
from aplomb.apps.evaluations.results_recipe import explained
from aplomb.apps.organisations.rights import Request, asks
from aplomb.apps.solutions.models import part_words
from aplomb.domain.evaluations.lifecycle import Status
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.web.compression import compressed
from aplomb.web.templatetags.aplomb import language


@asks("evaluation.read")
def results_page(request: Request, pk: int) -> HttpResponseBase:
    """The performance report as a page; what the address asks of it is read in `results_body`."""
    evaluation = found(request, pk)
    today = day_in_paris(timezone.now())
    candidates = earlier(evaluation, request.standing)
    before = chosen(candidates, request.GET.get("previous", ""))
    said = inventory_of(evaluation, today)
    outcome = outcome_of(evaluation, today, said)
    on, query = day_of(evaluation, today), request.GET
    if request.htmx and request.htmx.target == "what-if":
        return HttpResponse(results_body.part(WHAT_IF, evaluation, outcome, before, candidates, on, query))
    empty = not outcome.tally.answered and not outcome.tally.na
    context = {
        "evaluation": evaluation,
        "outcome": outcome,
        "parts": part_words(evaluation.parts),
        "body": "" if empty else results_body.body(evaluation, outcome, before, candidates, on, query),
        "evaluators": len({entry.evaluator for entry in outcome.entries.values() if entry.evaluator}),
        "today": on,
        "reports": reports(evaluation, said),
        "nav": "evaluations",
    }
    response = render(request, "evaluations/results/results.html", context)
    # The words of an address are in the page: compressed together with its secrets, they would let them be guessed.
    return response if query else compressed(request, response)


def found(request: Request, pk: int) -> Evaluation:
    """The evaluation of an address, and the place that the side bar then shows."""
    evaluation = visible(request.standing, pk)
    request.organisation = evaluation.organisation
    return evaluation


def reports(evaluation: Evaluation, said: Inventory) -> list[tuple[str, str, Report | None]]:
    """Each kind of report with the one of the present state, if somebody has asked for it."""
    lang = language()
    kept = {report.kind: report for report in report_services.all_kept(evaluation, lang, said)}
    return [(kind.value, str(kind.label), kept.get(kind.value)) for kind in Report.Kind]


@asks("evaluation.read")
def recipe(request: Request, pk: int) -> HttpResponse:
    """Where a figure comes from: a page of its own, or what the page shows in a dialog."""
    evaluation = found(request, pk)
    today = day_in_paris(timezone.now())
    told = explained(
        outcome_of(evaluation, today),
        request.GET.get("of", "all"),
        scored_on(evaluation),
        evaluation.pk,
        proofs_of(evaluation),
    )
    context = {
        "evaluation": evaluation,
        "recipe": told,
        "on": _bears(evaluation),
        "nav": "evaluations",
    }
    template = "evaluations/results/recipe.html"
    return render(request, f"{template}#recipe" if request.htmx else template, context)


def _bears(evaluation: Evaluation) -> date:
    """The day that its figures bear: of closing, or of the last change."""
    return day_in_paris(evaluation.closed_at or evaluation.changed_at)


@asks("evaluation.read")
def compare(request: Request, pk: int) -> HttpResponse:
    """Two evaluations of the site on one referential, side by side."""
    evaluation = found(request, pk)
    others = list(
        Evaluation.objects.visible_to(request.standing)
        .filter(organisation=evaluation.organisation_id, referential=evaluation.referential)
        .exclude(pk=evaluation.pk)
        .exclude(status=Status.DRAFT)
        .select_related("edition")
        .defer("edition__data", "frozen", "summary")
        .order_by("-created_at", "-pk")
    )
    with_pk = request.GET.get("with", "")
    other = next((one for one in others if str(one.pk) == with_pk), None)
    if with_pk and other is None:
        get_object_or_404(Evaluation.objects.none())
    other = other or next((one for one in others if one.is_closed), next(iter(others), None))
    context = {"evaluation": evaluation, "others": others, "other": other, "nav": "evaluations"}
    if other is not None:
        today = day_in_paris(timezone.now())
        pair = sorted((evaluation, visible(request.standing, other.pk)), key=lambda one: one.created_at)
        left, right = pair
        context |= {
            "left": left,
            "right": right,
            "left_on": _bears(left),
            "right_on": _bears(right),
            "comparison": comparison(outcome_of(left, today), outcome_of(right, today), right.pk),
        }
    return render(request, "evaluations/results/compare.html", context)
