"""What a person is told of what happened: what concerns them, until they say that it is read."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from aplomb.apps.evaluations import services
from aplomb.apps.evaluations.models import Report
from aplomb.apps.home import news
from aplomb.apps.organisations import services as organisations
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind
from tests import factories
from tests.evaluations import cases
from tests.support.pages import page, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demonstration(settings):
    """Second factors have tests of their own."""
    settings.DEMO = True


@pytest.fixture
def case(monkeypatch):
    """An evaluation of today: notices last sixty days."""
    monkeypatch.setattr(cases, "NOW", timezone.now())
    return cases.case()


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def told(person, after=timedelta(minutes=1)):
    """The notices of somebody, a little later."""
    standing, at = factories.standing(person, timezone.localdate()), timezone.now() + after
    found = news.latest(standing, at)
    assert news.unread(standing, at) == sum(one.unread for one in found)
    return [one.what for one in found]


def test_closing_is_told_to_those_who_see_the_evaluation_and_not_to_who_closed_it(case):
    stranger = cases.case()
    case.answer_all()
    case.close()

    assert told(case.marc) == ["evaluation.closed"]
    assert told(case.anne) == []
    assert told(stranger.anne) == []


def test_a_reader_of_a_group_is_told_of_closing_and_led_to_the_dashboard(case):
    group = factories.organisation(kind=Kind.GROUP)
    factories.affiliation(case.site, group)
    reader = factories.member(group, Role.READER)
    case.answer_all()
    case.close()

    [notice] = news.latest(factories.standing(reader, timezone.localdate()), timezone.now())

    assert (notice.what, notice.url) == ("evaluation.closed", f"/o/{case.site.pk}/")
    # Evaluations are numbered by referential: without its title, two notices could not be told apart.
    assert notice.place == f"{case.site.label} · Essai"


def test_parts_are_told_to_those_to_whom_they_are_given(case):
    other = factories.evaluator(case.site)
    case.assign(_1=[case.marc])

    assert told(case.marc) == ["evaluation.assigned"]
    assert told(other) == []
    assert told(case.anne) == []  # who gave them


def test_an_invitation_accepted_is_told_to_who_invites_there(case):
    at, standing = timezone.now(), factories.standing(case.anne, timezone.localdate())
    [sent] = organisations.invite(
        case.site, ["zoe@example.org"], Role.EVALUATOR, standing=standing, origin="", at=at
    )
    zoe = factories.user("zoe@example.org", first_name="Zoé", last_name="Ambroise")
    organisations.accept(sent.invitation, zoe, at=at)

    assert told(case.anne) == ["member.joined"]
    assert told(case.marc) == []
    assert told(factories.administrator()) == []
    assert "Zoé Ambroise a accepté l’invitation" in words(page(signed_in(case.anne).get("/notices/")))


def test_a_report_is_told_to_who_asked_for_it(case):
    Report.objects.create(
        evaluation=case.evaluation,
        kind=Report.Kind.PERFORMANCE,
        lang="fr",
        revision=1,
        source="a",
        state=Report.State.READY,
        sha256="b",
        asked_at=timezone.now(),
        asked_by=case.anne,
        made_at=timezone.now(),
    )

    assert told(case.anne) == ["report.ready"]
    assert told(case.marc) == []


def test_what_is_older_than_sixty_days_is_told_no_more(case):
    case.answer_all()
    case.close()

    assert told(case.marc, after=news.LASTS + timedelta(minutes=1)) == []


def test_somebody_whose_role_has_ended_is_told_nothing_more(case):
    case.answer_all()
    case.close()
    case.marc.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))

    assert told(case.marc) == []


def test_the_bell_counts_until_all_is_marked_as_read(case):
    case.assign(_1=[case.marc])
    client = signed_in(case.marc)
    tree = page(client.get("/notices/"))
    assert words(tree.xpath("//a[contains(@class, 'bell')]")[0]) == "1 notification non lue"
    assert len(tree.xpath("//li[@class='new']")) == 1
    until = tree.xpath("//input[@name='until']/@value")[0]
    services.move(
        case.evaluation.pk,
        "review",
        standing=factories.standing(case.anne, timezone.localdate()),
        at=timezone.now(),
    )
    case.assign(_2=[case.marc])  # came since the page was shown

    answer = client.post("/notices/read/", {"until": until})

    assert (answer.status_code, answer.url) == (302, "/notices/")
    tree = page(client.get("/notices/"))
    assert len(tree.xpath("//ul[contains(@class, 'notices')]/li")) == 2
    assert len(tree.xpath("//li[@class='new']")) == 1

    client.post("/notices/read/", {"until": "demain"})  # what is no moment is now
    assert words(page(client.get("/home/")).xpath("//a[contains(@class, 'bell')]")[0]) == "Notifications"


def test_reading_the_page_marks_nothing(case):
    case.assign(_1=[case.marc])
    client = signed_in(case.marc)
    client.get("/notices/")

    assert client.get("/notices/read/").status_code == 405
    assert told(case.marc) == ["evaluation.assigned"]


def test_the_page_costs_the_same_for_one_notice_as_for_twelve(case):
    client = signed_in(case.marc)
    case.assign(_1=[case.marc])
    client.get("/notices/")

    def cost():
        with CaptureQueriesContext(connection) as captured:
            page(client.get("/notices/"))
        return len(captured)

    before = cost()
    for _ in range(6):
        case.assign(_1=[])
        case.assign(_1=[case.marc])
    assert cost() == before
