"""Buttons of the offline brain in plain words: what each would do and to what, as the card of its call says it."""

import contextlib
from collections.abc import Sequence
from dataclasses import replace

from bot.calls import Door
from bot.ending import Ended
from memory.errors import HomeOpsError
from tools.contract import Call, Caller, Json

MEANT = "Did you mean one of these?"
"""The question over buttons that are all there is to read."""
LONGEST = 80
"""What fits on a button of every platform, in characters."""


async def spell_out(ended: Ended, door: Door, caller: Caller) -> Ended:
    """The end of a turn whose buttons say what they do, where a label was only the name of what may be meant.

    Where a reply asks "which one", its buttons are names of things, and stay.
    """
    reply, spelt = ended.reply, list[tuple[str, Json]]()
    named = [label for label, _ in ended.options if label in reply]
    for label, payload in ended.options:
        better = label
        is_asked = f"{label}?" in reply and named == [label]  # and no list of things that ends with it
        if reply.startswith(MEANT) or is_asked or "{" in label:
            better = await _say(payload, door, caller) or label
        reply = reply.replace(f"{label}?", f"{better}?")
        spelt.append((better, payload))
    return replace(ended, reply=reply, options=tuple(spelt))


async def _say(payload: Json, door: Door, caller: Caller) -> str:
    """What a button's call would do; empty where it is no change, or can't be told."""
    match payload:
        case {"verb": str(verb), "args": dict(args)} if verb in door.verbs:
            call = Call(verb, args)
        case _:
            return ""
    if door.verbs[verb].verb.card is None:
        return ""
    with contextlib.suppress(HomeOpsError):
        card = await door.card(await door.admit(call, caller))
        return _short(card.strip().splitlines())
    return ""


def _short(card: Sequence[str]) -> str:
    first = card[0].rstrip(".") if card else ""
    return first if len(first) <= LONGEST else f"{first[: LONGEST - 1].rstrip(' ,')}…"
