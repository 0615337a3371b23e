"""Whoever leaves hands over what waits; what is done keeps their name."""

import pytest
from django.utils import timezone

from aplomb.apps.accounts.models import Session
from aplomb.apps.committees.models import CommitteeMember, CommunicationAction, Decision
from aplomb.apps.documents.models import DocumentRecord
from aplomb.apps.evaluations import services as evaluations
from aplomb.apps.evaluations.models import Assignment
from aplomb.apps.journal.models import Entry, Value
from aplomb.apps.organisations import handover, services
from aplomb.apps.organisations.models import Invitation, Membership
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.domain.access.matrix import Role
from tests import factories
from tests.committees.cases import Case, days, today

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demonstration(settings):
    settings.DEMO = True


@pytest.fixture
def c():
    """Marc evaluates, and holds one thing of each kind; Léo evaluates too."""
    c = Case()
    c.leo = factories.evaluator(c.site, first_name="Léo", last_name="Orsanne")
    c.evaluation = evaluations.create(
        c.site, factories.edition(), standing=factories.standing(c.anne), at=timezone.now()
    )
    part = c.evaluation.edition.data["families"][0]["code"]
    c.part = part
    evaluations.assign(
        c.evaluation.pk, {part: [c.marc.pk]}, standing=factories.standing(c.anne), at=timezone.now()
    )
    c.task = c.decision(c.meeting())
    c.done = c.decision(c.meeting())
    Decision.objects.filter(pk=c.done.pk).update(done_on=days(-1))
    c.action = c.action(owner=f"u{c.marc.pk}")
    c.seat = c.member(person=str(c.marc.pk), written_name="")
    c.document = DocumentRecord.objects.create(
        organisation=c.site,
        title="Protocole",
        state="present",
        owner=c.marc,
        changed_at=timezone.now(),
        changed_by=c.anne,
    )
    c.membership = Membership.objects.get(user=c.marc, organisation=c.site)
    return c


def held(person, site):
    return {one.holding.code: one.number for one in handover.held_by(person, site)}


def end(c, person=None, *, by=None, **heirs):
    membership = Membership.objects.get(user=person or c.marc, organisation=c.site)
    services.end_membership(
        membership,
        standing=factories.standing(by or c.anne, today()),
        at=timezone.now(),
        reason="Mutation",
        heirs={code: heir.pk for code, heir in heirs.items()},
    )


def test_what_somebody_holds_is_counted_by_kind(c):
    assert held(c.marc, c.site) == {"parts": 1, "tasks": 1, "actions": 1, "seat": 1, "documents": 1}
    assert held(c.leo, c.site) == {}


def test_each_kind_of_work_goes_to_whom_the_manager_names(c):
    before = c.events()

    end(c, parts=c.leo, tasks=c.anne, actions=c.leo, documents=c.anne)

    assert held(c.marc, c.site) == {}
    assert Assignment.objects.get().user == c.leo
    assert Decision.objects.get(pk=c.task.pk).owner == c.anne
    assert CommunicationAction.objects.get().owner == c.leo
    assert DocumentRecord.objects.get().owner == c.anne
    assert CommitteeMember.objects.get().ends_on == today()
    assert c.events()[len(before) :] == [
        "member.left",
        "meeting.task-handed",
        "communication.handed",
        "committee.member-left",
        "document.changed",
        "member.work-handed",
        "member.work-handed",
    ]
    assert Entry.objects.filter(stream=c.evaluation.stream).last().action == "evaluation.assigned"
    said = Value.objects.filter(entry__action="member.work-handed").order_by("entry__seq")
    assert sorted((one.data["to"], sorted(one.data["work"])) for one in said) == sorted(
        [(c.leo.actor_id, ["actions", "parts"]), (c.anne.actor_id, ["documents", "tasks"])]
    )


def test_what_is_done_keeps_its_name(c):
    end(c, parts=c.leo, tasks=c.anne, actions=c.leo, documents=c.anne)

    assert Decision.objects.get(pk=c.done.pk).owner == c.marc


def test_the_end_says_when_by_whom_and_why(c):
    end(c, parts=c.leo, tasks=c.anne, actions=c.leo, documents=c.anne)

    c.membership.refresh_from_db()
    assert (c.membership.stopped_on, c.membership.ended_by, c.membership.end_reason) == (
        today(),
        c.anne,
        "Mutation",
    )


