# ruff: noqa: SIM905 - lists of words read best as text
"""From a template that fits to a call, a question, or neither."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.brains.grammar.arguments import missing
from bot.brains.grammar.matching import Match
from bot.brains.grammar.parse import Option, Parse, act, ask
from bot.brains.grammar.phrases import Spoken, Template
from bot.brains.grammar.replies import WHICH
from bot.brains.grammar.slots import Meaning, fill, time_args
from bot.brains.grammar.words import FUNCTION, NUMBER_WORDS
from tools.contract import Call, Json, Name, Risk

_CRITICAL = NUMBER_WORDS | frozenset(
    "on off start stop begin end enable disable enter leave activate deactivate open close all everything more less "
    "up down in out pause resume kill quit launch exit add remove lock unlock arm disarm allow block".split()
)
"""Words that must be spelt as they are: a slip there would mean the opposite or much more."""
_TOLD_BESIDE_FREE_WORDS = 2  # "play ..." alone may mean anything
_SWAPPED = 5  # letters of a word that is told from others however they stand
_MOST_CHOICES = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence as one call, which may still lack something or be in doubt."""

    spoken: Spoken
    template: Template
    meanings: tuple[Meaning, ...]
    call: Call
    lost: bool = False
    """Whether a time was said that the verb has no argument for: then the call is not what was meant."""

    @property
    def changes(self) -> bool:
        """Whether it would change the house."""
        return self.spoken.verb.risk is not Risk.READ

    @property
    def label(self) -> str:
        """What a button for it says."""
        slots = {self.template.slots[meaning.slot].name: meaning for meaning in self.meanings}
        arguments = self.template.arguments
        slots |= {arguments[meaning.slot]: meaning for meaning in self.meanings if meaning.slot in arguments}
        label = fill(self.spoken.ask, slots)
        return label if "{" not in label else f"{self.spoken.verb.name.replace('_', ' ').capitalize()}?"

    @property
    def lacks(self) -> list[str]:
        """Arguments that must be given and are not."""
        return [*missing(self.spoken.verb, self.call.args), *(["time"] if self.lost else [])]

    @property
    def option(self) -> Option:
        """A button that does it."""
        return Option(self.label.rstrip("?"), call=self.call)


def read(spoken: Spoken, template: Template, meanings: tuple[Meaning, ...], now: datetime) -> Reading:
    """The call that a template stands for with these meanings in its slots."""
    args: dict[str, Json] = dict(template.args)
    lost = False
    for meaning in meanings:
        if meaning.slot not in template.arguments:
            continue
        if meaning.time is not None:
            timed = time_args(spoken.verb, template.arguments[meaning.slot], meaning.time, meaning.said, now)
            lost = lost or not timed
            args |= timed
        else:
            args[template.arguments[meaning.slot]] = meaning.value
    return Reading(spoken, template, meanings, Call(spoken.tool, args), lost)


def is_exact(match: Match, known: Collection[str]) -> bool:
    """Whether a match leaves no word open, so that it may change something.

    `known` are the words of all templates: free words that hold one of them may say something else.
    """
    if match.soft or len(match.slips) > 1 or match.template.sure is False:
        return False
    aside = any(
        meaning.slot not in match.template.arguments and meaning.time is None for meaning in match.meanings
    )
    if aside and not match.template.sure:
        return False
    free = [meaning for meaning in match.meanings if match.template.slots[meaning.slot].spec.text is not None]
    if free and not match.template.sure:
        meant = {word for meaning in free for word in meaning.said.split()} - FUNCTION
        if match.told < _TOLD_BESIDE_FREE_WORDS or not meant.isdisjoint(known):
            return False
    return all(
        _is_swap(written, taken)
        or (taken not in _CRITICAL and written not in _CRITICAL and taken != match.head)
        for written, taken in match.slips
    )


def _is_swap(written: str, taken: str) -> bool:
    """Whether letters of a longer word only changed places, which makes no other word of it."""
    return len(taken) >= _SWAPPED and sorted(written) == sorted(taken)


def settle(reading: Reading, now: datetime, *, sure: bool, confidence: float, plain: bool = False) -> Parse:
    """Call it, or ask what is open: which name, which time, whether at all.

    A change that is not `sure` waits for a yes where the sentence is a `plain` request, else it is only offered.
    """
    rivals = next(
        (
            meaning
            for meaning in reading.meanings
            if meaning.rivals and meaning.slot in reading.template.arguments
        ),
        None,
    )
    if rivals is not None:
        return ask(WHICH, *_by_name(reading, rivals), confidence=confidence)
    timed = next((m for m in reading.meanings if m.time is not None and m.time.doubtful), None)
    if timed is not None:
        return ask("Which time do you mean?", *_by_time(reading, timed, now), confidence=confidence)
    if reading.lacks:
        return _ask_for(reading, confidence)
    doubtful = reading.changes and not sure
    if doubtful and not plain:
        return ask(f"I have not done anything yet. {reading.label}", reading.option, confidence=confidence)
    return replace(act(reading.call, confidence=confidence), unsure=doubtful)


def _ask_for(reading: Reading, confidence: float) -> Parse:
    lacking = reading.lacks[0].replace("_", " ")
    return ask(f"I need to know one more thing for that: the {lacking}. Please say it all in one sentence.",
               confidence=confidence)  # fmt: skip


def _by_name(reading: Reading, doubtful: Meaning) -> list[Option]:
    argument = reading.template.arguments[doubtful.slot]
    options: list[Option] = []
    for name in doubtful.rivals[:_MOST_CHOICES]:
        value: Json = [name.id] if reading.template.slots[doubtful.slot].many else name.id
        args: Mapping[str, Json] = {**reading.call.args, argument: value}
        options.append(Option(_placed(name), call=Call(reading.call.verb, args)))
    return options


def _placed(name: Name) -> str:
    """A name with where it is, unless it says so itself."""
    if name.area is None or re.search(rf"\b{re.escape(name.area)}\b", name.spoken, re.IGNORECASE):
        return name.spoken
    return f"{name.spoken} ({name.area})"


def _by_time(reading: Reading, doubtful: Meaning, now: datetime) -> list[Option]:
    from tools.times import Instant, Range

    time = doubtful.time
    ways: list[Instant | Range] = []
    if isinstance(time, Instant):
        ways = [Instant(at) for at in (time.at, *time.alternatives)]
    elif isinstance(time, Range):
        ways = [Range(start, end) for start, end in ((time.start, time.end), *time.alternatives)]
    options: list[Option] = []
    for way in ways[:_MOST_CHOICES]:
        meanings = tuple(
            replace(meaning, time=way) if meaning is doubtful else meaning for meaning in reading.meanings
        )
        call = read(reading.spoken, reading.template, meanings, now).call
        options.append(Option(_spoken(way.at if isinstance(way, Instant) else way.start), call=call))
    return options


def _spoken(at: datetime) -> str:
    return f"{at:%A} {at.day} {at:%B}, {at:%H:%M}"
