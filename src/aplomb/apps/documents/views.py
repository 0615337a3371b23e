"""The inventory of a site's documents: read, filtered, changed in place, taken away."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_htmx.http import reswap, retarget

from aplomb.apps.documents import attached, expected, queries, services, shared
from aplomb.apps.documents.exports import note_export
from aplomb.apps.documents.forms import LineForm, OwnForm, StatesForm
from aplomb.apps.documents.inventory_xlsx import inventory_xlsx
from aplomb.apps.documents.listing import ORDERS, Asked, listing
from aplomb.apps.documents.models import DocumentRecord
from aplomb.apps.documents.queries import Figures, Line
from aplomb.apps.documents.services import Stale
from aplomb.apps.documents.wanted import Wanted
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.organisations.queries import people_of
from aplomb.apps.organisations.rights import Request, asks
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.refusal import Refusal
from aplomb.web.refusals import sentence
from aplomb.web.templatetags.aplomb import language

LIST, FORM = "documents/list.html", "documents/line.html"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CONFLICT, INVALID = 409, 422


# — The list —————————————————————————————————————————————————————————————————————


@asks("document.read")
def inventory(request: Request, organisation_pk: int) -> HttpResponse:
    """Every document that the site should have, and its own, as the address asks for them."""
    context = _context(request, Asked.of(request.GET.dict()))
    part = "#inventory" if request.htmx and request.htmx.target == "inventory" else ""
    return render(request, f"{LIST}{part}", context)


def _context(request: Request, asked: Asked) -> dict[str, Any]:
    today = day_in_paris(timezone.now())
    expectations = expected.expectations(request.organisation.pk)
    lines = queries.lines(request.organisation.pk, expectations, today)
    shown = listing(lines, asked, request.user.pk, today)
    sites = shared.sites_of(request.organisation, today)
    return {
        "organisation": request.organisation,
        "sharing": shared.is_sharing(request.organisation),
        "sites": sites,
        "used_by": shared.used_by([line.record for line in lines if line.record], sites) if sites else {},
        "shared_files": shared.files_of(lines),
        "asked": asked,
        "listing": shown,
        "figures": Figures.of(lines),
        "expectations": expectations,
        "orders": [(name, word, name == asked.order) for name, word in ORDERS.items()],
        "states": DocumentRecord.StateChoices.choices,
        "today": today,
        "next_year": today.replace(year=today.year + 1, day=min(today.day, 28)),
        "writable": _writable(request, lines),
        "files": attached.counts(request.organisation.pk),
        "may_upload": request.standing.may("evidence.upload", request.organisation.pk, named=True),
        "may_add": request.standing.may("document.write", request.organisation.pk),
        "said": "",
        "focus": "",
        "nav": "documents",
    }


def _writable(request: Request, lines: Sequence[Line]) -> frozenset[str]:
    """The lines that this person may change."""
    standing, organisation = request.standing, request.organisation.pk
    return frozenset(
        line.key
        for line in lines
        if not line.is_elsewhere and queries.may_write(standing, organisation, line.own)
    )


# — One line —————————————————————————————————————————————————————————————————————


@asks("document.write", "GET", "POST")
def line(request: Request, organisation_pk: int, referential: str, code: str) -> HttpResponse:
    """Say what there is of an expected document: in its row, or on a page of its own."""
    return _change(request, f"{referential}/{code}")


@asks("document.write", "GET", "POST")
def own_line(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """The same for a document of the site's own."""
    return _change(request, f"{queries.OWN}/{pk}")


def _change(request: Request, key: str) -> HttpResponse:
    today = day_in_paris(timezone.now())
    found = _line(request, key, today)
    if found.is_elsewhere:
        raise Http404
    if not queries.may_write(request.standing, request.organisation.pk, found.own):
        raise NotAllowed([Refusal("document.write.not-yours")])
    if request.method != "POST":
        return _form(request, found, _bound(request, found, today))
    form = _bound(request, found, today, request.POST)
    if not form.is_valid():
        return _form(request, found, form, status=INVALID)
    wanted = Wanted(key, form.values(), form.cleaned_data["version"])
    try:
        services.write(request.organisation, [wanted], standing=request.standing, at=timezone.now())
    except Stale as stale:
        # Both versions are shown: to send this form again, on top of the new one, is a choice.
        theirs = stale.changed[0]
        again = {**request.POST.dict(), "version": str(theirs.version if theirs.pk else 0)}
        form = _bound(request, found, today, again)
        return _form(request, found, form, status=CONFLICT, theirs=theirs)
    except NotAllowed as error:
        form.add_error(None, [sentence(refusal) for refusal in error.refusals])
        return _form(request, found, form, status=INVALID)
    return _done(request, key, _("{title}: recorded.").format(title=found.text.in_(language())))


