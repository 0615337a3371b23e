"""The body of the results page, kept by all that it is made of: a second visit draws nothing anew.

It is rendered without the request, so that nothing of who asks can be in it.
"""

import hashlib
from collections.abc import Sequence
from datetime import date

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.evaluations.results_page import View, page
from aplomb.apps.evaluations.results_queries import Before
from aplomb.domain.evaluations.results import Results
from aplomb.web.public import Kept
from aplomb.web.templatetags.aplomb import language

KEPT_BYTES = 2_500_000  # some sixteen pages
MOST_RAISED = 300
BODY, WHAT_IF = "body", "what_if"

kept = Kept(KEPT_BYTES)


def body(
    evaluation: Evaluation,
    outcome: Results,
    before: Before | None,
    candidates: Sequence[Before],
    on: date,
    query: QueryDict,
) -> SafeString:
    """The body for what the address asks. `on` is the day that it bears.

    Only what an address without a question shows is kept: that is what people come back to, and there are
    countless questions.
    """
    if query:
        return part(BODY, evaluation, outcome, before, candidates, on, query)
    key = (key_of(evaluation, outcome, before, candidates, on),)
    found = kept.get(key)
    if found is None:
        found = part(BODY, evaluation, outcome, before, candidates, on, query).encode()
        kept.put(key, found)
    return mark_safe(found.decode())  # noqa: S308 -- what the template gave


def key_of(
    evaluation: Evaluation,
    outcome: Results,
    before: Before | None,
    candidates: Sequence[Before],
    on: date,
) -> str:
    """A digest of all that the body shows: where its links lead, and all that `results` was given (it is a pure
    function), with what is compared. A member added to either must be added here; a test changes each in turn."""
    edition, papers = outcome.edition, outcome.documents
    made_of = (
        language(),
        on,
        (evaluation.pk, evaluation.organisation_id, evaluation.referential, evaluation.edition_id),
        (edition.code, edition.edition, edition.content_hash),
        (
            outcome.profile and sorted(outcome.profile.items()),
            outcome.selection,
            outcome.parts,
            outcome.thresholds,
        ),
        list(outcome.entries.items()),
        [(line.document.code, line.record) for line in (*papers.lines, *papers.not_applicable)],
        papers.on,
        (before, candidates),
    )
    return hashlib.sha256(repr(made_of).encode()).hexdigest()


def part(
    name: str,
    evaluation: Evaluation,
    outcome: Results,
    before: Before | None,
    candidates: Sequence[Before],
    on: date,
    query: QueryDict,
) -> SafeString:
    """The whole body, or the projection alone, drawn anew; `raise` in the address ticks criteria of the what-if."""
    view = View(decimals=1 if query.get("decimals") == "1" else 0, all_gaps=query.get("gaps") == "all")
    context = {
        "evaluation": evaluation,
        "page": page(evaluation, outcome, before, view=view, raised=query.getlist("raise")[:MOST_RAISED]),
        "candidates": candidates,
        "today": on,
        "query": query,
    }
    return render_to_string(f"evaluations/results/{name}.html", context)
