"""The results as the page shows them: every figure ready to be read, with the way down to its criteria.

`Results` says everything; here it is only worded. What is compared with an earlier evaluation reads its summary.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from urllib.parse import quote_plus, urlencode

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aplomb import charts
from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.evaluations.results_queries import Before
from aplomb.charts.numbers import (
    how_many,
    number_text,
    percent_number,
    percent_text,
    points_missing,
    threshold_text,
)
from aplomb.charts.palette import NA as NA_STEP
from aplomb.charts.palette import step_of
from aplomb.charts.ranked import gain_text
from aplomb.domain.documents.inventory import Line, Record
from aplomb.domain.evaluations.answers import NA, Entry, Score
from aplomb.domain.evaluations.results import Gap, Group, Results, results
from aplomb.domain.evaluations.tally import Tally
from aplomb.domain.evaluations.verdict import Raise, way_out
from aplomb.domain.plans.proposals import Proposal, proposals
from aplomb.domain.referentials.edition import Criterion, Family, Scale
from aplomb.domain.shared.shares import half_up, share
from aplomb.domain.shared.text import Text
from aplomb.formats.sheets import sheet_titles, sheets_by_criterion
from aplomb.web.templatetags.aplomb import language

MOST_DECIMALS = 4
NO_BREAK = "\u00a0"
MET, UNMET, WAITING = "met", "unmet", "waiting"
GAPS_SHOWN, PROPOSALS_SHOWN, WAYS_SHOWN, WAYS_OFFERED = 8, 5, 6, 3
# How much of all that could be won one family must hold to be named.
NOTABLE = (Fraction(1, 2), Fraction(1, 3), Fraction(1, 4))


@dataclass(frozen=True, slots=True)
class View:
    """What the address asks of the page: decimals, and all the gaps or the first ones."""

    decimals: int = 0
    all_gaps: bool = False


# — Small things ————————————————————————————————————————————————————————————————————————————————————————————


@dataclass(frozen=True, slots=True)
class Delta:
    """A change against before: which way, and how much as people read it."""

    sign: int
    text: str

    @classmethod
    def between(cls, now: Fraction | None, before: Fraction | None, decimals: int) -> "Delta | None":
        """The change in points of percentage: the difference of what is printed, with the decimals that show it.

        39.5 % then 56.3 % print as 40 and 56: the change prints as 16. Nothing where a score is missing.
        """
        if now is None or before is None:
            return None
        if now == before:
            return cls(0, "")
        changes = (half_up(now * 100, n) - half_up(before * 100, n) for n in range(decimals, MOST_DECIMALS))
        change = next(filter(None, changes), None)
        if change is None:  # closer than what is ever printed
            return cls(0, "")
        return cls(1 if change > 0 else -1, number_text(abs(change), language()))


@dataclass(frozen=True, slots=True)
class Mark:
    """A level as the marks show it: step of the encoding, digit, word."""

    step: str
    digit: str
    word: str


def mark(scale: Scale, score: Score | None) -> Mark | None:
    """The mark of an answer; nothing where there is none."""
    lang = language()
    if score is None:
        return None
    if score is NA:
        return Mark(NA_STEP, _("NA"), scale.not_applicable.label.in_(lang) or _("Not applicable"))
    assert isinstance(score, int)  # noqa: S101 -- for the types
    values = [level.value for level in scale.levels]
    return Mark(step_of(score, values), str(score), scale.level(score).label.in_(lang))


class Ways:
    """The addresses that lead from a figure down to what it is made of.

    A page has hundreds of them: the two addresses that they all begin with are looked up once.
    """

    def __init__(self, evaluation: int) -> None:
        self._grid = reverse("evaluations:detail", args=[evaluation])
        self._recipe = reverse("evaluations:recipe", args=[evaluation])

    def grid(self, **query: str) -> str:
        """The grid, filtered as its address says it."""
        words = [f"{name}={quote_plus(word)}" for name, word in query.items() if word]
        return f"{self._grid}?{'&'.join(words)}" if words else self._grid

    def criterion(self, code: str) -> str:
        return self.grid(q=code)

    def part(self, code: str, level: int | None = None) -> str:
        """A family or a requirement, whose criteria's codes begin with its own; without a code, all of them."""
        return self.grid(level="" if level is None else str(level), q=f"{code}." if code else "")

    def recipe(self, kind: str, code: str = "") -> str:
        return f"{self._recipe}?of={quote_plus(f'{kind}:{code}' if code else kind)}"


