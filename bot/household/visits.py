"""What people say about a visit: until when, and in which rooms."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from memory.errors import Mistake
from memory.people import room_id
from tools.contract import Name

_BETWEEN = re.compile(r"\s*(?:,|;|&|\band\b|\bplus\b)\s*")
_IDLE = re.compile(
    r"\b(?:until|till|for|in|into|to|with|only|just|the|my|our|rooms|may|can|use|and|access|as|a|an|through|ends?|on)\b"
)
_UNTIL = re.compile(r"\b(?:until|till|til|through|up to)\b")
"""Before a day it would end that as the day begins; a guest stays to its end."""
_LIKE_ENOUGH = 80


@dataclass(frozen=True, slots=True)
class Visit:
    """Rooms by the ids that the house has for them, and the end, if one was said."""

    rooms: tuple[str, ...]
    until: datetime | None


def read_visit(words: str, now: datetime, known: Sequence[Name]) -> Visit:
    """What is said of a visit, such as "until Sunday, kitchen and living room".

    Args:
        words: As they were said.
        now: The present, in the house's zone.
        known: The rooms of the house; without any, every name is taken as it stands.

    Raises:
        Mistake: There is no such room.
    """
    until, rest = _take_end(words, now)
    parts = [" ".join(_IDLE.sub(" ", part.casefold()).split()) for part in _BETWEEN.split(rest)]
    rooms = [room for part in parts if part for room in _rooms_in(part, known)]
    return Visit(tuple(dict.fromkeys(rooms)), until)


def _take_end(words: str, now: datetime) -> tuple[datetime | None, str]:
    """The end of the visit, and the words without it. A day is meant to its end."""
    from tools.times import Duration, Instant, Range, find_times

    until, rest = None, _UNTIL.sub(",", words)
    for found in reversed(find_times(rest, now)):
        match found.value:
            case Instant(at=at):
                until = at
            case Range(end=end):
                until = end - timedelta(minutes=1) if (end.hour, end.minute) == (0, 0) else end
            case Duration(length=length):
                until = now + length
            case _:
                continue
        rest = f"{rest[: found.start]} , {rest[found.end :]}"
    return until, rest


def _rooms_in(said: str, known: Sequence[Name]) -> list[str]:
    """The rooms that some words name, which may follow each other without a comma."""
    if not known:
        return [said.capitalize()]
    by_name = {room_id(each.spoken): each.id for each in known}
    words, found = said.split(), list[str]()
    while words:
        for size in range(len(words), 0, -1):
            room = _one(" ".join(words[:size]), by_name)
            if room is not None:
                found.append(room)
                words = words[size:]
                break
        else:
            there = ", ".join(dict.fromkeys(each.id.replace("-", " ").replace("_", " ") for each in known))
            raise Mistake(f"There is no room “{' '.join(words)}” here; there are {there}.")
    return found


def _one(said: str, by_name: dict[str, str]) -> str | None:
    from rapidfuzz import fuzz, process

    exact = by_name.get(room_id(said))
    if exact is not None:
        return exact
    near = process.extractOne(room_id(said), list(by_name), scorer=fuzz.ratio, score_cutoff=_LIKE_ENOUGH)
    return None if near is None else by_name[near[0]]
