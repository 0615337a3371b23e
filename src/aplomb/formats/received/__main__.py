"""The inspection as a process of its own: bounded in time and memory, with nothing to tell but what it found.

    python -m aplomb.formats.received FILE CLEANED      (the name of the file, as a line, on the standard input)

Writes the report as JSON on the standard output, and to CLEANED the bytes of a picture once cleaned.
"""

import json
import logging
import sys
import warnings
from pathlib import Path

from aplomb.domain.files import limits


def main(arguments: list[str]) -> int:
    """Look at one file; the exit code is not zero only where the process could not do its work."""
    bound()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    from aplomb.formats.received.inspection import inspect

    path, cleaned = map(Path, arguments)
    name = sys.stdin.buffer.readline().decode("utf-8").rstrip("\n")
    report = inspect(path.read_bytes(), name)
    if report.clean is not None:
        cleaned.write_bytes(report.clean)
    findings = [{"rule": finding.rule, "where": finding.where} for finding in report.findings]
    sys.stdout.write(json.dumps({"kind": report.kind, "findings": findings}))
    return 0


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
