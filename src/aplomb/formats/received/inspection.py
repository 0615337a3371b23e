"""Looking at a file, in the order of the house: name, bytes, agreement, structure, what is active, patient data."""

from collections.abc import Iterator

from aplomb.domain.files import limits, names
from aplomb.domain.files.findings import Finding, Refused, Rule, Spot
from aplomb.domain.files.health_data import findings_in
from aplomb.domain.files.kinds import ENDINGS, PICTURES, Kind, agrees
from aplomb.domain.files.numbers import holds_identifying_number
from aplomb.formats.received import dicom, office, pdf, pictures, texts
from aplomb.formats.received.archive import Archive, Budget
from aplomb.formats.received.report import Report
from aplomb.formats.received.signatures import PDF, kind_of

_TEXTS = ("txt", "csv")
# How deep a part lies: a member of a zip, a package inside an office document.
_MEMBER, _INNER = 1, 2


def inspect(data: bytes, name: str) -> Report:
    """What a file is, and everything that stands against keeping it; nothing found: it may be kept."""
    try:
        _refuse_name(name)
        if len(data) > limits.MOST_BYTES:
            raise Refused(Rule.TOO_BIG)
        return _look(data, name, Budget(len(data)), depth=0)
    except Refused as refused:
        return Report(None, (refused.finding,))


def _refuse_name(name: str) -> None:
    if any(findings_in(name)):
        raise Refused(Rule.NIR, (Spot.NAME, ""))


def _look(data: bytes, name: str, budget: Budget, *, depth: int) -> Report:
    if not data:
        raise Refused(Rule.EMPTY)
    ending = names.ending(name)
    kind = kind_of(data)
    if kind is Kind.ZIP:
        return _packed(data, name, budget, depth)
    if kind is None:
        if ending not in _TEXTS:
            _refuse_if_it_says_too_much(data)
            raise Refused(Rule.UNKNOWN_KIND if ending not in ENDINGS else Rule.DISAGREES)
        return _report(*texts.look(data, ending))
    if kind is not Kind.DICOM and not agrees(kind, ending):
        # A patient's file is told as such whatever its name says.
        raise Refused(Rule.DISAGREES)
    if kind is Kind.PDF:
        return _report(kind, pdf.look(data))
    if kind in PICTURES:
        clean = pictures.clean_png(data) if kind is Kind.PNG else pictures.clean_jpeg(data)
        return Report(kind, (), clean)
    found = dicom.look(data)
    if not found and not agrees(kind, ending):
        raise Refused(Rule.DISAGREES)
    return _report(kind, found)


def _refuse_if_it_says_too_much(data: bytes) -> None:
    """A message or a clinical document has an ending of its own; it is told as what it is."""
    try:
        text = texts.decode(data)
    except Refused:
        return
    for finding in findings_in(text, by_line=True):
        raise Refused(finding.rule, *finding.where)


def _report(kind: Kind, found: list[Finding]) -> Report:
    return Report(kind, tuple(found[: texts.MOST_TOLD]))


# — Archives ————————————————————————————————————————————————————————————————————————————


def _packed(data: bytes, name: str, budget: Budget, depth: int) -> Report:
    """An office document, or a zip whose members each pass; an archive in an archive is one too many."""
    archive = Archive(data, budget)
    kind = office.kind_of(archive)
    if kind is None:
        if depth:
            raise Refused(Rule.NESTED)
        kind = Kind.ZIP
    if not agrees(kind, names.ending(name)):
        raise Refused(Rule.DISAGREES)
    if kind is Kind.ZIP:
        return _report(kind, list(_members(archive, budget)))
    if PDF in data[:1024]:
        raise Refused(Rule.AROUND)

    def inner(part: bytes, part_name: str) -> list[Finding]:
        return _inner(part, part_name, budget, depth)

    return _report(kind, office.look(archive, kind, inner))


def _inner(data: bytes, name: str, budget: Budget, depth: int) -> list[Finding]:
    """A package inside a document: an office document once, never an archive."""
    where = (Spot.PART, "…" if holds_identifying_number(name) else name)
    if depth >= _INNER:
        raise Refused(Rule.NESTED, where)
    try:
        return [finding.inside(where) for finding in _look(data, name, budget, depth=_INNER).findings]
    except Refused as refused:
        raise Refused(refused.finding.rule, where, *refused.finding.where) from refused


def _members(archive: Archive, budget: Budget) -> Iterator[Finding]:
    if not archive.names:
        raise Refused(Rule.EMPTY)
    for number, (name, data) in enumerate(archive.members(), 1):
        hidden = holds_identifying_number(name)
        where = (
            (Spot.MEMBER_NUMBER, str(number))
            if hidden
            else (Spot.MEMBER, names.clean_name(name) or str(number))
        )
        try:
            _refuse_name(name)
            found: tuple[Finding, ...] = _look(data, name, budget, depth=_MEMBER).findings
        except Refused as refused:
            found = (refused.finding,)
        for finding in found:
            yield finding.inside(where)
