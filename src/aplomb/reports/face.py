"""What every report bears: its cover, its running heads, and the signs that its tables use."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from aplomb.charts import alternative, palette
from aplomb.charts.stacks import swatch
from aplomb.domain.evaluations.answers import NA, Score
from aplomb.domain.evaluations.results import Results
from aplomb.domain.evaluations.tally import Tally
from aplomb.domain.referentials.edition import Scale
from aplomb.domain.shared.text import FRENCH, Text
from aplomb.domain.shared.words import words
from aplomb.reports.subject import Subject
from aplomb.reports.typeset import Said, content, shortened, typeset
from aplomb.reports.wording import day_text, grouped_hash, listed, status_text

# The breadth of the text on a page, in the charts' units: 480 points.
BREADTH = 640.0
_RUNNING_NAME = 64
COLOURS = {
    "ink": palette.INK,
    "ink2": palette.INK_2,
    "ink3": palette.INK_3,
    "line": palette.LINE,
    "strong": palette.LINE_STRONG,
    "accent": palette.ACCENT,
    "soft": palette.ACCENT_SOFT,
    "sunk": "#f2f5f7",
    "danger": palette.TEXT["0"],
    "warn": palette.TEXT["1"],
    "ok": palette.TEXT["3"],
}
MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 28" width="28" height="28">'
    f'<path fill="none" stroke="{palette.INK}" stroke-width="2.6" stroke-linecap="round" '
    'stroke-linejoin="round" d="M3.5 25.5L14 3l10.5 22.5"/>'
    f'<path fill="none" stroke="{palette.ACCENT}" stroke-width="1.4" d="M14 3v12"/>'
    f'<path fill="{palette.ACCENT}" d="M10.8 14h6.4v4.6L14 23.4l-3.2-4.8z"/></svg>'
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with its words: the template places it at so many units, and gives `alt` to those who listen."""

    svg: str
    alt: str
    width: float


@dataclass(frozen=True, slots=True)
class Row:
    """A term and what is said of it; `code` sets it in figures of one width."""

    term: str
    said: Said
    code: bool = False


@dataclass(frozen=True, slots=True)
class Sign:
    """How a level is shown: its text, its word, its meaning, its swatch, its colours, its bob.

    `lead` has the corners of the lead in the bob, in a box of 16; an `empty` bob is struck through. The bob of
    NA is `dashed` with a dash inside, that of a missing answer only dashed.
    """

    text: str
    word: Said
    definition: Said
    swatch: str
    fill: str
    on: str
    edge: str
    lead: tuple[palette.Point, ...]
    empty: bool
    dashed: bool


@dataclass(frozen=True, slots=True)
class Face:
    """`thread` is how far things are, from 0 to 1: the cover's thread hangs as low."""

    lang: str
    kind: str
    title: str
    description: str
    name: str
    detail: str
    status: str
    warning: str
    rows: tuple[Row, ...]
    note: str
    progress: str
    thread: float
    running: str
    foot: str
    contents: str
    colours: Mapping[str, str]
    mark: str
    year: int
    month: int
    day: int


def picture(svg: str, width: float) -> Picture:
    return Picture(svg, alternative(svg), width)


def face(
    outcome: Results,
    subject: Subject,
    kind: str,
    lang: str,
    *,
    progress: str,
    thread: Fraction | None,
    warning: str = "",
) -> Face:
    """The cover and the running heads of a report of this kind.

    `progress` and `thread` say how far things are, in words and as a share; `warning` is repeated on every
    page.
    """
    _ = words(lang).gettext
    name = typeset(subject.name, lang)
    edition = outcome.edition
    referential = _("{title}, edition {edition}").format(
        title=typeset(edition.title.in_(lang), lang), edition=typeset(edition.edition, lang)
    )
    day = day_text(subject.on, lang)
    return Face(
        lang=lang,
        kind=kind,
        title=f"{kind} – {name}",
        description=f"{referential}, {day}",
        name=name,
        detail=typeset(subject.detail, lang),
        status=status_text(subject.status, lang),
        warning=warning,
        rows=_cover_rows(outcome, subject, referential, lang),
        note=_("This report shows the answers of an evaluation. It is neither a label nor a certificate."),
        progress=progress,
        thread=float(thread or 0),
        running=shortened(name, _RUNNING_NAME),
        foot=f"{referential} · {day}",
        contents=_("Contents"),
        colours=COLOURS,
        mark=MARK,
        year=subject.on.year,
        month=subject.on.month,
        day=subject.on.day,
    )


