"""Forecasts are back-tested: made from generated histories whose future is known."""

import math
import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.forecast import LONGEST, Point, forecast

START = datetime(2026, 1, 1, tzinfo=UTC)
EVERY = timedelta(hours=2)
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class World:
    """A made-up disk: what was measured, and when it really became full (daily median)."""

    past: list[Point]
    limit: float
    full_at: datetime


def line(days: float, value: float, per_day: float, noise: float = 0, seed: int = 1) -> list[Point]:
    chance = random.Random(seed)
    count = int(timedelta(days=days) / EVERY) + 1
    return [
        (START + i * EVERY, value + per_day * (i * EVERY / A_DAY) + chance.gauss(0, noise))
        for i in range(count)
    ]


def make_world(seed: int, *, wander: float, weekly: float, step: float) -> World:
    """Growth with noise that comes back, a weekly rhythm, a wandering level, and one step."""
    chance = random.Random(seed)
    days, per_day = chance.randrange(20, 200), chance.uniform(0.4, 3)
    moved, level, stray, wandered = chance.uniform(0.1, 0.9) * days, chance.uniform(50, 300), 0.0, 0.0
    steps_a_day = A_DAY // EVERY
    values: list[float] = []
    for i in range((days + 600) * steps_a_day):
        day = i / steps_a_day
        stray = 0.8 * stray + chance.gauss(0, 0.6)
        wandered += chance.gauss(0, wander * per_day) / math.sqrt(steps_a_day)
        jump = step if day >= moved else 0
        rhythm = weekly * math.sin(math.tau * day / 7)
        values.append(level + per_day * day + stray + chance.gauss(0, 0.5) + rhythm + wandered + jump)
    now = days * steps_a_day
    limit = values[now] + per_day * chance.uniform(10, 60) + 8
    full = next(i for i in range(now, len(values)) if sorted(values[i : i + 12])[6] >= limit)
    return World([(START + i * EVERY, values[i]) for i in range(now)], limit, START + full * EVERY)


@pytest.mark.parametrize(
    ("wander", "weekly", "step"),
    [(0, 0, 0), (0, 3, 0), (1.5, 0, 0), (0, 0, -90), (0, 2, 120), (1, 2, -60)],
    ids=["noise", "weekly rhythm", "wandering", "clean-up", "new game", "all of it"],
)
def test_the_interval_holds_the_truth_four_times_in_five(wander: float, weekly: float, step: float) -> None:
    rounds, held = 60, 0
    for seed in range(rounds):
        world = make_world(seed, wander=wander, weekly=weekly, step=step)
        found = forecast(world.past, world.limit)
        assert found is not None
        if found.earliest is not None:
            late = found.latest is not None and world.full_at > found.latest + A_DAY
            held += found.earliest - A_DAY <= world.full_at and not late
    assert held >= 0.8 * rounds


def test_the_interval_of_a_steady_disk_is_narrow_enough_to_act_on() -> None:
    past = line(60, 100, 1.5, noise=2)

    found = forecast(past, 100 + 1.5 * 100)

    assert found is not None
    assert found.reaches_at is not None
    assert found.earliest is not None
    assert found.latest is not None
    assert abs(found.reaches_at - (START + timedelta(days=100))) < timedelta(days=4)
    assert found.latest - found.earliest < timedelta(days=15)


def test_too_short_a_history_says_nothing() -> None:
    assert forecast([], 10) is None
    assert forecast(line(2, 1, 1), 10) is None
    assert forecast([(START, 1), (START + timedelta(days=30), 2)], 10) is None


def test_what_does_not_grow_never_gets_there() -> None:
    for per_day in (0.0, -1.0):
        found = forecast(line(40, 500, per_day), 1000)
        assert found is not None
        assert (found.reaches_at, found.earliest, found.latest) == (None, None, None)


def test_beyond_five_years_nobody_can_tell() -> None:
    found = forecast(line(40, 100, 0.01), 1000)

    assert found is not None
    assert found.reaches_at is None


def test_wild_values_do_not_bend_the_trend() -> None:
    past = [(at, 9000 if i % 17 == 0 else value) for i, (at, value) in enumerate(line(60, 100, 1))]

    found = forecast(past, 200)

    assert found is not None
    assert found.slope_per_day == pytest.approx(1, rel=0.05)


def test_after_a_clean_up_only_the_present_level_counts() -> None:
    before, after = line(60, 100, 1), line(30, 60, 1)
    past = before + [(at + timedelta(days=60), value) for at, value in after[1:]]

    found = forecast(past, 190)

    assert found is not None
    assert found.reaches_at is not None
    assert abs(found.reaches_at - (START + timedelta(days=60 + 130))) < timedelta(days=3)


def test_a_clean_up_of_yesterday_does_not_hide_the_growth_before_it() -> None:
    before, after = line(60, 100, 1), line(3, 80, 1)
    past = before + [(at + timedelta(days=60), value) for at, value in after[1:]]

    found = forecast(past, 200)

    assert found is not None
    assert found.slope_per_day == pytest.approx(1, rel=0.1)
    assert found.reaches_at is not None
    assert abs(found.reaches_at - (START + timedelta(days=180))) < timedelta(days=4)


def test_a_year_of_minutes_takes_no_time_to_speak_of() -> None:
    past = [(START + timedelta(minutes=i), i / 1440 + (i * 7919 % 101) / 50) for i in range(525_600)]

    begun = time.process_time()
    forecast(past, 1000)

    assert time.process_time() - begun < 0.25  # 13 ms on an idle machine


@settings(max_examples=40, deadline=None)
@given(
    per_day=st.floats(-3, 3),
    noise=st.floats(0, 5),
    factor=st.sampled_from([1e-3, 7.0, 1e9]),
    shift=st.floats(-100, 100),
    seed=st.integers(0, 1000),
)
def test_the_unit_and_the_zero_of_a_figure_do_not_matter(
    per_day: float, noise: float, factor: float, shift: float, seed: int
) -> None:
    past = line(40, 100, per_day, noise, seed)
    plain = forecast(past, 300)
    scaled = forecast([(at, value * factor) for at, value in past], 300 * factor)

    assert plain is not None
    assert scaled is not None
    assert scaled.slope_per_day == pytest.approx(plain.slope_per_day * factor, rel=1e-6, abs=1e-9 * factor)
    assert plain.slope_low <= plain.slope_per_day <= plain.slope_high
    if plain.reaches_at is not None:
        assert plain.earliest is not None
        assert plain.until <= plain.earliest <= plain.reaches_at <= plain.until + LONGEST + A_DAY
        assert plain.latest is None or plain.latest >= plain.reaches_at
    low, middle, high = plain.at(plain.until + timedelta(days=abs(shift)))
    assert low <= middle <= high
