"""What charts are made of: thinned readings, gaps, ticks on both axes, and words that fit."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.chart_reading import (
    BERLIN,
    BLUE,
    DAY,
    MINUTE,
    NOON,
    ink,
    points,
)
from tools.charts import Point, Series, draw_series, thin_points
from tools.charts.forecast import find_crossing
from tools.charts.frame import time_ticks, value_range, value_ticks
from tools.charts.points import split_gaps
from tools.charts.words import format_ticks, format_value, shorten, wrap


def test_only_a_crossing_still_to_come_counts() -> None:
    line = [(NOON, 0.0), (NOON + 2 * DAY, 10.0), (NOON + 4 * DAY, 0.0)]

    assert find_crossing(line, 5, since=NOON) == NOON + DAY
    assert find_crossing(line, 5, since=NOON + 2 * DAY) == NOON + 3 * DAY
    assert find_crossing(line, 11, since=NOON) is None


readings = st.lists(st.floats(-1e9, 1e9), max_size=300).map(
    lambda values: [(NOON + MINUTE * number, value) for number, value in enumerate(values)]
)


@given(readings, st.integers(4, 50))
def test_thinning_keeps_ends_and_extremes(full: list[Point], most: int) -> None:
    thin = thin_points(full, most)

    assert len(thin) == min(len(full), len(thin)) <= max(most, 0)
    rest = iter(full)
    assert all(point in rest for point in thin)  # a subsequence: nothing added, order kept
    if full:
        assert thin[0] == full[0]
        assert thin[-1] == full[-1]
        assert max(value for _, value in thin) == max(value for _, value in full)
        assert min(value for _, value in thin) == min(value for _, value in full)
    if len(full) <= most:
        assert thin == full


@given(readings, st.sets(st.integers(0, 299)))
def test_cutting_at_gaps_loses_nothing(full: list[Point], lost: set[int]) -> None:
    kept = [point for number, point in enumerate(full) if number not in lost]

    runs = split_gaps(kept)

    assert [point for run in runs for point in run] == kept
    assert all(runs)


def test_one_spike_among_very_many_readings_is_seen() -> None:
    flat = draw_series(
        "x", [Series("", points(40_000, MINUTE, lambda n: float(n % 2)))], unit="", zone=BERLIN
    )
    spike = points(40_000, MINUTE, lambda n: 100.0 if n == 20_000 else float(n % 2))
    chart = draw_series("x", [Series("", spike)], unit="", zone=BERLIN)

    rows = [row for _, row in ink(chart, BLUE)]
    assert max(rows) - min(rows) > 800
    assert "highest 100" in chart.alt
    assert "highest 1," in flat.alt


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1)),  # noqa: DTZ001 - hypothesis wants them naive
    st.floats(240, 30 * 365 * 86_400),
    st.sampled_from(["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "UTC"]),
)
def test_time_ticks_are_few_in_order_and_round(begin: datetime, span: float, zone_name: str) -> None:
    zone = ZoneInfo(zone_name)
    start = begin.replace(tzinfo=zone).timestamp()

    ticks = time_ticks(start, start + span, zone)

    times = [at.timestamp() for at, _ in ticks]
    assert 1 <= len(times) <= 7
    assert times == sorted(times)
    assert start <= times[0]
    assert times[-1] <= start + span
    assert all(at.astimezone(zone).second == 0 for at, _ in ticks)


@pytest.mark.parametrize(
    ("span", "labels"),
    [
        (6 * 60 * MINUTE, ["08:00", "10:00", "12:00"]),
        (5 * DAY, ["Thu", "Fri", "Sat", "Sun", "Mon"]),
        (30 * DAY, ["31 Oct", "7 Nov", "14 Nov", "21 Nov"]),
        (365 * DAY, ["2026", "Apr", "Jul", "Oct"]),
    ],
)
def test_time_labels_suit_the_span(span: timedelta, labels: list[str]) -> None:
    end = NOON.timestamp()

    assert [text for _, text in time_ticks(end - span.total_seconds(), end, BERLIN)] == labels


def test_ticks_stay_on_the_hour_when_the_clocks_change() -> None:
    start = datetime(2026, 10, 24, 12, tzinfo=BERLIN)

    ticks = time_ticks(start.timestamp(), start.timestamp() + 86_400, BERLIN)

    assert {at.astimezone(BERLIN).hour % 6 for at, _ in ticks} == {0}


@given(st.floats(-1e290, 1e290), st.floats(-1e290, 1e290))
@settings(max_examples=300)
def test_value_ticks_differ_as_written(one: float, other: float) -> None:
    low, high = value_range(min(one, other), max(one, other))
    ticks = value_ticks(low, high)
    texts = format_ticks(ticks)

    assert low <= min(one, other) <= max(one, other) <= high
    assert 2 <= len(ticks) <= 8
    assert len(set(texts)) == len(texts)
    assert all(len(text) <= 12 for text in texts)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0 %"), (45.234, "45.2 %"), (1234.5, "1,234 %"), (-3.0, "\N{MINUS SIGN}3 %"), (0.05, "0.05 %"),
        (2.5e6, "2.5M %"), (3e9, "3bn %"), (1e20, "1e+20 %"), (100.0, "100 %"), (1e-5, "1e\N{MINUS SIGN}05 %"),
    ],
)  # fmt: skip
def test_values_are_written_for_people(value: float, text: str) -> None:
    assert format_value(value, "%").replace("\N{NO-BREAK SPACE}", " ") == text


@given(st.text(max_size=80), st.integers(1, 30), st.integers(1, 4))
def test_words_are_shortened_to_fit(text: str, room: int, most: int) -> None:
    def fits(part: str) -> bool:
        return len(part) <= room

    short = shorten(text, fits)
    assert short == text if fits(text) else "…" in short
    assert fits(short)
    lines = wrap(text, fits, most)
    assert len(lines) <= most
    assert all(fits(line) for line in lines)


def test_a_long_name_keeps_its_beginning_and_end() -> None:
    assert shorten("/usr/lib/jvm/bin/java", lambda part: len(part) <= 11) == "/usr/…/java"
