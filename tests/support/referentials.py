"""A small referential as somebody would write it, and ways to spoil it one thing at a time."""

from typing import Any

import yaml

# Lines are counted on: keep them as they are.
WRITTEN = """\
format: aplomb/referential/1
code: essai
edition: "2026.1"
title: {fr: "Essai", en: "Trial"}
scale:
  levels:
    - {value: 0, label: {fr: "Non conforme"}}
    - {value: 1, label: {fr: "Passable"}}
    - {value: 2, label: {fr: "Bon"}}
    - {value: 3, label: {fr: "Très bon"}}
  not_applicable: {allowed: true, flag_above: 0.1}
  compliant_from: 2
rules: {essential_minimum: 2, ready: {overall: 0.8, family: 0.7}}
dimensions:
  - {code: D01, title: {fr: "Une"}}
profile:
  - {code: ct, title: {fr: "Scanner"}}
selections:
  - {code: decouverte, title: {fr: "Découverte"}, keep: essential}
document_categories:
  - {code: convention, title: {fr: "Convention"}}
documents:
  - {code: DOC-001, title: {fr: "Contrat"}, category: convention, indispensable: true}
families:
  - code: "1"
    title: {fr: "Famille"}
    requirements:
      - code: "1.1"
        title: {fr: "Exigence"}
        criteria:
          - code: "1.1.1"
            text: {fr: "Le compte rendu est signé."}
            guidance: {fr: "Coter 3 si tout est signé."}
            essential: true
            weight: 1
            applies_if: [ct]
            dimensions: [D01]
            documents: [DOC-001]
            answered_by: [site]
            references:
              - {title: "Un texte", url: "https://example.org/texte"}
          - code: "1.1.2"
            text: {fr: "Le délai est mesuré."}
            dimensions: [D01]
"""


def spoiled(old: str, new: str) -> str:
    """The referential with one passage replaced, the first time that it comes."""
    assert old in WRITTEN, old
    return WRITTEN.replace(old, new, 1)


def written_data() -> Any:
    """Its data, by another reader than ours."""
    return yaml.safe_load(WRITTEN)
