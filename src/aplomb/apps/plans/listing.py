"""The list of themes as its address asks for it: `state`, `owner`, `q`, `sort`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from aplomb.apps.plans.board import Card
from aplomb.apps.plans.models import Theme
from aplomb.apps.referentials.services import unaccented

SORTS: Mapping[str, Callable[[Card], Any]] = {
    "number": lambda card: card.theme.number,
    "due": lambda card: (card.theme.due_date or date.max, card.theme.number),
    "gain": lambda card: (-card.won, card.theme.number),
    "owner": lambda card: (unaccented(card.theme.owner_name) or "~", card.theme.number),
    "state": lambda card: (list(Theme.StateChoices.values).index(card.theme.state), card.theme.number),
}


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows that are left, with what was asked and what can be."""

    rows: Sequence[Card]
    total: int
    state: str
    owner: str
    words: str
    sort: str
    owners: Sequence[str]
    states: Sequence[tuple[str, Any]]

    @property
    def narrowed(self) -> bool:
        return bool(self.state or self.owner or self.words)

    @classmethod
    def of(cls, cards: Iterable[Card], asked: Mapping[str, str]) -> "Listing":
        """What cannot be read in the address is as if it had not been said."""
        found = list(cards)
        states = Theme.StateChoices.choices
        state = asked.get("state", "") if asked.get("state") in dict(states) else ""
        owners = sorted({card.theme.owner_name for card in found} - {""}, key=unaccented)
        owner = asked.get("owner", "") if asked.get("owner") in owners else ""
        words = asked.get("q", "")[:100].strip()
        sort = asked.get("sort", "") if asked.get("sort") in SORTS else "number"
        rows = [
            card
            for card in found
            if (not state or card.theme.state == state)
            and (not owner or card.theme.owner_name == owner)
            and (not words or unaccented(words) in unaccented(f"{card.theme.title} {card.theme.objective}"))
        ]
        return cls(sorted(rows, key=SORTS[sort]), len(found), state, owner, words, sort, owners, states)
