"""Who did what, when: the journal as people and programs read it, by what they may read of it.

Each area says in its `told.py` how its events are worded (`ACTIONS`), which of them are about access rather than
content (`SECURITY`), what of their values is shown (`DETAILS`), and whose streams they stand in (`SOURCES`). All
that is shown is checked against the chain in passing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aplomb.apps.accounts.models import User
from aplomb.apps.journal.models import Entry, Stream
from aplomb.apps.journal.queries import first_fault
from aplomb.apps.organisations.models import Membership, Organisation
from aplomb.apps.organisations.policy import Standing
from aplomb.domain.access.matrix import Relation, needed
from aplomb.domain.shared.calendar import PARIS
from aplomb.domain.shared.chain import commitment

ACTION = "event_log.read"
CURSOR = r"^[0-9]{1,16}\.[0-9]{1,18}$"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOST_PEOPLE = 200
# Beyond this, checking a chain is the work of `aplomb verify`, not of a page.
MOST_CHECKED = 20_000


# — What there is to tell ———————————————————————————————————————————————————————


@dataclass(frozen=True, slots=True)
class Source:
    """The streams of one kind of object: its rows, how addresses name one, the column that says whose it is."""

    kind: str
    label: Any
    rows: Callable[[], QuerySet[Any]]
    key: str = "pk"
    organisation: str = ""  # nobody's where empty
    # The streams whose past is the row's own too, where it took others in.
    taken_in: Callable[[Any], Iterable[int]] | None = None


Detail = Callable[[Mapping[str, Any], "Names"], str]


@cache
def _told() -> tuple[ModuleType, ...]:
    """What the installed areas say of their events."""
    names = [
        f"{config.name}.told" for config in apps.get_app_configs() if config.name.startswith("aplomb.apps.")
    ]
    return tuple(import_module(name) for name in names if find_spec(name))


@cache
def sources() -> Mapping[str, Source]:
    return {source.kind: source for module in _told() for source in getattr(module, "SOURCES", ())}


@cache
def actions() -> Mapping[str, Any]:
    """Every event with its words, in the order in which the areas say them."""
    return {action: words for module in _told() for action, words in module.ACTIONS.items()}


@cache
def security() -> frozenset[str]:
    """The events about access: what the platform's administrator sees of organisations that are not theirs."""
    return frozenset(action for module in _told() for action in module.SECURITY)


@cache
def _details() -> Mapping[str, Detail]:
    return {action: say for module in _told() for action, say in getattr(module, "DETAILS", {}).items()}


# — What a person may read ——————————————————————————————————————————————————————


@dataclass(frozen=True, slots=True)
class Scope:
    """What of the journal a person may read (reliability-security.md §5.2, note 18)."""

    organisations: frozenset[int]  # everything of theirs
    security: bool  # of the whole installation, the events about access, without their values

    @property
    def is_empty(self) -> bool:
        return not self.organisations and not self.security


def scope_of(standing: Standing) -> Scope:
    """What each of the person's posts opens; a right on any object is the administrator's, and opens no content."""
    own: set[int] = set()
    everywhere = False
    for post in standing.posts:
        relation = needed(ACTION, post.role)
        if relation is Relation.ANY:
            everywhere = True
        elif relation is not None:
            own |= post.organisations(relation)
    return Scope(frozenset(own), everywhere)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader wants to see of it. Days are those of Paris, both included."""

    object: str = ""
    action: str = ""
    person: UUID | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Thing:
    """What an event is about, as people call it and as addresses name it."""

    kind: str
    key: str
    label: str
    name: str
    url: str
    organisation: int | None
    stream: int
    taken_in: tuple[int, ...] = ()


def thing_named(name: str, scope: Scope) -> Thing:
    """The object of an address (`evaluation/12`); 404 for one that is not there, or not this person's to follow."""
    kind, _slash, key = name.partition("/")
    source = sources().get(kind)
    row = _row(source, key) if source else None
    if source is None or row is None:
        raise Http404
    thing = _thing(source, row)
    if not scope.security and thing.organisation not in scope.organisations:
        raise Http404
    return replace(thing, taken_in=tuple(source.taken_in(row))) if source.taken_in else thing


def _row(source: Source, key: str) -> Model | None:
    try:
        value: Any = UUID(key) if source.key == "public_id" else int(key)
    except ValueError:
        return None
    found: Model | None = source.rows().filter(**{source.key: value}).first()
    return found


