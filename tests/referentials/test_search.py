"""The search, as a reader meets it: accents, plurals, what is half typed, what is mistyped, what is not there."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from aplomb.apps.referentials.queries import compiled
from aplomb.apps.referentials.search import Outcome, look_for
from tests.referentials.conftest import Publish
from tests.referentials.library import library
from tests.support.pages import content, of_class, page, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def look(publish: Publish):  # type: ignore[no-untyped-def]
    edition = publish()

    def found(asked: str) -> Outcome:
        return look_for(edition.pk, compiled(edition.pk), asked)

    return found


@pytest.mark.parametrize(
    ("asked", "criteria"),
    [
        ("injection", ["1.1.1"]),
        ("Injection", ["1.1.1"]),
        ("identite", ["1.1.2"]),
        ("identité", ["1.1.2"]),
        ("l'identité", ["1.1.2"]),
        ("protege", ["1.2.1"]),
        ("protégé patient", ["1.2.1"]),
        ("sauvegardes", ["1.2.2"]),
        ("œdème", ["2.1.1"]),
        ("oedeme", ["2.1.1"]),
        ("compte rendu signé", ["2.10.1"]),
        ("délais", ["2.1.2"]),
        ("médecin protocole", ["1.1.1"]),
        ("registre", []),
        ("Décret mémoire", ["1.1.1"]),
        ("DOC-001", ["1.1.1"]),
        ("le", ["1.1.1", "2.1.1", "2.1.2", "2.10.1", "1.2.1"]),
    ],
)
def test_words_find_their_criteria(look, asked: str, criteria: list[str]) -> None:  # type: ignore[no-untyped-def]
    assert sorted(look(asked).found) == sorted(criteria)


@pytest.mark.parametrize("typed", ["in", "inj", "inject", "injectio", "protocole d’injec", "medecin pres"])
def test_the_last_word_is_found_while_it_is_typed(look, typed: str) -> None:  # type: ignore[no-untyped-def]
    assert "1.1.1" in look(typed).found


@pytest.mark.parametrize(
    ("asked", "criteria"),
    [
        ("1.1.1", ["1.1.1"]),
        ("1.1", ["1.1.1", "1.1.2"]),
        ("2", ["2.1.1", "2.1.2", "2.10.1"]),
        ("2.1", ["2.1.1", "2.1.2"]),
    ],
)
def test_a_number_finds_what_stands_under_it(look, asked: str, criteria: list[str]) -> None:  # type: ignore[no-untyped-def]
    assert sorted(look(asked).found) == criteria


@pytest.mark.parametrize(
    ("typed", "meant"), [("injecttion", "injection"), ("identtié", "identité"), ("protocolle", "protocole")]
)
def test_a_mistyped_word_is_taken_for_the_nearest_and_the_page_says_so(look, typed: str, meant: str) -> None:  # type: ignore[no-untyped-def]
    outcome = look(typed)

    assert outcome.instead == meant
    assert outcome.found


def test_english_titles_find_their_criteria_too(look) -> None:  # type: ignore[no-untyped-def]
    assert sorted(look("examination").found) == ["1.1.1", "1.1.2"]
    assert sorted(look("reported").found) == ["2.1.1"]


@pytest.mark.parametrize(
    "asked", ["zzzz", "?!", "«»", "%", "\\", "a & b | !", "'); DROP TABLE", "12345678901234"]
)
def test_what_is_not_there_is_not_found_whatever_the_signs(look, asked: str) -> None:  # type: ignore[no-untyped-def]
    assert look(asked) == Outcome({}, look(asked).instead)
    assert not look(asked).found


def test_what_is_found_is_marked_and_the_rest_escaped(look) -> None:  # type: ignore[no-untyped-def]
    assert (
        look("injec").found["1.1.1"].text == "Le protocole d’<mark>injection</mark> nomme le médecin présent."
    )
    assert look("patients").found["1.1.2"].text == "L’identité du <mark>patient</mark> est vérifiée."
    assert look("secret").found["2.1.2"].pieces == ("Rien de <mark>secret</mark> &lt; 3 &amp; plus",)


def test_a_text_that_looks_like_markup_is_shown_whole(publish: Publish) -> None:
    data = library()
    data["families"][0]["requirements"][0]["criteria"][0]["text"]["fr"] = (
        "Un <délai> de lecture <b>court</b>."
    )
    edition = publish(data)

    found = look_for(edition.pk, compiled(edition.pk), "lecture").found["1.1.1"]

    assert found.text == "Un &lt;délai&gt; de <mark>lecture</mark> &lt;b&gt;court&lt;/b&gt;."


@pytest.mark.parametrize(
    ("asked", "queries"), [("injection", 1), ("injection protocole", 1), ("zzzz", 2), ("injecttion", 3)]
)
def test_a_search_takes_few_queries(look, asked: str, queries: int) -> None:  # type: ignore[no-untyped-def]
    look("chauffe")
    with CaptureQueriesContext(connection) as seen:
        look(asked)
    assert len(seen) == queries


# — On the page ——————————————————————————————————————————————————————————————————————————————————————————————

ADDRESS = "/referentials/essai/2026.1/"


def test_the_page_shows_what_was_found_and_how_much(publish: Publish, client: Client) -> None:
    publish()

    tree = page(client.get(ADDRESS, {"q": "identite"}))

    assert [criterion.get("id") for criterion in of_class(tree, "criterion")] == ["c-1.1.2"]
    assert words(tree.xpath("//*[@id='count']")[0]) == "1 critère sur 7"
    assert [words(mark) for mark in tree.xpath("//mark")] == ["identité"]
    assert tree.xpath("//input[@name='q']/@value") == ["identite"]


def test_a_mistyped_word_is_corrected_in_the_open(publish: Publish, client: Client) -> None:
    publish()

    tree = page(client.get(ADDRESS, {"q": "injecttion"}))

    assert "Aucun critère ne contient « injecttion ». Ceux-ci contiennent injection." in words(tree).replace(
        "\xa0", " "
    )
    assert len(of_class(tree, "criterion")) == 1


def test_nothing_found_says_what_to_do(publish: Publish, client: Client) -> None:
    publish()

    tree = page(client.get(ADDRESS, {"q": "zzzz"}))

    assert of_class(tree, "criterion") == []
    assert "Aucun critère ne répond à tout cela" in words(tree)
    assert tree.xpath("//a[normalize-space()='Afficher tous les critères']/@href") == [ADDRESS]


@pytest.mark.parametrize(
    "asked", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "\x00é\x07"]
)
def test_what_is_typed_is_never_markup(publish: Publish, client: Client, asked: str) -> None:
    publish()

    answer = client.get(ADDRESS, {"q": asked})

    page(answer)
    assert "<script>alert" not in content(answer)
    assert "<img" not in content(answer)


def test_very_long_words_are_cut(publish: Publish, client: Client) -> None:
    publish()

    tree = page(client.get(ADDRESS, {"q": "mot " * 3000}))

    assert len(tree.xpath("//input[@name='q']/@value")[0]) <= 200
