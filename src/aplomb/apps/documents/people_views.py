"""What people are asked about documents: to approve a version, to provide one, to read one."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from aplomb.apps.documents import approving, asking
from aplomb.apps.documents.file_views import INVALID, address_of, line_of, show_versions, told
from aplomb.apps.documents.forms import ApprovalForm, ReadingForm, RequestForm
from aplomb.apps.documents.models import DocumentFile
from aplomb.apps.documents.queries import Line
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.organisations.queries import people_of
from aplomb.apps.organisations.rights import Request, asks
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.web.refusals import sentence


@asks("document.approve", "POST")
def approve(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Approve the latest version of a document, and say from when to when it is valid."""
    _row, line = _version(request, pk)
    form = ApprovalForm(request.POST)
    return _do(
        request,
        line,
        form,
        lambda: approving.approve(
            request.organisation,
            line,
            pk,
            valid_from=form.cleaned_data["valid_from"],
            valid_until=form.cleaned_data["valid_until"],
            standing=request.standing,
            at=timezone.now(),
        ),
        _("The version is approved."),
    )


@asks("document.write", "POST")
def request_document(request: Request, organisation_pk: int) -> HttpResponse:
    """Ask a colleague for a document."""
    line = line_of(request, request.POST.get("line", ""))
    today = day_in_paris(timezone.now())
    form = RequestForm(request.POST, people=people_of(organisation_pk, today))
    return _do(
        request,
        line,
        form,
        lambda: asking.ask(
            request.organisation, line, **form.cleaned_data, standing=request.standing, at=timezone.now()
        ),
        _("Your colleague is written to."),
    )


@asks("document.write", "POST")
def withdraw(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Ask for it no longer."""
    line = line_of(request, request.POST.get("line", ""))
    return _do(
        request,
        line,
        None,
        lambda: asking.withdraw(request.organisation, line, pk, standing=request.standing, at=timezone.now()),
        _("The request is withdrawn."),
    )


@asks("document.write", "POST")
def remind(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Write to the person again."""
    line = line_of(request, request.POST.get("line", ""))
    return _do(
        request,
        line,
        None,
        lambda: asking.remind(request.organisation, line, pk, standing=request.standing, at=timezone.now()),
        _("Your colleague is written to."),
    )


@asks("document.write", "POST")
def reading(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Ask people to read a version."""
    row, line = _version(request, pk)
    today = day_in_paris(timezone.now())
    form = ReadingForm(request.POST, people=people_of(organisation_pk, today))
    return _do(
        request,
        line,
        form,
        lambda: asking.ask_to_read(
            request.organisation,
            line,
            row,
            **form.cleaned_data,
            standing=request.standing,
            at=timezone.now(),
        ),
        _("The readers are written to."),
    )


@asks("document.read", "POST")
def read(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Say that one has read a version."""
    row, line = _version(request, pk)
    return _do(
        request,
        line,
        None,
        lambda: asking.say_read(request.organisation, row, standing=request.standing, at=timezone.now()),
        _("Noted: you have read it."),
    )


def _version(request: Request, pk: int) -> tuple[DocumentFile, Line]:
    rows = DocumentFile.objects.visible_to(request.standing).filter(organisation=request.organisation)
    row = get_object_or_404(rows.select_related("file"), pk=pk, removed_at__isnull=True)
    if not row.line:
        raise Http404
    return row, line_of(request, row.line)


def _do(
    request: Request, line: Line, form: Form | None, act: Callable[[], object], said: str
) -> HttpResponse:
    """Do it, or show the document's page again with what is wrong."""
    reasons: list[str] = []
    if form is not None and not form.is_valid():
        reasons = [f"{form[name].label}{_(':')} {errors[0]}" for name, errors in form.errors.items()]
    else:
        try:
            act()
        except NotAllowed as error:
            if all(refusal.code.endswith("not-yours") for refusal in error.refusals):
                raise
            reasons = [sentence(refusal) for refusal in error.refusals]
    if reasons:
        return show_versions(request, line, refused=[told("", reasons)], status=INVALID)
    messages.success(request, said)
    return redirect(address_of(request, line, "versions"))
