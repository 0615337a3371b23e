"""Everything that can be wrong in a referential, as interfaces.md §2 has it. No file is known here.

`problems` looks at data of any shape and never fails on them; what it lets pass, `compile_edition` can take.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from aplomb.domain.referentials.edition import FORMAT, RESPONDENTS
from aplomb.domain.shared.shapes import (
    ADDRESS,
    CODE,
    FLAG,
    SHARE,
    TEXT,
    URL,
    WEIGHT,
    WHOLE,
    WORD,
    Finding,
    Findings,
    Kind,
    Listed,
    Path,
    duplicates,
    in_order,
    is_whole,
    many,
    one_of,
    record,
    shown,
)

ESSENTIAL = "essential"
DEFAULT_COMPLIANT_FROM = DEFAULT_ESSENTIAL_MINIMUM = 2


def problems(data: object, previous: Collection[str] | None = None) -> Findings:
    """Everything wrong with the data of a referential, in the order of the data; errors and warnings.

    `previous`: the criteria's codes of the edition before, where it is at hand, so that what `supersedes` names
    can be checked; `None` leaves it unchecked.
    """
    if not isinstance(data, Mapping):
        return [Finding((), "referential.expected", {"format": FORMAT})]
    other_format = data.get("format", FORMAT)
    if other_format != FORMAT:
        # Data of another format would drown the one useful message in unknown keys.
        return [Finding(("format",), "format.unknown", {"written": shown(other_format), "format": FORMAT})]
    found: Findings = []
    REFERENTIAL.check(data, (), found)
    for check in (_scale, _twice, _names, _not_applicable, _shape_of_codes, _unused):
        found.extend(check(data))
    if previous is not None:
        found.extend(_superseded(data, previous))
    return in_order(data, found)


# --- shape -------------------------------------------------------------------------------------------------


def _keep(value: Any, path: Path, found: Findings) -> None:
    if isinstance(value, list | tuple):
        many(CODE, at_least=1, different=True).check(value, path, found)
    elif value != ESSENTIAL:
        found.append(Finding(path, "keep.expected", {"written": shown(value)}))


KEEP = Kind(_keep, ESSENTIAL)
CODES = many(CODE, different=True)
NAMED = record({"code": CODE, "title": TEXT})

LEVEL = record({"value": WHOLE, "label": TEXT}, {"definition": TEXT})
NOT_APPLICABLE = record({}, {"allowed": FLAG, "flag_above": SHARE, "label": TEXT, "definition": TEXT})
SCALE = record(
    {"levels": many(LEVEL, at_least=2)}, {"not_applicable": NOT_APPLICABLE, "compliant_from": WHOLE}
)
RULES = record({"ready": record({"overall": SHARE, "family": SHARE})}, {"essential_minimum": WHOLE})
SELECTION = record({"code": CODE, "title": TEXT, "keep": KEEP})
DOCUMENT = record({"code": CODE, "title": TEXT, "category": CODE}, {"indispensable": FLAG})
REFERENCE = record({"title": WORD}, {"url": URL, "to_verify": FLAG})
CRITERION = record(
    {"code": CODE, "text": TEXT},
    {
        "guidance": TEXT,
        "essential": FLAG,
        "weight": WEIGHT,
        "na_allowed": FLAG,
        "applies_if": CODES,
        "dimensions": CODES,
        "documents": CODES,
        "answered_by": many(one_of(RESPONDENTS), different=True),
        "references": many(REFERENCE),
        "supersedes": CODES,
        "equivalent": many(record({"referential": CODE, "code": CODE})),
    },
)
REQUIREMENT = record({"code": CODE, "title": TEXT, "criteria": many(CRITERION, at_least=1)})
FAMILY = record({"code": CODE, "title": TEXT, "requirements": many(REQUIREMENT, at_least=1)})
REFERENTIAL = record(
    {
        "format": Kind(lambda value, path, found: None, FORMAT),  # looked at first, by `problems`
        "code": ADDRESS,
        "edition": ADDRESS,
        "title": TEXT,
        "scale": SCALE,
        "rules": RULES,
        "families": many(FAMILY, at_least=1),
    },
    {
        "publisher": WORD,
        "licence": WORD,
        "dimensions": many(NAMED),
        "profile": many(NAMED),
        "selections": many(SELECTION),
        "document_categories": many(NAMED),
        "documents": many(DOCUMENT),
    },
)


# --- what is there, whatever its shape ---------------------------------------------------------------------

Item = tuple[Path, Mapping[str, Any]]


def _group(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The group of keys under a key; empty where there is none."""
    value = data.get(key)
    return value if isinstance(value, Mapping) else {}


def _items(data: Mapping[str, Any], key: str, path: Path = ()) -> Iterator[Item]:
    """The groups of keys in the list under a key, with their paths."""
    value = data.get(key)
    for index, item in enumerate(value if isinstance(value, list | tuple) else ()):
        if isinstance(item, Mapping):
            yield (*path, key, index), item


def _requirements(data: Mapping[str, Any]) -> Iterator[tuple[Item, Item]]:
    """Each requirement with its family."""
    for path, family in _items(data, "families"):
        for requirement in _items(family, "requirements", path):
            yield (path, family), requirement


def _criteria(data: Mapping[str, Any]) -> Iterator[tuple[Item, Item]]:
    """Each criterion with its requirement."""
    for _, (path, requirement) in _requirements(data):
        for criterion in _items(requirement, "criteria", path):
            yield (path, requirement), criterion


