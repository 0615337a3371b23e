"""Somebody with many places: each sees exactly theirs, finds them, and changes place without losing their page."""

import re
from datetime import date

import pytest

from aplomb.apps.organisations.models import Organisation
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind
from tests import factories
from tests.support.pages import page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demonstration(settings):
    settings.DEMO = True


def consultant_of(number: int):
    firm = factories.organisation("Cabinet", Kind.CONSULTANCY)
    hugo = factories.member(firm, Role.CONSULTANT)
    sites = [
        factories.organisation(f"Site engagé {n:03}", city=f"Ville-{n}", siret="") for n in range(number)
    ]
    for site in sites:
        factories.engagement(firm, site)
    return hugo, firm, sites


def lead_of(number: int):
    region = factories.organisation("Région", Kind.REGION)
    nadia = factories.member(region, Role.READER)
    sites = [factories.organisation(f"Site suivi {n:03}") for n in range(number)]
    for site in sites:
        factories.affiliation(site, region)
    return nadia, region, sites


def strangers(number: int) -> None:
    """Sites of nobody here, one that has ended, one that only offers."""
    firm = factories.organisation("Autre cabinet", Kind.CONSULTANCY)
    for n in range(number):
        factories.engagement(firm, factories.organisation(f"Site étranger {n:03}"))


def named(answer) -> list[str]:
    return [link.text_content() for link in page(answer).xpath("//div[@id='places']//li//a")]


def test_a_consultant_with_twenty_sites_sees_exactly_theirs(client):
    hugo, firm, sites = consultant_of(20)
    strangers(5)
    factories.engagement(firm, factories.organisation("Site proposé"), accepted=False)
    client.force_login(hugo)

    assert named(client.get("/places/")) == [firm.name, *(site.name for site in sites)]


def test_a_region_lead_with_two_hundred_sites_sees_exactly_theirs(client):
    nadia, region, sites = lead_of(200)
    strangers(5)
    factories.affiliation(factories.organisation("Site demandé"), region, accepted=False)
    client.force_login(nadia)

    assert named(client.get("/places/")) == [region.name, *(site.name for site in sites)]


@pytest.mark.parametrize(("people", "number"), [(consultant_of, 20), (lead_of, 200)])
def test_one_s_own_page_shows_exactly_one_s_sites(client, people, number):
    person, _place, sites = people(number)
    strangers(5)
    client.force_login(person)

    shown = page(client.get("/home/")).xpath("//section[@aria-labelledby='h-sites']//tbody//th/a/text()")

    assert shown == [site.name for site in sites]


@pytest.mark.parametrize(("people", "number"), [(consultant_of, 20), (lead_of, 200)])
def test_only_one_s_own_sites_open_whatever_the_address(client, people, number):
    person, place, sites = people(number)
    strangers(3)
    other = factories.organisation("Site quitté")
    over = {"since": date(2020, 1, 1), "until": date(2020, 12, 31)}
    if place.kind == Kind.CONSULTANCY:
        factories.engagement(place, other, **over)
    else:
        factories.affiliation(other, place, **over)
    client.force_login(person)
    foreign = Organisation.objects.filter(name__startswith="Site étranger").values_list("pk", flat=True)

    seen = Organisation.objects.visible_to(factories.standing(person))
    assert set(seen.filter(kind=Kind.SITE)) == set(sites)
    assert {client.get(f"/o/{site.pk}/").status_code for site in (sites[0], sites[-1])} == {200}
    for pk in (*foreign, other.pk):
        for page_of in ("", "evaluations/", "documents/", "committee/", "solutions/", "team/", "journal/"):
            assert (page_of, client.get(f"/o/{pk}/{page_of}").status_code) == (page_of, 404)


@pytest.mark.parametrize("number", [2, 200])
@pytest.mark.parametrize("address", ["/places/", "/home/"])
def test_two_hundred_sites_cost_as_many_queries_as_two(client, number, address, django_assert_num_queries):
    nadia, _region, _sites = lead_of(number)
    client.force_login(nadia)
    client.get(address)

    with django_assert_num_queries({"/places/": 7, "/home/": 10}[address]):
        assert client.get(address).status_code == 200


def test_words_find_a_place_whatever_their_accents(client):
    hugo, _firm, sites = consultant_of(12)
    client.force_login(hugo)

    assert named(client.get("/places/", {"q": "ville-7 ENGAGE"})) == [sites[7].name]
    assert "Aucun de vos lieux" in client.get("/places/", {"q": "zzz"}).content.decode()
    part = client.get("/places/", {"q": "007"}, HTTP_HX_REQUEST="true").content.decode()
    assert part.count("<li>") == 1
    assert "<html" not in part


def links(answer) -> dict[str, str]:
    found = page(answer).xpath("//details[@class='switch']//li/a")
    return {re.sub(r"\s+", " ", link.xpath("string(text())")): link.get("href") for link in found}


def test_another_place_opens_on_the_same_page_where_it_may_be_seen(client):
    hugo, firm, (one, other) = consultant_of(2)
    client.force_login(hugo)

    found = links(client.get(f"/o/{one.pk}/documents/"))

    assert found == {
        firm.name: f"/o/{firm.pk}/",
        one.name: f"/o/{one.pk}/documents/",
        other.name: f"/o/{other.pk}/documents/",
    }


def test_a_page_that_is_closed_to_the_reader_there_is_not_offered(client):
    one, other = factories.organisation("Un"), factories.organisation("Deux")
    anne = factories.quality_manager(one)
    factories.membership(anne, other, Role.EVALUATOR)
    client.force_login(anne)

    found = links(client.get(f"/o/{one.pk}/journal/"))

    assert found["Deux"] == f"/o/{other.pk}/"


def test_the_list_says_how_many_more_there_are(client):
    nadia, _region, _sites = lead_of(70)
    client.force_login(nadia)

    answer = client.get("/home/")

    assert len(links(answer)) == 60
    assert "et 11 autres" in answer.content.decode()
