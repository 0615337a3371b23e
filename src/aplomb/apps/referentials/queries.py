"""What is read of editions: the compiled tree, kept by each process since a published edition never changes."""

from collections.abc import Iterable
from functools import lru_cache

from aplomb.apps.referentials.models import Edition
from aplomb.domain.referentials.edition import Edition as Tree
from aplomb.domain.referentials.edition import compile_edition, edition_order

KEPT_TREES = 32


def compiled(edition_id: int) -> Tree:
    """The tree of an edition, by its key. A draft may change: it is compiled anew whenever its hash has."""
    tree = _published.get(edition_id)
    if tree is not None:
        return tree
    edition = Edition.objects.defer("data").get(pk=edition_id)
    tree = tree_of(edition_id, edition.content_hash)
    if edition.status != Edition.StatusChoices.DRAFT:
        _published[edition_id] = tree
    return tree


@lru_cache(maxsize=KEPT_TREES)
def tree_of(edition_id: int, content_hash: str) -> Tree:
    """The tree of an edition in the state that this hash names."""
    return compile_edition(Edition.objects.values_list("data", flat=True).get(pk=edition_id))


_published: dict[int, Tree] = {}


def open_editions() -> list[Edition]:
    """The editions that anybody may read, by code, the newest of each first. One query, without their data."""
    return newest_first(Edition.objects.open_to_all())


def editions_of(code: str) -> list[Edition]:
    """The editions of one referential that anybody may read, the newest first. One query, without their data."""
    return newest_first(Edition.objects.open_to_all().filter(code=code))


def newest_first(editions: Iterable[Edition]) -> list[Edition]:
    """By code, then as people number editions (2026.10 after 2026.2), those in force before those retired."""
    rows = sorted(editions, key=lambda row: edition_order(row.edition), reverse=True)
    return sorted(rows, key=lambda row: (row.code, row.is_retired))
