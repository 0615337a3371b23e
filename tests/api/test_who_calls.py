"""Keys and sessions: who a call is made for, and what each may not do."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from aplomb.apps.accounts.models import Token
from aplomb.apps.accounts.tokens import find
from tests import factories
from tests.api.calling import API, Caller, browser, key_of, nobody, problem_of, program

pytestmark = pytest.mark.django_db


def bearer(key, client=None):
    return Caller(client or Client(), {"Authorization": f"Bearer {key}"})


def test_a_program_is_who_its_key_says(anne):
    answer = program(anne, "read").get("/me").json()

    assert (answer["email"], answer["token"]["scope"], answer["csrf_token"]) == (
        "anne@example.org",
        "read",
        None,
    )


def test_an_unknown_an_ended_and_a_revoked_key_get_the_same_answer(anne):
    keys = [
        "aplomb_" + "x" * 43,
        key_of(anne, days=-1),
        key_of(anne, revoked_at=timezone.now()),
        "",
        "é\u00a0è",
    ]

    answers = [bearer(key).get("/me") for key in keys]

    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert {answer.headers["WWW-Authenticate"] for answer in answers} == {"Bearer"}
    assert problem_of(answers[0], 401)["code"] == "unauthenticated"


def test_nobody_and_another_scheme_get_that_answer_too(anne):
    basic = Caller(Client(), {"Authorization": "Basic YW5uZTpzZWNyZXQ="})

    assert nobody().get("/me").content == basic.get("/me").content
    problem_of(basic.get("/me"), 401)


def test_the_key_of_a_deactivated_person_opens_nothing(anne):
    caller = program(anne)
    anne.is_active = False
    anne.save()

    problem_of(caller.get("/me"), 401)


def test_with_a_key_the_cookies_of_the_same_browser_count_for_nothing(anne, marc):
    signed_in = browser(anne).client

    assert bearer(key_of(marc), signed_in).get("/me").json()["email"] == "marc@example.org"
    problem_of(bearer("aplomb_nothing", signed_in).get("/me"), 401)


def test_a_bad_key_is_told_even_where_anybody_may_read(anne):
    assert nobody().get("/referentials").status_code == 200
    problem_of(bearer("aplomb_nothing").get("/referentials"), 401)


def test_a_key_that_reads_writes_nothing(anne, site):
    refused = program(anne, "read").patch(f"/organisations/{site.pk}", {"version": 1, "city": "Ailleurs"})

    site.refresh_from_db()
    assert (problem_of(refused, 403)["code"], site.city) == ("read_only", "Valdieu")


def test_a_key_that_writes_needs_no_form_token(anne, site):
    caller = bearer(key_of(anne), Client(enforce_csrf_checks=True))

    assert caller.patch(f"/organisations/{site.pk}", {"version": 1, "city": "Valdor"}).status_code == 200


def test_a_session_writes_with_its_form_token_alone(anne, site):
    caller = browser(anne, checks_forms=True)
    change = {"version": 1, "city": "Valdor"}
    address = f"/organisations/{site.pk}"

    without = problem_of(caller.patch(address, change), 403)
    wrong = problem_of(caller.patch(address, change, **{"X-CSRFToken": "x" * 64}), 403)
    fresh = caller.get("/me").json()["csrf_token"]

    assert (without["code"], wrong["code"]) == ("csrf", "csrf")
    assert caller.patch(address, change, **{"X-CSRFToken": fresh}).status_code == 200


def test_a_form_token_that_a_page_kept_for_days_is_replaced_by_asking_who_i_am(anne, site):
    caller = browser(anne, checks_forms=True)
    caller.get("/me")
    del caller.client.cookies["csrftoken"]

    fresh = caller.get("/me").json()["csrf_token"]

    body = {"version": 1, "city": "Valdor"}
    assert caller.patch(f"/organisations/{site.pk}", body, **{"X-CSRFToken": fresh}).status_code == 200


def test_a_form_from_another_site_is_refused_with_the_session(anne, site):
    caller = browser(anne)
    body = {"version": 1, "city": "Valdor"}

    problem_of(caller.patch(f"/organisations/{site.pk}", body, **{"Sec-Fetch-Site": "cross-site"}), 403)


def test_the_last_use_of_a_key_is_written_once_a_minute(anne):
    key, at = key_of(anne), timezone.now()

    def used(after):
        find(key, at + timedelta(seconds=after))
        return Token.objects.get().last_used_at - at

    assert [used(after).seconds for after in (0, 30, 59, 61, 90, 130)] == [0, 0, 0, 61, 61, 130]


def test_a_key_is_looked_up_once_a_call_and_makes_no_session(anne, django_assert_num_queries):
    caller = program(anne)
    caller.get("/me")  # its last use is written by this one

    with django_assert_num_queries(2):  # the key with its person, the person's roles
        answer = caller.get("/me")

    assert "Set-Cookie" not in answer.headers
    assert not answer.cookies


def test_a_program_is_spoken_to_in_the_language_it_asks_for_else_in_its_persons(site):
    john = factories.quality_manager(site, language="en")
    caller = program(john)

    def title(**headers):
        return caller.get("/organisations/0", **headers).json()["title"]

    french, english = "Il n’y a rien ici.", "There is nothing here."
    assert (title(), title(**{"Accept-Language": "fr"})) == (english, french)
    assert program(factories.user()).get("/organisations/0").json()["title"] == french


def test_what_grants_rights_takes_a_session_whatever_the_key(anne, site):
    group = factories.organisation("Groupe", kind="group")

    refused = program(anne).post(f"/organisations/{site.pk}/affiliations", {"parent": group.pk})

    assert problem_of(refused, 403)["code"] == "session_only"


def test_me_says_roles_of_the_day_and_is_kept_nowhere(anne, site, django_assert_num_queries):
    answer = browser(anne).get("/me")

    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.json()["memberships"] == [
        {
            "organisation": {"id": site.pk, "name": "Centre de Clairvaldieu", "kind": "site"},
            "role": "quality_manager",
            "since": "2026-01-01",
            "until": None,
        }
    ]


def test_the_address_of_the_api_leads_to_its_pages(client):
    answer = client.get(f"{API}/")

    assert (answer.status_code, answer.headers["Location"]) == (302, f"{API}/docs")
