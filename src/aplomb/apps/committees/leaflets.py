"""Posters and notes of the communication plan: which there are, what of them is known of the site, and the files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from aplomb.apps.committees import queries
from aplomb.apps.committees.models import CommitteeMember, CommunicationAction
from aplomb.apps.committees.typesetting import typeset_apart
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.queries import managers_of
from aplomb.domain.organisations.leaflet import Leaflet, Sheet, as_plain
from aplomb.formats.letter import Letter, render, shipped_letters
from aplomb.formats.letter_fields import Text
from aplomb.formats.letter_needs import Need, blocks_of, needs_of
from aplomb.formats.scheme import shipped_schemes
from aplomb.web.templatetags.days import day

POSTER, NOTE = "poster", "note"
# Which template suits which usual action; the others suit any.
SUITED = {
    "commitment": "note-team-announcement",
    "committee": "note-team-announcement",
    "patients": "poster-waiting-room",
    "results": "note-progress",
    "management": "note-progress",
}
LABELS: Mapping[str, Any] = {
    "applicant.name": _("Name of the site"),
    "scheme.title": _("Name of the label"),
    "quality_manager.name": _("Who leads quality"),
    "quality_manager.email": _("Address for questions"),
    "committee.members": _("Members of the committee"),
    "evaluation.closes_on": _("Last day of the self-evaluation"),
    "plan.ready_on": _("When the site will be ready"),
    "plan.next_dates": _("Next dates"),
    "plan.themes_done": _("Themes done"),
    "plan.themes_active": _("Themes under way"),
    "plan.themes_total": _("Themes in all"),
    "plan.highlights": _("What has changed"),
    "letter.date": _("Date"),
    "audit.first_day": _("First day of the audit"),
    "audit.last_day": _("Last day of the audit"),
    "audit.body_name": _("Audit body"),
    "audit.lead_name": _("Auditor"),
}


def templates() -> dict[str, Letter]:
    """The posters and notes that can be made today: none that claims a certificate, of which there are none yet."""
    return {
        letter.code: letter
        for letter in shipped_letters().values()
        if letter.kind in (POSTER, NOTE) and all(need.path in LABELS for need in needs_of(letter))
    }


def suited_to(action: CommunicationAction) -> str:
    """The template that an action begins with: that of its usual action, else a poster where it says poster."""
    if action.starter in SUITED:
        return SUITED[action.starter]
    words = f"{action.channel} {action.audience}".casefold()
    return "poster-waiting-room" if "affiche" in words or "poster" in words else "note-team-announcement"


@dataclass(frozen=True, slots=True)
class Field:
    """A value that the template names, as its form asks it: its word, whether it may be empty, what is known."""

    need: Need
    label: Any
    value: str

    @property
    def is_list(self) -> bool:
        return self.need.kind is not Text.ONE


def fields_of(letter: Letter, site: Organisation, on: date) -> list[Field]:
    """What the template names, with what the site's own pages say of it; four queries."""
    known = _known(site, on)
    return [Field(need, LABELS[need.path], known.get(need.path, "")) for need in needs_of(letter)]


def _known(site: Organisation, on: date) -> dict[str, str]:
    managers = managers_of(site.pk, on)
    seats = [row for row in queries.members(site.pk) if not row.is_proposed]
    titles = [scheme.title.in_("fr") for scheme in shipped_schemes().values()]
    coming = [
        (one.held_on, "réunion du comité de pilotage") for one in queries.meetings_waiting([site.pk], on)
    ]
    coming += [
        (one.due_on, f"{one.audience}, {one.channel.lower()}")
        for one in queries.actions(site.pk, on)
        if one.done_on is None and not one.is_proposed
    ]
    dates = sorted((when, what) for when, what in coming if when >= on)[:4]
    return {
        "applicant.name": site.name,
        "scheme.title": titles[0] if titles else "",
        "quality_manager.name": _and([person.get_full_name() for person in managers]),
        "quality_manager.email": managers[0].email if managers else "",
        "committee.members": _and(_names(seats)),
        "letter.date": day(on),
        "plan.next_dates": "\n".join(f"{day(when)} : {what}" for when, what in dates),
    }


def _names(seats: Sequence[CommitteeMember]) -> list[str]:
    return [row.name for row in seats]


def _and(names: Sequence[str]) -> str:
    """A list in words, in the templates' language: Anne, Marc et Inès."""
    *first, last = names or [""]
    return f"{', '.join(first)} et {last}" if first else last


def written(letter: Letter, values: Mapping[str, str], site: Organisation, sheet: Sheet, on: date) -> Leaflet:
    """The template with its values. Raises MissingValues where one that it needs is empty."""
    subject, body = render(letter, _grouped(letter, values))
    return Leaflet(
        is_poster=letter.kind == POSTER,
        sheet=sheet if letter.kind == POSTER else Sheet.A4,
        site=site.name,
        city=site.city,
        on=on,
        subject=subject,
        blocks=blocks_of(body),
    )


def _grouped(letter: Letter, values: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The values as templates read them: groups, lists one item a line, `date : text` for dates."""
    found: dict[str, dict[str, Any]] = {}
    for need in needs_of(letter):
        group, _dot, name = need.path.partition(".")
        text = values.get(need.path, "").strip()
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if need.kind is Text.ONE:
            value: Any = text
        elif need.kind is Text.MANY:
            value = lines
        else:
            value = [_dated(line) for line in lines]
        found.setdefault(group, {})[name] = value
    return found


def _dated(line: str) -> dict[str, str]:
    when, colon, what = line.partition(":")
    return (
        {"date": when.strip(), "text": what.strip()}
        if colon and what.strip()
        else {"date": line, "text": "…"}
    )


def pdf_of(leaflet: Leaflet, lang: str) -> bytes:
    """The PDF. Raises CalledProcessError or TimeoutExpired."""
    return typeset_apart("leaflet", {"lang": lang, "leaflet": as_plain(leaflet)})


def docx_of(leaflet: Leaflet) -> bytes:
    # Loaded for whoever asks for a file: it weighs on every process that answers.
    from aplomb.formats.leaflet_docx import leaflet_docx

    return leaflet_docx(leaflet)