def _codes(items: Iterable[Item]) -> list[tuple[Path, str]]:
    """The codes of these items, with the paths of the codes."""
    return [((*path, "code"), item["code"]) for path, item in items if isinstance(item.get("code"), str)]


def _named_in(item: Mapping[str, Any], key: str, path: Path) -> Iterator[tuple[Path, str]]:
    """The codes in the list under a key, with their paths."""
    value = item.get(key)
    for index, code in enumerate(value if isinstance(value, list | tuple) else ()):
        if isinstance(code, str):
            yield (*path, key, index), code


# --- what holds between the parts --------------------------------------------------------------------------


def _scale(data: Mapping[str, Any]) -> Iterator[Finding]:
    """Levels go 0, 1, 2 … in this order; what names a level names one that exists."""
    scale = _group(data, "scale")
    levels = list(_items(scale, "levels", ("scale",)))
    values = [item.get("value") for _, item in levels]
    if not levels or not all(map(is_whole, values)):
        return
    for expected, ((path, _), value) in enumerate(zip(levels, values, strict=True)):
        if value != expected:
            facts = {"expected": expected, "written": shown(value)}
            yield Finding((*path, "value"), "levels.order", facts)
            return
    rules = _group(data, "rules")
    for group, path, key, default in (
        (scale, ("scale",), "compliant_from", DEFAULT_COMPLIANT_FROM),
        (rules, ("rules",), "essential_minimum", DEFAULT_ESSENTIAL_MINIMUM),
    ):
        value = group.get(key, default)
        if is_whole(value) and not 0 <= value < len(levels):
            facts = {"key": key, "written": shown(value), "highest": len(levels) - 1}
            yield Finding((*path, key), "level.outside" if key in group else "level.default-outside", facts)


def _twice(data: Mapping[str, Any]) -> Iterator[Finding]:
    """Codes are unique among their kind: a requirement's in the whole edition, not in its family only."""
    for key in ("dimensions", "profile", "selections", "document_categories", "documents", "families"):
        yield from duplicates(_codes(_items(data, key)))
    yield from duplicates(_codes(requirement for _, requirement in _requirements(data)))
    yield from duplicates(_codes(criterion for _, criterion in _criteria(data)))


def _names(data: Mapping[str, Any]) -> Iterator[Finding]:
    """Whatever a part names by its code is there."""
    listed = {
        key: Listed(key, (code for _, code in _codes(_items(data, key))))
        for key in ("dimensions", "profile", "document_categories", "documents")
    }
    criteria = Listed("criteria", (code for _, code in _codes(criterion for _, criterion in _criteria(data))))
    for path, document in _items(data, "documents"):
        category = document.get("category")
        if isinstance(category, str) and category not in listed["document_categories"]:
            yield listed["document_categories"].missing((*path, "category"), category)
    for path, selection in _items(data, "selections"):
        yield from _dangling(selection, "keep", path, criteria)
    for _, (path, criterion) in _criteria(data):
        yield from _dangling(criterion, "dimensions", path, listed["dimensions"])
        yield from _dangling(criterion, "documents", path, listed["documents"])
        yield from _dangling(criterion, "applies_if", path, listed["profile"])


def _superseded(data: Mapping[str, Any], previous: Collection[str]) -> Iterator[Finding]:
    """What a criterion says that it supersedes stood in the edition before."""
    before = Listed("supersedes", previous)
    for _, (path, criterion) in _criteria(data):
        yield from _dangling(criterion, "supersedes", path, before)


def _dangling(item: Mapping[str, Any], key: str, path: Path, listed: Listed) -> Iterator[Finding]:
    for at, code in _named_in(item, key, path):
        if code not in listed:
            yield listed.missing(at, code)


def _not_applicable(data: Mapping[str, Any]) -> Iterator[Finding]:
    """A criterion cannot allow the NA that its scale does not have."""
    if _group(_group(data, "scale"), "not_applicable").get("allowed") is not False:
        return
    for _, (path, criterion) in _criteria(data):
        if criterion.get("na_allowed") is True:
            yield Finding((*path, "na_allowed"), "na.not-in-scale")


def _shape_of_codes(data: Mapping[str, Any]) -> Iterator[Finding]:
    """A code is expected to begin with its parent's: people find their way by it. Only a warning."""
    for (_, parent), (path, child) in (*_requirements(data), *_criteria(data)):
        above, code = parent.get("code"), child.get("code")
        if isinstance(above, str) and isinstance(code, str) and not code.startswith(above):
            facts = {"written": shown(code), "above": shown(above)}
            yield Finding((*path, "code"), "code.elsewhere", facts, warning=True)


def _unused(data: Mapping[str, Any]) -> Iterator[Finding]:
    """What nothing uses, and what should use something: only warnings."""
    criteria = [criterion for _, criterion in _criteria(data)]
    for key, user in (("dimensions", "dimensions"), ("profile", "applies_if")):
        used = {code for path, criterion in criteria for _, code in _named_in(criterion, user, path)}
        for path, code in _codes(_items(data, key)):
            if code not in used:
                facts = {"written": shown(code), "list": key, "key": user}
                yield Finding(path, "code.unused", facts, warning=True)
    if data.get("dimensions"):
        for path, criterion in criteria:
            if not criterion.get("dimensions"):
                code = shown(criterion.get("code"))
                yield Finding(path, "criterion.no-dimension", {"written": code}, warning=True)
    if not any(criterion.get("essential") for _, criterion in criteria):
        for path, selection in _items(data, "selections"):
            if selection.get("keep") == ESSENTIAL:
                yield Finding((*path, "keep"), "selection.empty", warning=True)
