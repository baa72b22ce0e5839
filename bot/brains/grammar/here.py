# ruff: noqa: SIM905 - lists of words read best as text
"""What words mean for somebody who speaks in a room: "the light" is the one there, "in here" is the room."""

import re
from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace

from bot.brains.grammar.groups import ALL
from bot.brains.grammar.parse import Context, Parse
from bot.brains.grammar.repertoire import Repertoire
from tools.contract import Risk

_HERE = re.compile(r"\bin here\b|\b(?:in )?(?:this|my) room\b", re.IGNORECASE)
_FAR = frozenset(
    "all every each both everything everywhere everyone everybody anywhere whole house home upstairs downstairs".split()
)
"""Words that reach beyond a room, or that already say how much of it is meant."""


async def read_in_room(
    repertoire: Repertoire, text: str, context: Context, read: Callable[[str, Context], Awaitable[Parse]]
) -> Parse:
    """What a message means that was spoken in `context.room`: of all lights those there, of two lamps the one there.

    The room is taken for the speaker's own; one that nobody knows is none. `read` tells what a text means by itself.
    """
    room = await repertoire.known_room(context.room)
    context = replace(context, room=room, rooms=(room,) if room else context.rooms)
    if not room:
        return await read(text, context)
    text = with_place(text, room)
    found = await read(text, context)
    words = repertoire.words(text)
    if not _FAR.isdisjoint(words) or (found.kind == "act" and not _is_everywhere(found)):
        return found
    things = await repertoire.things_at(room, words)
    tried = [with_things(text, room, things)] if things else []
    tried += [f"{text} in the {room}"] if found.kind != "act" else []
    for said in tried:
        there = await read(said, context)
        looks = all(repertoire.by_tool[call.verb].verb.risk is Risk.READ for call in there.calls)
        if _fits_better(there, found) and (looks or found.kind in ("act", "ask")):
            return there
    return found


def _is_everywhere(parse: Parse) -> bool:
    return any(ALL in str(value) for call in parse.calls for value in call.args.values())


def _fits_better(there: Parse, found: Parse) -> bool:
    """Whether a reading that names the room leaves no doubt, or less of it, and is about the same."""
    if there.kind == "ask" and found.kind == "ask":
        return 0 < len(there.choices) < len(found.choices)
    same = [call.verb for call in there.calls] == [call.verb for call in found.calls]
    return there.kind == "act" and not there.unsure and (found.kind != "act" or same)


def with_place(text: str, room: str) -> str:
    """The text with the room in the place of "here" and "in here"."""
    return _HERE.sub(lambda found: f"in the {room}" if "in" in found[0].casefold() else f"the {room}", text)


def with_things(text: str, room: str, nouns: Collection[str]) -> str:
    """The text with the room before every word for a kind of things that is there: "the kitchen light"."""
    said = "|".join(re.escape(noun) for noun in sorted(nouns, key=len, reverse=True))
    if not said:
        return text
    return re.sub(
        rf"\b(?:(?:the|this|that|these|those|my|our|a)\s+)?({said})\b",
        rf"the {room} \1",
        text,
        flags=re.IGNORECASE,
    )
