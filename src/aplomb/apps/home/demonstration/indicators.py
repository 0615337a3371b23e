"""The indicators of the demonstration world: two years at the first site, less elsewhere; the same each time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from aplomb.apps.accounts.models import User
from aplomb.apps.indicators import services
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.policy import standing_of
from aplomb.apps.organisations.queries import people_of
from aplomb.domain.indicators.control import Direction, Kind
from aplomb.formats.measures import Line

MORNING = time(7, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Followed:
    """An indicator with its measures of the last months, the oldest first; `changed`: so many months ago, and how."""

    site: str
    name: str
    definition: str
    kind: Kind
    direction: Direction
    figures: Sequence[float | tuple[int, int]]
    unit: str = ""
    per: int = 1
    target: str = ""
    owner: str = ""
    criteria: Sequence[str] = ()
    changed: tuple[int, str] = (0, "")
    noted: tuple[int, str] = (0, "")


FOLLOWED = (
    Followed(
        "clairvaldieu",
        "Délai des comptes rendus urgents",
        "Médiane du mois, de la fin de l’acquisition à la signature du compte rendu, scanners et IRM urgents. "
        "Exclus : les examens relus à la demande. Source : journal du PACS.",
        Kind.VALUE,
        Direction.LOWER,
        (74, 69, 78, 71, 66, 75, 80, 72, 70, 77, 68, 73, 76, 52, 49, 55, 51, 47, 53, 50, 54, 48, 51, 52),
        unit="min",
        target="60",
        owner="Barthély",
        criteria=("teleradiologie/3.11.1", "teleradiologie/4.4.1"),
        changed=(11, "Seconde liste de lecture ouverte le soir"),
        noted=(18, "Panne du PACS, deux jours"),
    ),
    Followed(
        "clairvaldieu",
        "Discordances entre lectures",
        "Relectures tirées au sort dont la conclusion diffère et peut changer la prise en charge, sur toutes les "
        "relectures du mois.",
        Kind.SHARE,
        Direction.LOWER,
        (
            (3, 160), (4, 172), (2, 158), (5, 181), (3, 166), (4, 174), (3, 149), (2, 155), (4, 170), (5, 186),
            (3, 163), (4, 178), (2, 151), (3, 168), (5, 183), (4, 171), (3, 159), (2, 162), (4, 176), (3, 165),
            (5, 180), (3, 157), (4, 169), (13, 173),
        ),
        target="4",
        owner="Royèvre",
        criteria=("teleradiologie/4.4.2",),
    ),
    Followed(
        "clairvaldieu",
        "Reprises techniques",
        "Examens repris en tout ou partie pour une raison technique (mouvement, cadrage, protocole), sur tous les "
        "examens du mois.",
        Kind.SHARE,
        Direction.LOWER,
        (
            (41, 1420), (38, 1385), (45, 1502), (36, 1398), (43, 1447), (39, 1376), (47, 1523), (40, 1410),
            (35, 1350), (44, 1468), (42, 1431), (37, 1402), (46, 1495), (39, 1388), (41, 1440), (43, 1476),
            (38, 1369), (40, 1418), (45, 1510), (36, 1381), (42, 1452), (39, 1407), (44, 1489), (40, 1425),
        ),
        owner="Ferrandol",
    ),
    Followed(
        "clairvaldieu",
        "Réclamations",
        "Réclamations écrites ou orales tracées, de patients et de médecins demandeurs, rapportées aux examens.",
        Kind.RATE,
        Direction.LOWER,
        (
            (4, 1420), (3, 1385), (6, 1502), (5, 1398), (4, 1447), (2, 1376), (5, 1523), (3, 1410), (4, 1350),
            (6, 1468), (3, 1431), (4, 1402), (5, 1495), (2, 1388), (4, 1440), (3, 1476), (5, 1369), (4, 1418),
            (3, 1510), (2, 1381), (4, 1452), (5, 1407), (3, 1489),
        ),
        unit="pour 1 000 examens",
        per=1000,
        criteria=("teleradiologie/4.5.4",),
    ),
    Followed(
        "clairvaldieu",
        "Résultats critiques annoncés à temps",
        "Résultats critiques annoncés de vive voix dans le délai convenu et tracés, sur tous les résultats critiques.",
        Kind.SHARE,
        Direction.HIGHER,
        (
            (31, 40), (29, 38), (34, 43), (30, 39), (33, 41), (28, 37), (35, 44), (32, 42), (30, 38), (33, 43),
            (29, 37), (34, 42), (31, 39), (32, 41), (30, 38), (33, 43), (29, 38), (32, 41), (31, 39), (33, 41),
            (34, 41), (35, 41), (36, 41), (37, 41),
        ),
        target="95",
        owner="Barthély",
        criteria=("teleradiologie/3.11.2",),
    ),
    Followed(
        "port-salines",
        "Comptes rendus hors délai",
        "Comptes rendus rendus après le délai de la convention, sur tous les comptes rendus du mois.",
        Kind.SHARE,
        Direction.LOWER,
        ((9, 210), (12, 232), (8, 198), (11, 225), (10, 217), (13, 240), (9, 205), (11, 221), (10, 214)),
        criteria=("teleradiologie/4.4.1",),
    ),
    Followed(
        "saint-aubrel",
        "Demandes incomplètes",
        "Demandes sans question posée ou sans renseignement clinique, sur toutes les demandes du mois.",
        Kind.SHARE,
        Direction.LOWER,
        ((22, 180), (19, 171), (24, 190), (21, 176)),
        criteria=("teleradiologie/3.1.4",),
    ),
)  # fmt: skip


def found(organisations: Mapping[str, Organisation], managers: Mapping[str, User], today: date) -> None:
    """Write the indicators down with their measures, those whose site is in this world."""
    for one in FOLLOWED:
        if one.site in managers:
            _one(one, organisations[one.site], managers[one.site], today)


def _one(followed: Followed, site: Organisation, manager: User, today: date) -> None:
    standing, at = standing_of(manager, today), datetime.combine(today, MORNING)
    owner = next((one for one in people_of(site.pk, today) if one.last_name == followed.owner), None)
    values = {
        "name": followed.name,
        "definition": followed.definition,
        "kind": followed.kind.value,
        "unit": followed.unit,
        "per": followed.per,
        "direction": followed.direction.value,
        "target": Decimal(followed.target) if followed.target else None,
        "frequency": "month",
        "owner": str(owner.pk) if owner is not None else "",
        "baseline_until": None,
        "criteria": list(followed.criteria),
    }
    row = services.create(site, values, standing=standing, at=at)
    days = _months(today, len(followed.figures))
    services.measure(
        row,
        [_line(on, figure) for on, figure in zip(days, followed.figures, strict=True)],
        replace=False,
        standing=standing,
        at=at,
    )
    for (ago, text), restarts in ((followed.noted, False), (followed.changed, True)):
        if text:
            services.annotate(row, days[-ago], text, restarts=restarts, standing=standing, at=at)


def _months(today: date, number: int) -> list[date]:
    """The first days of so many months, the oldest first, the month under way left out."""
    found, day = [], today.replace(day=1)
    for _number in range(number):
        day = (day - timedelta(days=1)).replace(day=1)
        found.append(day)
    return found[::-1]


def _line(on: date, figure: float | tuple[int, int]) -> Line:
    if isinstance(figure, tuple):
        return Line(on, Decimal(figure[0]), Decimal(figure[1]))
    return Line(on, Decimal(str(figure)))
