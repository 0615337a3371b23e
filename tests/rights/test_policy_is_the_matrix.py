"""Cell by cell: what the policy answers, and what its filter lets through, is what the matrix says."""

import pytest
from django.utils import timezone

from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.policy import standing_of
from aplomb.domain.access.matrix import MATRIX, Relation, Role
from tests.rights.cast import assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return assemble()


def role_needs(player, action):
    """What this player's roles need; who has a role but left it keeps none."""
    if player.user is not None and player.role is Role.PUBLIC:
        return None
    return MATRIX[action].get(player.role)


def test_each_role_may_do_to_each_place_what_the_matrix_says(cast):
    cells, wrong = 0, []
    for player in cast.players:
        standing = standing_of(player.user, timezone.localdate())
        for action in MATRIX:
            needs = role_needs(player, action)
            for name, place in cast.places.items():
                for named in (False, True):
                    expected = cast.expected(player, needs, name, named=named)
                    cells += 1
                    if standing.may(action, place.pk, named=named) != expected:
                        wrong.append(f"{player.name}: {action} on {name}, named={named}: expected {expected}")

    assert wrong == []
    assert cells >= 2_500


def test_the_filter_of_a_query_lets_through_what_may_allows(cast):
    """`organisations_filter` speaks of places: named acts are narrowed further by their object's own query."""
    wrong = []
    for player in cast.players:
        standing = standing_of(player.user, timezone.localdate())
        for action in MATRIX:
            needs = role_needs(player, action)
            named = needs is Relation.NAMED
            let_through = set(
                Organisation.objects.filter(standing.organisations_filter(action, "pk")).values_list(
                    "pk", flat=True
                )
            )
            expected = {
                place.pk
                for name, place in cast.places.items()
                if needs is not Relation.SELF and cast.expected(player, needs, name, named=named)
            }
            if let_through != expected:
                wrong.append(f"{player.name}: {action}: {let_through} instead of {expected}")

    assert wrong == []


def test_the_journal_s_actor_bears_the_role_that_allows(cast):
    for player in cast.players:
        standing = standing_of(player.user, timezone.localdate())
        for action in MATRIX:
            for place in cast.places.values():
                role = standing.role_for(action, place.pk)
                assert role is None or role is player.role
