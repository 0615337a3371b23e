"""The evidence of the demonstration world: what the first site has put beside its criteria so far."""

from datetime import datetime

from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.evidence import services
from aplomb.apps.evidence.said import Said
from aplomb.apps.organisations.policy import Standing
from aplomb.apps.referentials.queries import compiled
from aplomb.domain.evaluations.evidence import Kind

# Each piece with the other criteria that it serves.
PIECES: tuple[tuple[Said, tuple[str, ...]], ...] = (
    (
        Said(
            "1.1.1",
            Kind.NOTE,
            "Besoins recensés en réunion de service",
            text="Réunion de juin : scanners du soir sans radiologue sur place, avis neurovasculaires la nuit.",
        ),
        ("1.1.2", "1.1.3"),
    ),
    (
        Said(
            "1.5.1",
            Kind.LINK,
            "Convention signée, dans la gestion documentaire",
            url="https://documents.clairvaldieu.demo.example/conventions/teleradiologie",
        ),
        ("1.5.2", "1.5.5", "1.6.1"),
    ),
    (
        Said(
            "2.1.1",
            Kind.NOTE,
            "Visite de la salle technique",
            text="Le référent informatique montre la bascule sur la seconde liaison ; essai du printemps noté.",
        ),
        (),
    ),
)


def put(evaluation: Evaluation, standing: Standing, at: datetime) -> None:
    """Put the pieces beside the criteria that this evaluation asks."""
    asked = {criterion.code for criterion in evaluation.asked(compiled(evaluation.edition_id))}
    for said, others in PIECES:
        if said.criterion in asked:
            piece = services.add(evaluation, said, None, standing=standing, at=at)
            wanted = [code for code in others if code in asked]
            if wanted:
                services.attach(evaluation, piece.pk, wanted, standing=standing, at=at)
