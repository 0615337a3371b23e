"""What a reader asks to see of an edition, as the address says it."""

from dataclasses import dataclass, replace
from typing import Any, Self

from django.http import QueryDict

from aplomb.domain.referentials.edition import RESPONDENTS, Criterion, Edition

LONGEST_WORDS = 200
# Each filter by its name in the address.
NAMES = {
    "words": "q",
    "essential": "essential",
    "to_verify": "verify",
    "family": "family",
    "dimension": "dimension",
    "respondent": "answered_by",
    "fact": "fact",
    "document": "document",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """Words to look for, and what a criterion must have; empty asks for everything."""

    words: str = ""
    essential: bool = False
    to_verify: bool = False
    family: str = ""
    dimension: str = ""
    respondent: str = ""
    fact: str = ""
    document: str = ""

    @classmethod
    def of(cls, query: QueryDict, edition: Edition) -> Self:
        """The filters of an address. What names nothing of this edition is left out: it could only find nothing."""
        known = {
            "family": {family.code for family in edition.families},
            "dimension": {dimension.code for dimension in edition.dimensions},
            "respondent": set(RESPONDENTS),
            "fact": {fact.code for fact in edition.profile},
            "document": set(edition.documents_by_code),
        }
        named = {name: query.get(NAMES[name], "") for name in known}
        return cls(
            words=" ".join(query.get(NAMES["words"], "").replace("\x00", "").split())[:LONGEST_WORDS],
            essential=query.get(NAMES["essential"]) == "1",
            to_verify=query.get(NAMES["to_verify"]) == "1",
            **{name: value for name, value in named.items() if value in known[name]},
        )

    def __bool__(self) -> bool:
        return self != type(self)()

    def keeps(self, criterion: Criterion) -> bool:
        """Whether a criterion has all that is asked, words apart."""
        return (
            (not self.essential or criterion.essential)
            and (not self.to_verify or any(reference.to_verify for reference in criterion.references))
            and self.family in ("", criterion.family)
            and (not self.dimension or self.dimension in criterion.dimensions)
            and (not self.respondent or self.respondent in criterion.answered_by)
            and (not self.fact or self.fact in criterion.applies_if)
            and (not self.document or self.document in criterion.documents)
        )

    def without(self, name: str) -> Self:
        """The same without one of them."""
        changed: dict[str, Any] = {name: type(getattr(self, name))()}
        return replace(self, **changed)

    @property
    def query(self) -> str:
        """The filters as an address has them, `?q=…&essential=1`; empty where nothing is asked."""
        asked = QueryDict(mutable=True)
        for name, key in NAMES.items():
            if value := getattr(self, name):
                asked[key] = "1" if value is True else value
        return f"?{asked.urlencode()}" if asked else ""
