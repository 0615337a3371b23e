"""What happened lately that concerns a person, told from the journal and from the reports that they asked for.

Each notice says what, where, by whom and when, and leads there. Nothing is written for it when it happens: what a
person may see today is what they are told, whatever they could see that day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, Q, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Greatest, StrIndex
from django.urls import reverse

from aplomb.apps.accounts.models import User
from aplomb.apps.evaluations.models import Evaluation, Report
from aplomb.apps.journal.models import Entry
from aplomb.apps.notices.models import ReadMark
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.policy import Standing
from aplomb.apps.referentials.queries import compiled
from aplomb.domain.access.matrix import Relation, Role, needed
from aplomb.domain.evaluations.lifecycle import Kind
from aplomb.web.prepared import Prepared
from aplomb.web.templatetags.aplomb import language
from aplomb.web.templatetags.days import day

# Somebody is put in charge of something: the event's value names them as its owner.
GIVEN = ("meeting.decided", "meeting.decision-changed", "communication.added", "communication.changed")
CALLED = "meeting.called"
MEETING_IN = (Role.QUALITY_MANAGER, Role.COMMITTEE_MEMBER)
LASTS = timedelta(days=60)
MOST_SHOWN = 50
MOST_COUNTED = 99
CLOSED, REOPENED, ASSIGNED = "evaluation.closed", "evaluation.reopened", "evaluation.assigned"
JOINED, HANDED, READY = "member.joined", "member.work-handed", "report.ready"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that happened: `what` is a code that the template words."""

    what: str
    at: datetime
    url: str
    place: str
    who: str = ""
    number: int = 0
    report: str = ""
    title: str = ""
    unread: bool = False


def unread(standing: Standing, at: datetime) -> int:
    """How many notices came since the person last marked them as read, up to a bound; one query."""
    if standing.user is None:
        return 0
    return min(MOST_COUNTED, len(_UNREAD.rows(**_concerns(standing, standing.user), earliest=at - LASTS)))


def latest(standing: Standing, at: datetime) -> list[Notice]:
    """The notices of the last sixty days, the latest first; six queries whatever their number."""
    if standing.user is None:
        return []
    mark = ReadMark.objects.filter(user=standing.user).first()
    read = mark.at if mark else at - LASTS
    since = at - LASTS
    concerns = _concerns(standing, standing.user)
    events = list(
        _events(**concerns).filter(at__gt=since).select_related("value").order_by("-at", "-pk")[:MOST_SHOWN]
    )
    reports = _reports(**concerns).filter(made_at__gt=since).select_related("evaluation__organisation")
    reports = reports.defer("evaluation__frozen", "evaluation__summary", "evaluation__frozen_names")
    found = [*_told(events, standing, read), *(_ready(report, read) for report in reports[:MOST_SHOWN])]
    return sorted(found, key=lambda notice: notice.at, reverse=True)[:MOST_SHOWN]


def _concerns(standing: Standing, user: User) -> dict[str, Any]:
    """Where something may happen that concerns this person: the organisations, by what they may read there."""
    return {
        "user": user.pk,
        "actor": user.actor_id,
        "own": _reached(standing, "evaluation.read"),
        "scored": _reached(standing, "evaluation.read_scores"),
        "consulted": _reached(standing, "consultant_evaluation.read"),
        "joined": [post.organisation for post in standing.posts if post.organisation and _invites(post.role)],
        "home": [post.organisation for post in standing.posts if post.organisation],
        "meeting": [
            post.organisation for post in standing.posts if post.organisation and post.role in MEETING_IN
        ],
    }


def _reached(standing: Standing, action: str) -> list[int]:
    found = standing.organisations_for(action)
    return list(Organisation.objects.values_list("pk", flat=True) if found is None else found)


def _events(
    user: int,
    actor: str,
    own: list[int],
    scored: list[int],
    consulted: list[int],
    joined: list[int],
    home: list[int],
    meeting: list[int],
) -> QuerySet[Entry]:
    """The events that concern this person: of evaluations that they may see, of parts given to them, of people who
    joined where they invite, of what is put in their charge and of meetings of their committee. What they did
    themselves is no news."""
    seen = Evaluation.objects.filter(
        Q(kind=Kind.SELF, organisation__among=own)
        | Q(kind=Kind.SELF, organisation__among=scored)
        | Q(kind=Kind.CONSULTANT, organisation__among=consulted)
    )
    of_seen = Q(stream__in=seen.order_by().values("stream"))
    given = StrIndex(Cast("value__data__parts", TextField()), Value(actor))
    return (
        Entry.objects.alias(
            given=given,
            owner=KeyTextTransform("owner", "value__data"),
            to=KeyTextTransform("to", "value__data"),
        )
        .filter(
            of_seen & Q(action__in=(CLOSED, REOPENED))
            | of_seen & Q(action=ASSIGNED, given__gt=0)
            | Q(_at_places(joined), action=JOINED)
            | Q(_at_places(home), action=HANDED, to=actor)
            | Q(_at_places(home), action__in=GIVEN, owner=actor)
            | Q(_at_places(meeting), action=CALLED)
        )
        .exclude(actor=actor)
    )


