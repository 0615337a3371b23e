"""The pages of a signed-in person: what waits for them, a site's dashboard, the search across areas."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.home import board, desk
from aplomb.apps.knowledge.queries import search as search_sheets
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.rights import Request, asks, oneself
from aplomb.apps.referentials.queries import compiled
from aplomb.apps.referentials.search import look_for
from aplomb.domain.organisations.kinds import Kind
from aplomb.domain.shared.calendar import day_in_paris

SHORTEST_SEARCH = 2
MOST_OF_A_KIND = 8


@oneself("my_data.read")
def mine(request: Request) -> HttpResponse:
    """What concerns me now, and where my sites stand."""
    today = day_in_paris(timezone.now())
    context = {
        "nav": "home",
        "today": today,
        "waiting": desk.waiting_for(request.standing, today),
        "lines": desk.sites_of(request.standing),
    }
    return render(request, "home/mine.html", context)


@asks("organisation.read", otherwise="member.read")
def dashboard(request: Request, organisation_pk: int) -> HttpResponse:
    """Where a site stands: its score, its essentials, its documents, what comes next. Others have no score of theirs:
    their page is that of what they are and of whom they work with."""
    if request.organisation.kind != Kind.SITE:
        return redirect("organisations:settings", organisation_pk)
    today = day_in_paris(timezone.now())
    context = {
        "nav": "dashboard",
        "organisation": request.organisation,
        "today": today,
        "board": board.board_of(request.organisation, request.standing, today),
    }
    return render(request, "home/dashboard.html", context)


@dataclass(frozen=True, slots=True)
class Hit:
    title: str
    note: str
    url: str
    icon: str


@oneself("my_data.read")
def search(request: Request) -> HttpResponse:
    """Everything that holds these words and that this person may see: places, evaluations, criteria, sheets."""
    words = request.GET.get("q", "").strip()
    groups = _groups(request, words) if len(words) >= SHORTEST_SEARCH else []
    context = {"nav": "search", "words": words, "groups": groups, "short": 0 < len(words) < SHORTEST_SEARCH}
    template = "home/search.html#results" if request.htmx else "home/search.html"
    return render(request, template, context)


def _groups(request: Request, words: str) -> list[tuple[str, list[Hit]]]:
    groups = [
        (_("Organisations"), _organisations(request, words)),
        (_("Evaluations"), _evaluations(request, words)),
        (_("Best practice"), _sheets(words)),
        (_("Criteria"), _criteria(words)),
    ]
    return [(title, hits) for title, hits in groups if hits]


def _organisations(request: Request, words: str) -> list[Hit]:
    found = (
        Organisation.objects.visible_to(request.standing).filter(name__unaccent__icontains=words).for_list()
    )
    return [
        Hit(place.name, f"{place.get_kind_display()} · {place.city}", place.get_absolute_url(), "building")
        for place in found[:MOST_OF_A_KIND]
    ]


def _evaluations(request: Request, words: str) -> list[Hit]:
    found = (
        Evaluation.objects.visible_to(request.standing)
        .filter(organisation__name__unaccent__icontains=words)
        .select_related("organisation")
        .defer("frozen", "summary")
        .latest_first()
    )
    return [
        Hit(str(evaluation), evaluation.get_status_display(), evaluation.get_absolute_url(), "grid")
        for evaluation in found[:MOST_OF_A_KIND]
    ]


def _sheets(words: str) -> list[Hit]:
    return [
        Hit(sheet.title, sheet.code, reverse("knowledge:detail", args=[sheet.code]), "sheet")
        for sheet in search_sheets(words).sheets[:MOST_OF_A_KIND]
    ]


def _criteria(words: str) -> list[Hit]:
    hits: list[Hit] = []
    for row in board.newest_editions():
        tree = compiled(row.pk)
        codes = list(look_for(row.pk, tree, words).found)[:MOST_OF_A_KIND]
        hits += [
            Hit(
                str(tree.by_code[code].text),
                f"{code} · {tree.title}",
                reverse("referentials:criterion", args=[tree.code, tree.edition, code]),
                "list",
            )
            for code in codes
        ]
    return hits