# — The head: score, sentence, figures ——————————————————————————————————————————————————————————————————————


@dataclass(frozen=True, slots=True)
class Figure:
    """A number to remember, with what it is out of and the way down."""

    label: str
    value: str
    note: str
    url: str
    step: str = ""
    alert: bool = False


def figures(outcome: Results, ways: Ways) -> list[Figure]:
    lang, tally = language(), outcome.tally
    papers = outcome.documents
    needed = sum(line.document.indispensable for line in papers.lines)
    ready = needed - len(papers.indispensable_unmet)
    lowest = outcome.edition.scale.levels[0]
    essential_fine = sum(
        criterion.essential
        and isinstance(score := outcome.scores.get(criterion.code), int)
        and score >= outcome.thresholds.essential_minimum
        for criterion in outcome.asked
    )
    flag = outcome.edition.scale.not_applicable.flag_above
    found = [
        Figure(
            _("Essential criteria met"),
            str(essential_fine),
            _("of {total}").format(total=outcome.essential_total),
            ways.grid(show="essential"),
        ),
        Figure(
            lowest.label.in_(lang),
            str(tally.levels[0]),
            "",
            ways.grid(level=str(lowest.value)),
            step=step_of(lowest.value, [level.value for level in outcome.edition.scale.levels]),
        ),
        Figure(
            _("Not applicable"),
            str(tally.na),
            percent_text(tally.na_rate, lang, against=flag, decimals=1) if tally.na else "",
            ways.grid(show="na"),
            alert=outcome.na_flagged,
        ),
        Figure(
            _("Indispensable documents ready"),
            str(ready),
            _("of {total}").format(total=needed),
            "#documents",
        ),
    ]
    if tally.unanswered:
        found.append(
            Figure(
                _("Still to answer"),
                str(tally.unanswered),
                _("of {total}").format(total=tally.asked),
                ways.grid(show="unanswered"),
            )
        )
    else:
        found.append(
            Figure(
                _("Compliant answers"),
                percent_text(tally.compliance, lang),
                _("at level {level} or above").format(level=outcome.edition.scale.compliant_from),
                ways.grid(),
            )
        )
    return found


def sentence(outcome: Results) -> SafeString:
    """What is missing to be ready, in one sentence; and where most of it lies."""
    parts = list(_missing(outcome))
    if not outcome.tally.answered:
        return format_html("{}", _("Nothing is scored yet: there is no score to show."))
    if not parts:
        return format_html("{}", _("Every rule of readiness is met."))
    said = format_html(_("Still missing, to be ready for the audit: {list}."), list=_listed(parts))
    where = _where(outcome)
    return format_html("{} {}", said, where) if where else said


def _missing(outcome: Results) -> Iterator[SafeString]:
    lang, tally = language(), outcome.tally
    rules = [unmet.rule for unmet in outcome.unmet]
    if tally.score is not None and "overall" in rules:
        points = points_missing(tally.score, outcome.thresholds.overall)
        word = ngettext("{n} point", "{n} points", how_many(points, lang))
        yield _strong(word.format(n=number_text(points, lang)))
    if count := rules.count("family"):
        word = ngettext("{n} family below its threshold", "{n} families below their threshold", count)
        yield _strong(word.format(n=count))
    if count := rules.count("essential"):
        word = ngettext("{n} essential criterion", "{n} essential criteria", count)
        yield _strong(word.format(n=count))
    if count := rules.count("document"):
        word = ngettext("{n} indispensable document", "{n} indispensable documents", count)
        yield _strong(word.format(n=count))
    if tally.unanswered:
        word = ngettext("{n} answer", "{n} answers", tally.unanswered)
        yield _strong(word.format(n=number_text(tally.unanswered, lang)))


def _strong(text: str) -> SafeString:
    """A number with its noun, which a line's end does not part."""
    return format_html("<b>{}</b>", text.replace(" ", NO_BREAK, 1))


