"""HomeOps' own grammar of English times: what people write, as an instant, a range, a length or a recurrence.

Every result carries its doubt: `alternatives` holds the other plausible readings, `doubtful` says that two of them
lie more than an hour apart, and then the person is asked. No reading is ever guessed beyond these rules:

Clock times. An hour from 1 to 12 without "am" or "pm" has two readings ("7", "7:30", "half seven", "ten past nine").
    13 to 24, a two-digit hour with minutes (07:00, 10:30), noon and midnight have one. "half seven" is 7:30.
    A part of the day decides: "tonight at 7" is 19:00, "at 7 in the morning" 07:00, "tonight at 1" is after midnight.
    - With a day, both readings count; first comes the morning from 6 to 11, or else the afternoon ("tomorrow at 7" is
      07:00 or 19:00, "tomorrow at 3" is 15:00 or 03:00). A reading on the wrong side of now is left out.
    - Without a day, the next occurrence is taken. The other one counts too if it is still today, if the next falls
      before 6 in the morning, or if the next is later today but ten hours off. With `prefer="past"` the latest
      occurrence is taken; the other counts if it was today too, or if the latest was before 6.
    - Midnight of a named day is its end, or its beginning ("saturday at midnight" is asked); "tonight" has one.
Days. Weekdays are the next ones (the latest with `prefer="past"`); said on that very day, today or a week on (back).
    "next thursday" is next week's, or the coming one while that lies in this week; "last monday" likewise is the
    latest, or last week's. Dates without a year are the next ones (the latest); "5/6" is 5 June or else 6 May.
    "in two days" is a moment, at the same wall time; "two days ago" is the whole day.
Ranges. Parts of the day: morning 6-12, afternoon 12-18, evening 18-23, tonight and the night of a named day 18-24,
    last night 18-6, night and overnight 22-6. Weeks begin on Monday; the weekend is Saturday and Sunday. A range that
    is running now begins now, or ends now with `prefer="past"`. "until friday" ends as Friday begins, "to friday"
    includes it; "since monday" begins as Monday does. "last week" is the calendar's, "the last week", "the past week"
    and "the last 7 days" end now. Hours of "from 9 to 5" are those nearest each other, by both readings.
Lengths. Hours and less are real time; days, weeks, months and years added to now keep the wall time.
    "two months" alone is no `Duration`, since its length depends on the calendar.
Recurrences. See `Recurrence` for the rules and daylight saving. Without a clock time they fire at 9, or at 8
    (morning), 14 (afternoon), 19 (evening), 22 (night), and `assumed` is True. A day not said is today's: "weekly".
Daylight saving. A wall time skipped in spring is the first instant after the gap, one that comes twice in autumn the
    first of the two. Everything is in the zone of `now`.

A plain number, a short weekday ("sun"), "may" or "the second" is a time only as the whole text; in a sentence it needs
company ("at 7", "sat 7pm", "27 may", "on the 5th").
"""

from tools.times.reading import Direction, Found, Time, find_times, read_time
from tools.times.recurrence import Recurrence
from tools.times.speech import speak_duration, speak_instant, speak_range
from tools.times.values import Duration, Instant, Range

__all__ = [
    "Direction",
    "Duration",
    "Found",
    "Instant",
    "Range",
    "Recurrence",
    "Time",
    "find_times",
    "read_time",
    "speak_duration",
    "speak_instant",
    "speak_range",
]
