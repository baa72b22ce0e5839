"""What a family of ten writes in a busy minute: looks, changes, what follows from them, and small talk."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

Exchanges = Sequence[Sequence[str]]

LOOKS: Exchanges = (
    ("is the front door locked?", "and the back one?"),
    ("how warm is it in the bedroom?", "and in the living room?"),
    ("which lights are on downstairs?", "and upstairs?"),
    ("what's on the shopping list?",),
    ("is the washing machine still running?",),
    ("how long has the pc been running?",),
    ("how hot is the cpu?", "and the gpu?"),
    ("how full are the disks?",),
    ("is gaming mode on?",),
    ("which windows are open?",),
    ("is the water main open?",),
    ("what is playing on the kitchen speaker?",),
)
CHANGES: Exchanges = (
    ("turn on the hall lamp", "turn it off again"),
    ("turn off the reading lamp",),
    ("set the hall lamp to 40 %", "a bit brighter"),
    ("turn on the coffee machine",),
    ("add {thing} to the shopping list", "and {other}"),
    ("close the living room blinds", "open them again"),
    ("set the bedroom to 19 degrees",),
    ("pause the kitchen speaker",),
)
CARDS: Exchanges = (("unlock the front door",), ("open the garage",))
SMALL_TALK: Exchanges = (
    ("thanks",),
    ("good morning", "how are you?"),
    ("that was quick",),
    ("lol", "never seen that before"),
    ("great", "thank you!"),
    ("what can you do?",),
    ("we are off to the zoo today",),
)
THINGS = (
    "milk",
    "eggs",
    "bread",
    "apples",
    "coffee",
    "rice",
    "butter",
    "tea",
    "soap",
    "pasta",
    "nuts",
    "salt",
)
MIX: Sequence[tuple[Exchanges, int]] = ((LOOKS, 45), (CHANGES, 20), (CARDS, 1), (SMALL_TALK, 34))
"""Kinds of exchanges and how many of a hundred are of each; many of them have a second line."""
PAUSE_SECONDS = 1.2
"""How long people take from one line to the next that belongs to it."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something that is written: `after` so many seconds, at `place`, by the person with that number."""

    after: float
    place: str
    person: int
    text: str


def busy(share: Sequence[tuple[str, int, int]], seconds: float, people: int, seed: int) -> list[Line]:
    """Lines in the order in which they are written, all of them within `seconds`.

    Args:
        share: Places, how many lines are written at each, and whose they are; -1 is everybody's.
        seconds: How long it goes on.
        people: How many people write at everybody's places.
        seed: The same seed gives the same lines.
    """
    chance = Random(seed)
    lines: list[Line] = []
    for place, count, owner in share:
        here: list[Line] = []
        while len(here) < count:
            person = chance.randrange(people) if owner < 0 else owner
            begin = chance.random() * seconds
            for number, text in enumerate(_exchange(chance)):
                after = min(begin + number * PAUSE_SECONDS * (0.5 + chance.random()), seconds)
                here.append(Line(after, place, person, text))
        lines += here[:count]
    return sorted(lines, key=lambda line: line.after)


def _exchange(chance: Random) -> list[str]:
    (kind,) = chance.choices([kind for kind, _ in MIX], [weight for _, weight in MIX])
    thing, other = chance.sample(THINGS, 2)
    said = chance.choice(kind)
    return [each.format(thing=thing, other=other) for each in said[: chance.randint(1, len(said))]]
