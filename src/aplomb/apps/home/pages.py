"""The pages of a signed-in person: what waits for them, a site's dashboard, the search across areas."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.home import board, commands, desk, news
from aplomb.apps.home.commands import MOST_OF_A_KIND, Hit
from aplomb.apps.home.navigation import places_of
from aplomb.apps.knowledge.queries import search as search_sheets
from aplomb.apps.notices.services import mark_read
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.rights import Request, asks, oneself
from aplomb.apps.referentials.queries import compiled
from aplomb.apps.referentials.search import look_for
from aplomb.domain.organisations.kinds import Kind
from aplomb.domain.shared.calendar import day_in_paris

SHORTEST_SEARCH, LONGEST_SEARCH = 2, 200
SEARCH, DIALOG = "home/search.html", "find-results"


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


@oneself("my_data.read")
def notices(request: Request) -> HttpResponse:
    """What happened lately that concerns me."""
    now = timezone.now()
    found = news.latest(request.standing, now)
    context = {
        "nav": "notices",
        "notices": found,
        "unread": sum(notice.unread for notice in found),
        "until": now.isoformat(),
        "today": day_in_paris(now),
    }
    return render(request, "home/notices.html", context)


@oneself("my_data.write", "POST")
def notices_read(request: Request) -> HttpResponse:
    """Mark as read what the page showed: what came since stays new."""
    now = timezone.now()
    try:
        until = datetime.fromisoformat(request.POST.get("until", ""))
    except ValueError:
        until = now
    mark_read(request.user, min(until if timezone.is_aware(until) else now, now))
    return redirect("home:notices")


@oneself("my_data.read")
def search(request: Request) -> HttpResponse:
    """Everything that holds these words and that this person may see: places, evaluations, criteria, sheets."""
    words = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    short = len(words) < SHORTEST_SEARCH
    in_dialog = request.htmx and request.htmx.target == DIALOG
    if in_dialog and (here := _here(request)):
        request.organisation = here
    groups = [*_offers(request, words, in_dialog), *([] if short else _found(request, words))]
    context = {"nav": "search", "words": words, "groups": groups, "short": bool(words) and short}
    template = "home/found.html" if in_dialog else "home/search.html#results" if request.htmx else SEARCH
    return render(request, template, context)


def _here(request: Request) -> Organisation | None:
    """Where the page is on which the dialog was opened, if the person may go there."""
    at = request.GET.get("at", "")
    places = places_of(request.standing) if at.isdecimal() else []
    return next((place for place in places if str(place.pk) == at), None)


def _offers(request: Request, words: str, in_dialog: bool) -> list[tuple[str, list[Hit]]]:
    """What may be started and where to go: in the dialog before a word is typed, on the page with the words."""
    if not words and not in_dialog:
        return []
    here = getattr(request, "organisation", None)
    groups = [
        (_("Actions"), commands.actions(request.standing, words, here.pk if here else None)),
        (_("Go to"), commands.pages(request.navigation, words)),
    ]
    return [(title, hits) for title, hits in groups if hits]


def _found(request: Request, words: str) -> list[tuple[str, list[Hit]]]:
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
