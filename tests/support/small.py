"""Small editions for the tests of the rules: valid data, changed by a keyword."""

from collections.abc import Mapping, Sequence
from typing import Any

from aplomb.domain.evaluations.answers import NA, Entry, Score
from aplomb.domain.referentials.edition import Edition, compile_edition

LABELS = ("Non conforme", "Passable", "Bon", "Très bon", "Exemplaire")


def fr(text: str) -> dict[str, str]:
    return {"fr": text}


def criterion(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "text": fr(f"Critère {code}."), "dimensions": ["D01"], **more}


def data(
    families: Mapping[str, Sequence[dict[str, Any]]] | None = None, *, top: int = 3, **more: Any
) -> dict[str, Any]:
    """The data of an edition. `families` maps a requirement's code ("1.1") to its criteria."""
    families = families if families is not None else {"1.1": [criterion("1.1.1"), criterion("1.1.2")]}
    by_family: dict[str, list[dict[str, Any]]] = {}
    for code, criteria in families.items():
        requirement = {"code": code, "title": fr(f"Exigence {code}"), "criteria": list(criteria)}
        by_family.setdefault(code.split(".")[0], []).append(requirement)
    return {
        "format": "aplomb/referential/1",
        "code": "essai",
        "edition": "2026.1",
        "title": fr("Essai"),
        "publisher": "Aplomb",
        "licence": "CC-BY-SA-4.0",
        "scale": {
            "levels": [
                {"value": value, "label": fr(LABELS[value]), "definition": fr(f"Niveau {value}.")}
                for value in range(top + 1)
            ],
            "not_applicable": {"allowed": True, "flag_above": 0.1},
            "compliant_from": 2,
        },
        "rules": {"essential_minimum": 2, "ready": {"overall": 0.8, "family": 0.7}},
        "dimensions": [{"code": "D01", "title": fr("Une")}, {"code": "D02", "title": fr("Deux")}],
        "profile": [{"code": "ct", "title": fr("Scanner")}, {"code": "mri", "title": fr("IRM")}],
        "selections": [{"code": "decouverte", "title": fr("Découverte"), "keep": "essential"}],
        "document_categories": [{"code": "convention", "title": fr("Convention")}],
        "documents": [],
        "families": [
            {"code": code, "title": fr(f"Famille {code}"), "requirements": requirements}
            for code, requirements in by_family.items()
        ],
        **more,
    }


def edition(*words: Any, **more: Any) -> Edition:
    return compile_edition(data(*words, **more))


def entries(scores: Mapping[str, Score | None]) -> dict[str, Entry]:
    """Entries from bare scores; NA gets its reason."""
    return {
        code: Entry(score, na_reason="sans objet ici" if score is NA else "")
        for code, score in scores.items()
    }
