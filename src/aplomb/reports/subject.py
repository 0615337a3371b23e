"""Whom a report is about."""

from dataclasses import dataclass
from datetime import date

STATUSES = ("draft", "open", "review", "closed", "file")


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a report is about, and which state of their evaluation it shows.

    `name` is the organisation's (or the grid file's, where nobody is named). `on` is the day that the report
    bears: of closing, or of the last change while open; never that of printing. `status` is the evaluation's,
    one of `STATUSES`, `file` for a grid read alone. `detail` is one line under the name (kind, number, place);
    `content_hash` the SHA-256 of the frozen evaluation, where there is one.
    """

    name: str
    on: date
    status: str = "file"
    detail: str = ""
    content_hash: str = ""

    def __post_init__(self) -> None:
        if self.status not in STATUSES:
            raise ValueError(f"no such status of an evaluation: {self.status}")
