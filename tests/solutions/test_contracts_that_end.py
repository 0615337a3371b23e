"""Contracts that end: who is told, by mail and at home; who takes them on."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from aplomb.apps.accounts import outbox
from aplomb.apps.accounts.models import User
from aplomb.apps.home import desk
from aplomb.apps.notices import digests
from aplomb.apps.organisations import handover, services
from aplomb.apps.organisations.models import Membership
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.solutions.models import Contract, Solution
from aplomb.domain.organisations.reminders import stage_of_contract
from aplomb.domain.shared.calendar import day_in_paris
from tests import factories
from tests.solutions.cases import Case

pytestmark = pytest.mark.django_db


@pytest.fixture
def c() -> Case:
    return Case()


def days(number: int) -> date:
    return day_in_paris(timezone.now()) + timedelta(days=number)


def told(mailbox, day: int = 0) -> list[tuple[str, str]]:
    """What goes out on a day, so many days from now, by a real server."""
    before, at = len(mailbox.received), timezone.now() + timedelta(days=day)
    digests.send(at)
    outbox.send_waiting(at)
    return [
        (str(mailbox.received[one]["To"]), mailbox.text_of(one))
        for one in range(before, len(mailbox.received))
    ]


def waiting(person) -> list[tuple[str, str, bool]]:
    today = days(0)
    found = desk.waiting_for(factories.standing(person, today), today)
    return [(item.what, item.title, item.late) for item in found if item.what == "contract"]


@pytest.mark.parametrize(
    ("left", "stage"), [(181, None), (180, 180), (90, 90), (30, 30), (0, 30), (-1, -1), (-31, None)]
)
def test_a_contract_calls_for_the_nearest_reminder(left, stage):
    assert stage_of_contract(days(left), days(0)) == stage


def test_who_is_in_charge_is_told_once_at_each_threshold(c, mailbox):
    row = c.solution()
    c.contract(row, ends_on=days(100), owner=str(c.marc.pk))

    [(to, text)] = told(mailbox)
    assert to == c.marc.email
    assert "1 contrat qui arrive à échéance" in text
    assert row.get_absolute_url() in text
    assert told(mailbox, 1) == []
    assert [to for to, _text in told(mailbox, 11)] == [c.marc.email]
    [(_to, text)] = told(mailbox, 102)
    assert "1 contrat terminé" in text
    assert waiting(c.marc) == [("contract", "CONV-2026-04", False)]
    assert waiting(c.anne) == []


def test_one_in_nobody_s_charge_or_of_who_has_left_is_the_quality_manager_s(c, mailbox):
    row = c.solution()
    c.contract(row, ends_on=days(-2))
    c.contract(row, reference="B", ends_on=days(20), owner=str(c.marc.pk))
    Membership.objects.filter(user=c.marc).update(ends_on=days(-1))

    [(to, text)] = told(mailbox)

    assert to == c.anne.email
    assert "1 contrat terminé" in text
    assert "1 contrat qui arrive" in text
    assert waiting(c.anne) == [("contract", "CONV-2026-04", True)]
    assert waiting(c.zoe) == waiting(c.hugo) == waiting(c.leo) == []


def test_nothing_is_told_of_what_is_over_proposed_far_or_switched_off(c, mailbox):
    row = c.solution()
    c.contract(row, ends_on=days(20))
    c.contract(row, reference="B", ends_on=days(300))
    c.contract(row, reference="C")
    User.objects.filter(pk=c.anne.pk).update(reminders=False)
    assert told(mailbox) == []

    User.objects.filter(pk=c.anne.pk).update(reminders=True)
    Solution.objects.update(stage="over")

    assert told(mailbox) == []
    assert waiting(c.anne) == []


def test_somebody_of_elsewhere_is_not_in_charge(c):
    with pytest.raises(NotAllowed) as error:
        c.contract(c.solution(), owner=str(c.zoe.pk))

    assert [one.code for one in error.value.refusals] == ["solution.update.owner-not-here"]


def test_whoever_leaves_hands_their_contracts_over(c):
    row = c.contract(c.solution(), owner=str(c.marc.pk))
    assert {one.holding.code for one in handover.held_by(c.marc, c.site)} == {"contracts"}
    membership = Membership.objects.get(user=c.marc)

    services.end_membership(
        membership,
        standing=factories.standing(c.anne),
        at=timezone.now(),
        heirs={"contracts": c.anne.pk},
    )

    assert Contract.objects.get(pk=row.pk).owner == c.anne
    assert "solution.contract-handed" in c.events()
