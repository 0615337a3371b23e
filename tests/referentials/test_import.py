"""Editions come in once, whole, and never another under the same name."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from aplomb.apps.referentials.models import CriterionText, Edition
from aplomb.apps.referentials.queries import compiled
from aplomb.apps.referentials.services import OtherContent, import_edition, load_shipped
from aplomb.domain.referentials.edition import compile_edition
from aplomb.formats import library as shipped_library
from tests.referentials.conftest import PUBLISHED_AT, Publish
from tests.referentials.library import library

pytestmark = pytest.mark.django_db


def rows() -> list[dict[str, Any]]:
    return list(Edition.objects.order_by("pk").values())


def test_the_same_edition_taken_in_twice_changes_nothing(publish: Publish) -> None:
    first = publish()
    before, texts = rows(), CriterionText.objects.count()

    again, changed = import_edition(compile_edition(library()), publish=True)

    assert (again.pk, changed) == (first.pk, False)
    assert (rows(), CriterionText.objects.count()) == (before, texts)


def test_a_published_edition_with_another_content_is_refused_and_leaves_no_trace(publish: Publish) -> None:
    publish()
    before = rows()
    other = compile_edition(library(publisher="Quelqu’un d’autre"))

    with pytest.raises(OtherContent, match=r"essai@2026\.1"):
        import_edition(other, publish=True)

    assert rows() == before


def test_a_draft_takes_a_new_content_until_it_is_published(publish: Publish) -> None:
    draft = publish(publish=False)
    other = compile_edition(library(publisher="Quelqu’un d’autre"))

    import_edition(other)
    assert compiled(draft.pk).publisher == "Quelqu’un d’autre"

    published, changed = import_edition(other, publish=True, at=PUBLISHED_AT)
    assert (published.pk, published.status, published.published_at, changed) == (
        draft.pk,
        "published",
        PUBLISHED_AT,
        True,
    )


def test_what_the_database_gives_back_has_the_hash_of_what_came_in(publish: Publish) -> None:
    edition = publish()

    tree = compiled(edition.pk)

    assert tree.content_hash == edition.content_hash == compile_edition(library()).content_hash
    assert compile_edition(Edition.objects.get().data).content_hash == edition.content_hash


@pytest.mark.parametrize(
    "change", [{"content_hash": "0" * 64}, {"data": {}}, {"code": "autre"}, {"title": {}}]
)
def test_the_database_itself_holds_a_published_edition(publish: Publish, change: dict[str, Any]) -> None:
    edition = publish()

    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(**change)

    Edition.objects.filter(pk=edition.pk).update(status="retired", retired_at=PUBLISHED_AT)


def test_the_database_refuses_a_published_edition_without_its_day(publish: Publish) -> None:
    edition = publish(publish=False)

    with pytest.raises(IntegrityError, match="published_means_dated"), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(status="published")


def test_what_ships_is_published_once_and_searchable() -> None:
    load_shipped()
    names = [item.name for item in shipped_library.shipped()]

    assert sorted(edition.name for edition in Edition.objects.published()) == sorted(names)
    for edition in Edition.objects.all():
        assert edition.criterion_texts.count() == len(shipped_library.find(edition.name).criteria)

    before = rows()
    load_shipped()
    assert rows() == before


def test_editions_without_search_rows_get_them_at_the_next_start(publish: Publish) -> None:
    edition = publish()
    edition.criterion_texts.all().delete()

    load_shipped()

    assert edition.criterion_texts.count() == 7
