"""Reports to take away: asked for, waited for, fetched; the same file for ever once the evaluation is closed."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from aplomb.apps.accounts import limits
from aplomb.apps.documents.exports import note_export
from aplomb.apps.evaluations import report_files, report_services
from aplomb.apps.evaluations.models import Evaluation, Report
from aplomb.apps.evaluations.report_files import Altered
from aplomb.apps.evaluations.report_models import PDF_SUFFIX, WORD_SUFFIX
from aplomb.apps.evaluations.results_views import found
from aplomb.apps.organisations.policy import Standing
from aplomb.apps.organisations.rights import Request, asks
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.web.templatetags.aplomb import language

MOST_AN_HOUR = 60
FILE_NAMES = {
    ("performance", "fr"): "bilan-de-performance",
    ("performance", "en"): "performance-report",
    ("documents", "fr"): "bilan-documentaire",
    ("documents", "en"): "documentary-report",
    ("word", "fr"): "bilan-de-performance",
    ("word", "en"): "performance-report",
}
MEDIA = {
    PDF_SUFFIX: "application/pdf",
    WORD_SUFFIX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@asks("evaluation.read")
def report_file(request: Request, pk: int, kind: str, suffix: str = PDF_SUFFIX) -> HttpResponse:
    """The kept file; where it is not there yet, the page that says how far it is."""
    evaluation = found(request, pk)
    lang = lang_of(request.GET.get("lang", ""))
    report = report_services.kept(evaluation, known(kind, suffix), lang)
    if report is None or not report.is_ready:
        return redirect("evaluations:report", pk=pk, kind=kind)
    try:
        return file_response(evaluation, report, request.standing)
    except Altered:
        report_services.damaged(report)
        return redirect("evaluations:report", pk=pk, kind=kind)


@asks("evaluation.read")
def report_status(request: Request, pk: int, kind: str) -> HttpResponse:
    """How far a report is: a page, or the piece of a page that asks again by itself while it waits."""
    evaluation = found(request, pk)
    report = report_services.kept(evaluation, known(kind), language())
    return _status(request, evaluation, kind, report)


@asks("evaluation.read", "POST")
def report_ask(request: Request, pk: int, kind: str) -> HttpResponse:
    """Have the worker make a report; one that is kept already costs nothing."""
    evaluation = found(request, pk)
    report = ask_within_limits(
        evaluation, known(kind), language(), request.standing, again=bool(request.POST.get("again"))
    )
    if request.htmx:
        return _status(request, evaluation, kind, report)
    return redirect("evaluations:report", pk=pk, kind=kind)


def _status(request: Request, evaluation: Evaluation, kind: str, report: Report | None) -> HttpResponse:
    context: dict[str, Any] = {
        "evaluation": evaluation,
        "kind": kind,
        "label": Report.Kind(kind).label,
        "report": report,
        "nav": "evaluations",
        "asked": request.method == "POST",
    }
    template = "evaluations/results/report.html"
    response = render(request, f"{template}#status" if request.htmx else template, context)
    if report is not None and report.is_under_way and not request.htmx:
        response["Refresh"] = "2"  # for readers without scripts
    return response


# — Shared with the API ——————————————————————————————————————————————————————————


def known(kind: str, suffix: str = "") -> str:
    """A kind of report that exists, and whose file ends so, or 404."""
    if kind not in Report.Kind or (suffix and Report(kind=kind).suffix != suffix):
        raise Http404
    return kind


def lang_of(asked: str) -> str:
    """A language that reports are made in: the one asked, else the reader's."""
    return asked if asked in report_services.LANGUAGES else language()


def ask_within_limits(
    evaluation: Evaluation, kind: str, lang: str, standing: Standing, *, again: bool = False
) -> Report:
    """Ask for a report; what has to be made counts against the person's hour (reliability-security.md §13)."""
    assert standing.user is not None  # noqa: S101 -- nobody reads no evaluation
    at = timezone.now()
    kept = report_services.kept(evaluation, kind, lang)
    if kept is None or again:
        limits.demand(limits.named("reports", str(standing.user.pk)), MOST_AN_HOUR, limits.HOUR, at)
    return report_services.ask(evaluation, kind, lang, by=standing.user, at=at, again=again)


def file_response(evaluation: Evaluation, report: Report, standing: Standing) -> HttpResponse:
    """The file itself, to keep; the journal notes who took it away. Raises Altered."""
    data = report_files.read(report)
    note_export(
        reading_action(evaluation),
        evaluation.organisation_id,
        f"{report.kind}.{report.suffix}",
        standing=standing,
        at=timezone.now(),
        evaluation=str(evaluation.public_id),
        revision=report.revision,
        sha256=report.sha256,
    )
    day = day_in_paris(evaluation.closed_at or evaluation.changed_at)
    name = f"{FILE_NAMES[report.kind, report.lang]}-{slugify(evaluation.organisation.label)}-{day}"
    response = taken_away(data, MEDIA[report.suffix], f"{name}.{report.suffix}")
    response["ETag"] = f'"{report.sha256}"'
    return response


def reading_action(evaluation: Evaluation) -> str:
    """The action of the matrix that reading asks, by the kind of evaluation."""
    return "evaluation.read" if evaluation.kind == "self" else "consultant_evaluation.read"


def taken_away(data: bytes, content_type: str, name: str) -> HttpResponse:
    """A file of a site's own: to be saved, never shown inside the site, never kept by a cache."""
    return HttpResponse(
        data,
        content_type=content_type,
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, no-store",
        },
    )
