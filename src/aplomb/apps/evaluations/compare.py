"""Two evaluations of one site side by side: scores, and the criteria whose answer is not the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from aplomb.apps.evaluations.results_page import Delta, Mark, Ways, mark
from aplomb.charts.numbers import percent_number
from aplomb.domain.evaluations.answers import Entry
from aplomb.domain.evaluations.results import Group, Results
from aplomb.domain.referentials.edition import Criterion
from aplomb.domain.referentials.succession import predecessors
from aplomb.domain.shared.text import Text
from aplomb.web.templatetags.aplomb import language

UP, DOWN, OTHER = "up", "down", "other"


@dataclass(frozen=True, slots=True)
class Pair:
    """A family, a dimension or the whole, in both."""

    code: str
    title: Text
    left: Fraction | None
    right: Fraction | None
    left_text: str
    right_text: str
    delta: Delta | None


@dataclass(frozen=True, slots=True)
class Changed:
    """A criterion answered otherwise: which way, and both answers."""

    criterion: Criterion
    left: Mark | None
    right: Mark | None
    way: str
    left_comment: str
    right_comment: str
    url: str


@dataclass(frozen=True)
class Comparison:
    """The two evaluations; `left` is the earlier one, `right` the one that is compared with it."""

    left: Results
    right: Results
    whole: Pair
    families: Sequence[Pair]
    dimensions: Sequence[Pair]
    changed: Sequence[Changed]
    same: int
    other_edition: bool

    @property
    def up(self) -> int:
        return sum(one.way == UP for one in self.changed)

    @property
    def down(self) -> int:
        return sum(one.way == DOWN for one in self.changed)


def comparison(left: Results, right: Results, evaluation: int) -> Comparison:
    """What differs from one to the other; criteria of another edition are matched by what they supersede."""
    ways = Ways(evaluation)
    changed, same = [], 0
    for criterion in right.asked:
        code = _before(left, right, criterion)
        before, now = left.scores.get(code), right.scores.get(criterion.code)
        if before is None and now is None:
            continue
        if before == now:
            same += 1
        else:
            changed.append(_changed(left, right, code, criterion, ways))
    return Comparison(
        left=left,
        right=right,
        whole=_pair("", Text(), left.tally.score, right.tally.score),
        families=_pairs(left.families, right.families),
        dimensions=_pairs(left.dimensions, right.dimensions),
        changed=changed,
        same=same,
        other_edition=left.edition.content_hash != right.edition.content_hash,
    )


def _before(left: Results, right: Results, criterion: Criterion) -> str:
    """The earlier criterion to set beside this one: of those that it comes from, the one with the lowest answer.

    Nothing where it comes from none, whatever bore its number then.
    """
    if left.edition.content_hash == right.edition.content_hash:
        return criterion.code
    answered = [one.code for one in predecessors(left.edition, criterion) if one.code in left.scores]
    levels = {code: score for code in answered if isinstance(score := left.scores[code], int)}
    return min(levels, key=lambda code: levels[code]) if levels else next(iter(answered), "")


def _changed(left: Results, right: Results, code: str, criterion: Criterion, ways: Ways) -> Changed:
    before, now = left.scores.get(code), right.scores.get(criterion.code)
    way = OTHER
    if isinstance(before, int) and isinstance(now, int):
        way = UP if now > before else DOWN
    return Changed(
        criterion=criterion,
        left=mark(left.edition.scale, before),
        right=mark(right.edition.scale, now),
        way=way,
        left_comment=_said(left.entries.get(code)),
        right_comment=_said(right.entries.get(criterion.code)),
        url=ways.criterion(criterion.code),
    )


def _said(entry: Entry | None) -> str:
    return (entry.comment or entry.na_reason) if entry else ""


def _pairs(left: Sequence[Group], right: Sequence[Group]) -> list[Pair]:
    earlier: Mapping[str, Group] = {group.code: group for group in left}
    return [
        _pair(
            group.code,
            group.title,
            earlier[group.code].tally.score if group.code in earlier else None,
            group.tally.score,
        )
        for group in right
        if group.tally.asked
    ]


def _pair(code: str, title: Text, left: Fraction | None, right: Fraction | None) -> Pair:
    lang = language()
    return Pair(
        code,
        title,
        left,
        right,
        percent_number(left, lang),
        percent_number(right, lang),
        Delta.between(right, left, 0),
    )
