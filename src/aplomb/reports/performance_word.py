"""The performance report as Word, to edit: the same data as the PDF, nothing of it left out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass

from aplomb.domain.evaluations.evidence import Proof
from aplomb.domain.evaluations.results import Results
from aplomb.domain.plans.proposals import Proposal
from aplomb.reports import annexes, improvement, sections
from aplomb.reports.face import Picture
from aplomb.reports.performance import Performance, performance_data
from aplomb.reports.subject import Subject
from aplomb.reports.summary import Summary
from aplomb.reports.typeset import plain
from aplomb.reports.word import Content, Tile, Word

LEVEL = 1.7  # centimetres, for a level and its head


def performance_docx(
    results: Results,
    subject: Subject,
    *,
    proposals: Sequence[Proposal],
    sheets: Mapping[str, str],
    proofs: Sequence[Proof] = (),
    lang: str = "fr",
    template: bytes | None = None,
) -> bytes:
    """The performance report (*bilan de performance*) as a Word document.

    `template`: a document whose styles, page, heads and feet are taken, its text left.
    """
    data = performance_data(results, subject, proposals, sheets, lang, proofs)
    word = Word(lang, dict(data.signs), template)
    word.with_pictures(_pictures(data))
    word.bear(data.face.title, data.face.description)
    word.foot(f"{data.face.running} · {data.face.foot}")
    _cover(word, data)
    _summary(word, data.summary)
    _body(word, data)
    return word.bytes()


def _pictures(thing: object) -> Iterator[Picture]:
    """Every chart of the data, wherever it stands."""
    if isinstance(thing, Picture):
        yield thing
    elif isinstance(thing, tuple):
        for one in thing:
            yield from _pictures(one)
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from _pictures(getattr(thing, field.name))


def _cover(word: Word, data: Performance) -> None:
    face = data.face
    word.heading(face.kind, 1)
    word.text(face.name, strong=True)
    word.text(face.detail)
    word.text(face.status, strong=True)
    word.text(face.warning)
    word.table(("", ""), [(row.term, row.said) for row in face.rows], (4.5, 0))
    word.text(face.note, faint=True)
    word.contents(face.contents, [data.summary.title, data.guide.title, *_titles(data)])


def _summary(word: Word, part: Summary) -> None:
    word.heading(part.title, new_page=True)
    word.text(part.score_label)
    word.text(f"{part.score}{part.unit}", strong=True)
    word.picture(part.rule)
    word.texts([part.completion, part.floor])
    word.text(part.sentence, strong=True)
    word.texts(part.more)
    word.table(
        [figure.label for figure in part.figures],
        [[f"{figure.value} {figure.unit}".strip() for figure in part.figures]]
        + ([[figure.note for figure in part.figures]] if any(figure.note for figure in part.figures) else []),
    )
    word.heading(part.distribution_title, 2)
    word.picture(part.distribution)
    word.heading(part.families_title, 2)
    word.table(
        part.families_head,
        [(line.title, line.dots, line.score, line.against) for line in part.families],
        (0, 5.2, 2, 3.5),
    )
    word.heading(part.conditions_title, 2)
    word.table(
        part.conditions_head,
        [
            (
                " – ".join(filter(None, (plain(one.name), one.detail))),
                one.needs,
                one.has,
                one.missing,
                part.state_words[one.stands],
            )
            for one in part.conditions
        ],
        (0, 2, 2, 2.4, 2.6),
    )


def _titles(data: Performance) -> list[str]:
    """The titles of the parts, in the order in which they stand."""
    found = (
        data.dimensions,
        data.families,
        data.requirements,
        data.essentials,
        data.gaps.table,
        data.proposals,
        data.way_out,
        data.not_applicable,
        data.unanswered and data.unanswered.table,
        data.criteria,
        data.evidence,
        data.figures,
        data.sources,
    )
    return [part.title for part in found if part]


def _body(word: Word, data: Performance) -> None:
    word.heading(data.guide.title, new_page=True)
    word.items(data.guide.notes)
    _scale(word, data, data.guide.levels_title)
    if data.dimensions:
        _dimensions(word, data.dimensions)
    _families(word, data.families)
    _requirements(word, data.requirements)
    _criteria(word, data, data.essentials)
    _gaps(word, data, data.gaps)
    _proposals(word, data.proposals)
    _way_out(word, data, data.way_out)
    if data.not_applicable:
        _not_applicable(word, data, data.not_applicable)
    if data.unanswered:
        _unanswered(word, data, data.unanswered)
    letters = iter("ABCD")
    _annex(word, data, data.criteria, next(letters))
    if data.evidence:
        _evidence(word, data, data.evidence, next(letters))
    _figures(word, data, data.figures, next(letters))
    if data.sources:
        _sources(word, data, data.sources, next(letters))


def _scale(word: Word, data: Performance, title: str) -> None:
    word.heading(title, 2)
    head = data.figures.scale_head
    word.table(
        (head[0], "", head[1]),
        [(Tile(key), sign.word, sign.definition) for key, sign in data.signs.items()],
        (LEVEL, 3.5, 0),
    )


def _dimensions(word: Word, part: sections.Dimensions) -> None:
    word.heading(part.title)
    word.texts(part.lead)
    word.picture(part.radar)
    word.table(
        part.head,
        [(row.code, row.title, row.score, row.dots, row.answered, row.weak) for row in part.rows],
        (1.4, 0, 1.7, 5.2, 1.8, 2),
    )


def _families(word: Word, part: sections.Families) -> None:
    word.heading(part.title)
    word.texts(part.lead)
    for block in part.blocks:
        word.heading(block.title, 2)
        word.text(f"{block.score} – {block.against}", strong=True)
        word.picture(block.stack)
        word.text(block.facts, faint=True)
    word.heading(part.table_title, 2)
    word.table(part.head, [*part.rows, part.total], _figures_widths(part.head))


def _figures_widths(head: Sequence[Content]) -> list[float]:
    """A first column of words, the others of figures."""
    return [0, *(min(1.75, 12 / len(head[1:])) for _column in head[1:])]


def _requirements(word: Word, part: sections.Requirements) -> None:
    word.heading(part.title)
    word.texts(part.lead)
    word.picture(part.heat)
    word.heading(part.table_title, 2)
    rows: list[Sequence[Content]] = []
    for group in part.groups:
        rows.append((group.title,))
        rows += [(row.code, row.title, row.score, row.stack, row.answered, row.points) for row in group.rows]
    word.table(part.head, rows, (1.4, 0, 1.7, 5.2, 1.7, 1.9))


def _worded(row: sections.CriterionRow | improvement.Step, mark: str) -> str:
    """A criterion's text, said to be essential where it is."""
    return f"{plain(row.text)} ({mark})" if row.essential else plain(row.text)