def _thing(source: Source, row: Any) -> Thing:
    return Thing(
        kind=source.kind,
        key=str(getattr(row, source.key)),
        label=str(source.label),
        name=str(row),
        url=row.get_absolute_url() if hasattr(row, "get_absolute_url") else "",
        organisation=getattr(row, source.organisation) if source.organisation else None,
        stream=row.stream_id,
    )


def visible(scope: Scope, filters: Filters, of: int | None = None) -> QuerySet[Entry]:
    """The events that this scope opens and these filters keep, the latest first. `of`: one organisation's alone."""
    if filters.object:
        thing = thing_named(filters.object, scope)
        allowed = Q(stream__in=(thing.stream, *thing.taken_in))
        if thing.organisation not in scope.organisations:
            allowed &= Q(action__in=security())
    else:
        allowed = _allowed(scope, of)
    return _kept(Entry.objects.filter(allowed), filters).order_by("-at", "-pk")


def _allowed(scope: Scope, of: int | None) -> Q:
    """One query for each kind of object, so that the events are then sought in the streams named."""
    own = scope.organisations if of is None else scope.organisations & {of}
    allowed = Q(stream__in=_streams(own))
    if scope.security:
        streams = Q() if of is None else Q(stream__in=_streams(frozenset({of})))
        allowed |= streams & Q(action__in=security())
    return allowed


def _streams(organisations: frozenset[int]) -> list[int]:
    if not organisations:
        return []
    found: list[int] = []
    for source in sources().values():
        if source.organisation:
            owned = source.rows().filter(**{f"{source.organisation}__in": organisations})
            found += owned.values_list("stream_id", flat=True)
    return found


def _kept(entries: QuerySet[Entry], filters: Filters) -> QuerySet[Entry]:
    if filters.action:
        entries = entries.filter(action=filters.action)
    if filters.person:
        entries = entries.filter(actor=str(filters.person))
    if filters.since:
        entries = entries.filter(at__gte=_midnight(filters.since))
    if filters.until:
        entries = entries.filter(at__lt=_midnight(filters.until + timedelta(days=1)))
    return entries


def after(entries: QuerySet[Entry], cursor: str) -> QuerySet[Entry]:
    """What follows the event that a cursor names, in this order: what happened before it."""
    moment, _dot, pk = cursor.partition(".")
    at = EPOCH + timedelta(microseconds=int(moment))
    return entries.filter(Q(at__lt=at) | Q(at=at, pk__lt=int(pk)))


def cursor_of(entry: Entry) -> str:
    """How addresses name the event after which a page begins."""
    return f"{(entry.at - EPOCH) // timedelta(microseconds=1)}.{entry.pk}"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, PARIS)


# — How it is told ——————————————————————————————————————————————————————————————


@dataclass(frozen=True, slots=True)
class Names:
    """What opaque identifiers stand for: people, organisations."""

    people: Mapping[str, str]
    places: Mapping[str, str]

    def person(self, identifier: object) -> str:
        """Their name, or that it is no longer kept."""
        return self.people.get(str(identifier)) or _("someone whose name is no longer kept")

    def place(self, identifier: object) -> str:
        return self.places.get(str(identifier)) or _("an organisation that is gone")


@dataclass(frozen=True, slots=True)
class Told:
    """An event as it is shown. `what`, `who` and `role` are in the reader's language.

    `part` is what of the object it is about (`1.1.1`). `sound`: the entry is what its chain commits to, and its
    values too where they are still kept (`erased` where they are not).
    """

    entry: Entry
    what: str
    who: str
    role: str
    thing: Thing | None
    part: str
    details: str
    sound: bool
    erased: bool


def tell(entries: Iterable[Entry], scope: Scope) -> list[Told]:
    """These events in words; as many queries for fifty as for one."""
    rows = list(entries)
    things = _things(rows)
    names = _names(rows)
    roles = dict(Membership.RoleChoices.choices)
    return [_tell(row, things.get(row.stream_id), scope, names, roles) for row in rows]


