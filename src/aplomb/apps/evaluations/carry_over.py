"""Earlier answers in a new evaluation: what may be confirmed, what has changed, what is new (domain.md §2, Carry-over).

Nothing arrives by itself: a person confirms each answer, or those of a requirement, and that goes through `sync`
like any other answer.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from aplomb.apps.evaluations import queries
from aplomb.apps.evaluations.models import Entry, Evaluation
from aplomb.apps.evaluations.proofs import by_criterion, to_carry
from aplomb.apps.evaluations.results_page import Mark, mark
from aplomb.apps.evaluations.results_queries import frozen_answers
from aplomb.apps.organisations.policy import Standing
from aplomb.apps.referentials.queries import compiled
from aplomb.domain.evaluations.answers import NA, scores_of
from aplomb.domain.evaluations.answers import Entry as Answer
from aplomb.domain.evaluations.evidence import Proof
from aplomb.domain.evaluations.lifecycle import Status, why_not_answer
from aplomb.domain.referentials.differences import CriterionChange, TextChange, compare
from aplomb.domain.referentials.edition import Criterion, Edition, Requirement
from aplomb.domain.referentials.succession import Standing as Worth
from aplomb.domain.referentials.succession import Succession, answer_to_confirm, previous_score, successions
from aplomb.domain.shared.refusal import Refusal
from aplomb.domain.shared.text import FRENCH

NAMESPACE = uuid.UUID("6f0a8a52-8c2e-4f7a-9f4e-2f2f4a5b7c11")


@dataclass(frozen=True, slots=True)
class Earlier:
    """A criterion of the new evaluation, with what an earlier one says of it.

    `answer` arrives to be confirmed, with its `proofs`; `lowest` is the previous score where it may not be (the
    wording changed).
    """

    criterion: Criterion
    worth: Worth
    from_codes: tuple[str, ...]
    answer: Answer | None
    lowest: Mark | None
    shown: Mark | None
    changes: tuple[TextChange, ...]
    answered: bool
    proofs: tuple[Proof, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A requirement with the criteria of it that something is to be done about."""

    requirement: Requirement
    to_confirm: tuple[Earlier, ...]
    changed: tuple[Earlier, ...]
    new: tuple[Earlier, ...]
    refusals: tuple[Refusal, ...]

    def __bool__(self) -> bool:
        return bool(self.to_confirm or self.changed or self.new)


@dataclass(frozen=True)
class CarryOver:
    """What there is to confirm, by requirement; `done` counts the criteria that are answered already."""

    old: Edition
    new: Edition
    parts: tuple[Part, ...]
    done: int
    total: int

    @property
    def to_confirm(self) -> int:
        return sum(len(part.to_confirm) for part in self.parts)

    @property
    def changed(self) -> int:
        return sum(len(part.changed) for part in self.parts)

    @property
    def added(self) -> int:
        return sum(len(part.new) for part in self.parts)

    @property
    def same_edition(self) -> bool:
        return self.old.content_hash == self.new.content_hash

    def part(self, code: str) -> Part | None:
        return next((part for part in self.parts if part.requirement.code == code), None)


def carry_over(evaluation: Evaluation, previous: Evaluation, standing: Standing, lang: str) -> CarryOver:
    """What earlier answers are worth here. Four queries; what is answered already is left out of the parts."""
    old, new = compiled(previous.edition_id), compiled(evaluation.edition_id)
    earlier = frozen_answers(previous)
    proved = by_criterion(to_carry(evaluation, previous))
    answered = {code for code, answer in queries.answers(evaluation).items() if answer.score is not None}
    asked = {one.code for one in evaluation.asked(new)}
    found: dict[str, list[Earlier]] = {}
    for succession in successions(old, new):
        if succession.criterion.code in asked:
            one = _earlier(succession, earlier, old, new, answered, lang)
            if one.answer is not None:
                one = replace(one, proofs=tuple(proved.get(one.from_codes[0], ())))
            found.setdefault(one.criterion.requirement, []).append(one)
    given = queries.parts_of(evaluation, standing)
    parts = [
        _part(requirement, found.get(requirement.code, ()), evaluation, standing, given)
        for requirement in new.requirements
    ]
    return CarryOver(
        old=old,
        new=new,
        parts=tuple(part for part in parts if part),
        done=len(answered & asked),
        total=len(asked),
    )