def test_nothing_changes_where_a_part_of_the_work_has_nobody(c):
    with pytest.raises(NotAllowed) as error:
        end(c, parts=c.leo, tasks=c.anne, actions=c.leo)

    assert [refusal.code for refusal in error.value.refusals] == ["member.deactivate.work-left"]
    assert error.value.refusals[0].facts == {"kinds": ["documents"]}
    assert held(c.marc, c.site)["tasks"] == 1
    assert "member.left" not in c.events()
    assert factories.standing(c.marc, today()).posts


def test_work_never_goes_to_a_stranger_nor_back_to_its_owner(c):
    for heir in (c.zoe, c.marc, c.hugo):
        with pytest.raises(NotAllowed):
            end(c, parts=heir, tasks=heir, actions=heir, documents=heir)


def test_who_leaves_of_their_own_accord_hands_over_to_who_leads(c):
    with pytest.raises(NotAllowed):
        end(c, by=c.marc, parts=c.leo, tasks=c.leo, actions=c.leo, documents=c.leo)

    end(c, by=c.marc, parts=c.anne, tasks=c.anne, actions=c.anne, documents=c.anne)

    assert held(c.anne, c.site) == {"parts": 1, "tasks": 1, "actions": 1, "documents": 1}


def test_who_keeps_another_role_keeps_their_work(c):
    other = factories.membership(c.marc, c.site, Role.COMMITTEE_MEMBER)

    services.end_membership(c.membership, standing=factories.standing(c.anne, today()), at=timezone.now())

    assert held(c.marc, c.site) == {"parts": 1, "tasks": 1, "actions": 1, "seat": 1, "documents": 1}
    assert [post.role for post in factories.standing(c.marc, today()).posts] == [other.role]


def test_an_heir_who_had_the_part_already_has_it_once(c):
    evaluations.assign(
        c.evaluation.pk,
        {c.part: [c.marc.pk, c.leo.pk]},
        standing=factories.standing(c.anne),
        at=timezone.now(),
    )

    end(c, parts=c.leo, tasks=c.leo, actions=c.leo, documents=c.leo)

    assert [one.user for one in Assignment.objects.all()] == [c.leo]


def test_invitations_sent_open_under_whoever_takes_them_on(c):
    ines = factories.quality_manager(c.site, first_name="Inès")
    services.invite(
        c.site,
        ["zac@example.org"],
        Role.EVALUATOR,
        standing=factories.standing(ines, today()),
        origin="",
        at=timezone.now(),
    )

    end(c, ines, invitations=c.anne)

    invited = Invitation.objects.get()
    assert invited.invited_by == c.anne
    assert services.is_still_backed(invited, timezone.now())


def test_the_page_asks_whom_and_ends_all_at_once(client, c):
    client.force_login(c.anne)
    address = f"/o/{c.site.pk}/team/{c.membership.pk}/end/"
    Session.objects.create(
        session_key="x", user=c.marc, expire_date=timezone.now(), last_seen_at=timezone.now()
    )

    page = client.get(address).content.decode()
    refused = client.post(address)
    done = client.post(
        address,
        {
            "reason": "Mutation",
            **{f"to_{kind}": c.leo.pk for kind in ("parts", "tasks", "actions", "documents")},
        },
    )

    for words in ("1 tâche du comité", "1 action de communication", "1 document en charge", "Orsanne"):
        assert words in page
    assert refused.status_code == 422
    assert done.status_code == 302
    assert not Session.objects.filter(user=c.marc).exists()
    assert held(c.leo, c.site) == {"parts": 1, "tasks": 1, "actions": 1, "documents": 1}
    team = client.get(f"/o/{c.site.pk}/team/").content.decode()
    assert "Mutation" in team
    assert "Inviter de nouveau" in team


def test_work_left_by_a_period_that_ran_out_goes_to_somebody_later(client, c):
    Membership.objects.filter(pk=c.membership.pk).update(ends_on=days(-1))
    client.force_login(c.anne)
    address = f"/o/{c.site.pk}/team/{c.membership.pk}/handover/"

    assert "Barthély" in client.get(address).content.decode()
    client.post(address, {"to_tasks": c.leo.pk})

    assert held(c.marc, c.site) == {"parts": 1, "actions": 1, "seat": 1, "documents": 1}
    assert held(c.leo, c.site) == {"tasks": 1}


def test_an_evaluator_looks_at_nobody_s_work(client, c):
    client.force_login(c.leo)

    assert client.get(f"/o/{c.site.pk}/team/{c.membership.pk}/handover/").status_code == 403
    client.force_login(c.zoe)
    assert client.get(f"/o/{c.site.pk}/team/{c.membership.pk}/handover/").status_code == 404
