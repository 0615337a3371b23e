"""The papers of a committee made into PDF, each in a process that ends with it."""

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from typing import Any

from aplomb.apps.committees import queries
from aplomb.apps.committees.models import Attendance, CommitteeMember, Decision, Meeting
from aplomb.domain.organisations.committee import College, Presence
from aplomb.domain.organisations.minutes import Attended, Decided, Minutes, as_plain
from aplomb.domain.shared.calendar import day_in_paris

SECONDS = 30


def minutes_of(meeting: Meeting) -> Minutes:
    """A meeting as its minutes tell it; two queries."""
    decisions = queries.decisions(meeting)
    attendances = Attendance.objects.filter(meeting=meeting).select_related("member", "member__user")
    order = [college.value for college in College]
    found = sorted(attendances, key=lambda one: (order.index(one.member.college), one.member.name.casefold()))
    return Minutes(
        site=meeting.organisation.name,
        city=meeting.organisation.city,
        held_on=meeting.held_on,
        on=_last_change(meeting, decisions),
        starts_at=f"{meeting.starts_at:%H:%M}" if meeting.starts_at else "",
        place=meeting.place,
        agenda=tuple(lines_of(meeting.agenda)),
        attendance=tuple(_attended(one.member, one.presence) for one in found),
        guests=meeting.guests,
        said=tuple(lines_of(meeting.minutes)),
        decisions=tuple(
            Decided(one.number, one.text, one.owner_name, one.due_on, one.done_on) for one in decisions
        ),
    )


def pdf_of(minutes: Minutes, lang: str) -> bytes:
    """The PDF; the same minutes give the same bytes. Raises CalledProcessError or TimeoutExpired."""
    return typeset_apart("minutes", {"lang": lang, "minutes": as_plain(minutes)})


def typeset_apart(report: str, asked: Mapping[str, Any]) -> bytes:
    """What `aplomb.reports.<report>` makes of these data, in a process of its own: what it grows by goes with it.

    Raises CalledProcessError or TimeoutExpired.
    """
    made = subprocess.run(
        [sys.executable, "-m", f"aplomb.reports.{report}"],
        input=json.dumps(asked, ensure_ascii=False).encode(),
        capture_output=True,
        timeout=SECONDS,
        check=True,
    )
    return made.stdout


def lines_of(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _attended(member: CommitteeMember, presence: str) -> Attended:
    return Attended(member.name, member.function, College(member.college), Presence(presence))


def _last_change(meeting: Meeting, decisions: list[Decision]) -> date:
    return day_in_paris(max([meeting.changed_at, *(one.changed_at for one in decisions)]))
