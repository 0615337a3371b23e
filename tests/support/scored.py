"""Evaluations with answers, for results, reports, files in and out: a small edition, figures worked by hand."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from aplomb.apps.documents import services as documents
from aplomb.apps.documents.wanted import Wanted
from aplomb.apps.evaluations import services
from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.referentials.models import Edition
from tests import factories
from tests.evaluations.cases import NOW, Case, op
from tests.support.small import criterion, data, fr

DOCUMENTS = [
    {"code": "DOC-001", "title": fr("Convention"), "category": "convention", "indispensable": True},
    {"code": "DOC-002", "title": fr("Planning"), "category": "convention"},
    {"code": "DOC-003", "title": fr("Charte"), "category": "charter"},
]
CATEGORIES = [
    {"code": "convention", "title": fr("Conventions")},
    {"code": "charter", "title": fr("Chartes")},
]


def edition(edition: str = "2026.1", **more: Any) -> Edition:
    """Two families: 1 (1.1.1 essential, 1.1.2, 1.2.1 of weight 2), 2 (2.1.1, 2.1.2); three documents."""
    families = {
        "1.1": [
            criterion("1.1.1", essential=True, documents=["DOC-001"]),
            criterion("1.1.2", documents=["DOC-001", "DOC-002"]),
        ],
        "1.2": [criterion("1.2.1", weight=2)],
        "2.1": [criterion("2.1.1", dimensions=["D01", "D02"]), criterion("2.1.2", dimensions=["D02"])],
    }
    families = more.pop("families", families)
    wanted = {"documents": DOCUMENTS, "document_categories": CATEGORIES, "edition": edition, **more}
    return factories.edition(data(families, **wanted))


# 1.1.1 = 1 fails (essential, below 2); 1.1.2 = 3; 1.2.1 = 2 (weight 2); 2.1.1 = 3; 2.1.2 = NA.
# Family 1: (1 + 3 + 4) / (3 + 3 + 6) = 8/12; family 2: 3/3; overall 11/15 = 73.3 %.
SCORES: Mapping[str, int | str] = {"1.1.1": 1, "1.1.2": 3, "1.2.1": 2, "2.1.1": 3, "2.1.2": "NA"}


def case(
    scores: Mapping[str, int | str] | None = None,
    *,
    place: Organisation | None = None,
    of: Edition | None = None,
    **wanted: Any,
) -> Case:
    """A site whose evaluation is answered with these scores (those worked above by default)."""
    place = place or factories.organisation("Centre de Clairvaldieu")
    anne = factories.quality_manager(place, first_name="Anne", last_name="Royèvre")
    marc = factories.evaluator(place)
    evaluation = services.create(place, of or edition(), standing=factories.standing(anne), at=NOW, **wanted)
    made = Case(place, anne, marc, evaluation)
    answer(made, SCORES if scores is None else scores)
    made.evaluation.refresh_from_db()
    return made


def answer(made: Case, scores: Mapping[str, int | str], **more: Any) -> None:
    if scores:
        made.say(*(_op(code, score, **more) for code, score in scores.items()))


def _op(code: str, score: int | str, **more: Any) -> dict[str, Any]:
    reason = {"na_reason": "Activité absente du site."} if score == "NA" else {}
    return op(code, score=score, **reason, **more)


def paper(made: Case, code: str, state: str = "present", until: date | None = None, **more: Any) -> None:
    """Say what there is of an expected document."""
    values = {"state": state, "valid_until": until, **more}
    documents.write(
        made.site,
        [Wanted(f"{made.evaluation.referential}/{code}", values)],
        standing=factories.standing(made.anne),
        at=NOW,
    )


def closed(made: Case) -> Evaluation:
    """The evaluation, closed."""
    return made.close()