def _line(request: Request, key: str, today: date) -> Line:
    expectations = expected.expectations(request.organisation.pk)
    found = queries.lines(request.organisation.pk, expectations, today, only=key)
    if not found:
        raise Http404
    return found[0]


def _bound(request: Request, found: Line, today: date, data: Any = None) -> LineForm:
    people = people_of(request.organisation.pk, today)
    row = found.own
    initial = {
        "version": found.version,
        "shared": row.shared if row else True,
        "state": row.state if row else DocumentRecord.StateChoices.MISSING,
        "kept_at": row.kept_at if row else "",
        "edition_label": row.edition_label if row else "",
        "approved_on": row.approved_on if row else None,
        "valid_from": row.valid_from if row else None,
        "valid_until": row.valid_until if row else None,
        "owner": row.owner_id if row else None,
    }
    if found.document is not None:
        return LineForm(data, people=people, initial=initial, sharing=shared.is_sharing(request.organisation))
    assert row is not None  # noqa: S101 -- a line without an expected document is a row
    initial |= {
        "title": row.title,
        "category": row.category,
        "referential": row.referential,
        "criteria": ", ".join(row.criteria),
    }
    sharing = shared.is_sharing(request.organisation)
    return OwnForm(data, people=people, initial=initial, sharing=sharing, **_choices(request))


def _choices(request: Request) -> dict[str, list[tuple[str, str]]]:
    """The categories and referentials that a document of the site's own can bear on."""
    lang = language()
    editions = [found.edition for found in expected.expectations(request.organisation.pk)]
    categories = {
        one.code: one.title.in_(lang) for edition in editions for one in edition.document_categories
    }
    return {
        "categories": list(categories.items()),
        "referentials": [(edition.code, edition.title.in_(lang)) for edition in editions],
    }


def _form(
    request: Request,
    found: Line | None,
    form: LineForm,
    *,
    status: int = 200,
    theirs: DocumentRecord | None = None,
) -> HttpResponse:
    own = found is None or found.document is None
    context = {
        "organisation": request.organisation,
        "line": found,
        "form": form,
        "theirs": theirs,
        "own": own,
        "back": _back(request, found),
        "asked": Asked.of(request.GET.dict()),
        "nav": "documents",
    }
    template = f"{FORM}#row" if request.htmx and found is not None else FORM
    return render(request, template, context, status=status)


def _back(request: Request, found: Line | None) -> str:
    """The list as it was, at the line."""
    address = reverse("documents:list", args=[request.organisation.pk])
    query = Asked.of(request.GET.dict()).query
    return f"{address}{query if query != '?' else ''}{'#' + found.anchor if found else ''}"


def _done(request: Request, key: str, said: str) -> HttpResponse:
    """The row as it is now, with what the page counts; or back to the list at that row."""
    asked = Asked.of(request.GET.dict())
    if not request.htmx:
        messages.success(request, said)
        return redirect(_back(request, _line(request, key, day_in_paris(timezone.now()))))
    # One line changes the counts, the bars and maybe what the filter shows: the whole list is put back.
    response = render(request, f"{LIST}#inventory", {**_context(request, asked), "said": said, "focus": key})
    return retarget(reswap(response, "outerHTML"), "#inventory")


@asks("document.read")
def row(request: Request, organisation_pk: int) -> HttpResponse:
    """A row as it is, for whoever closes its form without recording."""
    asked = Asked.of(request.GET.dict())
    context = _context(request, asked)
    return render(
        request,
        f"{LIST}#row",
        {**context, "line": _line(request, request.GET.get("key", ""), context["today"])},
    )


