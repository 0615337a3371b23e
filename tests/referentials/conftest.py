"""Editions as the site publishes them."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from aplomb.apps.referentials.models import Edition
from aplomb.apps.referentials.services import import_edition
from aplomb.domain.referentials.edition import compile_edition
from tests.referentials.library import library

PUBLISHED_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
Publish = Callable[..., Edition]


@pytest.fixture
def publish(db: None) -> Publish:
    """Publish an edition of these data (by default, the small library's)."""

    def published(data: Mapping[str, Any] | None = None, *, publish: bool = True) -> Edition:
        tree = compile_edition(data or library())
        return import_edition(tree, publish=publish, at=PUBLISHED_AT)[0]

    return published
