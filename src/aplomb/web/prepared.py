"""Queries that the ORM writes once and PostgreSQL plans once.

Writing SQL costs Django several times what PostgreSQL takes to answer it. A `Prepared` is a queryset with holes:
the ORM writes its SQL at the first call, with a marker in each hole; later calls put their values there. The rule
that the queryset states stays where it is, in one place. What changes the SQL itself (a value that is sometimes
nothing, a list of varying length) is no hole: lists go in with `among`.
"""

import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import Field, ForeignKey, Lookup, Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)
_LARGEST = 2**63 - 1
_FIRST_NUMBER, _FIRST_YEAR = 2_000_000_011, 8_001


@Field.register_lookup
@ForeignKey.register_lookup
class Among(Lookup):
    """`column__among=[…]`: as `in`, the list being one parameter whatever its length."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*params, list(self.rhs)]


def planned_cursor() -> Any:
    """A cursor whose statements PostgreSQL plans once a connection, from the second time on.

    The ORM's own cursor writes the values into the statement, which is thus another one each time.
    """
    connection.ensure_connection()
    # Django's own class for it, with what counts, times and words errors around it, as `connection.cursor()` does.
    cursor = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]
    return connection._prepare_cursor(cursor)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class _Plan:
    """The SQL of a query, and how to read its rows. `holes`: by place of a parameter, the name of its value."""

    sql: str
    params: Sequence[Any]
    holes: Mapping[int, str]
    compiler: Any
    converters: Mapping[int, Any]
    model: Any
    columns: slice
    names: Sequence[str]
    populators: Sequence[Any]
    annotations: Mapping[str, int]

    def filled(self, values: Mapping[str, Any]) -> list[Any]:
        return [
            _as(param, values[self.holes[place]]) if place in self.holes else param
            for place, param in enumerate(self.params)
        ]

    def fetch(self, values: Mapping[str, Any]) -> list[Any]:
        # As the ORM answers: no row bears a number that no column can hold (an address may ask for one).
        if any(isinstance(value, int) and abs(value) > _LARGEST for value in values.values()):
            return []
        with planned_cursor() as cursor:
            cursor.execute(self.sql, self.filled(values))
            rows = cursor.fetchall()
        if rows and self.converters:
            rows = list(self.compiler.apply_converters(rows, self.converters))
        return rows


class Prepared(Generic[M]):
    """A query that is asked often: `Prepared(lambda pk: Session.objects.filter(pk=pk))`.

    `build` makes the queryset from its values, each of which it uses; it is called once, with markers of the same
    types as the first values: numbers, texts, dates, moments, UUIDs, and lists of these for `among`.
    """

    def __init__(self, build: Callable[..., QuerySet[M, Any]]) -> None:
        self._build = build
        self._plan: _Plan | None = None
        self._lock = threading.Lock()

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows of a `values_list`."""
        return [tuple(row) for row in self._planned(values).fetch(values)]

    def objects(self, **values: Any) -> list[M]:
        """The objects, with those that `select_related` asked for."""
        plan = self._planned(values)
        return [_instance(plan, row) for row in plan.fetch(values)]

    def first(self, **values: Any) -> M | None:
        """The first object, or nothing."""
        found = self.objects(**values)
        return found[0] if found else None

    def _planned(self, values: Mapping[str, Any]) -> _Plan:
        if self._plan is None:
            with self._lock:
                self._plan = self._plan or _plan(self._build, values)
        return self._plan


def _plan(build: Callable[..., QuerySet[Any, Any]], values: Mapping[str, Any]) -> _Plan:
    markers = {name: _marker(value, place) for place, (name, value) in enumerate(values.items())}
    queryset = build(**markers)
    compiler = queryset.query.get_compiler(using=queryset.db)
    sql, params = compiler.as_sql()
    holes = {
        place: name
        for place, param in enumerate(params)
        for name, marker in markers.items()
        if param == marker
    }
    if missing := markers.keys() - holes.values():
        raise ValueError(f"values that the query does not use as they are: {', '.join(sorted(missing))}")
    asked = [column[0] for column in compiler.select[: compiler.col_count]]
    info = compiler.klass_info
    places = info["select_fields"] if info else [0]
    columns = slice(places[0], places[-1] + 1)
    return _Plan(
        sql=sql,
        params=params,
        holes=holes,
        compiler=compiler,
        converters=compiler.get_converters(asked),
        model=info["model"] if info else None,
        columns=columns,
        names=[column.target.attname for column in asked[columns]] if info else (),
        populators=_populators(compiler) if info else (),
        annotations=dict(compiler.annotation_col_map or {}) if info else {},
    )


def _populators(compiler: Any) -> Sequence[Any]:
    # The stubs are those of a later Django, which asks one more argument.
    found: Sequence[Any] = get_related_populators(  # type: ignore[call-arg]
        compiler.klass_info, compiler.select, compiler.using
    )
    return found


def _marker(value: Any, place: int) -> Any:
    """A value of the same type that no query has of its own."""
    match value:
        case bool():
            raise TypeError("a truth value changes the SQL: it is no hole")
        case int():
            return _FIRST_NUMBER + place
        case str():
            return f"\N{REPLACEMENT CHARACTER}{place}"
        case datetime():
            return datetime(_FIRST_YEAR + place, 1, 1, tzinfo=UTC)
        case date():
            return date(_FIRST_YEAR + place, 1, 1)
        case uuid.UUID():
            return uuid.UUID(int=_FIRST_NUMBER + place)
        case list():
            return [_marker(one, 100 + place) for one in value[:1]] or [f"\N{REPLACEMENT CHARACTER}{place}"]
    raise TypeError(f"no marker for {type(value).__name__}")


def _as(param: Any, value: Any) -> Any:
    """The value in the type in which the field hands numbers to the database."""
    return type(param)(value) if isinstance(param, int) else value


def _instance(plan: _Plan, row: Sequence[Any]) -> Any:
    """An object of a row, as Django's own reading of a queryset makes it."""
    made = plan.model.from_db(plan.compiler.using, plan.names, row[plan.columns])
    for populator in plan.populators:
        populator.populate(row, made)
    for name, place in plan.annotations.items():
        setattr(made, name, row[place])
    return made
