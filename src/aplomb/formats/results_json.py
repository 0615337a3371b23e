"""`results.json`: what an evaluation amounts to, for programs (interfaces.md §4). Key order is part of it."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from aplomb.domain.documents.inventory import Status
from aplomb.domain.evaluations.readiness import Unmet
from aplomb.domain.evaluations.results import Group, Results
from aplomb.domain.evaluations.tally import Tally
from aplomb.domain.shared.shares import plain, rounded_share

FORMAT = "aplomb/results/1"


def results_json(outcome: Results, subject: str, status: str, lang: str = "fr") -> dict[str, Any]:
    """The results as the JSON of the contract: shares and points to four decimals, half up, absent ones `None`.

    `status` is the evaluation's, `file` for a grid read alone. Titles are in this language, else in French.
    """
    total = outcome.tally
    return {
        "format": FORMAT,
        "referential": outcome.edition.code,
        "edition": outcome.edition.edition,
        "subject": subject,
        "status": status,
        "completion": rounded_share(total.completion),
        "score": rounded_share(total.score),
        "floor": rounded_share(total.floor),
        "achieved": plain(total.achieved),
        "potential": plain(total.potential),
        "compliance": rounded_share(total.compliance),
        "na_rate": rounded_share(total.na_rate),
        "levels": _levels(total),
        "families": _groups(outcome.families, lang),
        "requirements": _groups(outcome.requirements, lang),
        "dimensions": _groups(outcome.dimensions, lang),
        "essentials": {"total": outcome.essential_total, "failing": list(outcome.essential_failing)},
        "documents": _documents(outcome),
        "readiness": {"ready": outcome.ready, "unmet": [_unmet(unmet) for unmet in outcome.unmet]},
    }


def _levels(tally: Tally) -> dict[str, int]:
    """How many answers at each level, NA and unanswered in full."""
    counts = {str(level): count for level, count in enumerate(tally.levels)}
    return {**counts, "NA": tally.na, "unanswered": tally.unanswered}


def _groups(groups: Sequence[Group], lang: str) -> list[dict[str, Any]]:
    return [
        {
            "code": group.code,
            "title": group.title.in_(lang),
            "score": rounded_share(group.tally.score),
            "completion": rounded_share(group.tally.completion),
            "achieved": plain(group.tally.achieved),
            "potential": plain(group.tally.potential),
            "levels": _levels(group.tally),
            "asked": group.tally.asked,
        }
        for group in groups
    ]


def _documents(outcome: Results) -> dict[str, Any]:
    papers = outcome.documents
    return {
        "expected": papers.expected,
        "present": papers.count(Status.PRESENT),
        "partial": papers.count(Status.PARTIAL),
        "expired": papers.count(Status.EXPIRED),
        "missing": papers.count(Status.MISSING),
        "indispensable_missing": list(papers.indispensable_missing),
    }


def _unmet(unmet: Unmet) -> dict[str, Any]:
    named = {} if unmet.code is None else {"code": unmet.code}
    return {"rule": unmet.rule, **named, "needs": _bound(unmet.needs), "has": _bound(unmet.has)}


def _bound(value: Fraction | int | str | None) -> float | int | str | None:
    """A share with four decimals; a level or a document's state as it is."""
    return rounded_share(value) if isinstance(value, Fraction) else value
