"""What people do with a committee, its meetings and its plan, and what is left when they may not."""

import pytest
from django.utils import timezone

from aplomb.apps.committees import communication_services, meeting_services, queries, services
from aplomb.apps.committees.models import (
    Attendance,
    Committee,
    CommitteeMember,
    CommunicationAction,
    Decision,
    Meeting,
)  # fmt: skip
from aplomb.apps.journal.models import Value
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.organisations.queries import managers_of
from aplomb.apps.organisations.services import Stale
from aplomb.domain.organisations.committee import why_not_complete
from tests import factories
from tests.committees.cases import Case, days, today

pytestmark = pytest.mark.django_db
NIR = "1 84 12 76 451 089 46"


@pytest.fixture
def c() -> Case:
    return Case()


def standing(person):
    return factories.standing(person)


def refused(act) -> list[str]:
    with pytest.raises(NotAllowed) as error:
        act()
    return [refusal.code for refusal in error.value.refusals]


def lacking(c):
    made_up = queries.make_up(
        queries.members(c.site.pk), managers_of(c.site.pk, today()), queries.committee_of(c.site.pk)
    )
    return [refusal.code for refusal in why_not_complete(made_up)]


def test_a_committee_of_the_four_colleges_is_complete(c):
    c.complete()

    assert lacking(c) == []
    assert c.events() == ["committee.member-added"] * 4


def test_whoever_leaves_leaves_a_hole_and_keeps_their_meetings(c):
    c.complete()
    row = CommitteeMember.objects.get(college="medical")
    meeting = c.meeting()
    c.record(meeting, {row.pk: "present"})

    services.remove_member(row, version=row.version, standing=standing(c.anne), at=timezone.now())

    assert lacking(c) == ["committee.make-up.no-medical"]
    assert Attendance.objects.get().member == row
    assert row.pk in {one.pk for one in queries.members_at(meeting)}
    assert c.events()[-1] == "committee.member-left"


def test_nobody_sits_twice(c):
    c.member(person=str(c.marc.pk), written_name="")
    c.member(written_name="Léa Vasseur")

    assert refused(lambda: c.member(person=str(c.marc.pk))) == ["committee.update.there-already"]
    assert refused(lambda: c.member(written_name="léa vasseur")) == ["committee.update.there-already"]
    assert CommitteeMember.objects.count() == 2


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"written_name": " "}, "committee.update.nobody"),
        ({"person": "999999"}, "committee.update.not-of-the-site"),
        ({"function": f"Radiologue {NIR}"}, "committee.update.patient-data"),
    ],
)
def test_a_member_who_cannot_be_leaves_no_trace(c, values, code):
    assert refused(lambda: c.member(**values)) == [code]
    assert not CommitteeMember.objects.exists()
    assert c.events() == []


def test_somebody_of_another_site_is_not_of_this_one(c):
    assert refused(lambda: c.member(person=str(c.zoe.pk))) == ["committee.update.not-of-the-site"]
    assert refused(lambda: c.member(by=c.zoe)) == ["committee.update.not-yours"]
    assert refused(lambda: c.member(by=c.marc)) == ["committee.update.not-yours"]


def test_a_consultant_proposes_and_the_site_accepts(c):
    row = c.member("medical", by=c.hugo)
    assert "committee.make-up.no-medical" in lacking(c)
    assert refused(lambda: services.accept_member(row, standing=standing(c.hugo), at=timezone.now())) == [
        "committee.update.only-proposes"
    ]

    services.accept_member(row, standing=standing(c.anne), at=timezone.now())

    assert "committee.make-up.no-medical" not in lacking(c)
    assert c.events() == ["committee.member-proposed", "committee.member-added"]
    row.refresh_from_db()
    assert refused(
        lambda: services.remove_member(row, version=row.version, standing=standing(c.hugo), at=timezone.now())
    ) == ["committee.update.only-proposes"]


