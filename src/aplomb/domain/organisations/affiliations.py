"""How organisations belong to one another: a dated graph without a loop, not a tree (domain.md §1).

A child may have several parents at once, each from a day on and perhaps to a day, both included.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from aplomb.domain.organisations.kinds import SUPERVISING, Kind
from aplomb.domain.shared.refusal import Refusal

ACTION = "affiliation.accept"


@dataclass(frozen=True, slots=True)
class Link:
    """A child belongs to a parent on these days; without a last day it goes on."""

    child: int
    parent: int
    starts_on: date
    ends_on: date | None = None

    def meets(self, starts: date, ends: date) -> tuple[date, date] | None:
        """The days that it shares with others, both included; nothing where there is none."""
        first, last = max(self.starts_on, starts), min(self.ends_on or date.max, ends)
        return (first, last) if first <= last else None


def loop(wanted: Link, links: Iterable[Link]) -> Sequence[int]:
    """The organisations of the shortest loop that a link would close, from its child back to its child; else nothing.

    A loop closes only where all its links hold on some same day.
    """
    parents: dict[int, list[Link]] = {}
    for link in links:
        parents.setdefault(link.child, []).append(link)
    start = (wanted.starts_on, wanted.ends_on or date.max)
    first: tuple[int, ...] = (wanted.child, wanted.parent)
    waiting = deque([(first, start)])
    seen = {(wanted.parent, start)}
    while waiting:
        way, days = waiting.popleft()
        if way[-1] == wanted.child:
            return way
        for link in parents.get(way[-1], ()):
            shared = link.meets(*days)
            if shared is not None and (link.parent, shared) not in seen:
                seen.add((link.parent, shared))
                waiting.append(((*way, link.parent), shared))
    return ()


@dataclass(frozen=True, slots=True)
class JoiningFacts:
    """What is known when a child is to enter a parent; `links` are those of today and to come, the pair's too."""

    link: Link
    parent_kind: Kind
    today: date
    links: Sequence[Link]


def why_not_join(facts: JoiningFacts) -> list[Refusal]:
    """Everything that stands in the way of an affiliation. The loop it would close is told by its keys, in order."""
    link = facts.link
    if facts.parent_kind not in SUPERVISING or link.child == link.parent:
        return [Refusal(f"{ACTION}.not-a-supervisor")]
    if link.starts_on < facts.today:
        return [Refusal(f"{ACTION}.begins-before")]
    if link.ends_on is not None and link.ends_on < link.starts_on:
        return [Refusal(f"{ACTION}.ends-before")]
    same = (one for one in facts.links if (one.child, one.parent) == (link.child, link.parent))
    if any(one.meets(link.starts_on, link.ends_on or date.max) for one in same):
        return [Refusal(f"{ACTION}.already")]
    way = loop(link, facts.links)
    return [Refusal(f"{ACTION}.loop", {"way": list(way)})] if way else []


def why_not_end(last: date, link: Link, today: date) -> list[Refusal]:
    """Why an affiliation may not end on a day: it is over by then, or the day is past."""
    if last < today:
        return [Refusal("affiliation.leave.ends-before")]
    if link.ends_on is not None and last > link.ends_on:
        return [Refusal("affiliation.leave.ends-after")]
    return []
