"""What people do with a committee: each is one transaction with its event, in the organisation's stream."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from aplomb.apps.accounts.models import User
from aplomb.apps.committees import queries
from aplomb.apps.committees.models import Committee, CommitteeMember, InCharge
from aplomb.apps.journal.services import Actor, Pen
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.policy import NotAllowed, Standing
from aplomb.apps.organisations.queries import people_of
from aplomb.apps.organisations.services import Stale, writing
from aplomb.domain.organisations.committee import College, only_proposes, why_not_declare_absent
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.patient_data import holds_nir
from aplomb.domain.shared.refusal import Refusal

UPDATE, CLOSE = "committee.update", "task.close"


# — Shared with meetings and communication ——————————————————————————————————————


@dataclass(frozen=True, slots=True)
class Writing:
    """One write: the organisation's stream is held; who writes, under which role, when."""

    organisation: Organisation
    pen: Pen
    actor: Actor
    user: User
    at: datetime

    @property
    def day(self) -> date:
        return day_in_paris(self.at)

    @property
    def proposes(self) -> bool:
        """Whether what is written waits for the site to accept it."""
        return only_proposes(self.actor.role)

    def record(self, action: str, about: str, data: Mapping[str, Any]) -> None:
        self.pen.record(action, by=self.actor, at=self.at, about=about, data=plain(data))

    @property
    def signed(self) -> dict[str, Any]:
        """What every row says of its last change."""
        return {"changed_at": self.at, "changed_by": self.user}


@contextmanager
def write(
    action: str, organisation: Organisation, standing: Standing, at: datetime, *, named: bool = False
) -> Iterator[Writing]:
    """Hold the organisation's stream while something of it is written, under the right `action`.

    `named`: what is written is in the charge of whoever writes.
    """
    actor = standing.actor(action, organisation.pk, named=named)
    assert standing.user is not None  # noqa: S101 -- an actor is somebody
    with writing(organisation) as pen:
        yield Writing(organisation, pen, actor, standing.user, at)


def refuse(refusals: list[Refusal]) -> None:
    """Raise what stands in the way, each reason once."""
    if refusals:
        raise NotAllowed(list({refusal.code: refusal for refusal in refusals}.values()))


def patient_data(action: str, *texts: str) -> list[Refusal]:
    """No text may hold a social-security number."""
    return [Refusal(f"{action}.patient-data")] if any(map(holds_nir, texts)) else []


def only_of_the_site(action: str, doing: Writing) -> list[Refusal]:
    """Why a consultant may not do this: they propose, and the site decides."""
    return [Refusal(f"{action}.only-proposes")] if doing.proposes else []


def in_charge(action: str, doing: Writing, key: str, kept: str = "") -> tuple[dict[str, Any], list[Refusal]]:
    """Whom a form puts in charge, as columns. Somebody who has left since stays where they already were (`kept`)."""
    if key and key == kept:
        return {}, []
    person, row = queries.candidates(doing.organisation.pk, doing.day).found(key)
    refusals = [Refusal(f"{action}.owner-not-of-the-site")] if key and not (person or row) else []
    return {"owner": person, "owner_member": row}, refusals


def is_mine(row: InCharge, standing: Standing) -> bool:
    """Whether a task or an action is in this person's own charge."""
    return standing.user is not None and row.owner_id == standing.user.pk


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the journal keeps them; people with an account by their opaque identifier."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, User):
        return value.actor_id
    if isinstance(value, CommitteeMember):
        return f"committee-member/{value.pk}"
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


# — Members ——————————————————————————————————————————————————————————————————————


def add_member(
    organisation: Organisation, values: Mapping[str, Any], *, standing: Standing, at: datetime
) -> CommitteeMember:
    """Take somebody into the committee (`person`: an account's key, or `written_name`), or propose them."""
    with write(UPDATE, organisation, standing, at) as doing:
        columns = _columns(doing, values, None)
        row = CommitteeMember.objects.create(
            organisation=organisation,
            starts_on=doing.day,
            accepted_at=None if doing.proposes else at,
            **columns,
            **doing.signed,
        )
        doing.record(
            "committee.member-proposed" if doing.proposes else "committee.member-added", _about(row), columns
        )
    return row


def change_member(
    row: CommitteeMember, values: Mapping[str, Any], *, version: int, standing: Standing, at: datetime
) -> None:
    """Change a member's name, function or college; raises Stale if it changed since the form was shown."""
    with write(UPDATE, row.organisation, standing, at) as doing:
        _demand_mine(doing, row)
        columns = _columns(doing, values, row.pk)
        current = CommitteeMember.objects.filter(pk=row.pk, version=version, ends_on__isnull=True)
        if not current.update(**columns, version=version + 1, **doing.signed):
            raise Stale
        doing.record("committee.member-changed", _about(row), columns)


