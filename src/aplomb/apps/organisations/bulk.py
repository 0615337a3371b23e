"""Many people to invite at once: each line of a list beside who is here and who is invited, before anything is sent."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from aplomb.apps.organisations import joining
from aplomb.apps.organisations.models import Invitation, Membership, Organisation
from aplomb.apps.organisations.policy import Standing
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import ROLES, Kind
from aplomb.domain.organisations.team import BY_TWO_PEOPLE
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.formats.people_list import ListedPerson

LABELS = dict(Membership.RoleChoices.choices)
LONGEST_ADDRESS = 254


class State(StrEnum):
    """What a line is: to be sent, sent already and without an answer, of somebody who is here, or wrong."""

    NEW = "new"
    WAITING = "waiting"
    HERE = "here"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Checked:
    """A line of the list, as it would be sent, and everything that is wrong with it."""

    line: ListedPerson
    state: State
    role: Role | None
    problems: tuple[str, ...] = ()

    @property
    def role_label(self) -> str:
        return str(LABELS[self.role]) if self.role else self.line.role


def checked(
    lines: Sequence[ListedPerson],
    organisation: Organisation,
    default: Role | None,
    *,
    standing: Standing,
    at: datetime,
) -> list[Checked]:
    """Each line with its state; `default` is the role of a line that names none. Three queries, or four."""
    roles = {role for role in ROLES[Kind(organisation.kind)] if role not in BY_TWO_PEOPLE}
    named = {_plain(word): role for role in roles for word in (role.value, str(LABELS[role]))}
    current = Membership.standing(day_in_paris(at))
    here = set(
        Membership.objects.filter(current, organisation=organisation).values_list("user__email", "role")
    )
    open_ones = Invitation.objects.filter(
        organisation=organisation, accepted_at__isnull=True, revoked_at__isnull=True
    )
    waiting = set(open_ones.values_list("email", "role"))
    families = _families(organisation, standing) if any(line.families for line in lines) else {}
    seen: dict[tuple[str, Role | None], int] = {}
    found: list[Checked] = []
    for line in lines:
        role = named.get(_plain(line.role)) if line.role else default
        problems = [*_why_not(line, role, roles), *_unknown(line, families)]
        first = seen.setdefault((line.address, role), line.row)
        if first != line.row or any(one.line is line for one in found):
            problems.append(_("Already on line %(row)d.") % {"row": first})
        key = (line.address, role.value if role else "")
        state = (
            State.WRONG
            if problems
            else State.HERE
            if key in here
            else State.WAITING
            if key in waiting
            else State.NEW
        )
        found.append(Checked(line, state, role, tuple(problems)))
    return found


def _why_not(line: ListedPerson, role: Role | None, roles: set[Role]) -> list[str]:
    problems = []
    try:
        validate_email(line.address)
        if len(line.address) > LONGEST_ADDRESS:
            raise ValidationError("")
    except ValidationError:
        problems.append(_("Not an e-mail address."))
    if role is None:
        known = ", ".join(sorted(str(LABELS[one]) for one in roles))
        problems.append(
            _("Unknown role; write one of: %(known)s.") % {"known": known}
            if line.role
            else _("No role: write it, or choose one for the whole list.")
        )
    return problems


def _unknown(line: ListedPerson, families: Mapping[str, str]) -> list[str]:
    unknown = [code for code in line.families if code not in families]
    if not unknown:
        return []
    if not families:
        return [_("No family can be given: no evaluation of yours is open here.")]
    known = ", ".join(families)
    return [_("Unknown family %(code)s; there are: %(known)s.") % {"code": unknown[0], "known": known}]


def _families(organisation: Organisation, standing: Standing) -> Mapping[str, str]:
    area = joining.giving()
    if area is None or not standing.may(area.right, organisation.pk):
        return {}
    return area.parts(organisation)


def _plain(text: str) -> str:
    """A role's word whatever its case, accents and hyphens."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if letter.isalnum())
