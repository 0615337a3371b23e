"""What looking at a file says of it."""

from dataclasses import dataclass

from aplomb.domain.files.findings import Finding
from aplomb.domain.files.kinds import Kind


@dataclass(frozen=True, slots=True)
class Report:
    """The kind of a file, what stands against it (nothing: it may be kept), and its bytes once cleaned.

    `clean` is there for pictures alone: the same picture without what surrounds it.
    """

    kind: Kind | None
    findings: tuple[Finding, ...] = ()
    clean: bytes | None = None
