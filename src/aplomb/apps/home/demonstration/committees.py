"""The committees of the demonstration world: one complete, one without logistic staff, one that lacks a college."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from aplomb.apps.accounts.models import User
from aplomb.apps.committees import communication_services, meeting_services, services
from aplomb.apps.committees.models import CommunicationAction, Meeting
from aplomb.apps.committees.queries import members
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.policy import standing_of
from aplomb.domain.organisations.committee import College, Presence

EVENING = time(16, 30, tzinfo=UTC)
# The latest meeting, and the plan that it took, came so long ago; the next one comes as long after today.
LATELY = timedelta(days=12)


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody of a committee: by their account (the part before the @) or by name alone."""

    college: College
    function: str
    login: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Founded:
    """A committee as a site has it; `usual` are the usual actions that its plan took."""

    seats: Sequence[Seat]
    usual: Sequence[str]
    logistic_absent: str = ""
    meets: bool = True


COMMITTEES: Mapping[str, Founded] = {
    "clairvaldieu": Founded(
        (
            Seat(College.MEDICAL, "Radiologue, cheffe de service", "a.royevre"),
            Seat(College.PARAMEDICAL, "Manipulateur, référent qualité", "i.barthely"),
            Seat(College.PARAMEDICAL, "Manipulatrice, scanner et IRM", "y.ferrandol"),
            Seat(College.ADMINISTRATIVE, "Secrétaire médicale, référente qualité", "t.lascombe-ory"),
            Seat(College.LOGISTIC, "Technicien biomédical", name="Gaspard Vellion"),
        ),
        ("commitment", "committee", "clinical", "reception", "patients", "results"),
    ),
    "port-salines": Founded(
        (
            Seat(College.MEDICAL, "Radiologue associé", name="Dr Armand Cellière"),
            Seat(College.PARAMEDICAL, "Cadre manipulatrice", "s.guillonne"),
            Seat(College.ADMINISTRATIVE, "Responsable de l’accueil", name="Odile Marsaunay"),
        ),
        ("commitment", "committee", "patients"),
        logistic_absent="Stocks, transports et ménage sont assurés par la clinique voisine, sous convention.",
    ),
    "saint-aubrel": Founded(
        (
            Seat(College.MEDICAL, "Radiologue", "p.vaugrand"),
            Seat(College.ADMINISTRATIVE, "Directrice adjointe", name="Reine Taillandre"),
        ),
        (),
        meets=False,
    ),
}
FIRST_AGENDA = (
    "Présentation du label et de ses huit étapes\nComposition du comité\nRépartition de l’autoévaluation"
)
FIRST_SAID = (
    "Le responsable qualité présente le label, le référentiel et le calendrier.\n"
    "Chaque métier cote les exigences qui le concernent ; les désaccords seront tranchés en comité."
)
LAST_AGENDA = "Avancement de l’autoévaluation\nDocuments manquants\nPlan de communication"
LAST_SAID = (
    "Les familles 1 et 2 sont cotées ; la famille 4 attend la relecture des secrétaires.\n"
    "Trois documents indispensables restent à produire. Le comité demande un point par quinzaine.\n"
    "Le plan de communication est adopté ; l’affiche destinée aux patients est à relire."
)
NEXT_AGENDA = "Clôture de l’autoévaluation\nThèmes du plan d’amélioration\nDate de l’audit à blanc"


def found(key: str, site: Organisation, manager: User, people: Mapping[str, User], day: date) -> None:
    """Make the committee of a site on a day, with its first meeting; nothing where the site has none."""
    made = COMMITTEES.get(key)
    if made is None:
        return
    standing, at = standing_of(manager, day), datetime.combine(day, EVENING)
    for seat in made.seats:
        values = {
            "person": str(people[seat.login].pk) if seat.login else "",
            "written_name": seat.name,
            "function": seat.function,
            "college": seat.college.value,
        }
        services.add_member(site, values, standing=standing, at=at)
    if made.logistic_absent:
        services.declare_logistic(
            site, made.logistic_absent, absent=True, version=0, standing=standing, at=at
        )
    if made.meets:
        meeting = _meeting(site, manager, day, FIRST_AGENDA)
        _minutes(meeting, manager, day, FIRST_SAID)


def go_on(key: str, site: Organisation, manager: User, today: date) -> None:
    """What the committee of a site did lately: a meeting with its decisions, a plan, the next meeting called."""
    made = COMMITTEES.get(key)
    if made is None or not made.meets:
        return
    day = today - LATELY
    standing, at = standing_of(manager, day), datetime.combine(day, EVENING)
    meeting = _meeting(site, manager, day, LAST_AGENDA)
    _minutes(meeting, manager, day, LAST_SAID)
    alone = next((row for row in members(site.pk) if row.user_id is None), None)
    tasks = (
        ("Relire la famille 4 avec les secrétaires", f"u{manager.pk}", day + timedelta(days=7)),
        (
            "Faire relire l’affiche destinée aux patients",
            f"m{alone.pk}" if alone else "",
            day + timedelta(days=30),
        ),
        ("Un point d’avancement par quinzaine, le jeudi à 13 h", "", None),
    )
    for text, owner, due_on in tasks:
        values = {"text": text, "owner": owner, "due_on": due_on if owner else None}
        meeting_services.decide(meeting, values, standing=standing, at=at)
    actions = communication_services.add_usual(site, made.usual, standing=standing, at=at)
    # The first is late, since nobody took it on; the second was done before its day.
    second = actions[1]
    _take_on(second, manager, day)
    _carry_out(second, manager, day + timedelta(days=3))
    _meeting(site, manager, today + LATELY, NEXT_AGENDA, called=today - timedelta(days=2))


def _take_on(action: CommunicationAction, manager: User, day: date) -> None:
    values = {name: getattr(action, name) for name in (*communication_services.TEXTS, "due_on")}
    communication_services.change(
        action,
        {**values, "owner": f"u{manager.pk}"},
        version=1,
        standing=standing_of(manager, day),
        at=datetime.combine(day, EVENING),
    )


def _carry_out(action: CommunicationAction, manager: User, day: date) -> None:
    communication_services.set_done(
        action, day, version=2, standing=standing_of(manager, day), at=datetime.combine(day, EVENING)
    )


def _meeting(
    site: Organisation, manager: User, day: date, agenda: str, *, called: date | None = None
) -> Meeting:
    at = datetime.combine(called or day, EVENING)
    values = {"held_on": day, "starts_at": time(12, 30), "place": "Salle de réunion", "agenda": agenda}
    values["owner"] = f"u{manager.pk}"
    return meeting_services.call(site, values, standing=standing_of(manager, called or day), at=at)


def _minutes(meeting: Meeting, manager: User, day: date, said: str) -> None:
    """Everybody was there, but for the last of the list, who had said so."""
    rows = members(meeting.organisation_id)
    presences = {row.pk: Presence.PRESENT.value for row in rows[:-1]} | {rows[-1].pk: Presence.EXCUSED.value}
    meeting_services.record_minutes(
        meeting,
        {"minutes": said, "guests": ""},
        presences,
        version=meeting.version,
        standing=standing_of(manager, day),
        at=datetime.combine(day, EVENING),
    )
