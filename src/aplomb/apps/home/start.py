"""Where a site stands in getting organised (domain.md §7, step 2): what is there, what is missing, where to go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aplomb.apps.committees import queries as committees
from aplomb.apps.committees.models import CommunicationAction
from aplomb.apps.documents.models import DocumentRecord
from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.organisations import approvals
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.queries import managers_of
from aplomb.apps.organisations.rights import Request, asks
from aplomb.domain.documents.inventory import State
from aplomb.domain.organisations.committee import A_PAIR, why_not_complete
from aplomb.domain.organisations.kinds import Kind
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.web.refusals import sentence


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to settle: what, whether it is, what is said of it, and where it is done."""

    title: Any
    done: bool
    said: tuple[Any, ...]
    url: str
    verb: Any


@asks("committee.read")
def start(request: Request, organisation_pk: int) -> HttpResponse:
    """The site's own list of what is to be settled before it evaluates itself, and just after."""
    if request.organisation.kind != Kind.SITE:
        return redirect("organisations:settings", organisation_pk)
    steps = list(steps_of(request.organisation, day_in_paris(timezone.now())))
    context = {
        "nav": "dashboard",
        "organisation": request.organisation,
        "steps": steps,
        "done": sum(step.done for step in steps),
    }
    return render(request, "home/start.html", context)


def steps_of(site: Organisation, on: date) -> Iterable[Step]:
    """The steps in their order; nine queries."""
    yield _facts(site)
    yield _managers(site, on)
    yield _committee(site, on)
    yield _plan(site)
    yield _consultancy(site, on)
    yield from _evaluation_and_documents(site)


def _facts(site: Organisation) -> Step:
    known = bool(site.siret or site.finess)
    said = (
        _("SIRET or FINESS written") if known else _("Neither SIRET nor FINESS: they name the site for sure")
    )
    return Step(
        _("Name and numbers of the site"),
        known,
        (said,),
        _at("organisations:settings", site),
        _("Write them"),
    )


def _managers(site: Organisation, on: date) -> Step:
    found = managers_of(site.pk, on)
    said = [person.get_full_name() for person in found]
    if len(found) < A_PAIR:
        said.append(_("alone: a pair lets one of the two be away"))
    return Step(_("Quality manager"), bool(found), tuple(said), _at("organisations:team", site), _("Invite"))


def _committee(site: Organisation, on: date) -> Step:
    rows = committees.members(site.pk)
    made_up = committees.make_up(rows, managers_of(site.pk, on), committees.committee_of(site.pk))
    lacking = tuple(sentence(refusal) for refusal in why_not_complete(made_up))
    said = lacking or (_("complete"),)
    return Step(
        _("Steering committee"), not lacking, said, _at("committees:committee", site), _("Make it up")
    )


def _plan(site: Organisation) -> Step:
    number = CommunicationAction.objects.filter(organisation=site, accepted_at__isnull=False).count()
    said = (
        ngettext("%(n)d action", "%(n)d actions", number) % {"n": number}
        if number
        else _("no action yet: the usual ones are proposed")
    )
    address = _at("committees:communication" if number else "committees:starters", site)
    return Step(_("Communication plan"), bool(number), (said,), address, _("Make one"))


def _consultancy(site: Organisation, on: date) -> Step:
    chosen = approvals.has_chosen(site, on)
    said = _("chosen") if chosen else _("an approved one (recommended), another, or none: say which")
    address = f"{_at('organisations:settings', site)}#consultancies"
    return Step(_("Consultancy"), chosen, (said,), address, _("Choose"))


def _evaluation_and_documents(site: Organisation) -> Iterable[Step]:
    begun = Evaluation.objects.filter(organisation=site).exists()
    said = _("begun") if begun else _("the referential says which criteria and documents are asked")
    address = _at("evaluations:list" if begun else "evaluations:new", site)
    yield Step(_("First evaluation"), begun, (said,), address, _("Begin"))
    there = DocumentRecord.objects.filter(organisation=site, state=State.PRESENT).count()
    said = (
        ngettext("%(n)d document there", "%(n)d documents there", there) % {"n": there}
        if there
        else _("send them all at once: fifty at a time")
    )
    yield Step(_("Documents"), bool(there), (said,), _at("documents:bulk", site), _("Send"))


def _at(name: str, site: Organisation) -> str:
    return reverse(name, args=[site.pk])
