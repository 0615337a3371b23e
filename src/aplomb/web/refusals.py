"""Why not, in words: each area keeps its sentences in `refusals.py`; pages and API read them here.

A sentence is a lazy text with `{fact}` placeholders, filled from the refusal's facts; lists are joined by commas.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps

from aplomb.domain.shared.refusal import Refusal

SHOWN_CODES = 12


@cache
def sentences() -> Mapping[str, Any]:
    """Every refusal code with its sentence, from the areas that are installed."""
    found: dict[str, Any] = {}
    for config in apps.get_app_configs():
        name = f"{config.name}.refusals"
        if config.name.startswith("aplomb.apps.") and find_spec(name):
            found |= import_module(name).SENTENCES
    return found


def sentence(refusal: Refusal) -> str:
    """The refusal in the reader's language."""
    return str(sentences()[refusal.code]).format(
        **{name: _said(fact) for name, fact in refusal.facts.items()}
    )


def _said(fact: object) -> str:
    if isinstance(fact, list | tuple | set | frozenset):
        codes = [str(item) for item in fact]
        more = f" … (+{len(codes) - SHOWN_CODES})" if len(codes) > SHOWN_CODES else ""
        return ", ".join(codes[:SHOWN_CODES]) + more
    return str(fact)