def _at_places(organisations: list[int]) -> Q:
    """Events in the streams of these organisations."""
    return Q(stream__in=Organisation.objects.filter(pk__among=organisations).order_by().values("stream"))


def _invites(role: Role) -> bool:
    """Whether the role invites into its own organisation: who may do so anywhere is not told of everybody."""
    return needed("member.invite", role) is Relation.OWN


def _reports(user: int, own: list[int], consulted: list[int], **_elsewhere: Any) -> QuerySet[Report]:
    """The reports that this person asked for, of evaluations that they may still read."""
    readable = Evaluation.objects.filter(
        Q(kind=Kind.SELF, organisation__among=own) | Q(kind=Kind.CONSULTANT, organisation__among=consulted)
    )
    made = Report.objects.filter(
        asked_by=user, state=Report.State.READY, evaluation__in=readable.order_by().values("pk")
    )
    return made.order_by("-made_at", "-pk")


def _unread(earliest: datetime, user: int, **concerns: Any) -> QuerySet[Any]:
    mark = Subquery(ReadMark.objects.filter(user=user).values("at"))
    begin = Value(earliest, DateTimeField())
    since = Greatest(begin, Coalesce(mark, begin))
    events = _events(user, **concerns).filter(at__gt=since).order_by().values("pk")[:MOST_COUNTED]
    reports = _reports(user, **concerns).filter(made_at__gt=since).order_by().values("pk")[:MOST_COUNTED]
    return events.union(reports, all=True)


# The bell is on every page: its query is written once.
_UNREAD: Prepared[Any] = Prepared(_unread)


def _told(events: list[Entry], standing: Standing, read: datetime) -> Iterable[Notice]:
    streams = {event.stream_id for event in events}
    evaluations = {
        one.stream_id: one
        for one in Evaluation.objects.filter(stream__in=streams)
        .select_related("organisation", "solution")
        .only(
            "solution__name",
            "number",
            "organisation",
            "edition",
            "stream",
            "organisation__name",
            "organisation__short_name",
        )
    }
    places = {one.stream_id: one for one in Organisation.objects.filter(stream__in=streams)}
    people = _people(events)
    for event in events:
        named = event.action in (JOINED, HANDED) and _kept(event)
        subject = event.value.data.get("person") if named else event.actor
        who = people.get(str(subject), "")
        new = event.at > read
        evaluation = evaluations.get(event.stream_id)
        if evaluation is not None:
            place = _place(evaluation)
            address = _address(event.action, evaluation, standing)
            yield Notice(event.action, event.at, address, place, who, evaluation.number, unread=new)
        else:
            place = places[event.stream_id].label
            address = _address_at(event, places[event.stream_id].pk)
            title = _title(event) if _kept(event) else ""
            yield Notice(event.action, event.at, address, place, who, title=title, unread=new)


def _place(evaluation: Evaluation) -> str:
    """The site and the referential: a site's first evaluations on two referentials bear the same number."""
    title = compiled(evaluation.edition_id).title.in_(language())
    solution = evaluation.solution.name if evaluation.solution is not None else ""
    return " · ".join(filter(None, (evaluation.organisation.label, solution, title)))


def _address(action: str, evaluation: Evaluation, standing: Standing) -> str:
    if not standing.may("evaluation.read", evaluation.organisation_id):
        return reverse("home:dashboard", args=[evaluation.organisation_id])
    page = "evaluations:results" if action == CLOSED else "evaluations:detail"
    return reverse(page, args=[evaluation.pk])


def _address_at(event: Entry, organisation: int) -> str:
    """Where the notice of something at an organisation leads."""
    if event.action == CALLED:
        return reverse("committees:meetings", args=[organisation])
    if event.action == JOINED:
        return reverse("organisations:team", args=[organisation])
    return reverse("home:mine")


def _title(event: Entry) -> str:
    """What was given, or when the meeting is; as it was said then."""
    data = event.value.data
    if event.action == CALLED:
        held_on = data.get("held_on")
        return day(date.fromisoformat(held_on)) if isinstance(held_on, str) else ""
    return str(data.get("text") or data.get("message") or data.get("audience") or "")


def _kept(event: Entry) -> bool:
    """Whether what the event said is still there: values are erased with their object."""
    return hasattr(event, "value")


def _people(events: Iterable[Entry]) -> Mapping[str, str]:
    """The names of those who acted or joined; the program and strangers have none."""
    named = {event.actor for event in events}
    named |= {str(event.value.data.get("person", "")) for event in events if _kept(event)}
    identifiers = [one for one in named if len(one) == len("00000000-0000-0000-0000-000000000000")]
    return {one.actor_id: one.get_full_name() for one in User.objects.filter(public_id__in=identifiers)}


def _ready(report: Report, read: datetime) -> Notice:
    assert report.made_at is not None  # noqa: S101 -- a constraint holds it
    evaluation = report.evaluation
    return Notice(
        READY,
        report.made_at,
        reverse("evaluations:results", args=[evaluation.pk]),
        _place(evaluation),
        number=evaluation.number,
        report=report.get_kind_display(),
        unread=report.made_at > read,
    )
