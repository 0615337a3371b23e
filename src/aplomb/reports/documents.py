"""The documentary report (*bilan documentaire*): which expected documents exist, and in what state."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from aplomb.charts.numbers import number_text, percent_text
from aplomb.charts.stacks import Part, composition, swatch
from aplomb.domain.documents.inventory import RUNS_OUT_WITHIN, Line, Record, Status
from aplomb.domain.evaluations.results import Results
from aplomb.domain.shared.shares import share
from aplomb.domain.shared.words import words
from aplomb.reports.engine import compile_pdf
from aplomb.reports.face import BREADTH, Face, Picture, Sign, face, picture
from aplomb.reports.subject import Subject
from aplomb.reports.summary import Figure
from aplomb.reports.typeset import Said, content, numbered, typeset
from aplomb.reports.wording import day_text, indispensables_text, listed

TEMPLATE = "documents.typ"
_BAR_WIDTH = 150.0
# Document states are not levels: they borrow their looks, and always carry an icon and a word.
_STEPS = {
    Status.PRESENT: "3",
    Status.PARTIAL: "2",
    Status.EXPIRED: "1",
    Status.MISSING: "0",
    Status.NOT_APPLICABLE: "na",
}
_ICONS = {
    Status.PRESENT: ("check", "ok"),
    Status.PARTIAL: ("dash", "ink2"),
    Status.EXPIRED: ("clock", "danger"),
    Status.MISSING: ("cross", "danger"),
    Status.NOT_APPLICABLE: ("ring", "ink3"),
}
_COUNTED = (Status.PRESENT, Status.PARTIAL, Status.EXPIRED, Status.MISSING)
_MOST_URGENT = {Status.MISSING: 0, Status.EXPIRED: 1, Status.PARTIAL: 2}


@dataclass(frozen=True, slots=True)
class State:
    """How a state is shown: its icon and tone, its swatch, its word."""

    icon: str
    tone: str
    swatch: str
    word: str


@dataclass(frozen=True, slots=True)
class DocumentRow:
    code: str
    title: Said
    indispensable: bool
    state: str
    kept: str
    until: str
    criteria: str


@dataclass(frozen=True, slots=True)
class DocumentTable:
    title: str
    lead: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[DocumentRow, ...]


@dataclass(frozen=True, slots=True)
class SetRow:
    """A category or a family: its documents by state, in figures and as a bar."""

    title: Said
    figures: tuple[str, ...]
    bar: Picture


@dataclass(frozen=True, slots=True)
class SetTable:
    title: str
    lead: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[SetRow, ...]


@dataclass(frozen=True, slots=True)
class DocumentGroup:
    title: Said
    rows: tuple[DocumentRow, ...]


@dataclass(frozen=True, slots=True)
class FullList:
    title: str
    lead: tuple[str, ...]
    head: tuple[str, ...]
    groups: tuple[DocumentGroup, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    title: str
    score: str
    unit: str
    score_label: str
    sentence: str
    figures: tuple[Figure, ...]
    bar: Picture
    legend: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Documents:
    """All that the template lays out; every text is ready in the report's language."""

    face: Face
    signs: Mapping[str, Sign]
    states: Mapping[str, State]
    mark_word: str
    overview: Overview
    indispensable: DocumentTable
    validity: DocumentTable
    categories: SetTable
    families: SetTable
    full: FullList
    not_applicable: DocumentTable | None
    recipe_title: str
    recipe: tuple[str, ...]


def documents_data(outcome: Results, subject: Subject, lang: str) -> Documents:
    """What the documentary report says."""
    _ = words(lang).gettext
    papers = outcome.documents
    in_order = papers.count(Status.PRESENT)
    return Documents(
        face=face(
            outcome,
            subject,
            _("Documentary report"),
            lang,
            progress=_("Documents in order: {n} of {total}").format(n=in_order, total=papers.expected),
            thread=share(in_order, papers.expected),
        ),
        signs={},
        states={status.value: _state(status, lang) for status in Status},
        mark_word=_("Indispensable"),
        overview=_overview(outcome, lang),
        indispensable=_indispensable(outcome, lang),
        validity=_validity(outcome, lang),
        categories=_categories(outcome, lang),
        families=_families(outcome, lang),
        full=_full(outcome, lang),
        not_applicable=_not_applicable(outcome, lang),
        recipe_title=_("How documents are counted"),
        recipe=_recipe(lang),
    )


def documents_pdf(results: Results, subject: Subject, *, lang: str = "fr") -> bytes:
    """The documentary report (*bilan documentaire*), on the day of `results.documents`."""
    return compile_pdf(TEMPLATE, documents_data(results, subject, lang), subject.on)


def status_word(status: Status, lang: str) -> str:
    """What a state of a document is called."""
    pgettext = words(lang).pgettext
    return {
        Status.PRESENT: pgettext("state of a document", "Present"),
        Status.PARTIAL: pgettext("state of a document", "Partial"),
        Status.EXPIRED: pgettext("state of a document", "Out of date"),
        Status.MISSING: pgettext("state of a document", "Missing"),
        Status.NOT_APPLICABLE: pgettext("state of a document", "Not applicable"),
    }[status]


