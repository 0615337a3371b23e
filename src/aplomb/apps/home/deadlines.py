"""What comes next at a site, whoever is in charge: papers that run out, meetings, the evaluation under way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from aplomb.apps.committees.models import Meeting
from aplomb.apps.documents import queries as documents
from aplomb.apps.documents.expected import expectations
from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.policy import Standing
from aplomb.domain.documents.inventory import Status
from aplomb.domain.shared.text import Text

MOST, MOST_LATE = 7, 3


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which something happens or runs out; `kind` says what, `title` which, where it has a name."""

    day: date
    kind: str
    url: str
    late: bool = False
    title: Text | None = None
    number: int = 0


def deadlines(
    organisation: Organisation, standing: Standing, under_way: Iterable[Evaluation], today: date
) -> list[Deadline]:
    """The next ones in the order of their days, after the latest of those that are over. Four queries at most."""
    found: list[Deadline] = []
    if standing.may("document.read", organisation.pk):
        found += _documents(organisation, today)
    if standing.may("committee.read", organisation.pk):
        found += _meetings(organisation, today)
    found += [
        Deadline(one.due_on, "evaluation", one.get_absolute_url(), late=one.due_on < today, number=one.number)
        for one in under_way
        if one.due_on
    ]
    found.sort(key=lambda one: one.day)
    late = [one for one in found if one.late][-MOST_LATE:]
    return [*late, *(one for one in found if not one.late)][:MOST]


def _documents(organisation: Organisation, today: date) -> Iterable[Deadline]:
    lines: Sequence[documents.Line] = documents.lines(organisation.pk, expectations(organisation.pk), today)
    for line in lines:
        expired = line.status is Status.EXPIRED
        if line.valid_until and (line.runs_out or expired):
            url = f"{reverse('documents:list', args=[organisation.pk])}#{line.anchor}"
            yield Deadline(line.valid_until, "document", url, late=expired, title=line.text)


def _meetings(organisation: Organisation, today: date) -> Iterable[Deadline]:
    coming = Meeting.objects.filter(organisation=organisation, held_on__gte=today).order_by("held_on", "pk")
    return [Deadline(meeting.held_on, "meeting", meeting.get_absolute_url()) for meeting in coming[:MOST]]
