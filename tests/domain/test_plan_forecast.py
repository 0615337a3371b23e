"""The ready day's range covers the true end of simulated projects; the same plan gets the same answer."""

import math
import random
from datetime import date, timedelta

import pytest

from aplomb.domain.plans.forecast import Chain, Step, forecast

FIRST = date(2026, 1, 5)
SAMPLE, IN_FULL = 50, 1_000


def a_project(draw):
    """Six to ten themes of three to six actions one after another; its own pace, then each action's chance."""
    pace, spread = draw.gauss(0.12, 0.25), draw.uniform(0.2, 0.45)
    chains = []
    for _ in range(draw.randint(6, 10)):
        planned = real = FIRST + timedelta(days=draw.randint(0, 60))
        steps = []
        for _ in range(draw.randint(3, 6)):
            length = draw.randint(8, 40)
            end = planned + timedelta(days=length)
            done = real + timedelta(days=max(1, round(length * math.exp(draw.gauss(pace, spread)))))
            steps.append((planned, end, done))
            planned, real = end, done
        chains.append(steps)
    return chains


def seen_on(chains, day):
    """What the plan says of the project on a day: everything as it was planned, and what is done."""
    return [
        Chain(tuple(Step(planned, end, done if done <= day else None) for planned, end, done in steps))
        for steps in chains
    ]


@pytest.mark.drill
def test_nine_ranges_in_ten_hold_the_true_end(request):
    projects = IN_FULL if request.config.getoption("--full") else SAMPLE
    draw = random.Random(11)  # noqa: S311 -- a test's dice
    covered = 0
    for number in range(projects):
        chains = a_project(draw)
        true_end = max(steps[-1][2] for steps in chains)
        day = FIRST + (true_end - FIRST) * draw.uniform(0.3, 0.7)
        found = forecast(seen_on(chains, day), on=day, seed=number)
        covered += found.low <= true_end <= found.high

    assert covered / projects >= 0.85


def test_the_same_plan_gets_the_same_answer_and_its_range_is_in_order():
    project = a_project(random.Random(3))  # noqa: S311 -- a test's dice
    chains = seen_on(project, FIRST + timedelta(days=70))
    first, second = (forecast(chains, on=FIRST + timedelta(days=70), seed=4) for _ in range(2))

    assert first == second
    assert FIRST + timedelta(days=70) < first.low <= first.middle <= first.high


def test_what_has_gone_slowly_so_far_ends_later():
    def plan(days):
        done = [Step(FIRST, FIRST + timedelta(days=10), FIRST + timedelta(days=days))] * 8
        left = Step(FIRST + timedelta(days=30), FIRST + timedelta(days=60))
        return [Chain((one,)) for one in (*done, left)]

    day = FIRST + timedelta(days=30)
    on_time, slow = (forecast(plan(days), on=day) for days in (10, 25))

    assert slow.middle > on_time.middle
    assert slow.pace > 2 > 1.2 > on_time.pace
    assert on_time.known == slow.known == 8


def test_nothing_left_has_no_forecast():
    assert forecast([Chain((Step(FIRST, FIRST, FIRST),)), Chain(())], on=FIRST) is None
