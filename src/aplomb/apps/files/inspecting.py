"""Having a file looked at by a process of its own, which knows no secret and is ended when it takes too much."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import aplomb
from aplomb.domain.files.findings import Finding, Rule, Spot
from aplomb.domain.files.kinds import Kind

WALL_SECONDS = 60
_SOURCE = Path(aplomb.__file__).resolve().parents[1]
_PASSED_ON = ("PATH", "SYSTEMROOT", "LANG", "LC_ALL")


@dataclass(frozen=True, slots=True)
class Seen:
    """What the process said; `look_at_it`, of a de-identified picture: it may show a name."""

    kind: Kind | None
    findings: tuple[Finding, ...]
    look_at_it: bool = False


def look(path: Path, cleaned: Path, name: str) -> Seen:
    """The kind of a file and what stands against it; `cleaned` takes a picture's bytes once cleaned."""
    return _ask("inspect", path, cleaned, name.encode() + b"\n")


def deidentify(path: Path, cleaned: Path) -> Seen:
    """Write to `cleaned` a DICOM file without what names its patient, or say what stands against it."""
    return _ask("deidentify", path, cleaned, b"")


def _ask(work: str, path: Path, cleaned: Path, told: bytes) -> Seen:
    environment = {key: os.environ[key] for key in _PASSED_ON if key in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "aplomb.formats.received", work, str(path), str(cleaned)],
            input=told,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a reader's complaint may quote what it read
            env={**environment, "PYTHONPATH": str(_SOURCE)},
            timeout=WALL_SECONDS,
            check=True,
        )
        said = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        return Seen(None, (Finding(Rule.TOO_HEAVY),))
    findings = tuple(
        Finding(Rule(one["rule"]), tuple((Spot(spot), str(value)) for spot, value in one["where"]))
        for one in said["findings"]
    )
    return Seen(Kind(said["kind"]) if said["kind"] else None, findings, bool(said.get("look_at_it")))
