"""The grid as Excel: taken away, brought back with every difference shown before anything is taken."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aplomb.apps.documents.exports import note_export
from aplomb.apps.documents.services import Stale
from aplomb.apps.evaluations import exchange
from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.evaluations.report_views import reading_action, taken_away
from aplomb.apps.evaluations.results_forms import GridForm
from aplomb.apps.evaluations.results_views import found
from aplomb.apps.organisations.rights import Request, asks
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.formats.problems import BadFile, told
from aplomb.web.refusals import sentence
from aplomb.web.templatetags.aplomb import language

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SECONDS_TO_CONFIRM = 3600
TEMPLATE = "evaluations/results/exchange.html"


@asks("evaluation.read")
def grid_file(request: Request, pk: int) -> HttpResponse:
    """The grid as it stands, to fill in elsewhere."""
    return grid_response(found(request, pk), request.standing, language())


def grid_response(evaluation: Evaluation, standing: Any, lang: str) -> HttpResponse:
    """The file, and the trace of who took it away."""
    at = timezone.now()
    today = day_in_paris(at)
    data = exchange.grid_file(evaluation, today, lang)
    note_export(
        reading_action(evaluation),
        evaluation.organisation_id,
        "grid.xlsx",
        standing=standing,
        at=at,
        evaluation=str(evaluation.public_id),
        revision=evaluation.revision,
    )
    word = "grille" if lang == "fr" else "grid"
    site = slugify(evaluation.organisation.label)
    return taken_away(data, XLSX, f"{word}-{evaluation.referential}-{site}-{today}.xlsx")


@asks("evaluation.read", "GET", "POST")
def grid_import(request: Request, pk: int) -> HttpResponse:
    """Choose a filled grid; then every difference, or every bad cell with its place and its mend."""
    evaluation = found(request, pk)
    form = GridForm(request.POST, request.FILES) if request.method == "POST" else GridForm()
    context: dict[str, Any] = {"evaluation": evaluation, "form": form, "nav": "evaluations"}
    if request.method != "POST":
        return render(request, TEMPLATE, context)
    if not form.is_valid():
        return render(request, TEMPLATE, context, status=422)
    upload = form.cleaned_data["grid"]
    try:
        differences = exchange.differences(evaluation, upload.read(), upload.name, request.standing)
    except BadFile as bad:
        problems = [told(problem, language()) for problem in bad.problems]
        context |= {"file": upload.name, "problems": problems, "nothing": True}
        return render(request, TEMPLATE, context, status=422)
    context |= {
        "file": upload.name,
        "differences": differences,
        "problems": [told(problem, language()) for problem in differences.warnings],
        "parcel": signing.dumps(_plain(differences.parcel), salt=_salt(request, evaluation), compress=True),
    }
    return render(request, TEMPLATE, context)


@asks("evaluation.read", "POST")
def grid_take(request: Request, pk: int) -> HttpResponse:
    """Take what was ticked of a file whose differences have just been shown."""
    evaluation = found(request, pk)
    try:
        plain = signing.loads(
            request.POST.get("parcel", ""), salt=_salt(request, evaluation), max_age=SECONDS_TO_CONFIRM
        )
    except signing.BadSignature:
        messages.error(request, _("The differences were shown too long ago: choose the file again."))
        return redirect("evaluations:grid_import", pk=pk)
    parcel = exchange.Parcel(**plain).only(request.POST.getlist("take"))
    try:
        taken = exchange.take(evaluation, parcel, standing=request.standing, at=timezone.now())
    except Stale:
        messages.error(
            request, _("The inventory has changed meanwhile: nothing was taken. Choose the file again.")
        )
        return redirect("evaluations:grid_import", pk=pk)
    _tell(request, taken)
    return redirect("evaluations:detail", pk=pk)


def _tell(request: Request, taken: exchange.Taken) -> None:
    """What became of the file, in one message a kind."""
    applied, kept = taken.count("applied", "replayed"), taken.count("conflict")
    if applied:
        word = ngettext("{n} answer taken from the file.", "{n} answers taken from the file.", applied)
        messages.success(request, word.format(n=applied))
    if taken.papers:
        word = ngettext("{n} line of the inventory taken.", "{n} lines of the inventory taken.", taken.papers)
        messages.success(request, word.format(n=taken.papers))
    if kept:
        word = ngettext(
            "{n} answer had changed meanwhile: both are kept, choose in the grid.",
            "{n} answers had changed meanwhile: both of each are kept, choose in the grid.",
            kept,
        )
        messages.warning(request, word.format(n=kept))
    for refusal in {refusal.code: refusal for refusal in taken.refusals}.values():
        messages.error(request, sentence(refusal))
    if not taken.results and not taken.papers:
        messages.info(request, _("Nothing was ticked: nothing has changed."))


def _plain(parcel: exchange.Parcel) -> dict[str, Any]:
    return {"digest": parcel.digest, "operations": parcel.operations, "papers": parcel.papers}


def _salt(request: Request, evaluation: Evaluation) -> str:
    """So that a parcel serves the person who saw it, on that evaluation, and nobody else."""
    return f"grid/{evaluation.public_id}/{request.user.public_id}"
