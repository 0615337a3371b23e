"""What somebody can leave behind in evaluations: the parts given to them of those that are not closed."""

from collections import defaultdict

from django.db.models import QuerySet
from django.utils.translation import ngettext

from aplomb.apps.accounts.models import User
from aplomb.apps.evaluations.models import Assignment, Evaluation
from aplomb.apps.journal.services import lock_stream
from aplomb.apps.organisations.handover import Handing, Holding
from aplomb.apps.organisations.models import Organisation
from aplomb.domain.evaluations.lifecycle import Status


def _parts(organisation: Organisation, person: User) -> QuerySet[Assignment]:
    mine = Assignment.objects.filter(user=person, evaluation__organisation=organisation)
    return mine.exclude(evaluation__status=Status.CLOSED)


def _words(number: int) -> str:
    return ngettext(
        "%(count)d part of an evaluation to answer", "%(count)d parts of evaluations to answer", number
    ) % {"count": number}


def _hand(handing: Handing) -> int:
    evaluations = Evaluation.objects.filter(
        pk__in=_parts(handing.organisation, handing.person).values("evaluation")
    )
    streams = list(evaluations.order_by("stream").values_list("pk", "stream"))
    return sum(_hand_one(handing, pk, stream) for pk, stream in streams)


def _hand_one(handing: Handing, evaluation: int, stream: int) -> int:
    """Pass the parts of one evaluation; pages open on it see by its structure that they must ask for it anew."""
    pen = lock_stream(stream)
    assert handing.heir is not None  # noqa: S101 -- this kind of work passes to somebody
    given: dict[str, set[User]] = defaultdict(set)
    for one in Assignment.objects.filter(evaluation=evaluation).select_related("user"):
        given[one.part].add(one.user)
    parts = sorted(part for part, people in given.items() if handing.person in people)
    if not parts or Evaluation.objects.filter(pk=evaluation, status=Status.CLOSED).exists():
        return 0  # closed while its stream was waited for
    after = {part: (given[part] - {handing.person}) | {handing.heir} for part in parts}
    Assignment.objects.filter(evaluation=evaluation, user=handing.person).delete()
    Assignment.objects.bulk_create(
        Assignment(evaluation_id=evaluation, user=handing.heir, part=part)
        for part in parts
        if handing.heir not in given[part]
    )
    said = {part: sorted(person.actor_id for person in people) for part, people in after.items()}
    pen.record("evaluation.assigned", by=handing.by, at=handing.at, data={"parts": said})
    pen.save()
    Evaluation.objects.filter(pk=evaluation).update(
        revision=pen.seq, structure=pen.seq, changed_at=handing.at
    )
    return len(parts)


HOLDINGS = (
    Holding("parts", _words, lambda organisation, person: _parts(organisation, person).count(), _hand),
)
