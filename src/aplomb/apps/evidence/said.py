"""A piece of evidence as a form or a program describes it."""

from dataclasses import dataclass

from aplomb.domain.evaluations.evidence import Kind


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a piece: its kind, title, and address or text; the criterion that it goes with."""

    criterion: str
    kind: Kind
    title: str = ""
    url: str = ""
    text: str = ""
