"""The starter set: indicators that ship, one YAML file a subject (content/indicators)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from aplomb.domain.indicators.control import Direction, Kind
from aplomb.domain.indicators.measuring import MOST_PER, Frequency
from aplomb.domain.referentials.edition import Edition
from aplomb.domain.shared.bounds import formed, whole
from aplomb.domain.shared.inside import groups, word, words
from aplomb.domain.shared.shapes import CODE, TEXT, WORD, Finding, Listed, many, one_of, record
from aplomb.domain.shared.text import Text
from aplomb.formats.found import as_problems
from aplomb.formats.problems import BadFile, Problem
from aplomb.formats.yaml_lines import Loaded, scan_yaml

FORMAT = "aplomb/indicators/1"
INDICATORS = Path(__file__).resolve().parents[1] / "content" / "indicators"


@dataclass(frozen=True, slots=True)
class Starter:
    """An indicator of the set: what is counted, among what, what is left out, where the figures come from.

    `criteria` bear their referential: `teleradiologie/3.11.1`. No target: that is the site's.
    """

    code: str
    title: Text
    kind: Kind
    direction: Direction
    frequency: Frequency
    unit: str
    per: int
    counted: str
    among: str
    left_out: str
    source: str
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StarterSet:
    """The indicators of one subject."""

    code: str
    title: Text
    starters: tuple[Starter, ...]


_SHAPE = record(
    {
        "format": one_of((FORMAT,)),
        "code": CODE,
        "title": TEXT,
        "referential": CODE,
        "indicators": many(
            record(
                {
                    "code": formed("[a-z0-9]+(-[a-z0-9]+)*", "delai-urgent"),
                    "title": TEXT,
                    "kind": one_of(tuple(Kind)),
                    "direction": one_of(tuple(Direction)),
                    "frequency": one_of(tuple(Frequency)),
                    "counted": WORD,
                    "among": WORD,
                    "left_out": WORD,
                    "source": WORD,
                    "criteria": many(CODE, at_least=1, different=True),
                },
                {"unit": WORD, "per": whole(1, MOST_PER)},
            ),
            at_least=1,
        ),
    }
)


@cache
def starter_sets() -> tuple[StarterSet, ...]:
    """The sets that ship, that of teleradiology first."""
    found = [_set(_loaded(path).data) for path in INDICATORS.glob("*.yaml")]
    return tuple(sorted(found, key=lambda one: (one.code != "teleradiologie", one.code)))


@cache
def starters() -> Mapping[str, Starter]:
    """Every indicator that ships, by code."""
    return {one.code: one for found in starter_sets() for one in found.starters}


def check_indicators(editions: Iterable[Edition], folder: Path = INDICATORS) -> list[Problem]:
    """Everything wrong in the files of a folder: their shape, codes that come twice, criteria that do not exist."""
    by_code = {edition.code: edition for edition in editions}
    found: list[Problem] = []
    seen: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            loaded = _loaded(path)
        except BadFile as error:
            found += error.problems
        else:
            found += as_problems(loaded, _findings(loaded.data, by_code, seen, path.name))
    return found


def _loaded(path: Path) -> Loaded:
    loaded = scan_yaml(path, path.name)
    wrong: list[Finding] = []
    _SHAPE.check(loaded.data, (), wrong)
    if wrong:
        raise BadFile(as_problems(loaded, wrong))
    return loaded


def _findings(
    data: Any, editions: Mapping[str, Edition], seen: dict[str, str], name: str
) -> Iterator[Finding]:
    referential = data["referential"]
    if referential not in editions:
        yield Listed("content/referentials", editions).missing(("referential",), referential)
        return
    known = editions[referential].by_code
    for path, item in groups(data, ("indicators",)):
        for place, code in word(data, (*path, "code")):
            if code in seen:
                yield Finding(place, "knowledge.twice", {"code": code, "other": seen[code]})
            seen.setdefault(code, name)
        for place, code in words(data, (*path, "criteria")):
            if code not in known:
                yield Listed("criteria", known).missing(place, code)
        if (item["kind"] == Kind.RATE) != ("per" in item):
            yield Finding((*path, "kind"), "indicators.per", {"kind": item["kind"]})


def _set(data: Any) -> StarterSet:
    made = tuple(_starter(item, data["referential"]) for item in data["indicators"])
    return StarterSet(data["code"], Text.of(data["title"]), made)


def _starter(item: Mapping[str, Any], referential: str) -> Starter:
    return Starter(
        item["code"],
        Text.of(item["title"]),
        Kind(item["kind"]),
        Direction(item["direction"]),
        Frequency(item["frequency"]),
        item.get("unit", ""),
        int(item.get("per", 1)),
        item["counted"],
        item["among"],
        item["left_out"],
        item["source"],
        tuple(f"{referential}/{code}" for code in item["criteria"]),
    )
