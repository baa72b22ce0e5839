"""What the model is told to expect: the names of this household, in sentences like those that people say to it.

Whisper takes the text as what was said just before, so it is written as it should write: with capitals and stops, or its
own text comes without. There is room for about 220 tokens, so that each new word is named once.
"""

import asyncio
import re
from collections.abc import Awaitable, Iterable, Mapping, Sequence

from memory.errors import HomeOpsError
from tools.contract import Domain, Name

LONGEST = 560
"""Characters that always fit: names have about three a token."""
LONGEST_NAME = 32
SECONDS = 2.0

ORDERS = "Turn on the lights. Unlock the door. Add bread to the shopping list. How warm is it? Set it to 20 degrees."
_NAMES = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_PEOPLE, _PLACES = "person", "area"


async def hotwords(domains: Iterable[Domain]) -> str:
    """The text for the household as it is named right now; a domain that can't be asked is left out."""
    slots = [(slot, ask) for domain in domains for slot, ask in domain.names.items()]
    found = await asyncio.gather(*(_ask(ask()) for _, ask in slots))
    named: dict[str, list[Name]] = {}
    for (slot, _), names in zip(slots, found, strict=True):
        named.setdefault(slot, []).extend(names)
    return write(named)


def write(named: Mapping[str, Sequence[Name]]) -> str:
    """The text for names by slot: people, places, then everything else, each slot in turn so that none is left out."""
    chosen: list[str] = []
    known: set[str] = set()
    room = LONGEST - len(ORDERS)
    for name in _in_turn(named):
        words = {word.casefold() for word in _NAMES.findall(name.spoken)}
        if len(name.spoken) > LONGEST_NAME or words <= known or len(name.spoken) + 2 > room:
            continue
        known |= words
        room -= len(name.spoken) + 2
        chosen.append(name.spoken)
    return f"{', '.join(chosen)}. {ORDERS}" if chosen else ORDERS


def _in_turn(named: Mapping[str, Sequence[Name]]) -> Iterable[Name]:
    yield from named.get(_PEOPLE, ())
    yield from named.get(_PLACES, ())
    rest = [
        sorted(names, key=lambda name: (not name.trusted, len(name.spoken.split())))
        for slot, names in named.items()
        if slot not in (_PEOPLE, _PLACES)
    ]
    for place in range(max(map(len, rest), default=0)):
        yield from (names[place] for names in rest if place < len(names))


async def _ask(names: Awaitable[Sequence[Name]]) -> Sequence[Name]:
    try:
        async with asyncio.timeout(SECONDS):
            return await names
    except (HomeOpsError, TimeoutError):
        return ()
