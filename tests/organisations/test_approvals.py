"""Approved consultancies, and a site's own choice: one of them, another, or none, each said."""

from datetime import timedelta

import pytest
from django.utils import timezone

from aplomb.apps.journal.models import Entry
from aplomb.apps.organisations import approvals
from aplomb.apps.organisations.models import Approval, Engagement, Organisation
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind
from tests import factories
from tests.api.calling import confirmed
from tests.support.pages import page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demonstration(settings):
    settings.DEMO = True


@pytest.fixture
def firm():
    return factories.organisation("Cabinet Ourdelle", Kind.CONSULTANCY)


@pytest.fixture
def secretary():
    return factories.member(factories.organisation("Association", Kind.ASSOCIATION), Role.SECRETARY)


@pytest.fixture
def site():
    return factories.organisation("Centre de Clairvaldieu")


def today():
    return timezone.localdate()


def events(place):
    return list(Entry.objects.filter(stream=place.stream_id).order_by("seq").values_list("action", flat=True))


def standing(person):
    return factories.standing(person, today())


def test_the_association_approves_for_a_period_and_ends_it(secretary, firm):
    client = confirmed(secretary).client
    until = today() + timedelta(days=365)

    client.post(f"/o/{firm.pk}/approval/", {"until": until.isoformat()})

    approval = Approval.objects.get()
    assert (approval.starts_on, approval.ends_on, approval.granted_by) == (today(), until, secretary)
    assert approvals.consultancy_choices(today()) == ([firm], [])
    client.post(f"/o/{firm.pk}/approval/{approval.pk}/end/")
    assert approvals.consultancy_choices(today()) == ([], [firm])
    assert events(firm) == ["approval.granted", "approval.ended"]


def test_nobody_else_approves_and_no_site_is(secretary, firm, site):
    boss = factories.member(firm, Role.CONSULTANCY_MANAGER)
    boss_client = confirmed(boss).client

    assert boss_client.post(f"/o/{firm.pk}/approval/", {}).status_code == 403
    for place, until in ((site, None), (firm, today() - timedelta(days=1))):
        with pytest.raises(NotAllowed):
            approvals.grant(place, until, standing=standing(secretary), at=timezone.now())
    approvals.grant(firm, None, standing=standing(secretary), at=timezone.now())
    with pytest.raises(NotAllowed):
        approvals.grant(firm, None, standing=standing(secretary), at=timezone.now())
    assert Approval.objects.count() == 1


def test_a_site_is_shown_those_approved_first(secretary, firm, site):
    factories.organisation("Cabinet Malroche", Kind.CONSULTANCY)
    approvals.grant(firm, None, standing=standing(secretary), at=timezone.now())
    client = confirmed(factories.quality_manager(site)).client

    shown = page(client.get(f"/o/{site.pk}/settings/"))

    groups = shown.xpath("//select[@name='consultancy']/optgroup")
    assert [(group.get("label"), group.xpath("option/text()")) for group in groups] == [
        ("Agréés par l’association : recommandés".replace(" :", "\u00a0:"), ["Cabinet Ourdelle"]),
        ("Autres", ["Cabinet Malroche"]),
    ]


def test_going_without_is_said_and_engaging_takes_it_back(firm, site):
    anne = factories.quality_manager(site)
    client = confirmed(anne).client
    assert not approvals.has_chosen(site, today())

    client.post(f"/o/{site.pk}/consultancies/none/")

    site.refresh_from_db()
    assert approvals.has_chosen(site, today())
    assert site.no_consultancy_on == today()
    until = (today() + timedelta(days=30)).isoformat()
    client.post(f"/o/{site.pk}/consultancies/", {"consultancy": firm.pk, "until": until})
    assert Organisation.objects.get(pk=site.pk).no_consultancy_on is None
    assert Engagement.objects.get().ends_on.isoformat() == until
    assert events(site) == ["engagement.none-declared", "engagement.accepted"]


def test_a_site_with_a_consultancy_does_not_say_that_it_has_none(firm, site):
    anne = factories.quality_manager(site)
    factories.engagement(firm, site, accepted=False)

    with pytest.raises(NotAllowed):
        approvals.go_without(site, standing=standing(anne), at=timezone.now())
    assert not approvals.has_chosen(site, today())


# — The list of what is to be settled ————————————————————————————————————————————


def settled(client, site) -> list[bool]:
    shown = page(client.get(f"/o/{site.pk}/start/"))
    return ["réglé" in item.text_content() for item in shown.xpath("//main//ol[@class='rows']/li")]


def test_a_new_site_sees_what_is_to_be_settled_and_each_leads_to_its_page(client, site):
    client.force_login(factories.quality_manager(site))

    assert settled(client, site) == [False, True, False, False, False, False, False]
    shown = page(client.get(f"/o/{site.pk}/start/"))
    for address in shown.xpath("//main//ol//a/@href"):
        assert client.get(address.partition("#")[0]).status_code in (200, 302)


def test_what_is_settled_is_ticked(client, site):
    anne = factories.quality_manager(site)
    client.force_login(anne)
    Organisation.objects.filter(pk=site.pk).update(siret="73282932000074")
    approvals.go_without(site, standing=standing(anne), at=timezone.now())

    assert settled(client, site) == [True, True, False, False, True, False, False]


def test_the_list_takes_a_constant_number_of_queries(client, site, django_assert_max_num_queries):
    client.force_login(factories.quality_manager(site))
    client.get(f"/o/{site.pk}/start/")

    with django_assert_max_num_queries(18):
        client.get(f"/o/{site.pk}/start/")


def test_a_reader_of_a_group_does_not_see_the_list(client, site):
    group = factories.organisation("Groupe", Kind.GROUP)
    factories.affiliation(site, group)
    client.force_login(factories.member(group, Role.READER))

    assert client.get(f"/o/{site.pk}/start/").status_code == 403
