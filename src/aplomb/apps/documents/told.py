"""What the journal tells of a site's inventory, in words; its events stand in the site's own stream."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from aplomb.apps.organisations.trail import Names

ACTIONS = {
    "document.changed": _("Inventory of documents changed"),
    "document.removed": _("Document taken out of the inventory"),
    "document.left-to-group": _("Document left to what the group says of it"),
    "document.file-added": _("File received"),
    "document.file-filed": _("File put with its document"),
    "document.file-removed": _("File removed"),
    "document.file-approved": _("Version approved"),
    "document.requested": _("Document asked of a colleague"),
    "document.request-withdrawn": _("Request for a document withdrawn"),
    "document.request-reminded": _("Reminder of a document asked for"),
    "document.request-done": _("Document asked for received"),
    "document.reading-asked": _("Version given to be read"),
    "document.read-by": _("Version read"),
    "document.file-reported": _("File reported as showing a patient, and set aside"),
    "document.file-returned": _("File given back after a report"),
    "document.file-purged": _("File purged after a report"),
    "document.alarm-asked": _("Release of a file asked for, as a false alarm"),
    "document.alarm-released": _("False alarm released for 24 hours"),
}
SECURITY = frozenset({"document.file-reported", "document.file-purged", "document.alarm-released"})
MOST_NAMED = 6


def _documents(data: Mapping[str, Any], names: Names) -> str:
    codes = [str(one.get("document", "")).rpartition("/")[2] for one in data.get("documents", [])]
    more = f" … (+{len(codes) - MOST_NAMED})" if len(codes) > MOST_NAMED else ""
    return ", ".join(codes[:MOST_NAMED]) + more


def _file(data: Mapping[str, Any], names: Names) -> str:
    code = str(data.get("document", "")).rpartition("/")[2]
    said = [code, str(data.get("file", "")), str(data.get("reason", ""))]
    return " · ".join(part for part in said if part)


def _reason(data: Mapping[str, Any], names: Names) -> str:
    return str(data.get("reason", ""))


def _person(data: Mapping[str, Any], names: Names) -> str:
    people = [data["person"]] if data.get("person") else data.get("people", [])
    code = str(data.get("document", "")).rpartition("/")[2]
    return " · ".join(part for part in (code, ", ".join(map(names.person, people))) if part)


DETAILS = {
    "document.file-approved": _file,
    "document.requested": _person,
    "document.request-withdrawn": _person,
    "document.request-reminded": _person,
    "document.request-done": _person,
    "document.reading-asked": _person,
    "document.read-by": _person,
    "document.changed": _documents,
    "document.removed": _documents,
    "document.left-to-group": _documents,
    "document.file-added": _file,
    "document.file-filed": _file,
    "document.file-removed": _file,
    "document.file-reported": _reason,
    "document.file-returned": _reason,
    "document.file-purged": _reason,
    "document.alarm-asked": _reason,
    "document.alarm-released": _reason,
}
