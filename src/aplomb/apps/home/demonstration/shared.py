"""What a group of the demonstration keeps for its sites."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from aplomb.apps.accounts.models import User
from aplomb.apps.documents.services import add_own
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.policy import standing_of

GROUP, KEEPER = "lignon", "s.malvaud"
MORNING = time(9, 30, tzinfo=ZoneInfo("Europe/Paris"))
# Title, where it is kept, version, and for how many days it is still valid: the last one runs out soon.
KEPT = (
    ("Convention type de téléradiologie", "GED du groupe, dossier Conventions", "v3", 540),
    ("Contrat d’archivage des images", "GED du groupe, dossier Contrats", "2026", 46),
    ("Charte de téléradiologie du groupe", "Intranet du groupe", "v2", None),
)


def found(organisations: Mapping[str, Organisation], people: Mapping[str, User], today: date) -> None:
    """The documents of the group, said a month ago by whoever keeps them."""
    group, keeper = organisations[GROUP], people[KEEPER]
    day = today - timedelta(days=30)
    for title, kept_at, version, days in KEPT:
        said = {
            "title": title,
            "state": "present",
            "kept_at": kept_at,
            "edition_label": version,
            "approved_on": day - timedelta(days=60),
            "valid_until": today + timedelta(days=days) if days else None,
            "owner": keeper.pk,
            "shared": True,
        }
        add_own(group, said, standing=standing_of(keeper, day), at=datetime.combine(day, MORNING))
