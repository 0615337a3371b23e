"""A site's dashboard, gathered from the areas: every figure comes from what they keep, none is computed here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.evaluations.results_page import Delta
from aplomb.apps.evaluations.results_queries import outcome_of
from aplomb.apps.home.deadlines import Deadline, deadlines
from aplomb.apps.organisations.models import Membership, Organisation
from aplomb.apps.organisations.policy import Standing
from aplomb.apps.referentials.models import Edition
from aplomb.apps.referentials.queries import compiled, open_editions
from aplomb.domain.evaluations.lifecycle import Kind, Status
from aplomb.domain.evaluations.results import Results
from aplomb.domain.evaluations.summary import completion, score, unanswered
from aplomb.domain.referentials.edition import Criterion, Rules
from aplomb.domain.shared.text import Text

MOST_ESSENTIALS = 6


@dataclass(frozen=True, slots=True)
class Essential:
    criterion: Criterion
    score: int


@dataclass(frozen=True, slots=True)
class Track:
    """A referential at a site: the latest closed evaluation, the one before, the one under way."""

    title: str
    closed: Evaluation | None
    before: Evaluation | None
    under_way: Evaluation | None
    outcome: Results | None
    rules: Rules | None
    score: Fraction | None
    before_score: Fraction | None
    delta: Delta | None
    completion: Fraction | None
    left: int
    essentials: Sequence[Essential]
    families: Sequence[tuple[str, Text, Fraction | None]]


@dataclass(frozen=True, slots=True)
class Board:
    tracks: Sequence[Track]
    deadlines: Sequence[Deadline]
    managers: Sequence[str]
    may_read: bool
    may_create: bool


def board_of(organisation: Organisation, standing: Standing, today: date) -> Board:
    """The dashboard of a site for this person; the number of queries does not grow with its evaluations."""
    may_read = standing.may("evaluation.read", organisation.pk)
    scored = Evaluation.objects.scored_for(standing).filter(
        organisation=organisation, kind=Kind.SELF, solution__isnull=True
    )
    # What closing froze is large: it is read for the latest of each referential alone, where it is shown.
    light = scored.defer("frozen", "frozen_names")
    by_referential: dict[str, list[Evaluation]] = {}
    for evaluation in light.select_related("organisation").order_by("-changed_at", "-pk"):
        by_referential.setdefault(evaluation.referential, []).append(evaluation)
    titles = {row.code: str(row.title.get("fr", row.code)) for row in newest_editions()}
    tracks = [
        _track(titles.get(code, code), found, may_read, today) for code, found in by_referential.items()
    ]
    under_way = [track.under_way for track in tracks if track.under_way]
    return Board(
        tracks=tracks,
        deadlines=deadlines(organisation, standing, under_way, today),
        managers=_managers(organisation, today),
        may_read=may_read,
        may_create=standing.may("evaluation.create", organisation.pk),
    )


def newest_editions() -> list[Edition]:
    """The newest published edition of each referential."""
    newest: dict[str, Edition] = {}
    for row in open_editions():
        newest.setdefault(row.code, row)
    return list(newest.values())


def _track(title: str, evaluations: list[Evaluation], may_read: bool, today: date) -> Track:
    closed = sorted(
        (found for found in evaluations if found.status == Status.CLOSED and found.closed_at),
        key=lambda found: (found.closed_at, found.pk),
        reverse=True,
    )
    latest, before = (*closed, None, None)[:2]
    under_way = next((found for found in evaluations if found.status != Status.CLOSED), None)
    outcome = outcome_of(latest, today) if latest and may_read else None
    now = score(latest.summary["total"]) if latest else None
    then = score(before.summary["total"]) if before else None
    return Track(
        title=title,
        closed=latest,
        before=before,
        under_way=under_way,
        outcome=outcome,
        rules=compiled(latest.edition_id).rules if latest else None,
        score=now,
        before_score=then,
        delta=Delta.between(now, then, 0),
        completion=completion(under_way.summary["total"]) if under_way else None,
        left=unanswered(under_way.summary["total"]) if under_way else 0,
        essentials=_essentials(outcome) if outcome else (),
        families=_families(latest),
    )


def _essentials(outcome: Results) -> list[Essential]:
    """The essential criteria that fail, the lowest first."""
    found = [
        Essential(outcome.edition.by_code[code], level)
        for code in outcome.essential_failing
        if isinstance(level := outcome.scores[code], int)
    ]
    return sorted(found, key=lambda one: (one.score, one.criterion.position))[:MOST_ESSENTIALS]


def _families(latest: Evaluation | None) -> list[tuple[str, Text, Fraction | None]]:
    """Each family that has something asked, with its score: the summary's, which a reader may see too."""
    if latest is None:
        return []
    tallies = latest.summary["families"]
    return [
        (family.code, family.title, score(tallies[family.code]))
        for family in compiled(latest.edition_id).families
        if tallies[family.code]["asked"]
    ]


def _managers(organisation: Organisation, today: date) -> list[str]:
    current = Membership.objects.filter(
        Membership.current(today), organisation=organisation, role=Membership.RoleChoices.QUALITY_MANAGER
    )
    return [membership.user.get_full_name() for membership in current.select_related("user")]
