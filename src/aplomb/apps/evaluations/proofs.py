"""The evidence of an evaluation, for its reports and its closing: as it is while open, as it was once closed.

Evidence knows evaluations, and comes later in the life of a file: its app gives its source here when it starts.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aplomb.apps.evaluations.models import Evaluation
from aplomb.domain.evaluations.evidence import Kind, Proof

Proofs = tuple[Proof, ...]
Source = Callable[[Evaluation], Sequence[Proof]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Take a source: a function from an evaluation to what proves its answers today, in a stable order."""
    if source not in _sources:
        _sources.append(source)


def proofs_of(evaluation: Evaluation) -> Proofs:
    """What proves its answers: as closing froze it, else as it is today (one query). None in what closed before."""
    if evaluation.is_closed:
        return tuple(_thawed(said) for said in (evaluation.frozen or {}).get("evidence", []))
    return current(evaluation)


def current(evaluation: Evaluation) -> Proofs:
    """What proves its answers at this moment."""
    return tuple(proof for source in _sources for proof in source(evaluation))


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
