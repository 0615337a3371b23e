"""Who is here, who leaves, who works for us, who supervises us; and two windows on the same facts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from aplomb.apps.accounts.models import Message, Session, User
from aplomb.apps.journal.models import Entry
from aplomb.apps.organisations.models import Affiliation, Engagement, Membership, Organisation
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demonstration(settings):
    settings.DEMO = True


@pytest.fixture
def site():
    return factories.organisation("Centre de Clairvaldieu")


@pytest.fixture
def anne(site):
    return factories.quality_manager(site, email="anne@example.org", password=PASSWORD, last_name="Royèvre")


@pytest.fixture
def signed_in(client, anne):
    client.post("/login/", {"login": anne.email, "password": PASSWORD})
    return client


def events(place):
    return list(Entry.objects.filter(stream=place.stream_id).order_by("seq").values_list("action", flat=True))


def today():
    return timezone.localdate()


def test_the_page_says_who_is_in_which_role_since_when(signed_in, site):
    factories.evaluator(site, last_name="Malvois")

    page = signed_in.get(f"/o/{site.pk}/team/").content.decode()

    for word in ("Royèvre", "Malvois", "1 janvier 2026", "anne@example.org"):
        assert word in page


@pytest.mark.parametrize("people", [1, 8])
def test_the_page_takes_as_many_queries_for_eight_people_as_for_one(
    signed_in, site, people, django_assert_max_num_queries
):
    for _ in range(people):
        factories.evaluator(site)
    signed_in.get(f"/o/{site.pk}/team/")

    with django_assert_max_num_queries(14):
        signed_in.get(f"/o/{site.pk}/team/")


def test_ending_a_role_stops_access_at_the_next_request(signed_in, client, site, django_user_model):
    from django.test import Client

    zoe = factories.evaluator(site, email="zoe@example.org", password=PASSWORD)
    hers = Client()
    hers.post("/login/", {"login": zoe.email, "password": PASSWORD})
    assert hers.get(f"/o/{site.pk}/team/").status_code == 200

    signed_in.post(f"/o/{site.pk}/team/{zoe.memberships.get().pk}/end/")

    assert hers.get(f"/o/{site.pk}/team/").url.startswith("/login/")
    assert not Session.objects.filter(user=zoe).exists()
    hers.post("/login/", {"login": zoe.email, "password": PASSWORD})
    assert hers.get(f"/o/{site.pk}/team/").status_code == 404
    assert events(site) == ["member.left"]


def test_a_role_begun_and_ended_the_same_day_gives_nothing_any_more(signed_in, site):
    zoe = factories.user()
    factories.membership(zoe, site, Role.EVALUATOR, since=today())

    signed_in.post(f"/o/{site.pk}/team/{zoe.memberships.get().pk}/end/")

    assert not factories.standing(zoe, today()).posts


def test_the_last_quality_manager_does_not_leave(signed_in, site, anne):
    address = f"/o/{site.pk}/team/{anne.memberships.get().pk}/end/"

    page = signed_in.get(address).content.decode()
    answer = signed_in.post(address)

    assert "danger" not in page.split("<main")[1].split("</main>")[0].replace("callout danger", "")
    assert answer.status_code == 409
    assert factories.standing(anne, today()).posts


def test_a_quality_manager_leaves_once_another_has_come(signed_in, site, anne):
    factories.quality_manager(site)

    signed_in.post(f"/o/{site.pk}/team/{anne.memberships.get().pk}/end/")

    assert not factories.standing(anne, today()).posts


def test_a_manager_whose_account_is_closed_does_not_count(signed_in, site, anne):
    factories.quality_manager(site, is_active=False)

    assert signed_in.post(f"/o/{site.pk}/team/{anne.memberships.get().pk}/end/").status_code == 409


def test_an_evaluator_leaves_but_ends_nobody_else_s_role(client, site, anne):
    zoe = factories.evaluator(site, email="zoe@example.org", password=PASSWORD)
    client.post("/login/", {"login": zoe.email, "password": PASSWORD})

    refused = client.post(f"/o/{site.pk}/team/{anne.memberships.get().pk}/end/")
    client.post(f"/o/{site.pk}/team/{zoe.memberships.get().pk}/end/")

    assert refused.status_code == 403
    assert factories.standing(anne, today()).posts
    assert not factories.standing(zoe, today()).posts


def test_a_role_of_another_organisation_is_not_reached_through_one_s_own(signed_in, site):
    elsewhere = factories.organisation()
    stranger = factories.evaluator(elsewhere)

    answer = signed_in.post(f"/o/{site.pk}/team/{stranger.memberships.get().pk}/end/")

    assert answer.status_code == 404
    assert factories.standing(stranger, today()).posts


def test_a_site_that_leaves_evaluators_without_a_factor_shows_it_as_a_deviation(signed_in, site):
    signed_in.post(f"/o/{site.pk}/team/second-factor/", {})

    assert "ASVS 6.3.3" in signed_in.get(f"/o/{site.pk}/team/").content.decode()
    assert events(site) == ["organisation.factor-demanded"]

    signed_in.post(f"/o/{site.pk}/team/second-factor/", {"demanded": "on"})
    assert "ASVS 6.3.3" not in signed_in.get(f"/o/{site.pk}/team/").content.decode()


def test_lost_factors_are_forgotten_by_whoever_runs_the_site_and_the_person_is_told(signed_in, site):
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP

    zoe = factories.evaluator(site, email="zoe@example.org", password=PASSWORD)
    TOTP.activate(zoe, "JBSWY3DPEHPK3PXP")
    signed_in.post(f"/o/{site.pk}/team/{zoe.memberships.get().pk}/factors/")

    from django.test import Client

    answer = Client().post("/login/", {"login": zoe.email, "password": PASSWORD})

    assert answer.url == "/home/"
    assert not Authenticator.objects.filter(user=zoe).exists()
    assert Message.objects.filter(to=zoe.email).exists()


def test_for_a_secretary_the_reset_waits_a_day_and_the_factor_calls_it_off(client):
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP

    association = factories.organisation(kind=Kind.ASSOCIATION)
    boss = factories.member(association, Role.SECRETARY, email="boss@example.org", password=PASSWORD)
    other = factories.member(association, Role.SECRETARY, email="other@example.org", password=PASSWORD)
    TOTP.activate(other, "JBSWY3DPEHPK3PXP")
    client.post("/login/", {"login": boss.email, "password": PASSWORD})
    client.post(f"/o/{association.pk}/team/{other.memberships.get().pk}/factors/")

    from django.test import Client

    assert Client().post("/login/", {"login": other.email, "password": PASSWORD}).url == "/login/factor/"
    User.objects.filter(pk=other.pk).update(factors_end_at=timezone.now() - timedelta(seconds=1))
    assert Client().post("/login/", {"login": other.email, "password": PASSWORD}).url == "/home/"
    assert not Authenticator.objects.filter(user=other).exists()


# — Facts ——————————————————————————————————————————————————————————————————————

FACTS = {"name": "Centre de Clairvaldieu", "short_name": "", "city": "", "siret": "", "finess": ""}


def test_the_facts_are_changed_and_told(signed_in, site):
    signed_in.post(f"/o/{site.pk}/settings/facts/", {**FACTS, "city": "Clairvaldieu", "version": 1})

    site.refresh_from_db()
    assert (site.city, site.version) == ("Clairvaldieu", 2)
    assert events(site) == ["organisation.updated"]


def test_two_windows_on_the_same_facts_show_both(signed_in, site):
    signed_in.post(f"/o/{site.pk}/settings/facts/", {**FACTS, "city": "Clairvaldieu", "version": 1})

    answer = signed_in.post(f"/o/{site.pk}/settings/facts/", {**FACTS, "city": "Malroche", "version": 1})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Clairvaldieu" in page
    assert "Malroche" in page
    assert Organisation.objects.get(pk=site.pk).city == "Clairvaldieu"


def test_a_form_takes_only_its_own_fields(signed_in, site):
    more = {field.name: "1" for field in Organisation._meta.fields if field.name not in FACTS}
    before = (
        Organisation.objects.filter(pk=site.pk).values("kind", "public_id", "profile", "stream", "pk").get()
    )

    signed_in.post(f"/o/{site.pk}/settings/facts/", {**more, **FACTS, "kind": "group", "version": 1})

    assert Organisation.objects.filter(pk=site.pk).values(*before).get() == before


@pytest.mark.parametrize(
    ("field", "value"), [("siret", "73282932000075"), ("siret", "123"), ("finess", "12"), ("name", " ")]
)
def test_wrong_numbers_are_refused(signed_in, site, field, value):
    answer = signed_in.post(f"/o/{site.pk}/settings/facts/", {**FACTS, field: value, "version": 1})

    assert answer.status_code == 422
    assert not events(site)


# — Consultancies and supervision ——————————————————————————————————————————————


def test_a_site_engages_a_consultancy_and_ends_it_at_once(signed_in, site):
    consultancy = factories.organisation(kind=Kind.CONSULTANCY)
    consultant = factories.member(consultancy, Role.CONSULTANT)
    until = today() + timedelta(days=30)

    signed_in.post(
        f"/o/{site.pk}/consultancies/", {"consultancy": consultancy.pk, "until": until.isoformat()}
    )
    seen = factories.standing(consultant, today()).may("evaluation.read", site.pk)
    signed_in.post(f"/o/{site.pk}/consultancies/{Engagement.objects.get().pk}/end/")

    assert seen
    assert not factories.standing(consultant, today()).may("evaluation.read", site.pk)
    assert events(site) == ["engagement.accepted", "engagement.ended"]


def test_the_same_consultancy_is_not_engaged_twice(signed_in, site):
    consultancy = factories.organisation(kind=Kind.CONSULTANCY)
    values = {"consultancy": consultancy.pk, "until": (today() + timedelta(days=30)).isoformat()}

    signed_in.post(f"/o/{site.pk}/consultancies/", values)
    signed_in.post(f"/o/{site.pk}/consultancies/", values)

    assert Engagement.objects.count() == 1


def test_a_site_is_not_a_consultancy(signed_in, site):
    other = factories.organisation()

    answer = signed_in.post(
        f"/o/{site.pk}/consultancies/", {"consultancy": other.pk, "until": today().isoformat()}
    )

    assert answer.status_code == 422


def test_a_site_says_how_much_its_group_sees(signed_in, site):
    group = factories.organisation(kind=Kind.GROUP)
    reader = factories.member(group, Role.READER)

    signed_in.post(f"/o/{site.pk}/supervision/", {"parent": group.pk})
    counted = factories.standing(reader, today())
    link = Affiliation.objects.get()
    signed_in.post(f"/o/{site.pk}/supervision/{link.pk}/acceptance/", {"shares_detail": "on"})
    detailed = factories.standing(reader, today())
    signed_in.post(f"/o/{site.pk}/supervision/{link.pk}/end/")
    left = factories.standing(reader, today())

    assert [s.may("evaluation.read_scores", site.pk) for s in (counted, detailed, left)] == [
        True,
        True,
        False,
    ]
    assert [site.pk in s.detailed for s in (counted, detailed, left)] == [False, True, False]
    assert events(site) == ["affiliation.accepted", "affiliation.accepted", "affiliation.left"]


def test_an_affiliation_asked_for_gives_nothing_before_it_is_accepted(signed_in, site):
    group = factories.organisation(kind=Kind.GROUP)
    reader = factories.member(group, Role.READER)
    link = factories.affiliation(site, group, accepted=False)
    before = factories.standing(reader, today()).may("evaluation.read_scores", site.pk)

    signed_in.post(f"/o/{site.pk}/supervision/{link.pk}/acceptance/")

    assert not before
    assert factories.standing(reader, today()).may("evaluation.read_scores", site.pk)


def test_an_engagement_of_another_site_is_not_accepted_through_one_s_own(signed_in, site):
    consultancy = factories.organisation(kind=Kind.CONSULTANCY)
    offer = factories.engagement(consultancy, factories.organisation(), accepted=False)

    answer = signed_in.post(f"/o/{site.pk}/consultancies/{offer.pk}/acceptance/")

    assert answer.status_code == 404
    assert Engagement.objects.get().accepted_at is None


def test_a_membership_is_not_deleted_when_it_ends(signed_in, site):
    zoe = factories.evaluator(site)
    signed_in.post(f"/o/{site.pk}/team/{zoe.memberships.get().pk}/end/")

    assert Membership.objects.get(user=zoe).ends_on == today()
    assert "1 rôle" in signed_in.get(f"/o/{site.pk}/team/").content.decode()
