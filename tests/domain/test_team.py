"""Who may come into an organisation and who may leave it: each way to be refused, and the way through."""

from dataclasses import replace

import pytest

from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import ROLES, Kind
from aplomb.domain.organisations.team import (
    BY_TWO_PEOPLE,
    MANAGING,
    EndingFacts,
    InvitingFacts,
    why_not_end,
    why_not_invite,
)

INVITING = InvitingFacts(Kind.SITE, Role.EVALUATOR, Role.QUALITY_MANAGER, 1)
ENDING = EndingFacts(Kind.SITE, Role.EVALUATOR, Role.QUALITY_MANAGER, False, 1)


def codes(refusals):
    return [refusal.code for refusal in refusals]


def test_a_manager_invites():
    assert why_not_invite(INVITING) == []


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (replace(INVITING, acting_as=None), "member.invite.not-yours"),
        (replace(INVITING, role=Role.AUDITOR), "member.invite.role-not-here"),
        (
            InvitingFacts(Kind.ASSOCIATION, Role.COMMISSION_MEMBER, Role.SECRETARY, 1),
            "member.invite.two-people",
        ),
        (replace(INVITING, acting_as=Role.ADMINISTRATOR), "member.invite.manages-itself"),
        (
            replace(INVITING, role=Role.QUALITY_MANAGER, acting_as=Role.ADMINISTRATOR),
            "member.invite.manages-itself",
        ),
    ],
)
def test_each_way_an_invitation_is_refused(facts, code):
    assert codes(why_not_invite(facts)) == [code]


def test_the_administrator_invites_the_first_manager_alone():
    first = InvitingFacts(Kind.SITE, Role.QUALITY_MANAGER, Role.ADMINISTRATOR, 0)

    assert why_not_invite(first) == []
    assert codes(why_not_invite(replace(first, role=Role.EVALUATOR))) == ["member.invite.manages-itself"]


def test_a_manager_ends_a_role_and_anybody_leaves():
    assert why_not_end(ENDING) == []
    assert why_not_end(replace(ENDING, acting_as=None, oneself=True)) == []


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (replace(ENDING, acting_as=None), "member.deactivate.not-yours"),
        (replace(ENDING, acting_as=Role.ADMINISTRATOR), "member.deactivate.manages-itself"),
        (replace(ENDING, role=Role.QUALITY_MANAGER), "member.deactivate.last-manager"),
        (
            replace(ENDING, role=Role.QUALITY_MANAGER, acting_as=None, oneself=True),
            "member.deactivate.last-manager",
        ),
    ],
)
def test_each_way_an_end_is_refused(facts, code):
    assert codes(why_not_end(facts)) == [code]


def test_one_of_two_managers_leaves_and_the_administrator_ends_one_who_is_gone():
    assert why_not_end(replace(ENDING, role=Role.QUALITY_MANAGER, managers=2)) == []
    assert why_not_end(replace(ENDING, role=Role.QUALITY_MANAGER, acting_as=Role.ADMINISTRATOR)) == []


def test_every_kind_has_somebody_to_run_it_who_is_of_that_kind():
    assert set(MANAGING) == set(Kind)
    assert all(MANAGING[kind] in ROLES[kind] for kind in Kind)
    assert not BY_TWO_PEOPLE & set(MANAGING.values())
