"""What the journal tells of files, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "file.refused": _("File refused"),
    "file.infected": _("File withdrawn: the antivirus found it infected"),
}
SECURITY = frozenset({"file.refused", "file.infected"})


def _rules(data: Mapping[str, Any], _names: Any) -> str:
    return ", ".join(str(rule) for rule in data.get("rules", []))


DETAILS = {"file.refused": _rules}
