"""Error pages: in the house style, in the reader's language, with what to do."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils.translation import override

from aplomb.web import errors
from tests import factories
from tests.support.pages import page, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_() -> Iterator[HttpRequest]:
    with override("fr"):
        yield RequestFactory().get("/quelque/part/")


def test_a_page_that_does_not_exist_leads_home(client: Client) -> None:
    tree = page(client.get("/nulle-part/"), 404)

    assert words(tree.xpath("//h1")[0]) == "Cette page n’existe pas"
    assert tree.xpath("//main//a/@href") == ["/", "/referentials/"]


def test_whoever_is_signed_in_is_led_back_to_what_waits(client: Client) -> None:
    client.force_login(factories.user())
    tree = page(client.get("/nulle-part/"), 404)

    assert tree.xpath("//main//a/@href") == ["/home/", "/", "/referentials/"]
    assert "/login/" not in tree.xpath("//header//a/@href")


def test_errors_speak_english_too(client: Client) -> None:
    client.cookies["language"] = "en"
    tree = page(client.get("/nowhere/"), 404)

    assert words(tree.xpath("//h1")[0]) == "This page does not exist"


@pytest.mark.parametrize(
    ("answer", "status", "title"),
    [
        (
            lambda request: errors.bad_request(request, SuspiciousOperation()),
            400,
            "Cette demande n’a pas pu être lue",
        ),
        (
            lambda request: errors.forbidden(request, PermissionDenied()),
            403,
            "Cet accès ne vous est pas ouvert",
        ),
        (lambda request: errors.csrf_failure(request), 403, "Ce formulaire n’est plus valable"),
    ],
)
def test_each_error_says_what_happened(request_: HttpRequest, answer: Any, status: int, title: str) -> None:
    assert words(page(answer(request_), status).xpath("//h1")[0]) == title


def test_a_form_without_its_token_is_refused_in_the_house_style() -> None:
    from django.conf import settings

    assert settings.CSRF_FAILURE_VIEW == "aplomb.web.errors.csrf_failure"


def test_a_fault_of_ours_bears_a_reference_that_the_log_has_too(
    request_: HttpRequest, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, logger="aplomb.errors"):
        tree = page(errors.server_error(request_), 500)

    (line,) = caplog.messages
    reference = line.split()[1].rstrip(":")
    assert line == f"reference {reference}: GET /quelque/part/"
    assert f"Référence {reference}" in words(tree)


def test_where_not_even_the_error_page_can_be_made_a_bare_one_is(
    request_: HttpRequest, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_args: object, **_options: object) -> None:
        raise RuntimeError("no template")

    monkeypatch.setattr(errors, "render", broken)
    answer = errors.server_error(request_)

    text = answer.content.decode()
    assert answer.status_code == 500
    assert "La page n’a pas pu s’afficher" in text
    assert caplog.records[0].getMessage().split()[1].rstrip(":") in text
