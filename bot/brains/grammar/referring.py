"""What a sentence means that leans on the turns before it."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.brains.grammar import followups
from bot.brains.grammar.arguments import many, missing, parameters
from bot.brains.grammar.parse import Context, Option, Parse, Turn, act, ask, reply
from bot.brains.grammar.politeness import unwrap
from bot.brains.grammar.reading import read
from bot.brains.grammar.repertoire import Repertoire
from bot.brains.grammar.replies import NOT_OFFERED, WHICH
from bot.brains.grammar.sentence import Sentence
from bot.brains.grammar.words import ARTICLES, FUNCTION, tokenize
from tools.contract import Call, Json, Name, Risk

Strict = Callable[[tuple[str, ...]], Awaitable[Parse | None]]
_LIKE_ENOUGH = 0.5
_MOST_CHOICES = 3
_SHORT = 4


class Referring:
    """Reads follow-ups against the last few turns."""

    def __init__(self, repertoire: Repertoire) -> None:
        self._repertoire = repertoire

    async def parse(
        self,
        words: tuple[str, ...],
        context: Context,
        offered: Collection[str],
        strict: Strict,
        *,
        asking: bool,
    ) -> Parse | None:
        """The meaning of a follow-up, or None when it is none.

        Args:
            words: The sentence.
            context: The turns before.
            offered: Tool names that may be called.
            strict: Reads a sentence that a template covers wholly.
            asking: Whether the sentence is a question, so that it must not change anything.
        """
        recent = followups.recent_call(context)
        if recent is None or recent[1].verb not in self._repertoire.by_tool:
            return None
        turn, call = recent
        text, bare = " ".join(words), " ".join(unwrap(words).words)
        found = self._repeated({text, bare}, call) or self._earlier({text, bare}, call)
        spoken = self._repertoire.by_tool[call.verb]
        if found is None and spoken.opposite is None and spoken.then is None:
            found = await self.pointed(bare, turn, call, strict)
        found = found or self._reversed({text, bare}, context, asking=asking)
        if found is not None:
            return _only(found, offered)
        found = await self.pointed(bare, turn, call, strict)
        if found is not None:
            return found
        rest = followups.lead(text) or (bare if len(bare.split()) <= _SHORT else None)
        if rest is None:
            return None
        return await self._swapped(tuple(rest.split()), turn, call, context.now, offered, strict)

    def _repeated(self, texts: set[str], call: Call) -> Parse | None:
        spoken = self._repertoire.by_tool[call.verb]
        if spoken.verb.risk is Risk.WRITE and "by" in call.args and any(map(followups.is_step_more, texts)):
            return act(call)
        if any(map(followups.is_again, texts)):
            if spoken.verb.risk is Risk.READ:
                return act(call)
            return ask("Shall I do that once more?", Option("Do it again", call=call))
        if any(map(followups.is_more, texts)):
            more = followups.with_more(spoken, call)
            if more is not None and spoken.verb.risk is Risk.READ:
                return act(more)
            return reply("That is all there is to say about it.")
        if any(map(followups.is_why, texts)):
            if spoken.why and not missing(self._repertoire.by_tool[spoken.why].verb, {}):
                return act(Call(spoken.why))
            return reply("I only know the figures here, not the reason behind them.")
        return None

    def _earlier(self, texts: set[str], call: Call) -> Parse | None:
        """The same stretch of time, a day or a week before."""
        back = next(filter(None, map(followups.step_back, texts)), None)
        start, end = call.args.get("start"), call.args.get("end")
        if back is None or not isinstance(start, str) or not isinstance(end, str):
            return None
        first, last = (datetime.fromisoformat(one) - back for one in (start, end))
        return act(Call(call.verb, {**call.args, "start": first.isoformat(), "end": last.isoformat()}))

    def _reversed(self, texts: set[str], context: Context, *, asking: bool) -> Parse | None:
        """The other half of a pair of verbs: "turn it off again"."""
        wanted = next(filter(None, map(followups.wanted_polarity, texts)), None)
        if wanted is None:
            return None
        for call in (call for turn in reversed(context.turns[-3:]) for call in reversed(turn.calls)):
            spoken = self._repertoire.by_tool.get(call.verb)
            if spoken is not None and spoken.then is not None:
                spoken = self._repertoire.by_tool[spoken.then]  # one asked how it is, and now turns it
                if wanted == "back":
                    continue
            if spoken is None or spoken.opposite is None:
                continue
            keep = wanted != "back" and followups.polarity(spoken) == wanted
            other = spoken if keep else self._repertoire.by_tool.get(spoken.opposite)
            if other is None:
                return None
            args = {name: value for name, value in call.args.items() if name in parameters(other.verb)}
            if missing(other.verb, args):
                return None
            if asking:
                return ask(
                    f"I have not done anything yet. {other.ask}",
                    Option(other.ask.rstrip("?"), Call(other.tool, args)),
                )
            return act(Call(other.tool, args))
        return None

    async def pointed(self, text: str, turn: Turn, call: Call, strict: Strict) -> Parse | None:
        """What "it", "that one" and "the second one" point at: the names that stood in the last answer."""
        pointed = followups.point(text)
        if pointed is None:
            return None
        before, place, after = pointed
        names = await self._subjects(turn, call)
        if followups.is_ordinal(text):
            names = names[place : place + 1 or None] if -len(names) <= place < len(names) else []
        if not names or not (before + after).strip():
            return None
        parses = [
            await strict((*before.split(), *tokenize(name.spoken), *after.split()))
            for name in names[:_MOST_CHOICES]
        ]
        if len(names) == 1:
            return parses[0]
        if followups.is_plural(text) and parses[0] is not None:
            return self._of_all(parses[0], names)
        options = [
            Option(name.spoken, call=one.calls[0])
            for name, one in zip(names, parses, strict=False)
            if one is not None and one.calls
        ]
        return ask(WHICH, *options) if options else None

    def _of_all(self, parse: Parse, names: list[Name]) -> Parse | None:
        """What was understood of the first of several things, for all of them; None where one at a time is taken."""
        if parse.kind != "act" or len(parse.calls) != 1:
            return None
        call = parse.calls[0]
        first = names[0].id
        argument = next((name for name, value in call.args.items() if value in ([first], first)), None)
        if argument is None or argument not in many(self._repertoire.by_tool[call.verb].verb):
            return None
        ids: list[Json] = [name.id for name in names]
        return replace(parse, calls=(Call(call.verb, {**call.args, argument: ids}),))

    async def _subjects(self, turn: Turn, call: Call) -> list[Name]:
        named = await self._repertoire.mentioned(call.verb, (*turn.texts, turn.said))
        values = {
            one
            for value in call.args.values()
            for one in (value if isinstance(value, list) else [value])
            if isinstance(one, str)
        }
        asked = [name for name in named if name.id in values]
        single = [name for name in named if "@" not in name.id]
        return asked if len(asked) == 1 else single or named

    async def _swapped(
        self,
        rest: tuple[str, ...],
        turn: Turn,
        call: Call,
        now: datetime,
        offered: Collection[str],
        strict: Strict,
    ) -> Parse | None:
        """The last request with one thing exchanged."""
        plain = tuple(word for word in rest if word not in ARTICLES) or rest
        said = unwrap(self._repertoire.words(turn.said)).words
        for sentence in followups.substitutions(said, plain):
            at = next((i for i, (a, b) in enumerate(zip(said, sentence, strict=False)) if a != b), 0)
            if said[at] in FUNCTION:
                continue
            found = await strict(sentence)
            if (
                found is not None
                and found.kind == "act"
                and found.calls != (call,)
                and not self._changes(found)
            ):
                return found
        if (found := await strict(rest)) is not None:
            return found
        guesses = await self._repertoire.guesses((*said, *plain), now)
        for guess in guesses[:1]:
            reading = read(self._repertoire.by_tool[guess.template.tool], guess.template, guess.meanings, now)
            fits = guess.score >= _LIKE_ENOUGH and reading.call != call and reading.call.verb in offered
            if (
                fits
                and not reading.changes
                and not reading.lacks
                and any(m.said in " ".join(plain) for m in reading.meanings)
            ):
                return act(reading.call, confidence=guess.score)
        return None

    def _changes(self, found: Parse) -> bool:
        return any(self._repertoire.by_tool[call.verb].verb.risk is not Risk.READ for call in found.calls)


async def referred(raw: str, words: tuple[str, ...], sentence: Sentence) -> Parse | None:
    """The meaning of a message that is a follow-up, or None when it is none."""
    ground = sentence.ground
    asking = raw.rstrip().endswith("?") and not unwrap(words).asked
    strict = partial(sentence.strict, raw)
    return await Referring(ground.repertoire).parse(
        words, ground.context, ground.offered, strict, asking=asking
    )


def _only(found: Parse, offered: Collection[str]) -> Parse:
    """`found`, unless it needs a verb that is not offered."""
    calls = [*found.calls, *(option.call for option in found.choices if option.call)]
    return found if all(call.verb in offered for call in calls) else reply(NOT_OFFERED)
