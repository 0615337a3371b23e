"""What the journal tells of a committee, its meetings and its plan, in words; in the site's own stream."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from aplomb.apps.organisations.trail import Names

ACTIONS = {
    "committee.member-added": _("Joined the steering committee"),
    "committee.member-proposed": _("Proposed for the steering committee"),
    "committee.member-changed": _("Member of the steering committee changed"),
    "committee.member-left": _("Left the steering committee"),
    "committee.logistic-declared": _("Logistic staff said to be absent, or no longer"),
    "meeting.called": _("Meeting of the committee called"),
    "meeting.handed": _("Meeting handed over"),
    "meeting.changed": _("Meeting of the committee changed"),
    "meeting.minutes-recorded": _("Minutes of a meeting recorded"),
    "meeting.decided": _("Decision of the committee recorded"),
    "meeting.decision-changed": _("Decision of the committee changed"),
    "meeting.task-handed": _("Task of the committee handed over"),
    "meeting.task-done": _("Task of the committee done"),
    "meeting.task-undone": _("Task of the committee open again"),
    "communication.added": _("Communication action added"),
    "communication.proposed": _("Communication action proposed"),
    "communication.changed": _("Communication action changed"),
    "communication.handed": _("Communication action handed over"),
    "communication.done": _("Communication action done"),
    "communication.undone": _("Communication action open again"),
    "communication.removed": _("Communication action removed"),
}
SECURITY: frozenset[str] = frozenset()


def _member(data: Mapping[str, Any], names: Names) -> str:
    return str(data.get("written_name") or "") or names.person(data.get("user"))


def _reason(data: Mapping[str, Any], names: Names) -> str:
    return str(data.get("reason", ""))


def _day(data: Mapping[str, Any], names: Names) -> str:
    return str(data.get("held_on", ""))


def _text(data: Mapping[str, Any], names: Names) -> str:
    return str(data.get("text", ""))


def _audience(data: Mapping[str, Any], names: Names) -> str:
    return str(data.get("audience", ""))


DETAILS = {
    "committee.member-added": _member,
    "committee.member-proposed": _member,
    "committee.member-changed": _member,
    "committee.member-left": _member,
    "committee.logistic-declared": _reason,
    "meeting.called": _day,
    "meeting.handed": _("Meeting handed over"),
    "meeting.changed": _day,
    "meeting.decided": _text,
    "meeting.decision-changed": _text,
    "meeting.task-handed": _text,
    "communication.added": _audience,
    "communication.proposed": _audience,
    "communication.changed": _audience,
    "communication.handed": _audience,
    "communication.done": _audience,
    "communication.undone": _audience,
    "communication.removed": _audience,
}
