"""Who belongs to whom, from when to when: entering, accepting, leaving; each is one transaction with its event.

A site enters and leaves by its own quality manager (reliability-security.md §5.2). Groups, networks and regions have
none: the association or the platform arranges what they belong to, and asks sites, which answer themselves.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection
from django.db.models import Q

from aplomb.apps.journal.services import Actor, Pen
from aplomb.apps.organisations.models import Affiliation, Organisation
from aplomb.apps.organisations.policy import NotAllowed, Standing
from aplomb.apps.organisations.services import writing
from aplomb.domain.organisations.affiliations import JoiningFacts, Link, why_not_end, why_not_join
from aplomb.domain.organisations.kinds import Kind
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.refusal import Refusal

ACCEPT, LEAVE, ARRANGE = "affiliation.accept", "affiliation.leave", "affiliation.arrange"
LOOPS = "affiliations"


def join(
    child: Organisation,
    parent: Organisation,
    *,
    shares_detail: bool,
    standing: Standing,
    at: datetime,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Affiliation:
    """A site enters a group, network or region, today or later, and says whether its own figures may be seen there."""
    actor = standing.actor(ACCEPT, child.pk)
    wanted = Link(child.pk, parent.pk, starts_on or day_in_paris(at), ends_on)
    with writing(child) as pen:
        row = _make(wanted, parent, at, accepted=True, shares_detail=shares_detail)
        _tell(pen, "affiliation.accepted", row, actor, at)
    return row


def arrange(
    child: Organisation,
    parent: Organisation,
    *,
    standing: Standing,
    at: datetime,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Affiliation:
    """What a group, network or region belongs to; or a site that is asked to enter, which then answers itself."""
    actor = standing.actor(ARRANGE, child.pk)
    wanted = Link(child.pk, parent.pk, starts_on or day_in_paris(at), ends_on)
    site = child.kind == Kind.SITE
    with writing(child) as pen:
        row = _make(wanted, parent, at, accepted=not site, shares_detail=False)
        _tell(pen, "affiliation.asked" if site else "affiliation.accepted", row, actor, at)
    return row


def _make(
    wanted: Link, parent: Organisation, at: datetime, *, accepted: bool, shares_detail: bool
) -> Affiliation:
    _hold_loops()
    today = day_in_paris(at)
    facts = JoiningFacts(wanted, Kind(parent.kind), today, links_on(today, also=wanted.child))
    if refusals := [_in_names(refusal) for refusal in why_not_join(facts)]:
        raise NotAllowed(refusals)
    return Affiliation.objects.create(
        child_id=wanted.child,
        parent=parent,
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
        accepted_at=at if accepted else None,
        shares_detail=shares_detail,
    )


def _hold_loops() -> None:
    """Two links made at once, each sound alone, could close a loop together: they are made one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [LOOPS])


def links_on(today: date, *, also: int) -> list[Link]:
    """The links that are not over: those of groups, networks and regions, which alone can be part of a loop, and
    those of one organisation more. Asked ones count: they may be accepted. One query."""
    rows = Affiliation.objects.filter(Affiliation.standing(today)).filter(
        ~Q(child__kind=Kind.SITE) | Q(child=also)
    )
    return [Link(*row) for row in rows.values_list("child_id", "parent_id", "starts_on", "ends_on")]


def _in_names(refusal: Refusal) -> Refusal:
    """The same, the organisations of a loop by their names."""
    way = refusal.facts.get("way")
    if not isinstance(way, list):
        return refusal
    return Refusal(refusal.code, {"way": " → ".join(_names(way))})


def _names(keys: Iterable[int]) -> list[str]:
    names = dict(Organisation.objects.filter(pk__in=keys).values_list("pk", "name"))
    return [names[key] for key in keys]


def accept(affiliation: Affiliation, *, shares_detail: bool, standing: Standing, at: datetime) -> None:
    """Accept a supervision that was asked, or say anew whether the site's own figures may be seen."""
    actor = standing.actor(ACCEPT, affiliation.child_id)
    with writing(affiliation.child) as pen:
        affiliation.accepted_at = affiliation.accepted_at or at
        affiliation.shares_detail = shares_detail
        affiliation.save(update_fields=["accepted_at", "shares_detail"])
        _tell(pen, "affiliation.accepted", affiliation, actor, at)


def leave(affiliation: Affiliation, *, standing: Standing, at: datetime, last: date | None = None) -> None:
    """The group, network or region sees nothing of the child any more: from now on, or after a last day.

    The line stays, with its days. One that has not begun is called off.
    """
    site = affiliation.child.kind == Kind.SITE
    asked = affiliation.accepted_at is None
    # Whoever asked takes it back until the site has answered; then it is the site's.
    action = LEAVE if site and not (asked and standing.may(ARRANGE, affiliation.child_id)) else ARRANGE
    actor = standing.actor(action, affiliation.child_id)
    today = day_in_paris(at)
    with writing(affiliation.child) as pen:
        link = Link(affiliation.child_id, affiliation.parent_id, affiliation.starts_on, affiliation.ends_on)
        if refusals := why_not_end(last or today, link, today):
            raise NotAllowed(refusals)
        if last is None or last == today or last < affiliation.starts_on:
            affiliation.stop(today)
        else:
            affiliation.ends_on = last
            affiliation.save(update_fields=["ends_on"])
        _tell(pen, "affiliation.left", affiliation, actor, at)


def _tell(pen: Pen, action: str, affiliation: Affiliation, actor: Actor, at: datetime) -> None:
    said = {
        "parent": str(affiliation.parent.public_id),
        "shares_detail": affiliation.shares_detail,
        "since": affiliation.starts_on.isoformat(),
        "until": affiliation.ends_on.isoformat() if affiliation.ends_on else None,
    }
    pen.record(action, by=actor, at=at, about=f"affiliation/{affiliation.pk}", data=said)
