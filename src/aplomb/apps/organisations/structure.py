"""The picture of a structure: what an organisation belongs to, and what belongs to it, on a day.

Only affiliations that were accepted count. Whatever the size of the structure, it takes three queries.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from aplomb.apps.organisations.models import Affiliation, Organisation
from aplomb.domain.organisations.kinds import SUPERVISING, Kind

# A list of more sites than this is folded.
OPEN_UP_TO = 12


@dataclass(frozen=True, slots=True)
class Node:
    """An organisation with what belongs to it. `sites` counts those below it, each once.

    `also` names its other parents in the picture; a group met a second time is named, and not drawn again.
    """

    organisation: Organisation
    groups: Sequence["Node"]
    sites_here: Sequence["Node"]
    sites: int
    also: Sequence[str]
    drawn_before: bool = False

    @property
    def is_open(self) -> bool:
        return self.sites + len(self.groups) <= OPEN_UP_TO


@dataclass(frozen=True, slots=True)
class Above:
    """A parent: of the organisation itself, or of another parent (`via`)."""

    organisation: Organisation
    via: Sequence[str]


@dataclass(frozen=True, slots=True)
class Structure:
    """What is above, nearest first, level by level; and what is below."""

    above: Sequence[Sequence[Above]]
    below: Node


def structure_of(organisation: Organisation, on: date) -> Structure:
    """The whole picture around an organisation; three queries, two where it stands alone."""
    up = _edges(organisation.pk, on, "child_id", "parent_id")
    down: Edges = {}
    if organisation.kind in SUPERVISING:
        down = _edges(organisation.pk, on, "parent_id", "child_id")
    keys = {organisation.pk, *up, *down}
    keys |= {key for ends in (*up.values(), *down.values()) for key in ends}
    found = {one.pk: one for one in Organisation.objects.filter(pk__in=keys - {organisation.pk}).for_list()}
    found[organisation.pk] = organisation
    return Structure(_levels(organisation.pk, up, found), _tree(organisation.pk, down, found))


Edges = Mapping[int, Sequence[int]]


def _edges(start: int, on: date, near: str, far: str) -> Edges:
    """Every link that is met from an organisation on, by its near end; a loop, if there were one, ends."""
    table = Affiliation._meta.db_table
    current = "{0}accepted_at IS NOT NULL AND " + Affiliation.CURRENT_SQL
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH RECURSIVE met(near, far) AS (
                SELECT {near}, {far} FROM {table} WHERE {near} = %(start)s AND {current.format("")}
                UNION
                SELECT link.{near}, link.{far} FROM met JOIN {table} link ON link.{near} = met.far
                WHERE {current.format("link.")}
            )
            SELECT near, far FROM met
            """,  # noqa: S608 -- the names are ours, the values are parameters
            {"start": start, "on": on},
        )
        found: dict[int, list[int]] = {}
        for one, other in cursor.fetchall():
            found.setdefault(one, []).append(other)
    return found


def _levels(start: int, up: Edges, found: Mapping[int, Organisation]) -> list[list[Above]]:
    """The parents, then theirs: each at its nearest, with those through which it is reached."""
    levels: list[list[Above]] = []
    seen, here = {start}, [start]
    while here:
        via: dict[int, list[str]] = {}
        for key in here:
            for parent in up.get(key, ()):
                if parent not in seen:
                    via.setdefault(parent, []).append(found[key].label if key != start else "")
        if via:
            rows = [Above(found[key], sorted(filter(None, names))) for key, names in via.items()]
            levels.append(sorted(rows, key=lambda row: _order(row.organisation)))
        seen |= set(via)
        here = list(via)
    return levels


def _order(organisation: Organisation) -> tuple[str, int]:
    return (organisation.name.casefold(), organisation.pk)


def _tree(start: int, down: Edges, found: Mapping[int, Organisation]) -> Node:
    parents: dict[int, list[int]] = {}
    for parent, children in down.items():
        for child in children:
            parents.setdefault(child, []).append(parent)
    drawn: set[int] = set()

    def node(key: int, under: int | None) -> Node:
        others = sorted(found[one].label for one in parents.get(key, ()) if one != under)
        again = key in drawn
        drawn.add(key)
        children = sorted(down.get(key, ()), key=lambda one: _order(found[one])) if not again else []
        return Node(
            organisation=found[key],
            groups=[node(one, key) for one in children if found[one].kind != Kind.SITE],
            sites_here=[_site(one, key) for one in children if found[one].kind == Kind.SITE],
            sites=len(_sites_below(key, down, found)),
            also=others,
            drawn_before=again,
        )

    def _site(key: int, under: int) -> Node:
        others = sorted(found[one].label for one in parents.get(key, ()) if one != under)
        return Node(found[key], (), (), 0, others)

    return node(start, None)


def _sites_below(start: int, down: Edges, found: Mapping[int, Organisation]) -> set[int]:
    seen: set[int] = set()
    waiting = [start]
    while waiting:
        for child in down.get(waiting.pop(), ()):
            if child not in seen:
                seen.add(child)
                waiting.append(child)
    return {key for key in seen if found[key].kind == Kind.SITE}


def keys_in(structure: Structure) -> set[int]:
    """Every organisation of the picture."""

    def below(nodes: Iterable[Node]) -> set[int]:
        return {
            key
            for node in nodes
            for key in {node.organisation.pk, *below(node.groups), *below(node.sites_here)}
        }

    return below([structure.below]) | {row.organisation.pk for level in structure.above for row in level}
