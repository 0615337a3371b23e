"""The public pages of referentials: to browse, search, print, compare, take away."""

from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from aplomb.apps.referentials import reading
from aplomb.apps.referentials.comparison import changes, side_by_side
from aplomb.apps.referentials.filters import Filters
from aplomb.apps.referentials.fragments import criterion_context, fragments
from aplomb.apps.referentials.models import Edition
from aplomb.apps.referentials.parts import around
from aplomb.apps.referentials.queries import editions_of, open_editions, tree_of
from aplomb.apps.referentials.search import look_for
from aplomb.domain.referentials.differences import compare
from aplomb.domain.referentials.edition import Edition as Tree
from aplomb.formats.grid import profile_of
from aplomb.formats.grid_xlsx import write_grid
from aplomb.formats.referential import write_json, write_yaml
from aplomb.formats.referential_xlsx import write_workbook
from aplomb.web.public import answer

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOWNLOADS: dict[str, tuple[str, Callable[[Tree], str | bytes]]] = {
    "yaml": ("application/yaml; charset=utf-8", write_yaml),
    "json": ("application/json; charset=utf-8", write_json),
    "xlsx": (WORKBOOK, write_workbook),
}


@require_safe
def edition_list(request: HttpRequest) -> HttpResponse:
    """The referentials, each with its newest edition's figures, and the editions of before."""
    rows = open_editions()

    def build() -> HttpResponse:
        shown: list[dict[str, Any]] = []
        for row in rows:
            if shown and shown[-1]["row"].code == row.code:
                shown[-1]["before"].append(row)
            else:
                tree = tree_of(row.pk, row.content_hash)
                shown.append({"row": row, "tree": tree, "figures": reading.figures(tree), "before": []})
        return render(request, "referentials/list.html", {"shown": shown, "nav": "referentials"})

    return answer(request, build, version=_version(rows), changed_at=_changed_at(rows))


@require_safe
def newest(request: HttpRequest, code: str) -> HttpResponse:
    """The newest edition of a referential, for addresses that name none."""
    rows = editions_of(code)
    if not rows:
        raise Http404
    query = request.GET.urlencode()
    return HttpResponseRedirect(rows[0].get_absolute_url() + (f"?{query}" if query else ""))


@require_safe
def edition_detail(request: HttpRequest, code: str, edition: str) -> HttpResponse:
    """An edition to read and to search. Asked by HTMX, only what the search changes."""
    row, rows = _found(code, edition)
    tree = tree_of(row.pk, row.content_hash)
    filters = Filters.of(request.GET, tree)

    def build() -> HttpResponse:
        outcome = look_for(row.pk, tree, filters.words) if filters.words else None
        shown = reading.kept(tree, filters, outcome)
        context = {
            "nav": "referentials",
            "row": row,
            "newer": rows[0] if rows[0] != row else None,
            "edition": tree,
            "filters": filters,
            "asked": reading.asked(tree, filters),
            "outcome": outcome,
            "reading": reading.reading(tree, shown, outcome, fragments(row)),
            "around": around(row),
            "french_only": reading.french_only(tree),
        }
        if request.headers.get("HX-Request"):
            response = render(request, "referentials/detail.html#fragment", {**context, "swapped": True})
            response.headers["HX-Replace-Url"] = row.get_absolute_url() + filters.query
            return response
        context["swapped"] = False
        return render(request, "referentials/detail.html", context)

    version, changed_at = _version([row, rows[0]]), _changed_at(rows)
    return answer(request, build, version=version, changed_at=changed_at)


@require_safe
def criterion_detail(request: HttpRequest, code: str, edition: str, criterion: str) -> HttpResponse:
    """One criterion, with what surrounds it: an address to send to somebody."""
    row, rows = _found(code, edition)
    tree = tree_of(row.pk, row.content_hash)
    if criterion not in tree.by_code:
        raise Http404

    def build() -> HttpResponse:
        asked = tree.by_code[criterion]
        requirement = next(item for item in tree.requirements if item.code == asked.requirement)
        context = {
            **criterion_context(tree, asked),
            "nav": "referentials",
            "row": row,
            "newer": rows[0] if rows[0] != row else None,
            "family": next(item for item in tree.families if item.code == asked.family),
            "requirement": requirement,
            "siblings": [(item, item.code == asked.code) for item in requirement.criteria],
            "previous": tree.criteria[asked.position - 1] if asked.position else None,
            "following": next(iter(tree.criteria[asked.position + 1 : asked.position + 2]), None),
        }
        return render(request, "referentials/criterion.html", context)

    return answer(request, build, version=_version([row, rows[0]]), changed_at=_changed_at(rows), keep=False)


