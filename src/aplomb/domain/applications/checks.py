"""Everything that can be wrong in a label's rules, as interfaces.md §7 has them. No file is known here.

`problems` looks at data of any shape and never fails on them; what it lets pass, `compile_scheme` can take.
"""

from collections.abc import Collection, Iterator, Mapping

from aplomb.domain.applications import vocabulary as words_of
from aplomb.domain.applications.condition_checks import conditions, crossed, questions
from aplomb.domain.applications.scheme import FORMAT
from aplomb.domain.applications.shape import COUNT, SCHEME, SPAN
from aplomb.domain.shared.inside import at, figure, groups, word, words
from aplomb.domain.shared.shapes import (
    FLAG,
    Finding,
    Findings,
    Kind,
    Listed,
    Path,
    duplicates,
    in_order,
    is_number,
    many,
    one_of,
    record,
    shown,
)


def problems(
    data: object, documents: Collection[str] | None = None, letters: Mapping[str, str] | None = None
) -> Findings:
    """Everything wrong with the data of a scheme, in the order of the data.

    `documents` are the codes of the documents that its referential marks indispensable, `letters` the kind of
    each letter that there is a file of; `None` leaves what they are needed for unchecked.
    """
    written = at(data, ("format",))
    if written != FORMAT:
        # Data of another format would drown the one useful message in unknown keys.
        path = ("format",) if isinstance(data, Mapping) and "format" in data else ()
        return [Finding(path, "scheme.expected", {"written": shown(written), "format": FORMAT})]
    found: Findings = []
    SCHEME.check(data, (), found)
    for check in (_twice, _path, _guards, questions, conditions, _table, _grades, _certificate, _figures):
        found.extend(check(data))
    found.extend(_letters(data, letters))
    if documents is not None:
        found.extend(_documents(data, documents))
    return in_order(data, found)


_LISTS: tuple[tuple[Path, str], ...] = (
    (("path",), "code"),
    (("sizing", "questions"), "code"),
    (("sizing", "rule", "per_site", "additions"), "code"),
    (("sampling", "always_include"), "code"),
    (("indispensable_documents", "rules"), "document"),
    (("findings", "grades"), "code"),
    (("commission", "seats"), "category"),
    (("decisions",), "code"),
    (("certificate", "signatories"), "role"),
    (("reminders",), "code"),
    (("letters",), "code"),
)


def _twice(data: object) -> Iterator[Finding]:
    """Codes are unique in their list."""
    for where, key in _LISTS:
        codes = [(path, code) for item, _ in groups(data, where) for path, code in word(data, (*item, key))]
        yield from duplicates(codes)
    for item, _ in groups(data, ("sizing", "questions")):
        options = groups(data, (*item, "options"))
        yield from duplicates(
            (path, code) for option, _ in options for path, code in word(data, (*option, "value"))
        )


def _codes(data: object, where: Path, key: str = "code") -> list[str]:
    return [code for item, _ in groups(data, where) for _, code in word(data, (*item, key))]


def _path(data: object) -> Iterator[Finding]:
    """Steps come after steps that exist, and never in a circle."""
    steps = _codes(data, ("path",))
    before: dict[str, list[str]] = {}
    for path, step in groups(data, ("path",)):
        for where, code in words(data, (*path, "after")):
            if code in steps:
                before.setdefault(str(step.get("code")), []).append(code)
            else:
                yield Listed("path", steps).missing(where, code)
    circle = _circle(before)
    if circle:
        place = next(path for path, step in groups(data, ("path",)) if step.get("code") == circle[0])
        yield Finding((*place, "after"), "path.circle", {"steps": " → ".join((*circle, circle[0]))})


def _circle(before: Mapping[str, list[str]]) -> list[str]:
    """Steps that wait for one another, each for the one that follows it; empty where there is no circle."""
    for start in before:
        trails, seen = [[start]], {start}
        while trails:
            trail = trails.pop(0)
            for step in before.get(trail[-1], ()):
                if step == start:
                    return trail
                if step not in seen:
                    seen.add(step)
                    trails.append([*trail, step])
    return []


def _guards(data: object) -> Iterator[Finding]:
    """Guards that the program knows, with the parameters that each of them takes."""
    for step, _ in groups(data, ("path",)):
        for path, guard in groups(data, (*step, "guards")):
            code = guard.get("code")
            if not isinstance(code, str):
                continue
            if code not in words_of.GUARDS:
                yield Listed("guards", words_of.GUARDS).missing((*path, "code"), code)
                continue
            found: Findings = []
            shapes = {name: _param(param) for name, param in words_of.GUARDS[code].items()}
            if "params" in guard:
                record({}, shapes).check(guard["params"], (*path, "params"), found)
            yield from found


def _param(param: words_of.Param) -> Kind:
    kinds = {"count": COUNT, "flag": FLAG, "weeks": SPAN}
    if param.kind in kinds:
        return kinds[param.kind]
    word = one_of(param.values)
    return many(word, different=True) if param.kind == "codes" else word


def _table(data: object) -> Iterator[Finding]:
    """The sizing table's bounds rise, and its last row, and that one only, has none."""
    rows = list(groups(data, ("sizing", "rule", "table")))
    last = None
    for position, (path, _) in enumerate(rows, start=1):
        bound = figure(data, (*path, "half_days_up_to"))
        if (bound is None) != (position == len(rows)):
            yield Finding(path, "table.bound")
        elif bound is not None and last is not None and bound <= last:
            yield Finding(path, "table.order", {"written": shown(bound), "before": shown(last)})
        last = last if bound is None else bound


