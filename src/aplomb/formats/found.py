"""From findings, which know paths, to problems, which know lines."""

from collections.abc import Iterable

from aplomb.domain.shared.shapes import Finding
from aplomb.formats.problems import BadFile, Problem
from aplomb.formats.yaml_lines import Loaded


def as_problems(loaded: Loaded, findings: Iterable[Finding]) -> list[Problem]:
    """The reader's own problems and these findings, each at its line, in the order of the file."""
    read = {path for path, _ in loaded.problems if path}
    found = [problem for _, problem in loaded.problems]
    # What the reader has said of a place, a check would only say again in other words.
    found += [_problem(loaded, finding) for finding in findings if finding.path not in read]
    return sorted(found, key=lambda problem: problem.place.line or 0)


def refuse(loaded: Loaded, findings: Iterable[Finding]) -> None:
    """BadFile with everything that is wrong; nothing happens where nothing is."""
    found = as_problems(loaded, findings)
    if any(not problem.warning for problem in found):
        raise BadFile(found)


def _problem(loaded: Loaded, finding: Finding) -> Problem:
    facts = dict(finding.facts)
    if finding.other is not None:
        facts["first"] = loaded.place(finding.other).line
    return Problem(finding.code, loaded.place(finding.path), facts, finding.warning)
