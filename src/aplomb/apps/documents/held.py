"""What somebody can leave behind in a site's inventory: the documents in their charge."""

from django.db.models import F, QuerySet
from django.utils.translation import ngettext

from aplomb.apps.accounts.models import User
from aplomb.apps.documents.models import DocumentRecord
from aplomb.apps.documents.queries import OWN
from aplomb.apps.organisations.handover import Handing, Holding
from aplomb.apps.organisations.models import Organisation


def _rows(organisation: Organisation, person: User) -> QuerySet[DocumentRecord]:
    return DocumentRecord.objects.filter(organisation=organisation, owner=person)


def _words(number: int) -> str:
    return ngettext("%(count)d document in charge", "%(count)d documents in charge", number) % {
        "count": number
    }


def _hand(handing: Handing) -> int:
    rows = list(_rows(handing.organisation, handing.person).order_by("pk"))
    if not rows:
        return 0
    assert handing.heir is not None  # noqa: S101 -- this kind of work passes to somebody
    before, after = {"owner": handing.person.actor_id}, {"owner": handing.heir.actor_id}
    told = [
        {
            "document": f"{row.referential}/{row.code}" if row.code else f"{OWN}/{row.pk}",
            "before": before,
            "after": after,
        }
        for row in rows
    ]
    DocumentRecord.objects.filter(pk__in=[row.pk for row in rows]).update(
        owner=handing.heir, version=F("version") + 1, changed_at=handing.at, changed_by=handing.user
    )
    about = f"{handing.pen.stream.name}#documents"
    handing.pen.record(
        "document.changed", by=handing.by, at=handing.at, about=about, data={"documents": told}
    )
    return len(rows)


HOLDINGS = (
    Holding("documents", _words, lambda organisation, person: _rows(organisation, person).count(), _hand),
)
