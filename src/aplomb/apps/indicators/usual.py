"""The starter set as the site takes it: from then on, the site's own words and target."""

from typing import Any

from django.utils.translation import gettext as _

from aplomb.formats.indicators import Starter


def definition_of(starter: Starter) -> str:
    """What is counted, among what, what is left out, where the figures come from: one line each."""
    return "\n".join(
        (
            _("Counted: {text}").format(text=starter.counted),
            _("Among: {text}").format(text=starter.among),
            _("Left out: {text}").format(text=starter.left_out),
            _("Source: {text}").format(text=starter.source),
        )
    )


def values_of(starter: Starter, lang: str) -> dict[str, Any]:
    """An indicator of the set as the services take one; nobody in charge and no target, which are the site's."""
    return {
        "name": starter.title.in_(lang),
        "definition": definition_of(starter),
        "kind": starter.kind.value,
        "unit": starter.unit,
        "per": starter.per,
        "direction": starter.direction.value,
        "target": None,
        "frequency": starter.frequency.value,
        "owner": "",
        "baseline_until": None,
        "criteria": list(starter.criteria),
        "starter": starter.code,
    }
