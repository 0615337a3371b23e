"""Why something may not be done."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that stands in the way: a stable code, and the facts that its sentence needs."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