@asks("document.write", "POST")
def follow(request: Request, organisation_pk: int, referential: str, code: str) -> HttpResponse:
    """Leave an expected document to what the group says of it."""
    version = request.POST.get("version", "")
    key = f"{referential}/{code}"
    try:
        services.follow_group(
            request.organisation,
            key,
            int(version) if version.isdecimal() else 0,
            standing=request.standing,
            at=timezone.now(),
        )
    except Stale:
        messages.error(request, _("The document has changed meanwhile: nothing was changed."))
        return redirect("documents:line", organisation_pk=organisation_pk, referential=referential, code=code)
    messages.success(request, _("What the group says of this document holds again."))
    return redirect(_back(request, _line(request, key, day_in_paris(timezone.now()))))


# — The site's own ———————————————————————————————————————————————————————————————


@asks("document.write", "GET", "POST")
def own_create(request: Request, organisation_pk: int) -> HttpResponse:
    """Add a document that no referential expects."""
    request.standing.actor("document.write", request.organisation.pk)
    people = people_of(request.organisation.pk, day_in_paris(timezone.now()))
    choices = _choices(request)
    first = choices["referentials"][0][0] if len(choices["referentials"]) == 1 else ""
    initial = {
        "version": 0,
        "state": DocumentRecord.StateChoices.PRESENT,
        "referential": first,
        "shared": True,
    }
    data = request.POST if request.method == "POST" else None
    sharing = shared.is_sharing(request.organisation)
    form = OwnForm(data, people=people, initial=initial, sharing=sharing, **choices)
    if request.method != "POST":
        return _form(request, None, form)
    if not form.is_valid():
        return _form(request, None, form, status=INVALID)
    try:
        made = services.add_own(
            request.organisation, form.values(), standing=request.standing, at=timezone.now()
        )
    except NotAllowed as error:
        form.add_error(None, [sentence(refusal) for refusal in error.refusals])
        return _form(request, None, form, status=INVALID)
    messages.success(request, _("{title}: added to the inventory.").format(title=made.title))
    return redirect(f"{reverse('documents:list', args=[organisation_pk])}#d-own-{made.pk}")


@asks("document.write", "POST")
def own_remove(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Take a document of the site's own out of the inventory."""
    version = request.POST.get("version", "")
    try:
        services.remove_own(
            request.organisation,
            pk,
            int(version) if version.isdecimal() else 0,
            standing=request.standing,
            at=timezone.now(),
        )
    except Stale:
        messages.error(request, _("The document has changed meanwhile: nothing was removed."))
        return redirect("documents:own_line", organisation_pk=organisation_pk, pk=pk)
    messages.success(request, _("The document has left the inventory."))
    return redirect("documents:list", organisation_pk=organisation_pk)


# — Several at once ——————————————————————————————————————————————————————————————


@asks("document.write", "POST")
def states(request: Request, organisation_pk: int) -> HttpResponse:
    """One state for all the lines that are ticked: all of them, or none."""
    form = StatesForm(request.POST)
    back = f"{reverse('documents:list', args=[organisation_pk])}{Asked.of(request.GET.dict()).query}"
    if not form.is_valid():
        messages.error(request, _("Tick some documents, and choose a state."))
        return redirect(back)
    try:
        written = services.write(
            request.organisation,
            form.wanted(request.POST.getlist("line")),
            standing=request.standing,
            at=timezone.now(),
        )
    except Stale as stale:
        titles = ", ".join(record.title for record in stale.changed)
        messages.error(
            request, _("Changed meanwhile, so that nothing was recorded: {titles}.").format(titles=titles)
        )
        return redirect(back)
    said = ngettext("{n} document recorded.", "{n} documents recorded.", len(written))
    messages.success(request, said.format(n=len(written)))
    return redirect(back)


# — To take away —————————————————————————————————————————————————————————————————


@asks("document.read")
def inventory_file(request: Request, organisation_pk: int) -> HttpResponse:
    """The documentary report as a workbook."""
    at = timezone.now()
    today = day_in_paris(at)
    lines = queries.lines(organisation_pk, expected.expectations(organisation_pk), today)
    data = inventory_xlsx(lines, request.organisation.name, today, language())
    note_export("document.read", organisation_pk, "inventory.xlsx", standing=request.standing, at=at)
    name = _("documents-{site}-{day}.xlsx").format(site=slugify(request.organisation.label), day=today)
    return HttpResponse(
        data,
        content_type=XLSX,
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, no-store",
        },
    )
