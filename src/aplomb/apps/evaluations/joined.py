"""The families that somebody answers from the day on which they join: those of the site's open self-evaluations."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from aplomb.apps.accounts.models import User
from aplomb.apps.evaluations.models import Assignment, Evaluation
from aplomb.apps.journal.services import Actor, lock_stream
from aplomb.apps.organisations.joining import Giving
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.referentials.queries import compiled
from aplomb.domain.evaluations.lifecycle import Kind, Status


def _open_ones(organisation: Organisation) -> list[tuple[int, int, int]]:
    """Number, edition and stream of each evaluation in which parts can be given, in the order of the streams."""
    found = Evaluation.objects.filter(organisation=organisation, kind=Kind.SELF)
    open_ones = found.exclude(status=Status.CLOSED).order_by("stream")
    return list(open_ones.values_list("pk", "edition_id", "stream_id"))


def _families(organisation: Organisation) -> Mapping[str, str]:
    """The families that can be given, with their titles."""
    return {
        family.code: str(family.title)
        for _pk, edition, _stream in _open_ones(organisation)
        for family in compiled(edition).families
    }


def _give(organisation: Organisation, person: User, codes: Sequence[str], by: Actor, at: datetime) -> None:
    """Give each of these families to somebody, in every open self-evaluation that has it."""
    for pk, edition, stream in _open_ones(organisation):
        wanted = [family.code for family in compiled(edition).families if family.code in codes]
        pen = lock_stream(stream)
        if not wanted or Evaluation.objects.filter(pk=pk, status=Status.CLOSED).exists():
            continue
        for part in wanted:
            Assignment.objects.get_or_create(evaluation_id=pk, user=person, part=part)
        given = Assignment.objects.filter(evaluation=pk, part__in=wanted).select_related("user")
        said = {part: sorted(one.user.actor_id for one in given if one.part == part) for part in wanted}
        pen.record("evaluation.assigned", by=by, at=at, data={"parts": said})
        pen.save()
        Evaluation.objects.filter(pk=pk).update(revision=pen.seq, structure=pen.seq, changed_at=at)


GIVING = Giving("evaluation.assign", _families, _give)
