"""What people do with organisations: each is one transaction with its event on the organisation's stream."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import Q

from aplomb.apps.accounts import links
from aplomb.apps.accounts import services as accounts
from aplomb.apps.accounts.models import User
from aplomb.apps.accounts.sessions import end_others
from aplomb.apps.journal.services import SYSTEM, Actor, Pen, lock_stream, new_stream
from aplomb.apps.organisations import handover, joining, mails, queries
from aplomb.apps.organisations.models import Engagement, Invitation, Membership, Organisation
from aplomb.apps.organisations.policy import NotAllowed, Standing, standing_of
from aplomb.domain.access.matrix import MATRIX, Role
from aplomb.domain.organisations.kinds import Kind
from aplomb.domain.organisations.team import (
    MANAGING,
    EndingFacts,
    InvitingFacts,
    why_not_end,
    why_not_invite,
)
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.refusal import Refusal

INVITATION_LASTS = timedelta(hours=72)
INVITATION_KEPT = timedelta(days=30)
ENGAGEMENT_LASTS = timedelta(days=365)
INVITE, CREATE = "member.invite", "organisation.create"


class Stale(Exception):
    """The row changed since the form was shown."""


@contextmanager
def writing(organisation: Organisation) -> Iterator[Pen]:
    """A transaction on an organisation: its stream is locked first, its events are written last."""
    with transaction.atomic():
        pen = lock_stream(organisation.stream_id)
        yield pen
        pen.save()


# — The organisation itself ————————————————————————————————————————————————————


@transaction.atomic
def create(
    kind: Kind, values: Mapping[str, Any], *, manager: str, standing: Standing, origin: str, at: datetime
) -> tuple[Organisation, "Sent"]:
    """Make an organisation, and invite whoever will run it.

    A consultant makes a site for a client: their consultancy offers to work for it, and sees nothing of it
    until the person who runs it accepts.
    """
    organisation, pen, actor, consultancy = _make(kind, values, standing, at)
    if consultancy is not None:
        _offer(pen, consultancy, organisation, actor, at)
    sent = _invite(pen, organisation, manager, MANAGING[kind], standing, actor, CREATE, origin, at)
    pen.save()
    return organisation, sent


@transaction.atomic
def create_to_be_run(
    kind: Kind, values: Mapping[str, Any], *, standing: Standing, at: datetime
) -> Organisation:
    """Make an organisation that nobody runs yet: who will is invited from its page, by a person.

    A consultant does not: a client's site is made with the invitation of whoever runs it.
    """
    organisation, pen, _actor, consultancy = _make(kind, values, standing, at)
    if consultancy is not None:
        raise NotAllowed([Refusal(f"{CREATE}.needs-manager")])
    pen.save()
    return organisation


def _make(
    kind: Kind, values: Mapping[str, Any], standing: Standing, at: datetime
) -> tuple[Organisation, Pen, Actor, int | None]:
    actor, consultancy = _creator(standing, kind)
    pen = new_stream("organisation")
    organisation = Organisation.objects.create(kind=kind, stream=pen.stream, **values)
    pen.record("organisation.created", by=actor, at=at, data={"kind": kind, **values})
    return organisation, pen, actor, consultancy


def _creator(standing: Standing, kind: Kind) -> tuple[Actor, int | None]:
    """Who makes it, and for a consultant the consultancy that makes it for a client."""
    user = standing.user
    for post in standing.posts:
        if user is None or post.role not in MATRIX[CREATE]:
            continue
        if post.role in (Role.CONSULTANT, Role.CONSULTANCY_MANAGER):
            if kind == Kind.SITE:
                return Actor(user.actor_id, post.role), post.organisation
            continue
        return Actor(user.actor_id, post.role), None
    raise NotAllowed([Refusal(f"{CREATE}.not-yours")])


def update(
    organisation: Organisation, values: Mapping[str, Any], *, version: int, standing: Standing, at: datetime
) -> None:
    """Change what is written about an organisation; raises Stale if it changed since the form was shown."""
    actor = standing.actor("organisation.update", organisation.pk)
    with writing(organisation) as pen:
        unchanged = Organisation.objects.filter(pk=organisation.pk, version=version)
        if not unchanged.update(**values, version=version + 1):
            raise Stale
        pen.record("organisation.updated", by=actor, at=at, data=dict(values))


def demand_factor_of_everyone(
    organisation: Organisation, demanded: bool, *, standing: Standing, at: datetime
) -> None:
    """Ask the second factor of evaluators, committee members and readers too, or no longer."""
    actor = standing.actor(INVITE, organisation.pk)
    with writing(organisation) as pen:
        Organisation.objects.filter(pk=organisation.pk).update(demands_second_factor=demanded)
        pen.record("organisation.factor-demanded", by=actor, at=at, data={"of-everyone": demanded})


# — Invitations ———————————————————————————————————————————————————————————————


@dataclass(frozen=True, slots=True)
class Sent:
    """An invitation just sent, with its link: shown once where no mail server carries it."""

    invitation: Invitation
    link: str


def why_not_invite_here(
    organisation: Organisation, role: Role, standing: Standing, at: datetime
) -> list[Refusal]:
    return why_not_invite(
        InvitingFacts(
            kind=Kind(organisation.kind),
            role=role,
            acting_as=standing.role_for(INVITE, organisation.pk),
            managers=queries.managers_count(organisation, day_in_paris(at)),
        )
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody to invite: in which role, for which period, with which parts of the work."""

    email: str
    role: Role
    starts_on: date | None = None
    ends_on: date | None = None
    parts: tuple[str, ...] = ()


