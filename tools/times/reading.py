"""Reading times: a whole text as one, or the longest ones inside a sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tools.times.amounts import NUMBERS
from tools.times.ranges import phrases
from tools.times.recurrence import Recurrence
from tools.times.repeating import recurrences
from tools.times.sentence import Sentence, Strength, tokenise
from tools.times.values import Duration, Instant, Range

Time = Instant | Range | Duration | Recurrence
Direction = Literal["future", "past"]

_BEGINNERS = frozenset(
    """and or then to for from in on at by with until till if when while but so because please thanks of after before
    too again also turn switch put set make remind tell play start stop run open close i we you it the a my our every
    each that this what how do does did is are was were or""".split()  # noqa: SIM905 - reads as a line
)
"""Words that begin something new, so that "on the 5th" before them is a date and not a 5th something."""
_UNITS = frozenset(
    """percent percentage degree degrees celsius fahrenheit c f kelvin gb mb kb tb gib mib kib tib gbps mbps kbps g k
    byte bytes watt watts w kw kwh v volts hz mhz ghz fps rpm x px euro euros pound pounds dollar dollars km cm mm kg
    litre litres liter liters times zip""".split()  # noqa: SIM905 - reads as a line
)
"""What makes the number before it a quantity: "at 20 degrees"."""
_LONGEST = 1000
_SIGNS = frozenset("%°€$£")
_INSIDE = frozenset("_/\\:.-@#=+'*")
_SINGULAR_S = frozenset(("is", "was", "as", "does", "this", "always", "unless", "yes", "us", "thanks", "has"))


@dataclass(frozen=True, slots=True)
class Found:
    """A time inside a sentence: the characters from `start` up to `end`, and what they mean."""

    start: int
    end: int
    value: Time


def read_time(text: str, now: datetime, *, prefer: Direction = "future") -> Time | None:
    """What a text means, all of it, as a time.

    Args:
        text: English words, such as "half seven tomorrow".
        now: The present, aware; its zone is the zone of all wall times.
        prefer: Where a time without a day lies: ahead, or back for questions about what has been.

    Returns:
        The likeliest reading with its doubt, or None if the text is not a time as a whole.
    """
    if len(text) > _LONGEST:
        return None
    s = Sentence(tokenise(text.strip().rstrip(".!?")), now, prefer == "past")
    return next((value for value, _, end in _readings(s, 0) if end == len(s.tokens)), None)


def find_times(text: str, now: datetime, *, prefer: Direction = "future") -> list[Found]:
    """The times in a sentence, from left to right, each as long as possible.

    See `read_time` for the arguments. Only the first thousand characters are looked at: what comes behind them was
    pasted, not said.
    """
    s = Sentence(tokenise(text[:_LONGEST]), now, prefer == "past")
    found: list[Found] = []
    i = 0
    while i < len(s.tokens):
        best = _longest(s, i)
        if best is None:
            i += 1
            continue
        value, end = best
        found.append(Found(s.tokens[i].start, s.tokens[end - 1].end, value))
        i = end
    return found


def _readings(s: Sentence, i: int) -> Iterator[tuple[Time, Strength, int]]:
    for reading, end in phrases(s, i):
        yield reading.value, reading.strength, end
    yield from recurrences(s, i)


def _longest(s: Sentence, i: int) -> tuple[Time, int] | None:
    """The longest sure reading; of equally long ones the first."""
    best: tuple[Time, int] | None = None
    if s.glued(i) and (s.word(i - 1).isalnum() or s.word(i - 1) in _INSIDE):
        return None
    for value, strength, end in _readings(s, i):
        if best and end <= best[1]:
            continue
        end_after = _whole(s, end)
        if end_after and strength > Strength.WEAK and (strength is Strength.SURE or _closed(s, end_after)):
            best = best if _counts(s, i, end) else (value, end_after)
    return best


def _whole(s: Sentence, end: int) -> int | None:
    """The end with a possessive behind it taken in; None in the middle of a word or a number."""
    end = s.skip(end, ("'s",)) if s.glued(end) else end
    if not s.glued(end):
        return end
    if s.word(end).isalnum():
        return None
    return None if s.word(end) in _INSIDE and s.glued(end + 1) else end


def _closed(s: Sentence, end: int) -> bool:
    """Whether the next word does not carry on the phrase."""
    word = s.word(end)
    return (not word.isalpha() and not word.isdecimal()) or word in _BEGINNERS


def _counts(s: Sentence, i: int, end: int) -> bool:
    """Whether the last word is a number that counts what follows: "at 20 degrees", "look at 7 processes"."""
    last, after = s.word(end - 1), s.word(end)
    if not last.isdecimal() and last not in NUMBERS:
        return False
    if after in _UNITS or after in _SIGNS:
        return True
    plural = len(after) > 2 and after.endswith("s") and after not in _SINGULAR_S
    return i > 0 and plural and s.word(end - 2) != ":"
