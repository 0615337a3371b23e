"""The evidence of an evaluation, for its reports and its closing: as it is while open, as it was once closed.

Evidence knows evaluations, and comes later in the life of a file: its app gives its source here when it starts.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.organisations.policy import Standing
from aplomb.domain.evaluations.evidence import Kind, Proof

Proofs = tuple[Proof, ...]
Source = Callable[[Evaluation], Sequence[Proof]]
Pieces = Mapping[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who keeps evidence: what proves an evaluation's answers today, in a stable order; which of some pieces are
    still there; and how pieces are put with criteria (by piece, those criteria), which says how many were."""

    current: Source
    there: Callable[[Evaluation, Collection[int]], Collection[int]]
    put: Callable[[Evaluation, Pieces, Standing, datetime], int]


_keepers: list[Keeper] = []


def register(keeper: Keeper) -> None:
    """Take a keeper of evidence."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def proofs_of(evaluation: Evaluation) -> Proofs:
    """What proves its answers: as closing froze it, else as it is today (one query). None in what closed before."""
    if evaluation.is_closed:
        return tuple(_thawed(said) for said in (evaluation.frozen or {}).get("evidence", []))
    return current(evaluation)


def current(evaluation: Evaluation) -> Proofs:
    """What proves its answers at this moment."""
    return tuple(proof for keeper in _keepers for proof in keeper.current(evaluation))


def to_carry(evaluation: Evaluation, previous: Evaluation) -> Proofs:
    """What proved the answers of an earlier evaluation, and is still there to prove those of this one."""
    earlier = proofs_of(previous)
    pieces = {proof.piece for proof in earlier}
    there = {pk for keeper in _keepers for pk in keeper.there(evaluation, pieces)} if pieces else set()
    return tuple(proof for proof in earlier if proof.piece in there)


def put(evaluation: Evaluation, pieces: Pieces, *, standing: Standing, at: datetime) -> int:
    """Put pieces of the site's with criteria of an evaluation; says how many pairs are new."""
    return sum(keeper.put(evaluation, pieces, standing, at) for keeper in _keepers) if pieces else 0


def by_criterion(proofs: Sequence[Proof]) -> dict[str, list[Proof]]:
    """The pieces of each criterion that has some."""
    found: dict[str, list[Proof]] = {}
    for proof in proofs:
        found.setdefault(proof.criterion, []).append(proof)
    return found


def plain(proofs: Sequence[Proof]) -> list[dict[str, Any]]:
    """The pieces as plain data: what closing freezes, and what a report of an open evaluation is made from."""
    return [
        {
            "criterion": proof.criterion,
            "piece": proof.piece,
            "kind": proof.kind.value,
            "title": proof.title,
            "version": proof.version,
            "sha256": proof.sha256,
        }
        for proof in proofs
    ]


def _thawed(said: Mapping[str, Any]) -> Proof:
    return Proof(**{**said, "kind": Kind(said["kind"])})
