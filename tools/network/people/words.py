"""Times, days and lists of who is on the network, in words."""

from collections.abc import Sequence
from datetime import datetime

from tools.network.people.models import Bedtime
from tools.network.people.settings import WEEK

_DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
_LONGEST_NAME = 40


def join_words(words: Sequence[str], last: str = "and") -> str:
    """A list as it is said: "the tablet, the phone and the TV"."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def say_some(words: Sequence[str], most: int = 6) -> str:
    """A list of which the end is only counted where it is long."""
    kept = words if len(words) <= most else [*words[: most - 1], f"{len(words) - most + 1} more"]
    return join_words(list(kept))


def say_when(at: datetime, now: datetime) -> str:
    """A moment on the clock of `now`: "21:04", "tomorrow 07:00", "Sat 21 Nov 21:04"."""
    local = at.astimezone(now.tzinfo)
    match (local.date() - now.date()).days:
        case 0:
            return f"{local:%H:%M}"
        case 1:
            return f"tomorrow {local:%H:%M}"
        case -1:
            return f"yesterday {local:%H:%M}"
        case _:
            return f"{local:%a} {local.day} {local:%b} {local:%H:%M}"


def say_bedtime(bedtime: Bedtime) -> str:
    """Such as "20:00 to 07:00, every day"."""
    return f"{bedtime.start:%H:%M} to {bedtime.end:%H:%M}, {say_days(bedtime.days)}"


def say_days(days: Sequence[str]) -> str:
    """Days of the week: "every day", "Sunday to Thursday", "Friday and Saturday"."""
    kept = [day for day in WEEK if day in days]
    if len(kept) == len(WEEK):
        return "every day"
    first = next((i for i, day in enumerate(WEEK) if day in kept and WEEK[i - 1] not in kept), 0)
    row = [WEEK[(first + i) % len(WEEK)] for i in range(len(kept))]
    if len(row) > 2 and all(day in kept for day in row):
        return f"{_DAYS[row[0]]} to {_DAYS[row[-1]]}"
    return join_words([_DAYS[day] for day in kept])


def say_minutes(minutes: int) -> str:
    """A length: "30 minutes", "an hour", "2 hours and 15 minutes"."""
    hours, rest = divmod(minutes, 60)
    parts = [("an hour" if hours == 1 else f"{hours} hours")] if hours else []
    parts += [f"{rest} minute{'' if rest == 1 else 's'}"] if rest or not hours else []
    return " and ".join(parts)


def tame(text: str) -> str:
    """What a device calls itself, fit to stand in a sentence of ours: one short line of plain signs."""
    plain = "".join(sign for sign in text if sign.isprintable() and sign not in '“”"`<>*_[]()').strip()
    return plain if len(plain) <= _LONGEST_NAME else f"{plain[: _LONGEST_NAME - 1]}…"


def capital(text: str) -> str:
    """A text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]
