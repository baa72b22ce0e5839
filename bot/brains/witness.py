"""The witness: what a person asked for, derived from their own words by the grammar brain alone (PROTOCOLS §6).

Where a model has read what outsiders wrote, it may ask for what they want. The witness reads none of that and takes no call
from the model: it understands the person's messages of the last minutes, one after another, and the buttons that they
pressed. What it derives is what was said; a name that an outsider chose fills a slot only where the words name it and
nothing else, since the grammar brain asks back otherwise.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.brains.grammar.parse import Context, Parse, Turn
from bot.brains.grammar.understanding import Understanding
from tools.contract import Call

MEMORY = timedelta(minutes=10)
"""How old a message may be that a later one leans on."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A message of the person, when it came, and what became of it.

    `by_code` says that no model took part: the calls and options of `turn` are what the words or a button meant.
    """

    turn: Turn
    at: datetime
    by_code: bool = False


class Witness:
    """Tells what a person asked for."""

    def __init__(self, understanding: Understanding) -> None:
        self._understanding = understanding

    async def derive(self, heard: Sequence[Heard], offered: Collection[str]) -> tuple[Call, ...]:
        """The calls that the last message asks for; none where it is not understood beyond doubt.

        Args:
            heard: The person's messages in this conversation, oldest first.
            offered: Names of the verbs that the person may use.
        """
        if not heard:
            return ()
        turns: list[Turn] = []
        *before, last = heard
        for each in before:
            if last.at - each.at <= MEMORY:
                turns.append(each.turn if each.by_code else await self._read(each, turns, offered))
        if last.by_code:
            return last.turn.calls
        parse = await self._parse(last, turns, offered)
        return parse.calls if parse.kind == "act" and not parse.unsure else ()

    async def _read(self, heard: Heard, turns: Sequence[Turn], offered: Collection[str]) -> Turn:
        """An earlier message as the witness understands it; of what was told only what answers that."""
        parse = await self._parse(heard, turns, offered)
        calls = parse.calls if parse.kind == "act" else ()
        told = [
            text
            for call, text in zip(heard.turn.calls, heard.turn.texts, strict=False)
            if any(call.verb == own.verb and _given(call) == _given(own) for own in calls)
        ]
        return replace(heard.turn, calls=calls, texts=tuple(told), options=parse.choices)

    async def _parse(self, heard: Heard, turns: Sequence[Turn], offered: Collection[str]) -> Parse:
        return await self._understanding.parse(heard.turn.said, Context(heard.at, tuple(turns)), offered)


def _given(call: Call) -> dict[str, object]:
    return {name: value for name, value in call.args.items() if value is not None}
