"""Many people invited at once: each line is shown with what is wrong in it; nothing is sent before."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from aplomb.apps.accounts.models import Message, User
from aplomb.apps.evaluations import services as evaluations
from aplomb.apps.evaluations.models import Assignment
from aplomb.apps.journal.models import Entry
from aplomb.apps.organisations import services
from aplomb.apps.organisations.models import Invitation, Membership
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.domain.access.matrix import Role
from tests import factories
from tests.api.calling import confirmed
from tests.formats.test_sites_list import workbook
from tests.support.pages import page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demonstration(settings):
    settings.DEMO = True


@pytest.fixture
def site():
    return factories.organisation("Centre de Clairvaldieu")


@pytest.fixture
def anne(site):
    return factories.quality_manager(site, last_name="Royèvre", email="anne@example.org")


@pytest.fixture
def client(anne):
    return confirmed(anne).client


@pytest.fixture
def address(site):
    return f"/o/{site.pk}/team/invitations/many/"


def states(answer) -> dict[str, str]:
    """What the page says of each address."""
    rows = page(answer, answer.status_code).xpath("//table//tbody/tr")
    return {
        row.xpath("string(.//th/label)").strip(): " ".join(row.xpath("string(./td[last()])").split())
        for row in rows
    }


def parcel(answer) -> dict:
    shown = page(answer, answer.status_code)
    [signed] = shown.xpath("//input[@name='parcel']/@value")
    return {"parcel": signed, "take": shown.xpath("//input[@name='take'][@checked]/@value")}


def invited() -> list[tuple[str, str]]:
    return sorted(Invitation.objects.values_list("email", "role"))


def test_each_line_says_what_is_wrong_with_it_and_nothing_is_sent(client, site, address):
    factories.member(site, Role.EVALUATOR, email="zoe@example.org")
    text = "\n".join(
        [
            "leo@example.org ; évaluateur",
            "zoe@example.org ; Évaluateur",
            "pas-une-adresse ; Évaluateur",
            "ines@example.org ; chef",
            "LEO@example.org ; Évaluateur",
            "noe@example.org ; Évaluateur ; 9",
            "tom@example.org",
        ]
    )

    answer = client.post(address, {"lines": text})
    said = page(answer).xpath("//table//tbody/tr/td[last()]")
    found = [" ".join(one.text_content().split()) for one in said]

    assert found[0] == "À inviter"
    assert found[1] == "A déjà ce rôle"
    assert found[2] == "Pas une adresse de courriel."
    assert found[3].startswith("Rôle inconnu")
    assert found[4] == "Déjà à la ligne 1."
    assert found[5].startswith("Aucune famille")
    assert found[6].startswith("Pas de rôle")
    assert not Invitation.objects.exists()
    assert not Message.objects.exists()


def test_what_is_ticked_is_sent_at_once_by_the_outbox(client, site, address, mailbox):
    shown = client.post(
        address, {"lines": "a@example.org\nb@example.org ; Responsable qualité", "role": "evaluator"}
    )

    answer = client.post(f"{address}sending/", parcel(shown))

    assert answer.status_code == 302
    assert invited() == [("a@example.org", "evaluator"), ("b@example.org", "quality_manager")]
    assert Message.objects.count() == 2
    events = Entry.objects.filter(stream=site.stream).values_list("action", flat=True)
    assert list(events) == ["member.invited", "member.invited"]


def test_a_file_does_as_well_and_a_bad_one_says_why(client, address):
    good = workbook(["leo@example.org", "Évaluateur"], titles=["Adresse", "Rôle"])
    bad = workbook(["x", "y"], titles=["Nom", "Ville"])

    shown = client.post(address, {"list": SimpleUploadedFile("equipe.xlsx", good)})
    refused = client.post(address, {"list": SimpleUploadedFile("equipe.xlsx", bad)})

    assert states(shown) == {"leo@example.org": "À inviter"}
    assert refused.status_code == 422
    assert "Adresse" in refused.content.decode()


def test_an_invitation_without_an_answer_can_be_sent_anew(client, site, anne, address):
    client.post(
        f"{address}sending/", parcel(client.post(address, {"lines": "a@example.org", "role": "evaluator"}))
    )
    first = Invitation.objects.get().digest

    shown = client.post(address, {"lines": "a@example.org", "role": "evaluator"})
    assert states(shown) == {"a@example.org": "Déjà invité : cochez pour envoyer un nouveau lien"}
    assert parcel(shown)["take"] == []
    client.post(f"{address}sending/", {**parcel(shown), "take": ["0"]})

    assert Invitation.objects.get().digest != first


def test_a_parcel_that_was_changed_or_is_another_s_sends_nothing(client, site, address):
    shown = client.post(address, {"lines": "a@example.org", "role": "evaluator"})
    signed = parcel(shown)
    other = factories.organisation("Ailleurs")
    zoe = confirmed(factories.quality_manager(other)).client

    client.post(f"{address}sending/", {**signed, "parcel": signed["parcel"][:-2]})
    zoe.post(f"/o/{other.pk}/team/invitations/many/sending/", signed)

    assert not Invitation.objects.exists()


def test_the_limit_of_a_day_holds(client, address):
    lines = "\n".join(f"p{n}@example.org" for n in range(51))
    shown = client.post(address, {"lines": lines, "role": "evaluator"})

    client.post(f"{address}sending/", parcel(shown))

    assert not Invitation.objects.exists()
    some = {**parcel(shown), "take": [str(n) for n in range(40)]}
    client.post(f"{address}sending/", some)
    again = {**parcel(shown), "take": [str(n) for n in range(40, 51)]}
    assert client.post(f"{address}sending/", again).status_code == 429
    assert Invitation.objects.count() == 40


@pytest.mark.parametrize("people", [1, 30])
def test_the_page_takes_as_many_queries_for_thirty_lines_as_for_one(
    client, address, people, django_assert_max_num_queries
):
    lines = "\n".join(f"p{n}@example.org" for n in range(people))
    client.post(address, {"lines": lines, "role": "evaluator"})

    with django_assert_max_num_queries(16):
        client.post(address, {"lines": lines, "role": "evaluator"})


def test_families_of_the_line_are_given_on_joining(client, site, anne, address):
    edition = factories.edition()
    evaluation = evaluations.create(site, edition, standing=factories.standing(anne), at=timezone.now())
    family = edition.data["families"][0]["code"]
    client.post(
        f"{address}sending/",
        parcel(client.post(address, {"lines": f"leo@example.org ; Évaluateur ; {family}"})),
    )
    leo = factories.user("leo@example.org")

    services.accept(Invitation.objects.get(), leo, at=timezone.now())

    assert [(one.evaluation, one.user, one.part) for one in Assignment.objects.all()] == [
        (evaluation, leo, family)
    ]
    assert Entry.objects.filter(stream=evaluation.stream).last().action == "evaluation.assigned"


def test_families_are_not_given_once_the_inviter_has_no_right_any_more(client, site, anne, address):
    edition = factories.edition()
    evaluations.create(site, edition, standing=factories.standing(anne), at=timezone.now())
    family = edition.data["families"][0]["code"]
    client.post(
        f"{address}sending/",
        parcel(client.post(address, {"lines": f"leo@example.org ; Évaluateur ; {family}"})),
    )
    Membership.objects.filter(user=anne).update(ends_on=timezone.localdate() - timedelta(days=1))

    assert (
        services.accept(Invitation.objects.get(), factories.user("leo@example.org"), at=timezone.now())
        is None
    )
    assert not Assignment.objects.exists()


# — A role for a period ————————————————————————————————————————————————————————


def days(number):
    return timezone.localdate() + timedelta(days=number)


def sent(site, anne, **period) -> Invitation:
    services.invite(
        site,
        ["leo@example.org"],
        Role.EVALUATOR,
        standing=factories.standing(anne, timezone.localdate()),
        origin="",
        at=timezone.now(),
        **period,
    )
    return Invitation.objects.get()


def test_a_role_to_come_opens_nothing_before_its_day(site, anne):
    leo = factories.user("leo@example.org")

    services.accept(sent(site, anne, starts_on=days(10), ends_on=days(40)), leo, at=timezone.now())

    assert factories.standing(leo, days(0)).posts == ()
    assert [post.role for post in factories.standing(leo, days(10)).posts] == [Role.EVALUATOR]
    assert factories.standing(leo, days(41)).posts == ()


def test_a_period_that_ends_before_it_begins_is_refused(site, anne):
    with pytest.raises(NotAllowed):
        sent(site, anne, starts_on=days(10), ends_on=days(9))


def test_the_team_shows_who_is_to_come_and_until_when(client, site, anne):
    leo = factories.user("leo@example.org", last_name="Orsanne")
    services.accept(sent(site, anne, starts_on=days(10), ends_on=days(40)), leo, at=timezone.now())

    shown = client.get(f"/o/{site.pk}/team/").content.decode()

    assert "Orsanne" in shown
    assert "À venir" in shown


def period(client, membership, **values):
    return client.post(f"/o/{membership.organisation_id}/team/{membership.pk}/period/", values)


def test_the_end_of_a_period_is_said_and_kept(client, site):
    leo = factories.evaluator(site)
    membership = leo.memberships.get()

    assert period(client, membership, ends_on=days(5).isoformat()).status_code == 302
    assert period(client, membership, ends_on=days(-1).isoformat()).status_code == 422

    membership.refresh_from_db()
    assert membership.ends_on == days(5)
    assert Entry.objects.filter(stream=site.stream).last().action == "member.period-changed"


def test_the_last_manager_s_period_has_no_end_before_another_s(client, site, anne):
    mine = anne.memberships.get()
    assert period(client, mine, ends_on=days(5).isoformat()).status_code == 422
    other = factories.user()
    factories.membership(other, site, Role.QUALITY_MANAGER, since=days(6))

    assert period(client, mine, ends_on=days(4).isoformat()).status_code == 422
    assert period(client, mine, ends_on=days(5).isoformat()).status_code == 302


def test_a_role_to_come_is_withdrawn_for_good(client, site):
    leo = factories.user()
    membership = factories.membership(leo, site, Role.EVALUATOR, since=days(10))

    client.post(f"/o/{site.pk}/team/{membership.pk}/end/")

    assert factories.standing(leo, days(10)).posts == ()
    assert User.objects.filter(pk=leo.pk).exists()
