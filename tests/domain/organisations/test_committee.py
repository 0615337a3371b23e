"""Who must be on a steering committee, what a decision must say, and how a plan stands on a day."""

from datetime import date

import pytest

from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.committee import (
    College,
    MakeUp,
    only_proposes,
    why_not_complete,
    why_not_decide,
    why_not_declare_absent,
    why_not_write_minutes,
)  # fmt: skip
from aplomb.domain.organisations.communication import STARTERS, Progress, progress, starters, why_not_ready
from aplomb.domain.organisations.minutes import Attended, Decided, Minutes, as_plain, from_plain

ALL = frozenset(College)
DAY = date(2026, 11, 24)


def codes(refusals):
    return [refusal.code for refusal in refusals]


@pytest.mark.parametrize(
    ("made_up", "lacking"),
    [
        (MakeUp(1, ALL), []),
        (MakeUp(2, ALL), []),
        (MakeUp(1, ALL - {College.LOGISTIC}, "Assurée par la clinique"), []),
        (MakeUp(1, ALL - {College.LOGISTIC}), ["committee.make-up.no-logistic"]),
        (MakeUp(1, ALL - {College.LOGISTIC}, "   "), ["committee.make-up.no-logistic"]),
        (MakeUp(0, ALL), ["committee.make-up.no-manager"]),
        # A reason excuses the logistic college alone.
        (MakeUp(1, ALL - {College.MEDICAL}, "Aucun"), ["committee.make-up.no-medical"]),
        (
            MakeUp(0, frozenset()),
            [
                "committee.make-up.no-manager",
                "committee.make-up.no-medical",
                "committee.make-up.no-paramedical",
                "committee.make-up.no-administrative",
                "committee.make-up.no-logistic",
            ],
        ),
    ],
)
def test_a_committee_says_everything_that_it_lacks(made_up, lacking):
    assert codes(why_not_complete(made_up)) == lacking


def test_logistic_staff_is_declared_absent_with_a_reason_and_only_where_nobody_speaks_for_it():
    assert why_not_declare_absent("Mutualisée avec la clinique", ALL - {College.LOGISTIC}) == []
    assert codes(why_not_declare_absent("  ", ALL)) == ["committee.update.absent-without-reason"]
    assert codes(why_not_declare_absent("Aucun", ALL)) == ["committee.update.logistic-is-there"]


def test_minutes_wait_for_the_meeting_and_for_somebody_who_was_there():
    assert why_not_write_minutes(DAY, 1, DAY) == []
    assert codes(why_not_write_minutes(date(2026, 11, 25), 4, DAY)) == ["committee.minutes.not-held"]
    assert codes(why_not_write_minutes(DAY, 0, DAY)) == ["committee.minutes.nobody-there"]


@pytest.mark.parametrize(
    ("text", "has_owner", "due_on", "wrong"),
    [
        ("Afficher le plan", False, None, []),
        ("Afficher le plan", True, DAY, []),
        ("Afficher le plan", True, None, ["committee.decision.owner-without-date"]),
        ("Afficher le plan", False, DAY, ["committee.decision.date-without-owner"]),
        ("Afficher le plan", True, date(2026, 11, 23), ["committee.decision.due-before-meeting"]),
        (" ", True, None, ["committee.decision.no-text", "committee.decision.owner-without-date"]),
    ],
)
def test_a_decision_is_a_task_with_an_owner_and_a_date_or_neither(text, has_owner, due_on, wrong):
    assert codes(why_not_decide(text, has_owner=has_owner, due_on=due_on, decided_on=DAY)) == wrong


@pytest.mark.parametrize(
    ("due_on", "done_on", "stands"),
    [
        (date(2026, 11, 23), None, Progress.LATE),
        (date(2026, 11, 24), None, Progress.SOON),  # the day itself is not late
        (date(2026, 12, 8), None, Progress.SOON),
        (date(2026, 12, 9), None, Progress.AHEAD),
        (date(2026, 1, 1), date(2026, 11, 24), Progress.DONE),
    ],
)
def test_where_an_action_stands_on_a_day(due_on, done_on, stands):
    assert progress(due_on, done_on, DAY) is stands


def test_a_plan_is_ready_with_one_action():
    assert why_not_ready(1) == []
    assert codes(why_not_ready(0)) == ["communication.plan.empty"]


def test_the_usual_actions_leave_out_those_taken_and_come_by_date():
    every = starters(frozenset(), DAY)
    some = starters(frozenset({"commitment", "patients"}), DAY)

    assert [code for code, _ in every] == [one.code for one in STARTERS]
    assert [due for _, due in every] == sorted(due for _, due in every)
    assert every[0] == ("commitment", date(2026, 12, 1))
    assert [code for code, _ in some] == [code for code, _ in every if code not in ("commitment", "patients")]


def test_only_consultants_propose():
    assert {role for role in Role if only_proposes(role)} == {Role.CONSULTANT, Role.CONSULTANCY_MANAGER}


def test_minutes_come_back_from_plain_data_as_they_were():
    minutes = Minutes(
        site="Centre",
        city="",
        held_on=DAY,
        on=DAY,
        agenda=("Un",),
        attendance=(
            Attended("Anne", "", College.MEDICAL, "present"),
            Attended("Paul", "Cadre", College.LOGISTIC, None),
        ),
        decisions=(Decided(1, "Relire"), Decided(2, "Afficher", "Anne", DAY, DAY)),
    )

    assert from_plain(as_plain(minutes)) == minutes