def accept_member(row: CommitteeMember, *, standing: Standing, at: datetime) -> None:
    """The site takes in somebody whom its consultant proposed."""
    with write(UPDATE, row.organisation, standing, at) as doing:
        refuse(only_of_the_site(UPDATE, doing))
        waiting = CommitteeMember.objects.filter(pk=row.pk, accepted_at__isnull=True, ends_on__isnull=True)
        if waiting.update(accepted_at=at, version=row.version + 1, **doing.signed):
            doing.record(
                "committee.member-added",
                _about(row),
                {"user": row.user, "written_name": row.written_name, "college": row.college},
            )


def remove_member(row: CommitteeMember, *, version: int, standing: Standing, at: datetime) -> None:
    """Somebody leaves the committee, today: the meetings that they came to keep them. A proposal is forgotten."""
    with write(UPDATE, row.organisation, standing, at) as doing:
        _demand_mine(doing, row)
        current = CommitteeMember.objects.filter(pk=row.pk, version=version, ends_on__isnull=True)
        if row.is_proposed:
            done = bool(current.delete()[0])
        else:
            last = max(doing.day, row.starts_on)
            done = bool(current.update(ends_on=last, version=version + 1, **doing.signed))
        if not done:
            raise Stale
        doing.record(
            "committee.member-left",
            _about(row),
            {"user": row.user, "written_name": row.written_name, "college": row.college},
        )


def _demand_mine(doing: Writing, row: CommitteeMember) -> None:
    """A consultant changes what still waits as a proposal, and nothing that the site has accepted."""
    if not row.is_proposed:
        refuse(only_of_the_site(UPDATE, doing))


def _columns(doing: Writing, values: Mapping[str, Any], pk: int | None) -> dict[str, Any]:
    """What a form says of a member, as columns; refused where it names nobody, or somebody who is there already."""
    people = {str(person.pk): person for person in people_of(doing.organisation.pk, doing.day)}
    key, name = str(values["person"] or ""), values["written_name"].strip()
    user = people.get(key)
    if user is None and key and pk is not None:
        # Somebody whose account has left the site since: the line can still be put right.
        kept = CommitteeMember.objects.select_related("user").get(pk=pk)
        user = kept.user if str(kept.user_id) == key else None
    others = [row for row in queries.members(doing.organisation.pk) if row.pk != pk]
    refusals = patient_data(UPDATE, name, values["function"])
    if key and user is None:
        refusals.append(Refusal(f"{UPDATE}.not-of-the-site"))
    elif user is None and not name:
        refusals.append(Refusal(f"{UPDATE}.nobody"))
    elif any(_same(row, user, name) for row in others):
        refusals.append(Refusal(f"{UPDATE}.there-already"))
    if values["college"] == College.LOGISTIC and queries.committee_of(doing.organisation.pk).logistic_absent:
        refusals.append(Refusal(f"{UPDATE}.logistic-declared-absent"))
    refuse(refusals)
    return {
        "user": user,
        "written_name": "" if user else name,
        "function": values["function"].strip(),
        "college": values["college"],
    }


def _same(row: CommitteeMember, user: User | None, name: str) -> bool:
    if user is not None:
        return row.user_id == user.pk
    return row.user_id is None and row.written_name.casefold() == name.casefold()


def _about(row: CommitteeMember) -> str:
    return f"committee-member/{row.pk}"


# — The committee as a whole —————————————————————————————————————————————————————


def declare_logistic(
    organisation: Organisation, reason: str, *, absent: bool, version: int, standing: Standing, at: datetime
) -> None:
    """Say that the site has no logistic staff, and why; or take it back. Raises Stale as every edit does."""
    with write(UPDATE, organisation, standing, at) as doing:
        refuse(only_of_the_site(UPDATE, doing))
        reason = reason.strip() if absent else ""
        if absent:
            accepted = [row for row in queries.members(organisation.pk) if not row.is_proposed]
            there = {College(row.college) for row in accepted}
            refuse(why_not_declare_absent(reason, there) + patient_data(UPDATE, reason))
        committee = queries.committee_of(organisation.pk)
        if committee.version != version:
            raise Stale
        Committee.objects.update_or_create(
            organisation=organisation,
            defaults={"logistic_absent": reason, "version": version + 1, **doing.signed},
        )
        doing.record(
            "committee.logistic-declared",
            f"{doing.pen.stream.name}#committee",
            {"absent": absent, "reason": reason},
        )