def _listed(parts: Sequence[SafeString]) -> SafeString:
    if len(parts) == 1:
        return parts[0]
    first = format_html_join(", ", "{}", ((part,) for part in parts[:-1]))
    return format_html(_("{list} and {last}"), list=first, last=parts[-1])


def _where(outcome: Results) -> str:
    """The family that holds a notable part of all the points still to win."""
    points: dict[str, Fraction] = {}
    for gap in outcome.gaps:
        points[gap.criterion.family] = points.get(gap.criterion.family, Fraction(0)) + gap.points
    whole = sum(points.values())
    if not whole or len(outcome.edition.families) < 3:
        return ""
    code = max(points, key=lambda one: points[one])
    part = share(points[code], whole) or Fraction(0)
    said = {
        NOTABLE[0]: _("Family {code} holds more than half of the gap."),
        NOTABLE[1]: _("Family {code} holds more than a third of the gap."),
        NOTABLE[2]: _("Family {code} holds more than a quarter of the gap."),
    }
    return next((said[bound].format(code=code) for bound in NOTABLE if part > bound), "")


# — Families, requirements, dimensions ——————————————————————————————————————————————————————————————————————


@dataclass(frozen=True, slots=True)
class Row:
    """A family, a requirement or a dimension: its score against before, its levels, the ways down."""

    code: str
    title: Text
    tally: Tally
    score: str
    before: Fraction | None
    before_text: str
    delta: Delta | None
    below: bool
    levels: Mapping[int, int]
    counts: tuple[tuple[int, str], ...]
    completion: str
    url: str
    recipe: str


def rows(
    outcome: Results,
    groups: Sequence[Group],
    kind: str,
    before: Mapping[str, Fraction | None],
    ways: Ways,
    decimals: int,
    threshold: Fraction | None = None,
) -> list[Row]:
    """The groups that have something asked, worded; `threshold` says where a score falls short."""
    return [
        _row(outcome, group, kind, before.get(group.code), ways, decimals, threshold)
        for group in groups
        if group.tally.asked
    ]


def _row(
    outcome: Results,
    group: Group,
    kind: str,
    before: Fraction | None,
    ways: Ways,
    decimals: int,
    threshold: Fraction | None,
) -> Row:
    lang, tally = language(), group.tally
    score = tally.score
    values = [level.value for level in outcome.edition.scale.levels]
    levels = dict(zip(values, tally.levels, strict=True))
    leads = kind != "dimension"
    return Row(
        code=group.code,
        title=group.title,
        tally=tally,
        score=percent_number(score, lang, against=threshold, decimals=decimals),
        before=before,
        before_text=percent_number(before, lang, decimals=decimals),
        delta=Delta.between(score, before, decimals),
        below=threshold is not None and score is not None and score < threshold,
        levels=levels,
        counts=tuple(
            (count, ways.part(group.code, value) if leads else "") for value, count in levels.items()
        ),
        completion="" if tally.completion == 1 else percent_text(tally.completion, lang, against=Fraction(1)),
        url=ways.part(group.code) if leads else "",
        recipe=ways.recipe(kind, group.code),
    )


@dataclass(frozen=True, slots=True)
class HeatCell:
    code: str
    title: Text
    step: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class HeatLine:
    """A family of the heat map, with a cell a requirement."""

    family: Family
    cells: tuple[HeatCell, ...]


def heat(outcome: Results, ways: Ways) -> list[HeatLine]:
    """The requirements at a glance, family by family; each cell leads to its criteria."""
    lang = language()
    tallies = {group.code: group.tally for group in outcome.requirements}
    lines = []
    for family in outcome.edition.families:
        cells = []
        for requirement in family.requirements:
            tally = tallies[requirement.code]
            if not tally.asked:
                continue
            applicable = tally.applicable > 0
            step = charts.band(charts.Cell(requirement.code, tally.score, applicable))
            text = percent_number(tally.score, lang) if tally.score is not None or applicable else _("NA")
            cells.append(
                HeatCell(requirement.code, requirement.title, step, text, ways.part(requirement.code))
            )
        if cells:
            lines.append(HeatLine(family, tuple(cells)))
    return lines


