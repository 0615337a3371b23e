"""Evidence of an earlier evaluation put with the criteria of a new one, once a person has confirmed it."""

from collections.abc import Collection
from datetime import datetime

from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.evaluations.proofs import Keeper, Pieces
from aplomb.apps.evidence import services
from aplomb.apps.evidence.models import Evidence, Use
from aplomb.apps.evidence.proving import proofs
from aplomb.apps.organisations.policy import Standing


def there(evaluation: Evaluation, pieces: Collection[int]) -> set[int]:
    """Those of these pieces that are the site's and have not been removed. One query."""
    rows = Evidence.objects.filter(
        organisation=evaluation.organisation_id, pk__in=pieces, removed_at__isnull=True
    )
    return set(rows.order_by().values_list("pk", flat=True))


def put(evaluation: Evaluation, pieces: Pieces, standing: Standing, at: datetime) -> int:
    """Put each piece with its criteria, those that it serves already left as they are."""
    before = _uses(evaluation)
    for piece, codes in sorted(pieces.items()):
        services.attach(evaluation, piece, codes, standing=standing, at=at)
    return _uses(evaluation) - before


def _uses(evaluation: Evaluation) -> int:
    return Use.objects.filter(evaluation=evaluation, removed_at__isnull=True).count()


KEEPER = Keeper(current=proofs, there=there, put=put)
