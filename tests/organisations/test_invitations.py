"""From an address to a colleague: the link, who may send it, and everything that makes it die."""

from datetime import timedelta

import pytest
from django.utils import timezone

from aplomb.apps.accounts import outbox
from aplomb.apps.accounts.models import Limit, Message, Session, User
from aplomb.apps.journal.models import Entry
from aplomb.apps.journal.queries import faults
from aplomb.apps.organisations import services
from aplomb.apps.organisations.models import Invitation, Membership
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
ORIGIN = "https://aplomb.example"
NEW = {"first_name": "Zoé", "last_name": "Malvois", "password": "une lanterne au fond du puits"}


@pytest.fixture(autouse=True)
def _demonstration(settings):
    settings.DEMO = True  # the second factor has its own tests


@pytest.fixture
def site():
    return factories.organisation("Centre de Clairvaldieu")


@pytest.fixture
def anne(site):
    return factories.quality_manager(site, email="anne@example.org", password=PASSWORD, first_name="Anne")


@pytest.fixture
def signed_in(client, anne):
    client.post("/login/", {"login": anne.email, "password": PASSWORD})
    return client


def invite(site, by, *emails, role=Role.EVALUATOR, at=None):
    return services.invite(
        site,
        emails or ("zoe@example.org",),
        role,
        standing=factories.standing(by, timezone.localdate()),
        origin=ORIGIN,
        at=at or timezone.now(),
    )


def path_of(sent):
    return sent.link.removeprefix(ORIGIN)


def events(site):
    return list(Entry.objects.filter(stream=site.stream_id).order_by("seq").values_list("action", flat=True))


def test_the_quality_manager_invites_several_addresses_pasted_at_once(signed_in, site):
    pasted = "Zoé Malvois <zoe@example.org>; karim@example.org,\n  LISE@example.org\nkarim@example.org"

    signed_in.post(f"/o/{site.pk}/team/invitations/", {"emails": pasted, "role": Role.EVALUATOR})

    invited = Invitation.objects.values_list("email", flat=True)
    assert sorted(invited) == ["karim@example.org", "lise@example.org", "zoe@example.org"]
    assert sorted(Message.objects.values_list("to", flat=True)) == sorted(invited)
    assert events(site) == ["member.invited"] * 3


def test_a_wrong_address_among_others_sends_nothing(signed_in, site):
    answer = signed_in.post(
        f"/o/{site.pk}/team/invitations/", {"emails": "zoe@example.org, karim@", "role": Role.EVALUATOR}
    )

    assert answer.status_code == 422
    assert "karim@" in answer.content.decode()
    assert not Invitation.objects.exists()


