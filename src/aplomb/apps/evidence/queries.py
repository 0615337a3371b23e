"""What is read of evidence: the pieces of an evaluation, whom they are open to, what they serve."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum

from aplomb.apps.documents.models import DocumentFile
from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.evaluations.queries import parts_of
from aplomb.apps.evidence.models import OF_EVIDENCE, Evidence, Use
from aplomb.apps.organisations.policy import Standing
from aplomb.apps.referentials.queries import compiled
from aplomb.domain.evaluations.evidence import Kind
from aplomb.domain.referentials.edition import Criterion, Edition

UPLOAD, DOWNLOAD, PURGE = "evidence.upload", "evidence.download", "evidence.purge"
REPORT = "evidence.report"
MOST_OFFERED = 200


@dataclass(frozen=True, slots=True)
class Rights:
    """What a person may do with the evidence of one evaluation; an evaluator, on the parts given to them."""

    standing: Standing
    evaluation: Evaluation
    edition: Edition
    parts: frozenset[str]

    @classmethod
    def of(cls, standing: Standing, evaluation: Evaluation) -> "Rights":
        """One query at most."""
        return cls(standing, evaluation, compiled(evaluation.edition_id), parts_of(evaluation, standing))

    def is_mine(self, code: str) -> bool:
        """Whether the criterion is of a part that was given to this person."""
        criterion = self.edition.by_code.get(code)
        return criterion is not None and not self.parts.isdisjoint({criterion.family, criterion.requirement})

    def may_attach(self, code: str) -> bool:
        return self.standing.may(UPLOAD, self.evaluation.organisation_id, named=self.is_mine(code))

    def concerns_me(self, evidence: Evidence, codes: Iterable[str]) -> bool:
        """Whether somebody of whom that is asked is named on it: they sent it, or it serves a part of theirs."""
        user = self.standing.user
        return (user is not None and evidence.added_by_id == user.pk) or any(map(self.is_mine, codes))

    def may_download(self, evidence: Evidence, codes: Iterable[str]) -> bool:
        named = self.concerns_me(evidence, codes)
        return self.standing.may(DOWNLOAD, self.evaluation.organisation_id, named=named)

    def may_replace(self, evidence: Evidence, codes: Iterable[str]) -> bool:
        named = self.concerns_me(evidence, codes)
        return self.standing.may(UPLOAD, self.evaluation.organisation_id, named=named)

    def may_report(self, evidence: Evidence, codes: Iterable[str]) -> bool:
        named = self.concerns_me(evidence, codes)
        return self.standing.may(REPORT, self.evaluation.organisation_id, named=named)

    @property
    def may_remove(self) -> bool:
        return self.standing.may(PURGE, self.evaluation.organisation_id)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece with the criteria that it serves in this evaluation and its files, the latest first."""

    evidence: Evidence
    uses: Sequence[Use]
    files: Sequence[DocumentFile]
    may_download: bool

    @property
    def criteria(self) -> list[str]:
        return [use.criterion for use in self.uses]

    @property
    def current(self) -> DocumentFile | None:
        """Its latest version that is still there."""
        return next((file for file in self.files if file.removed_at is None), None)


def uses_of(evaluation: Evaluation, criterion: str = "") -> list[Use]:
    """What serves the evaluation's criteria, or one of them, with its piece. One query."""
    rows = Use.objects.filter(
        evaluation=evaluation, removed_at__isnull=True, evidence__removed_at__isnull=True
    )
    if criterion:
        rows = rows.filter(criterion=criterion)
    return list(rows.select_related("evidence__added_by").order_by("added_at", "pk"))


def pieces(rights: Rights, criterion: str = "") -> list[Piece]:
    """The evidence of an evaluation, the oldest first; of one criterion where it is named. Two queries.

    A piece of a criterion is told with all the criteria that it serves here.
    """
    uses = uses_of(rights.evaluation)
    by_piece: dict[int, list[Use]] = {}
    for use in uses:
        by_piece.setdefault(use.evidence_id, []).append(use)
    if criterion:
        by_piece = {
            pk: found for pk, found in by_piece.items() if any(use.criterion == criterion for use in found)
        }
    files = files_of(rights.evaluation.organisation_id, [found[0].evidence for found in by_piece.values()])
    return [_piece(rights, found, files) for found in by_piece.values()]


