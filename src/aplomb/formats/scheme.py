"""A label's rules as YAML (interfaces.md §7): read whole, or refused with every problem at its line."""

from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from aplomb.domain.applications.checks import problems
from aplomb.domain.applications.scheme import Scheme, compile_scheme
from aplomb.domain.shared.inside import at
from aplomb.domain.shared.shapes import Findings, Listed
from aplomb.formats import library
from aplomb.formats.found import refuse
from aplomb.formats.letter import letter_kinds
from aplomb.formats.yaml_lines import scan_yaml

CONTENT = Path(__file__).resolve().parents[1] / "content"
SCHEMES = CONTENT / "schemes"


def read_scheme(
    source: Path | str | bytes,
    name: str = "",
    documents: Collection[str] | None = None,
    letters: Mapping[str, str] | None = None,
) -> Scheme:
    """The scheme that a YAML file holds; BadFile with all its problems where it has some.

    `documents`: the codes that its referential marks indispensable, by default those of the shipped referential
    that it names. `letters`: the kind of each letter there is, by default the shipped ones.
    """
    loaded = scan_yaml(source, name)
    findings: Findings = []
    if documents is None:
        documents = _shipped_documents(loaded.data, findings)
    findings += problems(loaded.data, documents, letter_kinds() if letters is None else letters)
    refuse(loaded, findings)
    return compile_scheme(loaded.data)


@cache
def shipped_schemes() -> Mapping[str, Scheme]:
    """The shipped labels, by code."""
    schemes = [read_scheme(path, path.name) for path in sorted(SCHEMES.glob("*.yaml"))]
    return {scheme.code: scheme for scheme in schemes}


def _shipped_documents(data: Any, findings: Findings) -> Collection[str] | None:
    """The indispensable documents of the referential that a scheme names, where it ships."""
    code, edition = at(data, ("referential", "code")), at(data, ("referential", "edition"))
    if not isinstance(code, str) or not isinstance(edition, str):
        return None
    name, known = f"{code}@{edition}", [shipped.name for shipped in library.shipped()]
    if name not in known:
        findings.append(Listed("content/referentials", known).missing(("referential",), name))
        return None
    return [document.code for document in library.find(name).documents if document.indispensable]