def _tell(row: Entry, thing: Thing | None, scope: Scope, names: Names, roles: Mapping[str, Any]) -> Told:
    erased = not hasattr(row, "value")
    opened = thing is not None and thing.organisation in scope.organisations
    say = _details().get(row.action) if opened and not erased else None
    words = actions().get(row.action)
    role = roles.get(row.role) or (_("Platform administrator") if row.role == "administrator" else row.role)
    return Told(
        entry=row,
        what=str(words) if words else row.action,
        who=_who(row.actor, names),
        role=str(role),
        thing=thing,
        part=row.object.partition("#")[2],
        details=say(row.value.data, names) if say else "",
        sound=_is_sound(row),
        erased=erased,
    )


def _who(actor: str, names: Names) -> str:
    said = {
        "": "",
        "system": _("the program"),
        "stranger": _("someone who is not signed in"),
        "invitation": _("whoever accepted the invitation"),
    }
    return said[actor] if actor in said else names.person(actor)


def _is_sound(row: Entry) -> bool:
    if row.computed_leaf(row.stream.name) != row.leaf:
        return False
    return not hasattr(row, "value") or commitment(bytes(row.value.salt), row.value.data) == row.commit


def _things(rows: Iterable[Entry]) -> dict[int, Thing]:
    """What the streams of these events are about: one query for each kind of object."""
    streams = {row.stream_id for row in rows}
    return {
        found.stream_id: _thing(source, found)
        for source in sources().values()
        for found in source.rows().filter(stream__in=streams)
    }


def _names(rows: Iterable[Entry]) -> Names:
    wanted = {row.actor for row in rows}
    for row in rows:
        if hasattr(row, "value"):
            wanted |= set(_identifiers(row.value.data))
    identifiers = [found for found in map(_uuid, wanted) if found]
    people = User.objects.filter(public_id__in=identifiers)
    places = Organisation.everyone.filter(public_id__in=identifiers).values_list("public_id", "name")
    return Names(
        {person.actor_id: person.get_full_name() for person in people},
        {str(identifier): name for identifier, name in places},
    )


def _identifiers(data: Any) -> Iterator[str]:
    """What might be an identifier in the values of an event."""
    if isinstance(data, str) and len(data) == len("00000000-0000-0000-0000-000000000000"):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from _identifiers(value)
    elif isinstance(data, list):
        for value in data:
            yield from _identifiers(value)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


# — What a reader chooses from, and the chain ———————————————————————————————————


def people_in(entries: QuerySet[Entry]) -> list[tuple[str, str]]:
    """Who did any of this, by name: identifier and name."""
    actors = entries.order_by().values_list("actor", flat=True).distinct()[:MOST_PEOPLE]
    identifiers = [found for found in map(_uuid, actors) if found]
    people = User.objects.filter(public_id__in=identifiers)
    return sorted(((one.actor_id, one.get_full_name()) for one in people), key=lambda pair: pair[1])


def actions_in(entries: QuerySet[Entry]) -> list[tuple[str, str]]:
    """What was done in any of this: the event and its words."""
    done = set(entries.order_by().values_list("action", flat=True).distinct())
    return [(action, str(words)) for action, words in actions().items() if action in done]


CAUSES = {
    "missing": gettext_lazy("an event is missing"),
    "reordered": gettext_lazy("the event does not follow the one before"),
    "altered": gettext_lazy("the event was altered"),
    "value missing": gettext_lazy("the values of the event are gone"),
    "value altered": gettext_lazy("the values of the event were altered"),
    "shorter": gettext_lazy("the last events are gone"),
    "head altered": gettext_lazy("the head of the chain was altered"),
}


@dataclass(frozen=True, slots=True)
class Broken:
    """The first event of a stream that is not what its chain commits to, and what is wrong, in words."""

    stream: str
    seq: int
    cause: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The chains of some events, from the first to the last; `skipped` where there is too much for a page."""

    streams: int
    entries: int
    faults: list[Broken]
    skipped: bool = False


def check(entries: QuerySet[Entry]) -> Checked:
    """Check every stream that holds any of these events, from its first event to its head."""
    streams = list(Stream.objects.filter(pk__in=entries.order_by().values("stream")).order_by("pk"))
    count = sum(stream.seq for stream in streams)
    if count > MOST_CHECKED:
        return Checked(len(streams), count, [], skipped=True)
    found = [fault for fault in map(first_fault, streams) if fault]
    faults = [Broken(fault.stream, fault.seq, str(CAUSES[fault.cause])) for fault in found]
    return Checked(len(streams), count, faults)
