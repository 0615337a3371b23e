"""The improvement plans of the demonstration world: one in full swing, one at its beginning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from aplomb.apps.accounts.models import User
from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.policy import standing_of
from aplomb.apps.plans import proposal_services, queries, services, task_services, theme_services
from aplomb.apps.plans.models import Plan, Theme
from aplomb.domain.evaluations.lifecycle import Status
from aplomb.domain.plans.lifecycle import State

NOON = time(11, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """A theme as it is told: the requirement that it works on, its words, who carries it, its days counted from
    today, how far it has come."""

    requirement: str
    title: str
    objective: str
    means: str
    method: str
    owner: str
    starts: int
    due: int
    state: State
    # Each action with its end, counted from today; those before `done` are done.
    actions: Sequence[tuple[str, int]] = ()
    done: int = 0
    found: str = ""
    cause: str = ""


LIVING: Sequence[Told] = (
    Told(
        "3.5",
        "Sécuriser l’injection de contraste",
        "À toute heure, le prescripteur, l’injecteur et la personne qui surveille sont désignés et tracés.",
        "2 demi-journées de manipulateur, module de traçabilité du RIS",
        "30 dossiers tirés au sort : 95 % avec les trois rôles tracés",
        "a.royevre", -52, 10, State.ACTIVE,
        (("Écrire et valider le protocole", -35), ("Le présenter aux deux équipes", -24),
         ("Paramétrer la traçabilité", -12), ("Afficher la conduite à tenir", -4),
         ("Former les remplaçants", 6), ("Tirer 30 dossiers au sort", 10)), 4,
        cause="Les trois rôles n’étaient écrits nulle part : chacun pensait que l’autre surveillait.",
    ),
    Told(
        "4.7",
        "Faire vivre la gestion des risques",
        "20 déclarations par trimestre, toutes analysées.",
        "Une heure par semaine, fiche de déclaration dans le RIS",
        "Nombre de déclarations et d’analyses closes, chaque trimestre",
        "i.barthely", -60, 24, State.ACTIVE,
        (("Simplifier la fiche de déclaration", -40), ("Une revue mensuelle en équipe", -15),
         ("Rendre compte aux déclarants", 12), ("Bilan du trimestre", 24)), 2,
    ),
    Told(
        "2.4",
        "Tester la restauration des données",
        "Un test réussi par semestre, compte rendu signé.",
        "Prestataire informatique, une soirée",
        "Compte rendu du test : données relues en moins de 4 heures",
        "y.ferrandol", -55, -6, State.ACTIVE,
        (("Choisir la date avec le prestataire", -30), ("Restaurer sur une machine à part", -8),
         ("Relire 10 examens restaurés", -7), ("Signer le compte rendu", -6)), 1,
    ),
    Told(
        "1.1",
        "Écrire le projet médical commun",
        "Un projet signé par les quatre sites demandeurs.",
        "Trois réunions d’une heure, secrétariat du site",
        "Projet signé par chaque partie, relu une fois par an",
        "a.royevre", -18, 66, State.ACTIVE,
        (("Réunir les sites demandeurs", -5), ("Première version", 20), ("Relecture par chacun", 45),
         ("Signature", 66)), 1,
    ),
    Told(
        "3.11",
        "Afficher les délais de rendu",
        "Délai médian mesuré, publié chaque mois.",
        "Extraction du RIS, une heure par mois",
        "Délai médian affiché trois mois de suite",
        "t.lascombe-ory", -12, 80, State.ACTIVE,
        (("Définir le délai avec les urgentistes", -3), ("Extraire du RIS", 15), ("Publier le premier mois", 50)), 1,
    ),
    Told(
        "4.1",
        "Suivre les compétences des téléradiologues",
        "Un entretien annuel et un plan de formation par radiologue.",
        "Une journée par an et par radiologue",
        "Part des radiologues dont l’entretien date de moins d’un an",
        "a.royevre", -4, 122, State.ACTIVE,
        (("Modèle d’entretien", 15), ("Premiers entretiens", 60), ("Plans de formation", 115)), 0,
    ),
    Told(
        "3.4",
        "Améliorer l’accueil des patients fragiles",
        "Parcours adapté, satisfaction au-dessus de 90 %.",
        "Formation d’une journée, signalétique",
        "Questionnaire remis à 50 patients",
        "i.barthely", -75, 7, State.DONE,
        (("Former l’accueil", -50), ("Revoir la signalétique", -20)), 2,
    ),
    Told(
        "4.5",
        "Publier le livret du patient",
        "Remis à chaque patient, relu par deux usagers.",
        "Impression, relecture par deux usagers",
        "Livret remis à 20 patients sur 20 observés",
        "i.barthely", -110, -25, State.ASSESSED,
        (("Écrire le livret", -80), ("Faire relire", -60), ("Imprimer", -40)), 3,
        found="20 patients sur 20 l’ont reçu ; deux l’ont relu et commenté.",
    ),
    Told(
        "4.2",
        "Former au RIS les secrétaires arrivées cette année",
        "6 personnes formées, évaluation à froid à 3 mois.",
        "Deux heures par personne",
        "Évaluation à froid à 3 mois : 4 réponses justes sur 5",
        "i.barthely", 0, 140, State.PLANNED, (("Calendrier des formations", 30),), 0,
    ),
    Told(
        "5.3",
        "Rendre la télé-expertise traçable",
        "Toute demande d’avis laisse une trace dans le dossier.",
        "", "", "", 0, 165, State.PLANNED,
    ),
)  # fmt: skip
BEGINNING: Sequence[Told] = LIVING[1:2]


def grow(key: str, site: Organisation, manager: User, people: Mapping[str, User], today: date) -> None:
    """Make the plan of a site as it stands on this day; nothing where the site has none."""
    told = {"clairvaldieu": LIVING, "port-salines": BEGINNING}.get(key)
    closed = Evaluation.objects.filter(
        organisation=site, status=Status.CLOSED, referential="teleradiologie"
    ).order_by("-closed_at")
    evaluation = closed.first()
    if told is None or evaluation is None or evaluation.closed_at is None:
        return
    first = today - timedelta(days=115 if told is LIVING else 65)
    plan = services.make(site, evaluation, standing=standing_of(manager, first), at=_at(first))
    days = {
        "mock_audit_on": today + timedelta(days=56),
        "audit_on": today + timedelta(days=119),
        "validated_on": first + timedelta(days=8),
    }
    services.set_days(
        plan, days, version=1, standing=standing_of(manager, first + timedelta(days=8)),
        at=_at(first + timedelta(days=8)),
    )  # fmt: skip
    for number, one in enumerate(told):
        _theme(plan, one, number, manager, people, first, today)
    said = queries.outcome(plan, today)
    for proposal in queries.waiting_proposals(plan, said, queries.themes_of(plan))[-1:]:
        proposal_services.reject(
            plan,
            proposal.requirement.code,
            "Peu à gagner cette année : à revoir au plan suivant.",
            standing=standing_of(manager, first + timedelta(days=8)),
            at=_at(first + timedelta(days=8)),
        )


def _theme(
    plan: Plan,
    told: Told,
    number: int,
    manager: User,
    people: Mapping[str, User],
    first: date,
    today: date,
) -> None:
    """Take its requirement's proposal, or the first that waits, under the theme's own words; live it until today."""
    day = min(first + timedelta(days=2 + number // 4), today)
    standing, at = standing_of(manager, day), _at(day)
    said = queries.outcome(plan, day)
    waiting = queries.waiting_proposals(plan, said, queries.themes_of(plan))
    proposal = next((one for one in waiting if one.requirement.code == told.requirement), waiting[0])
    owner = people.get(told.owner, manager) if told.owner else None
    values: dict[str, Any] = {
        **proposal_services.values_of(proposal, "fr"),
        "title": told.title,
        "objective": told.objective,
        "means": told.means,
        "effectiveness_measure": told.method,
        "root_cause": told.cause,
        "owner": f"u{owner.pk}" if owner else "",
        "due_date": today + timedelta(days=told.due),
    }
    theme = proposal_services.accept(plan, proposal.requirement.code, values, standing=standing, at=at)
    for place, (text, end) in enumerate(told.actions):
        begins = told.starts if not place else told.actions[place - 1][1]
        task = task_services.add(
            theme,
            {
                "text": text,
                "owner": f"u{owner.pk}" if owner else "",
                "starts_on": today + timedelta(days=min(begins, end)),
                "due_on": today + timedelta(days=end),
            },
            standing=standing,
            at=at,
        )
        if place < told.done:
            over = min(today + timedelta(days=end), today)
            task_services.set_done(task, over, version=1, standing=standing_of(manager, over), at=_at(over))
    _live(theme, told, manager, today)


def _live(theme: Theme, told: Told, manager: User, today: date) -> None:
    """Start the theme, finish it, assess it, on the days that are told."""
    ways = {
        State.ACTIVE: [(State.ACTIVE, told.starts)],
        State.DONE: [(State.ACTIVE, told.starts), (State.DONE, -2)],
        State.ASSESSED: [
            (State.ACTIVE, told.starts),
            (State.DONE, told.due),
            (State.ASSESSED, told.due + 18),
        ],
    }
    for to, days in ways.get(told.state, []):
        theme.refresh_from_db()
        day = today + timedelta(days=days)
        assessed = to is State.ASSESSED
        theme_services.move(
            theme,
            to,
            version=theme.version,
            standing=standing_of(manager, day),
            at=_at(day),
            reason=told.found if assessed else "",
            effective=True if assessed else None,
        )


def _at(day: date) -> datetime:
    return datetime.combine(day, NOON)
