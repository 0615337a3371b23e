"""What else comes with an invitation than a role: parts of the work that an area gives to whoever joins.

The area that has such parts says so in its `joined.py` (`GIVING`); the invitation keeps their codes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from aplomb.apps.accounts.models import User
from aplomb.apps.journal.services import Actor
from aplomb.apps.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Giving:
    """The parts of an organisation's work that can be given, by code, and how somebody who joins gets them.

    `right` is the action that whoever invites must be allowed.
    """

    right: str
    parts: Callable[[Organisation], Mapping[str, str]]
    give: Callable[[Organisation, User, Sequence[str], Actor, datetime], None]


@cache
def giving() -> Giving | None:
    """The area that gives parts; there is one at most."""
    names = [
        f"{config.name}.joined" for config in apps.get_app_configs() if config.name.startswith("aplomb.apps.")
    ]
    found = next((name for name in names if find_spec(name)), None)
    return import_module(found).GIVING if found else None
