"""The geometry of control charts: what lies where, what never meets, what is marked how."""

import re
from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from lxml import etree

from aplomb.charts.control import Flag, Plotted, Scale, control, graduations, scale_of, spark, spread
from aplomb.charts.lettering import text_width
from aplomb.domain.indicators.control import Direction, Kind, Measure, chart

SVG = {"s": "http://www.w3.org/2000/svg"}


def month(number: int) -> date:
    return date(2024 + number // 12, number % 12 + 1, 1)


def values(*found: float) -> list[Measure]:
    return [Measure(month(place), Fraction(value)) for place, value in enumerate(found)]


STEADY = (10, 12, 9, 11, 10, 13, 9, 10, 12, 11, 10, 9)
SHOWN = Plotted(Direction.LOWER, Scale(unit="min"), target=10.0)


def tree(text: str):
    return etree.fromstring(text.encode())


def of(svg, name: str, css: str):
    return svg.xpath(f".//s:{name}[contains(concat(' ', @class, ' '), ' {css} ')]", namespaces=SVG)


def number(text: str) -> float:
    return float(text.rstrip("%"))


def hung(element) -> tuple[float, float]:
    """Where what is hung on a page lies: per cent along, units down."""
    parent = element.getparent()
    return number(parent.get("x")), float(parent.get("y"))


@pytest.mark.parametrize(
    ("low", "high", "times", "expected"),
    [
        (9, 13, 1, (9, 13, 1)),
        (0, 100, 1, (0, 100, 20)),
        (3, 97, 1, (0, 100, 20)),
        (0.02, 0.11, 100, (0, 0.125, 0.025)),
        (-4, 6, 1, (-4, 6, 2)),
        (0, 0, 1, (0, 1, 0.2)),
        (7, 7, 1, (0, 8, 2)),
    ],
)
def test_graduations_are_round_and_hold_the_range(low, high, times, expected):
    assert graduations(low, high, times) == pytest.approx(expected)


def test_values_lie_by_their_day_and_their_size():
    svg = tree(control("c", chart(Kind.VALUE, values(*STEADY)), SHOWN))

    points = [hung(point) for point in of(svg, "circle", "ctl-point")]
    assert len(points) == 12
    xs = [x for x, _y in points]
    assert xs == sorted(xs)
    assert (xs[0], xs[-1]) == (2.5, 97.5)
    # February is shorter than January: days count, not places.
    assert xs[2] - xs[1] < xs[1] - xs[0]
    lowest, highest = points[STEADY.index(9)], points[STEADY.index(13)]
    assert highest[1] < lowest[1]


def test_joins_end_on_the_points():
    svg = tree(control("c", chart(Kind.VALUE, values(*STEADY)), SHOWN))

    points = [hung(point) for point in of(svg, "circle", "ctl-point")]
    joins = [
        ((number(one.get("x1")), float(one.get("y1"))), (number(one.get("x2")), float(one.get("y2"))))
        for one in of(svg, "line", "ctl-value")
    ]
    assert joins == list(pairwise(points))


def test_limits_of_shares_step_with_the_size_and_join_up():
    measures = [
        Measure(month(place), Fraction(count), Fraction(size))
        for place, (count, size) in enumerate([(5, 100), (6, 100), (4, 100), (9, 225), (8, 225), (12, 225)])
    ]
    svg = tree(control("c", chart(Kind.SHARE, measures), Plotted(Direction.LOWER, Scale(100, " %"))))

    limits = of(svg, "line", "ctl-limit")
    flat = [one for one in limits if one.get("y1") == one.get("y2")]
    upright = [one for one in limits if one.get("x1") == one.get("x2")]
    upper = [(number(one.get("x1")), number(one.get("x2")), float(one.get("y1"))) for one in flat]
    assert len(upper) >= 2
    assert upper[0][1] == upper[1][0]  # where one step ends the next begins
    assert upper[0][2] < upper[1][2]  # more examinations, a nearer limit
    [post] = [one for one in upright if number(one.get("x1")) == upper[0][1]][:1]
    assert [float(post.get("y1")), float(post.get("y2"))] == pytest.approx(
        [upper[0][2], upper[1][2]], abs=0.01
    )


def test_a_point_beyond_is_a_diamond_and_a_run_has_rings():
    beyond = tree(control("c", chart(Kind.VALUE, values(*STEADY, 40)), SHOWN))
    run = tree(
        control(
            "c",
            chart(Kind.VALUE, values(*STEADY, 9, 9, 9.2, 9, 9, 9.1, 9, 9), baseline_until=month(11)),
            SHOWN,
        )
    )

    assert len(of(beyond, "path", "ctl-bad")) == 1
    assert len(of(run, "circle", "ctl-ring-good")) >= 8  # lower is better
    assert not of(run, "circle", "ctl-ring-bad")


@pytest.mark.parametrize("target", [10.6, 10.0, 0.5, 15.3, None])
def test_names_at_the_right_never_meet_and_stay_in_the_drawing(target):
    shown = Plotted(Direction.LOWER, Scale(unit="min"), target=target)
    svg = tree(control("c", chart(Kind.VALUE, values(*STEADY)), shown))

    names = [hung(one) for one in svg.xpath(".//s:text", namespaces=SVG) if hung(one)[0] == 100]
    heights = sorted(y for _x, y in names)
    assert len(heights) >= (2 if target is None else 3)
    assert all(after - before >= 13.9 for before, after in pairwise(heights))
    assert heights[0] > 10
    assert heights[-1] <= 278


def test_spread_keeps_order_distance_and_bounds():
    assert spread([10, 12, 100], 14, 0, 100) == [10, 24, 100]
    assert spread([95, 98, 100], 14, 0, 100) == [72, 86, 100]


@pytest.mark.parametrize("length", [2, 7, 24, 60, 119])
def test_dates_never_meet_on_a_phone_nor_on_a_screen(length):
    svg = tree(control("c", chart(Kind.VALUE, values(*(10 + place % 3 for place in range(length)))), SHOWN))

    for width, names in ((200, ("small",)), (560, ("small", "more"))):
        ends = sorted(
            (hung(text)[0] / 100 * width, text.get("text-anchor"), text_width(text.text, 11))
            for text in svg.xpath(".//s:text", namespaces=SVG)
            if re.fullmatch(r"\d\d/\d{4}|\d\d/\d\d", text.text or "")
            and text.get("class").split()[-1] in names
        )
        assert ends
        spans = [
            (x if anchor == "start" else x - breadth if anchor == "end" else x - breadth / 2, breadth)
            for x, anchor, breadth in ends
        ]
        assert all(start + breadth <= after for (start, breadth), (after, _w) in pairwise(spans))


def test_flags_that_would_meet_stand_one_above_the_other():
    flags = [Flag(1, date(2024, 3, 1)), Flag(2, date(2024, 3, 8)), Flag(3, date(2030, 1, 1))]
    shown = Plotted(Direction.LOWER, Scale(), flags=flags)
    svg = tree(control("c", chart(Kind.VALUE, values(*STEADY)), shown))

    found = [hung(one) for one in of(svg, "path", "ctl-flag")]
    assert len(found) == 2  # what lies outside the measures has no place on them
    assert abs(found[0][1] - found[1][1]) >= 15


def test_a_change_of_process_parts_the_phases():
    measures = [
        Measure(one.on, one.count, restarts=place == 8)
        for place, one in enumerate(values(*STEADY, 5, 6, 5, 6))
    ]
    svg = tree(control("c", chart(Kind.VALUE, measures), SHOWN))

    [parting] = of(svg, "line", "ctl-phase")
    points = [hung(point) for point in of(svg, "circle", "ctl-point")]
    assert points[7][0] < number(parting.get("x1")) < points[8][0]
    assert len(of(svg, "line", "ctl-value")) == len(measures) - 2
    assert len(of(svg, "line", "ctl-centre")) == 2


def test_in_print_everything_lies_inside_the_paper():
    svg = tree(control("c", chart(Kind.VALUE, values(*STEADY)), SHOWN, width=640))

    assert "%" not in "".join(svg.xpath(".//@x1 | .//@x2 | .//@transform"))
    for text in svg.xpath(".//s:text", namespaces=SVG):
        x = float(re.match(r"translate\(([\d.]+)", text.getparent().get("transform"))[1])
        x += float(text.get("x"))
        breadth = text_width(text.text, 11)
        start = {"start": x, "middle": x - breadth / 2, "end": x - breadth}[text.get("text-anchor")]
        assert start >= -1
        assert start + breadth <= 641


def test_what_it_says_in_words():
    svg = tree(control("c", chart(Kind.VALUE, values(*STEADY, 40)), SHOWN))
    assert svg.findtext("s:title", namespaces=SVG) == "1 signal."
    assert svg.findtext("s:desc", namespaces=SVG).startswith("13 mesures du 01/01/2024 au 01/01/2025\u202f; ")
    few = tree(control("c", chart(Kind.VALUE, values(1, 2)), SHOWN))
    assert few.findtext("s:title", namespaces=SVG) == (
        "Encore trop peu de mesures pour distinguer le hasard d’un changement."
    )
    assert "Aucune mesure" in control("c", chart(Kind.VALUE, []), SHOWN)


def test_a_spark_shows_values_and_the_last_of_them_without_figures():
    svg = tree(spark("c", chart(Kind.VALUE, values(*STEADY)), SHOWN))

    assert not svg.xpath(".//s:text", namespaces=SVG)
    assert len(of(svg, "line", "ctl-value")) == 11
    assert len(of(svg, "circle", "ctl-point")) == 1


def test_scales_of_the_three_kinds():
    assert scale_of(Kind.SHARE, "", 1, "fr") == Scale(100, "\u202f%", "%")
    assert scale_of(Kind.RATE, "pour 1 000 examens", 1000, "fr") == Scale(1000, "", "pour 1 000 examens")
    assert scale_of(Kind.VALUE, "min", 1, "en") == Scale(1, "", "min")