def spokes(outcome: Results, before: Before | None) -> list[charts.Spoke]:
    """The dimensions as the radar draws them."""
    earlier = before.dimensions if before else {}
    return [
        charts.Spoke(group.title.in_(language()), group.tally.score, earlier.get(group.code))
        for group in outcome.dimensions
        if group.tally.asked
    ]


def weakest_first(found: Sequence[Row]) -> list[Row]:
    """From the weakest; those without a score last."""
    return sorted(found, key=lambda row: (row.tally.score is None, row.tally.score or Fraction(0)))


# — Criteria ————————————————————————————————————————————————————————————————————————————————————————————————


@dataclass(frozen=True, slots=True)
class Item:
    """A criterion in a list: its answer, what it would win, who answered, why."""

    criterion: Criterion
    mark: Mark | None
    entry: Entry | None
    gain: str
    url: str
    failing: bool = False


def _item(outcome: Results, criterion: Criterion, ways: Ways, gain: str = "") -> Item:
    return Item(
        criterion=criterion,
        mark=mark(outcome.edition.scale, outcome.scores.get(criterion.code)),
        entry=outcome.entries.get(criterion.code),
        gain=gain,
        url=ways.criterion(criterion.code),
        failing=criterion.code in outcome.essential_failing,
    )


@dataclass(frozen=True, slots=True)
class Essentials:
    """The essential criteria by what stands: failing, waiting for an answer, met or not applicable."""

    failing: tuple[Item, ...]
    waiting: tuple[Item, ...]
    others: tuple[Item, ...]


def essentials(outcome: Results, ways: Ways) -> Essentials:
    items = [_item(outcome, criterion, ways) for criterion in outcome.asked if criterion.essential]
    return Essentials(
        failing=tuple(item for item in items if item.failing),
        waiting=tuple(item for item in items if item.mark is None),
        others=tuple(item for item in items if item.mark is not None and not item.failing),
    )


def gaps(outcome: Results, ways: Ways, most: int | None = None) -> list[Item]:
    """The criteria below the maximum, the costliest first, with what each would win on the overall score.

    `most` is how many of them are shown; without it, all.
    """
    return [_item(outcome, gap.criterion, ways, _gain(outcome, gap)) for gap in outcome.gaps[:most]]


def _gain(outcome: Results, gap: Gap) -> str:
    won = share(gap.points, outcome.tally.potential_answered) or Fraction(0)
    return gain_text(won, language())


def not_applicable(outcome: Results, ways: Ways) -> list[Item]:
    return [_item(outcome, criterion, ways) for criterion in outcome.not_applicable]


# — Readiness, verdict, what to do ——————————————————————————————————————————————————————————————————————————


@dataclass(frozen=True, slots=True)
class Condition:
    """One rule of readiness: what it asks, what there is; `links` lead to what stands in the way.

    `stands` is `met`, `unmet`, or `waiting` where nothing can be said yet.
    """

    stands: str
    name: str
    has: str
    links: tuple[tuple[str, str], ...] = ()


def conditions(outcome: Results, ways: Ways) -> list[Condition]:
    """The rules of readiness, each with where it stands."""
    lang, rules, tally = language(), outcome.thresholds, outcome.tally
    below = [unmet.code or "" for unmet in outcome.unmet if unmet.rule == "family"]
    scored = any(group.tally.score is not None for group in outcome.families)
    return [
        Condition(
            MET if tally.completion is not None and tally.completion >= rules.completion else UNMET,
            _("Every criterion answered"),
            percent_text(tally.completion, lang, against=rules.completion),
            ((_("Answer"), ways.grid(show="unanswered")),) if tally.unanswered else (),
        ),
        Condition(
            _reached(tally.score, rules.overall),
            _("Overall score of {share} or above").format(share=threshold_text(rules.overall, lang)),
            percent_text(tally.score, lang, against=rules.overall),
        ),
        Condition(
            UNMET if below and scored else WAITING if below else MET,
            _("Each family at {share} or above").format(share=threshold_text(rules.family, lang)),
            _("{n} of {total}").format(n=len(outcome.families) - len(below), total=len(outcome.families)),
            tuple((_family_said(outcome, code), ways.part(code)) for code in below),
        ),
        _essential_condition(outcome, ways),
        _document_condition(outcome),
    ]


