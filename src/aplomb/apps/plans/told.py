"""What the journal tells of a plan, in words; in the plan's own stream."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from aplomb.apps.organisations.trail import Names, Source
from aplomb.apps.plans.models import Plan

ACTIONS = {
    "plan.made": _("Improvement plan opened"),
    "plan.rests-on": _("Improvement plan rests on a later evaluation"),
    "plan.days-set": _("Days of the improvement plan set"),
    "theme.added": _("Theme added to the plan"),
    "theme.proposed": _("Theme proposed for the plan"),
    "theme.changed": _("Theme of the plan changed"),
    "theme.planned": _("Theme of the plan planned"),
    "theme.started": _("Theme of the plan started"),
    "theme.done": _("Theme of the plan done"),
    "theme.assessed": _("Theme of the plan assessed"),
    "theme.dropped": _("Theme of the plan dropped"),
    "theme.handed": _("Theme of the plan handed over"),
    "proposal.merged": _("Proposal of the evaluation merged into a theme"),
    "proposal.refused": _("Proposal of the evaluation refused"),
    "proposal.taken-back": _("Refusal of a proposal taken back"),
    "plan_task.added": _("Action added to a theme"),
    "plan_task.changed": _("Action of a theme changed"),
    "plan_task.handed": _("Action of a theme handed over"),
    "plan_task.done": _("Action of a theme done"),
    "plan_task.undone": _("Action of a theme open again"),
    "plan_task.removed": _("Action of a theme removed"),
}
SECURITY: frozenset[str] = frozenset()


def _rows() -> QuerySet[Plan]:
    return Plan.objects.select_related("organisation")


SOURCES = (Source("plan", _("Improvement plan"), _rows, organisation="organisation_id"),)


def _title(data: Mapping[str, Any], names: Names) -> str:
    return str(data.get("title", ""))


def _text(data: Mapping[str, Any], names: Names) -> str:
    return str(data.get("text", ""))


def _reason(data: Mapping[str, Any], names: Names) -> str:
    """The theme's number, or the requirement of a proposal, with what was written for it."""
    number = data.get("number") or data.get("of") or ""
    return " · ".join(filter(None, (str(number), str(data.get("reason") or ""))))


DETAILS = {
    "theme.added": _title,
    "theme.proposed": _title,
    "theme.changed": _title,
    "theme.handed": _title,
    "theme.planned": _reason,
    "theme.started": _reason,
    "theme.done": _reason,
    "theme.assessed": _reason,
    "theme.dropped": _reason,
    "proposal.merged": _reason,
    "proposal.refused": _reason,
    "proposal.taken-back": _reason,
    "plan_task.added": _text,
    "plan_task.changed": _text,
    "plan_task.handed": _text,
    "plan_task.done": _text,
    "plan_task.undone": _text,
    "plan_task.removed": _text,
}