def _remark(row: sections.CriterionRow) -> str:
    return " — ".join(filter(None, (row.remark, row.who)))


def _criteria(word: Word, data: Performance, part: sections.CriterionTable) -> None:
    word.heading(part.title)
    word.texts(part.lead)
    rows = [(row.code, plain(row.text), Tile(row.level), _remark(row)) for row in part.rows]
    word.table(part.head, rows, (1.5, 0, LEVEL, 6))
    word.texts(part.after)


def _gaps(word: Word, data: Performance, part: sections.Gaps) -> None:
    table = part.table
    word.heading(table.title)
    word.texts(table.lead)
    if table.rows:
        word.heading(part.chart_title, 2)
        word.picture(part.chart)
        rows = [(row.code, _worded(row, data.mark_word), Tile(row.level), *row.figures) for row in table.rows]
        word.table(table.head, rows, (1.5, 0, LEVEL, *(1.8 for _figure in table.head[3:])))
    word.texts(table.after)


def _proposals(word: Word, part: improvement.Proposals) -> None:
    word.heading(part.title)
    word.texts(part.lead)
    for card in part.cards:
        word.heading(f"{card.rank}. {plain(card.title)}", 2)
        word.text(f"{part.gain_word} {card.gain}", strong=True)
        word.text(card.reasons)
        criteria = ", ".join(f"{one.code} ({word.signs[one.level].text})" for one in card.criteria)
        word.text(f"{part.criteria_word} {criteria}")
        for name, said in (
            (part.documents_word, [plain(document) for document in card.documents]),
            (part.sheets_word, list(card.sheets)),
        ):
            if said:
                word.text(f"{name} {' · '.join(said)}")
    word.texts(part.after)