def _reached(score: Fraction | None, threshold: Fraction) -> str:
    return WAITING if score is None else MET if score >= threshold else UNMET


def _family_said(outcome: Results, code: str) -> str:
    tally = outcome.group("families", code).tally
    return f"{code} · {percent_text(tally.score, language(), against=outcome.thresholds.family)}"


def _essential_condition(outcome: Results, ways: Ways) -> Condition:
    failing = outcome.essential_failing
    waiting = any(criterion.essential for criterion in outcome.unanswered)
    return Condition(
        UNMET if failing else WAITING if waiting else MET,
        _("No essential criterion below level {level}").format(level=outcome.thresholds.essential_minimum),
        _("{n} below").format(n=len(failing)),
        tuple((code, ways.criterion(code)) for code in failing),
    )


def _document_condition(outcome: Results) -> Condition:
    papers = outcome.documents
    needed = sum(line.document.indispensable for line in papers.lines)
    unmet = len(papers.indispensable_unmet)
    return Condition(
        UNMET if unmet else MET,
        _("Indispensable documents present and in date"),
        _("{n} of {total}").format(n=needed - unmet, total=needed),
        ((_("See them"), "#documents"),) if unmet else (),
    )


@dataclass(frozen=True, slots=True)
class Step:
    """One criterion of the shortest way."""

    criterion: Criterion
    before: Mark | None
    after: Mark | None
    gain: str
    url: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules would decide today, and the cheapest way out of it."""

    favourable: bool
    steps: tuple[Step, ...]
    criteria: int
    levels: int
    unanswered: int
    documents: tuple[Line, ...]
    whatif: str


def verdict(outcome: Results, raises: Sequence[Raise], ways: Ways) -> Verdict:
    scale = outcome.edition.scale
    steps = tuple(
        Step(
            one.criterion,
            mark(scale, one.from_level),
            mark(scale, one.to_level),
            gain_text(share(one.points, outcome.tally.potential_answered) or Fraction(0), language()),
            ways.criterion(one.criterion.code),
        )
        for one in raises
    )
    ticked = [("raise", f"{one.criterion.code}:{one.to_level}") for one in raises]
    return Verdict(
        favourable=outcome.ready,
        steps=steps[:WAYS_SHOWN],
        criteria=len(steps),
        levels=sum(one.levels for one in raises),
        unanswered=outcome.tally.unanswered,
        documents=outcome.documents.indispensable_unmet,
        whatif=f"?{urlencode(ticked)}#what-if",
    )


@dataclass(frozen=True, slots=True)
class Sheet:
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme to propose, with its reasons and what helps."""

    rank: int
    title: Text
    code: str
    gain: str
    reasons: tuple[str, ...]
    items: tuple[Item, ...]
    documents: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    url: str


def themes(outcome: Results, ways: Ways, found: Sequence[Proposal]) -> list[Theme]:
    """The first requirements worth working on."""
    titles = sheet_titles()
    return [
        Theme(
            rank=proposal.rank,
            title=proposal.requirement.title,
            code=proposal.requirement.code,
            gain=gain_text(proposal.gain, language()),
            reasons=tuple(_reasons(proposal)),
            items=tuple(_item(outcome, gap.criterion, ways) for gap in proposal.gaps),
            documents=tuple(
                outcome.edition.documents_by_code[code].title.in_(language())
                for code in proposal.missing_documents
            ),
            sheets=tuple(Sheet(code, titles[code]) for code in proposal.sheets if code in titles),
            url=ways.part(proposal.requirement.code),
        )
        for proposal in found[:PROPOSALS_SHOWN]
    ]


def _reasons(proposal: Proposal) -> Iterator[str]:
    if failing := len(proposal.failing):
        word = ngettext("{n} essential criterion fails", "{n} essential criteria fail", failing)
        yield word.format(n=failing)
    count = len(proposal.gaps)
    word = ngettext("{n} criterion below the maximum", "{n} criteria below the maximum", count)
    yield word.format(n=count)
    if missing := len(proposal.missing_documents):
        word = ngettext("{n} document to put in order", "{n} documents to put in order", missing)
        yield word.format(n=missing)


