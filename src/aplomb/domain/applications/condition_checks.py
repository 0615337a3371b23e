"""What can be wrong in a label's questionnaire, and in the conditions on its answers."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from aplomb.domain.applications import vocabulary as words_of
from aplomb.domain.shared.inside import at, figure, groups, words
from aplomb.domain.shared.shapes import Finding, Listed, Path, is_number, shown


def questions(data: object) -> Iterator[Finding]:
    """Options where one chooses and nowhere else; bounds where there is a number, the smaller one first."""
    for path, question in groups(data, ("sizing", "questions")):
        kind = question.get("type")
        if kind not in words_of.QUESTION_TYPES:
            continue
        chooses, counts = kind in words_of.CHOICES, kind in words_of.NUMERIC
        facts = {"code": shown(question.get("code")), "type": kind}
        if chooses and "options" not in question:
            yield Finding(path, "question.no-options", facts)
        if not chooses and "options" in question:
            yield Finding((*path, "options"), "question.options", facts)
        for key in ("min", "max"):
            if key in question and not counts:
                yield Finding((*path, key), "question.bound", {**facts, "key": key})
        yield from crossed(data, path)


def conditions(data: object) -> Iterator[Finding]:
    """Conditions ask questions that exist, in a way that their answers can be asked."""
    known = {str(question.get("code")): question for _, question in groups(data, ("sizing", "questions"))}
    places: list[Path] = [("sampling", "count", "of")]
    for where, key in (
        (("sizing", "rule", "per_site", "additions"), "when"),
        (("sampling", "always_include"), "when"),
        (("indispensable_documents", "rules"), "only_if"),
    ):
        places += [(*path, key) for path, _ in groups(data, where)]
    for place in places:
        yield from _asked(data, place, known)


def _asked(data: object, path: Path, known: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    condition = at(data, path)
    if not isinstance(condition, Mapping):
        return
    for inner, _ in groups(data, (*path, "all")):
        yield from _asked(data, inner, known)
    code, op = condition.get("question"), str(condition.get("op"))
    if not isinstance(code, str):
        return
    if code not in known:
        yield Listed("questions", known).missing((*path, "question"), code)
        return
    question = known[code]
    kind = question.get("type")
    if op not in words_of.OPERATORS or kind not in words_of.QUESTION_TYPES:
        return
    if kind not in words_of.OPERATORS[op]:
        fit = ", ".join(name for name, kinds in words_of.OPERATORS.items() if kind in kinds)
        facts = {"op": op, "question": code, "type": kind, "known": fit or "—"}
        yield Finding((*path, "op"), "condition.operator", facts)
        return
    yield from _value(data, path, question, op)


def _value(data: object, path: Path, question: Mapping[str, Any], op: str) -> Iterator[Finding]:
    """The value that an answer is compared with is one that the question can be answered with."""
    kind, value = question.get("type"), at(data, (*path, "value"))
    where: Path = (*path, "value")
    facts = {"written": shown(value), "question": shown(question.get("code"))}
    if op != "count_gt" and at(data, (*path, "among")) is not None:
        yield Finding((*path, "among"), "condition.among", {"op": op})
    if op == "count_gt":
        if not is_number(value):
            yield Finding(where, "condition.number", facts)
        if not at(data, (*path, "among")):
            yield Finding(path, "condition.no-among", facts)
        yield from _options(question, words(data, (*path, "among")))
    elif kind in words_of.NUMERIC and not is_number(value):
        yield Finding(where, "condition.number", facts)
    elif kind == "boolean" and not isinstance(value, bool):
        yield Finding(where, "condition.flag", facts)
    elif op in ("in", "only"):
        if not isinstance(value, list | tuple):
            yield Finding(where, "condition.list", {**facts, "op": op})
        yield from _options(question, words(data, where))
    elif kind in words_of.CHOICES:
        yield from _options(question, [(where, shown(value))])


def _options(question: Mapping[str, Any], named: Iterable[tuple[Path, str]]) -> Iterator[Finding]:
    options = [shown(option.get("value")) for _, option in groups(question, ("options",))]
    for path, option in named:
        if option not in options:
            yield Listed("options", options).missing(path, option)


def crossed(data: object, path: Path) -> Iterator[Finding]:
    """A `min` above its `max`, in the group of keys at this path."""
    low, high = figure(data, (*path, "min")), figure(data, (*path, "max"))
    if low is not None and high is not None and low > high:
        yield Finding((*path, "min"), "bounds.crossed", {"low": shown(low), "high": shown(high)})
