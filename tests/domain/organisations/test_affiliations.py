"""Who may belong to whom, and which loops are seen."""

from datetime import date

import pytest

from aplomb.domain.organisations.affiliations import JoiningFacts, Link, loop, why_not_end, why_not_join
from aplomb.domain.organisations.kinds import Kind

TODAY = date(2026, 6, 1)
SPRING, SUMMER, AUTUMN = date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1)
A, B, C, D = 1, 2, 3, 4


def codes(link, links=(), kind=Kind.GROUP):
    return [one.code for one in why_not_join(JoiningFacts(link, kind, TODAY, list(links)))]


@pytest.mark.parametrize(
    ("links", "way"),
    [
        ([], ()),
        ([Link(B, A, TODAY)], (A, B, A)),
        ([Link(B, C, TODAY), Link(C, A, TODAY)], (A, B, C, A)),
        ([Link(B, C, TODAY), Link(C, D, TODAY), Link(B, A, TODAY), Link(D, A, TODAY)], (A, B, A)),
        ([Link(B, C, TODAY, SUMMER), Link(C, A, AUTUMN)], ()),
        ([Link(B, C, TODAY, AUTUMN), Link(C, A, SUMMER)], (A, B, C, A)),
        ([Link(C, B, TODAY), Link(C, A, TODAY)], ()),
        ([Link(B, C, TODAY), Link(C, B, TODAY)], ()),
    ],
)
def test_a_loop_is_told_by_its_way_and_only_where_its_days_meet(links, way):
    assert loop(Link(A, B, TODAY), links) == way


def test_a_link_that_ends_before_the_others_begin_closes_nothing():
    assert loop(Link(A, B, TODAY, SUMMER), [Link(B, A, AUTUMN)]) == ()


@pytest.mark.parametrize(
    ("link", "links", "kind", "code"),
    [
        (Link(A, B, TODAY), [], Kind.SITE, "not-a-supervisor"),
        (Link(A, A, TODAY), [], Kind.GROUP, "not-a-supervisor"),
        (Link(A, B, SPRING), [], Kind.GROUP, "begins-before"),
        (Link(A, B, AUTUMN, SUMMER), [], Kind.GROUP, "ends-before"),
        (Link(A, B, TODAY), [Link(A, B, SUMMER)], Kind.GROUP, "already"),
        (Link(A, B, SUMMER), [Link(A, B, TODAY, SUMMER)], Kind.GROUP, "already"),
        (Link(A, B, TODAY), [Link(B, A, TODAY)], Kind.GROUP, "loop"),
    ],
)
def test_each_way_to_be_refused(link, links, kind, code):
    assert codes(link, links, kind) == [f"affiliation.accept.{code}"]


def test_a_child_enters_several_parents_and_the_same_again_later():
    held = [Link(A, B, SPRING, date(2026, 6, 30)), Link(A, C, SPRING)]

    assert codes(Link(A, D, TODAY), held) == []
    assert codes(Link(A, B, SUMMER), held) == []


def test_an_end_is_today_or_later_and_never_put_off():
    link = Link(A, B, SPRING, SUMMER)

    assert why_not_end(TODAY, link, TODAY) == []
    assert [one.code for one in why_not_end(SPRING, link, TODAY)] == ["affiliation.leave.ends-before"]
    assert [one.code for one in why_not_end(AUTUMN, link, TODAY)] == ["affiliation.leave.ends-after"]