def _grades(data: object) -> Iterator[Finding]:
    """What a proposal or a definition names is a grade of this label; what is decided is one of its decisions."""
    grades = _codes(data, ("findings", "grades"))
    for path, _ in groups(data, ("findings", "proposal")):
        for where, code in word(data, (*path, "grade")):
            if code in words_of.GRADES and code not in grades:
                yield Listed("grades", grades).missing(where, code)
    definitions = at(data, ("findings", "definitions"))
    for code in definitions if isinstance(definitions, Mapping) else ():
        if code in words_of.GRADES and code not in grades:
            yield Listed("grades", grades).missing(("findings", "definitions", code), code)
    decisions = _codes(data, ("decisions",))
    for path, _ in groups(data, ("blocked_decisions",)):
        for where, code in words(data, (*path, "blocks")):
            if code in words_of.DECISIONS and code not in decisions:
                yield Listed("decisions", decisions).missing(where, code)


_NUMBER_PARTS = ("{prefix}", "{year}", "{sequence}", "{check}")


def _certificate(data: object) -> Iterator[Finding]:
    """A number has its four parts; signatories sign one after the other, from the first."""
    for path, pattern in word(data, ("certificate", "number", "pattern")):
        if any(pattern.count(part) != 1 for part in _NUMBER_PARTS):
            yield Finding(path, "certificate.pattern", {"parts": ", ".join(_NUMBER_PARTS)})
    signatories = list(groups(data, ("certificate", "signatories")))
    for expected, (path, signatory) in enumerate(signatories, start=1):
        if is_number(signatory.get("order")) and signatory["order"] != expected:
            facts = {"expected": expected, "written": shown(signatory["order"])}
            yield Finding((*path, "order"), "certificate.order", facts)


def _figures(data: object) -> Iterator[Finding]:
    """A figure that stands in two places is the same in both, and dates come in their order."""
    yield from _guard_figures(data)
    yield from crossed(data, ("mock_audit", "weeks_before"))
    yield from crossed(data, ("sizing", "rule", "off_site_days", "report"))
    validity = figure(data, ("validity_months",))
    for path in (("follow_up", "at_months"), ("renewal", "opens_months_before")):
        months = figure(data, path)
        if months is not None and validity is not None and months >= validity:
            facts = {"key": path[-1], "written": shown(months), "validity": shown(validity)}
            yield Finding(path, "months.after-validity", facts)
    counts = [figure(data, (*path, "count")) for path, _ in groups(data, ("commission", "seats"))]
    seats = sum(count for count in counts if count is not None)
    quorum: Path = ("commission", "quorum", "minimum")
    minimum = figure(data, quorum)
    if minimum is not None and minimum > seats:
        yield Finding(quorum, "quorum.unreachable", {"written": shown(minimum), "seats": shown(seats)})


# A guard's parameter, and where the label says the same thing for everyone.
_SAME_FIGURE: Mapping[tuple[str, str], Path] = {
    ("mock_audit_in_window", "weeks_before"): ("mock_audit", "weeks_before"),
    ("audit_body_independent_and_accepted", "lookback_months"): ("independence", "lookback_months"),
    ("indispensable_documents_verified", "weeks_before"): (
        "indispensable_documents",
        "verified_weeks_before_audit",
    ),
}


def _guard_figures(data: object) -> Iterator[Finding]:
    signatories = at(data, ("certificate", "signatories"))
    for step, _ in groups(data, ("path",)):
        for path, guard in groups(data, (*step, "guards")):
            params = guard.get("params")
            for key, value in params.items() if isinstance(params, Mapping) else ():
                place: Path = _SAME_FIGURE.get((str(guard.get("code")), key), ())
                other = at(data, place) if place else None
                if key == "signatures" and isinstance(signatories, list):
                    place, other = ("certificate", "signatories"), len(signatories)
                if place and other is not None and other != value:
                    facts = {"key": key, "written": _figure(value), "other": _figure(other)}
                    names = ".".join(map(str, place))
                    yield Finding((*path, "params", key), "figures.differ", {**facts, "place": names})


def _figure(value: object) -> str:
    if isinstance(value, Mapping):
        return "–".join(shown(value.get(key)) for key in ("min", "max"))
    return shown(value)


def _letters(data: object, files: Mapping[str, str] | None) -> Iterator[Finding]:
    """Each letter that is sent is in the list, and each letter in the list has its file, of the same kind."""
    listed = _codes(data, ("letters",))
    for path, code in _sent(data):
        if code not in listed:
            yield Listed("letters", listed).missing(path, code)
    if files is None:
        return
    for path, letter in groups(data, ("letters",)):
        for where, code in word(letter, ("code",)):
            if code not in files:
                yield Listed("content/letters", files).missing((*path, *where), code)
            elif letter.get("kind") in words_of.LETTER_KINDS and files[code] != letter["kind"]:
                facts = {"code": code, "written": letter["kind"], "other": files[code]}
                yield Finding((*path, "kind"), "letter.other-kind", facts)


def _sent(data: object) -> Iterator[tuple[Path, str]]:
    for path, _ in groups(data, ("path",)):
        yield from words(data, (*path, "letters"))
    for path, _ in groups(data, ("decisions",)):
        yield from word(data, (*path, "letter"))
        yield from word(data, (*path, "letter_follow_up"))
    for path, _ in groups(data, ("reminders",)):
        yield from word(data, (*path, "letter"))
    for measure in ("suspension", "withdrawal"):
        yield from word(data, ("certificate", measure, "letter"))


def _documents(data: object, indispensable: Collection[str]) -> Iterator[Finding]:
    """Rules are about documents that the referential marks indispensable."""
    for path, _ in groups(data, ("indispensable_documents", "rules")):
        for where, code in word(data, (*path, "document")):
            if code not in indispensable:
                yield Listed("documents", indispensable).missing(where, code)
