"""Departures that are prepared: the role holds to its last day, then the work passes by itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from aplomb.apps.accounts import outbox
from aplomb.apps.committees.models import CommitteeMember, Decision
from aplomb.apps.journal.models import Entry
from aplomb.apps.journal.services import SYSTEM
from aplomb.apps.notices import digests
from aplomb.apps.organisations import services
from aplomb.apps.organisations.models import Membership
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.organisations.tasks import settle_departures
from aplomb.domain.access.matrix import Role
from tests import factories
from tests.committees.cases import Case, days
from tests.support import pages

pytestmark = pytest.mark.django_db
LEAVES = 10


@pytest.fixture(autouse=True)
def _demonstration(settings):
    settings.DEMO = True


@pytest.fixture
def c():
    """Marc evaluates, with a task and a seat; Léo evaluates too."""
    c = Case()
    c.leo = factories.evaluator(c.site, first_name="Léo", last_name="Orsanne")
    c.task = c.decision(c.meeting())
    c.member(person=str(c.marc.pk), written_name="")
    c.membership = Membership.objects.get(user=c.marc, organisation=c.site)
    return c


def plan(c, last_day=LEAVES, *, by=None, membership=None, **heirs):
    services.plan_departure(
        membership or c.membership,
        days(last_day),
        standing=factories.standing(by or c.anne, days(0)),
        at=timezone.now(),
        reason="Mutation",
        heirs={code: heir.pk for code, heir in heirs.items()},
    )


def settle(day):
    return services.settle_departures(timezone.now() + timedelta(days=day))


def owner(c):
    return Decision.objects.get(pk=c.task.pk).owner


def test_the_role_holds_to_its_last_day_and_not_a_day_longer(c):
    plan(c, tasks=c.leo)

    assert factories.standing(c.marc, days(LEAVES)).may("evaluation.read", c.site.pk)
    assert not factories.standing(c.marc, days(LEAVES + 1)).may("evaluation.read", c.site.pk)


def test_the_work_passes_the_day_after_once(c):
    plan(c, tasks=c.leo)
    assert (settle(LEAVES), owner(c)) == (0, c.marc)

    assert (settle(LEAVES + 1), owner(c)) == (1, c.leo)
    assert settle(LEAVES + 1) == 0

    assert CommitteeMember.objects.get().ends_on == days(LEAVES + 1)
    assert c.events()[-5:] == [
        "member.departure-planned",
        "member.left",
        "meeting.task-handed",
        "committee.member-left",
        "member.work-handed",
    ]
    assert Entry.objects.filter(action="member.left").get().actor == SYSTEM.id


def test_who_was_named_and_has_left_meanwhile_is_replaced_by_the_manager(c):
    plan(c, tasks=c.leo)
    Membership.objects.filter(user=c.leo).update(ends_on=days(1))

    settle(LEAVES + 1)

    assert owner(c) == c.anne


def test_work_that_came_since_goes_to_the_manager(c):
    Decision.objects.filter(pk=c.task.pk).update(owner=c.anne)
    plan(c)
    Decision.objects.filter(pk=c.task.pk).update(owner=c.marc)

    settle(LEAVES + 1)

    assert owner(c) == c.anne


def test_who_keeps_another_role_keeps_their_work(c):
    plan(c, tasks=c.leo)
    Membership.objects.create(
        user=c.marc, organisation=c.site, role=Role.COMMITTEE_MEMBER, starts_on=days(-1)
    )

    assert (settle(LEAVES + 1), owner(c)) == (1, c.marc)


def test_a_departure_given_up_hands_nothing_over(c):
    plan(c, tasks=c.leo)
    c.membership.refresh_from_db()
    services.change_period(
        c.membership,
        c.membership.starts_on,
        None,
        standing=factories.standing(c.anne, days(0)),
        at=timezone.now(),
    )

    assert (settle(LEAVES + 1), owner(c)) == (0, c.marc)
    assert factories.standing(c.marc, days(LEAVES + 1)).may("evaluation.read", c.site.pk)
    assert Membership.objects.get(pk=c.membership.pk).ended_by is None


def test_ended_at_once_it_is_not_settled_again(c):
    plan(c, tasks=c.leo)
    c.membership.refresh_from_db()
    services.end_membership(
        c.membership,
        standing=factories.standing(c.anne, days(0)),
        at=timezone.now(),
        heirs={"tasks": c.anne.pk},
    )

    assert (settle(LEAVES + 1), owner(c)) == (0, c.anne)


@pytest.mark.parametrize(("last_day", "code"), [(-1, "period-in-the-past"), (LEAVES, "last-manager")])
def test_nobody_leaves_in_the_past_or_as_the_last_to_run_the_place(c, last_day, code):
    anne = Membership.objects.get(user=c.anne, organisation=c.site)

    with pytest.raises(NotAllowed) as error:
        plan(c, last_day, membership=anne)

    assert [one.code for one in error.value.refusals] == [f"member.deactivate.{code}"]


def test_all_the_work_goes_to_somebody_and_nobody_else_s_departure_is_planned(c):
    for by, code in ((c.anne, "work-left"), (c.leo, "not-yours"), (c.zoe, "not-yours")):
        with pytest.raises(NotAllowed) as error:
            plan(c, by=by)
        assert [one.code for one in error.value.refusals] == [f"member.deactivate.{code}"]


def test_one_s_own_departure_hands_over_to_who_runs_the_place(c):
    plan(c, by=c.marc, tasks=c.anne)

    settle(LEAVES + 1)

    assert owner(c) == c.anne


def test_the_other_managers_are_told_of_every_role_that_ends(c, mailbox):
    plan(c, 30, tasks=c.leo)
    Membership.objects.filter(user=c.leo).update(ends_on=days(40))

    def told(day):
        before, at = len(mailbox.received), timezone.now() + timedelta(days=day)
        digests.send(at)
        outbox.send_waiting(at)
        new = range(before, len(mailbox.received))
        return [(str(mailbox.received[one]["To"]), mailbox.text_of(one)) for one in new]

    [(to, text)] = [one for one in told(0) if "départ" in one[1]]
    assert to == c.anne.email
    assert "1 départ à préparer" in text
    assert f"/o/{c.site.pk}/team/" in text
    # Léo's comes within a month, then both within a week.
    assert sum("1 départ à préparer" in text for _to, text in told(10)) == 1
    assert not any("départ" in text for _to, text in told(11))


def test_the_pages_prepare_it_say_so_and_the_worker_does_it(client, c):
    client.force_login(c.anne)
    team = f"/o/{c.site.pk}/team/"
    address = f"{team}{c.membership.pk}/end/"
    form = {"last_day": days(LEAVES).isoformat(), "reason": "Mutation", "to_tasks": c.leo.pk}

    past = client.post(address, {**form, "last_day": days(-1).isoformat()})
    assert (past.status_code, Membership.objects.get(pk=c.membership.pk).ends_on) == (422, None)
    assert client.post(address, form).url == team

    assert "Départ préparé" in pages.words(pages.page(client.get(team)))
    again = pages.page(client.get(address))
    assert "Un départ est préparé par Anne Royèvre" in pages.words(again)
    assert pages.of_id(again, "id_last_day").get("value") == days(LEAVES).isoformat()
    assert [one.get("value") for one in again.xpath("//select[@name='to_tasks']/option[@selected]")] == [
        str(c.leo.pk)
    ]

    Membership.objects.filter(pk=c.membership.pk).update(ends_on=days(-1))
    settle_departures(0)
    assert owner(c) == c.leo
    assert "Mutation" in pages.words(pages.page(client.get(team)))
