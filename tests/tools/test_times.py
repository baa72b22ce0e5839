"""What people say for times; the bulk of it stands in times.examples.txt."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

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

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 23, 12, tzinfo=LONDON)

EXAMPLES = Path(__file__).with_name("times.examples.txt").read_text(encoding="utf-8").splitlines()


def examples(kind: str) -> list[tuple[str, str]]:
    """The text and the expectation of every example of a kind."""
    rows = [line.split(" |", 2) for line in EXAMPLES if line.startswith(f"{kind} |")]
    return [(text.strip(), expected.strip()) for _, text, expected in rows]


BY_HOUR = [
    ("at 7", 6, "Mon 23 Nov 07:00 or Mon 23 Nov 19:00"),
    ("at 7", 8, "Mon 23 Nov 19:00 or Tue 24 Nov 07:00"),
    ("at 7", 10, "Mon 23 Nov 19:00"),
    ("at 7", 22, "Tue 24 Nov 07:00"),
    ("at 3", 20, "Tue 24 Nov 03:00 or Tue 24 Nov 15:00"),
    ("tonight at 7", 6, "Mon 23 Nov 19:00"),
    ("tonight at 2", 1, "Mon 23 Nov 02:00 or Tue 24 Nov 02:00"),
    ("tonight at 9", 1, "Mon 23 Nov 21:00"),
    ("today at 7", 6, "Mon 23 Nov 07:00 or Mon 23 Nov 19:00"),
    ("today at 7am", 9, "Mon 23 Nov 07:00"),
    ("overnight", 1, "Mon 23 Nov 01:00 - Mon 23 Nov 06:00"),
    ("from 22:00 to 06:00", 1, "Mon 23 Nov 01:00 - Mon 23 Nov 06:00"),
    ("from 14:00 to 16:00", 17, "Tue 24 Nov 14:00 - Tue 24 Nov 16:00"),
]


def day(at: datetime) -> str:
    return f"{at:%a %d %b %H:%M}" if at.year == 2026 else f"{at:%a %d %b %Y %H:%M}"


def shown(value: Time | None) -> str:
    """Every reading, likeliest first."""
    match value:
        case None:
            return "no time"
        case Instant():
            return " or ".join(map(day, (value.at, *value.alternatives)))
        case Range():
            pairs = ((value.start, value.end), *value.alternatives)
            return " or ".join(f"{day(start)} - {day(end)}" for start, end in pairs)
        case Duration():
            return str(value.length)
        case Recurrence():
            rules = ((value.rule, value.first), *value.alternatives)
            return " or ".join(f"{rule} from {day(first)}" for rule, first in rules)


@pytest.mark.parametrize(("text", "expected"), examples("ahead"))
def test_what_lies_ahead(text: str, expected: str) -> None:
    assert shown(read_time(text, NOW)) == expected


@pytest.mark.parametrize(("text", "expected"), examples("back"))
def test_what_lies_back(text: str, expected: str) -> None:
    assert shown(read_time(text, NOW, prefer="past")) == expected


@pytest.mark.parametrize(("text", "hour", "expected"), BY_HOUR)
def test_the_hour_decides_what_is_doubtful(text: str, hour: int, expected: str) -> None:
    assert shown(read_time(text, NOW.replace(hour=hour))) == expected


@pytest.mark.parametrize(("text", "expected"), examples("sentence"))
def test_times_inside_sentences(text: str, expected: str) -> None:
    assert "; ".join(text[found.start : found.end] for found in find_times(text, NOW)) == expected


def test_readings_twelve_hours_apart_are_doubtful() -> None:
    doubtful = ["tomorrow at 7", "next thursday", "every weekday at 7", "tomorrow from 9 to 5", "5/6"]
    certain = [
        "tonight at 7",
        "19:30",
        "tomorrow at 10:30",
        "every thursday at 7pm",
        "2 hours",
        "from 9 to 17:00",
    ]

    values = {text: read_time(text, NOW) for text in doubtful + certain}

    assert [text for text, value in values.items() if value is None or value.doubtful] == doubtful


def test_typographic_marks_are_read() -> None:
    assert shown(read_time("7 o\u2019clock tonight", NOW)) == "Mon 23 Nov 19:00"
    assert shown(read_time("14:00\u201316:00", NOW)) == "Mon 23 Nov 14:00 - Mon 23 Nov 16:00"


def test_a_time_in_the_spring_gap_is_the_first_instant_after_it() -> None:
    before = datetime(2026, 3, 28, 12, tzinfo=LONDON)
    daily = read_time("every day at 01:30", before)
    assert isinstance(daily, Recurrence)

    assert shown(read_time("tomorrow at 01:30", before)) == "Sun 29 Mar 02:00"
    assert day(daily.first) == "Sun 29 Mar 02:00"
    following = daily.next_after(daily.first)
    assert following is not None
    assert day(following) == "Mon 30 Mar 01:30"


def test_a_time_in_the_autumn_fold_fires_once_at_the_first() -> None:
    daily = read_time("every day at 01:30", datetime(2026, 10, 24, 12, tzinfo=LONDON))
    assert isinstance(daily, Recurrence)

    following = daily.next_after(daily.first)

    assert (day(daily.first), daily.first.fold) == ("Sun 25 Oct 01:30", 0)
    assert following is not None
    assert day(following) == "Mon 26 Oct 01:30"


def test_hours_of_a_recurrence_are_real_time() -> None:
    value = read_time("every 2 hours", datetime(2026, 10, 25, 0, 30, tzinfo=LONDON))

    assert isinstance(value, Recurrence)
    assert day(value.first) == "Sun 25 Oct 01:30"
    assert value.first.fold == 1


def test_every_other_monday_keeps_its_rhythm() -> None:
    value = read_time("every other monday at 9am", NOW)

    assert isinstance(value, Recurrence)
    following = value.next_after(value.first)
    assert following is not None
    assert [day(value.first), day(following)] == ["Mon 30 Nov 09:00", "Mon 14 Dec 09:00"]


def test_a_recurrence_says_when_its_hour_is_assumed() -> None:
    told, untold = read_time("daily at 22:00", NOW), read_time("weekly", NOW)

    assert isinstance(told, Recurrence)
    assert isinstance(untold, Recurrence)
    assert (told.assumed, untold.assumed) == (False, True)


def test_times_are_spoken_short() -> None:
    today, friday = NOW.replace(hour=19, minute=30), NOW.replace(day=27, hour=18)

    assert speak_instant(today, NOW) == "today at 19:30"
    assert speak_instant(friday, NOW) == "Fri 27 Nov at 18:00"
    assert speak_range(NOW.replace(hour=14), NOW.replace(hour=16), NOW) == "today from 14:00 to 16:00"
    assert speak_range(today, friday, NOW) == "from today at 19:30 to Fri 27 Nov at 18:00"
    assert speak_range(NOW.replace(day=24, hour=0), NOW.replace(day=25, hour=0), NOW) == "tomorrow"


def test_lengths_are_spoken_short() -> None:
    spoken = {"two and a half hours": "2 h 30 min", "45s": "45 s", "a day and a half": "1 day 12 h"}

    for text, expected in spoken.items():
        value = read_time(text, NOW)
        assert isinstance(value, Duration)
        assert speak_duration(value.length) == expected


def test_pasted_text_of_any_length_is_survived() -> None:
    assert len(find_times("at 7pm and 1 hour, " * 50_000, NOW)) < 200
    assert read_time("1 hour " * 50_000, NOW) is None
