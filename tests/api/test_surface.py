"""What is refused before any operation reads it, and how everything that goes wrong is said."""

import pytest
from django.db import OperationalError
from django.test import Client

from aplomb.apps.accounts import limits
from tests.api.calling import API, Caller, browser, key_of, nobody, problem_of, program

pytestmark = pytest.mark.django_db
MEBIBYTE = 1024 * 1024


def raw(caller, path, body, content_type="application/json", method="POST"):
    return caller.client.generic(method, API + path, body, content_type=content_type, headers=caller.headers)


@pytest.mark.parametrize("path", ["/", "/nothing", "/me/", "/evaluations/x", "/evaluations/1/nothing"])
def test_an_address_that_is_not_there_says_so_as_a_problem(path, anne):
    for caller in (nobody(), browser(anne), program(anne)):
        for method in ("GET", "POST"):
            if path != "/":
                problem_of(caller.send(method, path), 404)


def test_an_address_outside_the_api_still_answers_a_page(client):
    assert client.get("/nothing/").headers["Content-Type"].startswith("text/html")


def test_a_method_that_an_address_does_not_take_is_refused_with_those_it_takes(anne):
    refused = program(anne).delete("/organisations")

    assert problem_of(refused, 405)["code"] == "method"
    assert refused.headers["Allow"] == "GET, HEAD, POST"


def test_head_answers_as_get_does_without_a_body(anne):
    caller = program(anne)

    got, headed = caller.get("/me"), caller.head("/me")

    assert (headed.status_code, headed.content) == (200, b"")
    assert headed.headers["Content-Length"] == got.headers["Content-Length"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "{'version': 1}",
        '{"version": NaN}',
        '{"version": 1e999}x',
        '{"version": ' + "9" * 5000 + "}",
    ],
)
def test_a_body_that_is_not_json_is_refused(body, anne, site):
    refused = raw(program(anne), f"/organisations/{site.pk}", body.encode(), method="PATCH")

    expected = 422 if body == "" else 400
    problem_of(refused, expected)


def test_a_body_deeper_than_twenty_levels_is_refused(anne, site):
    def nested(levels):
        return '{"version": 1, "city": ' + "[" * levels + "]" * levels + "}"

    caller, address = program(anne), f"/organisations/{site.pk}"

    assert problem_of(raw(caller, address, nested(19), method="PATCH"), 422)["code"] == "invalid"
    assert problem_of(raw(caller, address, nested(20), method="PATCH"), 400)["code"] == "too_deep"
    assert problem_of(raw(caller, address, nested(100_000), method="PATCH"), 400)["code"] == "unreadable"


def test_a_body_of_another_media_type_is_refused(anne, site):
    address = f"/organisations/{site.pk}"
    for content_type in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ):
        refused = raw(program(anne), address, b'{"version": 1}', content_type, "PATCH")
        assert problem_of(refused, 415)["code"] == "media_type"


def test_a_body_over_two_and_a_half_mebibytes_is_refused(anne, site):
    body = b'{"version": 1, "name": "' + b"x" * (5 * MEBIBYTE // 2) + b'"}'

    for caller in (program(anne), browser(anne)):
        assert (
            problem_of(raw(caller, f"/organisations/{site.pk}", body, method="PATCH"), 413)["code"]
            == "too_big"
        )


@pytest.mark.parametrize("address", ["/sheets?q=a%00b", "/referentials/a%00b", "/organisations?q=%00"])
def test_an_address_with_what_no_text_holds_is_refused(address, anne):
    problem_of(program(anne).get(address), 400)


def test_an_address_over_four_kibibytes_is_refused(anne):
    problem_of(program(anne).get("/sheets?q=" + "x" * 4096), 414)


def test_fields_that_are_wrong_are_named_one_by_one_in_french(anne, site):
    body = {"version": "un", "surname": "x", "name": "", "siret": "12345678901234", "city": "a\u0007b"}

    errors = problem_of(program(anne).patch(f"/organisations/{site.pk}", body), 422)["errors"]

    assert {(one["place"], one["field"], one["message"]) for one in errors} == {
        ("body", "version", "Un nombre entier est attendu."),
        ("body", "surname", "Ce champ n’existe pas."),
        ("body", "name", "Longueur\u00a0: 1 au moins."),
        (
            "body",
            "siret",
            "Ce n’est pas un SIRET\u00a0: quatorze chiffres, dont le dernier contrôle les autres.",
        ),
        ("body", "city", "Un caractère n’est pas du texte."),
    }


def test_a_parameter_of_the_address_that_is_wrong_is_named_too(anne):
    errors = problem_of(program(anne).get("/organisations?limit=1000"), 422)["errors"]

    assert errors == [
        {"place": "query", "field": "limit", "code": "less_than_equal", "message": "100 au plus."}
    ]


def test_half_a_pair_of_characters_stops_before_the_database(anne, site):
    refused = raw(
        program(anne), f"/organisations/{site.pk}", b'{"version": 1, "city": "\\ud800"}', method="PATCH"
    )

    problem_of(refused, 422)


def test_a_person_writes_a_hundred_and_twenty_times_a_minute_by_key_and_session_together(anne, site):
    for _ in range(119):
        limits.before_unsafe(anne.pk, "127.0.0.1")
    body = {"version": 1, "city": "Valdor"}
    key, page = program(anne), browser(anne)

    assert key.patch(f"/organisations/{site.pk}", body).status_code == 200
    refused = page.patch(f"/organisations/{site.pk}", body)

    assert problem_of(refused, 429)["code"] == "too_many"
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    problem_of(key.patch(f"/organisations/{site.pk}", body), 429)
    assert key.get("/me").status_code == 200


def test_searches_are_counted_too(anne):
    caller = program(anne)
    for _ in range(60):
        limits.demand(limits.named("search", str(anne.pk)), 60, limits.MINUTE)

    refused = caller.get("/sheets?q=injection")

    problem_of(refused, 429)
    assert int(refused.headers["Retry-After"]) >= 1


def test_a_busy_database_asks_to_come_back_and_a_fault_of_ours_says_its_reference(anne, monkeypatch):
    caller = Caller(Client(raise_request_exception=False), {"Authorization": f"Bearer {key_of(anne)}"})

    def failing(error):
        def queries(*args, **kwargs):
            raise error

        return queries

    monkeypatch.setattr(
        "aplomb.apps.accounts.queries.current_roles", failing(OperationalError("lock timeout"))
    )
    busy = caller.get("/me")
    assert (problem_of(busy, 503)["code"], busy.headers["Retry-After"]) == ("busy", "5")

    monkeypatch.setattr("aplomb.apps.accounts.queries.current_roles", failing(RuntimeError("secret of ours")))
    fault = problem_of(caller.get("/me"), 500)
    assert fault["code"] == "fault"
    assert len(fault["reference"]) == 8
    assert "secret" not in str(fault)


def test_no_answer_is_kept_unless_it_says_so(anne, site):
    caller = program(anne)

    kept = {
        path: caller.get(path).headers["Cache-Control"]
        for path in ("/me", f"/organisations/{site.pk}", "/no")
    }

    assert set(kept.values()) == {"private, no-store"}
