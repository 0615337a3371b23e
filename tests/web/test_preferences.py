"""Theme and language: two forms that work without a script, kept in cookies that the server reads."""

import pytest
from django.test import Client

from tests.support.pages import page

pytestmark = pytest.mark.django_db


def pressed(tree, name: str) -> list[str]:  # type: ignore[no-untyped-def]
    return tree.xpath(f"//button[@name='{name}'][@aria-pressed='true']/@value")


def test_the_theme_chosen_stands_in_the_page_itself_so_that_nothing_flashes(client: Client) -> None:
    answer = client.post("/theme/", {"theme": "dark", "next": "/components/"})

    assert (answer.status_code, answer.url) == (303, "/components/")
    tree = page(client.get("/"))
    assert tree.get("data-theme") == "dark"
    assert pressed(tree, "theme") == ["dark"]


def test_back_to_the_systems_theme(client: Client) -> None:
    client.post("/theme/", {"theme": "light"})
    client.post("/theme/", {"theme": "system"})

    tree = page(client.get("/"))
    assert tree.get("data-theme") is None
    assert pressed(tree, "theme") == ["system"]


@pytest.mark.parametrize("accepted", ["", "de", "en", "en-GB, en;q=0.9, fr;q=0.1"])
def test_a_page_is_in_french_whatever_the_browser_says_of_itself(client: Client, accepted: str) -> None:
    answer = client.get("/", headers={"Accept-Language": accepted})

    assert page(answer).get("lang") == answer.headers["Content-Language"] == "fr"
    assert "Accept-Language" not in answer.headers["Vary"]


def test_the_language_chosen_is_kept_from_page_to_page(client: Client) -> None:
    client.post("/language/", {"language": "en", "next": "/"})

    for address in ("/", "/components/"):
        tree = page(client.get(address, headers={"Accept-Language": "fr"}))
        assert tree.get("lang") == "en"
        assert pressed(tree, "language") == ["en"]


def test_an_unknown_language_in_the_cookie_is_french(client: Client) -> None:
    client.cookies["language"] = "de"

    assert page(client.get("/")).get("lang") == "fr"


def test_a_program_gets_the_language_that_its_call_asks_for_and_a_reader_of_its_pages_does_not(
    client: Client,
) -> None:
    answer = client.get("/api/v1/referentials/none", headers={"Accept-Language": "en"})
    pages = client.get("/api/v1/docs", headers={"Accept-Language": "en", "Accept": "text/html"})

    assert answer.json()["title"] == "There is nothing here."
    assert "Accept-Language" in answer.headers["Vary"]
    assert page(pages).get("lang") == "fr"


@pytest.mark.parametrize(
    ("address", "data", "cookie"),
    [
        ("/theme/", {"theme": "purple"}, "theme"),
        ("/theme/", {}, "theme"),
        ("/language/", {"language": "xx"}, "language"),
        ("/language/", {}, "language"),
    ],
)
def test_a_choice_that_there_is_not_changes_nothing(
    client: Client, address: str, data: dict[str, str], cookie: str
) -> None:
    answer = client.post(address, data)

    assert answer.status_code == 303
    assert cookie not in client.cookies


def test_an_unknown_theme_in_the_cookie_is_the_systems(client: Client) -> None:
    client.cookies["theme"] = '"><script>'

    assert page(client.get("/")).get("data-theme") is None


@pytest.mark.parametrize("address", ["/theme/", "/language/"])
@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("/referentials/?q=a", "/referentials/?q=a"),
        ("https://example.org/", "/"),
        ("//example.org/", "/"),
        ("/\\example.org", "/"),
        ("javascript:alert(1)", "/"),
        ("referentials/", "/"),
        ("", "/"),
    ],
)
def test_a_form_leads_back_to_this_site_only(client: Client, address: str, wanted: str, given: str) -> None:
    assert client.post(address, {"theme": "dark", "language": "fr", "next": wanted}).url == given


@pytest.mark.parametrize("address", ["/theme/", "/language/"])
@pytest.mark.parametrize(
    ("site", "status"), [("same-origin", 303), ("none", 303), ("cross-site", 403), ("same-site", 403)]
)
def test_another_site_cannot_choose_for_the_reader(
    client: Client, address: str, site: str, status: int
) -> None:
    answer = client.post(address, {"theme": "dark", "language": "en"}, headers={"Sec-Fetch-Site": site})

    assert answer.status_code == status
    assert bool(client.cookies) == (status == 303)


@pytest.mark.parametrize("address", ["/theme/", "/language/"])
def test_a_preference_is_not_changed_by_a_link(client: Client, address: str) -> None:
    assert client.get(address, {"theme": "dark", "language": "en"}).status_code == 405


def test_the_cookies_are_for_the_server_and_for_a_year(client: Client) -> None:
    client.post("/theme/", {"theme": "dark"})

    cookie = client.cookies["theme"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 365 * 24 * 3600)
