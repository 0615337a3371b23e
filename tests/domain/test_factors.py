"""What signing in asks of each role."""

from datetime import timedelta

import pytest

from aplomb.domain.access import factors
from aplomb.domain.access.matrix import Role

PEOPLE = [role for role in Role if role is not Role.PUBLIC]


def test_every_role_is_in_one_group_and_one_alone():
    assert set(PEOPLE) == factors.ALWAYS | factors.BY_DEFAULT
    assert not factors.ALWAYS & factors.BY_DEFAULT
    assert factors.GUARDED < factors.ALWAYS
    assert factors.DELAYED_RESET <= factors.GUARDED


@pytest.mark.parametrize("role", sorted(factors.ALWAYS))
def test_whoever_signs_decides_audits_advises_or_runs_has_no_choice(role):
    assert factors.demands_factor([(role, False)])


@pytest.mark.parametrize("role", sorted(factors.BY_DEFAULT))
def test_for_the_others_their_organisation_decides(role):
    assert factors.demands_factor([(role, True)])
    assert not factors.demands_factor([(role, False)])


def test_one_role_that_asks_for_it_is_enough():
    assert factors.demands_factor([(Role.EVALUATOR, False), (Role.QUALITY_MANAGER, False)])
    assert not factors.demands_factor([])


def test_the_gravest_roles_have_shorter_sessions_and_trust_no_device():
    grave, other = {Role.SECRETARY, Role.EVALUATOR}, {Role.QUALITY_MANAGER}

    assert (factors.idle_limit(grave), factors.idle_limit(other)) == (
        timedelta(minutes=15),
        timedelta(minutes=30),
    )
    assert (factors.absolute_limit(grave), factors.absolute_limit(other)) == (
        timedelta(hours=8),
        timedelta(hours=12),
    )
    assert (factors.may_trust_device(grave), factors.may_trust_device(other)) == (False, True)


def test_passwords_are_longer_for_who_administers_or_signs():
    assert factors.shortest_password({Role.ADMINISTRATOR}) == 16
    assert factors.shortest_password({Role.COMMISSION_PRESIDENT, Role.EVALUATOR}) == 16
    assert factors.shortest_password(set()) == 14


def test_a_reset_waits_a_day_for_the_gravest():
    assert factors.reset_delay({Role.ADMINISTRATOR}) == timedelta(hours=24)
    assert factors.reset_delay({Role.QUALITY_MANAGER}) == timedelta(0)