def level_counts(tally: Tally, scale: Scale) -> dict[int, int]:
    """How many criteria stand at each level of the scale, whatever value it begins with."""
    return {level.value: tally.levels[level.value] for level in scale.levels}


def sign_key(score: Score | None) -> str:
    """The key of an answer among the signs: a level, NA, or nothing yet."""
    if score is None:
        return palette.UNANSWERED
    return palette.NA if score is NA else str(score)


def signs(scale: Scale, lang: str) -> dict[str, Sign]:
    """The levels of a scale, NA and the missing answer, by the key that tables use."""
    _ = words(lang).gettext
    values = [level.value for level in scale.levels]
    found = {}
    for level in scale.levels:
        step, full = palette.step_of(level.value, values), palette.fullness(level.value, values)
        found[str(level.value)] = _sign(
            step, full, str(level.value), content(level.label, lang), content(level.definition, lang)
        )
    na = scale.not_applicable
    found[palette.NA] = _sign(
        palette.NA,
        0,
        "NA",
        content(na.label, lang) if na.label else _("Not applicable"),
        content(na.definition, lang) if na.definition else "",
    )
    found[palette.UNANSWERED] = _sign(
        palette.UNANSWERED,
        0,
        "–",
        _("Not answered"),
        _("Nobody has answered yet: it counts as neither 0 nor NA."),
    )
    return found


def french_only(outcome: Results, lang: str) -> str:
    """What to say where the content is not written in the report's language."""
    if lang == FRENCH:
        return ""
    texts = [criterion.text for criterion in outcome.asked]
    texts += [group.title for group in (*outcome.families, *outcome.requirements)]
    if all(text.has(lang) for text in texts):
        return ""
    return words(lang).gettext(
        "This referential is not fully written in English: what exists in French only is quoted in French."
    )


def _sign(step: str, full: float, text: str, word: Said, definition: Said) -> Sign:
    dashed = step in (palette.NA, palette.UNANSWERED)
    return Sign(
        text=text,
        word=word,
        definition=definition,
        swatch=swatch(f"s-{step}", step, printed=True),
        fill=palette.FILL[step],
        on=palette.ON[step],
        edge=palette.EDGE[step],
        lead=palette.lead(full) if full and not dashed else (),
        empty=not full and not dashed,
        dashed=dashed,
    )


def _cover_rows(outcome: Results, subject: Subject, referential: str, lang: str) -> tuple[Row, ...]:
    _ = words(lang).gettext
    edition = outcome.edition
    closed = subject.status == "closed"
    rows = [
        Row(_("Referential"), referential),
        Row(_("Published by"), typeset(edition.publisher, lang)),
        Row(_("Closed on") if closed else _("Answers as of"), day_text(subject.on, lang)),
        Row(_("Scope"), _scope(outcome, lang)),
        Row(_("Hash of the edition"), grouped_hash(edition.content_hash), code=True),
        Row(_("Hash of the evaluation"), grouped_hash(subject.content_hash), code=True),
    ]
    return tuple(row for row in rows if row.said)


def _scope(outcome: Results, lang: str) -> str:
    """How many criteria are asked, by which grid, and what the profile leaves out."""
    translations = words(lang)
    _ = translations.gettext
    asked, all_criteria = len(outcome.asked), len(outcome.edition.criteria)
    ngettext = translations.ngettext
    pattern = (
        ngettext("its only criterion", "all {n} criteria", asked)
        if asked == all_criteria
        else ngettext("{n} of the {all} criteria", "{n} of the {all} criteria", asked)
    )
    sentences = [pattern.format(n=asked, all=all_criteria)]
    chosen = outcome.edition.selection(outcome.selection)
    if chosen is not None:
        sentences.append(_("grid “{title}”").format(title=_title(chosen.title, lang)))
    absent = [
        _title(fact.title, lang)
        for fact in outcome.edition.profile
        if outcome.profile is not None and outcome.profile.get(fact.code, True) is False
    ]
    if absent:
        sentences.append(_("not concerned: {list}").format(list=listed(absent, lang)))
    return typeset("; ".join(sentences), lang) if lang != FRENCH else typeset(" ; ".join(sentences), lang)


def _title(text: Text, lang: str) -> str:
    return typeset(text.in_(lang), lang)
