"""Plausible answers: a site's level drifts upwards over two years, some families lag, some criteria are hard."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from aplomb.domain.documents.inventory import State
from aplomb.domain.evaluations.answers import NA, Entry
from aplomb.domain.referentials.edition import Criterion, Edition

COMMENTS: Mapping[int, tuple[str, ...]] = {
    0: (
        "Rien d’écrit à ce jour ; chacun fait selon ses habitudes.",
        "Le sujet a été abordé en réunion, aucune décision n’a suivi.",
        "Aucune trace retrouvée lors de la revue des dossiers.",
    ),
    1: (
        "Pratique connue de l’équipe de jour, jamais formalisée.",
        "Un document existe, périmé depuis plus de deux ans.",
        "Fait le plus souvent ; rien n’est tracé la nuit ni le week-end.",
        "Commencé, puis interrompu au départ de la cadre.",
    ),
    2: (
        "Procédure écrite et appliquée ; la mesure reste à mettre en place.",
        "En place sur les deux modalités, à étendre aux vacations.",
        "Tracé dans le RIS depuis le printemps.",
    ),
    3: (
        "Revu chaque année en comité, indicateur affiché en salle de pause.",
        "Vérifié sur trente dossiers tirés au sort, aucun écart.",
    ),
}
NA_REASONS = (
    "Activité absente du site, confirmée par le relevé annuel.",
    "Confié en totalité au centre de lecture, par convention.",
)


@dataclass(frozen=True, slots=True)
class Mood:
    """How an evaluation went: the site's mean level, and the share of criteria answered so far."""

    level: float
    answered: float = 1.0


def draw_of(*words: object) -> random.Random:
    """A draw that depends on these words alone, so that the world is the same at each making."""
    seed = sha256("\0".join(map(str, words)).encode()).digest()
    return random.Random(seed)  # noqa: S311 -- an invented world, not a secret


def answers(
    edition: Edition, site: str, mood: Mood, profile: Mapping[str, bool]
) -> Iterator[tuple[Criterion, Entry]]:
    """The answers of a site, in the referential's order; the share not answered yet comes last in each family."""
    for family in edition.families:
        asked = [criterion for criterion in family.criteria if criterion.asked_of(profile)]
        bias = draw_of(site, family.code).uniform(-0.45, 0.35)
        for criterion in asked[: round(len(asked) * mood.answered)]:
            yield criterion, _entry(criterion, site, mood.level + bias)


def _entry(criterion: Criterion, site: str, level: float) -> Entry:
    draw = draw_of(site, criterion.code)
    if criterion.na_allowed and not criterion.essential and draw.random() < 0.025:
        return Entry(NA, na_reason=draw.choice(NA_REASONS))
    hard = draw_of("hard", criterion.code).gauss(0, 0.55)
    score = max(0, min(3, round(level + hard + draw.gauss(0, 0.4))))
    if criterion.essential:
        score = max(score, 1 if draw.random() < 0.75 else 0)
    often = {0: 0.8, 1: 0.6, 2: 0.2, 3: 0.12}
    comment = draw.choice(COMMENTS[score]) if draw.random() < often[score] else ""
    return Entry(score, comment=comment)


STRENGTHS = (
    "Équipe stable et formée, procédures connues.",
    "Relations directes entre le site et les téléradiologues, annuaire à jour.",
    "Indicateurs suivis chaque mois et discutés en comité.",
)
TO_IMPROVE = (
    "Formaliser ce qui se fait déjà, puis le mesurer.",
    "Couvrir la nuit et le week-end comme la journée.",
    "Rendre les documents accessibles en salle, à leur dernière version.",
)


def note(site: str, requirement: str) -> dict[str, str] | None:
    """The analysis of a requirement, for about one in three."""
    draw = draw_of(site, "note", requirement)
    if draw.random() > 0.35:
        return None
    return {"strengths": draw.choice(STRENGTHS), "to_improve": draw.choice(TO_IMPROVE)}


PLACES = (
    "Qualiscope, dossier Imagerie",
    "GED, espace Qualité",
    "Classeur du secrétariat",
    "Intranet du groupe",
)


def document(
    code: str, indispensable: bool, site: str, level: float, today: date
) -> tuple[State, str, date | None]:
    """State, place and end of validity of an expected document at a site of this level."""
    draw = draw_of(site, code)
    exists = draw.random() < 0.25 + 0.22 * level + (0.1 if indispensable else 0)
    if not exists:
        return (State.PARTIAL if draw.random() < 0.35 else State.MISSING), "", None
    ends = today + timedelta(days=draw.randint(-90, 700)) if draw.random() < 0.45 else None
    return State.PRESENT, draw.choice(PLACES), ends
