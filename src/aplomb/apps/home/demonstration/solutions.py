"""The solutions of the demonstration world: one that reads by night for the network, one still on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from aplomb.apps.accounts.models import User
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.policy import standing_of
from aplomb.apps.solutions import services
from aplomb.domain.organisations.solution import Hours, Part, Slot, Stage

NOON = time(11, 0, tzinfo=UTC)
NIGHTS = (Slot.WEEK_EVENING, Slot.WEEK_NIGHT, Slot.WEEKEND_DAY, Slot.WEEKEND_EVENING, Slot.WEEKEND_NIGHT)


ORZANE = "Lecture Orzane, groupement de radiologues"
# The contract that ends in so many days has somebody in charge of its own.
ENDING = 52


@dataclass(frozen=True, slots=True)
class Player:
    """Who takes part: an organisation of the world by its key, or somebody outside it by name."""

    part: Part
    role: str
    key: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Thought:
    """A solution as its owner writes it down; days are counted from today."""

    owner: str
    name: str
    stage: Stage
    begins: int
    purpose: str
    hours: Hours
    players: Sequence[Player]
    contracts: Sequence[tuple[str, str, str, int | None]]
    # By the key or the name of a reading centre: days, first hour, last hour, modalities.
    readings: Sequence[tuple[str, Sequence[int], int, int, Sequence[str]]] = ()


SOLUTIONS = (
    Thought(
        "clairvaldieu",
        "Permanence de nuit Armélie",
        Stage.RUNNING,
        -400,
        "Lire à distance les scanners et IRM urgents du soir, de la nuit et du week-end, "
        "pour que chaque site garde son activité de garde.",
        {"ct": [slot.value for slot in NIGHTS], "mri": [Slot.WEEKEND_DAY.value], "radiography": []},
        (
            Player(Part.REQUESTING_SITE, "Scanners et IRM urgents", "clairvaldieu"),
            Player(Part.REQUESTING_SITE, "Scanners urgents", "saint-aubrel"),
            Player(Part.READING_CENTRE, "Lit le soir et la nuit", "port-salines"),
            Player(Part.READING_CENTRE, "Lit le week-end", name=ORZANE),
            Player(Part.PROVIDER, "Plateforme, hébergement, assistance", name="Passerelle Santé Armélie"),
        ),
        (
            (
                "CONV-NUIT-01",
                "Convention de permanence des soins",
                "Clairvaldieu, Saint-Aubrel, Port-Salines",
                330,
            ),
            ("CTR-PLAT-07", "Plateforme et hébergement", "Clairvaldieu, Passerelle Santé Armélie", -20),
            ("CTR-LECT-02", "Lecture du week-end", "Clairvaldieu, Lecture Orzane", 52),
        ),
        # Nobody reads the CT from Sunday evening to Monday morning: the page says so.
        (
            ("port-salines", (0, 1, 2, 3, 4), 18, 8, ("ct",)),
            (ORZANE, (5,), 8, 8, ("ct",)),
            (ORZANE, (6,), 8, 20, ("ct",)),
            (ORZANE, (5, 6), 8, 18, ("mri",)),
        ),
    ),
    Thought(
        "sainte-aurene",
        "Mammographies, seconde lecture à distance",
        Stage.PROJECT,
        120,
        "Assurer la seconde lecture quand le radiologue du site est seul.",
        {"mammography": [Slot.WEEK_DAY.value]},
        (Player(Part.REQUESTING_SITE, "Mammographies de dépistage et de suivi", "sainte-aurene"),),
        (),
    ),
)


def found(organisations: Mapping[str, Organisation], managers: Mapping[str, User], today: date) -> None:
    """Write the solutions down, those whose owner is in this world."""
    for thought in SOLUTIONS:
        if thought.owner in managers:
            _one(thought, organisations, managers[thought.owner], today)


def _one(thought: Thought, organisations: Mapping[str, Organisation], manager: User, today: date) -> None:
    day = min(today, today + timedelta(days=thought.begins))
    standing, at = standing_of(manager, day), datetime.combine(day, NOON)
    begins = today + timedelta(days=thought.begins)
    values = {
        "name": thought.name,
        "stage": thought.stage.value,
        "starts_on": begins,
        "ends_on": None,
        "purpose": thought.purpose,
        "hours": dict(thought.hours),
        "day_from": time(8),
        "evening_from": time(18),
        "night_from": time(22),
    }
    row = services.create(organisations[thought.owner], values, standing=standing, at=at)
    players = {}
    for player in thought.players:
        place = organisations.get(player.key)
        said = {
            "organisation": str(place.pk) if place is not None else "",
            "written_name": player.name,
            "part": player.part.value,
            "role": player.role,
            "starts_on": begins,
            "ends_on": None,
        }
        if place is not None or player.name:
            key = player.key or player.name
            players[key] = services.add_participant(row, said, standing=standing, at=at)
    for key, days, first, last, modalities in thought.readings:
        reads = {
            "days": list(days),
            "starts_at": time(first),
            "ends_at": time(last),
            "modalities": list(modalities),
        }
        if key in players:
            services.add_hours(players[key], reads, standing=standing, at=at)
    for reference, subject, parties, ends in thought.contracts:
        terms = {
            "reference": reference,
            "subject": subject,
            "parties": parties,
            "starts_on": begins,
            "ends_on": today + timedelta(days=ends) if ends is not None else None,
            "document": "",
            "owner": str(manager.pk) if ends == ENDING else "",
        }
        services.add_contract(row, terms, standing=standing, at=at)
