"""The scores as a page of text: overall, families, weakest dimensions, essentials, documents, readiness."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from shutil import get_terminal_size

from aplomb.charts.numbers import colon, number_text, percent_text, threshold_text
from aplomb.domain.documents.inventory import Status
from aplomb.domain.evaluations.readiness import Unmet
from aplomb.domain.evaluations.results import Group, Results
from aplomb.domain.shared.words import words

WEAKEST = 3
MOST_LISTED = 8
INDENT = "  "


def summary(outcome: Results, subject: str, lang: str) -> Iterator[str]:
    """The lines of the summary, without their line ends."""
    edition = outcome.edition
    heading = f"{subject} – {edition.title.in_(lang)} {edition.edition}, {outcome.documents.on:%d/%m/%Y}"
    yield heading
    yield "═" * min(len(heading), _width())
    yield from _overall(outcome, lang)
    yield from _families(outcome, lang)
    yield from _dimensions(outcome, lang)
    yield from _essentials(outcome, lang)
    yield from _documents(outcome, lang)
    yield from _readiness(outcome, lang)


def _width() -> int:
    return max(60, min(get_terminal_size((100, 40)).columns, 120))


def _overall(outcome: Results, lang: str) -> Iterator[str]:
    _ = words(lang).gettext
    total, rules = outcome.tally, outcome.thresholds
    rows = [
        (_("Score"), percent_text(total.score, lang, against=rules.overall), _points(outcome, lang)),
        (_("Completed"), percent_text(total.completion, lang, against=Fraction(1)), _answers(outcome, lang)),
    ]
    if total.floor != total.score:
        rows.append((_("Floor"), percent_text(total.floor, lang), _("if all that is missing were 0")))
    rows.append((_("Compliance"), percent_text(total.compliance, lang), _compliant(outcome, lang)))
    flagged = outcome.edition.scale.not_applicable.flag_above
    note = _("more than the {share} that are usual").format(share=threshold_text(flagged, lang))
    rows.append(
        ("NA", percent_text(total.na_rate, lang, against=flagged), note if outcome.na_flagged else "")
    )
    label = max(len(row[0]) for row in rows)
    for name, figure, note in rows:
        yield f"{name.ljust(label)}  {figure.rjust(7)}   {note}".rstrip()


def _points(outcome: Results, lang: str) -> str:
    _ = words(lang).gettext
    return _("{achieved} points of {potential}; threshold {share}").format(
        achieved=number_text(Fraction(outcome.tally.achieved), lang),
        potential=number_text(Fraction(outcome.tally.potential_answered), lang),
        share=threshold_text(outcome.thresholds.overall, lang),
    )


def _answers(outcome: Results, lang: str) -> str:
    _ = words(lang).gettext
    total = outcome.tally
    return _("{answered} scored, {na} NA, {unanswered} unanswered").format(
        answered=total.answered, na=total.na, unanswered=total.unanswered
    )


def _compliant(outcome: Results, lang: str) -> str:
    _ = words(lang).gettext
    return _("{n} answers of {answered} at level {level} or above").format(
        n=outcome.tally.compliant, answered=outcome.tally.answered, level=outcome.edition.scale.compliant_from
    )


def _families(outcome: Results, lang: str) -> Iterator[str]:
    _ = words(lang).gettext
    threshold, told = outcome.thresholds.family, _("below the threshold")
    yield ""
    yield _("Families (threshold {share})").format(share=threshold_text(threshold, lang))
    for line, group in _table([group for group in outcome.families if group.tally.asked], lang, threshold):
        below = group.tally.score is not None and group.tally.score < threshold
        yield f"{line}   {told}" if below else line


def _dimensions(outcome: Results, lang: str) -> Iterator[str]:
    _ = words(lang).gettext
    scored = [(group.tally.score, group) for group in outcome.dimensions if group.tally.score is not None]
    if scored:
        yield ""
        yield _("Weakest dimensions")
        weakest = sorted(scored, key=lambda pair: pair[0])[:WEAKEST]
        for line, _group in _table([group for _score, group in weakest], lang):
            yield line


def _table(
    groups: Sequence[Group], lang: str, threshold: Fraction | None = None
) -> Iterator[tuple[str, Group]]:
    """A line for each group: code, title, score."""
    titles = [group.title.in_(lang) for group in groups]
    code = max((len(group.code) for group in groups), default=0)
    widest = min(max(map(len, titles), default=0), _width() - code - 34)
    for group, title in zip(groups, titles, strict=True):
        figure = percent_text(group.tally.score, lang, against=threshold)
        yield (
            f"{INDENT}{group.code.ljust(code)}  {_cut(title, widest).ljust(widest)}  {figure.rjust(7)}",
            group,
        )


def _essentials(outcome: Results, lang: str) -> Iterator[str]:
    _, ngettext = words(lang).gettext, words(lang).ngettext
    failing, minimum = outcome.essential_failing, outcome.thresholds.essential_minimum
    yield ""
    if not failing:
        yield _("No essential criterion is scored below level {minimum}, of {total}.").format(
            minimum=minimum, total=outcome.essential_total
        )
        return
    sentence = ngettext(
        "{n} essential criterion of {total} is below level {minimum}",
        "{n} essential criteria of {total} are below level {minimum}",
        len(failing),
    )
    yield sentence.format(n=len(failing), total=outcome.essential_total, minimum=minimum)
    code = max(map(len, failing))
    for failed in failing[:MOST_LISTED]:
        wording = outcome.edition.by_code[failed].text.in_(lang)
        level = _("level {level}").format(level=outcome.scores[failed])
        yield f"{INDENT}{failed.ljust(code)}  {level}  {_cut(wording, _width() - code - 16)}"
    yield from _others(len(failing), lang)


def _documents(outcome: Results, lang: str) -> Iterator[str]:
    ngettext = words(lang).ngettext
    papers = outcome.documents
    yield ""
    counts = [
        (Status.PRESENT, ngettext("{n} present", "{n} present", papers.count(Status.PRESENT))),
        (Status.PARTIAL, ngettext("{n} partial", "{n} partial", papers.count(Status.PARTIAL))),
        (Status.EXPIRED, ngettext("{n} out of date", "{n} out of date", papers.count(Status.EXPIRED))),
        (Status.MISSING, ngettext("{n} missing", "{n} missing", papers.count(Status.MISSING))),
    ]
    told = ", ".join(
        words_.format(n=papers.count(status)) for status, words_ in counts if papers.count(status)
    )
    expected = ngettext("{n} document expected", "{n} documents expected", papers.expected)
    yield expected.format(n=papers.expected) + (colon(lang) + told if told else "")
    if missing := papers.indispensable_missing:
        count = len(missing)
        sentence = ngettext(
            "{n} indispensable document is missing", "{n} indispensable documents are missing", count
        )
        codes = ", ".join(missing[:MOST_LISTED]) + ("…" if count > MOST_LISTED else "")
        yield INDENT + sentence.format(n=count) + colon(lang) + codes


def _readiness(outcome: Results, lang: str) -> Iterator[str]:
    """Whether the subject is ready, and if not all that stands in the way, never a bare yes or no."""
    _ = words(lang).gettext
    yield ""
    if outcome.ready:
        yield _("Ready: every rule of the edition is met.")
        return
    yield _("Not ready yet:")
    essentials = [unmet for unmet in outcome.unmet if unmet.rule == "essential"]
    documents = [unmet for unmet in outcome.unmet if unmet.rule == "document"]
    for unmet in outcome.unmet:
        if unmet not in essentials and unmet not in documents:
            yield f"{INDENT}– {_share_sentence(outcome, unmet, lang)}"
    ngettext = words(lang).ngettext
    if essentials:
        sentence = ngettext(
            "{n} essential criterion to raise", "{n} essential criteria to raise", len(essentials)
        )
        yield f"{INDENT}– {sentence.format(n=len(essentials))}"
    if documents:
        sentence = ngettext(
            "{n} indispensable document to produce, complete or renew",
            "{n} indispensable documents to produce, complete or renew",
            len(documents),
        )
        yield f"{INDENT}– {sentence.format(n=len(documents))}"


def _share_sentence(outcome: Results, unmet: Unmet, lang: str) -> str:
    """A share that does not reach its threshold: completion, overall or a family."""
    _ = words(lang).gettext
    needs = Fraction(unmet.needs)
    has = unmet.has if isinstance(unmet.has, Fraction) else None
    figures = {"has": percent_text(has, lang, against=needs), "needs": threshold_text(needs, lang)}
    if unmet.rule == "completion":
        return _("completion is {has}, {needs} is needed").format(**figures)
    if unmet.rule == "overall":
        return _("the overall score is {has}, {needs} is needed").format(**figures)
    title = outcome.group("families", unmet.code or "").title.in_(lang)
    return _("family {code}, {title}: {has}, {needs} is needed").format(
        code=unmet.code, title=title, **figures
    )


def _others(count: int, lang: str) -> Iterator[str]:
    more = count - MOST_LISTED
    if more > 0:
        yield INDENT + words(lang).ngettext("and {n} other", "and {n} others", more).format(n=more)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
