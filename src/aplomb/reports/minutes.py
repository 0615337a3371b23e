"""The minutes of a steering committee's meeting (*compte rendu*): who was there, what was said, what was decided."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from aplomb.domain.organisations.committee import College, Presence
from aplomb.domain.organisations.minutes import Decided, Minutes, from_plain
from aplomb.domain.shared.words import words
from aplomb.reports.engine import compile_pdf
from aplomb.reports.face import COLOURS, MARK, Face, Row, Sign
from aplomb.reports.typeset import shortened, typeset
from aplomb.reports.wording import day_text

TEMPLATE = "minutes.typ"
_RUNNING_NAME = 64
_ICONS = {
    Presence.PRESENT: ("check", "ok"),
    Presence.EXCUSED: ("dash", "ink2"),
    Presence.ABSENT: ("cross", "danger"),
    None: ("ring", "ink3"),
}


@dataclass(frozen=True, slots=True)
class Seat:
    """A member's line; `icon` and `tone` go with the word of their presence."""

    name: str
    function: str
    college: str
    icon: str
    tone: str
    presence: str


@dataclass(frozen=True, slots=True)
class DecisionRow:
    number: str
    text: str
    owner: str
    due: str


@dataclass(frozen=True, slots=True)
class MinutesData:
    """All that the template lays out; every text is ready in the report's language."""

    face: Face
    signs: Mapping[str, Sign]
    mark_word: str
    facts: tuple[Row, ...]
    attendance_title: str
    attendance_head: tuple[str, ...]
    attendance: tuple[Seat, ...]
    guests: str
    agenda_title: str
    agenda: tuple[str, ...]
    said_title: str
    said: tuple[str, ...]
    decisions_title: str
    decisions_lead: str
    decisions_head: tuple[str, ...]
    decisions: tuple[DecisionRow, ...]
    signatures: tuple[str, ...]


def minutes_data(minutes: Minutes, lang: str) -> MinutesData:
    """What the minutes say."""
    _ = words(lang).gettext
    return MinutesData(
        face=_face(minutes, lang),
        signs={},
        mark_word="",
        facts=_facts(minutes, lang),
        attendance_title=_("Attendance"),
        attendance_head=(_("Name"), _("Function"), _("College"), _("Presence")),
        attendance=tuple(_seats(minutes, lang)),
        guests=_("Guests: {names}").format(names=typeset(minutes.guests, lang)) if minutes.guests else "",
        agenda_title=_("Agenda"),
        agenda=tuple(typeset(point, lang) for point in minutes.agenda),
        said_title=_("What was said"),
        said=tuple(typeset(paragraph, lang) for paragraph in minutes.said),
        decisions_title=_("Decisions"),
        decisions_lead="" if minutes.decisions else _("The meeting took no decision."),
        decisions_head=(_("No."), _("Decision"), _("In charge"), _("Due on")),
        decisions=tuple(_decision(one, lang) for one in minutes.decisions),
        signatures=(_("The secretary of the meeting"), _("The quality manager")),
    )


def minutes_pdf(minutes: Minutes, *, lang: str = "fr") -> bytes:
    """The minutes of a meeting; the file bears the day of their last change."""
    return compile_pdf(TEMPLATE, minutes_data(minutes, lang), minutes.on)


def _face(minutes: Minutes, lang: str) -> Face:
    _ = words(lang).gettext
    name = typeset(minutes.site, lang)
    kind = _("Minutes of the steering committee")
    day = day_text(minutes.held_on, lang)
    return Face(
        lang=lang,
        kind=kind,
        title=f"{kind} – {name} – {day}",
        description=_("Meeting of {day}").format(day=day),
        name=name,
        detail=typeset(minutes.city, lang),
        status="",
        warning="",
        rows=(),
        note="",
        progress="",
        thread=0.0,
        running=shortened(name, _RUNNING_NAME),
        foot=_("Meeting of {day}").format(day=day),
        contents="",
        colours=COLOURS,
        mark=MARK,
        year=minutes.on.year,
        month=minutes.on.month,
        day=minutes.on.day,
    )


def _facts(minutes: Minutes, lang: str) -> tuple[Row, ...]:
    _, ngettext = words(lang).gettext, words(lang).ngettext
    present = sum(one.presence is Presence.PRESENT for one in minutes.attendance)
    total = len(minutes.attendance)
    there = ngettext("{n} of {total} member", "{n} of {total} members", total).format(n=present, total=total)
    rows = (
        Row(_("Date"), day_text(minutes.held_on, lang)),
        Row(_("Hour"), _hour(minutes.starts_at, lang)),
        Row(_("Place"), typeset(minutes.place, lang)),
        Row(_("Present"), there),
    )
    return tuple(row for row in rows if row.said)


def _hour(text: str, lang: str) -> str:
    """10 h 30 in French, 10:30 in English; nothing where no hour was given."""
    if not text:
        return ""
    hour, minute = text.split(":")[:2]
    return words(lang).pgettext("an hour of the day", "{hour}:{minute}").format(hour=int(hour), minute=minute)


def college_word(college: College, lang: str) -> str:
    """What a college is called."""
    pgettext = words(lang).pgettext
    return {
        College.MEDICAL: pgettext("college of a committee", "Medical"),
        College.PARAMEDICAL: pgettext("college of a committee", "Paramedical"),
        College.ADMINISTRATIVE: pgettext("college of a committee", "Administrative"),
        College.LOGISTIC: pgettext("college of a committee", "Logistic"),
    }[college]


def presence_word(presence: Presence | None, lang: str) -> str:
    """How a member stood to the meeting, in a word."""
    pgettext = words(lang).pgettext
    return {
        Presence.PRESENT: pgettext("at a meeting", "Present"),
        Presence.EXCUSED: pgettext("at a meeting", "Excused"),
        Presence.ABSENT: pgettext("at a meeting", "Absent"),
        None: pgettext("at a meeting", "Not noted"),
    }[presence]


def _seats(minutes: Minutes, lang: str) -> list[Seat]:
    return [
        Seat(
            name=typeset(one.name, lang),
            function=typeset(one.function, lang),
            college=college_word(one.college, lang),
            icon=_ICONS[one.presence][0],
            tone=_ICONS[one.presence][1],
            presence=presence_word(one.presence, lang),
        )
        for one in minutes.attendance
    ]


def _decision(one: Decided, lang: str) -> DecisionRow:
    _ = words(lang).gettext
    due = day_text(one.due_on, lang) if one.due_on else ""
    if one.done_on:
        due = _("{due}, done on {day}").format(due=due, day=day_text(one.done_on, lang))
    return DecisionRow(str(one.number), typeset(one.text, lang), typeset(one.owner, lang), due)


def main() -> None:
    """Minutes as JSON on standard input (`lang`, `minutes`), their PDF on standard output."""
    asked = json.load(sys.stdin)
    sys.stdout.buffer.write(minutes_pdf(from_plain(asked["minutes"]), lang=asked["lang"]))


if __name__ == "__main__":
    main()