# — Files ————————————————————————————————————————————————————————————————————————————————————————————————————


@require_safe
def edition_download(request: HttpRequest, code: str, edition: str, extension: str) -> HttpResponse:
    """The whole edition as a file that the command line and this site take in again."""
    if extension not in DOWNLOADS:
        raise Http404
    row, _rows = _found(code, edition)

    def build() -> HttpResponse:
        kind, write = DOWNLOADS[extension]
        return _file(write(tree_of(row.pk, row.content_hash)), kind, f"{code}-{edition}.{extension}")

    return answer(request, build, version=row.content_hash, changed_at=row.changed_at)


@require_safe
def grid_download(request: HttpRequest, code: str, edition: str) -> HttpResponse:
    """An empty grid to fill in. `selection` shortens it; with `profile=1`, `fact` says what the subject has."""
    row, _rows = _found(code, edition)
    tree = tree_of(row.pk, row.content_hash)
    selection = request.GET.get("selection") or None
    stated = request.GET.get("profile") == "1"
    has = set(request.GET.getlist("fact"))
    if selection not in {None, *(item.code for item in tree.selections)}:
        raise Http404
    if not has <= {item.code for item in tree.profile}:
        raise Http404

    def build() -> HttpResponse:
        profile = profile_of(tree, has) if stated else None
        lang = (get_language() or "fr")[:2]
        name = "-".join(filter(None, (code, edition, selection, _("grid"))))
        return _file(
            write_grid(tree, profile=profile, selection=selection, lang=lang), WORKBOOK, f"{name}.xlsx"
        )

    return answer(request, build, version=row.content_hash, changed_at=row.changed_at)


def _file(content: str | bytes, kind: str, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})


# — Comparing ————————————————————————————————————————————————————————————————————————————————————————————————


@require_safe
def edition_compare(request: HttpRequest) -> HttpResponse:
    """Two editions, `a` and `b`: what changed between two of one referential, what two referentials share."""
    rows = open_editions()
    first, second = _named(rows, request.GET.get("a")), _named(rows, request.GET.get("b"))
    chosen = [row for row in (first, second) if row]

    def build() -> HttpResponse:
        context: dict[str, Any] = {"nav": "compare", "rows": rows, "first": first, "second": second}
        if first and second and first != second:
            old, new = (tree_of(row.pk, row.content_hash) for row in (first, second))
            context |= {"old": old, "new": new}
            if old.code == new.code:
                context["changes"] = changes(compare(old, new))
            else:
                context["side"] = side_by_side(old, new)
        return render(request, "referentials/compare.html", context)

    unknown = any(request.GET.get(name) and not row for name, row in (("a", first), ("b", second)))
    if unknown:
        raise Http404
    return answer(
        request, build, version=_version([*rows, *chosen]), changed_at=_changed_at(rows), keep=False
    )


def _named(rows: Sequence[Edition], name: str | None) -> Edition | None:
    return next((row for row in rows if row.name == name), None)


# — What the pages share —————————————————————————————————————————————————————————————————————————————————————


def _found(code: str, edition: str) -> tuple[Edition, list[Edition]]:
    """The edition of an address, and all of its referential, the newest first. One query."""
    rows = editions_of(code)
    row = next((row for row in rows if row.edition == edition), None)
    if row is None:
        raise Http404
    return row, rows


def _version(rows: Sequence[Edition]) -> str:
    """What a page about these editions depends on."""
    said = "\n".join(f"{row.name} {row.status} {row.published_at} {row.content_hash}" for row in rows)
    return sha256(said.encode()).hexdigest()[:20]


def _changed_at(rows: Sequence[Edition]) -> datetime | None:
    return max((row.changed_at for row in rows), default=None)
