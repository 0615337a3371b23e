"""The grid as Excel: out with the evaluation's revision, back in as an off-line device (interfaces.md §3).

What the person changed is told from what they left alone by comparing the file with the answers as they were at the
file's revision, replayed from the journal. Nothing is taken before every difference has been shown.
"""

import hashlib
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from aplomb.apps.documents import services as documents
from aplomb.apps.documents.models import DocumentRecord
from aplomb.apps.documents.queries import may_write, records
from aplomb.apps.documents.wanted import Wanted
from aplomb.apps.evaluations import queries
from aplomb.apps.evaluations.models import Entry, Evaluation
from aplomb.apps.evaluations.results_page import Mark, mark
from aplomb.apps.evaluations.results_queries import day_of, frozen_answers, frozen_records, subject_of
from aplomb.apps.evaluations.sync import MOST_OPERATIONS, sync
from aplomb.apps.journal.models import Entry as Event
from aplomb.apps.organisations.policy import Standing
from aplomb.apps.referentials.queries import compiled
from aplomb.domain.documents.inventory import Record, State
from aplomb.domain.evaluations.answers import NA, Score
from aplomb.domain.evaluations.answers import Entry as Answer
from aplomb.domain.referentials.edition import Criterion, Edition, ExpectedDocument
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.refusal import Refusal
from aplomb.formats.grid import Grid, read_grid
from aplomb.formats.grid_xlsx import write_grid
from aplomb.formats.problems import BadFile, Place, Problem

NAMESPACE = uuid.UUID("0d3a3f5e-7a0c-4a52-9a47-6cf2d6d3c0e1")
SCORE, COMMENT = "score", "comment"


# — Out ——————————————————————————————————————————————————————————————————————————


def grid_file(evaluation: Evaluation, today: date, lang: str) -> bytes:
    """The grid as it stands, to fill in and bring back; the evaluation was read before its answers, so that its
    revision never promises more than the file holds."""
    if evaluation.is_closed:
        answers, papers = frozen_answers(evaluation), frozen_records(evaluation)
    else:
        answers = queries.answers(evaluation, names=True)
        papers = records(evaluation.organisation_id, evaluation.referential, today)
    return write_grid(
        compiled(evaluation.edition_id),
        entries=answers,
        documents=papers,
        profile=evaluation.facts,
        selection=evaluation.selection or None,
        parts=tuple(evaluation.parts),
        evaluation=str(evaluation.public_id),
        revision=evaluation.revision,
        organisation=subject_of(evaluation),
        on=day_of(evaluation, today),
        lang=lang,
    )


# — In: what differs —————————————————————————————————————————————————————————————


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that the file changes: what was exported, what stands now, what the file says.

    `conflict` where somebody else changed it since the file left; `operation` is what taking it sends.
    """

    criterion: Criterion
    now: Answer
    wanted: Answer
    now_mark: Mark | None
    wanted_mark: Mark | None
    score: bool
    comment: bool
    conflict: bool
    operation: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Paper:
    """One line of the inventory that the file changes; `newer` where the site changed it since the file left."""

    document: ExpectedDocument
    now: Record
    wanted: Record
    newer: bool
    version: int
    refused: bool


@dataclass(frozen=True)
class Differences:
    """Everything that a file would change, in the referential's order; `digest` names the file."""

    digest: str
    revision: int
    answers: tuple[Difference, ...]
    papers: tuple[Paper, ...]
    agreed: int
    warnings: tuple[Problem, ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.answers or self.papers)

    @property
    def conflicts(self) -> int:
        return sum(one.conflict for one in self.answers)

    @property
    def parcel(self) -> "Parcel":
        """What taking it sends. A line of the inventory that the site changed since the file left stays as it is."""
        return Parcel(
            self.digest,
            [dict(one.operation) for one in self.answers],
            [
                {"code": one.document.code, "version": one.version, **_paper_said(one)}
                for one in self.papers
                if not one.newer and not one.refused
            ],
        )


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a file sends, as plain data: it goes to the person's browser, signed, and comes back confirmed."""

    digest: str
    operations: list[dict[str, Any]]
    papers: list[dict[str, Any]]

    def only(self, codes: Collection[str]) -> "Parcel":
        """What was ticked: criteria and documents by their codes."""
        return Parcel(
            self.digest,
            [one for one in self.operations if one["criterion"] in codes],
            [one for one in self.papers if one["code"] in codes],
        )