def _state(status: Status, lang: str) -> State:
    icon, tone = _ICONS[status]
    step = _STEPS[status]
    return State(icon, tone, swatch(f"s-{step}", step, printed=True), status_word(status, lang))


def _overview(outcome: Results, lang: str) -> Overview:
    _ = words(lang).gettext
    papers = outcome.documents
    return Overview(
        title=_("Summary"),
        score=str(papers.count(Status.PRESENT)),
        unit=_("of {total}").format(total=papers.expected),
        score_label=_("Documents present and in date"),
        sentence=_sentence(outcome, lang),
        figures=_figures(outcome, lang),
        bar=_bar("documents", papers.lines, BREADTH, lang),
        legend=tuple(status.value for status in _COUNTED),
    )


def _sentence(outcome: Results, lang: str) -> str:
    """What stands in the way first: the indispensable documents, then what is missing or out of date."""
    translations = words(lang)
    _ = translations.gettext
    papers = outcome.documents
    if not papers.lines:
        return _("No document is expected.")
    unmet = papers.indispensable_unmet
    if unmet:
        return translations.ngettext(
            "{documents} is to be produced or put in order.",
            "{documents} are to be produced or put in order.",
            len(unmet),
        ).format(documents=indispensables_text(len(unmet), lang))
    others = [
        _others_text(status, count, lang)
        for status in (Status.MISSING, Status.EXPIRED, Status.PARTIAL)
        if (count := papers.count(status))
    ]
    if not others:
        return _("Every expected document is present and in date.")
    return _("Every indispensable document is present and in date; of the others: {list}.").format(
        list=listed(others, lang)
    )


def _others_text(status: Status, count: int, lang: str) -> str:
    ngettext = words(lang).ngettext
    pattern = {
        Status.MISSING: ngettext("{n} missing", "{n} missing", count),
        Status.EXPIRED: ngettext("{n} out of date", "{n} out of date", count),
        Status.PARTIAL: ngettext("{n} partial", "{n} partial", count),
    }[status]
    return pattern.format(n=number_text(count, lang))


def _figures(outcome: Results, lang: str) -> tuple[Figure, ...]:
    _, ngettext = words(lang).gettext, words(lang).ngettext
    papers = outcome.documents
    soon = sum(line.runs_out for line in papers.lines)
    missing = len(papers.indispensable_missing)
    counts = [
        Figure(
            status_word(status, lang),
            str(papers.count(status)),
            "",
            percent_text(share(papers.count(status), papers.expected), lang),
        )
        for status in (Status.PRESENT, Status.PARTIAL, Status.EXPIRED)
    ]
    return (
        *counts,
        Figure(
            status_word(Status.MISSING, lang),
            str(papers.count(Status.MISSING)),
            "",
            ngettext("{n} indispensable", "{n} indispensable", missing).format(n=missing)
            if missing
            else percent_text(share(papers.count(Status.MISSING), papers.expected), lang),
            alert=bool(missing),
        ),
        Figure(
            status_word(Status.NOT_APPLICABLE, lang), str(len(papers.not_applicable)), "", _("not counted")
        ),
        Figure(
            _("To renew within {n} days").format(n=RUNS_OUT_WITHIN.days), str(soon), "", "", alert=bool(soon)
        ),
    )


def _indispensable(outcome: Results, lang: str) -> DocumentTable:
    """The indispensable documents that are not in order, those that are missing first."""
    translations = words(lang)
    _ = translations.gettext
    unmet = sorted(outcome.documents.indispensable_unmet, key=lambda line: _MOST_URGENT[line.status])
    total = sum(line.document.indispensable for line in outcome.documents.lines)
    if unmet:
        lead = translations.ngettext(
            "{n} of the {total} indispensable documents is not in order; an audit asks for each of them.",
            "{n} of the {total} indispensable documents are not in order; an audit asks for each of them.",
            len(unmet),
        )
    elif total:
        lead = translations.ngettext(
            "The only indispensable document is present and in date.",
            "All {total} indispensable documents are present and in date.",
            total,
        )
    else:
        lead = _("No expected document is indispensable.")
    return DocumentTable(
        title=_("Indispensable documents to produce or put in order"),
        lead=(lead.format(n=len(unmet), total=total),),
        head=_head(lang),
        rows=_rows(outcome, unmet, lang),
    )


def _validity(outcome: Results, lang: str) -> DocumentTable:
    """What is out of date, then what runs out soon, by date."""
    _ = words(lang).gettext
    papers = outcome.documents
    concerned = [line for line in papers.lines if line.runs_out or line.status is Status.EXPIRED]
    ordered = sorted(concerned, key=lambda line: line.record.valid_until or papers.on)
    last = day_text(papers.on + RUNS_OUT_WITHIN, lang)
    lead = (
        _("What is out of date on {day}, and what will be by {last}.")
        if ordered
        else _("Nothing is out of date on {day}, and nothing will be by {last}.")
    )
    return DocumentTable(
        title=_("Out of date, or to renew within {n} days").format(n=RUNS_OUT_WITHIN.days),
        lead=(lead.format(day=day_text(papers.on, lang), last=last),),
        head=_head(lang),
        rows=_rows(outcome, ordered, lang),
    )


