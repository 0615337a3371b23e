"""What the journal tells of evidence, in words; its events stand in the site's own stream."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from aplomb.apps.organisations.trail import Names

ACTIONS = {
    "evidence.added": _("Evidence put with a criterion"),
    "evidence.attached": _("Evidence put with more criteria"),
    "evidence.detached": _("Evidence taken off a criterion"),
    "evidence.replaced": _("New version of a piece of evidence"),
    "evidence.removed": _("Evidence removed"),
}
SECURITY: frozenset[str] = frozenset()
MOST_NAMED = 6


def _piece(data: Mapping[str, Any], names: Names) -> str:
    codes = [str(code) for code in data.get("criteria", [])]
    more = f" … (+{len(codes) - MOST_NAMED})" if len(codes) > MOST_NAMED else ""
    said = [str(data.get("title", "")), ", ".join(codes[:MOST_NAMED]) + more, str(data.get("reason", ""))]
    return " · ".join(part for part in said if part)


DETAILS = dict.fromkeys(ACTIONS, _piece)
