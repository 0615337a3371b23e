"""Taking an edition in: once, whole, and never another under the same name."""

import logging
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from aplomb.apps.referentials.models import CriterionText, Edition
from aplomb.domain.referentials.edition import Criterion, compile_edition
from aplomb.domain.referentials.edition import Edition as Tree
from aplomb.formats import library

logger = logging.getLogger(__name__)


class OtherContent(Exception):
    """An edition of this name is published already, with another content: it is never edited."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"{name} is published already, with another content: give the new one another edition"
        )


@transaction.atomic
def import_edition(tree: Tree, *, publish: bool = False, at: datetime | None = None) -> tuple[Edition, bool]:
    """Take in an edition; says whether anything changed.

    The same edition with the same content twice changes nothing. A draft is replaced by a new content; a
    published edition with another content is refused (`OtherContent`).
    """
    at = at or timezone.now()
    found = Edition.objects.select_for_update().filter(code=tree.code, edition=tree.edition).first()
    published = Edition.StatusChoices.PUBLISHED
    if found and found.content_hash == tree.content_hash and (found.status != "draft" or not publish):
        return found, False
    if found and found.status != Edition.StatusChoices.DRAFT:
        raise OtherContent(tree.name)
    edition = found or Edition(code=tree.code, edition=tree.edition, created_at=at)
    edition.title = dict(tree.title.languages)
    edition.data = json_data(tree.data)
    edition.content_hash = tree.content_hash
    edition.criteria_count = len(tree.criteria)
    if publish:
        edition.status, edition.published_at = published, at
    edition.save()
    _index(edition, tree)
    return edition, True


def load_shipped() -> None:
    """Publish the referentials that ship with the program, those that are not there yet.

    Where the database holds the same edition with another content, that one stays: evaluations rest on it.
    """
    for shipped in library.shipped():
        try:
            import_edition(library.find(shipped.name), publish=True)
        except OtherContent as other:
            logger.warning(
                "%s: the content that ships differs from the published one, which stays", other.name
            )
    _index_missing()


def _index_missing() -> None:
    """Fill the search rows of the editions that have none: after a release that reads more of them."""
    for edition in Edition.objects.filter(criterion_texts__isnull=True):
        _index(edition, compile_edition(edition.data))


def _index(edition: Edition, tree: Tree) -> None:
    """Fill the search rows: number and text weigh most, then the titles above them, then guidance, then sources."""
    CriterionText.objects.filter(edition=edition).delete()
    CriterionText.objects.bulk_create(_search_row(edition, tree, criterion) for criterion in tree.criteria)


def _search_row(edition: Edition, tree: Tree, criterion: Criterion) -> CriterionText:
    requirement = next(item for item in tree.requirements if item.code == criterion.requirement)
    family = next(item for item in tree.families if item.code == criterion.family)
    documents = [tree.documents_by_code[code] for code in criterion.documents]
    sources = [f"{document.code} {document.title}" for document in documents]
    sources += [reference.title for reference in criterion.references]
    titles = [requirement.title, family.title]
    english = [criterion.text, criterion.guidance, *titles, *(document.title for document in documents)]
    row = CriterionText(
        edition=edition,
        criterion=criterion.code,
        position=criterion.position,
        text=str(criterion.text),
        titles="\n".join(map(str, titles)),
        guidance=str(criterion.guidance),
        sources="\n".join(sources),
        english="\n".join(filter(None, (text.get("en") for text in english))),
    )
    row.words = unaccented(" ".join((row.text, row.titles, row.guidance, row.sources, row.english)))
    return row


def unaccented(text: str) -> str:
    """Lower case without accents or ligatures: what typing errors are compared on."""
    folded = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    return "".join(character for character in folded if not unicodedata.combining(character))


def json_data(data: Any) -> Any:
    """The data as JSON holds them: exact decimals become numbers, whose shortest form reads back the same."""
    if isinstance(data, Mapping):
        return {key: json_data(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [json_data(value) for value in data]
    if isinstance(data, Decimal):
        return int(data) if data == data.to_integral_value() else float(data)
    return data
