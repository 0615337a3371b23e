"""The drawings, measured: geometry against figures got by hand, and what every chart must hold to."""

import re
from fractions import Fraction
from xml.etree import ElementTree

import pytest

from aplomb.charts import (
    Cell,
    Gain,
    HeatRow,
    Part,
    Spoke,
    alternative,
    band,
    bar,
    composition,
    dumbbell,
    gaps,
    heat,
    heat_table,
    radar,
    rule,
    stack,
    swatch,
    thread,
)
from aplomb.charts.palette import BOB, STEPS, fullness, lead, step_of

SVG = "{http://www.w3.org/2000/svg}"
NARROW = "\u202f"
HALF, THREE_QUARTERS = Fraction(1, 2), Fraction(3, 4)


def drawn(svg):
    return ElementTree.fromstring(svg)  # noqa: S314 -- our own drawing


def texts(svg):
    return ["".join(node.itertext()) for node in drawn(svg).iter(f"{SVG}text")]


def of_class(svg, name):
    return [node for node in drawn(svg).iter() if node.get("class") == name]


SPOKES = [Spoke("Nord", HALF), Spoke("Est", Fraction(1)), Spoke("Sud", None), Spoke("Ouest", Fraction(0))]
ROWS = [
    HeatRow("1 Projet", (Cell("1.1", Fraction(39, 100)), Cell("1.2", Fraction(40, 100)))),
    HeatRow("2 Technique", (Cell("2.1", None), Cell("2.2", None, applicable=False))),
]
EVERY_CHART = {
    "rule": rule("c", HALF, previous=Fraction(2, 5), threshold=THREE_QUARTERS, projection=Fraction(4, 5)),
    "rule printed": rule("c", HALF, threshold=THREE_QUARTERS, width=480),
    "rule of nothing": rule("c", None, threshold=THREE_QUARTERS),
    "thread": thread("c", HALF),
    "thread of nothing": thread("c", None, width=300),
    "bar": bar("c", HALF),
    "dumbbell": dumbbell(
        "c", HALF, previous=Fraction(1, 4), projection=Fraction(1), threshold=THREE_QUARTERS
    ),
    "dumbbell of nothing": dumbbell("c", None, width=100),
    "stack": stack("c", {0: 1, 1: 2, 2: 3, 3: 4}, na=5, unanswered=6),
    "stack printed": stack("c", {0: 1, 1: 2, 2: 3, 3: 4}, na=5, unanswered=6, width=400),
    "stack of nothing": stack("c", {0: 0, 1: 0}),
    "radar": radar("c", SPOKES, threshold=THREE_QUARTERS),
    "radar of one": radar("c", SPOKES[:1], threshold=THREE_QUARTERS, printed=True),
    "radar of none": radar("c", []),
    "heat": heat("c", ROWS),
    "heat of none": heat("c", []),
    "gaps": gaps(
        "c", [Gain("1.1 Projet", 12, Fraction(19, 1000)), Gain("1.2 Risques", 3, Fraction(5, 1000))]
    ),
    "gaps of none": gaps("c", []),
}


@pytest.mark.parametrize("svg", EVERY_CHART.values(), ids=EVERY_CHART)
def test_every_chart_is_one_sound_picture_that_says_what_it_shows(svg):
    root = drawn(svg)

    title = root.find(f"{SVG}title")
    ids = re.findall(r' id="([^"]+)"', svg)
    assert root.get("role") == "img"
    assert title.text.strip()
    assert root.get("aria-labelledby") == title.get("id")
    assert len(ids) == len(set(ids))
    assert "style=" not in svg
    assert not re.search(r"NaN|None|inf", svg)


def test_colours_are_presentation_attributes_beside_the_class():
    (leader, *_) = of_class(rule("c", HALF), "leader")

    assert leader.get("stroke") == "#0d57ab"


def test_on_a_page_places_are_percentages():
    leader = of_class(rule("c", Fraction(1, 8)), "leader")[0]

    assert (leader.get("x1"), leader.get("x2")) == ("0%", "12.5%")


def test_in_print_places_are_units_from_the_inset():
    # 528 units less 14 at each end leave 500 from 0 to 100 %.
    svg = rule("c", HALF, threshold=THREE_QUARTERS, width=528)

    leader, target = of_class(svg, "leader")[0], of_class(svg, "target")[0]
    assert (leader.get("x1"), leader.get("x2")) == ("14", "264")
    assert target.get("x1") == target.get("x2") == "389"
    assert drawn(svg).get("viewBox").startswith("0 0 528 ")


