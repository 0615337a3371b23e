"""The evidence of an evaluation: by criterion, piece by piece; put with a criterion, taken off, given out."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from aplomb.apps.documents import aside, expected
from aplomb.apps.documents.file_views import answer, told, told_refused
from aplomb.apps.documents.queries import Line
from aplomb.apps.documents.queries import lines as inventory_lines
from aplomb.apps.evaluations.grid import title_of
from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.evaluations.queries import for_grid
from aplomb.apps.evidence import queries, services
from aplomb.apps.evidence.forms import codes_in, said_in
from aplomb.apps.evidence.models import Evidence, Use
from aplomb.apps.evidence.queries import DOWNLOAD, REPORT, UPLOAD, Piece, Rights
from aplomb.apps.evidence.said import Said
from aplomb.apps.files import services as files
from aplomb.apps.files.services import Accepted, NotKept
from aplomb.apps.files.serving import serve
from aplomb.apps.organisations.exports import note_export
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.organisations.rights import Request, asks
from aplomb.domain.evaluations.evidence import Kind
from aplomb.domain.files import limits
from aplomb.domain.referentials.edition import Criterion
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.refusal import Refusal
from aplomb.web.refusals import sentence

ALL, ONE, PIECE = "evidence/all.html", "evidence/criterion.html", "evidence/piece.html"
INVALID = 422
Told = Mapping[str, Any]


def found(request: Request, pk: int) -> Evaluation:
    """The evaluation of an address, and the place that the side bar then shows; 404 to whoever may not read it."""
    evaluation = for_grid(pk, request.standing)
    request.organisation = evaluation.organisation
    return evaluation


# — By criterion —————————————————————————————————————————————————————————————————


@asks("evaluation.read")
def evidence_list(request: Request, pk: int) -> HttpResponse:
    """The evidence of a criterion where the address names one, else of the whole evaluation."""
    evaluation = found(request, pk)
    code = request.GET.get("criterion", "")
    if code:
        return _criterion(request, evaluation, code)
    rights = Rights.of(request.standing, evaluation)
    by_code: dict[str, list[Piece]] = {}
    for piece in queries.pieces(rights):
        for one in piece.criteria:
            by_code.setdefault(one, []).append(piece)
    asked = evaluation.asked(rights.edition)
    rows = [(criterion, by_code[criterion.code]) for criterion in asked if criterion.code in by_code]
    context = {**_shared(evaluation), "rows": rows, "without": len(asked) - len(rows)}
    return render(request, ALL, context)


def _shared(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "organisation": evaluation.organisation,
        "evaluation": evaluation,
        "title": title_of(evaluation),
        "nav": "evaluations",
    }


def _criterion(
    request: Request,
    evaluation: Evaluation,
    code: str,
    *,
    refused: Sequence[Told] = (),
    said: Said | None = None,
    status: int = 200,
) -> HttpResponse:
    rights = Rights.of(request.standing, evaluation)
    criterion = _asked(rights, code)
    may_attach = rights.may_attach(code) and not evaluation.is_closed
    context = {
        **_shared(evaluation),
        "criterion": criterion,
        "pieces": queries.pieces(rights, code),
        "may_attach": may_attach,
        "may_read_documents": request.standing.may("document.read", evaluation.organisation_id),
        "others": queries.others(rights, code) if may_attach else [],
        "documents": _documents(evaluation) if may_attach else [],
        "refused": refused,
        "said": said or Said(code, Kind.FILE),
        "most": limits.MOST_BYTES,
    }
    return render(request, ONE, context, status=status)


def _asked(rights: Rights, code: str) -> Criterion:
    """The criterion that an address names, as long as the evaluation asks it."""
    evaluation = rights.evaluation
    asked = evaluation.asked(rights.edition)
    criterion = next((one for one in asked if one.code == code), None)
    if criterion is None:
        raise Http404
    return criterion


def _documents(evaluation: Evaluation) -> list[Line]:
    """The documents of the site, which may serve a criterion as they are. Two queries.

    A document of its group's own is kept there, with its files: it is no piece of the site's.
    """
    today = day_in_paris(timezone.now())
    expectations = expected.expectations(evaluation.organisation_id)
    found = inventory_lines(evaluation.organisation_id, expectations, today)
    return [line for line in found if not line.is_elsewhere]


def _back(evaluation: Evaluation, code: str) -> str:
    return f"{reverse('evidence:list', args=[evaluation.pk])}?{urlencode({'criterion': code})}"


# — Putting one there ————————————————————————————————————————————————————————————


@asks("evidence.upload", "POST")
def evidence_add(request: Request, pk: int) -> HttpResponse:
    """Put a file, a link or a note with a criterion."""
    evaluation = found(request, pk)
    said = said_in(request.POST.dict())
    refused: list[Told] = []
    accepted = None
    if said.kind is Kind.FILE:
        accepted, refused = _received(request, evaluation, said.criterion)
    if not refused:
        try:
            services.add(evaluation, said, accepted, standing=request.standing, at=timezone.now())
        except NotAllowed as error:
            refused = [told("", [sentence(refusal) for refusal in error.refusals])]
    if _wants_json(request):
        return answer(evaluation.organisation_id, refused)
    if refused:
        return _criterion(request, evaluation, said.criterion, refused=refused, said=said, status=INVALID)
    messages.success(request, _("The evidence is kept."))
    return redirect(_back(evaluation, said.criterion))


def _received(request: Request, evaluation: Evaluation, criterion: str) -> tuple[Accepted | None, list[Told]]:
    """The file of a form once it is judged, or why there is none."""
    sent = request.FILES.get("file")
    if sent is None:
        return None, [told("", [sentence(Refusal(f"{UPLOAD}.no-file"))])]
    if not request.POST.get("checked"):
        return None, [told("", [sentence(Refusal(f"{UPLOAD}.not-ticked"))])]
    files.count(request.user.pk)
    try:
        return files.accept(sent, holder=evaluation.organisation.stream_id), []
    except NotKept as refused:
        at = timezone.now()
        alarm = services.note_refused(evaluation, criterion, refused, standing=request.standing, at=at)
        return None, [told_refused(refused, alarm)]


def _wants_json(request: Request) -> bool:
    return request.headers.get("Accept") == "application/json"


@asks("evidence.upload", "POST")
def evidence_attach(request: Request, pk: int) -> HttpResponse:
    """Put a piece that the site has, or a document of its inventory, with this criterion too."""
    evaluation = found(request, pk)
    code, chosen = request.POST.get("criterion", ""), request.POST.get("what", "")
    what, _colon, key = chosen.partition(":")
    at = timezone.now()
    if what == "piece" and key.isdecimal():
        services.attach(evaluation, int(key), [code], standing=request.standing, at=at)
    elif what == "document":
        line = next((one for one in _documents(evaluation) if one.key == key), None)
        if line is None:
            raise NotAllowed([Refusal(f"{UPLOAD}.gone-piece")])
        services.attach_document(evaluation, line, [code], standing=request.standing, at=at)
    else:
        messages.error(request, _("Choose what to put with the criterion."))
        return redirect(_back(evaluation, code))
    messages.success(request, _("The evidence is put with criterion {code}.").format(code=code))
    return redirect(_back(evaluation, code))


# — One piece ————————————————————————————————————————————————————————————————————


def _piece(request: Request, pk: int, evidence_pk: int) -> tuple[Evaluation, Evidence]:
    """A piece of the site whose evaluation this is; 404 to whoever may read neither."""
    evaluation = found(request, pk)
    rows = Evidence.objects.visible_to(request.standing).filter(organisation=evaluation.organisation_id)
    return evaluation, get_object_or_404(rows.select_related("added_by", "removed_by"), pk=evidence_pk)


@asks("evaluation.read")
def piece(request: Request, pk: int, evidence_pk: int) -> HttpResponse:
    """A piece: its versions, all the criteria that it serves, and what may be done with it."""
    evaluation, evidence = _piece(request, pk, evidence_pk)
    return _show(request, evaluation, evidence)


def _show(
    request: Request,
    evaluation: Evaluation,
    evidence: Evidence,
    *,
    refused: Sequence[Told] = (),
    status: int = 200,
) -> HttpResponse:
    rights = Rights.of(request.standing, evaluation)
    served = queries.served(evidence, request.standing)
    here = [one.use.criterion for one in served if one.use.evaluation_id == evaluation.pk]
    gone = evidence.removed_at is not None
    context = {
        **_shared(evaluation),
        "evidence": evidence,
        "versions": queries.files_of(evaluation.organisation_id, [evidence]).get(evidence.files_line, []),
        "served": served,
        "detachable": {code for code in here if rights.may_attach(code) and not evaluation.is_closed},
        "may_attach": not (gone or evaluation.is_closed)
        and request.standing.may(UPLOAD, evaluation.organisation_id, named=True),
        "may_download": rights.may_download(evidence, here),
        "may_replace": not (gone or evaluation.is_closed)
        and evidence.kind == Kind.FILE
        and rights.may_replace(evidence, here),
        "may_remove": rights.may_remove and not gone,
        "may_judge": rights.may_remove,
        "may_report": rights.may_report(evidence, here),
        "closed": len({one.evaluation.pk for one in served if one.evaluation.is_closed}),
        "refused": refused,
        "most": limits.MOST_BYTES,
    }
    return render(request, PIECE, context, status=status)


@asks("evidence.upload", "POST")
def piece_criteria(request: Request, pk: int, evidence_pk: int) -> HttpResponse:
    """Put a piece with more criteria, named by their numbers."""
    evaluation, evidence = _piece(request, pk, evidence_pk)
    codes = codes_in(request.POST.get("criteria", ""))
    try:
        services.attach(evaluation, evidence.pk, codes, standing=request.standing, at=timezone.now())
    except NotAllowed as error:
        refused = [told("", [sentence(refusal) for refusal in error.refusals])]
        return _show(request, evaluation, evidence, refused=refused, status=INVALID)
    return redirect("evidence:piece", pk=pk, evidence_pk=evidence_pk)


@asks("evidence.upload", "POST")
def piece_detach(request: Request, pk: int, evidence_pk: int) -> HttpResponse:
    """Take a piece off one criterion."""
    evaluation, evidence = _piece(request, pk, evidence_pk)
    code = request.POST.get("criterion", "")
    services.detach(evaluation, evidence.pk, code, standing=request.standing, at=timezone.now())
    messages.success(request, _("Taken off criterion {code}; it stays among the site’s.").format(code=code))
    if request.POST.get("back") == "piece":
        return redirect("evidence:piece", pk=pk, evidence_pk=evidence_pk)
    return redirect(_back(evaluation, code))


@asks("evidence.upload", "POST")
def piece_version(request: Request, pk: int, evidence_pk: int) -> HttpResponse:
    """Send the next version of a file."""
    evaluation, evidence = _piece(request, pk, evidence_pk)
    used = Use.objects.filter(evidence=evidence, evaluation=evaluation, removed_at__isnull=True).first()
    accepted, refused = _received(request, evaluation, used.criterion if used else "")
    if accepted is not None:
        try:
            services.replace(evaluation, evidence.pk, accepted, standing=request.standing, at=timezone.now())
        except NotAllowed as error:
            refused = [told(accepted.name, [sentence(refusal) for refusal in error.refusals])]
    if _wants_json(request):
        return answer(evaluation.organisation_id, refused)
    if refused:
        return _show(request, evaluation, evidence, refused=refused, status=INVALID)
    messages.success(request, _("The new version is kept."))
    return redirect("evidence:piece", pk=pk, evidence_pk=evidence_pk)


@asks("evidence.purge", "POST")
def piece_remove(request: Request, pk: int, evidence_pk: int) -> HttpResponse:
    """Take a piece away from everything that it serves, and say why."""
    evaluation, evidence = _piece(request, pk, evidence_pk)
    reason = request.POST.get("reason", "")
    try:
        services.remove(evaluation, evidence.pk, reason, standing=request.standing, at=timezone.now())
    except NotAllowed as error:
        if not request.standing.may("evidence.purge", evaluation.organisation_id):
            raise
        refused = [told("", [sentence(refusal) for refusal in error.refusals])]
        return _show(request, evaluation, evidence, refused=refused, status=INVALID)
    messages.success(request, _("The evidence is removed."))
    return redirect("evidence:piece", pk=pk, evidence_pk=evidence_pk)


@asks("evidence.report", "POST")
def piece_report(request: Request, pk: int, evidence_pk: int, file_pk: int) -> HttpResponse:
    """Say that a file shows a patient: it is set aside at once."""
    evaluation, evidence = _piece(request, pk, evidence_pk)
    rights = Rights.of(request.standing, evaluation)
    uses = Use.objects.filter(evidence=evidence, evaluation=evaluation, removed_at__isnull=True)
    named = rights.concerns_me(evidence, uses.values_list("criterion", flat=True))
    rows = queries.files_of(evaluation.organisation_id, [evidence]).get(evidence.files_line, [])
    row = next((one for one in rows if one.pk == file_pk), None)
    if row is None:
        raise Http404
    reason, at = request.POST.get("reason", ""), timezone.now()
    try:
        aside.report(evaluation.organisation, row, reason, named=named, standing=request.standing, at=at)
    except NotAllowed as error:
        if not rights.standing.may(REPORT, evaluation.organisation_id, named=named):
            raise
        refused = [told("", [sentence(refusal) for refusal in error.refusals])]
        return _show(request, evaluation, evidence, refused=refused, status=INVALID)
    messages.success(request, _("The file is set aside: only the quality manager sees it now."))
    return redirect("evidence:piece", pk=pk, evidence_pk=evidence_pk)


@asks("evidence.download")
def piece_file(request: Request, pk: int, evidence_pk: int, file_pk: int) -> HttpResponseBase:
    """Give a version out, to whoever may have it at this moment."""
    evaluation, evidence = _piece(request, pk, evidence_pk)
    rights = Rights.of(request.standing, evaluation)
    uses = Use.objects.filter(evidence=evidence, evaluation=evaluation, removed_at__isnull=True)
    codes = list(uses.values_list("criterion", flat=True))
    if not rights.may_download(evidence, codes):
        raise NotAllowed([Refusal(f"{DOWNLOAD}.not-yours")])
    versions = queries.files_of(evaluation.organisation_id, [evidence]).get(evidence.files_line, [])
    row = next((one for one in versions if one.pk == file_pk and one.removed_at is None), None)
    if row is None:
        raise Http404
    if row.file.reported_at is not None and not rights.may_remove:
        raise NotAllowed([Refusal("file.set-aside")])
    if not row.file.may_be_looked_at:
        raise NotAllowed([Refusal("file.infected-or-waiting")])
    response = serve(row.file)
    # An evaluator has what serves their parts: as a reader of the evaluation they are named.
    allowed = request.standing.may(DOWNLOAD, evaluation.organisation_id)
    note_export(
        DOWNLOAD if allowed else "document.read",
        evaluation.organisation_id,
        row.file.name,
        standing=request.standing,
        at=timezone.now(),
    )
    return response
