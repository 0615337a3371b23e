"""Bringing the search in step with the sheets that ship."""

import hashlib

from django.db import transaction

from aplomb.apps.knowledge.models import SheetText
from aplomb.apps.referentials.services import unaccented
from aplomb.formats.sheets import Sheet, sheets


@transaction.atomic
def index_sheets() -> int:
    """Index the sheets that are new or have changed, drop those that are gone; says how many were touched."""
    known = dict(SheetText.objects.values_list("code", "digest"))
    rows = [_row(sheet) for sheet in sheets()]
    changed = [row for row in rows if known.get(row.code) != row.digest]
    gone = set(known) - {row.code for row in rows}
    SheetText.objects.filter(code__in=gone | {row.code for row in changed}).delete()
    SheetText.objects.bulk_create(changed)
    return len(changed) + len(gone)


def _row(sheet: Sheet) -> SheetText:
    keywords = ", ".join(sheet.keywords)
    digest = hashlib.sha256(
        "\0".join((sheet.title, keywords, sheet.summary, sheet.body)).encode()
    ).hexdigest()
    return SheetText(
        code=sheet.code,
        digest=digest,
        title=sheet.title,
        keywords=keywords,
        summary=sheet.summary,
        body=sheet.body,
        words=unaccented(f"{sheet.title} {keywords} {sheet.summary}"),
    )
