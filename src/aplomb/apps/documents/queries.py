"""What is read of the inventory."""

from typing import Any

from aplomb.apps.documents.models import DocumentRecord
from aplomb.domain.documents.inventory import Record


def records(organisation_id: int) -> dict[str, Record]:
    """The site's inventory as the rules read it, by expected document; one query."""
    lines = DocumentRecord.objects.filter(organisation=organisation_id).exclude(code="")
    return {line.code: line.record for line in lines}


def inventory_data(organisation_id: int) -> list[dict[str, Any]]:
    """The whole inventory as plain data, in a stable order: what closing an evaluation freezes."""
    lines = DocumentRecord.objects.filter(organisation=organisation_id).order_by("code", "title", "pk")
    return [
        {
            "code": line.code,
            "title": line.title,
            "category": line.category,
            "state": line.state,
            "kept_at": line.kept_at,
            "valid_until": line.valid_until.isoformat() if line.valid_until else None,
        }
        for line in lines
    ]