def _piece(rights: Rights, uses: list[Use], files: dict[str, list[DocumentFile]]) -> Piece:
    evidence = uses[0].evidence
    place = {one.code: one.position for one in rights.edition.criteria}
    uses = sorted(uses, key=lambda use: place.get(use.criterion, len(place)))
    may = rights.may_download(evidence, [use.criterion for use in uses])
    return Piece(evidence, uses, files.get(evidence.files_line, []), may)


def files_of(organisation_id: int, found: Sequence[Evidence]) -> dict[str, list[DocumentFile]]:
    """The files of these pieces by their key, the latest first, those taken away too. One query, none for none."""
    keys = [one.files_line for one in found if one.kind in (Kind.FILE, Kind.DOCUMENT)]
    by_key: dict[str, list[DocumentFile]] = {}
    if keys:
        rows = DocumentFile.objects.filter(organisation=organisation_id, line__in=keys)
        for row in rows.select_related("file__received_by", "removed_by").order_by("-number"):
            by_key.setdefault(row.line, []).append(row)
    return by_key


def counts(evaluation: Evaluation) -> dict[str, int]:
    """How many pieces each criterion has. One query."""
    rows = Use.objects.filter(
        evaluation=evaluation, removed_at__isnull=True, evidence__removed_at__isnull=True
    )
    return dict(rows.values_list("criterion").annotate(n=Count("pk")).order_by())


def held(evaluation: Evaluation) -> tuple[int, int]:
    """How many files the evaluation's pieces have, and their bytes: what its quota is measured on. Two queries."""
    rows = Use.objects.filter(
        evaluation=evaluation,
        removed_at__isnull=True,
        evidence__kind=Kind.FILE,
        evidence__removed_at__isnull=True,
    )
    keys = [f"{OF_EVIDENCE}/{pk}" for pk in rows.order_by().values_list("evidence", flat=True).distinct()]
    kept = DocumentFile.objects.filter(
        organisation=evaluation.organisation_id, line__in=keys, removed_at__isnull=True
    )
    found: dict[str, Any] = kept.aggregate(n=Count("pk"), size=Sum("file__size"))
    return found["n"], int(found["size"] or 0)


@dataclass(frozen=True, slots=True)
class Served:
    """A criterion that a piece serves, in one of the site's evaluations."""

    use: Use
    criterion: Criterion | None

    @property
    def evaluation(self) -> Evaluation:
        return self.use.evaluation


def served(evidence: Evidence, standing: Standing) -> list[Served]:
    """All the criteria that a piece serves, in every evaluation that this person may read. One query."""
    rows = (
        Use.objects.filter(
            evidence=evidence,
            removed_at__isnull=True,
            evaluation__in=Evaluation.objects.visible_to(standing).order_by().values("pk"),
        )
        .select_related("evaluation__organisation", "added_by")
        .defer("evaluation__frozen", "evaluation__frozen_names", "evaluation__summary")
        .order_by("evaluation", "criterion")
    )
    return [Served(use, compiled(use.evaluation.edition_id).by_code.get(use.criterion)) for use in rows]


def others(rights: Rights, criterion: str) -> list[Evidence]:
    """The site's pieces that could serve this criterion too, the latest first. One query."""
    taken = Use.objects.filter(evaluation=rights.evaluation, criterion=criterion, removed_at__isnull=True)
    rows = Evidence.objects.filter(
        organisation=rights.evaluation.organisation_id, removed_at__isnull=True
    ).exclude(pk__in=taken.order_by().values("evidence"))
    found = rows.order_by("-added_at", "-pk")
    return list(found[:MOST_OFFERED])
