"""The page of a firm and of a group: what they are, for whom they work, who belongs to them."""

import pytest
from django.test import Client

from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind
from tests import factories
from tests.support.pages import page, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demonstration(settings):
    """Second factors have tests of their own."""
    settings.DEMO = True


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def main(response, status=200):
    return page(response, status).xpath("//main")[0]


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.CONSULTANCY_MANAGER])
def test_a_consultant_sees_the_firm_its_clients_and_who_has_not_accepted_yet(role):
    firm = factories.organisation("Niveau & Fil", Kind.CONSULTANCY)
    engaged, asked = factories.organisation("Centre du Lac"), factories.organisation("Centre du Bois")
    factories.engagement(firm, engaged)
    factories.engagement(firm, asked, accepted=False)
    client = signed_in(factories.member(firm, role))

    shown = main(client.get(f"/o/{firm.pk}/settings/"))

    assert "Centre du Lac" in words(shown)
    assert "Centre du Bois" in words(shown)
    assert shown.xpath("//section[@aria-labelledby='clients']//a/@href") == [f"/o/{engaged.pk}/"]
    assert not shown.xpath("//input[@name='name']")  # nobody but a site's people writes what a site is
    assert client.post(f"/o/{firm.pk}/settings/facts/", {"name": "Autre", "version": 1}).status_code == 403


def test_a_reader_sees_who_belongs_to_the_group_and_goes_to_those_who_accepted():
    group = factories.organisation("Groupe Sorvane", Kind.GROUP)
    detailed, counted, asked = (factories.organisation(name) for name in ("Lac", "Bois", "Val"))
    factories.affiliation(detailed, group, shares_detail=True)
    factories.affiliation(counted, group)
    factories.affiliation(asked, group, accepted=False)
    client = signed_in(factories.member(group, Role.READER))

    section = main(client.get(f"/o/{group.pk}/settings/")).xpath("//section[@aria-labelledby='children']")[0]

    assert [words(one) for one in section.xpath(".//small")] == [
        "Site · compte parmi les autres",
        "Site · montre ses propres chiffres",
        "Site · n’a pas encore accepté : rien n’en est visible",
    ]
    assert section.xpath(".//ul//a/@href") == [f"/o/{counted.pk}/", f"/o/{detailed.pk}/"]


def test_the_page_of_what_has_no_score_is_what_it_is():
    firm = factories.organisation(kind=Kind.CONSULTANCY)
    client = signed_in(factories.member(firm, Role.CONSULTANT))

    answer = client.get(f"/o/{firm.pk}/")

    assert (answer.status_code, answer.url) == (302, f"/o/{firm.pk}/settings/")


def test_a_stranger_does_not_know_that_the_firm_is_there():
    firm = factories.organisation(kind=Kind.CONSULTANCY)
    client = signed_in(factories.quality_manager(factories.organisation()))

    assert client.get(f"/o/{firm.pk}/settings/").status_code == 404
    assert client.get(f"/o/{firm.pk}/").status_code == 404


@pytest.mark.parametrize("number", [1, 12])
def test_the_page_costs_the_same_whoever_many_clients_there_are(number, django_assert_max_num_queries):
    firm = factories.organisation(kind=Kind.CONSULTANCY)
    for _ in range(number):
        factories.engagement(firm, factories.organisation())
    client = signed_in(factories.member(firm, Role.CONSULTANT))

    with django_assert_max_num_queries(12):
        client.get(f"/o/{firm.pk}/settings/")


def test_an_administrator_goes_to_every_client():
    firm, site = factories.organisation(kind=Kind.CONSULTANCY), factories.organisation()
    factories.engagement(firm, site, accepted=False)

    shown = main(signed_in(factories.administrator()).get(f"/o/{firm.pk}/settings/"))

    assert shown.xpath("//section[@aria-labelledby='clients']//a/@href") == [f"/o/{site.pk}/"]
