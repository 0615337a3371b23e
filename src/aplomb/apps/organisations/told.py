"""What the journal tells of organisations and of their people, in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aplomb.apps.accounts.models import User
from aplomb.apps.organisations.models import Membership, Organisation
from aplomb.apps.organisations.trail import Names, Source

ACTIONS = {
    "organisation.created": _("Organisation made"),
    "organisation.updated": _("Facts of the organisation changed"),
    "organisation.merged": _("Double taken in"),
    "organisation.merged-into": _("Merged into another"),
    "organisation.factor-demanded": _("Second factor asked of everyone, or no longer"),
    "member.invited": _("Invitation sent"),
    "member.invitation-revoked": _("Invitation revoked"),
    "member.joined": _("Invitation accepted"),
    "member.left": _("Role ended"),
    "member.period-changed": _("Period of a role changed"),
    "member.departure-planned": _("Departure prepared"),
    "member.work-handed": _("Open work handed over"),
    "approval.granted": _("Approved by the association"),
    "approval.ended": _("Approval by the association ended"),
    "engagement.none-declared": _("Said to go without a consultancy"),
    "engagement.offered": _("Consultancy offered its work"),
    "engagement.accepted": _("Consultancy accepted"),
    "engagement.ended": _("Consultancy’s work ended"),
    "affiliation.asked": _("Supervision asked"),
    "affiliation.accepted": _("Supervision accepted"),
    "affiliation.left": _("Supervision ended"),
}
SECURITY = frozenset(ACTIONS) - {"organisation.updated"}


def _organisations() -> QuerySet[Organisation]:
    """Every row, a double's being of the organisation that it was merged into (never a double itself)."""
    return Organisation.everyone.annotate(of=Coalesce("merged_into_id", "pk"))


def _taken_in(row: Organisation) -> Iterable[int]:
    return Organisation.everyone.filter(merged_into=row.pk).order_by("pk").values_list("stream_id", flat=True)


SOURCES = (
    Source("organisation", _("Organisation"), _organisations, organisation="of", taken_in=_taken_in),
    Source("account", _("Account"), User.objects.all, key="public_id"),
)
ROLES = dict(Membership.RoleChoices.choices)
FIELDS = {
    name: Organisation._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    for name in ("name", "short_name", "city", "siret", "finess")
}


def _role(data: Mapping[str, Any]) -> str:
    role = str(data.get("role", ""))
    return str(ROLES.get(role, role))


def _invited(data: Mapping[str, Any], names: Names) -> str:
    return f"{data.get('email', '')} · {_role(data)}"


def _member(data: Mapping[str, Any], names: Names) -> str:
    return f"{names.person(data.get('person'))} · {_role(data)}"


def _left(data: Mapping[str, Any], names: Names) -> str:
    reason = str(data.get("reason", ""))
    return _member(data, names) + (f" · {reason}" if reason else "")


def _period(data: Mapping[str, Any], names: Names) -> str:
    return f"{_member(data, names)} · {data.get('from', '')} – {data.get('until') or '…'}"


def _planned(data: Mapping[str, Any], names: Names) -> str:
    return f"{_left(data, names)} · {data.get('until', '')}"


def _handed(data: Mapping[str, Any], names: Names) -> str:
    number = sum(data.get("work", {}).values())
    return f"{names.person(data.get('person'))} → {names.person(data.get('to'))} ({number})"


def _changed(data: Mapping[str, Any], names: Names) -> str:
    return ", ".join(str(FIELDS.get(name, name)) for name in data)


def _consultancy(data: Mapping[str, Any], names: Names) -> str:
    return names.place(data.get("consultancy"))


def _parent(data: Mapping[str, Any], names: Names) -> str:
    shown = (
        gettext("its own figures shown")
        if data.get("shares_detail")
        else gettext("its own figures not shown")
    )
    return f"{names.place(data.get('parent'))} · {shown}"


def _demanded(data: Mapping[str, Any], names: Names) -> str:
    return gettext("of everyone") if data.get("of-everyone") else gettext("of those whose role asks for it")


def _other(data: Mapping[str, Any], names: Names) -> str:
    return names.place(data.get("other"))


DETAILS = {
    "organisation.merged": _other,
    "organisation.merged-into": _other,
    "organisation.updated": _changed,
    "organisation.factor-demanded": _demanded,
    "member.invited": _invited,
    "member.joined": _member,
    "member.left": _left,
    "member.period-changed": _period,
    "member.departure-planned": _planned,
    "member.work-handed": _handed,
    "engagement.accepted": _consultancy,
    "engagement.ended": _consultancy,
    "affiliation.asked": _parent,
    "affiliation.accepted": _parent,
    "affiliation.left": _parent,
}
