"""The pages of referentials, as their reader sees them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from aplomb.apps.referentials.services import import_edition
from aplomb.domain.referentials.edition import compile_edition
from tests.referentials.conftest import Publish
from tests.referentials.library import library
from tests.support.pages import all_words, content, fragment, of_class, of_id, page, words

pytestmark = pytest.mark.django_db
ADDRESS = "/referentials/essai/2026.1/"


def codes(tree: Any) -> list[str]:
    return [link.text for link in tree.xpath("//li[@class='criterion']/a[@class='n']")]


def plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")


# — The list —————————————————————————————————————————————————————————————————————————————————————————————————


def test_the_list_shows_each_referential_with_its_figures(publish: Publish, client: Client) -> None:
    publish()
    publish(library("2025.1", code="autre", title={"fr": "Autre"}))

    tree = page(client.get("/referentials/"))

    assert [words(item) for item in tree.xpath("//h2")] == ["Autre", "Essai"]
    assert all_words(tree, "fig")[:3] == [
        "Critères 7 1 essentiel",
        "Familles 2 4 exigences",
        "Documents 3 1 indispensable",
    ]


def test_the_newest_edition_stands_first_and_leads_to_those_before(publish: Publish, client: Client) -> None:
    for name in ("2026.2", "2026.10", "2026.1"):
        publish(library(name))

    tree = page(client.get("/referentials/"))

    assert tree.xpath("//h2/a/@href") == ["/referentials/essai/2026.10/"]
    assert "Éditions antérieures : 2026.2, 2026.1" in plain(words(tree))


def test_without_any_referential_the_list_says_what_loads_them(client: Client) -> None:
    assert "Aucun référentiel n’est encore publié" in words(page(client.get("/referentials/")))


def test_a_draft_is_for_nobody_here(publish: Publish, client: Client) -> None:
    publish(publish=False)

    assert "Essai" not in words(page(client.get("/referentials/")))
    page(client.get(ADDRESS), 404)
    page(client.get("/referentials/essai/"), 404)


def test_the_address_without_an_edition_leads_to_the_newest(publish: Publish, client: Client) -> None:
    publish(library("2026.1"))
    publish(library("2026.2"))

    answer = client.get("/referentials/essai/?q=injection")

    assert (answer.status_code, answer.url) == (302, "/referentials/essai/2026.2/?q=injection")


@pytest.mark.parametrize(
    "address",
    [
        "/referentials/inconnu/",
        "/referentials/essai/1999/",
        f"{ADDRESS}criteria/9.9.9/",
        f"{ADDRESS}referential.exe",
        f"{ADDRESS}grid.xlsx?selection=inconnue",
        f"{ADDRESS}grid.xlsx?profile=1&fact=inconnu",
        "/referentials/compare/?a=essai@1999&b=essai@2026.1",
    ],
)
def test_what_does_not_exist_is_a_page_that_says_so(publish: Publish, client: Client, address: str) -> None:
    publish()

    tree = page(client.get(address), 404)

    assert "Cette page n’existe pas" in words(tree)


# — One edition ——————————————————————————————————————————————————————————————————————————————————————————————


def test_an_edition_is_read_from_its_first_criterion_to_its_last(publish: Publish, client: Client) -> None:
    publish()

    tree = page(client.get(ADDRESS))

    assert codes(tree) == ["1.1.1", "1.1.2", "1.2.1", "1.2.2", "2.1.1", "2.1.2", "2.10.1"]
    assert words(of_id(tree, "count")) == "7 critères"
    assert tree.xpath("//nav[@id='rail']/ol/li/a/@href") == ["#f-c-1", "#f-c-2"]
    for link in tree.xpath("//nav[@id='rail']//a/@href"):
        of_id(tree, link.removeprefix("#"))


def test_a_criterion_says_everything_about_itself(publish: Publish, client: Client) -> None:
    publish()

    (criterion,) = page(client.get(ADDRESS)).xpath("//li[@id='c-1.1.1']")

    assert [words(mark) for mark in criterion.xpath(".//ul[@class='marks']/li")] == [
        "Essentiel",
        "Poids 2",
        "NA exclu",
        "À vérifier",
        "Site demandeur, Centre de lecture",
        "D01 Une",
    ]
    assert [words(part) for part in criterion.xpath(".//ul[@class='guide']/li")] == [
        "Recommandation.",
        "Coter 3 si tout est nommé.",
        "Coter 1 si le nom manque.",
        "Preuve Protocole signé.",
    ]
    assert criterion.xpath(".//span[@class='sign']/@data-n") == ["3", "1"]
    sources = [words(item) for item in criterion.xpath(".//div[contains(@class,'src')]//li")]
    assert sources[:3] == [
        "DOC-001 Protocole écrit indispensable",
        "Code de la santé publique, art. L.1",
        "Décret cité de mémoire à vérifier à la source",
    ]
    assert criterion.xpath(".//a[@rel]/@href") == ["https://example.org/loi"]


def test_a_conditional_criterion_says_when_it_is_asked(publish: Publish, client: Client) -> None:
    publish()

    (criterion,) = page(client.get(ADDRESS)).xpath("//li[@id='c-1.1.2']")

    assert "Demandé en cas de : Scanner, IRM" in plain(words(criterion))
    assert "/referentials/autre/#c-9.1.1" in criterion.xpath(".//a/@href")


def test_the_other_parts_show_scale_dimensions_documents_and_profile(
    publish: Publish, client: Client
) -> None:
    publish()

    tree = page(client.get(ADDRESS))

    assert [words(level) for level in tree.xpath("//section[@id='scale']//h3")] == [
        "Non conforme",
        "Passable",
        "Bon",
        "Très bon",
        "Non applicable",
    ]
    rules = plain(words(of_id(tree, "scale")))
    assert "80 % au total, 70 % dans chaque famille" in rules
    assert "au-delà de 10 % des critères" in rules
    assert [words(row) for row in tree.xpath("//section[@id='dimensions']//tbody/tr")] == [
        "D01 Une 6 1",
        "D02 Deux 2 0",
    ]
    assert [words(row) for row in tree.xpath("//section[@id='documents']//tbody/tr")] == [
        "Convention 3",
        "DOC-001 Protocole écrit indispensable 1.1.1",
        "DOC-010 Procédure de signalement 1.2.1 2.1.1",
        "DOC-002 Registre des délais aucun critère nommément",
    ]
    assert [words(row) for row in tree.xpath("//section[@id='profile']//tbody/tr")] == ["Scanner 1", "IRM 1"]


def test_the_foot_bears_the_hash_and_the_day(publish: Publish, client: Client) -> None:
    edition = publish()

    foot = words(of_class(page(client.get(ADDRESS)), "colophon")[0])

    assert edition.content_hash in foot
    assert "2 mars 2026" in foot


def test_the_day_of_publication_is_the_day_in_paris(client: Client) -> None:
    late = datetime(2026, 2, 28, 23, 30, tzinfo=UTC)
    import_edition(compile_edition(library()), publish=True, at=late)

    assert "Publié le 1er mars 2026" in words(page(client.get(ADDRESS)))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"essential": "1"}, ["1.1.1"]),
        ({"verify": "1"}, ["1.1.1"]),
        ({"family": "2"}, ["2.1.1", "2.1.2", "2.10.1"]),
        ({"dimension": "D02"}, ["1.1.2", "1.2.2"]),
        ({"answered_by": "requesting_site"}, ["1.1.1", "1.1.2"]),
        ({"answered_by": "reading_centre"}, ["1.1.1"]),
        ({"fact": "mri"}, ["1.1.2"]),
        ({"document": "DOC-001"}, ["1.1.1"]),
        ({"dimension": "D02", "family": "1"}, ["1.1.2", "1.2.2"]),
        ({"q": "patient", "dimension": "D02"}, ["1.1.2"]),
        ({"essential": "1", "family": "2"}, []),
    ],
)
def test_filters_in_the_address_keep_their_criteria(
    publish: Publish, client: Client, query: dict[str, str], expected: list[str]
) -> None:
    publish()

    assert codes(page(client.get(ADDRESS, query))) == expected


@pytest.mark.parametrize(
    "query", [{"family": "9"}, {"dimension": "<b>"}, {"fact": ""}, {"essential": "oui"}, {"x": "1"}]
)
def test_a_filter_that_names_nothing_is_no_filter(
    publish: Publish, client: Client, query: dict[str, str]
) -> None:
    publish()

    assert len(codes(page(client.get(ADDRESS, query)))) == 7


def test_each_filter_that_is_on_can_be_taken_off(publish: Publish, client: Client) -> None:
    publish()

    tree = page(client.get(ADDRESS, {"q": "identité", "dimension": "D02", "fact": "ct"}))

    chips = tree.xpath("//p[contains(@class,'asked')]/a")
    assert [plain(words(chip)) for chip in chips] == [
        "« identité » , enlever ce filtre",
        "Deux , enlever ce filtre",
        "Scanner , enlever ce filtre",
        "Tout enlever",
    ]
    assert chips[0].get("href") == f"{ADDRESS}?dimension=D02&fact=ct"
    assert chips[3].get("href") == ADDRESS
    assert tree.xpath("//select[@name='dimension']/option[@selected]/@value") == ["D02"]


def test_a_swap_gives_what_a_reload_gives(publish: Publish, client: Client) -> None:
    publish()
    query = {"q": "patient", "family": "1"}
    whole = page(client.get(ADDRESS, query))

    answer = client.get(ADDRESS, query, headers={"HX-Request": "true"})

    piece = fragment(answer)
    for name in ("criteria", "rail", "count"):
        swapped, reloaded = of_id(piece, name), of_id(whole, name)
        swapped.attrib.pop("hx-swap-oob", None)
        assert words(swapped) == words(reloaded)
        assert swapped.xpath(".//@href") == reloaded.xpath(".//@href")
    assert answer.headers["HX-Replace-Url"] == f"{ADDRESS}?q=patient&family=1"
    assert "HX-Request" in answer.headers["Vary"]


def test_an_older_edition_leads_to_the_newer_one(publish: Publish, client: Client) -> None:
    publish(library("2026.1"))
    publish(library("2026.2"))

    old, new = page(client.get(ADDRESS)), page(client.get("/referentials/essai/2026.2/"))

    assert "Il existe une édition plus récente : 2026.2." in plain(words(old))
    assert "/referentials/compare/?a=essai%402026.1&b=essai%402026.2" in old.xpath("//a/@href")
    assert "plus récente" not in words(new)


# — English ——————————————————————————————————————————————————————————————————————————————————————————————————


def test_in_english_what_is_french_only_is_said_and_marked(publish: Publish, client: Client) -> None:
    publish()

    client.cookies["language"] = "en"
    tree = page(client.get(ADDRESS))

    assert tree.get("lang") == "en"
    assert "6 criteria are worded in French only" in words(tree)
    assert [text.get("lang") for text in of_class(tree, "txt")] == ["fr", "fr", "fr", "fr", "en", "fr", "fr"]
    (family,) = tree.xpath("//section[@id='f-c-1']/h3")
    assert words(family) == "1 Safety"
    assert family.xpath(".//@lang") == []
    (french,) = tree.xpath("//section[@id='f-c-2']/h3")
    assert french.xpath("./span[@lang]/@lang") == ["fr"]


def test_in_french_nothing_is_said_of_languages(publish: Publish, client: Client) -> None:
    publish()

    tree = page(client.get(ADDRESS))

    assert "qu’en français" not in words(tree)
    assert set(tree.xpath("//p[@class='txt']/@lang")) == {"fr"}


# — One criterion ————————————————————————————————————————————————————————————————————————————————————————————


def test_a_criterion_has_a_page_of_its_own(publish: Publish, client: Client) -> None:
    publish()

    tree = page(client.get(f"{ADDRESS}criteria/1.1.2/"))

    assert words(tree.xpath("//h1")[0]) == "1.1.2 L’identité du patient est vérifiée."
    assert tree.xpath("//a[@rel='prev']/@href") == [f"{ADDRESS}criteria/1.1.1/"]
    assert tree.xpath("//a[@rel='next']/@href") == [f"{ADDRESS}criteria/1.2.1/"]
    assert f"{ADDRESS}#c-1.1.2" in tree.xpath("//a/@href")
    assert all_words(tree, "siblings") == [
        "1.1.1 Le protocole d’injection nomme le médecin présent. 1.1.2 L’identité du patient est vérifiée."
    ]


def test_the_first_and_the_last_criterion_have_one_neighbour(publish: Publish, client: Client) -> None:
    publish()

    first, last = (page(client.get(f"{ADDRESS}criteria/{code}/")) for code in ("1.1.1", "2.10.1"))

    assert (len(first.xpath("//a[@rel='prev']")), len(first.xpath("//a[@rel='next']"))) == (0, 1)
    assert (len(last.xpath("//a[@rel='prev']")), len(last.xpath("//a[@rel='next']"))) == (1, 0)


def test_codes_with_any_signs_have_their_anchor_and_their_page(publish: Publish, client: Client) -> None:
    data = library()
    data["families"][0]["requirements"][0]["criteria"][0]["code"] = "1.1 / é?#"
    publish(data)

    tree = page(client.get(ADDRESS))

    link = next(href for href in tree.xpath("//li[@class='criterion']//a/@href") if "/criteria/" in href)
    first = of_class(tree, "criterion")[0]
    assert first.xpath("./a/@href") == [f"#{first.get('id')}"]
    assert " " not in first.get("id")
    assert words(page(client.get(link)).xpath("//h1")[0]).startswith("1.1 / é?#")


# — Few queries, and copies that stay right ——————————————————————————————————————————————————————————————————

PAGES = [
    "/",
    "/referentials/",
    ADDRESS,
    f"{ADDRESS}criteria/1.1.1/",
    "/referentials/compare/?a=essai@2026.1&b=essai@2026.2",
]


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.mark.parametrize("address", PAGES[:4])
def test_a_page_takes_one_query_with_one_edition_and_with_three(
    publish: Publish, client: Client, address: str
) -> None:
    publish()
    client.get(address)
    one = queries(client, address)
    for name in ("2026.2", "2026.3"):
        publish(library(name))
    client.get(address)

    assert (one, queries(client, address)) == (1, 1)


def test_a_search_takes_two_queries_with_one_edition_and_with_three(publish: Publish, client: Client) -> None:
    publish()
    client.get(ADDRESS)
    one = queries(client, f"{ADDRESS}?q=identite")
    for name in ("2026.2", "2026.3"):
        publish(library(name))
    client.get(ADDRESS)

    assert (one, queries(client, f"{ADDRESS}?q=identite")) == (2, 2)


@pytest.mark.parametrize(
    "address", [*PAGES, f"{ADDRESS}?q=identite", f"{ADDRESS}referential.yaml", f"{ADDRESS}grid.xlsx"]
)
def test_a_copy_that_is_still_right_is_not_sent_again(publish: Publish, client: Client, address: str) -> None:
    publish()
    publish(library("2026.2"))
    first = client.get(address)

    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    by_day = client.get(address, headers={"If-Modified-Since": first.headers["Last-Modified"]})

    assert [(answer.status_code, answer.content) for answer in (again, by_day)] == [(304, b"")] * 2
    assert first.headers["Cache-Control"] == again.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("change", ["language", "theme", "fragment", "edition"])
def test_a_copy_goes_stale_with_what_it_shows(publish: Publish, client: Client, change: str) -> None:
    publish()
    first = client.get(ADDRESS).headers["ETag"]

    headers: dict[str, str] = {}
    if change == "language":
        client.cookies["language"] = "en"
    elif change == "theme":
        client.cookies["theme"] = "dark"
    elif change == "fragment":
        headers["HX-Request"] = "true"
    else:
        publish(library("2026.2"))
    answer = client.get(ADDRESS, headers={"If-None-Match": first, **headers})

    assert answer.status_code == 200
    assert answer.headers["ETag"] != first


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@pytest.mark.parametrize("address", PAGES)
def test_reading_pages_only_read(publish: Publish, client: Client, address: str, method: str) -> None:
    publish()
    publish(library("2026.2"))
    send: Callable[..., Any] = getattr(client, method)

    assert send(address).status_code == 405


def test_the_same_page_twice_is_the_same_page(publish: Publish, client: Client) -> None:
    publish()

    assert content(client.get(ADDRESS)) == content(client.get(ADDRESS))
