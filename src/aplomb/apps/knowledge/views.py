"""The base online: list and search, a sheet, a tool with the site's name."""

from collections.abc import Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe

from aplomb.apps.knowledge import queries
from aplomb.apps.organisations.models import Membership, Organisation
from aplomb.apps.organisations.rights import Request, asks
from aplomb.domain.access.matrix import Role
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.formats import library
from aplomb.formats.markdown import to_html
from aplomb.formats.sheets import sheets
from aplomb.formats.tools import Tool

KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@asks("sheet.read")
def sheet_list(request: Request) -> HttpResponse:
    """All the sheets, or those that hold the words of `q`; `family` keeps those of one family."""
    words = request.GET.get("q", "").strip()
    outcome = queries.search(words)
    tree = library.find("teleradiologie")
    family = request.GET.get("family", "")
    shown = [
        sheet
        for sheet in outcome.sheets
        if not family or (sheet.taxonomy == tree.code and sheet.family == family)
    ]
    context = {
        "nav": "sheets",
        "words": words,
        "instead": outcome.instead,
        "found": shown,
        "total": len(sheets()),
        "families": tree.families,
        "family": family,
    }
    template = "knowledge/list.html#results" if request.htmx else "knowledge/list.html"
    return render(request, template, context)


@asks("sheet.read")
def sheet_detail(request: Request, code: str) -> HttpResponse:
    sheet = queries.by_code().get(code)
    if sheet is None:
        raise Http404
    criteria = []
    for referential, criterion in sheet.criteria:
        tree = library.find(referential)
        criteria.append((tree, tree.by_code[criterion]))
    context = {
        "nav": "sheets",
        "sheet": sheet,
        # The renderer shows raw HTML as text and keeps web and mail links alone.
        "body": mark_safe(to_html(sheet.body, _address)),  # noqa: S308
        "criteria": criteria,
        "tools": [queries.tools_by_code()[tool] for tool in sheet.tools],
        "sites": _sites(request),
    }
    return render(request, "knowledge/detail.html", context)


def _file(tool: Tool, values: Mapping[str, str]) -> bytes:
    # What writes Word and Excel weighs on every process that answers: it is loaded for whoever asks for a file.
    from aplomb.formats.tools_docx import tool_docx
    from aplomb.formats.tools_xlsx import tool_xlsx

    return tool_docx(tool, values) if tool.kind == "docx" else tool_xlsx(tool, values)


@asks("sheet.read")
def tool_download(request: Request, code: str) -> HttpResponse:
    """A tool as Word or Excel, with the name of the site that the reader chose among theirs."""
    tool = queries.tools_by_code().get(code)
    if tool is None:
        raise Http404
    values = _values(request)
    body = _file(tool, values)
    response = HttpResponse(body, content_type=KINDS[tool.kind])
    response["Content-Disposition"] = content_disposition_header(
        True, f"{tool.code} {tool.title}.{tool.kind}"
    )
    response["Cache-Control"] = "private, no-store"
    return response


def _address(code: str) -> str | None:
    if code in queries.by_code():
        return reverse("knowledge:detail", args=[code])
    return reverse("knowledge:tool", args=[code]) if code in queries.tools_by_code() else None


def _sites(request: Request) -> list[Organisation]:
    return list(Organisation.objects.visible_to(request.standing, "document.read").sites().for_list())


def _values(request: Request) -> dict[str, str]:
    """What is known of the site asked for, if it is one of the reader's; nothing otherwise."""
    values = {"date": day_in_paris(timezone.now()).strftime("%d/%m/%Y")}
    wanted = request.GET.get("site", "")
    site = next((place for place in _sites(request) if str(place.pk) == wanted), None)
    if site is None:
        return values
    manager = (
        Membership.objects.filter(
            Membership.current(day_in_paris(timezone.now())), organisation=site, role=Role.QUALITY_MANAGER
        )
        .select_related("user")
        .first()
    )
    values |= {"site.name": site.name, "site.city": site.city}
    if manager:
        values["quality_manager.name"] = manager.user.get_full_name()
    return values
