"""A document that a group keeps for its sites: as a site has it, and as the group sees who has it."""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from aplomb.apps.documents import shared as sharing
from aplomb.apps.documents.exports import note_export
from aplomb.apps.documents.models import DocumentFile, DocumentRecord
from aplomb.apps.documents.queries import may_write
from aplomb.apps.files.serving import serve
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.organisations.rights import Request, asks
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.refusal import Refusal

SHARED = "documents/shared.html"
DOWNLOAD = "evidence.download"


@asks("document.read")
def shared(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """What a group says of a document that it keeps for its sites, with its files; for the group, who has it."""
    if sharing.is_sharing(request.organisation):
        return _of_the_group(request, pk)
    row = _for_site(request, pk)
    context = {
        "organisation": request.organisation,
        "row": row,
        "status": row.record.status(day_in_paris(timezone.now())),
        "files": sharing.files(row),
        "may_download": _may_download(request),
        "nav": "documents",
    }
    return render(request, SHARED, context)


def _of_the_group(request: Request, pk: int) -> HttpResponse:
    today = day_in_paris(timezone.now())
    rows = DocumentRecord.objects.visible_to(request.standing).filter(organisation=request.organisation)
    row = get_object_or_404(rows.select_related("organisation", "owner"), pk=pk, shared=True)
    context = {
        "organisation": request.organisation,
        "row": row,
        "status": row.record.status(today),
        "holders": sharing.holders(row, today),
        "may_change": may_write(request.standing, request.organisation.pk, row),
        "group": True,
        "nav": "documents",
    }
    return render(request, SHARED, context)


def _for_site(request: Request, pk: int) -> DocumentRecord:
    """The document, as long as it is shared and the site belongs to whoever shares it."""
    row = sharing.for_site(request.organisation.pk, pk, day_in_paris(timezone.now()))
    if row is None:
        raise Http404
    return row


def _may_download(request: Request) -> bool:
    """The group means its files for all of the site's people: an evaluator is named on them."""
    return request.standing.may(DOWNLOAD, request.organisation.pk, named=True)


@asks("evidence.download")
def shared_file(request: Request, organisation_pk: int, pk: int, file_pk: int) -> HttpResponseBase:
    """Give out a file of a document that the group shares, to the site's people."""
    row = _for_site(request, pk)
    found: DocumentFile | None = next((one for one in sharing.files(row) if one.pk == file_pk), None)
    if found is None:
        raise Http404
    if not _may_download(request):
        raise NotAllowed([Refusal(f"{DOWNLOAD}.not-yours")])
    if not found.file.may_be_looked_at:
        raise NotAllowed([Refusal("file.infected-or-waiting")])
    response = serve(found.file)
    under = DOWNLOAD if request.standing.may(DOWNLOAD, organisation_pk) else "document.read"
    note_export(under, organisation_pk, found.file.name, standing=request.standing, at=timezone.now())
    return response