def differences(evaluation: Evaluation, data: bytes, name: str, standing: Standing) -> Differences:
    """What a filled grid changes. Raises BadFile with every bad cell, its place and its mend: nothing is written."""
    edition = compiled(evaluation.edition_id)
    grid = read_grid(data, name, edition=edition)
    if grid.evaluation is not None and grid.evaluation != str(evaluation.public_id):
        raise BadFile([Problem("exchange.other-evaluation", Place(name))])
    # A file that names no evaluation was made from an empty grid: everything that stands is newer than it.
    base = 0 if grid.revision is None or grid.evaluation is None else grid.revision
    digest = hashlib.sha256(data).hexdigest()
    rows = {row.criterion: row for row in Entry.objects.filter(evaluation=evaluation)}
    exported = _exported(evaluation, rows, base)
    found, agreed = [], 0
    for criterion in evaluation.asked(edition):
        one = _difference(criterion, edition, grid, rows.get(criterion.code), exported, base, digest)
        if one is None:
            agreed += criterion.code in grid.entries
        else:
            found.append(one)
    return Differences(
        digest=digest,
        revision=base,
        answers=tuple(found),
        papers=tuple(_papers(evaluation, edition, grid, base, standing)),
        agreed=agreed,
        warnings=grid.warnings,
    )


def _difference(
    criterion: Criterion,
    edition: Edition,
    grid: Grid,
    row: Entry | None,
    exported: Mapping[str, Mapping[str, Any]],
    base: int,
    digest: str,
) -> Difference | None:
    code = criterion.code
    if code not in grid.rows:
        return None
    now, wanted = _answer(row), grid.entries.get(code, Answer())
    then = exported.get(code, {})
    operation: dict[str, Any] = {}
    if _scored(wanted) not in (then.get(SCORE), _scored(now)) and (wanted.score is not None or base):
        operation |= _score_said(wanted)
    if wanted.comment.strip() not in (then.get(COMMENT) or "", now.comment) and (wanted.comment or base):
        operation["comment"] = wanted.comment.strip()
    if not operation:
        return None
    changed = {name for name in (SCORE, COMMENT) if name in operation}
    newer = any(row is not None and row.fields.get(name, {}).get("revision", 0) > base for name in changed)
    operation |= {"id": str(uuid.uuid5(NAMESPACE, f"{digest}/{code}")), "criterion": code, "base": base}
    return Difference(
        criterion=criterion,
        now=now,
        wanted=wanted,
        now_mark=mark(edition.scale, now.score),
        wanted_mark=mark(edition.scale, wanted.score),
        score=SCORE in operation,
        comment=COMMENT in operation,
        conflict=newer,
        operation=operation,
    )


def _answer(row: Entry | None) -> Answer:
    if row is None:
        return Answer()
    return Answer(_level(row.score), comment=row.comment, na_reason=row.na_reason)


def _level(score: Any) -> Score | None:
    return NA if score == "NA" else score


def _scored(answer: Answer) -> dict[str, Any] | None:
    """The field {score, reason of NA} as the journal keeps it."""
    if answer.score is None:
        return None
    return {
        "score": "NA" if answer.score is NA else answer.score,
        "na_reason": answer.na_reason.strip() if answer.score is NA else "",
    }


def _score_said(answer: Answer) -> dict[str, Any]:
    scored = _scored(answer)
    if scored is None:
        return {"score": None}
    return scored if answer.score is NA else {"score": scored["score"]}


