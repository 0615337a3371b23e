"""The steering committee: who must be in it, what a meeting leaves behind, and why not (domain.md §7, step 2)."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from aplomb.domain.access.matrix import Role
from aplomb.domain.shared.refusal import Refusal

A_PAIR = 2


class College(StrEnum):
    """The side of the site that a member speaks for."""

    MEDICAL = "medical"
    PARAMEDICAL = "paramedical"
    ADMINISTRATIVE = "administrative"
    LOGISTIC = "logistic"


class Presence(StrEnum):
    """How a member stood to a meeting that was held."""

    PRESENT = "present"
    EXCUSED = "excused"
    ABSENT = "absent"


# Nobody can do without these; logistic staff do not exist everywhere, and their absence can be declared.
ALWAYS = (College.MEDICAL, College.PARAMEDICAL, College.ADMINISTRATIVE)
# Who works for a site proposes; a member of the site accepts (reliability-security.md §5.3, rule 13).
PROPOSING = frozenset({Role.CONSULTANT, Role.CONSULTANCY_MANAGER})


def only_proposes(role: str) -> bool:
    """Whether what somebody writes under this role waits for the site to accept it."""
    return role in PROPOSING


@dataclass(frozen=True, slots=True)
class MakeUp:
    """A committee on a day: how many people lead quality, which colleges are there, why logistic is not.

    Only members that the site has accepted count.
    """

    managers: int
    colleges: Set[College]
    logistic_absent: str = ""


def why_not_complete(made_up: MakeUp) -> list[Refusal]:
    """Everything that the committee lacks to leave step 2 of the path; an empty list means that it is complete."""
    found = [] if made_up.managers else [Refusal("committee.make-up.no-manager")]
    found += [
        Refusal(f"committee.make-up.no-{college}") for college in ALWAYS if college not in made_up.colleges
    ]
    if College.LOGISTIC not in made_up.colleges and not made_up.logistic_absent.strip():
        found.append(Refusal("committee.make-up.no-logistic"))
    return found


def why_not_declare_absent(reason: str, colleges: Set[College]) -> list[Refusal]:
    """Why the site may not say that it has no logistic staff; taking the declaration back needs no reason."""
    if not reason.strip():
        return [Refusal("committee.update.absent-without-reason")]
    if College.LOGISTIC in colleges:
        return [Refusal("committee.update.logistic-is-there")]
    return []


def why_not_write_minutes(held_on: date, present: int, on: date) -> list[Refusal]:
    """What stands in the way of a meeting's minutes: it has not been held, or nobody is said to have been there."""
    if held_on > on:
        return [Refusal("committee.minutes.not-held", {"day": held_on.isoformat()})]
    return [] if present else [Refusal("committee.minutes.nobody-there")]


def why_not_decide(text: str, *, has_owner: bool, due_on: date | None, decided_on: date) -> list[Refusal]:
    """What is wrong with a decision. With an owner and a due date it is a task; with one alone it is neither."""
    found = [] if text.strip() else [Refusal("committee.decision.no-text")]
    if has_owner and due_on is None:
        found.append(Refusal("committee.decision.owner-without-date"))
    if due_on is not None and not has_owner:
        found.append(Refusal("committee.decision.date-without-owner"))
    if due_on is not None and due_on < decided_on:
        found.append(Refusal("committee.decision.due-before-meeting"))
    return found
