"""Approved consultancies and audit bodies; and a site that says that it goes without a consultancy."""

from datetime import date, datetime

from aplomb.apps.organisations.models import Approval, Engagement, Organisation
from aplomb.apps.organisations.policy import NotAllowed, Standing
from aplomb.apps.organisations.services import writing
from aplomb.domain.organisations.kinds import Kind
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.refusal import Refusal

GRANT = "approval.grant"
APPROVABLE = frozenset({Kind.CONSULTANCY, Kind.AUDIT_BODY})


def grant(organisation: Organisation, until: date | None, *, standing: Standing, at: datetime) -> Approval:
    """The association approves a consultancy or an audit body from today on, to a day or without an end."""
    actor, day = standing.actor(GRANT, organisation.pk), day_in_paris(at)
    assert standing.user is not None  # noqa: S101 -- an actor is somebody
    with writing(organisation) as pen:
        if organisation.kind not in APPROVABLE:
            raise NotAllowed([Refusal(f"{GRANT}.not-of-this-kind")])
        if until is not None and until < day:
            raise NotAllowed([Refusal(f"{GRANT}.ends-before")])
        if Approval.objects.filter(Approval.standing(day), organisation=organisation).exists():
            raise NotAllowed([Refusal(f"{GRANT}.already")])
        approval = Approval.objects.create(
            organisation=organisation, starts_on=day, ends_on=until, granted_by=standing.user
        )
        said = {"until": until.isoformat() if until else None}
        pen.record("approval.granted", by=actor, at=at, about=f"approval/{approval.pk}", data=said)
    return approval


def end(approval: Approval, *, standing: Standing, at: datetime) -> None:
    """The approval holds no more, from today on. Who engaged the consultancy keeps it: only the list changes."""
    actor = standing.actor(GRANT, approval.organisation_id)
    with writing(approval.organisation) as pen:
        approval.stop(day_in_paris(at))
        pen.record("approval.ended", by=actor, at=at, about=f"approval/{approval.pk}")


def go_without(site: Organisation, *, standing: Standing, at: datetime) -> None:
    """A site says that no consultancy accompanies it. Engaging one later takes that back."""
    actor, day = standing.actor("engagement.accept", site.pk), day_in_paris(at)
    with writing(site) as pen:
        if Engagement.objects.filter(Engagement.standing(day), organisation=site).exists():
            raise NotAllowed([Refusal("engagement.accept.somebody-works")])
        if Organisation.objects.filter(pk=site.pk, no_consultancy_on=None).update(no_consultancy_on=day):
            pen.record("engagement.none-declared", by=actor, at=at)


def approvals_of(organisation: Organisation) -> list[Approval]:
    """All of them, the latest first; one query."""
    return list(Approval.objects.filter(organisation=organisation).select_related("granted_by"))


def consultancy_choices(on: date) -> tuple[list[Organisation], list[Organisation]]:
    """The consultancies that the association approves on a day, and the others; two queries."""
    approved = set(
        Approval.objects.filter(Approval.current(on), organisation__kind=Kind.CONSULTANCY).values_list(
            "organisation_id", flat=True
        )
    )
    known = list(Organisation.objects.filter(kind=Kind.CONSULTANCY).for_list())
    return [one for one in known if one.pk in approved], [one for one in known if one.pk not in approved]


def has_chosen(site: Organisation, on: date) -> bool:
    """Whether a site has a consultancy, or has said that it goes without one; a query at most."""
    if site.no_consultancy_on is not None:
        return True
    working = Engagement.objects.filter(Engagement.standing(on), organisation=site, accepted_at__isnull=False)
    return working.exists()
