"""What is usual, and what is an outage, for made-up measurements."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tools.network.speed.causes import Cause, find_cause
from tools.network.speed.models import Figure, Metric
from tools.network.speed.usual import find_outages, find_spells, find_usual, is_odd, measured_time

START = datetime(2026, 11, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def minutes(values: list[float]) -> list[tuple[datetime, float]]:
    return [(START + n * MINUTE, value) for n, value in enumerate(values)]


def hourly(days: int, evening: float) -> list[tuple[datetime, float]]:
    times = [START + timedelta(hours=n) for n in range(24 * days)]
    return [(at, evening if at.hour in {19, 20, 21} else 10.0 + at.day % 3) for at in times]


def test_what_is_usual_depends_on_the_hour() -> None:
    points = hourly(14, evening=40)

    evening, morning = find_usual(points, 20, UTC), find_usual(points, 9, UTC)

    assert evening is not None
    assert morning is not None
    assert (evening.middle, morning.middle) == (40, 11)
    assert is_odd("latency", 40, morning)
    assert not is_odd("latency", 40, evening)


def test_a_few_wild_values_change_nothing() -> None:
    points = [(at, 900.0 if n % 10 == 0 else value) for n, (at, value) in enumerate(hourly(14, 12))]

    usual = find_usual(points, 12, UTC)

    assert usual is not None
    assert 10 <= usual.middle <= 12
    assert is_odd("latency", 60, usual)


def test_of_little_nothing_is_usual() -> None:
    assert find_usual(minutes([10.0] * 7), 0, UTC) is None
    assert not is_odd("latency", 500, None)
    assert is_odd("latency", None, None)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.booleans(), max_size=200))
def test_outages_are_runs_of_two_or_more(lost: list[bool]) -> None:
    points = minutes([100.0 if each else 0.0 for each in lost])

    found = find_outages(points)

    inside = [any(one.start <= at and (one.end is None or at < one.end) for one in found) for at, _ in points]
    for n, each in enumerate(lost):
        beside = (n > 0 and lost[n - 1]) or (n + 1 < len(lost) and lost[n + 1])
        assert inside[n] == (each and beside)
    assert all(one.end is not None for one in found[:-1])


def test_what_was_not_measured_is_no_outage() -> None:
    before, after = (START, 100.0), (START + timedelta(hours=5), 100.0)

    assert find_outages([before, after]) == []
    assert measured_time([before, after], START + timedelta(hours=5, minutes=1)) == MINUTE


def test_a_slow_spell_has_its_times_and_a_short_one_is_none() -> None:
    past = minutes([10.0 + n % 2 for n in range(600)])
    values = [10.0] * 30 + [90.0] * 40 + [10.0] * 40 + [90.0] * 5 + [10.0] * 40

    (spell,) = find_spells(minutes(values), past, UTC)

    assert (spell.start, spell.end) == (START + 30 * MINUTE, START + 69 * MINUTE)
    (lasting,) = find_spells(minutes(values[:60]), past, UTC)
    assert lasting.end is None


def figure(metric: Metric, of: str, now: float | None, *, odd: bool) -> Figure:
    return Figure(metric=metric, of=of, now=now, odd=odd)


def test_the_cause_is_the_nearest_one() -> None:
    home, far = figure("latency", "router", 2, odd=False), figure("latency", "internet", 140, odd=True)
    sick, fine = figure("dns", "one", None, odd=True), figure("dns", "one", 4, odd=False)
    thin, quick = figure("download", "", 9, odd=True), figure("latency", "internet", 14, odd=False)

    assert find_cause([figure("loss", "router", 9, odd=True)], [far], [sick], thin) is Cause.HOME
    assert find_cause([home], [figure("latency", "internet", None, odd=True)], [sick], None) is Cause.AWAY
    assert find_cause([home], [far], [sick], thin) is Cause.LINE
    assert find_cause([home], [quick], [sick], thin) is Cause.DNS
    assert find_cause([home], [quick], [fine], thin) is Cause.THROUGHPUT
    assert find_cause([home], [quick], [fine], None) is Cause.NONE
