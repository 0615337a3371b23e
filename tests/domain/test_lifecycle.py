"""An evaluation's life, as tables."""

import pytest

from aplomb.domain.evaluations.lifecycle import (
    ARROWS,
    AnsweringFacts,
    ClosingFacts,
    Kind,
    MovingFacts,
    Status,
    why_not_answer,
    why_not_close,
    why_not_move,
)
from aplomb.domain.shared.refusal import Refusal

DRAFT, OPEN, REVIEW, CLOSED = Status


def test_every_status_has_its_arrows():
    assert set(ARROWS) == set(Status)


def test_an_evaluation_closes_when_nothing_is_missing():
    assert why_not_close(ClosingFacts(OPEN, may_close=True)) == []
    assert why_not_close(ClosingFacts(REVIEW, may_close=True)) == []


def test_everything_that_stands_in_the_way_of_closing_is_said_at_once():
    facts = ClosingFacts(
        OPEN,
        True,
        unanswered={"1.1.2", "1.1.1"},
        unjustified={"2.1.1"},
        uncommented={"3.1.1"},
        conflicts={"1.2"},
    )
    assert why_not_close(facts) == [
        Refusal("evaluation.close.unanswered", {"criteria": ["1.1.1", "1.1.2"]}),
        Refusal("evaluation.close.unjustified-na", {"criteria": ["2.1.1"]}),
        Refusal("evaluation.close.conflicts", {"criteria": ["1.2"]}),
    ]


def test_an_audit_asks_a_comment_below_compliant():
    facts = ClosingFacts(OPEN, True, kind=Kind.MOCK_AUDIT, uncommented={"3.1.1"})
    assert why_not_close(facts) == [Refusal("evaluation.close.uncommented", {"criteria": ["3.1.1"]})]


@pytest.mark.parametrize("status", [DRAFT, CLOSED])
def test_what_is_not_open_cannot_close(status):
    assert [r.code for r in why_not_close(ClosingFacts(status, True))] == ["evaluation.close.wrong-status"]


def test_who_may_not_close_is_told_nothing_else():
    facts = ClosingFacts(OPEN, may_close=False, unanswered={"1.1.1"})
    assert [r.code for r in why_not_close(facts)] == ["evaluation.close.not-yours"]


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (MovingFacts(DRAFT, OPEN, True), []),
        (MovingFacts(OPEN, REVIEW, True), []),
        (MovingFacts(REVIEW, OPEN, True), []),
        (MovingFacts(OPEN, DRAFT, True), ["evaluation.move.wrong-status"]),
        (MovingFacts(DRAFT, REVIEW, True), ["evaluation.move.wrong-status"]),
        (MovingFacts(OPEN, REVIEW, False), ["evaluation.move.not-yours"]),
        (MovingFacts(CLOSED, OPEN, True, reason="preuve arrivée"), []),
        (MovingFacts(CLOSED, OPEN, True, reason="  "), ["evaluation.reopen.no-reason"]),
        (
            MovingFacts(CLOSED, OPEN, True, reason="erreur", rested_upon=True),
            ["evaluation.reopen.rested-upon"],
        ),
        (MovingFacts(CLOSED, REVIEW, True, reason="erreur"), ["evaluation.move.wrong-status"]),
    ],
)
def test_an_evaluation_moves_along_its_arrows_alone(facts, codes):
    assert [refusal.code for refusal in why_not_move(facts)] == codes


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (AnsweringFacts(OPEN, may=True, leads=True, assigned=False), []),
        (AnsweringFacts(OPEN, may=True, leads=False, assigned=True), []),
        (AnsweringFacts(OPEN, may=True, leads=False, assigned=False), ["entry.write.not-assigned"]),
        (AnsweringFacts(REVIEW, may=True, leads=True, assigned=False), []),
        (AnsweringFacts(REVIEW, may=True, leads=False, assigned=True), ["entry.write.in-review"]),
        (AnsweringFacts(OPEN, may=False, leads=False, assigned=True), ["entry.write.not-yours"]),
        (AnsweringFacts(CLOSED, may=True, leads=True, assigned=True), ["entry.write.closed"]),
        (AnsweringFacts(DRAFT, may=True, leads=True, assigned=True), ["entry.write.draft"]),
    ],
)
def test_who_may_answer_when(facts, codes):
    assert [refusal.code for refusal in why_not_answer(facts)] == codes
