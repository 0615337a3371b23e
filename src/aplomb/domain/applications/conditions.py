"""Conditions on the answers to a label's sizing questions, as data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Condition:
    """`{question, op, value}`, or several that must all hold (`every`, the other fields empty).

    `among` narrows `count_gt`: how many of these options are chosen.
    """

    question: str = ""
    op: str = ""
    value: object = None
    among: tuple[str, ...] = ()
    every: tuple["Condition", ...] = ()

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Condition":
        """The condition that sound data describe."""
        if "all" in data:
            return cls(every=tuple(cls.of(item) for item in data["all"]))
        value = data["value"]
        return cls(
            question=data["question"],
            op=data["op"],
            value=tuple(value) if isinstance(value, list) else value,
            among=tuple(data.get("among") or ()),
        )

    @property
    def questions(self) -> Iterator[str]:
        """The codes of the questions that it needs answered."""
        if self.question:
            yield self.question
        for condition in self.every:
            yield from condition.questions
