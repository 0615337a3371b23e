"""Which editions a site answers, and how: what says which documents it should have.

Evaluations know it, and come later in the life of a file: their app gives its source here when it starts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aplomb.domain.referentials.edition import Criterion, Edition, ExpectedDocument, Profile


@dataclass(frozen=True, slots=True)
class Expectation:
    """An edition that a site answers: profile, selection, parts of a solution; `evaluation` leads to its grid.

    Without an evaluation, it is what the sites of a group answer.
    """

    edition: Edition
    profile: Profile | None
    selection: str | None
    evaluation: int | None
    parts: tuple[str, ...] = ()

    @property
    def asked(self) -> tuple[Criterion, ...]:
        return self.edition.asked(self.profile, self.selection, self.parts)

    @property
    def documents(self) -> tuple[ExpectedDocument, ...]:
        return self.edition.expected_documents(self.asked)


Source = Callable[[int], Sequence[Expectation]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Take a source of expectations: a function from an organisation's key to what it answers."""
    if source not in _sources:
        _sources.append(source)


def expectations(organisation_id: int) -> list[Expectation]:
    """What this site answers, one edition a referential."""
    return [found for source in _sources for found in source(organisation_id)]
