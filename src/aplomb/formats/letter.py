"""Letters, e-mails, notes and posters: Markdown with a YAML head and a few fields (content/letters/README.md).

Only three forms have a meaning: `{{ a.b }}`, `{% for x in a.b %} … {% endfor %}`, `{% if a.b %} … {% endif %}`.
No filter, no computation: values come formatted. A missing value is an error, never a blank.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from aplomb.domain.applications.vocabulary import LETTER_KINDS
from aplomb.domain.shared.bounds import formed
from aplomb.domain.shared.shapes import WORD, Finding, one_of, record
from aplomb.formats import front_matter
from aplomb.formats.found import as_problems
from aplomb.formats.letter_fields import FIELDS, Kind, Records, Text
from aplomb.formats.markdown import escaped, on_one_line
from aplomb.formats.problems import BadFile, Place, Problem
from aplomb.formats.yaml_lines import read_bytes, scan_yaml

FORMAT = "aplomb/letter/1"
LETTERS = Path(__file__).resolve().parents[1] / "content" / "letters"
SENDERS = ("association", "commission", "applicant", "quality_manager", "audit_body", "system")
ADDRESSEES = (
    *("applicant", "association", "audit_body", "commission_member", "president"),
    *("team", "evaluators", "steering_committee", "patients"),
)

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Words:
    """Text that stands as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class Value:
    """The place of a value."""

    path: str