def _earlier(
    succession: Succession,
    earlier: Mapping[str, Answer],
    old: Edition,
    new: Edition,
    answered: Collection[str],
    lang: str,
) -> Earlier:
    scores = scores_of(earlier)
    score = answer_to_confirm(succession, scores)
    answer = None
    if score is not None:
        answer = earlier[succession.predecessors[0].code]
    before = previous_score(succession, scores).score if succession.predecessors else None
    return Earlier(
        criterion=succession.criterion,
        worth=succession.standing,
        from_codes=tuple(one.code for one in succession.predecessors),
        answer=answer,
        lowest=mark(old.scale, before),
        shown=mark(new.scale, score),
        changes=_rewordings(old, new, succession.criterion.code, lang),
        answered=succession.criterion.code in answered,
    )


def _part(
    requirement: Requirement,
    found: Sequence[Earlier],
    evaluation: Evaluation,
    standing: Standing,
    given: frozenset[str],
) -> Part:
    left = [one for one in found if not one.answered]
    facts = queries.answering_facts(evaluation, standing, given, {requirement.family, requirement.code})
    return Part(
        requirement=requirement,
        to_confirm=tuple(one for one in left if one.answer is not None),
        changed=tuple(one for one in left if one.worth is Worth.CHANGED and one.lowest is not None),
        new=tuple(one for one in left if one.worth is Worth.NEW),
        refusals=tuple(why_not_answer(facts)) if evaluation.status != Status.CLOSED else (),
    )


def _rewordings(old: Edition, new: Edition, code: str, lang: str) -> tuple[TextChange, ...]:
    """The rewordings of a criterion in the reader's language, else in French; none within one edition."""
    if old.content_hash == new.content_hash:
        return ()
    change = _changes(old, new).get(code)
    if change is None:
        return ()
    texts = [text for text in change.texts if not text.only_blanks]
    mine = tuple(text for text in texts if text.language == lang)
    return mine or tuple(text for text in texts if text.language == FRENCH)


_compared: dict[tuple[str, str], Mapping[str, CriterionChange]] = {}
_MOST_COMPARED = 8


def _changes(old: Edition, new: Edition) -> Mapping[str, CriterionChange]:
    """What changed from one edition to the other, by criterion: compared word by word once, since neither changes."""
    key = (old.content_hash, new.content_hash)
    if key not in _compared:
        while len(_compared) >= _MOST_COMPARED:
            _compared.pop(next(iter(_compared)))
        _compared[key] = {change.criterion.code: change for change in compare(old, new).changed}
    return _compared[key]


def confirmations(
    evaluation: Evaluation, previous: Evaluation, found: CarryOver, codes: Collection[str]
) -> list[dict[str, Any]]:
    """The operations that confirm the earlier answers of these criteria. The same confirmation twice is one."""
    rows = {row.criterion: row for row in Entry.objects.filter(evaluation=evaluation, criterion__in=codes)}
    return [
        _operation(f"{evaluation.public_id}/{previous.public_id}", one, rows.get(one.criterion.code))
        for part in found.parts
        for one in part.to_confirm
        if one.criterion.code in codes
    ]


def pieces_wanted(found: CarryOver, codes: Collection[str], ticked: Collection[str]) -> dict[int, list[str]]:
    """The pieces to put with the criteria that are confirmed: those ticked (`1.2.3/45`) among those proposed."""
    wanted: dict[int, list[str]] = {}
    for part in found.parts:
        for one in part.to_confirm:
            for proof in one.proofs:
                if one.criterion.code in codes and f"{one.criterion.code}/{proof.piece}" in ticked:
                    wanted.setdefault(proof.piece, []).append(one.criterion.code)
    return wanted


def _operation(between: str, one: Earlier, row: Entry | None) -> dict[str, Any]:
    answer = one.answer
    assert answer is not None  # noqa: S101 -- it is to be confirmed
    code, base = one.criterion.code, row.revision if row else 0
    operation: dict[str, Any] = {
        "id": str(uuid.uuid5(NAMESPACE, f"{between}/{code}/{base}")),
        "criterion": code,
        "base": base,
        "score": "NA" if answer.score is NA else answer.score,
    }
    if answer.score is NA:
        operation["na_reason"] = answer.na_reason
    if answer.comment and not (row and row.comment):
        operation["comment"] = answer.comment
    return operation