def _categories(outcome: Results, lang: str) -> SetTable:
    _ = words(lang).gettext
    sets = [
        (content(category.title, lang), category.code, found)
        for category in outcome.edition.document_categories
        if (found := [line for line in outcome.documents.lines if line.document.category == category.code])
    ]
    return SetTable(
        title=_("By category"),
        lead=(),
        head=_set_head(_("Category"), lang),
        rows=tuple(_set_row(f"category-{code}", title, found, lang) for title, code, found in sets),
    )


def _families(outcome: Results, lang: str) -> SetTable:
    """By family: the documents that its criteria name; one that two families name counts in both."""
    _ = words(lang).gettext
    asked: dict[str, set[str]] = {}
    for criterion in outcome.asked:
        asked.setdefault(criterion.family, set()).update(criterion.documents)
    lines = outcome.documents.lines
    rows = [
        _set_row(f"family-{family.code}", numbered(family.code, content(family.title, lang)), found, lang)
        for family in outcome.edition.families
        if (found := [line for line in lines if line.document.code in asked.get(family.code, ())])
    ]
    named = set().union(*asked.values()) if asked else set()
    if alone := [line for line in lines if line.document.code not in named]:
        rows.append(_set_row("family-none", _("Named by no criterion"), alone, lang))
    return SetTable(
        title=_("By family"),
        lead=(_("The documents that a family’s criteria name; one named in two families counts in both."),),
        head=_set_head(_("Family"), lang),
        rows=tuple(rows),
    )


def _full(outcome: Results, lang: str) -> FullList:
    _ = words(lang).gettext
    return FullList(
        title=_("Every expected document"),
        lead=(),
        head=_head(lang),
        groups=tuple(
            DocumentGroup(content(category.title, lang), _rows(outcome, found, lang))
            for category in outcome.edition.document_categories
            if (
                found := [line for line in outcome.documents.lines if line.document.category == category.code]
            )
        ),
    )


def _not_applicable(outcome: Results, lang: str) -> DocumentTable | None:
    _ = words(lang).gettext
    lines = outcome.documents.not_applicable
    if not lines:
        return None
    return DocumentTable(
        title=_("Documents not applicable"),
        lead=(_("Somebody said that these do not concern the subject: they are counted nowhere."),),
        head=_head(lang),
        rows=_rows(outcome, lines, lang),
    )


def _recipe(lang: str) -> tuple[str, ...]:
    _ = words(lang).gettext
    return (
        _("Expected: the documents that a criterion asked names, or that no criterion names at all."),
        _("Missing: said to be missing, or nothing said."),
        _("Out of date: its date of validity is past, whether it was said to be present or partial."),
        _("A document is still valid on the very day of its date."),
    )


def _head(lang: str) -> tuple[str, ...]:
    _ = words(lang).gettext
    return (_("Code"), _("Document"), _("State"), _("Kept at"), _("Valid until"), _("Criteria"))


def _set_head(name: str, lang: str) -> tuple[str, ...]:
    _ = words(lang).gettext
    return (name, *(status_word(status, lang) for status in _COUNTED), _("Expected"), _("Distribution"))


def _set_row(uid: str, title: Said, lines: Sequence[Line], lang: str) -> SetRow:
    counts = [sum(line.status is status for line in lines) for status in _COUNTED]
    return SetRow(
        title=title,
        figures=tuple(number_text(count, lang) for count in (*counts, len(lines))),
        bar=_bar(uid, lines, _BAR_WIDTH, lang),
    )


def _bar(uid: str, lines: Sequence[Line], width: float, lang: str) -> Picture:
    parts = [
        Part(sum(line.status is status for line in lines), _STEPS[status], status_word(status, lang))
        for status in _COUNTED
    ]
    height = 22 if width == BREADTH else 16
    return picture(composition(uid, parts, lang=lang, width=width, height=height), width)


def _rows(outcome: Results, lines: Iterable[Line], lang: str) -> tuple[DocumentRow, ...]:
    asked = {criterion.code for criterion in outcome.asked}
    return tuple(_row(outcome, line, asked, lang) for line in lines)


def _row(outcome: Results, line: Line, asked: set[str], lang: str) -> DocumentRow:
    document, record = line.document, line.record
    named = [
        criterion.code
        for criterion in outcome.edition.criteria_by_document[document.code]
        if criterion.code in asked
    ]
    return DocumentRow(
        code=typeset(document.code, lang),
        title=content(document.title, lang),
        indispensable=document.indispensable,
        state=line.status.value,
        kept=typeset(_kept(record, lang), lang),
        until=day_text(record.valid_until, lang) if record.valid_until else "",
        criteria=", ".join(named),
    )


def _kept(record: Record, lang: str) -> str:
    """Where it is kept, and by which group, where a group keeps it for its sites."""
    if not record.shared_by:
        return record.reference
    shared = words(lang).gettext("shared by {group}").format(group=record.shared_by)
    return " · ".join(filter(None, (record.reference, shared)))