@dataclass(frozen=True, slots=True)
class Loop:
    """Parts repeated for each item of a list, which they call `name`."""

    name: str
    path: str
    parts: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Parts that stand only where the value is neither empty nor nothing."""

    path: str
    parts: tuple["Part", ...]


Part = Words | Value | Loop | Choice


@dataclass(frozen=True, slots=True)
class Letter:
    code: str
    title: str
    kind: str
    sender: str
    to: str
    subject: tuple[Part, ...]
    body: tuple[Part, ...]


class MissingValues(Exception):
    """Values that a letter needs and was not given; `paths` names them, in the order of the letter."""

    def __init__(self, paths: Sequence[str]) -> None:
        self.paths = tuple(dict.fromkeys(paths))
        super().__init__(", ".join(self.paths))


# --- reading -----------------------------------------------------------------------------------------------

_HEAD = record(
    {
        "format": one_of((FORMAT,)),
        "code": formed("[a-z]+(-[a-z]+)*", "decision-granted"),
        "title": WORD,
        "kind": one_of(LETTER_KINDS),
        "from": one_of(SENDERS),
        "to": one_of(ADDRESSEES),
        "subject": WORD,
    }
)


def read_letter(path: Path, name: str = "") -> Letter:
    """The letter that a file holds; BadFile with all its problems where it has some."""
    name = name or str(path)
    parts = front_matter.read(read_bytes(path, name), name)
    loaded = scan_yaml(parts.head.encode(), name, parts.head_line)
    findings: list[Finding] = []
    _HEAD.check(loaded.data, (), findings)
    head = loaded.data if isinstance(loaded.data, Mapping) else {}
    code = head.get("code")
    if isinstance(code, str) and code != path.stem:
        findings.append(Finding(("code",), "letter.code", {"written": code, "name": path.stem}))
    found = as_problems(loaded, findings)
    subject = _parsed(str(head.get("subject", "")), name, loaded.place(("subject",)).line or 1, found)
    body = _parsed(parts.body, name, parts.body_line, found)
    if not parts.body.strip():
        found.append(Problem("letter.empty", Place(name, parts.body_line)))
    if found:
        raise BadFile(sorted(found, key=lambda problem: problem.place.line or 0))
    return Letter(head["code"], head["title"], head["kind"], head["from"], head["to"], subject, body)


@cache
def shipped_letters() -> Mapping[str, Letter]:
    """The shipped letters, by code."""
    paths = [path for path in sorted(LETTERS.glob("*.md")) if path.stem != "README"]
    return {path.stem: read_letter(path, path.name) for path in paths}


@cache
def letter_kinds() -> Mapping[str, str]:
    """The kind of each shipped letter, by code: only that key of the heads is parsed."""
    kinds = {}
    for path in sorted(LETTERS.glob("*.md")):
        parts = front_matter.split(path.read_text(encoding="utf-8"))
        if parts is not None:
            kinds[path.stem] = yaml.load(front_matter.only(parts.head, ("kind",)), yaml.CSafeLoader)["kind"]
    return kinds


# --- forms -------------------------------------------------------------------------------------------------

_NAME = r"[a-z_]+(?:\.[a-z_]+)?"
_FORMS = re.compile(
    rf"\{{\{{ (?P<value>{_NAME}) \}}\}}"
    rf"|\{{% for (?P<name>[a-z_]+) in (?P<list>{_NAME}) %\}}"
    rf"|\{{% if (?P<test>{_NAME}) %\}}"
    r"|\{% end(?P<end>for|if) %\}"
    r"|(?P<stray>\{\{.*?\}\}|\{%.*?%\}|\{\{|\}\}|\{%|%\}|\{#)"
)
# A line that holds nothing but forms that print nothing leaves no line behind.
_SILENT_LINE = re.compile(r"^[ \t]*(\{%[^%\n]*%\})[ \t]*\n", re.MULTILINE)

Scope = Mapping[str, Kind]


@dataclass(slots=True)
class _Open:
    """A loop or choice whose end has not come yet; the letter itself is the first."""

    form: str
    line: int
    scope: Scope
    parts: list[Part]
    name: str = ""
    path: str = ""


def _parsed(text: str, name: str, first_line: int, found: list[Problem]) -> tuple[Part, ...]:
    """The parts of a text; what is wrong in it is added to `found`."""
    # Line breaks that go are kept as marks until every form has its line.
    text = _SILENT_LINE.sub(lambda line: f"{line[1]}\v", text)
    opened = [_Open("letter", first_line, FIELDS, [])]
    start = 0
    for form in _FORMS.finditer(text):
        line = first_line + text.count("\n", 0, form.start()) + text.count("\v", 0, form.start())
        place = Place(name, line)
        _words(opened[-1], text[start : form.start()])
        start = form.end()
        if form["stray"] is not None:
            found.append(Problem("letter.form", place, {"written": form["stray"]}))
        elif form["end"] is not None:
            _close(opened, form["end"], place, found)
        elif form["value"] is not None:
            _check(form["value"], "value", opened[-1].scope, place, found)
            opened[-1].parts.append(Value(form["value"]))
        else:
            _open(opened, form, line, place, found)
    _words(opened[-1], text[start:])
    found += [
        Problem("letter.not-closed", Place(name, left.line), {"form": left.form}) for left in opened[1:]
    ]
    return tuple(opened[0].parts)


def _words(inside: _Open, text: str) -> None:
    text = text.replace("\v", "")
    if text:
        inside.parts.append(Words(text))


def _open(opened: list[_Open], form: re.Match[str], line: int, place: Place, found: list[Problem]) -> None:
    scope = opened[-1].scope
    if form["test"] is not None:
        _check(form["test"], "any", scope, place, found)
        opened.append(_Open("if", line, scope, [], path=form["test"]))
        return
    kind = _check(form["list"], "list", scope, place, found)
    item: dict[str, Kind] = {}
    if isinstance(kind, Records):
        item = {f"{form['name']}.{key}": Text.ONE for key in kind.keys}
    elif kind is Text.MANY:
        item = {form["name"]: Text.ONE}
    # Inside, the name of the item hides the group of the same name.
    outer = {path: kind for path, kind in scope.items() if path.partition(".")[0] != form["name"]}
    opened.append(_Open("for", line, {**outer, **item}, [], form["name"], form["list"]))


def _close(opened: list[_Open], form: str, place: Place, found: list[Problem]) -> None:
    last = opened[-1]
    if last.form != form:
        found.append(Problem("letter.not-opened", place, {"form": form}))
        return
    opened.pop()
    parts = tuple(last.parts)
    opened[-1].parts.append(Loop(last.name, last.path, parts) if form == "for" else Choice(last.path, parts))


def _check(path: str, wanted: str, scope: Scope, place: Place, found: list[Problem]) -> Kind | None:
    """What a path leads to; a problem where it leads nowhere, or to something of another kind."""
    kind = scope.get(path)
    if kind is None:
        group = path.partition(".")[0]
        known = [name for name in scope if name.partition(".")[0] == group] or sorted(
            {name.partition(".")[0] for name in scope}
        )
        found.append(Problem("letter.field", place, {"path": path, "known": ", ".join(known)}))
    elif wanted == "value" and kind is not Text.ONE:
        found.append(Problem("letter.is-list", place, {"path": path}))
    elif wanted == "list" and kind is Text.ONE:
        found.append(Problem("letter.is-text", place, {"path": path}))
    return kind


# --- writing -----------------------------------------------------------------------------------------------

_BLANK_LINES = re.compile(r"\n{3,}")


def render(letter: Letter, values: Values) -> tuple[str, str]:
    """The letter's subject, on one line of plain text, and its body, in Markdown.

    `values` holds groups of formatted texts, lists of texts, lists of groups. Texts are escaped, so that
    whatever they hold stays text. MissingValues names everything that is not there, or is empty.
    """
    missing: list[str] = []
    subject = "".join(_written(letter.subject, values, missing, on_one_line))
    body = "".join(_written(letter.body, values, missing, escaped))
    if missing:
        raise MissingValues(missing)
    return subject.strip(), _BLANK_LINES.sub("\n\n", body).strip() + "\n"


def _written(
    parts: Sequence[Part], values: Values, missing: list[str], escape: Callable[[str], str]
) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Words):
            yield part.text
        elif isinstance(part, Value):
            yield escape(_text(part.path, values, missing))
        elif isinstance(part, Choice):
            if _value(part.path, values, missing):
                yield from _written(part.parts, values, missing, escape)
        else:
            for item in _list(part.path, values, missing):
                yield from _written(part.parts, {**values, part.name: item}, missing, escape)


def _value(path: str, values: Values, missing: list[str]) -> object:
    """The value at a path; `None` may be given where a choice asks for it, absence may not."""
    found: object = values
    for key in path.split("."):
        if not isinstance(found, Mapping) or key not in found:
            missing.append(path)
            return None
        found = found[key]
    return found


def _text(path: str, values: Values, missing: list[str]) -> str:
    value = _value(path, values, missing)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and value.strip():
        return value.strip()
    missing.append(path)
    return ""


def _list(path: str, values: Values, missing: list[str]) -> Sequence[object]:
    value = _value(path, values, missing)
    if isinstance(value, Sequence) and not isinstance(value, str) and value:
        return value
    missing.append(path)
    return ()
