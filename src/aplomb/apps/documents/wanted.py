"""A change of the inventory, as a form, a file or a program asks for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Wanted:
    """A change of one line: its key, the version that the person had before their eyes, the fields that they set.

    `version` is 0 for a line of which nothing was said; `None` asks for no check (a program that says the latest).
    """

    key: str
    values: Mapping[str, Any]
    version: int | None = None
