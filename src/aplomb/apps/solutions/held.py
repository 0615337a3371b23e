"""What somebody can leave behind on solutions: the contracts in their charge."""

from django.db.models import F, QuerySet
from django.utils.translation import ngettext

from aplomb.apps.accounts.models import User
from aplomb.apps.committees.services import plain
from aplomb.apps.organisations.handover import Handing, Holding
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.solutions.models import Contract


def _contracts(organisation: Organisation, person: User) -> QuerySet[Contract]:
    return Contract.objects.filter(solution__organisation=organisation, owner=person)


def _words(number: int) -> str:
    return ngettext("%(count)d contract of a solution", "%(count)d contracts of solutions", number) % {
        "count": number
    }


def _hand(handing: Handing) -> int:
    rows = list(_contracts(handing.organisation, handing.person).select_related("solution").order_by("pk"))
    for row in rows:
        said = {"solution": row.solution.name, "reference": row.reference, "owner": handing.heir}
        about = f"solution/{row.solution_id}"
        handing.pen.record(
            "solution.contract-handed", by=handing.by, at=handing.at, about=about, data=plain(said)
        )
    Contract.objects.filter(pk__in=[row.pk for row in rows]).update(
        owner=handing.heir, version=F("version") + 1, changed_at=handing.at, changed_by=handing.user
    )
    return len(rows)


HOLDINGS = (
    Holding(
        "contracts", _words, lambda organisation, person: _contracts(organisation, person).count(), _hand
    ),
)
