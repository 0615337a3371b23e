"""A theme's life: each arrow, each way to be refused, the limit of ten."""

import pytest

from aplomb.domain.plans.lifecycle import ARROWS, PARTS, MovingFacts, State, missing_parts, why_not_move


def facts(state, to, **more):
    return MovingFacts(state=state, to=to, decides=True, reason="parce que", effective=True, **more)


def codes(found):
    return [refusal.code for refusal in found]


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("to", State)
def test_a_theme_goes_where_the_arrows_lead_and_nowhere_else(state, to):
    found = codes(why_not_move(facts(state, to)))

    assert found == ([] if to in ARROWS[state] else ["plan.move.wrong-state"])


def test_every_state_has_its_row_among_the_arrows():
    assert set(ARROWS) == set(State)


def test_each_missing_part_is_said_and_the_theme_does_not_start():
    found = why_not_move(facts(State.PLANNED, State.ACTIVE, missing=PARTS))

    assert codes(found) == [
        "plan.move.no-objective",
        "plan.move.no-owner",
        "plan.move.no-due-date",
        "plan.move.no-means",
        "plan.move.no-effectiveness-measure",
    ]


def test_what_is_not_complete_can_still_be_planned_or_dropped():
    for to in (State.PLANNED, State.DROPPED):
        assert why_not_move(facts(State.PROPOSED, to, missing=PARTS)) == []


@pytest.mark.parametrize(("active", "reason", "refused"), [
    (9, "", []),
    (10, "", ["plan.move.limit-reached"]),
    (10, "   ", ["plan.move.limit-reached"]),
    (10, "l’audit approche", []),
    (11, "", ["plan.move.limit-reached"]),
])  # fmt: skip
def test_an_eleventh_theme_needs_a_written_reason(active, reason, refused):
    asked = MovingFacts(State.PLANNED, State.ACTIVE, decides=True, active=active, limit=10, reason=reason)

    assert codes(why_not_move(asked)) == refused


def test_dropping_needs_a_reason_and_assessing_a_verdict_with_what_was_found():
    dropped = MovingFacts(State.ACTIVE, State.DROPPED, decides=True)
    assessed = MovingFacts(State.DONE, State.ASSESSED, decides=True)

    assert codes(why_not_move(dropped)) == ["plan.move.no-reason"]
    assert codes(why_not_move(assessed)) == ["plan.move.no-verdict", "plan.move.no-finding"]


def test_whoever_only_proposes_moves_nothing():
    asked = MovingFacts(State.PROPOSED, State.PLANNED, decides=False)

    assert codes(why_not_move(asked)) == ["plan.move.only-proposes"]


def test_the_missing_parts_are_those_that_say_nothing():
    said = {
        "objective": "x",
        "owner": None,
        "due_date": "2026-01-01",
        "means": "",
        "effectiveness_measure": "y",
    }

    assert missing_parts(said) == ["owner", "means"]
