"""What a page asks of the database does not grow with what the database holds."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from aplomb.apps.evaluations import services
from aplomb.apps.evaluations.models import Evaluation
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind
from tests import factories
from tests.evaluations.cases import NOW, Case, case, op

pytestmark = pytest.mark.django_db
MANY = 200


def statements(client: Client, address: str) -> int:
    """How many statements a page asks, once what is kept by the process is warm."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


def crowd(c: Case, number: int) -> None:
    """So many more evaluations, half of them of the site, half of other sites that the same people lead."""
    standing = factories.standing(c.anne)
    for place in range(number):
        site = c.site if place % 2 else factories.organisation()
        if site is not c.site:
            factories.membership(c.anne, site, Role.QUALITY_MANAGER)
            standing = factories.standing(c.anne)
        services.create(site, c.evaluation.edition, standing=standing, at=NOW)


@pytest.fixture(autouse=True)
def _demonstration(settings: Any) -> None:
    settings.DEMO = True  # a second factor is offered, not demanded


@pytest.fixture
def c() -> Case:
    return case()


PAGES = (
    "/home/",
    "/o/{site}/",
    "/o/{site}/evaluations/",
    "/evaluations/{evaluation}/",
    "/evaluations/{evaluation}/results/",
    "/o/{site}/documents/",
    "/search/?q=centre",
    "/api/v1/evaluations",
    "/api/v1/evaluations/{evaluation}/grid",
    "/api/v1/evaluations/{evaluation}/results",
)


def test_pages_ask_as_much_with_two_hundred_evaluations_as_with_two(c: Case) -> None:
    c.answer_all()
    crowd(c, 2)
    client = Client()
    client.force_login(c.anne)
    pages = [address.format(site=c.site.pk, evaluation=c.evaluation.pk) for address in PAGES]
    few = {address: statements(client, address) for address in pages}

    crowd(c, MANY - 2)

    assert Evaluation.objects.count() == MANY + 1
    assert {address: statements(client, address) for address in pages} == few


def test_a_save_asks_as_much_with_two_hundred_evaluations_as_with_one(c: Case) -> None:
    def save(base: int, score: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            c.say(op("1.1.1", base=base, score=score))
        return len(asked)

    c.answer_all()
    few = save(Evaluation.objects.get(pk=c.evaluation.pk).revision, 1)

    crowd(c, MANY)

    assert save(Evaluation.objects.get(pk=c.evaluation.pk).revision, 3) == few


def test_a_region_with_two_hundred_sites_asks_as_much_as_with_two() -> None:
    region = factories.organisation(kind=Kind.REGION)
    reader = factories.member(region, Role.READER)
    edition = factories.edition()

    def grow(number: int) -> None:
        for _ in range(number):
            site = factories.organisation()
            anne = factories.quality_manager(site)
            factories.affiliation(site, region, shares_detail=True)
            services.create(site, edition, standing=factories.standing(anne), at=NOW)

    grow(2)
    client = Client()
    client.force_login(reader)
    pages = {address: statements(client, address) for address in ("/home/", "/search/?q=centre")}

    grow(MANY - 2)

    assert {address: statements(client, address) for address in pages} == pages
