"""Control charts against published worked examples, and the laws that they keep."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aplomb.domain.indicators.control import (
    LEAST,
    SETTLED,
    Direction,
    Kind,
    Measure,
    Sign,
    Signal,
    chart,
)

START = date(2026, 1, 1)


def day(n: int) -> date:
    return START + timedelta(days=n)


def values(*numbers: float | str) -> list[Measure]:
    return [Measure(day(n), Fraction(str(number))) for n, number in enumerate(numbers)]


def counted(counts: list[int], sizes: list[float | int | str]) -> list[Measure]:
    return [
        Measure(day(n), Fraction(count), Fraction(str(size)))
        for n, (count, size) in enumerate(zip(counts, sizes, strict=True))
    ]


# — Worked examples: D. C. Montgomery, Introduction to Statistical Quality Control ————————————————————————


def test_individuals_the_viscosity_of_a_primer_paint() -> None:
    """Montgomery, example of control charts for individuals: 15 batches of aircraft primer paint."""
    batches = "33.75 33.05 34.00 33.81 33.46 34.02 33.68 33.27 33.49 33.20 33.62 33.00 33.54 33.12 33.84"
    made = chart(Kind.VALUE, values(*batches.split()))
    phase, point = made.phases[0], made.points[0]

    assert phase.mean_range == pytest.approx(0.48, abs=0.005)
    assert phase.range_upper == pytest.approx(1.57, abs=0.005)
    assert (point.centre, point.lower, point.upper) == pytest.approx((33.52, 32.24, 34.80), abs=0.005)
    assert made.signals == ()


ORANGE_JUICE = [
    12,
    15,
    8,
    10,
    4,
    7,
    16,
    9,
    14,
    10,
    5,
    6,
    17,
    12,
    22,
    8,
    10,
    5,
    13,
    11,
    20,
    18,
    24,
    15,
    9,
    12,
    7,
    13,
    9,
    6,
]


def test_fraction_nonconforming_of_cans_of_orange_juice() -> None:
    """Montgomery, frozen orange juice concentrate: 30 samples of 50 cans; samples 15 and 23 are out of control."""
    made = chart(Kind.SHARE, counted(ORANGE_JUICE, [50] * 30), baseline_until=day(29))
    point = made.points[0]

    assert (point.centre, point.lower, point.upper) == pytest.approx((0.2313, 0.0524, 0.4102), abs=0.00006)
    beyond = [signal.first + 1 for signal in made.signals if signal.sign == Sign.BEYOND]
    assert beyond == [15, 23]


def test_fraction_nonconforming_with_samples_of_varying_size() -> None:
    """Montgomery, purchase orders: 25 weeks; centre 0.096; the eleventh week is out of control."""
    orders = [100, 80, 80, 100, 110, 110, 100, 100, 90, 90, 110, 120, 120]
    orders += [120, 110, 80, 80, 80, 90, 100, 100, 100, 100, 90, 90]
    wrong = [12, 8, 6, 9, 10, 12, 11, 16, 10, 6, 20, 15, 9, 8, 6, 8, 10, 7, 5, 8, 5, 8, 10, 6, 9]
    made = chart(Kind.SHARE, counted(wrong, orders), baseline_until=day(24))

    assert made.points[0].centre == pytest.approx(0.096, abs=0.0006)
    # sigma of a sample of 100 is printed as 0.029
    assert made.points[0].upper == pytest.approx(0.096 + 3 * 0.029, abs=0.002)
    assert [signal.first + 1 for signal in made.signals if signal.sign == Sign.BEYOND] == [11]


def test_errors_per_shipment_of_a_supply_chain() -> None:
    """Montgomery, supply chain: 20 weeks of 50 shipments; centre 0.074, upper limit 0.1894, no lower one."""
    errors = [2, 3, 8, 1, 1, 4, 1, 4, 5, 1, 8, 2, 4, 3, 4, 1, 8, 3, 7, 4]
    point = chart(Kind.RATE, counted(errors, [50] * 20)).points[0]

    assert (point.centre, point.lower, point.upper) == pytest.approx((0.074, 0.0, 0.1894), abs=0.00006)


def test_nonconformities_of_dyed_cloth_in_rolls_of_varying_length() -> None:
    """Montgomery, dyed cloth: ten rolls in units of 50 m²; centre 1.42; limits 2.55 and 0.29 for ten units."""
    units = ["10", "8", "13", "10", "9.5", "10", "12", "10.5", "12", "12.5"]
    made = chart(Kind.RATE, counted([14, 12, 20, 11, 7, 10, 21, 16, 19, 23], list(units)))

    limits = [limit for point in made.points[:3] for limit in (point.upper, point.lower)]
    assert made.points[0].centre == pytest.approx(1.42, abs=0.005)
    assert limits == pytest.approx([2.55, 0.29, 2.68, 0.16, 2.41, 0.43], abs=0.011)
    assert made.signals == ()


# — Signals ——————————————————————————————————————————————————————————————————

ALTERNATING = [10, 12] * (SETTLED // 2)


def after(*later: float) -> list[Signal]:
    """The signals of a process that went to and fro about 11, then gave these."""
    return list(chart(Kind.VALUE, values(*ALTERNATING, *later)).signals)


def test_a_point_beyond_its_limit_is_a_signal_and_one_on_it_is_none() -> None:
    # The mean range is 2: limits at 11 ± 3 × 2 / 1.128.
    reach = 3 * 2 / 1.128
    assert after(11 + reach - 1e-9, 11 - reach + 1e-9) == []
    assert after(11 + reach + 1e-6) == [Signal(Sign.BEYOND, 20, 20, True)]
    assert after(11 - reach - 1e-6) == [Signal(Sign.BEYOND, 20, 20, False)]


def test_eight_on_one_side_are_a_signal_and_seven_are_none() -> None:
    low = [10.5, 10.4] * 4
    assert after(*low[:6]) == []  # the last of the baseline is above the centre
    assert after(*low) == [Signal(Sign.SIDE, 20, 27, False)]
    assert after(*low[:4], 11, *low[:4]) == []


def test_six_in_a_row_are_a_signal_five_are_none_and_two_equal_ones_end_the_row() -> None:
    assert after(10, 10.5, 11.5, 12, 12.5) == []
    assert after(10, 10.5, 11.5, 12, 12.5, 13) == [Signal(Sign.TREND, 20, 25, True)]
    assert after(10, 10.5, 11.5, 11.5, 12, 12.5) == []
    assert after(13, 12.5, 11.5, 10.5, 10, 9)[0] == Signal(Sign.TREND, 20, 25, False)


def test_a_longer_run_stays_one_signal() -> None:
    assert after(*[10.5, 10.4] * 6) == [Signal(Sign.SIDE, 20, 31, False)]


@pytest.mark.parametrize(
    ("upwards", "direction", "good"),
    [
        (True, Direction.HIGHER, True),
        (True, Direction.LOWER, False),
        (False, Direction.LOWER, True),
        (False, Direction.HIGHER, False),
    ],
)
def test_a_signal_is_good_news_where_it_goes_the_better_way(
    upwards: bool, direction: Direction, good: bool
) -> None:
    assert Signal(Sign.SIDE, 0, 7, upwards).is_good(direction) is good


# — Baselines and phases ——————————————————————————————————————————————————————


def test_too_few_measures_have_no_limits_and_say_how_many_are_wanted() -> None:
    assert chart(Kind.VALUE, []).points == ()
    few = chart(Kind.VALUE, values(*range(LEAST - 2)))
    assert {point.centre for point in few.points} == {None}
    assert (few.phases[0].missing, few.signals) == (2, ())


def test_limits_are_provisional_until_they_rest_on_a_settled_number() -> None:
    assert chart(Kind.VALUE, values(*ALTERNATING[:-1])).phases[0].is_provisional
    assert not chart(Kind.VALUE, values(*ALTERNATING)).phases[0].is_provisional


def test_what_comes_after_the_baseline_does_not_move_the_limits() -> None:
    before, later = chart(Kind.VALUE, values(*ALTERNATING)), chart(Kind.VALUE, values(*ALTERNATING, 50, 60))
    assert later.points[:SETTLED] == before.points
    assert {point.upper for point in later.points} == {before.points[0].upper}


def test_a_restart_begins_a_phase_with_limits_of_its_own() -> None:
    made = [*values(*ALTERNATING, 30, 32, 30, 32, 30, 32)]
    made[SETTLED] = Measure(made[SETTLED].on, made[SETTLED].count, restarts=True)
    found = chart(Kind.VALUE, made)

    assert [(phase.first, phase.last, phase.centre) for phase in found.phases] == [(0, 19, 11), (20, 25, 31)]
    assert found.signals == ()


# — Laws ————————————————————————————————————————————————————————————————————

# Slow draws say that the machine is busy, nothing about charts.
at_ease = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
counts = st.lists(st.tuples(st.integers(0, 40), st.integers(40, 90)), min_size=LEAST, max_size=30)


@at_ease
@given(counts, st.randoms(use_true_random=False))
def test_the_order_in_which_measures_come_does_not_matter(pairs, chance) -> None:
    made = counted([count for count, _ in pairs], [size for _, size in pairs])
    shuffled = list(made)
    chance.shuffle(shuffled)
    assert chart(Kind.SHARE, shuffled) == chart(Kind.SHARE, made)


@at_ease
@given(counts)
def test_limits_enclose_the_centre_and_shares_stay_shares(pairs) -> None:
    for kind in (Kind.SHARE, Kind.RATE):
        for point in chart(kind, counted([c for c, _ in pairs], [s for _, s in pairs])).points:
            assert 0 <= point.lower <= point.centre + 1e-12
            assert point.centre <= point.upper + 1e-12
            assert kind == Kind.RATE or point.upper <= 1


@given(st.lists(st.integers(-50, 50), min_size=LEAST, max_size=40), st.integers(-100, 100))
def test_shifting_all_values_shifts_the_chart_and_changes_no_signal(numbers, shift) -> None:
    here, there = (
        chart(Kind.VALUE, values(*numbers)),
        chart(Kind.VALUE, values(*(n + shift for n in numbers))),
    )
    assert [p.value + shift for p in here.points] == pytest.approx([p.value for p in there.points])
    beyond = [s for s in here.signals if s.sign == Sign.TREND]
    assert beyond == [s for s in there.signals if s.sign == Sign.TREND]
    assert [p.upper + shift for p in here.points] == pytest.approx([p.upper for p in there.points])
