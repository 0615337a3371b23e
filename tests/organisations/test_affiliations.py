"""What an organisation belongs to, from when to when, by its pages; and the picture of a structure."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from aplomb.apps.journal.models import Entry
from aplomb.apps.organisations import affiliations
from aplomb.apps.organisations.models import Affiliation, Organisation
from aplomb.apps.organisations.policy import NotAllowed, standing_of
from aplomb.apps.organisations.structure import structure_of
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind
from aplomb.domain.shared.calendar import day_in_paris
from tests import factories
from tests.api.calling import confirmed
from tests.support.pages import of_class, of_id, page, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demonstration(settings) -> None:
    settings.DEMO = True  # second factors have tests of their own


@pytest.fixture
def site() -> Organisation:
    return factories.organisation("Centre de Clairvaldieu")


@pytest.fixture
def group() -> Organisation:
    return factories.organisation("Groupe Sorvane", Kind.GROUP)


@pytest.fixture
def network() -> Organisation:
    return factories.organisation("Réseau Armélie", Kind.NETWORK)


@pytest.fixture
def region() -> Organisation:
    return factories.organisation("Haute-Armélie", Kind.REGION)


def today() -> date:
    return day_in_paris(timezone.now())


def days(number: int) -> str:
    return (today() + timedelta(days=number)).isoformat()


def as_(person) -> Client:
    """Somebody who has just proved that it is them."""
    return confirmed(person).client


def at(place, rest="settings/") -> str:
    return f"/o/{place.pk}/{rest}"


def messages(client, place) -> str:
    return words(page(client.get(at(place))))


def events(place) -> list[str]:
    return list(Entry.objects.filter(stream=place.stream).order_by("seq").values_list("action", flat=True))


# — A site —————————————————————————————————————————————————————————————————————————


def test_a_site_belongs_to_several_at_once_each_on_its_days(site, group, network):
    anne = as_(factories.quality_manager(site))

    anne.post(at(site, "supervision/"), {"parent": group.pk, "shares_detail": "on"})
    anne.post(at(site, "supervision/"), {"parent": network.pk, "starts_on": days(30), "ends_on": days(60)})

    tree = page(anne.get(at(site)))
    one, other = Affiliation.objects.order_by("pk")
    assert "depuis le" in words(of_id(tree, f"affiliation-{one.pk}"))
    assert "à venir" in words(of_id(tree, f"affiliation-{other.pk}"))
    assert events(site) == ["affiliation.accepted"] * 2


def test_what_ends_stays_among_the_past_ones(site, group):
    anne = as_(factories.quality_manager(site))
    link = factories.affiliation(site, group, since=date(2020, 3, 1))

    anne.post(at(site, f"supervision/{link.pk}/end/"), {"last": ""})

    tree = page(anne.get(at(site)))
    assert "1 rattachement passé Groupe Sorvane du 1er" in words(
        of_id(tree, "supervision").getparent().getparent()
    )
    assert Affiliation.objects.get().ends_on == today()


def test_a_last_day_to_come_ends_it_then(site, group):
    anne = factories.quality_manager(site)
    reader = factories.member(group, Role.READER)
    link = factories.affiliation(site, group)

    as_(anne).post(at(site, f"supervision/{link.pk}/end/"), {"last": days(10)})

    later = today() + timedelta(days=11)
    assert standing_of(reader, today()).may("evaluation.read_scores", site.pk)
    assert not standing_of(reader, later).may("evaluation.read_scores", site.pk)


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"starts_on": "2020-01-01"}, "Le premier jour est passé"),
        ({"starts_on": "3000-01-02", "ends_on": "3000-01-01"}, "Le dernier jour précède le premier"),
    ],
)
def test_days_that_cannot_be_are_told_and_leave_nothing(site, group, posted, said):
    anne = as_(factories.quality_manager(site))

    anne.post(at(site, "supervision/"), {"parent": group.pk, **posted})

    assert said in messages(anne, site)
    assert not Affiliation.objects.exists()


def test_a_wrong_date_is_told(site, group):
    anne = as_(factories.quality_manager(site))
    link = factories.affiliation(site, group)

    anne.post(at(site, f"supervision/{link.pk}/end/"), {"last": "demain"})

    assert "Ce n’est pas une date" in messages(anne, site)
    assert Affiliation.objects.get().ends_on is None


# — Groups, networks, regions ——————————————————————————————————————————————————————


def test_the_association_says_what_a_group_belongs_to_and_a_loop_is_told_by_its_way(group, network, region):
    boss = as_(factories.member(factories.organisation("Association", Kind.ASSOCIATION), Role.SECRETARY))
    boss.post(at(group, "supervision/arranged/"), {"parent": network.pk})
    boss.post(at(network, "supervision/arranged/"), {"parent": region.pk})

    boss.post(at(region, "supervision/arranged/"), {"parent": group.pk})

    assert (
        "Ce rattachement fermerait une boucle : Haute-Armélie → Groupe Sorvane → Réseau Armélie → Haute-Armélie."
    ) in messages(boss, region).replace("\u00a0", " ")
    assert Affiliation.objects.count() == 2
    assert (events(group), events(region)) == (["affiliation.accepted"], [])


def test_a_site_that_is_asked_answers_itself(site, group):
    boss = as_(factories.administrator())
    anne = factories.quality_manager(site)
    reader = factories.member(group, Role.READER)

    boss.post(at(group, "supervision/asked/"), {"child": site.pk})

    link = Affiliation.objects.get()
    assert link.accepted_at is None
    assert not standing_of(reader, today()).may("evaluation.read_scores", site.pk)
    as_(anne).post(at(site, f"supervision/{link.pk}/acceptance/"), {})
    assert standing_of(reader, today()).may("evaluation.read_scores", site.pk)
    assert events(site) == ["affiliation.asked", "affiliation.accepted"]


def test_whoever_asked_takes_it_back_until_the_site_has_answered(site, group):
    boss = factories.administrator()
    asked, given = (
        factories.affiliation(site, group, accepted=False),
        factories.affiliation(site, factories.organisation("Autre", Kind.NETWORK)),
    )

    as_(boss).post(at(site, f"supervision/{asked.pk}/withdrawal/"), {})

    assert as_(boss).post(at(site, f"supervision/{given.pk}/withdrawal/"), {}).status_code == 302
    asked.refresh_from_db()
    given.refresh_from_db()
    assert (asked.stopped_on, given.stopped_on) == (today(), None)


def test_a_group_s_reader_arranges_nothing(group, network):
    reader = as_(factories.member(group, Role.READER))

    assert reader.post(at(group, "supervision/arranged/"), {"parent": network.pk}).status_code == 403
    assert not Affiliation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_links_made_at_once_never_close_a_loop(group, network):
    boss, at_ = factories.administrator(), timezone.now()
    standing = standing_of(boss, today())
    barrier = threading.Barrier(2)

    def link(child: Organisation, parent: Organisation) -> Callable[[], Any]:
        def make() -> bool:
            try:
                connection.ensure_connection()
                barrier.wait()
                affiliations.arrange(child, parent, standing=standing, at=at_)
            except NotAllowed:
                return False
            finally:
                connection.close()
            return True

        return make

    for _round in range(8):
        with ThreadPoolExecutor(2) as pool:
            works = [pool.submit(link(group, network)), pool.submit(link(network, group))]
            made = [work.result() for work in works]

        assert sorted(made) == [False, True]
        assert Affiliation.objects.count() == 1
        Affiliation.objects.all().delete()


# — The picture ————————————————————————————————————————————————————————————————————


def test_the_picture_shows_what_is_above_and_below_with_its_counts(site, group, network, region):
    other = factories.organisation("Centre du Lac", city="Val")
    factories.affiliation(site, group)
    factories.affiliation(site, network)
    factories.affiliation(other, group)
    factories.affiliation(group, region)
    factories.affiliation(network, region)
    factories.affiliation(factories.organisation("Pas encore"), group, accepted=False)
    reader = as_(factories.member(region, Role.READER))

    tree = page(reader.get(at(region, "structure/")))

    assert words(of_class(tree, "here")[-1]) == "Haute-Armélie Région 2 sites"
    assert [words(one) for one in tree.xpath("//main//section//summary")] == [
        "Groupe Sorvane Groupe 2 sites",
        "2 sites",
        "Réseau Armélie Réseau 1 site",
        "1 site",
    ]
    shown = words(of_class(tree, "below")[0])
    assert "Centre de Clairvaldieu aussi dans Réseau Armélie" in shown
    assert "Pas encore" not in shown
    assert tree.xpath("//ul[@class='sites-list']//a/@href")[0] == f"/o/{site.pk}/"


def test_a_site_sees_what_is_above_it_and_nothing_beside_it(site, group, region):
    factories.affiliation(site, group)
    factories.affiliation(group, region)
    factories.affiliation(factories.organisation("Un voisin"), group)
    anne = as_(factories.quality_manager(site))

    tree = page(anne.get(at(site, "structure/")))

    assert [words(one) for one in tree.xpath("//ul[@class='level']/li")] == [
        "Haute-Armélie Région · par Groupe Sorvane",
        "Groupe Sorvane Groupe",
    ]
    assert "Un voisin" not in words(tree)


def test_every_kind_of_organisation_has_its_page_and_its_picture():
    boss = as_(factories.administrator())

    for kind in Kind:
        place = factories.organisation(f"Une {kind}", kind)
        assert "Aucun rattachement" in words(page(boss.get(at(place, "structure/"))))
        page(boss.get(at(place)))


def test_a_picture_of_two_hundred_sites_folds_and_asks_no_more_queries(region, group):
    factories.affiliation(group, region)
    factories.affiliation(factories.organisation(), group)
    reader = as_(factories.member(region, Role.READER))
    reader.get(at(region, "structure/"))

    def counted() -> int:
        with CaptureQueriesContext(connection) as queries:
            reader.get(at(region, "structure/"))
        return len(queries)

    few = counted()
    for number in range(200):
        factories.affiliation(factories.organisation(), group if number % 2 else region)

    assert counted() == few
    tree = page(reader.get(at(region, "structure/")))
    assert not tree.xpath("//main//section//details[@open]")
    assert words(of_class(tree, "here")[-1]).endswith("201 sites")


def test_a_loop_that_came_from_elsewhere_does_not_hang_the_picture(group, network):
    factories.affiliation(group, network)
    factories.affiliation(network, group)

    picture = structure_of(group, today())

    assert [one.organisation for one in picture.below.groups] == [network]
    assert picture.below.groups[0].groups[0].drawn_before
