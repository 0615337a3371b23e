"""What proves an evaluation's answers at a moment, as its reports and its closing take it."""

import hashlib

from django.db.models import Case, CharField, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Cast, Concat

from aplomb.apps.documents.models import DocumentFile
from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.evidence.models import OF_EVIDENCE, Use
from aplomb.domain.evaluations.evidence import Kind, Proof
from aplomb.web.prepared import Prepared


def proofs(evaluation: Evaluation) -> list[Proof]:
    """Each piece with each criterion that it serves, by criterion and age, at its latest version. One query."""
    return [
        Proof(criterion, piece, Kind(kind), title, number or 0, sha256 or _fingerprint(url or text))
        for criterion, piece, kind, title, url, text, number, sha256 in _PROOFS.rows(evaluation=evaluation.pk)
    ]


def _fingerprint(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest() if said else ""


# Under which key its files are: `Evidence.files_line`, in the database.
_KEY = Case(
    When(evidence__line="", then=Concat(Value(f"{OF_EVIDENCE}/"), Cast("evidence_id", CharField()))),
    default=F("evidence__line"),
    output_field=CharField(),
)
# A file that was reported is not there for anybody until somebody has looked at it.
_LATEST = DocumentFile.objects.filter(
    organisation=OuterRef("evaluation__organisation"),
    line=OuterRef("key"),
    removed_at__isnull=True,
    file__reported_at__isnull=True,
).order_by("-number")
_PROOFS: Prepared[Use] = Prepared(
    lambda evaluation: (
        Use.objects.filter(
            evaluation=evaluation, removed_at__isnull=True, evidence__removed_at__isnull=True
        )
        .annotate(
            key=_KEY,
            number=Subquery(_LATEST.values("number")[:1]),
            sha256=Subquery(_LATEST.values("file__sha256")[:1]),
        )
        .order_by("criterion", "added_at", "pk")
        .values_list(
            "criterion", "evidence_id", "evidence__kind", "evidence__title", "evidence__url", "evidence__text",
            "number", "sha256",
        )
    )
)  # fmt: skip
