"""Two editions laid side by side."""

from typing import Any

import pytest
from django.test import Client

from tests.referentials.conftest import Publish
from tests.referentials.library import library
from tests.support.pages import all_words, of_class, page, words
from tests.support.small import criterion, fr

pytestmark = pytest.mark.django_db
ADDRESS = "/referentials/compare/"


def revised() -> dict[str, Any]:
    """The next edition: one criterion reworded, one heavier, one gone, one new, one moved, other thresholds."""
    data = library("2026.2")
    first, second = data["families"][0]["requirements"]
    first["criteria"][1]["text"] = fr("L’identité complète du patient est vérifiée.")
    first["criteria"][0]["weight"] = 3
    del second["criteria"][1]
    last = data["families"][1]["requirements"][1]
    last["criteria"][0]["code"] = "2.10.2"
    last["criteria"][0]["supersedes"] = ["2.10.1"]
    last["criteria"].append(criterion("2.10.3", text=fr("Les comptes rendus sont relus."), supersedes=[]))
    data["rules"]["ready"]["overall"] = 0.85
    data["documents"].append({"code": "DOC-003", "title": fr("Plan de relecture"), "category": "convention"})
    return data


def test_two_editions_show_what_came_what_went_and_what_changed(publish: Publish, client: Client) -> None:
    publish()
    publish(revised())

    tree = page(client.get(ADDRESS, {"a": "essai@2026.1", "b": "essai@2026.2"}))

    assert all_words(tree, "fig") == [
        "Ajoutés 1",
        "Retirés 1",
        "Reformulés 1",
        "Modifiés en tout 3",
        "Inchangés 3",
    ]
    sections = {
        words(section.xpath(".//h2")[0]): [words(item) for item in section.xpath(".//ol/li | .//ul/li")]
        for section in of_class(tree, "section")
    }
    assert sections["Critères ajoutés"] == ["2.10.3 Les comptes rendus sont relus."]
    assert sections["Critères retirés"] == ["1.2.2 Une sauvegarde est essayée chaque année."]
    assert sections["Documents attendus"] == ["DOC-003 Plan de relecture"]
    assert [item.split()[0] for item in sections["Critères modifiés"]] == ["1.1.1", "1.1.2", "2.10.2"]
    assert "Issu de 2.10.1" in sections["Critères modifiés"][2]


def test_a_rewording_is_marked_word_by_word(publish: Publish, client: Client) -> None:
    publish()
    publish(revised())

    tree = page(client.get(ADDRESS, {"a": "essai@2026.1", "b": "essai@2026.2"}))

    (changed,) = tree.xpath("//li[@id='c-1.1.2']")
    assert [words(item) for item in changed.xpath(".//ins")] == ["complète"]
    assert changed.xpath(".//del") == []
    (weighed,) = tree.xpath("//li[@id='c-1.1.1']")
    assert "Poids 2 3" in words(weighed)


def test_the_order_of_the_two_is_the_direction_of_the_change(publish: Publish, client: Client) -> None:
    publish()
    publish(revised())

    tree = page(client.get(ADDRESS, {"a": "essai@2026.2", "b": "essai@2026.1"}))

    (changed,) = tree.xpath("//li[@id='c-1.1.2']")
    assert [words(item) for item in changed.xpath(".//del")] == ["complète"]
    assert [option.get("value") for option in tree.xpath("//option[@selected]")] == [
        "essai@2026.2",
        "essai@2026.1",
    ]


def test_two_editions_that_ask_the_same_have_no_difference(publish: Publish, client: Client) -> None:
    publish()
    publish(library("2026.2"))

    assert "Aucune différence" in words(page(client.get(ADDRESS, {"a": "essai@2026.1", "b": "essai@2026.2"})))


@pytest.mark.parametrize("way", [("essai@2026.1", "autre@2026.1"), ("autre@2026.1", "essai@2026.1")])
def test_two_referentials_are_paired_by_their_equals_whichever_says_so(
    publish: Publish, client: Client, way: tuple[str, str]
) -> None:
    publish()
    other = library(code="autre", title=fr("Autre"))
    other["families"] = [
        {
            "code": "9",
            "title": fr("Neuf"),
            "requirements": [
                {
                    "code": "9.1",
                    "title": fr("Exigence 9.1"),
                    "criteria": [
                        criterion("9.1.1", text=fr("L’identité est contrôlée.")),
                        criterion("9.1.2", equivalent=[{"referential": "essai", "code": "1.2.2"}]),
                        criterion("9.1.3"),
                    ],
                }
            ],
        }
    ]
    publish(other)

    tree = page(client.get(ADDRESS, dict(zip("ab", way, strict=True))))

    pairs = [{link.text for link in pair.xpath(".//a")} for pair in of_class(tree, "pair")]
    assert pairs == [{"1.1.2", "9.1.1"}, {"1.2.2", "9.1.2"}]
    whole = {"essai@2026.1": 7, "autre@2026.1": 3}
    assert [words(figure.xpath(".//dd")[0]) for figure in of_class(tree, "fig")] == [
        f"2 sur {whole[way[0]]}",
        str(whole[way[0]] - 2),
        str(whole[way[1]] - 2),
    ]


def test_with_one_edition_there_is_nothing_to_compare_yet(publish: Publish, client: Client) -> None:
    publish()

    assert "Rien à comparer pour l’instant" in words(page(client.get(ADDRESS)))


def test_nothing_is_compared_with_itself(publish: Publish, client: Client) -> None:
    publish()
    publish(library("2026.2"))

    tree = page(client.get(ADDRESS, {"a": "essai@2026.1", "b": "essai@2026.1"}))

    assert "Deux fois la même édition" in words(tree)


def test_without_a_choice_the_page_offers_one(publish: Publish, client: Client) -> None:
    publish()
    publish(library("2026.2"))

    tree = page(client.get(ADDRESS))

    assert tree.xpath("//select[@name='a']/option/@value") == ["essai@2026.2", "essai@2026.1"]
