"""Every route has its line, and answers each person as the line says."""

import json
import re

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.utils import timezone

from aplomb.apps.accounts.models import Limit
from aplomb.apps.accounts.rights import PUBLIC
from aplomb.apps.organisations.policy import standing_of
from aplomb.apps.organisations.rights import KNOWING
from aplomb.cli import policy
from aplomb.cli.routes import show
from aplomb.config.routes import routes
from aplomb.domain.access.matrix import MATRIX, Relation
from tests.rights.cast import assemble

pytestmark = pytest.mark.django_db
OF_A_PLACE = "<int:organisation_pk>"
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
# The door is wider than what is behind it: two kinds of evaluation, each with a right of its own.
ASKS_MORE_INSIDE = {"evaluations:new"}
# Open to the organisation's own people too, by the right that any member has.
OPEN_TO_MEMBERS = {"organisations:settings", "organisations:structure", "home:dashboard"}
# They lead to a form, for whoever may send it and nobody else.
LIST_FOR_A_FORM = {"organisations:invitation-mine", "organisations:doubles"}
# What it is about is named by the query or the form; without it there is nothing.
NEEDS_A_QUERY = {"documents:row", "documents:request"}


def test_every_route_says_which_right_it_asks():
    silent = [f"{route.path} ({route.name})" for route in routes() if not route.action]

    assert silent == [], "a view without @asks, @oneself or @public: see apps/organisations/rights.py"


def test_every_right_asked_is_a_line_of_the_matrix():
    assert {route.action for route in routes()} <= {*MATRIX, PUBLIC}


def test_no_action_but_a_reading_one_is_open_to_get_alone():
    """What changes something takes a form: an address that only answers GET asks for reading."""
    reading = ("read", "settings", "create", "read_scores", PUBLIC, "verify", "download")
    odd = [
        f"{route.path}: {route.action}"
        for route in routes()
        if not UNSAFE & set(route.methods)
        and not route.action.endswith(reading)
        and route.name not in LIST_FOR_A_FORM
    ]

    assert odd == []


def answer_of(client, method, address):
    return getattr(client, method.lower())(address)


def sample(route, place):
    """The route's address on a place; what else it names does not exist."""
    address = route.path.replace(OF_A_PLACE, str(place.pk))
    for part in ("<int:pk>", "<int:evaluation_pk>", "<int:document_pk>"):
        address = address.replace(part, "999999")
    return address if "<" not in address else None


@pytest.fixture
def cast(settings, monkeypatch):
    settings.DEMO = True  # the second factor has its own tests
    # So have the limits: there are more forms than a person may send in a minute.
    monkeypatch.setattr("aplomb.apps.accounts.limits.demand", lambda *_args, **_more: None)
    return assemble()


def clients(cast):
    for player in cast.players:
        client = Client()
        if player.user is not None:
            client.force_login(player.user)
        yield player, client


def test_pages_of_a_place_answer_each_person_as_the_matrix_says(cast):
    """200 or an answer of its own to who may; 403 to who knows the place; 404 to strangers; sign in to nobody."""
    seen, wrong = 0, []
    pages = [route for route in routes() if OF_A_PLACE in route.path and not route.path.startswith("/api/")]
    for player, client in clients(cast):
        standing = standing_of(player.user, timezone.localdate())
        for route in pages:
            Limit.objects.all().delete()  # how much one may write in a minute has its own tests
            method = "GET" if "GET" in route.methods else "POST"
            for name in sorted({"site", "neighbour", "ended", player.home or "group"}):
                place = cast.places[name]
                address = sample(route, place)
                if address is None:
                    continue
                status = answer_of(client, method, address).status_code
                reached = standing.organisations_for(route.action)
                known = [standing.organisations_for(action) for action in KNOWING]
                may = reached is None or place.pk in reached
                if route.name in OPEN_TO_MEMBERS:
                    may = may or standing.may("member.read", place.pk)
                knows = any(places is None or place.pk in places for places in known)
                if player.user is None:
                    fine = status == 302
                elif may:
                    named = MATRIX[route.action].get(player.role) is Relation.NAMED
                    narrower = named or route.name in ASKS_MORE_INSIDE
                    absent = "999999" in address or route.name in NEEDS_A_QUERY
                    fine = (
                        status in (200, 201, 302, 303, 409, 422)
                        or (status == 403 and narrower)
                        or (status == 404 and absent)
                    )
                else:
                    fine = status == (403 if knows else 404)
                seen += 1
                if not fine:
                    wrong.append(f"{player.name}: {method} {route.path} on {place}: {status}")

    assert not wrong, "\n".join(wrong)
    assert seen >= 800


def test_somebody_else_s_place_looks_exactly_like_a_missing_one(cast):
    colleague = next(player for player in cast.players if player.name == "colleague of another site")
    client = Client()
    client.force_login(colleague.user)
    theirs, missing = cast.places["site"].pk, 999_999
    pages = {route.path for route in routes() if OF_A_PLACE in route.path and "GET" in route.methods}

    for path in sorted(pages):
        if "<int:pk>" in path:
            continue
        one, other = (client.get(path.replace(OF_A_PLACE, str(pk))) for pk in (theirs, missing))
        assert (one.status_code, other.status_code) == (404, 404), path
        assert re.sub(rb"/o/\d+/", b"/o/N/", one.content) == re.sub(rb"/o/\d+/", b"/o/N/", other.content), (
            path
        )


def test_nobody_reaches_anything_but_what_is_public(cast):
    wrong = []
    for route in routes():
        public = route.action == PUBLIC or "public" in MATRIX.get(route.action, {})
        address = sample(route, cast.places["site"])
        if public or address is None or ("POST" not in route.methods and "GET" not in route.methods):
            continue
        for method in {"GET", "POST"} & set(route.methods):
            answer = answer_of(Client(), method, address)
            turned_away = (
                answer.status_code == 401
                if address.startswith("/api/")
                else (answer.status_code == 302 and answer.url.startswith(("/login/", "/account/confirm/")))
            )
            if not turned_away:
                wrong.append(f"{method} {address}: {answer.status_code}")

    assert wrong == []


def test_what_takes_a_form_does_not_answer_get(cast):
    boss = next(player for player in cast.players if player.role == "quality_manager")
    client = Client()
    client.force_login(boss.user)
    wrong = []
    for route in routes():
        address = sample(route, cast.places["site"])
        if address is None or route.path.startswith("/api/") or route.methods != ("POST",):
            continue
        if client.get(address).status_code != 405:
            wrong.append(address)

    assert wrong == []
    assert get_user(client).is_authenticated


def test_the_commands_print_both_tables(capsys):
    assert show(as_json=True) == 0
    listed = json.loads(capsys.readouterr().out)
    assert {
        "path": "/account/",
        "name": "accounts:account",
        "methods": ["GET", "HEAD"],
        "action": "my_data.read",
    } in listed

    assert policy.run(type("Args", (), {"json": True})()) == 0
    assert json.loads(capsys.readouterr().out)["evaluation.close"] == {"quality_manager": "own"}
