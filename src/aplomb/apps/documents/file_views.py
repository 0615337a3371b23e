"""The files of a site's documents: sent one by one or many at once, listed, taken away, given out."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aplomb.apps.documents import asking, attached, attaching, expected, queries
from aplomb.apps.documents.exports import note_export
from aplomb.apps.documents.forms import ApprovalForm, ReadingForm, RequestForm
from aplomb.apps.documents.models import DocumentFile, DocumentRecord
from aplomb.apps.documents.queries import Line
from aplomb.apps.files import services as files
from aplomb.apps.files.models import FalseAlarm
from aplomb.apps.files.refusals import in_words, offers_deidentification
from aplomb.apps.files.services import NotKept
from aplomb.apps.files.serving import HEADERS, serve
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.organisations.queries import people_of
from aplomb.apps.organisations.rights import Request, asks
from aplomb.domain.documents.inventory import State
from aplomb.domain.files import limits
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.refusal import Refusal
from aplomb.web.refusals import sentence

VERSIONS, BULK, DEIDENTIFY = "documents/versions.html", "documents/bulk.html", "documents/deidentify.html"
UPLOAD, DOWNLOAD, PURGE = "evidence.upload", "evidence.download", "evidence.purge"
REPORT = "evidence.report"
CONFLICT, INVALID = 409, 422
# The day that a form proposes for what is asked of somebody.
DUE_IN = timedelta(days=14)
DISCARD = "discard"


# — One document ———————————————————————————————————————————————————————————————


@asks("document.read")
def versions(request: Request, organisation_pk: int, referential: str, code: str) -> HttpResponse:
    """The files of an expected document, the latest first."""
    return show_versions(request, line_of(request, f"{referential}/{code}"))


@asks("document.read")
def own_versions(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """The same for a document of the site's own."""
    return show_versions(request, line_of(request, f"{queries.OWN}/{pk}"))


@asks("evidence.upload", "POST")
def upload(request: Request, organisation_pk: int, referential: str, code: str) -> HttpResponse:
    """Send the next version of an expected document."""
    return _upload(request, line_of(request, f"{referential}/{code}"))


