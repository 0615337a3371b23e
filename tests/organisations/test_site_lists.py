"""Many sites from a list: shown beside what is here, then made, all or none."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from aplomb.apps.journal.models import Entry as JournalEntry
from aplomb.apps.organisations.models import Organisation
from tests import factories
from tests.api.calling import confirmed
from tests.formats.test_sites_list import OTHER_SIRET, SIRET, workbook
from tests.support.pages import page, words

pytestmark = pytest.mark.django_db
ADDRESS = "/organisations/import/"


@pytest.fixture(autouse=True)
def _demonstration(settings):
    settings.DEMO = True  # a second factor is offered, not demanded


@pytest.fixture
def client():
    return confirmed(factories.administrator()).client


def chosen(client: Client, data: bytes, name: str = "sites.xlsx"):
    return client.post(ADDRESS, {"list": SimpleUploadedFile(name, data)})


def ticked(answer) -> dict:
    shown = page(answer, answer.status_code)
    [parcel] = shown.xpath("//input[@name='parcel']/@value")
    return {"parcel": parcel, "take": shown.xpath("//input[@name='take'][@checked]/@value")}


def test_new_sites_are_ticked_the_others_said_and_nothing_is_made_yet(client):
    factories.organisation("Scanner de Malroche", city="Malroche")
    factories.organisation("IRM du Lac", siret=SIRET)

    answer = chosen(
        client,
        workbook(
            ["Centre de Clairvaldieu", "", "Clairvaldieu", OTHER_SIRET],
            ["SCANNER DE MALROCHE", "", "Malroche"],
            ["IRM du Lac de Royèvre", "", "Royèvre", SIRET],
        ),
    )

    said = words(page(answer, answer.status_code).xpath("//main")[0])
    assert "nouveaux : 1 · déjà là : 1 · à regarder : 1" in said.replace("\u00a0", " ")
    assert "Mêmes nom et ville que Scanner de Malroche" in said
    assert ticked(answer)["take"] == ["2"]
    assert Organisation.objects.count() == 2


def test_what_is_ticked_is_made_once_each_with_its_event(client):
    answer = chosen(client, workbook(["Un", "", "Ici", SIRET], ["Deux", "", "Là"]))
    sent = ticked(answer)

    for _ in range(2):  # a list sent twice makes a site that has a number once
        client.post(ADDRESS + "take/", {**sent, "take": ["2"]})

    assert [one.name for one in Organisation.objects.all()] == ["Un"]
    assert JournalEntry.objects.filter(action="organisation.created").count() == 1


def test_a_list_with_something_wrong_makes_nothing_and_says_what_where_and_how(client):
    answer = chosen(client, workbook(["Un", "", "Ici", "12"], ["Deux", "", "Là"]))

    said = words(page(answer, answer.status_code).xpath("//main")[0])
    assert answer.status_code == 422
    assert "ligne 2, colonne SIRET (D)" in said
    assert "quatorze chiffres" in said
    assert "Créer les sites cochés" not in said
    assert Organisation.objects.count() == 0


def test_what_was_shown_to_somebody_serves_nobody_else(client):
    sent = ticked(chosen(client, workbook(["Un", "", "Ici"])))
    other = confirmed(factories.administrator()).client

    other.post(ADDRESS + "take/", sent)

    assert Organisation.objects.count() == 0


def test_without_a_file_the_page_asks_for_one(client):
    answer = client.post(ADDRESS)

    assert answer.status_code == 422
    assert "Choisissez le fichier de la liste." in words(page(answer, answer.status_code).xpath("//main")[0])
