"""What the journal tells of solutions, in words; in the stream of their owner."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from aplomb.apps.organisations.trail import Names

ACTIONS = {
    "solution.created": _("Solution written down"),
    "solution.proposed": _("Solution proposed"),
    "solution.accepted": _("Solution accepted"),
    "solution.dropped": _("Proposed solution dropped"),
    "solution.changed": _("Solution changed"),
    "solution.participant-added": _("Participant of a solution added"),
    "solution.participant-changed": _("Participant of a solution changed"),
    "solution.participant-removed": _("Participant of a solution removed"),
    "solution.hours-added": _("Reading hours added"),
    "solution.hours-changed": _("Reading hours changed"),
    "solution.hours-removed": _("Reading hours removed"),
    "solution.contract-added": _("Contract of a solution added"),
    "solution.contract-changed": _("Contract of a solution changed"),
    "solution.contract-removed": _("Contract of a solution removed"),
    "solution.contract-handed": _("Contract of a solution handed over"),
}
SECURITY: frozenset[str] = frozenset()


def _name(data: Mapping[str, Any], names: Names) -> str:
    return str(data.get("solution", ""))


def _participant(data: Mapping[str, Any], names: Names) -> str:
    who = str(data.get("written_name") or "") or names.place(data.get("place"))
    return f"{_name(data, names)} · {who}"


def _contract(data: Mapping[str, Any], names: Names) -> str:
    return f"{_name(data, names)} · {data.get('reference', '')}"


DETAILS = {
    **dict.fromkeys((action for action in ACTIONS if action.count("-") == 0), _name),
    **dict.fromkeys(
        (action for action in ACTIONS if "participant" in action or "hours" in action), _participant
    ),
    **dict.fromkeys((action for action in ACTIONS if "contract" in action), _contract),
}