def test_the_rule_states_the_shortfall_and_prints_exact_figures():
    svg = rule("c", Fraction(7996, 10000), threshold=Fraction(8, 10))

    assert alternative(svg) == (
        f"Score 79,96{NARROW}%\u00a0: il manque 0,04\u00a0point pour le seuil de 80{NARROW}%."
    )
    assert f"79,96{NARROW}%" in texts(svg)


def test_the_rule_says_that_a_threshold_is_reached_exactly():
    assert "est atteint" in alternative(rule("c", Fraction(8, 10), threshold=Fraction(8, 10)))


def test_a_graduation_gives_way_to_the_threshold_that_stands_on_it():
    assert "80" in texts(rule("c", HALF))
    assert "80" not in texts(rule("c", HALF, threshold=Fraction(8, 10)))


def test_figures_that_would_meet_stand_on_rows_of_their_own():
    close = Fraction(51, 100)
    svg = rule("c", HALF, projection=close, previous=Fraction(49, 100), width=528)

    heights = [
        node.get("transform").split()[-1].rstrip(")")
        for node in drawn(svg).iter(f"{SVG}g")
        if node.find(f"{SVG}text") is not None and NARROW in "".join(node.itertext())
    ]
    assert heights == ["87", "102", "117"]


def test_the_english_rule_speaks_english():
    assert alternative(rule("c", HALF, threshold=THREE_QUARTERS, lang="en")) == (
        "Score 50%: 25 points short of the threshold of 75%."
    )


def test_parts_of_a_stack_are_as_long_as_their_counts():
    svg = stack("c", {0: 1, 1: 0, 2: 3, 3: 4}, na=2, width=400)

    parts = {name: of_class(svg, name) for name in ("f0", "f1", "f2", "f3", "fna", "fu")}
    assert {name: found[0].get("width") for name, found in parts.items() if found} == {
        "f0": "40",
        "f2": "120",
        "f3": "160",
        "fna": "80",
    }
    assert [parts[name][0].get("x") for name in ("f0", "f2", "f3", "fna")] == ["0", "40", "160", "320"]


def test_a_count_stands_in_its_part_only_where_there_is_room():
    assert texts(stack("c", {0: 1, 3: 99}, width=200)) == ["99"]


def test_unanswered_zero_and_na_are_three_different_parts():
    said = alternative(stack("c", {0: 2, 1: 0}, na=3, unanswered=4))

    assert said == "niveau 0\u00a0: 2, non applicable\u00a0: 3, sans réponse\u00a0: 4"


def test_patterns_lie_inside_a_printed_stack_under_ids_of_its_own():
    levels = {0: 1, 1: 1}

    assert "<pattern" not in stack("a", levels)
    assert 'id="a-m0"' in stack("a", levels, width=90)
    assert 'id="b-m0"' in stack("b", levels, width=90)


def test_nothing_to_count_is_said_and_not_divided():
    assert "aucun critère" in texts(stack("c", {0: 0, 1: 0}))


@pytest.mark.parametrize(
    ("values", "steps"),
    [
        ((0, 1), ["0", "3"]),
        ((0, 1, 2), ["0", "1", "3"]),
        ((0, 1, 2, 3), ["0", "1", "2", "3"]),
        ((0, 1, 2, 3, 4), list(STEPS)),
        ((1, 2, 3, 4, 5), list(STEPS)),
    ],
)
def test_every_level_of_a_usual_scale_has_a_look_of_its_own(values, steps):
    assert [step_of(value, values) for value in values] == steps


def test_a_long_scale_goes_from_worst_to_best_without_going_back():
    values = range(11)

    ranks = [STEPS.index(step_of(value, list(values))) for value in values]
    assert (ranks[0], ranks[-1]) == (0, len(STEPS) - 1)
    assert ranks == sorted(ranks)


def test_a_bob_fills_from_its_tip_to_its_brim():
    assert [fullness(value, [0, 1, 2, 3]) for value in range(4)] == [0, 1 / 3, 2 / 3, 1]
    assert set(lead(1.0)) == set(BOB)
    # A third: the surface stands at 9.2, below the shoulders (8.75), on the slope to the tip.
    assert lead(1 / 3)[0] == pytest.approx((8 - 5.75 * (14.75 - 9.2) / 6, 9.2))


def test_the_points_of_a_radar_lie_on_their_spokes():
    svg = radar("c", [Spoke(name, Fraction(1)) for name in "abcd"])

    (area,) = of_class(svg, "cur-area")
    points = [tuple(map(float, pair.split(","))) for pair in area.get("points").split()]
    (x, top), (right, y) = points[0], points[1]
    assert x == 340  # the centre of a box of 680
    assert right - x == y - top == 172  # the radius
    assert points[2:] == [(x, y + 172), (x - 172, y)]


