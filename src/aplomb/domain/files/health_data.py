"""Health messages in a text: HL7 v2, clinical documents (CDA), FHIR resources of a patient."""

import re
from collections.abc import Iterator

from aplomb.domain.files.findings import Finding, Rule, Spot
from aplomb.domain.files.numbers import Number, identifying_numbers, readable

_HL7 = re.compile(r"^[ \t\x0b]*MSH\|[^|\n]{2,5}\||^PID\|[^|\n]*\|", re.MULTILINE)
_CDA = re.compile(r"<(?:\w+:)?ClinicalDocument\b")
_FHIR = re.compile(
    r"\"resourceType\"\s*:\s*\"(?:Patient|Bundle|RelatedPerson)\""
    r"|<(?:\w+:)?(?:Patient|Bundle)\b[^>]*xmlns(?::\w+)?\s*=\s*[\"']http://hl7\.org/fhir"
)
_RULES = {Number.NIR: Rule.NIR, Number.INS: Rule.INS}
_MESSAGES = ((_HL7, Rule.HL7), (_CDA, Rule.CDA), (_FHIR, Rule.FHIR))


def findings_in(text: str, *, by_line: bool = False) -> Iterator[Finding]:
    """What a text holds that identifies a patient, once a rule and line; `by_line` says at which line."""
    text = readable(text)
    places = [(found.start, _RULES[found.number]) for found in identifying_numbers(text)]
    for pattern, rule in _MESSAGES:
        found = pattern.search(text)
        if found:
            places.append((found.start(), rule))
    seen: set[Finding] = set()
    for start, rule in sorted(places):
        where = ((Spot.LINE, str(text.count("\n", 0, start) + 1)),) if by_line else ()
        finding = Finding(rule, where)
        if finding not in seen:
            seen.add(finding)
            yield finding