def test_without_a_mail_server_the_links_are_shown_once(signed_in, site, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    answer = signed_in.post(
        f"/o/{site.pk}/team/invitations/", {"emails": "zoe@example.org", "role": Role.EVALUATOR}
    )

    [sent] = answer.context["sent"]
    assert answer.status_code == 201
    assert sent.link in answer.content.decode()
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "/invitations/" not in signed_in.get(f"/o/{site.pk}/team/").content.decode().replace(
        f"/o/{site.pk}/team/invitations/", ""
    )


def test_the_link_is_kept_as_a_digest_and_the_message_sealed(site, anne):
    [sent] = invite(site, anne)
    secret = path_of(sent).split("/")[2]

    assert len(secret) == 43
    assert secret not in Invitation.objects.get().digest
    assert secret.encode() not in bytes(Message.objects.get().sealed)
    assert sent.link in outbox.text_of(Message.objects.get())


def test_whoever_has_no_account_makes_one_and_is_in(client, site, anne):
    [sent] = invite(site, anne)

    answer = client.post(path_of(sent), NEW)

    zoe = User.objects.get(email="zoe@example.org")
    assert answer.url == "/home/"
    assert zoe.check_password(NEW["password"])
    assert (zoe.first_name, zoe.last_name) == ("Zoé", "Malvois")
    assert Membership.objects.get(user=zoe).role == Role.EVALUATOR
    assert client.get(f"/o/{site.pk}/team/").status_code == 200
    assert events(site) == ["member.invited", "member.joined"]
    assert list(faults()) == []


def test_looking_at_the_page_uses_nothing_up(client, site, anne):
    [sent] = invite(site, anne)

    for _ in range(3):
        answer = client.get(path_of(sent))
        client.head(path_of(sent))

    assert answer.status_code == 200
    assert answer["Referrer-Policy"] == "no-referrer"
    assert client.post(path_of(sent), NEW).status_code == 302


def test_a_link_serves_once(client, site, anne):
    [sent] = invite(site, anne)
    client.post(path_of(sent), NEW)
    client.post("/logout/")

    assert client.get(path_of(sent)).status_code == 404
    assert client.post(path_of(sent), NEW).status_code == 404
    assert Membership.objects.filter(user__email="zoe@example.org").count() == 1


def test_a_link_dies_after_three_days(client, site, anne):
    [sent] = invite(site, anne, at=timezone.now() - timedelta(hours=72))

    assert client.get(path_of(sent)).status_code == 404


def test_a_newer_link_kills_the_one_before(client, site, anne):
    [first] = invite(site, anne)
    [second] = invite(site, anne)

    assert client.get(path_of(first)).status_code == 404
    assert client.get(path_of(second)).status_code == 200
    assert Invitation.objects.count() == 1


def test_sending_again_and_revoking_from_the_page(signed_in, client, site, anne):
    [first] = invite(site, anne)
    base = f"/o/{site.pk}/team/invitations/{first.invitation.pk}"

    signed_in.post(f"{base}/again/")
    digest = Invitation.objects.get().digest
    signed_in.post(f"{base}/revocation/")

    assert digest != first.invitation.digest
    assert Invitation.objects.get().revoked_at is not None
    assert signed_in.post(f"{base}/again/").status_code == 404
    assert events(site) == ["member.invited", "member.invited", "member.invitation-revoked"]


def test_the_link_dies_with_the_right_of_whoever_sent_it(client, site, anne):
    factories.quality_manager(site)
    [sent] = invite(site, anne)
    Membership.objects.get(user=anne).stop(timezone.localdate())

    assert client.get(path_of(sent)).status_code == 404
    assert client.post(path_of(sent), NEW).status_code == 404
    assert not User.objects.filter(email="zoe@example.org").exists()


def test_whoever_has_an_account_signs_in_with_it_then_joins(client, site, anne):
    zoe = factories.user("zoe@example.org", password=PASSWORD)
    [sent] = invite(site, anne)

    answer = client.post(path_of(sent))
    assert answer.url == "/login/?next=/invitations/mine/"
    answer = client.post(answer.url, {"login": zoe.email, "password": PASSWORD})
    assert answer.url == "/invitations/mine/"
    answer = client.get(answer.url)
    assert answer.url == path_of(sent)
    client.post(answer.url)

    assert Membership.objects.get(user=zoe).organisation == site


def test_nobody_accepts_with_another_address(signed_in, site, anne):
    [sent] = invite(site, anne)

    page = signed_in.get(path_of(sent)).content.decode()
    signed_in.post(path_of(sent), NEW)

    assert "anne@example.org" in page
    assert not Membership.objects.filter(organisation=site).exclude(user=anne).exists()
    assert Invitation.objects.get().accepted_at is None


def test_the_address_of_the_account_is_that_of_the_invitation(client, site, anne):
    [sent] = invite(site, anne)

    client.post(path_of(sent), {**NEW, "email": "mallory@example.org", "is_administrator": "on"})

    assert not User.objects.filter(email="mallory@example.org").exists()
    assert not User.objects.get(email="zoe@example.org").is_administrator


def test_joining_ends_the_person_s_other_sessions(client, site, anne):
    zoe = factories.user("zoe@example.org", password=PASSWORD)
    client.post("/login/", {"login": zoe.email, "password": PASSWORD})
    assert Session.objects.filter(user=zoe).exists()
    [sent] = invite(site, anne)

    services.accept(sent.invitation, zoe, at=timezone.now())

    assert not Session.objects.filter(user=zoe).exists()


@pytest.mark.parametrize(
    "password", ["court", "motdepasse123456", "Clairvaldieu2026!!", "ZoeMalvois-2026", "azertyuiopqsdfgh"]
)
def test_a_weak_password_is_refused_with_the_names_in_mind(client, site, anne, password):
    [sent] = invite(site, anne)

    answer = client.post(path_of(sent), {**NEW, "password": password})

    assert answer.status_code == 422
    assert not User.objects.filter(email="zoe@example.org").exists()


def test_a_role_of_another_kind_of_organisation_is_not_offered(site, anne):
    with pytest.raises(NotAllowed) as refused:
        invite(site, anne, role=Role.AUDITOR)

    assert [refusal.code for refusal in refused.value.refusals] == ["member.invite.role-not-here"]


def test_roles_of_the_commission_are_not_granted_by_an_invitation():
    association = factories.organisation(kind=Kind.ASSOCIATION)
    secretary = factories.member(association, Role.SECRETARY)

    with pytest.raises(NotAllowed) as refused:
        invite(association, secretary, role=Role.COMMISSION_MEMBER)

    assert [refusal.code for refusal in refused.value.refusals] == ["member.invite.two-people"]


def test_the_administrator_invites_the_first_manager_and_nobody_else(site):
    admin = factories.administrator()

    with pytest.raises(NotAllowed):
        invite(site, admin, role=Role.EVALUATOR)
    [sent] = invite(site, admin, role=Role.QUALITY_MANAGER)
    services.accept(sent.invitation, factories.user("zoe@example.org"), at=timezone.now())

    with pytest.raises(NotAllowed) as refused:
        invite(site, admin, "other@example.org", role=Role.QUALITY_MANAGER)
    assert [refusal.code for refusal in refused.value.refusals] == ["member.invite.manages-itself"]


def test_fifty_invitations_a_day_are_enough_for_an_organisation(signed_in, site):
    pasted = " ".join(f"p{number}@example.org" for number in range(50))
    signed_in.post(f"/o/{site.pk}/team/invitations/", {"emails": pasted, "role": Role.EVALUATOR})

    answer = signed_in.post(
        f"/o/{site.pk}/team/invitations/", {"emails": "one@example.org", "role": Role.EVALUATOR}
    )

    assert answer.status_code == 429
    assert Invitation.objects.count() == 50


def test_guessing_links_is_slowed_down(client):
    answers = [client.get(f"/invitations/{'x' * 40}{number}/").status_code for number in range(21)]

    assert answers == [404] * 20 + [429]
    assert Limit.objects.filter(key__startswith="link-from").count() == 1


def test_an_organisation_is_made_with_the_invitation_of_whoever_will_run_it(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    admin = factories.administrator(email="admin@example.org", password=PASSWORD)
    client.post("/login/", {"login": admin.email, "password": PASSWORD})

    answer = client.post(
        "/organisations/new/",
        {
            "kind": "site",
            "name": "  Centre  du Lac ",
            "siret": "732 829 320 00074",
            "manager": "zoe@example.org",
        },
    )

    [sent] = answer.context["sent"]
    assert sent.invitation.role == Role.QUALITY_MANAGER
    assert (sent.invitation.organisation.name, sent.invitation.organisation.siret) == (
        "Centre du Lac",
        "73282932000074",
    )
    assert events(sent.invitation.organisation) == ["organisation.created", "member.invited"]


def test_a_consultant_makes_a_client_and_sees_nothing_before_it_accepts(client):
    consultancy = factories.organisation(kind=Kind.CONSULTANCY)
    consultant = factories.member(consultancy, Role.CONSULTANT)
    standing = factories.standing(consultant, timezone.localdate())
    site, sent = services.create(
        Kind.SITE,
        {"name": "Centre du Lac"},
        manager="zoe@example.org",
        standing=standing,
        origin=ORIGIN,
        at=timezone.now(),
    )

    assert not factories.standing(consultant, timezone.localdate()).may("organisation.read", site.pk)

    zoe = factories.user("zoe@example.org")
    services.accept(sent.invitation, zoe, at=timezone.now())
    engagement = site.consultancies.get()
    services.accept_engagement(
        engagement, standing=factories.standing(zoe, timezone.localdate()), at=timezone.now()
    )

    assert factories.standing(consultant, timezone.localdate()).may("organisation.read", site.pk)
    assert events(site) == [
        "organisation.created",
        "engagement.offered",
        "member.invited",
        "member.joined",
        "engagement.accepted",
    ]


def test_a_consultant_makes_sites_only(client):
    consultancy = factories.organisation(kind=Kind.CONSULTANCY)
    standing = factories.standing(factories.member(consultancy, Role.CONSULTANT), timezone.localdate())

    with pytest.raises(NotAllowed):
        services.create(
            Kind.GROUP,
            {"name": "X"},
            manager="a@example.org",
            standing=standing,
            origin=ORIGIN,
            at=timezone.now(),
        )