def _exported(evaluation: Evaluation, rows: Mapping[str, Entry], base: int) -> dict[str, dict[str, Any]]:
    """The answers as they were at a revision: as they are, where nothing changed since; else from the journal."""
    found: dict[str, dict[str, Any]] = {}
    changed = []
    for code, row in rows.items():
        if row.revision > base:
            changed.append(code)
        else:
            found[code] = {SCORE: _scored(_answer(row)), COMMENT: row.comment}
    if not changed or not base:
        return found
    about = {queries.about(evaluation, code): code for code in changed}
    events = (
        Event.objects.filter(
            stream=evaluation.stream_id, seq__lte=base, action="entry.written", object__in=about
        )
        .select_related("value")
        .order_by("seq")
    )
    for event in events:
        found.setdefault(about[event.object], {}).update(event.value.data["values"])
    return found


def _papers(
    evaluation: Evaluation, edition: Edition, grid: Grid, base: int, standing: Standing
) -> Iterator[Paper]:
    rows = {
        row.code: row
        for row in DocumentRecord.objects.filter(
            organisation=evaluation.organisation_id, referential=evaluation.referential
        ).exclude(code="")
    }
    held = records(evaluation.organisation_id, evaluation.referential, day_in_paris(timezone.now()))
    left_at = _moment(evaluation, base)
    for document in edition.documents:
        wanted = grid.documents.get(document.code)
        row = rows.get(document.code)
        # What a group shares goes out with the file: coming back as it was, it is nothing that the site says.
        now = held.get(document.code, Record())
        if wanted is None or wanted.state is None or wanted == now:
            continue
        newer = row is not None and (left_at is None or row.changed_at > left_at)
        may = may_write(standing, evaluation.organisation_id, row)
        yield Paper(document, now, wanted, newer, row.version if row else 0, not may)


def _moment(evaluation: Evaluation, revision: int) -> datetime | None:
    """When a revision came to be; nothing for a file that names none."""
    event = Event.objects.filter(stream=evaluation.stream_id, seq=revision).first()
    return event.at if event else None


# — In: taking ———————————————————————————————————————————————————————————————————


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: each operation's result, and how many lines of the inventory were written."""

    revision: int
    results: Sequence[Mapping[str, Any]]
    papers: int

    def count(self, *statuses: str) -> int:
        return sum(result["status"] in statuses for result in self.results)

    @property
    def refusals(self) -> list[Refusal]:
        return [result["refusal"] for result in self.results if "refusal" in result]


@transaction.atomic
def take(
    evaluation: Evaluation, parcel: Parcel, *, standing: Standing, at: datetime, dry_run: bool = False
) -> Taken:
    """Send what a file changes through the only door to the answers, and to the inventory; all in one transaction.

    `dry_run` answers the same and leaves no trace. Raises documents' NotAllowed and Stale.
    """
    papers = [_paper_wanted(evaluation, paper) for paper in parcel.papers]
    written = documents.write(evaluation.organisation, papers, standing=standing, at=at) if papers else []
    results: list[Mapping[str, Any]] = []
    revision = evaluation.revision
    for start in range(0, len(parcel.operations), MOST_OPERATIONS):
        answer = sync(
            evaluation.pk,
            parcel.operations[start : start + MOST_OPERATIONS],
            standing=standing,
            device=f"grid-{parcel.digest[:16]}",
            since=evaluation.revision,
            at=at,
        )
        results += answer.results
        revision = answer.revision
    if dry_run:
        transaction.set_rollback(True)
    return Taken(revision, results, len(written))


def _paper_said(paper: Paper) -> dict[str, Any]:
    until = paper.wanted.valid_until
    return {
        "state": (paper.wanted.state or State.MISSING).value,
        "kept_at": paper.wanted.reference,
        "valid_until": until.isoformat() if until else None,
    }


def _paper_wanted(evaluation: Evaluation, paper: Mapping[str, Any]) -> Wanted:
    until = paper["valid_until"]
    values = {
        "state": paper["state"],
        "kept_at": paper["kept_at"],
        "valid_until": date.fromisoformat(until) if until else None,
    }
    return Wanted(f"{evaluation.referential}/{paper['code']}", values, paper["version"])
