"""The inspection as a process of its own: bounded in time and memory, with nothing to tell but what it found.

    python -m aplomb.formats.received inspect FILE CLEANED      (the file's name, as a line, on the standard input)
    python -m aplomb.formats.received deidentify FILE CLEANED

Writes the report as JSON on the standard output, and to CLEANED the bytes of a picture once cleaned, or of a DICOM file
without what names its patient.
"""

import json
import logging
import sys
import warnings
from pathlib import Path

from aplomb.domain.files import limits
from aplomb.domain.files.findings import Finding, Refused


def main(arguments: list[str]) -> int:
    """Do one work on one file; the exit code is not zero only where the process could not do its work."""
    bound()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    work, *paths = arguments
    said = {"inspect": _inspect, "deidentify": _deidentify}[work](*map(Path, paths))
    sys.stdout.write(json.dumps(said))
    return 0


def _inspect(path: Path, cleaned: Path) -> dict[str, object]:
    from aplomb.formats.received.inspection import inspect

    name = sys.stdin.buffer.readline().decode("utf-8").rstrip("\n")
    report = inspect(path.read_bytes(), name)
    if report.clean is not None:
        cleaned.write_bytes(report.clean)
    return {"kind": report.kind, "findings": [_said(finding) for finding in report.findings]}


def _deidentify(path: Path, cleaned: Path) -> dict[str, object]:
    from aplomb.formats.received.dicom import deidentify

    try:
        made = deidentify(path.read_bytes())
    except Refused as refused:
        return {"kind": None, "findings": [_said(refused.finding)]}
    cleaned.write_bytes(made.data)
    return {"kind": "dicom", "findings": [], "look_at_it": made.look_at_it}


def _said(finding: Finding) -> dict[str, object]:
    return {"rule": finding.rule, "where": finding.where}


def bound() -> None:
    """Hold this process to its share of processor time and memory, where the system can."""
    try:
        import resource
    except ImportError:  # Windows: the time of the whole is bounded from outside
        return
    resource.setrlimit(resource.RLIMIT_CPU, (limits.CPU_SECONDS, limits.CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY, limits.MEMORY))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
