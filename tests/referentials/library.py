"""A referential of seven criteria that has a bit of everything, written to be searched and compared."""

from typing import Any

from tests.support.small import criterion, data, fr


def library(edition: str = "2026.1", **more: Any) -> dict[str, Any]:
    """Its data. Two families; essential, weighted, conditional, sourced and bilingual criteria among them."""
    families = {
        "1.1": [
            criterion(
                "1.1.1",
                text=fr("Le protocole d’injection nomme le médecin présent."),
                guidance=fr(
                    "Recommandation. Coter\u00a03 si tout est nommé. Coter\u00a01 si le nom manque. "
                    "Preuve\u00a0: protocole signé."
                ),
                essential=True,
                weight=2,
                na_allowed=False,
                documents=["DOC-001"],
                answered_by=["requesting_site", "reading_centre"],
                references=[
                    {"title": "Code de la santé publique, art. L.1", "url": "https://example.org/loi"},
                    {"title": "Décret cité de mémoire", "to_verify": True},
                ],
            ),
            criterion(
                "1.1.2",
                text=fr("L’identité du patient est vérifiée."),
                dimensions=["D01", "D02"],
                applies_if=["ct", "mri"],
                answered_by=["requesting_site"],
                equivalent=[{"referential": "autre", "code": "9.1.1"}],
            ),
        ],
        "1.2": [
            criterion("1.2.1", text=fr("Les données des patients sont protégées."), documents=["DOC-010"]),
            criterion("1.2.2", text=fr("Une sauvegarde est essayée chaque année."), dimensions=["D02"]),
        ],
        "2.1": [
            criterion(
                "2.1.1",
                text={"fr": "Les œdèmes graves sont signalés.", "en": "Severe oedemas are reported."},
                documents=["DOC-010"],
            ),
            criterion(
                "2.1.2", text=fr("Le délai de lecture est mesuré."), guidance=fr("Rien de secret < 3 & plus.")
            ),
        ],
        "2.10": [criterion("2.10.1", text=fr("Les comptes rendus sont signés."))],
    }
    documents = [
        {"code": "DOC-010", "title": fr("Procédure de signalement"), "category": "convention"},
        {"code": "DOC-002", "title": fr("Registre des délais"), "category": "convention"},
        {"code": "DOC-001", "title": fr("Protocole écrit"), "category": "convention", "indispensable": True},
    ]
    made = data(families, edition=edition, documents=documents, **more)
    made["families"][0]["title"] = {"fr": "Sécurité", "en": "Safety"}
    made["families"][0]["requirements"][0]["title"] = {
        "fr": "Réaliser l’examen",
        "en": "Performing the examination",
    }
    return made
