"""A new site's form, filled in from its line of the public FINESS extract."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from aplomb.apps.organisations.models import Organisation
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind
from aplomb.formats.sites_list import establishment
from tests import factories
from tests.api.calling import confirmed
from tests.support.pages import page, words

pytestmark = pytest.mark.django_db
SIRET, FINESS = "73282932000074", "010000024"


def line(finess=FINESS, siret=SIRET) -> str:
    head = ["structureet", finess, "010780054", "CH DE FLEYRIAT", "CENTRE HOSPITALIER", *[""] * 10]
    return ";".join([*head, "01440 VIRIAT CEDEX 2", *[""] * 6, siret, *[""] * 9])


def extract(*lines: str) -> bytes:
    return "\r\n".join(("finess;etalab;83;2026-11-01", *lines)).encode("cp1252")


@pytest.fixture(autouse=True)
def _demonstration(settings) -> None:
    settings.DEMO = True


def send(client, data: bytes, number=FINESS):
    posted = {"number": number, "extract": SimpleUploadedFile("etalab.csv", data)}
    return client.post("/organisations/new/extract/", posted)


def value(tree, name: str) -> str:
    return tree.xpath(f"//input[@name='{name}']/@value")[0]


def test_the_line_of_the_number_is_found_among_many():
    data = extract(*(line(f"01000{n:04}") for n in range(100, 200)), line(), line("010000099"))

    site = establishment(data.splitlines(keepends=True), FINESS)

    assert site is not None
    assert (site.row, site.name, site.city, site.siret) == (102, "CENTRE HOSPITALIER", "Viriat", SIRET)


@pytest.mark.parametrize("data", [b"", extract(line("010000099")), extract(f"structureet;{FINESS};coupee")])
def test_a_number_that_is_not_there_or_whose_line_is_cut_gives_nothing(data):
    assert establishment(data.splitlines(), FINESS) is None


def test_a_siret_that_is_none_is_left_out():
    site = establishment(extract(line(siret="73282932000075")).splitlines(), FINESS)

    assert site is not None
    assert (site.finess, site.siret) == (FINESS, "")


def test_the_form_of_a_new_site_is_filled_in_and_nothing_is_made():
    client = confirmed(factories.administrator()).client

    tree = page(send(client, extract(line()), "01 000 0024"))

    assert [value(tree, name) for name in ("name", "short_name", "city", "siret", "finess")] == [
        "CENTRE HOSPITALIER",
        "CH DE FLEYRIAT",
        "Viriat",
        SIRET,
        FINESS,
    ]
    assert "Le formulaire est prérempli" in words(tree)
    assert not Organisation.objects.exists()


def test_a_site_that_is_here_already_is_told():
    factories.organisation("Fleyriat", finess=FINESS)
    client = confirmed(factories.administrator()).client

    assert "Ce numéro est celui de Fleyriat" in words(page(send(client, extract(line()))))


@pytest.mark.parametrize(
    ("number", "said"),
    [("12", "Ce n’est pas un numéro FINESS"), ("010000099", "Ce numéro n’est pas dans l’extrait")],
)
def test_what_is_wrong_is_told_beside_its_field(number, said):
    client = confirmed(factories.administrator()).client

    assert said in words(page(send(client, extract(line()), number), 422))


def test_a_consultant_fills_in_a_client_s_site_too():
    firm = factories.organisation("Cabinet", Kind.CONSULTANCY)
    client = confirmed(factories.member(firm, Role.CONSULTANT)).client

    assert value(page(send(client, extract(line()))), "city") == "Viriat"