def proposed(outcome: Results) -> tuple[Proposal, ...]:
    return proposals([outcome], sheets_by_criterion(outcome.edition.code))


# — What if —————————————————————————————————————————————————————————————————————————————————————————————————


@dataclass(frozen=True, slots=True)
class Choice:
    """A criterion that can be ticked, and the level that it would reach."""

    item: Item
    value: str
    ticked: bool
    target: Mark | None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A projection: never stored, never mixed with a score (domain.md §6)."""

    choices: tuple[Choice, ...]
    ticked: int
    outcome: Results | None
    sentence: str
    families: tuple[tuple[Row, Fraction | None, str], ...]
    conditions: tuple[Condition, ...]


def targets(outcome: Results, asked: Sequence[str]) -> dict[str, int]:
    """The levels that an address names (`2.3.1` to the maximum, or `2.3.1:2`), where they raise an answer."""
    top = outcome.edition.scale.max
    found: dict[str, int] = {}
    for one in asked:
        code, _colon, level = one.rpartition(":")
        if not code:
            code, level = one, str(top)
        score = outcome.scores.get(code)
        if isinstance(score, int) and level.isdecimal() and score < int(level) <= top:
            found[code] = max(found.get(code, 0), int(level))
    return found


def what_if(outcome: Results, asked: Sequence[str], raises: Sequence[Raise], ways: Ways) -> WhatIf:
    """The results were the criteria ticked at their target: overall, families, readiness."""
    wanted = targets(outcome, asked)
    then = projected(outcome, wanted) if wanted else None
    now = {row.code: row for row in rows(outcome, outcome.families, "family", {}, ways, 0)}
    after = {group.code: group.tally.score for group in then.families} if then else {}
    threshold, lang = outcome.thresholds.family, language()
    return WhatIf(
        choices=tuple(_choices(outcome, wanted, raises, ways)),
        ticked=len(wanted),
        outcome=then,
        sentence=_projection(outcome, then, len(wanted)) if then else "",
        families=tuple(
            (row, after.get(code), percent_number(after.get(code), lang, against=threshold))
            for code, row in now.items()
        ),
        conditions=tuple(conditions(then, ways)) if then else (),
    )


def projected(outcome: Results, wanted: Mapping[str, int]) -> Results:
    """The same evaluation were these criteria at these levels."""
    raised = {code: replace(outcome.entries[code], score=level) for code, level in wanted.items()}
    return results(
        outcome.edition,
        {**outcome.entries, **raised},
        on=outcome.documents.on,
        profile=outcome.profile,
        selection=outcome.selection,
        parts=outcome.parts,
        documents=_records(outcome),
        thresholds=outcome.thresholds,
    )


def _records(outcome: Results) -> dict[str, Record]:
    papers = outcome.documents
    return {line.document.code: line.record for line in (*papers.lines, *papers.not_applicable)}


def _choices(
    outcome: Results, wanted: Mapping[str, int], raises: Sequence[Raise], ways: Ways
) -> Iterator[Choice]:
    """What is ticked, the first of the shortest way, then the costliest gaps; each criterion once."""
    scale = outcome.edition.scale
    offered: dict[str, int] = dict(wanted)
    for one in raises[:WAYS_OFFERED]:
        offered.setdefault(one.criterion.code, one.to_level)
    for gap in outcome.gaps[:GAPS_SHOWN]:
        offered.setdefault(gap.criterion.code, scale.max)
    for code in sorted(offered, key=lambda one: outcome.edition.by_code[one].position):
        level, criterion = offered[code], outcome.edition.by_code[code]
        now = outcome.scores[code]
        assert isinstance(now, int)  # noqa: S101 -- a gap is of an answer
        won = share(criterion.weight * (level - now), outcome.tally.potential_answered) or Fraction(0)
        item = _item(outcome, criterion, ways, gain_text(won, language()))
        yield Choice(item, f"{code}:{level}", code in wanted, mark(scale, level))


def _projection(now: Results, then: Results, count: int) -> str:
    lang, threshold = language(), now.thresholds.overall
    said = ngettext(
        "With this criterion raised, the overall score would be {score}.",
        "With these {n} criteria raised, the overall score would be {score}.",
        count,
    ).format(n=count, score=percent_text(then.tally.score, lang, against=threshold))
    return f"{said} {_('Every rule of readiness would be met.')}" if then.ready else said


# — The whole page ——————————————————————————————————————————————————————————————————————————————————————————


@dataclass(frozen=True)
class Page:
    """Everything that the results page shows."""

    outcome: Results
    before: Before | None
    view: View
    score: str
    completion: str
    floor: str
    delta: Delta | None
    sentence: SafeString
    figures: Sequence[Figure]
    families: Sequence[Row]
    whole: Row
    dimensions: Sequence[Row]
    weakest: Sequence[Row]
    spokes: Sequence[charts.Spoke]
    heat: Sequence[HeatLine]
    bands: Sequence[tuple[str, str]]
    levels: Sequence[Mark]
    labels: Mapping[int, str]
    essentials: Essentials
    gaps: Sequence[Item]
    gap_count: int
    not_applicable: Sequence[Item]
    conditions: Sequence[Condition]
    verdict: Verdict
    themes: Sequence[Theme]
    theme_count: int
    what_if: WhatIf
    recipe: str

    @property
    def before_score(self) -> Fraction | None:
        return self.before.score if self.before else None

    @property
    def strongest(self) -> list[Row]:
        """The three dimensions with the highest scores, from the highest."""
        scored = [row for row in self.weakest if row.tally.score is not None]
        return scored[::-1][:3]

    @property
    def unit(self) -> str:
        """What stands behind the overall score, as the reader's language writes it; nothing behind a dash."""
        return (
            percent_text(Fraction(0), language()).removeprefix("0")
            if self.outcome.tally.score is not None
            else ""
        )


