"""The public home: what Aplomb is, and what can be done at once, with real figures only."""

from pathlib import Path

import pytest
from django.test import Client

from aplomb.apps.referentials.services import import_edition, load_shipped
from aplomb.domain.referentials.edition import compile_edition
from aplomb.formats import library as shipped_library
from tests.referentials.library import library
from tests.support.pages import all_words, of_class, page, words

pytestmark = pytest.mark.django_db
SHEETS = Path(shipped_library.FOLDER).parent / "sheets"


def test_the_figures_are_counted_in_what_ships(client: Client) -> None:
    load_shipped()
    trees = [shipped_library.find(item.name) for item in shipped_library.shipped()]
    criteria = [criterion for tree in trees for criterion in tree.criteria]
    documents = [document for tree in trees for document in tree.documents]

    said = all_words(page(client.get("/")), "fig")

    assert said[:4] == [
        f"Référentiels {len(trees)}",
        f"Critères {len(criteria)} {sum(item.essential for item in criteria)} essentiels",
        f"Documents attendus {len(documents)} {sum(item.indispensable for item in documents)} indispensables",
        f"Fiches de bonnes pratiques {len(list(SHEETS.glob('*.md')))} livrées avec le logiciel",
    ]


def test_the_eight_steps_stand_in_their_order(client: Client) -> None:
    (steps,) = of_class(page(client.get("/")), "plumbline")

    assert [words(step) for step in steps.xpath("./li/b")] == [
        "Candidature",
        "Organisation",
        "Auto-évaluation",
        "Synthèse et plan",
        "Mise en œuvre",
        "Audit à blanc",
        "Audit officiel",
        "Décision",
    ]


def test_everything_that_the_home_leads_to_is_there(client: Client) -> None:
    import_edition(compile_edition(library()), publish=True)
    tree = page(client.get("/"))

    links = {link for link in tree.xpath("//main//a/@href") if not link.startswith("#")}
    assert "/referentials/essai/2026.1/grid.xlsx?selection=decouverte" in links
    for link in links:
        assert client.get(link).status_code == 200, link
    for anchor in tree.xpath("//main//a[starts-with(@href, '#')]/@href"):
        assert tree.xpath(f"//*[@id='{anchor[1:]}']"), anchor


def test_the_newest_edition_of_each_referential_is_offered(client: Client) -> None:
    for name in ("2026.1", "2026.2"):
        import_edition(compile_edition(library(name)), publish=True)

    tree = page(client.get("/"))

    assert tree.xpath("//section[@aria-labelledby='h-read']//li//a/@href") == ["/referentials/essai/2026.2/"]
    assert (
        words(tree.xpath("//section[@aria-labelledby='h-read']//small")[0])
        == "7 critères en 2 familles, édition 2026.2"
    )


def test_the_command_lines_name_a_referential_that_exists(client: Client) -> None:
    import_edition(compile_edition(library()), publish=True)

    (lines,) = of_class(page(client.get("/")), "shell-lines")

    assert [line.text_content() for line in lines.xpath("./code")] == [
        "aplomb grid essai -o grille.xlsx",
        "aplomb evaluate grille.xlsx --out bilans/",
    ]


def test_an_empty_site_has_a_home_too(client: Client) -> None:
    tree = page(client.get("/"))

    assert words(tree.xpath("//h1")[0]) == "Évaluez votre imagerie. Tenez votre qualité d’aplomb."
    assert of_class(tree, "fig") == []
