"""Public pages: the same for everyone, compressed as each reader takes it, kept within bounds."""

import gzip
from typing import Any

import brotli
import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils.translation import override

from aplomb.web import public
from aplomb.web.public import Kept, answer

PAGE = "<p>Une page publique.</p>" * 200


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "kept", Kept())


def asked(**headers: str) -> HttpRequest:
    return RequestFactory().get("/page/", headers=headers)


def answered(request: HttpRequest, page: str = PAGE, **options: Any) -> HttpResponse:
    return answer(request, lambda: HttpResponse(page), version="1", **options)


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", None),
        ("identity", None),
        ("gzip", "gzip"),
        ("gzip, deflate, br", "br"),
        ("br;q=1.0, gzip;q=0.5", "br"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0.0, br;q=0", None),
        ("BR", "br"),
    ],
)
def test_a_page_leaves_in_an_encoding_that_its_reader_takes(
    accepted: str, encoding: str | None, keep: bool
) -> None:
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]

    for _again in range(2):  # the second time from what was kept
        response = answered(asked(**{"Accept-Encoding": accepted}), keep=keep)
        assert response.headers.get("Content-Encoding") == encoding
        assert unpack(response.content).decode() == PAGE
        assert "Accept-Encoding" in response.headers["Vary"]


def test_a_small_page_is_not_worth_compressing() -> None:
    response = answered(asked(**{"Accept-Encoding": "gzip, br"}), "<p>Petit.</p>", keep=False)

    assert "Content-Encoding" not in response.headers


def test_a_kept_page_is_built_once_for_each_language_theme_and_part() -> None:
    built: list[str] = []

    def build() -> HttpResponse:
        built.append("")
        return HttpResponse(PAGE)

    plain, dark = asked(), asked(Cookie="theme=dark")
    dark.COOKIES["theme"] = "dark"
    for request in (plain, dark, asked(**{"HX-Request": "true"})):
        for lang in ("fr", "en"):
            for _again in range(2):
                with override(lang):
                    answer(request, build, version="1")

    assert len(built) == 6


def test_what_is_kept_stays_within_its_bound_the_least_used_going_first() -> None:
    kept = Kept(limit=30)
    for name in "abc":
        kept.put((name,), b"x" * 10)
    kept.get(("a",))

    kept.put(("d",), b"x" * 10)

    assert [kept.get((name,)) is not None for name in "abcd"] == [True, False, True, True]
    assert kept.size == 30
    kept.put(("a",), b"x" * 5)
    assert kept.size == 25


def test_an_address_with_a_query_is_never_kept() -> None:
    request = RequestFactory().get("/page/?n=1")

    answered(request)

    assert public.kept.size == 0


def test_an_error_is_neither_tagged_nor_kept() -> None:
    response = answer(asked(), lambda: HttpResponse("non", status=409), version="1")

    assert response.status_code == 409
    assert "ETag" not in response.headers
    assert public.kept.size == 0


def test_what_the_page_says_of_itself_is_not_lost() -> None:
    def build() -> HttpResponse:
        return HttpResponse(
            "a", content_type="application/yaml", headers={"Content-Disposition": "attachment"}
        )

    response = answer(asked(), build, version="1")

    assert response.headers["Content-Type"] == "application/yaml"
    assert response.headers["Content-Disposition"] == "attachment"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/referentials/", "/referentials/compare/", "/components/"])
def test_public_pages_ask_for_no_session_and_set_no_cookie(client: Client, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 200
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()


@pytest.mark.django_db
def test_the_content_policy_allows_nothing_inline(client: Client) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]

    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split(";") if rule.strip()}
    assert rules["default-src"] == ["'none'"]
    assert rules["script-src"] == ["'self'"]
    assert rules["style-src"] == ["'self'"]
    assert rules["require-trusted-types-for"] == ["'script'"]
    assert "unsafe" not in policy