def test_a_proposal_that_is_withdrawn_is_gone(c):
    row = c.member(by=c.hugo)

    services.remove_member(row, version=1, standing=standing(c.hugo), at=timezone.now())

    assert not CommitteeMember.objects.exists()


def test_a_form_made_from_an_older_version_changes_nothing(c):
    row = c.member()
    values = {"person": "", "written_name": "Léa Vasseur", "function": "Cheffe", "college": "medical"}
    services.change_member(row, values, version=1, standing=standing(c.anne), at=timezone.now())

    with pytest.raises(Stale):
        services.change_member(
            row, {**values, "function": "Autre"}, version=1, standing=standing(c.anne), at=timezone.now()
        )

    assert CommitteeMember.objects.get().function == "Cheffe"
    assert c.events() == ["committee.member-added", "committee.member-changed"]


def test_logistic_staff_is_absent_or_on_the_committee_never_both(c):
    services.declare_logistic(
        c.site, "Clinique voisine", absent=True, version=0, standing=standing(c.anne), at=timezone.now()
    )

    assert "committee.make-up.no-logistic" not in lacking(c)
    assert refused(lambda: c.member("logistic")) == ["committee.update.logistic-declared-absent"]
    services.declare_logistic(
        c.site, "", absent=False, version=1, standing=standing(c.anne), at=timezone.now()
    )
    c.member("logistic")
    assert refused(
        lambda: services.declare_logistic(
            c.site, "Aucun", absent=True, version=2, standing=standing(c.anne), at=timezone.now()
        )
    ) == ["committee.update.logistic-is-there"]
    assert Committee.objects.get().logistic_absent == ""


# — Communication ————————————————————————————————————————————————————————————————


def test_the_usual_actions_enter_the_plan_once(c):
    by = standing(c.anne)
    made = communication_services.add_usual(
        c.site, ["patients", "commitment"], standing=by, at=timezone.now()
    )

    assert [row.starter for row in made] == ["commitment", "patients"]
    assert [row.due_on for row in made] == [days(7), days(30)]
    assert refused(
        lambda: communication_services.add_usual(c.site, ["patients"], standing=by, at=timezone.now())
    ) == ["communication.update.nothing-chosen"]
    assert CommunicationAction.objects.count() == 2
    assert c.events() == ["communication.added"] * 2


def test_an_action_is_done_on_a_day_and_can_be_opened_again(c):
    row = c.action()
    by = standing(c.anne)

    assert refused(
        lambda: communication_services.set_done(row, days(1), version=1, standing=by, at=timezone.now())
    ) == ["communication.update.done-tomorrow"]
    communication_services.set_done(row, today(), version=1, standing=by, at=timezone.now())
    communication_services.set_done(row, None, version=2, standing=by, at=timezone.now())

    row.refresh_from_db()
    assert (row.done_on, row.version) == (None, 3)
    assert c.events() == ["communication.added", "communication.done", "communication.undone"]


def test_an_action_is_in_the_charge_of_somebody_of_the_site_or_of_its_committee(c):
    outside = c.member(written_name="Tom Salvert")

    assert c.action(owner=f"u{c.marc.pk}").owner_name == "Marc Barthély"
    assert c.action(owner=f"m{outside.pk}").owner_name == "Tom Salvert"
    assert refused(lambda: c.action(owner=f"u{c.zoe.pk}")) == ["communication.update.owner-not-of-the-site"]


def test_the_journal_names_people_by_their_opaque_identifier(c):
    c.action(owner=f"u{c.marc.pk}")

    (value,) = Value.objects.filter(entry__stream=c.site.stream)
    assert value.data["owner"] == c.marc.actor_id
    assert "Barthély" not in str(value.data)


