"""Pages of what is set aside: reported files, and what the guard may have stopped by mistake."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from aplomb.apps.documents import aside, attached
from aplomb.apps.documents.attaching import PURGE
from aplomb.apps.documents.models import DocumentFile, DocumentRecord
from aplomb.apps.files.refusals import SENTENCES
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.organisations.rights import Request, asks
from aplomb.web.refusals import sentence

PAGE = "documents/aside.html"
INVALID = 422


@asks("document.read")
def judged(request: Request, organisation_pk: int) -> HttpResponse:
    """What waits for the quality manager's decision; to the others, the files of theirs that the guard stopped."""
    return _show(request)


def _show(request: Request, *, refused: list[str] | None = None, status: int = 200) -> HttpResponse:
    standing, place, at = request.standing, request.organisation, timezone.now()
    may_judge = standing.may(PURGE, place.pk)
    found = aside.alarms(place, standing, at)
    context: dict[str, Any] = {
        "organisation": place,
        "may_judge": may_judge,
        "files": aside.set_aside(place, at) if may_judge else [],
        "alarms": [(alarm, [str(SENTENCES[f"file.{rule}"]) for rule in alarm.rules]) for alarm in found],
        "now": at,
        "reasons": refused or [],
        "nav": "documents",
    }
    return render(request, PAGE, context, status=status)


@asks("evidence.report", "POST")
def report(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Say that a file of the inventory shows a patient: it is set aside at once."""
    rows = DocumentFile.objects.visible_to(request.standing).filter(organisation=request.organisation)
    row = get_object_or_404(rows.select_related("file"), pk=pk, removed_at__isnull=True)
    referential, _slash, code = row.line.partition("/")
    record = DocumentRecord.objects.filter(
        organisation=request.organisation, referential=referential, code=code
    ).exclude(code="")
    may = attached.may(aside.REPORT, request.standing, organisation_pk, record.first())
    named = may or row.file.received_by_id == request.user.pk
    return _do(
        request,
        lambda reason: aside.report(
            request.organisation, row, reason, named=named, standing=request.standing, at=timezone.now()
        ),
        _("The file is set aside: only the quality manager sees it now."),
    )


@asks("evidence.purge", "POST")
def give_back(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Give a reported file back."""
    place, standing = request.organisation, request.standing
    return _do(
        request,
        lambda reason: aside.give_back(place, pk, reason, standing=standing, at=timezone.now()),
        _("The file is given back."),
    )


@asks("evidence.purge", "POST")
def purge(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Do away with a reported file."""
    place, standing = request.organisation, request.standing
    return _do(
        request,
        lambda reason: aside.purge(place, pk, reason, standing=standing, at=timezone.now()),
        _("The file is purged."),
    )


@asks("evidence.upload", "POST")
def ask(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Ask for a file that the guard stopped to be released."""
    place, standing = request.organisation, request.standing
    return _do(
        request,
        lambda reason: aside.ask(place, pk, reason, standing=standing, at=timezone.now()),
        _("The quality manager is told; you will be written to."),
    )


@asks("evidence.release", "POST")
def release(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Release a false alarm for a day."""
    place, standing = request.organisation, request.standing
    return _do(
        request,
        lambda reason: aside.release(place, pk, reason, standing=standing, at=timezone.now()),
        _("The file may be sent again for 24 hours."),
    )


def _do(request: Request, act: Callable[[str], object], said: str) -> HttpResponse:
    """Do it with the reason that was typed, or show the page again with what stands in the way."""
    try:
        act(request.POST.get("reason", ""))
    except NotAllowed as error:
        if any(refusal.code.endswith("not-yours") for refusal in error.refusals):
            raise
        return _show(request, refused=[sentence(refusal) for refusal in error.refusals], status=INVALID)
    messages.success(request, said)
    return redirect("documents:aside", organisation_pk=request.organisation.pk)
