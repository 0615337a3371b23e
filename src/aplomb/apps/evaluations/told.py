"""What the journal tells of evaluations, in words."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.organisations.trail import Names, Source
from aplomb.domain.evaluations.merge import SCORE

ACTIONS = {
    "evaluation.created": _("Evaluation started"),
    "evaluation.profile-changed": _("Site’s facts stated anew"),
    "evaluation.assigned": _("Parts assigned"),
    "evaluation.moved": _("State changed"),
    "evaluation.closed": _("Evaluation closed"),
    "evaluation.reopened": _("Evaluation reopened"),
    "entry.written": _("Criterion answered"),
    "note.written": _("Requirement analysed"),
    "conflict.kept": _("Other answer kept aside"),
}
SECURITY: frozenset[str] = frozenset()
STATUSES = dict(Evaluation.StatusChoices.choices)


def _rows() -> QuerySet[Evaluation]:
    return Evaluation.objects.select_related("organisation").defer("frozen", "summary", "frozen_names")


SOURCES = (Source("evaluation", _("Evaluation"), _rows, organisation="organisation_id"),)


def _created(data: Mapping[str, Any], names: Names) -> str:
    return str(data.get("edition", ""))


def _assigned(data: Mapping[str, Any], names: Names) -> str:
    parts: Mapping[str, list[str]] = data.get("parts", {})
    given = [f"{part} → {', '.join(map(names.person, people)) or '–'}" for part, people in parts.items()]
    return " ; ".join(given)


def _moved(data: Mapping[str, Any], names: Names) -> str:
    before, after = (str(STATUSES.get(str(data.get(name)), "")) for name in ("from", "to"))
    reason = data.get("reason")
    return f"{before} → {after}" + (f" · {reason}" if reason else "")


def _answered(data: Mapping[str, Any], names: Names) -> str:
    """The score where there is one, and that a comment was written; not the comment itself."""
    values: Mapping[str, Any] = data.get("values", {})
    shown = []
    if SCORE in values:
        score = values[SCORE]
        shown.append(gettext("score: {score}").format(score="–" if score is None else score.get("score")))
    if "comment" in values:
        shown.append(gettext("a comment"))
    if "resolves" in data:
        shown.append(gettext("settles a conflict"))
    return ", ".join(shown)


DETAILS = {
    "evaluation.created": _created,
    "evaluation.assigned": _assigned,
    "evaluation.moved": _moved,
    "evaluation.reopened": _moved,
    "entry.written": _answered,
    "conflict.kept": _answered,
}
