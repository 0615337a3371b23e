"""The minutes of a committee's meeting, as plain data: what a report of them needs, and nothing else."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from aplomb.domain.organisations.committee import College, Presence


@dataclass(frozen=True, slots=True)
class Attended:
    """A member at a meeting; `presence` is `None` where nothing was said of them."""

    name: str
    function: str
    college: College
    presence: Presence | None


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision; a task where somebody is in charge (`owner`) and it is due on a day."""

    number: int
    text: str
    owner: str = ""
    due_on: date | None = None
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class Minutes:
    """A meeting that was held. `on` is the day of its last change, which the file bears; `starts_at` is `10:30`."""

    site: str
    city: str
    held_on: date
    on: date
    starts_at: str = ""
    place: str = ""
    agenda: tuple[str, ...] = ()
    attendance: tuple[Attended, ...] = ()
    guests: str = ""
    said: tuple[str, ...] = ()
    decisions: tuple[Decided, ...] = field(default=())


def as_plain(minutes: Minutes) -> dict[str, Any]:
    """The minutes as JSON takes them."""
    return {name: _plain(value) for name, value in asdict(minutes).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value


def from_plain(data: Mapping[str, Any]) -> Minutes:
    """The minutes back from JSON."""
    return Minutes(
        site=data["site"],
        city=data["city"],
        held_on=date.fromisoformat(data["held_on"]),
        on=date.fromisoformat(data["on"]),
        starts_at=data["starts_at"],
        place=data["place"],
        agenda=tuple(data["agenda"]),
        attendance=tuple(
            Attended(
                one["name"],
                one["function"],
                College(one["college"]),
                Presence(one["presence"]) if one["presence"] else None,
            )
            for one in data["attendance"]
        ),
        guests=data["guests"],
        said=tuple(data["said"]),
        decisions=tuple(
            Decided(one["number"], one["text"], one["owner"], _day(one["due_on"]), _day(one["done_on"]))
            for one in data["decisions"]
        ),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
