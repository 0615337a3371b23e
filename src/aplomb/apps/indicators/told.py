"""What the journal tells of indicators, in words; in the site's own stream."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from aplomb.apps.organisations.trail import Names

ACTIONS = {
    "indicator.added": _("Indicator added"),
    "indicator.proposed": _("Indicator proposed"),
    "indicator.changed": _("Indicator changed"),
    "indicator.archived": _("Indicator no longer followed"),
    "indicator.resumed": _("Indicator followed again"),
    "indicator.handed": _("Indicator handed over"),
    "indicator.measured": _("Measures of an indicator recorded"),
    "indicator.remeasured": _("Measure of an indicator put right"),
    "indicator.measure-removed": _("Measure of an indicator taken back"),
    "indicator.annotated": _("Chart of an indicator annotated"),
    "indicator.annotation-removed": _("Annotation of a chart removed"),
}
SECURITY: frozenset[str] = frozenset()


def _name(data: Mapping[str, Any], names: Names) -> str:
    return str(data.get("name", ""))


def _reason(data: Mapping[str, Any], names: Names) -> str:
    return f"{data.get('name', '')} · {data.get('reason', '')}"


def _text(data: Mapping[str, Any], names: Names) -> str:
    return f"{data.get('name', '')} · {data.get('text', '')}"


DETAILS = {
    **dict.fromkeys(ACTIONS, _name),
    "indicator.measure-removed": _reason,
    "indicator.annotated": _text,
    "indicator.annotation-removed": _text,
}