def test_a_proposed_action_counts_once_it_is_accepted(c):
    row = c.action(by=c.hugo)
    figures = queries.PlanFigures.of(queries.actions(c.site.pk, today()), today())
    assert (figures.total, figures.proposed) == (0, 1)

    communication_services.accept(row, version=1, standing=standing(c.anne), at=timezone.now())

    figures = queries.PlanFigures.of(queries.actions(c.site.pk, today()), today())
    assert (figures.total, figures.proposed) == (1, 0)
    row.refresh_from_db()
    assert refused(
        lambda: communication_services.remove(row, version=2, standing=standing(c.hugo), at=timezone.now())
    ) == ["communication.update.only-proposes"]


def test_an_action_that_leaves_the_plan_stays_in_the_journal(c):
    row = c.action()
    with pytest.raises(Stale):
        communication_services.remove(row, version=7, standing=standing(c.anne), at=timezone.now())

    communication_services.remove(row, version=1, standing=standing(c.anne), at=timezone.now())

    assert not CommunicationAction.objects.exists()
    last = Value.objects.filter(entry__stream=c.site.stream).order_by("entry__seq").last()
    assert last.data["message"] == "Le centre évalue ses pratiques."


# — Meetings —————————————————————————————————————————————————————————————————————


def test_a_meeting_to_come_has_neither_minutes_nor_decisions(c):
    row, meeting = c.member(), c.meeting(days(3))

    assert refused(lambda: c.record(meeting, {row.pk: "present"})) == ["committee.minutes.not-held"]
    assert refused(lambda: c.decision(meeting, due_on=days(9))) == ["committee.minutes.not-held"]
    assert not Attendance.objects.exists()
    assert not Decision.objects.exists()


def test_decisions_are_numbered_in_their_order_and_tasks_come_by_date(c):
    meeting = c.meeting()
    c.decision(meeting, due_on=days(20))
    c.decision(meeting, text="Réunion chaque mois", owner="", due_on=None)
    c.decision(meeting, due_on=days(5))

    assert [one.number for one in queries.decisions(meeting)] == [1, 2, 3]
    assert [one.number for one in queries.tasks(c.site.pk)] == [3, 1]


def test_a_task_done_is_no_longer_open_and_a_plain_decision_is_never_done(c):
    meeting = c.meeting()
    task, plain = c.decision(meeting), c.decision(meeting, owner="", due_on=None)
    by = standing(c.anne)

    meeting_services.set_done(task, today(), version=1, standing=by, at=timezone.now())

    assert queries.tasks(c.site.pk) == []
    assert refused(
        lambda: meeting_services.set_done(plain, today(), version=1, standing=by, at=timezone.now())
    ) == ["committee.decision.not-a-task"]
    task.refresh_from_db()
    assert refused(
        lambda: meeting_services.change_decision(
            task,
            {"text": "Afficher", "owner": "", "due_on": None},
            version=2,
            standing=by,
            at=timezone.now(),
        )
    ) == ["committee.decision.done-already"]


def test_minutes_written_over_an_older_version_are_refused(c):
    row, meeting = c.member(), c.meeting()
    c.record(meeting, {row.pk: "present"}, "Premier récit")
    meeting.version = 1

    with pytest.raises(Stale):
        c.record(meeting, {row.pk: "absent"}, "Autre récit")

    assert Meeting.objects.get().minutes == "Premier récit"
    assert Attendance.objects.get().presence == "present"


def test_a_meeting_does_not_move_past_the_tasks_that_it_decided(c):
    meeting = c.meeting()
    c.decision(meeting, due_on=today())
    values = {"held_on": days(2), "starts_at": None, "place": "", "agenda": "Un point"}

    assert refused(
        lambda: meeting_services.change(
            meeting, values, version=1, standing=standing(c.anne), at=timezone.now()
        )
    ) == ["committee.decision.due-before-meeting"]


def test_meetings_are_the_site_s_own(c):
    values = {"held_on": today(), "starts_at": None, "place": "", "agenda": "Un point"}

    assert refused(
        lambda: meeting_services.call(c.site, values, standing=standing(c.hugo), at=timezone.now())
    ) == ["committee.update.only-proposes"]