def page(
    evaluation: Evaluation,
    outcome: Results,
    before: Before | None,
    *,
    view: View,
    raised: Sequence[str] = (),
) -> Page:
    """The results of an evaluation, worded in the reader's language."""
    lang, tally, rules = language(), outcome.tally, outcome.thresholds
    ways = Ways(evaluation.pk)
    scale = outcome.edition.scale
    raises = way_out(outcome) if tally.answered else ()
    plan = proposed(outcome)
    dimensions = rows(
        outcome,
        outcome.dimensions,
        "dimension",
        before.dimensions if before else {},
        ways,
        view.decimals,
    )
    complete = tally.completion == 1
    whole = Group("", Text(), tally)
    return Page(
        outcome=outcome,
        before=before,
        view=view,
        score=percent_number(tally.score, lang, against=rules.overall, decimals=view.decimals),
        completion="" if complete else percent_text(tally.completion, lang, against=Fraction(1)),
        floor="" if complete or tally.score is None else percent_text(tally.floor, lang),
        delta=Delta.between(tally.score, before.score if before else None, view.decimals),
        sentence=sentence(outcome),
        figures=figures(outcome, ways),
        families=rows(
            outcome,
            outcome.families,
            "family",
            before.families if before else {},
            ways,
            view.decimals,
            rules.family,
        ),
        whole=_row(
            outcome, whole, "all", before.score if before else None, ways, view.decimals, rules.overall
        ),
        dimensions=dimensions,
        weakest=weakest_first(dimensions),
        spokes=spokes(outcome, before),
        heat=heat(outcome, ways),
        bands=charts.bands(lang),
        levels=[
            *(one for level in scale.levels if (one := mark(scale, level.value))),
            *([one] if (one := mark(scale, NA)) else []),
        ],
        labels={level.value: level.label.in_(lang) for level in scale.levels},
        essentials=essentials(outcome, ways),
        gaps=gaps(outcome, ways, None if view.all_gaps else GAPS_SHOWN),
        gap_count=len(outcome.gaps),
        not_applicable=not_applicable(outcome, ways),
        conditions=conditions(outcome, ways),
        verdict=verdict(outcome, raises, ways),
        themes=themes(outcome, ways, plan),
        theme_count=len(plan),
        what_if=what_if(outcome, raised, raises, ways),
        recipe=ways.recipe("all"),
    )
