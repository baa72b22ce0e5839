"""Parts of the day and their bounds: "this evening", "in the morning", "tonight", "last night", "overnight"."""

from dataclasses import dataclass
from datetime import date, timedelta

from tools.times.sentence import Sentence, Steps, Strength
from tools.times.wall import DAY


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day, in minutes after midnight of the day it begins on.

    Attributes:
        start: Where it begins as a range.
        end: Where it ends as a range.
        earliest: Least clock reading that goes with it.
        latest: Clock readings that go with it lie before this.
    """

    start: int
    end: int
    earliest: int
    latest: int

    def fit(self, readings: tuple[int, ...]) -> tuple[int, ...]:
        """The readings that go with this part, or all of them when none does: the clock is the plainer word."""
        both = dict.fromkeys(m + shift for shift in (0, DAY) for m in readings)
        return tuple(m for m in both if self.earliest <= m < self.latest) or readings


def _hours(start: int, end: int, earliest: int, latest: int) -> Part:
    return Part(start * 60, end * 60, earliest * 60, latest * 60)


MORNING = _hours(6, 12, 0, 12)
AFTERNOON = _hours(12, 18, 12, 19)
EVENING = _hours(18, 23, 16, 25)
NIGHT = _hours(22, 30, 17, 29)
TONIGHT = _hours(18, 24, 17, 29)
LAST_NIGHT = _hours(18, 30, 17, 29)
NAMED = {"morning": MORNING, "afternoon": AFTERNOON, "evening": EVENING, "night": NIGHT}
_SMALL_HOURS = 5


@dataclass(frozen=True, slots=True)
class PartOfDay:
    """A part of the day as said, with its day if that was said too."""

    part: Part
    dates: tuple[date, ...] = ()
    strength: Strength = Strength.SURE


def parts(s: Sentence, i: int) -> Steps[PartOfDay]:
    """A part of the day."""
    word = s.word(i)
    yesterday = s.today - timedelta(days=1)
    if word == "tonight":
        yield PartOfDay(TONIGHT, _tonight(s)), i + 1
    elif word == "overnight":
        yield PartOfDay(NIGHT), i + 1
    elif word == "this" and s.word(i + 1) in NAMED:
        part = NAMED[s.word(i + 1)]
        yield (PartOfDay(TONIGHT, _tonight(s)) if part is NIGHT else PartOfDay(part, (s.today,))), i + 2
    elif word == "last" and s.word(i + 1) in ("night", "evening"):
        part = LAST_NIGHT if s.word(i + 1) == "night" else EVENING
        yield PartOfDay(part, (yesterday,)), i + 2
    elif word in ("in", "during") and s.word(i + 1) == "the" and s.word(i + 2) in NAMED:
        yield PartOfDay(NAMED[s.word(i + 2)]), i + 3
    elif s.words(i, "at night") is not None:
        yield PartOfDay(NIGHT), i + 2
    elif word in NAMED:
        yield PartOfDay(NAMED[word], strength=Strength.WEAK), i + 1


def _tonight(s: Sentence) -> tuple[date, ...]:
    """In the small hours the night that began yesterday counts too."""
    running = (s.today - timedelta(days=1),) if s.now.hour < _SMALL_HOURS else ()
    return (*running, s.today)
