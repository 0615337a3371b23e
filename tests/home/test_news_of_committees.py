"""What the bell tells of committees and of work that changes hands."""

import pytest
from django.utils import timezone

from aplomb.apps.home import news
from aplomb.apps.organisations import services
from aplomb.apps.organisations.models import Membership
from tests import factories
from tests.committees.cases import Case, days, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def c():
    c = Case()
    c.leo = factories.evaluator(c.site, first_name="Léo", last_name="Orsanne")
    return c


def told(person) -> list[tuple[str, str]]:
    found = news.latest(factories.standing(person, today()), timezone.now())
    return [(notice.what, notice.title) for notice in found]


def unread(person) -> int:
    return news.unread(factories.standing(person, today()), timezone.now())


def test_a_task_and_an_action_are_told_to_whom_they_are_given(c):
    c.decision(c.meeting())
    c.action(owner=f"u{c.marc.pk}")

    assert told(c.marc) == [
        ("communication.added", "Le centre évalue ses pratiques."),
        ("meeting.decided", "Afficher le plan"),
    ]
    assert unread(c.marc) == 2
    assert told(c.leo) == []
    assert told(c.zoe) == []


def test_who_decides_is_told_nothing_of_their_own_doing(c):
    c.decision(c.meeting(), owner=f"u{c.anne.pk}")

    assert told(c.anne) == []


def test_a_meeting_is_told_to_who_meets(c):
    ines = factories.member(c.site, "committee_member")
    c.meeting(days(8))

    assert [what for what, _title in told(ines)] == ["meeting.called"]
    assert told(c.marc) == []


def test_work_that_changes_hands_is_one_notice(c):
    for _ in range(3):
        c.decision(c.meeting())
    marc = Membership.objects.get(user=c.marc)
    services.end_membership(
        marc,
        standing=factories.standing(c.anne, today()),
        at=timezone.now(),
        heirs={"tasks": c.leo.pk},
    )

    [notice] = news.latest(factories.standing(c.leo, today()), timezone.now())
    assert (notice.what, notice.who) == ("member.work-handed", c.marc.get_full_name())
    assert unread(c.leo) == 1