def _way_out(word: Word, data: Performance, part: improvement.WayOut) -> None:
    word.heading(part.title)
    word.texts(part.lead)
    rows = [
        (one.code, _worded(one, data.mark_word), Tile(one.from_level), Tile(one.to_level), one.points)
        for one in part.steps
    ]
    word.table(part.head, rows, (1.5, 0, LEVEL, LEVEL, 1.8))
    word.texts(part.after)


def _not_applicable(word: Word, data: Performance, part: sections.CriterionTable) -> None:
    word.heading(part.title)
    word.texts(part.lead)
    rows = [
        (row.code, _worded(row, data.mark_word), _remark(row) or data.no_reason_word) for row in part.rows
    ]
    word.table(part.head, rows, (1.5, 0, 6))


def _unanswered(word: Word, data: Performance, part: sections.Unanswered) -> None:
    word.heading(part.table.title)
    word.texts(part.table.lead)
    word.table(
        part.table.head, [(row.code, _worded(row, data.mark_word)) for row in part.table.rows], (1.5, 0)
    )
    word.table(part.by_requirement_head, [(row.title, row.count, row.codes) for row in part.by_requirement])


def _lettered(data: Performance, letter: str, title: str) -> str:
    return f"{data.annex_word}\u00a0{letter}. {title}"


def _annex(word: Word, data: Performance, part: annexes.Criteria, letter: str) -> None:
    word.heading(_lettered(data, letter, part.title), new_page=True)
    word.texts(part.lead)
    rows: list[Sequence[Content]] = []
    for group in part.groups:
        if plain(group.family):
            rows.append((group.family,))
        rows.append((group.title,))
        for row in group.rows:
            cells = (row.code, _worded(row, data.mark_word), Tile(row.level), row.figures[0])
            rows.append((*cells, _remark(row)) if part.remarks else cells)
    widths = (1.5, 0, LEVEL, 1.6, 5) if part.remarks else (1.5, 0, LEVEL, 1.6)
    word.table(part.head[: len(widths)], rows, widths)


def _evidence(word: Word, data: Performance, part: annexes.Evidence, letter: str) -> None:
    word.heading(_lettered(data, letter, part.title))
    word.texts(part.lead)
    rows = [(row.code, row.title, row.kind, row.version, row.digits) for row in part.rows]
    word.table(part.head, rows, (1.5, 0, 3.2, 1.5, 3))


def _figures(word: Word, data: Performance, part: annexes.Figures, letter: str) -> None:
    word.heading(_lettered(data, letter, part.title))
    word.texts(part.lead)
    word.table(part.head, [*part.rows, part.total], _figures_widths(part.head))
    for statement in part.statements:
        word.text(statement)
    word.heading(part.rules_title, 2)
    word.items(part.rules)
    _scale(word, data, part.scale_title)


def _sources(word: Word, data: Performance, part: annexes.Sources, letter: str) -> None:
    word.heading(_lettered(data, letter, part.title))
    word.texts(part.lead)
    rows = [(" – ".join(filter(None, (row.title, row.url))), row.codes) for row in part.rows]
    word.table(part.head, rows, (0, 5))