def test_a_dimension_without_a_score_is_a_gap_and_not_a_zero():
    svg = radar("c", SPOKES)

    assert of_class(svg, "cur-area") == []
    (line,) = of_class(svg, "leader")
    # Nord to Est and Ouest to Nord; nothing runs to or from Sud.
    assert line.get("d").count("M") == 2
    assert len(of_class(svg, "cur")) == 3
    assert "Sud\u00a0: sans score" in alternative(svg)


def test_fewer_than_three_dimensions_are_rows():
    svg = radar("c", SPOKES[:2], threshold=THREE_QUARTERS, printed=True)

    assert of_class(svg, "gridl")
    assert not list(drawn(svg).iter(f"{SVG}polygon"))
    assert f"50{NARROW}%" in texts(svg)


def test_labels_of_many_dimensions_do_not_meet():
    spokes = [Spoke(f"Une dimension au nom assez long, numéro {n}", HALF) for n in range(20)]

    labels = [
        node for node in drawn(radar("c", spokes)).iter(f"{SVG}text") if node.get("class") == "lab small"
    ]
    places = [(node.get("x"), node.get("y")) for node in labels]
    assert len(places) == len(set(places))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Fraction(394, 1000), "0"),
        (Fraction(395, 1000), "1"),  # printed 40
        (Fraction(594, 1000), "1"),
        (Fraction(60, 100), "2"),
        (Fraction(79, 100), "2"),
        (Fraction(795, 1000), "3"),  # printed 80
        (Fraction(0), "0"),
        (Fraction(1), "3"),
    ],
)
def test_the_band_of_a_score_follows_the_figure_that_is_printed(value, expected):
    assert band(Cell("1.1", value)) == expected


def test_a_heat_map_tells_not_answered_from_not_applicable():
    assert [band(cell) for cell in ROWS[1].cells] == ["u", "na"]
    assert "2.1 sans réponse, 2.2 non applicable" in alternative(heat("c", ROWS))


def test_a_heat_map_prints_its_bounds():
    assert {"moins de 40", "40 à 59", "60 à 79", "80 et plus"} <= set(texts(heat("c", ROWS)))


def test_a_long_row_of_tiles_goes_on_below():
    cells = tuple(Cell(f"1.{n}", HALF) for n in range(1, 31))

    tiles = of_class(heat("c", [HeatRow("1 Projet", cells)], width=640), "chip1")
    assert len(tiles) == 30
    assert len({tile.get("y") for tile in tiles}) > 1
    assert all(float(tile.get("x")) + float(tile.get("width")) <= 640 for tile in tiles)


def test_the_heat_map_of_a_page_is_a_table_with_its_headers():
    table = drawn(heat_table(ROWS, columns=("Premier", "Second"), corner="Famille", caption="Scores <b>"))

    assert [head.text for head in table.iter("th") if head.get("scope") == "col"] == [
        "Famille",
        "Premier",
        "Second",
    ]
    assert [cell.get("data-n") for cell in table.iter("td")] == ["0", "1", "u", "na"]
    assert table.find("caption").text == "Scores <b>"


def test_the_longest_bar_leaves_room_for_what_it_is_worth():
    svg = gaps("c", [Gain("a", 12, Fraction(2, 100)), Gain("b", 3, Fraction(1, 200))], width=600)

    first, second = (float(node.get("width")) for node in of_class(svg, "cur"))
    assert first == pytest.approx(second * 4, abs=0.05)
    assert first < 600
    assert f"12\u00a0points (+2,0{NARROW}%)" in texts(svg)


def test_half_a_point_is_singular_in_french():
    assert f"0,5\u00a0point (+0,1{NARROW}%)" in texts(gaps("c", [Gain("a", HALF, Fraction(1, 2000))]))


def test_parts_speak_their_own_words():
    said = alternative(
        composition("c", [Part(3, "3", "Existe"), Part(0, "2", "Partiel"), Part(1, "0", "Manque")])
    )

    assert said == "Existe\u00a0: 3, Manque\u00a0: 1"


def test_a_swatch_is_decoration():
    assert drawn(swatch("c", "0", printed=True)).get("aria-hidden") == "true"


def test_what_people_wrote_stays_text():
    nasty = "<script>alert(1)</script> & \"q\" 'a' \x00\x0b"

    svg = radar("c", [Spoke(nasty, HALF)] * 3)
    assert "<script" not in svg
    assert "alert(1)" in " ".join(texts(svg))
