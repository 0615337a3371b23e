"""What somebody can leave behind on indicators: those in their charge."""

from django.db.models import F, QuerySet
from django.utils.translation import ngettext

from aplomb.apps.accounts.models import User
from aplomb.apps.committees.services import plain
from aplomb.apps.indicators.models import Indicator
from aplomb.apps.organisations.handover import Handing, Holding
from aplomb.apps.organisations.models import Organisation


def _theirs(organisation: Organisation, person: User) -> QuerySet[Indicator]:
    return Indicator.objects.filter(organisation=organisation, owner=person, archived_at__isnull=True)


def _words(number: int) -> str:
    return ngettext("%(count)d indicator to measure", "%(count)d indicators to measure", number) % {
        "count": number
    }


def _hand(handing: Handing) -> int:
    rows = list(_theirs(handing.organisation, handing.person).order_by("pk"))
    for row in rows:
        said = plain({"name": row.name, "owner": handing.heir})
        about = f"indicator/{row.pk}"
        handing.pen.record("indicator.handed", by=handing.by, at=handing.at, about=about, data=said)
    Indicator.objects.filter(pk__in=[row.pk for row in rows]).update(
        owner=handing.heir, version=F("version") + 1, changed_at=handing.at, changed_by=handing.user
    )
    return len(rows)


HOLDINGS = (
    Holding("indicators", _words, lambda organisation, person: _theirs(organisation, person).count(), _hand),
)
