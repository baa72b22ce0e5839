"""The witness: what a person asked for, derived from their own words by the grammar brain alone (PROTOCOLS §6).

Where a model has read what outsiders wrote, it may ask for what they want. The witness reads none of that and takes no call
from the model: it understands the person's messages of the last minutes, one after another, and the buttons that they
pressed. What it derives is what was said; a name that an outsider chose fills a slot only where the words name it and
nothing else, since the grammar brain asks back with several buttons otherwise.

Alone, the grammar brain acts only where it is certain. Here a model has to ask for the very same call, so a reading that is
merely likely counts too, as long as it is the only one and the words neither ask, deny nor suppose.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.brains.grammar.parse import Context, Parse, Turn
from bot.brains.grammar.politeness import is_command, unwrap
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

    async def derive(
        self, heard: Sequence[Heard], offered: Collection[str], looks: Collection[str] = ()
    ) -> tuple[Call, ...]:
        """The calls that the last message asks for; none where it is not understood, or could mean several things.

        Args:
            heard: The person's messages in this conversation, oldest first.
            offered: Names of the verbs that the person may use.
            looks: Those that change nothing: short words that seem to ask for one may leave something out.
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
        is_likely = _is_likely(last.turn.said, parse)
        certain = parse.calls if parse.kind == "act" and not parse.unsure and is_likely else ()
        if any(call.verb not in looks for call in certain):
            return certain
        if _OPEN.search(last.turn.said.casefold()):
            return certain
        if (likely := _only_reading(parse)) is not None and is_likely and not certain:
            return (likely,)
        for said in _completed(last.turn.said, turns):
            parse = await self._parse(replace(last, turn=Turn(said)), turns, offered)
            if (likely := _only_reading(parse)) is not None and likely.verb not in looks:
                return (likely,)
        return certain

    async def _read(self, heard: Heard, turns: Sequence[Turn], offered: Collection[str]) -> Turn:
        """An earlier message as the witness understands it; of what was told only what answers that."""
        calls = await self.derive([Heard(turn, heard.at, by_code=True) for turn in turns] + [heard], offered)
        told = [
            text
            for call, text in zip(heard.turn.calls, heard.turn.texts, strict=False)
            if any(call.verb == own.verb and _given(call) == _given(own) for own in calls)
        ]
        return replace(heard.turn, calls=calls, texts=tuple(told), options=())

    async def _parse(self, heard: Heard, turns: Sequence[Turn], offered: Collection[str]) -> Parse:
        return await self._understanding.parse(heard.turn.said, Context(heard.at, tuple(turns)), offered)


_OPEN = re.compile(
    r"\?|n't\b|^(?:is|are|was|did|do|does|has|have|why|what|which|who|when|how|where)\b"
    r"|\b(?:not|never|no|dont|if|unless|should|would|could|might|maybe|when|before|after|until)\b"
)
"""Words that ask, deny or suppose, so that a likely reading may be what was not wanted."""
_LEAD = re.compile(r"^(?:(?:and|also|now|then|ok|plus|some|the) )+|,? (?:too|as well|please|then)$")
_LONGEST = 5
_NEAR = 0.8
_ORDERS = frozenset({"tick", "untick", "lock", "arm", "dim", "brighten", "add"})
_WORD = re.compile(r"[a-z']+")
_NO_NAME = frozenset(
    "set turn make put dim switch play pause close open shut start stop show lock move skip is are was what's what which how "  # noqa: SIM905
    "warm cold bright the a an my our to in on off up down at of it please percent degrees degree half full level volume "
    "need we do there that's".split()
)
_WITH_THING = (
    "make the {0} {1}",
    "set the {0} to {1}",
    "turn the {0} {1}",
    "{1} on the {0}",
    "{1} from the {0}",
)


def _is_likely(said: str, parse: Parse) -> bool:
    """Whether a reading is more than a guess: an order, a follow-up, or certain and near to how people say it.

    What was learnt from examples may be sure of itself without cause: "hello everybody" is like "good night".
    """
    words = said.casefold().strip(" .!,")
    bare = unwrap(tuple(words.split())).words
    order = is_command(bare) or (bool(bare) and bare[0] in _ORDERS)
    is_near = not parse.unsure and parse.kind == "act" and parse.confidence >= _NEAR
    return is_near or order or _LEAD.search(words) is not None


def _only_reading(parse: Parse) -> Call | None:
    """The one call that some words stand for, certain or likely; None where there are none or several."""
    offered = [each.call for each in parse.choices if each.call is not None]
    calls = list(parse.calls) if parse.kind == "act" else offered if parse.kind == "ask" else []
    return calls[0] if len(calls) == 1 else None


def _completed(said: str, turns: Sequence[Turn]) -> list[str]:
    """Short words with what they leave out, which is in the request before: "40 percent", "louder", "and butter"."""
    bare = _LEAD.sub("", _LEAD.sub("", said.casefold().strip(" .!")))
    if not turns or not turns[-1].calls or len(bare.split()) > _LONGEST:
        return []
    before = turns[-1].said.casefold()
    named = [each for each in turns[-1].calls[-1].args.values() if isinstance(each, str) and each in before]
    thing = " ".join(word for word in _WORD.findall(before) if word not in _NO_NAME)
    return [
        *(before.replace(each, bare) for each in [*named, thing] if each and each in before),
        *(template.format(thing, bare) for template in _WITH_THING if thing),
        f"make it {bare}",
        f"set it to {bare}",
        f"turn it {bare}",
    ]


def _given(call: Call) -> dict[str, object]:
    return {name: value for name, value in call.args.items() if value is not None}
