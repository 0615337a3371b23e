"""Whom an organisation belongs to on a day, and who belongs to it: conditions of queries on any table.

Only accepted affiliations that hold on the day are followed, from child to parent or back, as far as they lead.
"""

from datetime import date
from typing import Any

from django.db.models import BooleanField, Model
from django.db.models.expressions import RawSQL

from aplomb.apps.organisations.models import Affiliation, Organisation


def at_or_above(model: type[Model], column: str, organisation: int, on: date) -> RawSQL:
    """Rows of this organisation, and of all that it belongs to on the day."""
    return _reached(model, column, organisation, on, near="child_id", far="parent_id")


def at_or_below(model: type[Model], column: str, organisation: int, on: date) -> RawSQL:
    """Rows of this organisation, and of all that belongs to it on the day."""
    return _reached(model, column, organisation, on, near="parent_id", far="child_id")


def below(organisation: Organisation, on: date) -> list[Organisation]:
    """The organisations that belong to this one on a day, by name. One query."""
    reached = at_or_below(Organisation, "id", organisation.pk, on)
    return list(Organisation.objects.filter(reached).exclude(pk=organisation.pk).for_list())


def _reached(model: type[Model], column: str, organisation: int, on: date, *, near: str, far: str) -> RawSQL:
    links = Affiliation._meta.db_table
    current = Affiliation.CURRENT_SQL.format("link.").replace("%(on)s", "%s")
    # One list, made once, so that the index of the column finds the rows.
    sql = f"""
        "{model._meta.db_table}"."{column}" = ANY(ARRAY(
            WITH RECURSIVE reached(node) AS (
                SELECT %s::bigint
                UNION
                SELECT link.{far} FROM reached JOIN {links} link ON link.{near} = reached.node
                WHERE link.accepted_at IS NOT NULL AND {current}
            )
            SELECT node FROM reached
        ))"""  # noqa: S608 -- names are ours, the values are parameters
    params: list[Any] = [organisation, *[on] * current.count("%s")]
    return RawSQL(sql, params, output_field=BooleanField())  # noqa: S611 -- as above
