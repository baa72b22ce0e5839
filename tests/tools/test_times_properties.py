"""What holds for all times of the grammar, in all zones and on days when clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from tools.times import (
    Duration,
    Instant,
    Range,
    Recurrence,
    Time,
    find_times,
    read_time,
    speak_duration,
    speak_instant,
    speak_range,
)

ZONES = [
    ZoneInfo(name)
    for name in (
        "Europe/London",
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "UTC",
        "Asia/Kolkata",
    )
]
CHANGES = [
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 3, 8, 7, tzinfo=UTC),
    datetime(2026, 11, 1, 6, tzinfo=UTC),
    datetime(2026, 4, 4, 15, tzinfo=UTC),
    datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
    datetime(2011, 12, 30, 10, tzinfo=UTC),
]
"""When clocks of those zones change; in Apia a whole day was skipped."""

minutes = st.integers(0, 60 * 24 * 365 * 20).map(
    lambda n: datetime(2015, 1, 1, tzinfo=UTC) + timedelta(minutes=n)
)
near_changes = st.tuples(st.sampled_from(CHANGES), st.integers(-4000, 4000)).map(
    lambda pair: pair[0] + timedelta(minutes=pair[1])
)
nows = st.tuples(minutes | near_changes, st.sampled_from(ZONES)).map(lambda pair: pair[0].astimezone(pair[1]))


def filled(template: str, *blanks: st.SearchStrategy[str] | st.SearchStrategy[int]) -> st.SearchStrategy[str]:
    """The template with its blanks filled."""
    return st.tuples(*blanks).map(lambda values: template.format(*values))


clocks = st.one_of(
    st.integers(1, 12).map(str),
    filled("{:02}:{:02}", st.integers(0, 23), st.integers(0, 59)),
    filled("{}{}", st.integers(1, 12), st.sampled_from(["am", "pm"])),
    filled("{} {}", st.sampled_from(["half", "quarter to", "ten past", "half past"]), st.integers(1, 12)),
    st.sampled_from(["noon", "midnight", "seven", "eleven thirty"]),
)
weekdays = st.sampled_from(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
later_days = st.one_of(
    st.sampled_from(
        ["tomorrow", "the day after tomorrow", "in two days", "christmas eve", "24/12", "27 november"]
    ),
    filled("next {}", weekdays),
)
parts = st.sampled_from(["morning", "afternoon", "evening", "night"])
lengths = filled(
    "{} {}",
    st.integers(1, 90),
    st.sampled_from(["seconds", "minutes", "hours", "days", "weeks", "months"]),
)
ahead = st.one_of(
    filled("at {}", clocks),
    filled("{} at {}", later_days, clocks),
    filled("{} {}", weekdays, clocks),
    filled("at {} in the {}", clocks, parts),
    weekdays,
    filled("tomorrow {}", parts),
    filled("in {}", lengths),
    filled("for {}", lengths),
    filled("until {}", clocks),
    filled("until {}", weekdays),
    filled("from {} to {}", clocks, clocks),
    filled("tomorrow from {} to {}", clocks, clocks),
    st.sampled_from(
        ["next week", "next month", "overnight", "the weekend", "this week", "the rest of the day"]
    ),
)
back = st.one_of(
    filled("at {}", clocks),
    filled("since {}", clocks),
    weekdays,
    filled("since {}", weekdays),
    filled("yesterday at {}", clocks),
    filled("between {} and {} yesterday", clocks, clocks),
    filled("between {} and {}", clocks, clocks),
    filled("the last {}", lengths),
    filled("{} ago", lengths),
    st.sampled_from(
        ["last night", "yesterday", "last week", "this month", "the weekend", "today", "last year"]
    ),
)
recurring = st.one_of(
    filled("every {} at {}", st.sampled_from(["day", "weekday", "weekend", "other day"]), clocks),
    filled("every {} at {}", weekdays, clocks),
    filled("every other {} at {}", weekdays, clocks),
    filled("every month on the {}th at {}", st.sampled_from([5, 15, 29, 30]), clocks),
    filled("every {} minutes", st.integers(1, 200)),
    st.sampled_from(
        ["weekly", "hourly", "every night", "every first monday of the month", "every 24 december"]
    ),
)
VOCABULARY = """at on in the a an half quarter past to from until till since between and for every each other next last
this 7 5 30 19 : . - , / 2026 11 24 pm am o'clock noon midnight morning evening night tonight tomorrow yesterday monday
sat sun may november 5th first hour hours minutes day days week month weekend weekdays daily ago now of two twenty one
couple 's zip disk ' christmas eve rest within past""".split()  # noqa: SIM905 - reads as a line


def instants_of(value: Time) -> list[datetime]:
    match value:
        case Instant():
            return [value.at, *value.alternatives]
        case Range():
            return [at for pair in ((value.start, value.end), *value.alternatives) for at in pair]
        case Recurrence():
            return [value.first, *(first for _, first in value.alternatives)]
        case Duration():
            return []


def exists(at: datetime) -> bool:
    return at.astimezone(UTC).astimezone(at.tzinfo).replace(tzinfo=None) == at.replace(tzinfo=None)


def assert_sound(value: Time, now: datetime) -> None:
    for at in instants_of(value):
        assert at.tzinfo is now.tzinfo
        assert exists(at)
    if isinstance(value, Range):
        for start, end in ((value.start, value.end), *value.alternatives):
            assert start.timestamp() < end.timestamp()


@given(ahead | recurring, nows)
@settings(deadline=None)
def test_what_is_ahead_lies_ahead_on_walls_that_exist(text: str, now: datetime) -> None:
    value = read_time(text, now)

    if value is None:
        assert now.year == 2011, "only the day that Apia skipped has no times"
        return
    assert_sound(value, now)
    if isinstance(value, Range):
        assert all(at.timestamp() >= now.timestamp() for at in instants_of(value))
    else:
        assert all(at.timestamp() > now.timestamp() for at in instants_of(value))


@given(back, nows)
@settings(deadline=None)
def test_what_is_past_lies_back_on_walls_that_exist(text: str, now: datetime) -> None:
    now += timedelta(seconds=30)  # at midnight sharp nothing of today has been yet
    value = read_time(text, now, prefer="past")

    if value is None:
        assert now.year in (2011, 2012), "only the day that Apia skipped has no times"
        return
    assert_sound(value, now)
    assert all(at.timestamp() <= now.timestamp() for at in instants_of(value))


@given(st.integers(1, 5000), nows)
@settings(deadline=None)
def test_in_some_minutes_is_that_much_real_time(count: int, now: datetime) -> None:
    value = read_time(f"in {count} minutes", now)

    assert isinstance(value, Instant)
    assert value.at.timestamp() - now.timestamp() == count * 60


@given(recurring, nows)
@settings(max_examples=60, deadline=None)
def test_a_recurrence_goes_on_and_on_in_order(text: str, now: datetime) -> None:
    value = read_time(text, now)

    assert isinstance(value, Recurrence)
    at = now
    for _ in range(8):
        following = value.next_after(at)
        assert following is not None
        assert following.timestamp() > at.timestamp()
        assert exists(following)
        at = following


@given(recurring, nows, st.integers(0, 60 * 24 * 40))
@settings(max_examples=60, deadline=None)
def test_next_after_leaves_none_out(text: str, now: datetime, offset: int) -> None:
    value = read_time(text, now)

    assert isinstance(value, Recurrence)
    middle = now + timedelta(minutes=offset)
    following = value.next_after(middle)
    assert following is not None
    one, seen = value.first, list[datetime]()
    while one.timestamp() <= middle.timestamp() and len(seen) < 300:
        seen.append(one)
        later = value.next_after(one)
        assert later is not None
        one = later
    assert len(seen) == 300 or one.timestamp() == following.timestamp()


@given(nows, st.integers(-60 * 24 * 800, 60 * 24 * 800))
@settings(deadline=None)
def test_a_spoken_instant_reads_back(now: datetime, offset: int) -> None:
    at = (now.astimezone(UTC) + timedelta(minutes=offset)).astimezone(now.tzinfo)
    value = read_time(speak_instant(at, now), now, prefer="past" if offset <= 0 else "future")

    assert isinstance(value, Instant)
    assert not value.doubtful
    assert value.at.timestamp() == at.replace(fold=0).timestamp()


@given(nows, st.integers(1, 60 * 24 * 40), st.integers(1, 60 * 24 * 9))
@settings(deadline=None)
def test_a_spoken_range_reads_back(now: datetime, offset: int, length: int) -> None:
    start = (now.astimezone(UTC) + timedelta(minutes=offset)).astimezone(now.tzinfo)
    end = (start.astimezone(UTC) + timedelta(minutes=length)).astimezone(now.tzinfo)
    if start.fold or end.fold or (start.date() == end.date() and start.time() >= end.time()):
        return
    value = read_time(speak_range(start, end, now), now)

    assert isinstance(value, Range)
    assert not value.doubtful
    assert (value.start.timestamp(), value.end.timestamp()) == (start.timestamp(), end.timestamp())


@given(st.integers(1, 86_400 * 500), nows)
@settings(deadline=None)
def test_a_spoken_duration_reads_back(seconds: int, now: datetime) -> None:
    length = timedelta(seconds=seconds)

    assert read_time(speak_duration(length), now) == Duration(length)


@given(
    st.lists(st.sampled_from(VOCABULARY), max_size=14).map(" ".join),
    nows,
    st.sampled_from(["future", "past"]),
)
@settings(max_examples=300, deadline=None)
def test_any_heap_of_words_is_read_or_not_but_never_breaks(text: str, now: datetime, prefer: str) -> None:
    end = 0
    for found in find_times(text, now, prefer="past" if prefer == "past" else "future"):
        assert end <= found.start < found.end <= len(text)
        end = found.end
        assert_sound(found.value, now)


@given(st.text(max_size=80))
@settings(deadline=None)
def test_any_text_is_survived(text: str) -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Europe/London"))

    assert all(found.end <= len(text) for found in find_times(text, now))
    read_time(text, now)
