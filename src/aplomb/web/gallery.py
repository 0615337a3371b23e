"""What the page of components shows: invented data, so that every component is on view in every state."""

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aplomb.charts import Spoke
from aplomb.charts.numbers import number_text, percent_number

SPRITE = Path(__file__).parent / "templates" / "web" / "sprite.svg"
TOKENS = Path(__file__).parent / "static" / "aplomb" / "css" / "tokens.css"


def icons() -> list[str]:
    """The names of the icons, as the sprite has them."""
    return re.findall(r'<symbol id="i-([\w-]+)"', SPRITE.read_text(encoding="utf-8"))


def colours() -> list[str]:
    """The names of the colours, those of the levels apart, as the tokens have them."""
    named: list[str] = re.findall(
        r"^ +--([a-z0-9-]+): light-dark\(", TOKENS.read_text(encoding="utf-8"), re.MULTILINE
    )
    return [name for name in dict.fromkeys(named) if not re.match(r"l[0-9m]-|na-", name)]


def samples() -> dict[str, Any]:
    """The data of the page, in the language of the moment."""
    levels, lang = _levels(), (get_language() or "fr")[:2]
    return {
        "nav": "components",
        "levels": levels,
        "by_step": {level["step"]: level for level in levels},
        "five_levels": _five_levels(),
        "steps": _steps(),
        "slots": [number < 8 for number in range(10)],
        "heat": _heat(),
        "stack": {0: 8, 1: 21, 2: 41, 3: 42},
        "score": Fraction(682, 1000),
        "shown_score": percent_number(Fraction(682, 1000), lang, decimals=1),
        "gain": number_text(Decimal("11.4"), lang),
        "previous": Fraction(568, 1000),
        "threshold": Fraction(75, 100),
        "projection": Fraction(793, 1000),
        "completion": Fraction(71, 118),
        "spokes": [
            Spoke(f"D{number:02d}", Fraction(value, 100), Fraction(value - 12, 100))
            for number, value in enumerate((62, 71, 58, 80, 66, 74, 52, 69), 1)
        ],
        "icons": icons(),
        "colours": colours(),
    }


def _levels() -> list[dict[str, Any]]:
    said = [
        ("0", _("Non-compliant"), _("Does not answer the criterion")),
        ("1", _("Fair"), _("Answers it to a small extent")),
        ("2", _("Good"), _("Answers it for the most part")),
        ("3", _("Very good"), _("Answers it in full, at all times")),
        ("na", _("Not applicable"), _("Has no object here, and that can be shown")),
    ]
    return [
        {
            "step": step,
            "value": step,
            "digit": _("NA") if step == "na" else step,
            "word": word,
            "said": meaning,
        }
        for step, word, meaning in said
    ]


def _five_levels() -> list[dict[str, Any]]:
    """Another scale: five levels, of which the middle one has a look of its own."""
    steps = ("0", "1", "m", "2", "3")
    return [
        {"step": step, "value": str(value), "digit": value, "word": str(value)}
        for value, step in enumerate(steps)
    ]


def _steps() -> list[dict[str, str]]:
    said = [
        ("done", _("Application"), _("accepted on 12 January")),
        ("done", _("Self-evaluation"), _("closed on 3 March")),
        ("now", _("Synthesis and plan"), _("5 themes to complete")),
        ("next", _("Mock audit"), ""),
        ("next", _("Decision"), ""),
    ]
    return [{"state": state, "title": title, "note": note} for state, title, note in said]


def _heat() -> list[dict[str, Any]]:
    """Sites by families: each cell has the look of its band, and its figure."""
    sites = [
        ("Clairvaldieu", (38, 55, 71, 84)),
        ("Port-Salines", (62, 48, 90, 77)),
        ("Marennac", (81, 66, 59, 35)),
    ]
    return [
        {
            "site": site,
            "cells": [
                {"step": str((value >= 40) + (value >= 60) + (value >= 80)), "value": value}
                for value in values
            ],
        }
        for site, values in sites
    ]