def invite(
    organisation: Organisation,
    emails: Iterable[str],
    role: Role,
    *,
    standing: Standing,
    origin: str,
    at: datetime,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> list[Sent]:
    """Send a link to each address. Whoever has the role already is left out, without a word."""
    wanted = list(dict.fromkeys(email.strip().lower() for email in emails))
    people = [Wanted(email, role, starts_on, ends_on) for email in wanted]
    return invite_all(organisation, people, standing=standing, origin=origin, at=at)


def invite_all(
    organisation: Organisation, people: Iterable[Wanted], *, standing: Standing, origin: str, at: datetime
) -> list[Sent]:
    """Send a link to each of these people, or to none. Whoever has the role already is left out, without a word."""
    people, day = list(people), day_in_paris(at)
    for role in sorted({one.role for one in people}):
        if refusals := why_not_invite_here(organisation, role, standing, at):
            raise NotAllowed(refusals)
    if any(one.ends_on and one.ends_on < (one.starts_on or day) for one in people):
        raise NotAllowed([Refusal("member.invite.ends-before")])
    actor = standing.actor(INVITE, organisation.pk)
    with writing(organisation) as pen:
        here = set(
            Membership.objects.filter(Membership.standing(day), organisation=organisation).values_list(
                "user__email", "role"
            )
        )
        return [
            _invite(pen, organisation, one.email, one.role, standing, actor, INVITE, origin, at, one)
            for one in people
            if (one.email, one.role.value) not in here
        ]


def _invite(
    pen: Pen,
    organisation: Organisation,
    email: str,
    role: Role,
    standing: Standing,
    actor: Actor,
    right: str,
    origin: str,
    at: datetime,
    wanted: Wanted | None = None,
) -> Sent:
    """Draw a link; the one sent before to the same address for the same role no longer opens."""
    secret, digest = links.draw()
    assert standing.user is not None  # noqa: S101 -- nobody acts without an account
    invited, _ = Invitation.objects.update_or_create(
        organisation=organisation,
        email=email.strip().lower(),
        role=role,
        accepted_at=None,
        revoked_at=None,
        defaults={
            "digest": digest,
            "invited_by": standing.user,
            "right": right,
            "created_at": at,
            "expires_at": at + INVITATION_LASTS,
            **({} if wanted is None else _terms(wanted)),
        },
    )
    link = f"{origin}/invitations/{secret}/"
    known = queries.account_of(invited.email)
    mails.invitation(invited, link, (known or standing.user).language, at)
    pen.record(
        "member.invited",
        by=actor,
        at=at,
        about=f"invitation/{invited.pk}",
        data={"email": invited.email, "role": role},
    )
    return Sent(invited, link)


def _terms(wanted: Wanted) -> dict[str, Any]:
    return {
        "starts_on": wanted.starts_on,
        "ends_on": wanted.ends_on,
        "parts": list(wanted.parts),
    }


def send_again(invited: Invitation, *, standing: Standing, origin: str, at: datetime) -> Sent:
    """A new link for an invitation that nobody answered."""
    organisation, role = invited.organisation, Role(invited.role)
    if refusals := why_not_invite_here(organisation, role, standing, at):
        raise NotAllowed(refusals)
    actor = standing.actor(INVITE, organisation.pk)
    with writing(organisation) as pen:
        return _invite(pen, organisation, invited.email, role, standing, actor, INVITE, origin, at)


def revoke(invited: Invitation, *, standing: Standing, at: datetime) -> None:
    """The link no longer opens."""
    actor = standing.actor(INVITE, invited.organisation_id)
    with writing(invited.organisation) as pen:
        waiting = Invitation.objects.filter(pk=invited.pk, accepted_at=None, revoked_at=None)
        if waiting.update(revoked_at=at):
            pen.record("member.invitation-revoked", by=actor, at=at, about=f"invitation/{invited.pk}")


def is_still_backed(invited: Invitation, at: datetime) -> bool:
    """Whether the person who invited could still do so (§12.4)."""
    standing = standing_of(invited.invited_by, day_in_paris(at))
    if invited.right == CREATE:
        return any(post.role in MATRIX[CREATE] for post in standing.posts)
    return standing.may(INVITE, invited.organisation_id)


@transaction.atomic
def accept(
    invited: Invitation, user: User, *, at: datetime, session: SessionBase | None = None
) -> Membership | None:
    """Join through an invitation; nothing where the link was used, revoked or replaced meanwhile.

    The person's other sessions end, since their rights have changed.
    """
    if user.email != invited.email or not is_still_backed(invited, at):
        return None
    day = day_in_paris(at)
    with writing(invited.organisation) as pen:
        waiting = Invitation.objects.filter(
            pk=invited.pk, digest=invited.digest, accepted_at=None, revoked_at=None, expires_at__gt=at
        )
        if not waiting.update(accepted_at=at):
            return None
        membership, made = _join(invited, user, day)
        if made:
            pen.record(
                "member.joined",
                by=Actor(user.actor_id, invited.role),
                at=at,
                about=f"membership/{membership.pk}",
                data={"person": user.actor_id, "role": invited.role},
            )
        _give_parts(invited, user, at)
    end_others(user.pk, session)
    return membership


def _join(invited: Invitation, user: User, day: date) -> tuple[Membership, bool]:
    """The role that an invitation gives, for its period; the one that the person has or will have, if there is."""
    same = {"user": user, "organisation": invited.organisation, "role": invited.role}
    there = Membership.objects.filter(Membership.standing(day), **same).order_by("-starts_on", "pk").first()
    if there is not None:
        return there, False
    starts_on = max(day, invited.starts_on or day)
    ends_on = invited.ends_on and max(invited.ends_on, starts_on)
    return Membership.objects.create(**same, starts_on=starts_on, ends_on=ends_on), True


def _give_parts(invited: Invitation, user: User, at: datetime) -> None:
    """The parts that came with the invitation, where whoever sent it may still give them."""
    area = joining.giving()
    if area is None or not invited.parts:
        return
    inviter = standing_of(invited.invited_by, day_in_paris(at))
    if inviter.may(area.right, invited.organisation_id):
        by = inviter.actor(area.right, invited.organisation_id)
        area.give(invited.organisation, user, invited.parts, by, at)


@transaction.atomic
def accept_with_new_account(invited: Invitation, values: Mapping[str, Any], *, at: datetime) -> User | None:
    """Make an account for the address invited, and join with it."""
    user = accounts.create_account(
        invited.email,
        first_name=values["first_name"],
        last_name=values["last_name"],
        password=values["password"],
        language=values["language"],
        by=Actor("invitation"),
        at=at,
    )
    if accept(invited, user, at=at) is None:
        transaction.set_rollback(True)
        return None
    return user


def sweep_invitations(at: datetime) -> int:
    """Remove the invitations that have been over for thirty days, answered or not; says how many."""
    before = at - INVITATION_KEPT
    over = Q(accepted_at__lt=before) | Q(revoked_at__lt=before) | Q(expires_at__lt=before)
    return Invitation.objects.filter(over).delete()[0]


# — Roles that end —————————————————————————————————————————————————————————————


def why_not_end_here(membership: Membership, standing: Standing, at: datetime) -> list[Refusal]:
    organisation = membership.organisation
    return why_not_end(
        EndingFacts(
            kind=Kind(organisation.kind),
            role=Role(membership.role),
            acting_as=standing.role_for("member.deactivate", organisation.pk),
            oneself=standing.user is not None and membership.user_id == standing.user.pk,
            managers=queries.managers_count(organisation, day_in_paris(at)),
        )
    )


def heirs_of(membership: Membership, standing: Standing, at: datetime) -> list[User]:
    """To whom somebody's work can go: whoever ends their role chooses; who leaves of their own accord, without
    that right, hands over to those who run the organisation."""
    organisation = membership.organisation
    may_choose = standing.may("member.deactivate", organisation.pk)
    roles = frozenset() if may_choose else frozenset({MANAGING[Kind(organisation.kind)].value})
    return handover.heirs(organisation, membership.user, day_in_paris(at), roles)


def work_left_by(membership: Membership, at: datetime) -> list[handover.Held]:
    """What the end of this role would leave without anybody: nothing where the person keeps another role there."""
    if handover.stays(membership, day_in_paris(at)):
        return []
    return handover.held_by(membership.user, membership.organisation)


def end_membership(
    membership: Membership,
    *,
    standing: Standing,
    at: datetime,
    reason: str = "",
    heirs: Mapping[str, int] | None = None,
) -> None:
    """End somebody's role, today; what they could do with it stops at their next request.

    Their open work passes in the same transaction to whom `heirs` names, by kind of work.
    """
    with writing(membership.organisation) as pen:
        # Read again under the lock, so that two managers who leave at the same time do not both.
        if refusals := why_not_end_here(membership, standing, at):
            raise NotAllowed(refusals)
        assert standing.user is not None  # noqa: S101 -- the rule has refused nobody
        role = standing.role_for("member.deactivate", membership.organisation_id)
        actor = Actor(standing.user.actor_id, role or membership.role)
        held = work_left_by(membership, at)
        to = _named(membership, held, heirs or {}, standing, at)
        membership.ended_by, membership.end_reason = standing.user, reason
        membership.planned_at, membership.heirs = None, {}
        # A role that had not begun never will.
        membership.starts_on = min(membership.starts_on, day_in_paris(at))
        membership.save(update_fields=["ended_by", "end_reason", "planned_at", "heirs", "starts_on"])
        membership.stop(day_in_paris(at))
        _tell_left(pen, membership, actor, at)
        if held:
            _hand_over(membership, to, pen, actor, standing.user, at, leaving=True)
    end_others(membership.user_id, None)


def _tell_left(pen: Pen, membership: Membership, actor: Actor, at: datetime) -> None:
    pen.record(
        "member.left",
        by=actor,
        at=at,
        about=f"membership/{membership.pk}",
        data={
            "person": membership.user.actor_id,
            "role": membership.role,
            "reason": membership.end_reason,
        },
    )


# — Departures that are prepared ———————————————————————————————————————————————————


def why_not_plan_here(
    membership: Membership, last_day: date, standing: Standing, at: datetime
) -> list[Refusal]:
    """Why a role may not end after this day; somebody must run the organisation on the next."""
    after = last_day + timedelta(days=1)
    facts = EndingFacts(
        kind=Kind(membership.organisation.kind),
        role=Role(membership.role),
        acting_as=standing.role_for("member.deactivate", membership.organisation_id),
        oneself=standing.user is not None and membership.user_id == standing.user.pk,
        managers=queries.other_managers_count(membership, after) + 1,
    )
    if last_day < max(day_in_paris(at), membership.starts_on):
        return [Refusal("member.deactivate.period-in-the-past")]
    return why_not_end(facts)


def plan_departure(
    membership: Membership,
    last_day: date,
    *,
    standing: Standing,
    at: datetime,
    reason: str = "",
    heirs: Mapping[str, int] | None = None,
) -> None:
    """Prepare the end of a role: it holds up to and with its last day, then `settle_departures` hands the work over."""
    with writing(membership.organisation) as pen:
        if refusals := why_not_plan_here(membership, last_day, standing, at):
            raise NotAllowed(refusals)
        assert standing.user is not None  # noqa: S101 -- the rule has refused nobody
        role = standing.role_for("member.deactivate", membership.organisation_id)
        to = _named(membership, work_left_by(membership, at), heirs or {}, standing, at)
        membership.ends_on, membership.planned_at = last_day, at
        membership.ended_by, membership.end_reason = standing.user, reason
        membership.heirs = {code: person.pk for code, person in to.items()}
        membership.save(update_fields=["ends_on", "planned_at", "ended_by", "end_reason", "heirs"])
        pen.record(
            "member.departure-planned",
            by=Actor(standing.user.actor_id, role or membership.role),
            at=at,
            about=f"membership/{membership.pk}",
            data={
                "person": membership.user.actor_id,
                "role": membership.role,
                "until": last_day.isoformat(),
                "reason": reason,
                "to": sorted({person.actor_id for person in to.values()}),
            },
        )


def settle_departures(at: datetime) -> int:
    """Hand over the work of those whose prepared last day is over; says how many. Run twice, it does it once."""
    over = Membership.objects.filter(
        planned_at__isnull=False, settled_at__isnull=True, ends_on__lt=day_in_paris(at)
    )
    return sum(_settle(row, at) for row in over.select_related("organisation").order_by("pk"))


def _settle(row: Membership, at: datetime) -> bool:
    with writing(row.organisation) as pen:
        # Read again under the lock: somebody may have changed their mind, or another worker done it.
        waiting = Membership.objects.filter(
            pk=row.pk, planned_at__isnull=False, settled_at__isnull=True, ends_on__lt=day_in_paris(at)
        )
        membership = waiting.select_related("user", "organisation", "ended_by").first()
        if membership is None:
            return False
        membership.settled_at = at
        membership.save(update_fields=["settled_at"])
        _tell_left(pen, membership, SYSTEM, at)
        held = work_left_by(membership, at)
        if held and membership.ended_by is not None:
            to = _heirs_on_the_day(membership, held, at)
            _hand_over(membership, to, pen, SYSTEM, membership.ended_by, at, leaving=True)
    end_others(membership.user_id, None)
    return True


def _heirs_on_the_day(membership: Membership, held: Iterable[handover.Held], at: datetime) -> dict[str, User]:
    """Whoever was named for each kind of work, if still there; else the first of those who run the organisation.

    What came since the departure was prepared goes to the latter too.
    """
    organisation, day = membership.organisation, day_in_paris(at)
    here = {person.pk: person for person in handover.heirs(organisation, membership.user, day)}
    running = frozenset({MANAGING[Kind(organisation.kind)].value})
    managers = handover.heirs(organisation, membership.user, day, running)
    found = {
        one.holding.code: here.get(membership.heirs.get(one.holding.code)) or next(iter(managers), None)
        for one in held
        if one.holding.passes
    }
    return {code: person for code, person in found.items() if person is not None}


def change_period(
    membership: Membership, starts_on: date, ends_on: date | None, *, standing: Standing, at: datetime
) -> None:
    """Say from when until when a role holds. One that has begun keeps its first day."""
    actor = standing.actor("member.deactivate", membership.organisation_id)
    with writing(membership.organisation) as pen:
        if refusals := _why_not_period(membership, starts_on, ends_on, day_in_paris(at)):
            raise NotAllowed(refusals)
        membership.starts_on, membership.ends_on = starts_on, ends_on
        if ends_on is None:
            # A departure that was prepared is given up.
            membership.planned_at, membership.heirs = None, {}
            membership.ended_by, membership.end_reason = None, ""
        membership.save(
            update_fields=["starts_on", "ends_on", "planned_at", "heirs", "ended_by", "end_reason"]
        )
        pen.record(
            "member.period-changed",
            by=actor,
            at=at,
            about=f"membership/{membership.pk}",
            data={
                "person": membership.user.actor_id,
                "role": membership.role,
                "from": starts_on.isoformat(),
                "until": ends_on.isoformat() if ends_on else None,
            },
        )


def _why_not_period(
    membership: Membership, starts_on: date, ends_on: date | None, today: date
) -> list[Refusal]:
    kind = Kind(membership.organisation.kind)
    begun = membership.starts_on <= today
    if begun and starts_on != membership.starts_on:
        return [Refusal("member.deactivate.begun-already")]
    if (not begun and starts_on < today) or (ends_on is not None and ends_on < max(starts_on, today)):
        return [Refusal("member.deactivate.period-in-the-past")]
    if ends_on is not None and begun and membership.role == MANAGING[kind]:
        after = ends_on + timedelta(days=1)
        if not queries.other_managers_count(membership, after):
            return [Refusal("member.deactivate.last-manager")]
    return []


def hand_over_work(
    membership: Membership, heirs: Mapping[str, int], *, standing: Standing, at: datetime
) -> None:
    """Pass somebody's open work to others: before they leave, or once their period has run out."""
    actor = standing.actor("member.deactivate", membership.organisation_id)
    assert standing.user is not None  # noqa: S101 -- an actor is somebody
    with writing(membership.organisation) as pen:
        held = handover.held_by(membership.user, membership.organisation)
        named = [one for one in held if heirs.get(one.holding.code)]
        to = _named(membership, named, heirs, standing, at)
        _hand_over(membership, to, pen, actor, standing.user, at, leaving=False)


def _named(
    membership: Membership,
    held: Iterable[handover.Held],
    heirs: Mapping[str, int],
    standing: Standing,
    at: datetime,
) -> dict[str, User]:
    """The person who takes on each kind of work that passes; refused where one is missing or cannot.

    Where nobody else is there, the work waits under the name of who has left.
    """
    possible = {person.pk: person for person in heirs_of(membership, standing, at)}
    wanted = [one.holding.code for one in held if one.holding.passes] if possible else []
    to = {code: possible[heirs[code]] for code in wanted if heirs.get(code) in possible}
    if missing := [code for code in wanted if code not in to]:
        raise NotAllowed([Refusal("member.deactivate.work-left", {"kinds": missing})])
    return to


def _hand_over(
    membership: Membership,
    to: Mapping[str, User],
    pen: Pen,
    actor: Actor,
    user: User,
    at: datetime,
    *,
    leaving: bool,
) -> None:
    organisation, person = membership.organisation, membership.user
    done = handover.hand_over(organisation, person, to, pen=pen, by=actor, user=user, at=at, leaving=leaving)
    for heir in {one.pk: one for one in to.values()}.values():
        work = {code: number for code, number in done.items() if to.get(code) == heir}
        if work:
            said = {"person": person.actor_id, "to": heir.actor_id, "work": work}
            pen.record("member.work-handed", by=actor, at=at, about=f"membership/{membership.pk}", data=said)


def forget_factors(membership: Membership, *, standing: Standing, at: datetime) -> datetime:
    """Have a member's second factors forgotten: whoever runs the organisation has seen them (§12.2)."""
    actor = standing.actor("member.deactivate", membership.organisation_id)
    assert standing.user is not None  # noqa: S101 -- the line above has refused nobody
    return accounts.end_factors(membership.user, by=standing.user, actor=actor, at=at)


# — Consultancies —————————————————————————————————————————————————————————————


def _offer(pen: Pen, consultancy: int, organisation: Organisation, actor: Actor, at: datetime) -> Engagement:
    day = day_in_paris(at)
    engagement = Engagement.objects.create(
        consultancy_id=consultancy,
        organisation=organisation,
        starts_on=day,
        ends_on=day + ENGAGEMENT_LASTS,
    )
    pen.record("engagement.offered", by=actor, at=at, about=f"engagement/{engagement.pk}")
    return engagement


def engage(
    organisation: Organisation, consultancy: Organisation, *, until: date, standing: Standing, at: datetime
) -> Engagement:
    """A site has a consultancy work for it, from today to a day: it sees the site's evaluations meanwhile."""
    actor = standing.actor("engagement.accept", organisation.pk)
    day = day_in_paris(at)
    if consultancy.kind != Kind.CONSULTANCY:
        raise NotAllowed([Refusal("engagement.accept.not-a-consultancy")])
    if until < day:
        raise NotAllowed([Refusal("engagement.accept.ends-before")])
    with writing(organisation) as pen:
        same = Engagement.objects.filter(consultancy=consultancy, organisation=organisation)
        if same.filter(Engagement.standing(day)).exists():
            raise NotAllowed([Refusal("engagement.accept.already")])
        engagement = Engagement.objects.create(
            consultancy=consultancy, organisation=organisation, starts_on=day, ends_on=until, accepted_at=at
        )
        Organisation.objects.filter(pk=organisation.pk).update(no_consultancy_on=None)
        _tell_engagement(pen, "engagement.accepted", engagement, actor, at)
    return engagement


def accept_engagement(engagement: Engagement, *, standing: Standing, at: datetime) -> None:
    actor = standing.actor("engagement.accept", engagement.organisation_id)
    with writing(engagement.organisation) as pen:
        offered = Engagement.objects.filter(pk=engagement.pk, accepted_at=None)
        if offered.update(accepted_at=at):
            Organisation.objects.filter(pk=engagement.organisation_id).update(no_consultancy_on=None)
            _tell_engagement(pen, "engagement.accepted", engagement, actor, at)


def end_engagement(engagement: Engagement, *, standing: Standing, at: datetime) -> None:
    """The consultancy sees nothing of the site any more, from its people's next request on."""
    actor = standing.actor("engagement.end", engagement.organisation_id)
    with writing(engagement.organisation) as pen:
        engagement.stop(day_in_paris(at))
        _tell_engagement(pen, "engagement.ended", engagement, actor, at)


def _tell_engagement(pen: Pen, action: str, engagement: Engagement, actor: Actor, at: datetime) -> None:
    said = {
        "consultancy": str(engagement.consultancy.public_id),
        "until": engagement.ends_on.isoformat() if engagement.ends_on else None,
    }
    pen.record(action, by=actor, at=at, about=f"engagement/{engagement.pk}", data=said)