@asks("evidence.upload", "POST")
def own_upload(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """The same for a document of the site's own."""
    return _upload(request, line_of(request, f"{queries.OWN}/{pk}"))


def lines_of(request: Request) -> list[Line]:
    today = day_in_paris(timezone.now())
    found = queries.lines(request.organisation.pk, expected.expectations(request.organisation.pk), today)
    # A document of the group's own has its files there.
    return [line for line in found if not line.is_elsewhere]


def line_of(request: Request, key: str) -> Line:
    found = next((line for line in lines_of(request) if line.key == key), None)
    if found is None:
        raise Http404
    return found


def show_versions(
    request: Request, line: Line, *, refused: Sequence[dict[str, Any]] = (), status: int = 200
) -> HttpResponse:
    standing, organisation = request.standing, request.organisation.pk
    found = attached.versions(organisation, line.key)
    current = attached.current(found)
    readers = asking.readers_of(current)
    asked = asking.requests_of(organisation, line.key)
    # Whoever is asked for a document may send it; whoever is to read it may have it.
    wanted = any(one.asked_of_id == request.user.pk and one.is_open for one in asked)
    mine = next((one for one in readers if one.user_id == request.user.pk), None)
    may_ask = queries.may_write(standing, organisation, line.own)
    today = day_in_paris(timezone.now())
    people = people_of(organisation, today) if may_ask else []
    context = {
        "organisation": request.organisation,
        "line": line,
        "versions": found,
        "refused": refused,
        "current": current,
        "requests": asked,
        "readers": readers,
        "mine": mine,
        "may_ask": may_ask,
        "may_approve": standing.may("document.approve", organisation)
        and current is not None
        and current.approved_at is None
        and current.file.may_leave,
        "approval": ApprovalForm(initial={"valid_from": today}),
        "request_form": RequestForm(people=people, initial={"due_on": today + DUE_IN}),
        "reading_form": ReadingForm(people=people, initial={"due_on": today + DUE_IN}),
        "today": today,
        "may_upload": wanted or attached.may(UPLOAD, standing, organisation, line.own),
        "may_download": mine is not None or attached.may(DOWNLOAD, standing, organisation, line.own),
        "may_remove": standing.may(PURGE, organisation),
        "may_report": attached.may(REPORT, standing, organisation, line.own),
        "propose": _proposes(request, line) if current else False,
        "uploads_to": address_of(request, line, "upload"),
        "most": limits.MOST_BYTES,
        "nav": "documents",
    }
    return render(request, VERSIONS, context, status=status)


def _proposes(request: Request, line: Line) -> bool:
    """Whether to propose that the document exists, now that its file is here."""
    return line.status != State.PRESENT and queries.may_write(
        request.standing, request.organisation.pk, line.own
    )


def address_of(request: Request, line: Line, view: str) -> str:
    pk = request.organisation.pk
    if line.document is not None:
        return reverse(f"documents:{view}", args=[pk, line.referential, line.code])
    return reverse(f"documents:own_{view}", args=[pk, line.record.pk if line.record else 0])


def _upload(request: Request, line: Line) -> HttpResponse:
    standing, organisation = request.standing, request.organisation
    asked = asking.is_asked(request.user, organisation.pk, line.key)
    if not asked and not attached.may(UPLOAD, standing, organisation.pk, line.own):
        raise NotAllowed([Refusal(f"{UPLOAD}.not-yours")])
    refused = _first_refusals(request)
    for sent in [] if refused else request.FILES.getlist("file")[:1]:
        refused = _take(request, sent, line)
    if _wants_json(request):
        return answer(request.organisation.pk, refused)
    if refused:
        return show_versions(request, line, refused=refused, status=INVALID)
    messages.success(request, _("The file is kept."))
    return redirect(address_of(request, line, "versions"))


# — Receiving ———————————————————————————————————————————————————————————————————


def _first_refusals(request: Request) -> list[dict[str, Any]]:
    """What is said before anything is looked at: nothing was chosen, nothing was ticked."""
    if not request.FILES.getlist("file"):
        return [told("", [sentence(Refusal(f"{UPLOAD}.no-file"))])]
    if len(request.FILES.getlist("file")) > limits.MOST_AT_ONCE:
        return [told("", [sentence(Refusal(f"{UPLOAD}.too-many", {"most": limits.MOST_AT_ONCE}))])]
    if not request.POST.get("checked"):
        return [told("", [sentence(Refusal(f"{UPLOAD}.not-ticked"))])]
    return []


def _take(request: Request, sent: UploadedFile, line: Line | None) -> list[dict[str, Any]]:
    """Receive one file; says why where it is refused."""
    files.count(request.user.pk)
    at = timezone.now()
    try:
        accepted = files.accept(sent, holder=request.organisation.stream_id)
        attaching.add(request.organisation, line, accepted, standing=request.standing, at=at)
    except NotKept as refused:
        alarm = attaching.note_refused(request.organisation, refused, standing=request.standing, at=at)
        return [told_refused(refused, alarm)]
    return []


def told(name: str, reasons: list[str]) -> dict[str, Any]:
    """What a page says of a file that is not taken."""
    return {"name": name, "reasons": reasons, "deidentify": False, "alarm": None}


def told_refused(refused: NotKept, alarm: FalseAlarm | None) -> dict[str, Any]:
    """The same for one that was looked at, with what its sender may do about it."""
    said = told(refused.shown, [in_words(finding) for finding in refused.findings])
    said["deidentify"] = offers_deidentification(refused.findings)
    return {**said, "alarm": alarm.pk if alarm else None}


def _wants_json(request: Request) -> bool:
    return request.headers.get("Accept") == "application/json"


def answer(organisation: int, refused: Sequence[Mapping[str, Any]]) -> JsonResponse:
    """What the page's script is told: 200, or why not, and where its sender may do something about it."""
    return JsonResponse(
        {"refused": [{**one, **_ways(organisation, one)} for one in refused]},
        status=INVALID if refused else 200,
    )


def _ways(organisation: int, refused: Mapping[str, Any]) -> dict[str, str]:
    ways = {}
    if refused["alarm"]:
        ways["ask"] = reverse("documents:alarm_ask", args=[organisation, refused["alarm"]])
    if refused["deidentify"]:
        ways["copy"] = reverse("documents:deidentification", args=[organisation])
    return ways


# — Many at once ————————————————————————————————————————————————————————————————


@asks("evidence.upload", "GET", "POST")
def bulk(request: Request, organisation_pk: int) -> HttpResponse:
    """Send files together; each then waits under the document that its name proposes."""
    refused: list[dict[str, Any]] = []
    if request.method == "POST":
        refused = _first_refusals(request)
        for one in [] if refused else request.FILES.getlist("file"):
            refused += _take(request, one, None)
        if _wants_json(request):
            return answer(request.organisation.pk, refused)
        if not refused:
            return redirect("documents:bulk", organisation_pk=organisation_pk)
    return _bulk(request, refused)


def _bulk(request: Request, refused: Sequence[dict[str, Any]] = ()) -> HttpResponse:
    standing, organisation = request.standing, request.organisation.pk
    lines = [line for line in lines_of(request) if attached.may(UPLOAD, standing, organisation, line.own)]
    filed = set(request.GET.getlist("filed"))
    context = {
        "organisation": request.organisation,
        "waiting": attached.waiting(organisation, request.user.pk, lines),
        "lines": lines,
        "filed": [line for line in lines if line.key in filed and _proposes(request, line)],
        "refused": refused,
        "discard": DISCARD,
        "most": limits.MOST_BYTES,
        "most_files": limits.MOST_AT_ONCE,
        "uploads_to": reverse("documents:bulk", args=[organisation]),
        "nav": "documents",
    }
    return render(request, BULK, context, status=INVALID if refused else 200)


@asks("evidence.upload", "POST")
def filing(request: Request, organisation_pk: int) -> HttpResponse:
    """Put the files that wait where their person says; those about which they say nothing go on waiting."""
    lines = {line.key: line for line in lines_of(request)}
    said = {
        int(name.removeprefix("file-")): str(value)
        for name, value in request.POST.items()
        if name.startswith("file-") and name.removeprefix("file-").isdecimal()
    }
    where = {pk: lines[key] for pk, key in said.items() if key in lines}
    gone = [pk for pk, key in said.items() if key == DISCARD]
    at, standing = timezone.now(), request.standing
    if where:
        attaching.put(request.organisation, where, standing=standing, at=at)
        n = len(where)
        messages.success(request, ngettext("{n} file filed.", "{n} files filed.", n).format(n=n))
    if gone:
        attaching.discard(request.organisation, gone, standing=standing, at=at)
    address = reverse("documents:bulk", args=[organisation_pk])
    keys = sorted({line.key for line in where.values()})
    return redirect(f"{address}?{urlencode({'filed': keys}, doseq=True)}" if keys else address)


# — One file ————————————————————————————————————————————————————————————————————


def _file(request: Request, pk: int) -> tuple[DocumentFile, DocumentRecord | None]:
    """A file of this site that is still there, and what the site says of its document."""
    rows = DocumentFile.objects.visible_to(request.standing).filter(organisation=request.organisation)
    row = get_object_or_404(rows.select_related("file"), pk=pk, removed_at__isnull=True)
    referential, _slash, code = row.line.partition("/")
    named = {"pk": code} if referential == queries.OWN else {"referential": referential, "code": code}
    said = DocumentRecord.objects.filter(organisation=request.organisation, **named) if code else None
    return row, said.first() if said is not None else None


@asks("evidence.download")
def download(request: Request, organisation_pk: int, pk: int) -> HttpResponseBase:
    """Give a file out, to whoever may have it at this moment."""
    row, record = _file(request, pk)
    mine = row.line == "" and row.file.received_by_id == request.user.pk
    mine = mine or asking.is_to_read(request.user, row.pk)
    if not mine and not attached.may(DOWNLOAD, request.standing, organisation_pk, record):
        raise NotAllowed([Refusal(f"{DOWNLOAD}.not-yours")])
    if row.file.reported_at is not None and not request.standing.may(PURGE, organisation_pk):
        raise NotAllowed([Refusal("file.set-aside")])
    if not row.file.may_be_looked_at:
        raise NotAllowed([Refusal("file.infected-or-waiting")])
    response = serve(row.file)
    # An evaluator has the file of a document in their charge: as a reader of the inventory they are named.
    under = DOWNLOAD if request.standing.may(DOWNLOAD, organisation_pk) else "document.read"
    at = timezone.now()
    note_export(under, organisation_pk, row.file.name, standing=request.standing, at=at)
    return response


@asks("evidence.purge", "POST")
def remove(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Take a version away, and say why."""
    row, _record = _file(request, pk)
    line = line_of(request, row.line) if row.line else None
    try:
        reason = request.POST.get("reason", "")
        attaching.remove(request.organisation, pk, reason, standing=request.standing, at=timezone.now())
    except NotAllowed as error:
        if line is None:
            raise
        reasons = [sentence(refusal) for refusal in error.refusals]
        return show_versions(request, line, refused=[told(row.file.name, reasons)], status=INVALID)
    messages.success(request, _("The file is removed."))
    return redirect(
        address_of(request, line, "versions") if line else reverse("documents:bulk", args=[organisation_pk])
    )


# — Without the patient's name ——————————————————————————————————————————————————


@asks("evidence.upload", "GET", "POST")
def deidentification(request: Request, organisation_pk: int) -> HttpResponse:
    """Give back a DICOM file without what names its patient: to be looked at, then sent. Nothing of it is kept."""
    context: dict[str, Any] = {
        "organisation": request.organisation,
        "most": limits.MOST_BYTES,
        "nav": "documents",
    }
    if request.method != "POST":
        return render(request, DEIDENTIFY, context)
    sent = request.FILES.get("file")
    if sent is None:
        context["refused"] = [told("", [sentence(Refusal(f"{UPLOAD}.no-file"))])]
        return render(request, DEIDENTIFY, context, status=INVALID)
    files.count(request.user.pk)
    try:
        made = files.deidentified(sent)
    except NotKept as refused:
        context["refused"] = [told("", [in_words(finding) for finding in refused.findings])]
        return render(request, DEIDENTIFY, context, status=INVALID)
    name = _("de-identified.dcm") if not made.look_at_it else _("de-identified-to-be-looked-at.dcm")
    response = HttpResponse(made.data, content_type="application/dicom", headers=HEADERS)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
