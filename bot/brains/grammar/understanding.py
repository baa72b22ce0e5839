"""What a message means: the whole way from words to calls, without a model and without side effects."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cached_property

from bot.brains.grammar.discourse import corrected, not_just
from bot.brains.grammar.elliptical import amended, is_led
from bot.brains.grammar.followups import NO, YES, is_go_ahead, picked, recent_call
from bot.brains.grammar.ground import Ground
from bot.brains.grammar.here import read_in_room
from bot.brains.grammar.owning import OWN, with_own
from bot.brains.grammar.parse import Context, Option, Parse, Turn, act, reply
from bot.brains.grammar.politeness import CANCEL, is_quoting, unwrap
from bot.brains.grammar.referring import referred
from bot.brains.grammar.repertoire import Repertoire
from bot.brains.grammar.replies import (
    NOT_OFFERED,
    NOTHING_DONE,
    NOTHING_WAITS,
    describe,
    is_asking_for_help,
    not_understood,
    small_talk,
)
from bot.brains.grammar.sentence import Sentence
from bot.brains.grammar.several import Several
from bot.brains.grammar.words import tokenize
from tools.contract import Call, Domain

_LONGEST = 600  # characters


class Understanding:
    """Understands what people say to some domains.

    The phrase files are read at the first sentence; a wrong one raises Misconfigured then, or from `check`.
    """

    def __init__(self, domains: Sequence[Domain]) -> None:
        self._domains = domains

    @cached_property
    def _repertoire(self) -> Repertoire:
        return Repertoire(self._domains)

    def check(self) -> None:
        """Read all phrase files now; raises Misconfigured where one is wrong."""
        assert self._repertoire

    async def likely_verbs(self, text: str) -> list[tuple[str, float]]:
        """The verbs that a sentence may be about by what was learnt from examples, each with its share, likeliest first."""
        words = self._repertoire.words(text[:_LONGEST])
        if not words:
            return []
        shares = await self._repertoire.shares(words)
        return sorted(
            ((verb, share) for verb, share in shares.items() if verb), key=lambda pair: (-pair[1], pair[0])
        )

    async def parse(self, text: str, context: Context, offered: Collection[str]) -> Parse:
        """What a message means.

        Args:
            text: As it was written.
            context: The time and the turns before.
            offered: Names of the tools that may be called ("pc_show_memory").
        """
        if len(text) > _LONGEST:
            return Parse(
                "none", reply="That is too long for me while no model answers. One short request, please."
            )

        async def read(said: str, where: Context) -> Parse:
            return await self._read(said, where, offered)

        if context.room:
            return await read_in_room(self._repertoire, text, context, read)
        return await read(text, context)

    async def _read(self, text: str, context: Context, offered: Collection[str]) -> Parse:
        text = await self._of_own_rooms(text, context)
        words = self._repertoire.words(text)
        if not words:
            return Parse("none", reply=not_understood(self._repertoire.spoken, offered))
        sentence = Sentence(Ground(self._repertoire, context, offered))
        options = context.turns[-1].options if context.turns else ()
        return (
            await self._answered(words, options, context, offered)
            or await self._taken_back(text, words, sentence)
            or self._then(words, context, offered, waiting=bool(options))
            or await self._called_so(text, words, sentence)
            or self._without_calls(words, offered, waiting=bool(options))
            or await self._corrected(text, sentence)
            or await self._whole(text, words, sentence)
            or await self._amended(words, context, offered)
            or await sentence.strict(text, words)
            or await self._not_just(text, context, offered)
            or await referred(text, words, sentence)
            or await Several(sentence).parse(text)
            or await sentence.loose(words)
        )

    async def _of_own_rooms(self, text: str, context: Context) -> str:
        """The text with "my lights" and "my room" as those of who speaks, where they have one room."""
        if len(context.rooms) != 1 or not OWN.search(text):
            return text
        return with_own(text, context.rooms[0], await self._repertoire.nouns())

    async def _whole(self, raw: str, words: tuple[str, ...], sentence: Sentence) -> Parse | None:
        """A request that a template covers for certain, whatever was said before; None where it leans on that."""
        if not sentence.ground.context.turns or is_led(" ".join(words)):
            return None
        found = await sentence.strict(raw, words)
        return found if found is not None and found.kind == "act" and not found.unsure else None

    async def _taken_back(self, raw: str, words: tuple[str, ...], sentence: Sentence) -> Parse | None:
        """What "forget that" means right after something that can be forgotten; else it only calls off."""
        turns = sentence.ground.context.turns
        if not turns or turns[-1].options or not turns[-1].calls or not CANCEL.match(" ".join(words)):
            return None
        parsed = await sentence.strict(raw, words)
        if parsed is None or parsed.kind != "act":
            return None
        by_tool = self._repertoire.by_tool
        last, now = (by_tool.get(calls[-1].verb) for calls in (turns[-1].calls, parsed.calls))
        return parsed if last is not None and now is not None and last.domain == now.domain else None

    async def _answered(
        self, words: tuple[str, ...], options: tuple[Option, ...], context: Context, offered: Collection[str]
    ) -> Parse | None:
        """The answer to a question with buttons."""
        if not options:
            return None
        option = picked(words, options)
        if option is None:
            return None
        if option.say is not None:
            return await self.parse(option.say, replace(context, turns=context.turns[:-1]), offered)
        assert option.call is not None
        return act(option.call) if option.call.verb in offered else reply(NOT_OFFERED)

    def _then(
        self, words: tuple[str, ...], context: Context, offered: Collection[str], *, waiting: bool
    ) -> Parse | None:
        """What "do it" means after a look at what it would do."""
        last = context.turns[-1].calls if context.turns else ()
        spoken = self._repertoire.by_tool.get(last[-1].verb) if last else None
        if waiting or spoken is None or spoken.then is None or not is_go_ahead(" ".join(words)):
            return None
        return act(Call(spoken.then)) if spoken.then in offered else reply(NOT_OFFERED)

    async def _called_so(self, raw: str, words: tuple[str, ...], sentence: Sentence) -> Parse | None:
        """Small talk that is also a name: "good night" runs the routine that is called so, where there is one."""
        if small_talk(words) is None and small_talk(unwrap(words).words) is None:
            return None
        parsed = await sentence.strict(raw, words)
        if parsed is None or parsed.kind != "act":
            return None
        names = await self._repertoire.mentioned(parsed.calls[0].verb, (" ".join(words),))
        called = (tokenize(name.spoken) for name in names)
        return parsed if any(words[: len(each)] == each for each in called) else None

    def _without_calls(
        self, words: tuple[str, ...], offered: Collection[str], *, waiting: bool
    ) -> Parse | None:
        """Small talk, help, yes and no."""
        text = " ".join(words)
        bare = unwrap(words).words
        if (waiting and NO.match(text)) or CANCEL.match(text) or CANCEL.match(" ".join(bare)):
            return reply(NOTHING_DONE)
        if waiting and YES.match(text):
            return reply("Which one? Please press a button or say it in a word.")
        if (line := small_talk(words) or small_talk(bare)) is not None:
            return reply(line)
        if is_asking_for_help(words) or is_asking_for_help(bare):
            return reply(describe(self._repertoire.spoken, offered))
        return reply(NOTHING_WAITS) if YES.match(text) or NO.match(text) else None

    async def _amended(
        self, words: tuple[str, ...], context: Context, offered: Collection[str]
    ) -> Parse | None:
        """The request just before, with what is different now."""
        recent = recent_call(context)
        call = recent[1] if recent is not None else None
        if call is None or call.verb not in offered or call.verb not in self._repertoire.by_tool:
            return None
        return await amended(self._repertoire, unwrap(words).words, call, context.now)

    async def _not_just(self, raw: str, context: Context, offered: Collection[str]) -> Parse | None:
        """The second half of "don't just show it, do it", read after the first."""
        halves = not_just(raw)
        if halves is None or is_quoting(raw):
            return None
        first = await self.parse(halves[0], context, offered)
        turn = Turn(halves[0], first.calls)
        return await self.parse(halves[1], replace(context, turns=(*context.turns, turn)), offered)

    async def _corrected(self, raw: str, sentence: Sentence) -> Parse | None:
        """What remains of a sentence in which someone corrected themselves; nothing where that is not plain."""
        halves = corrected(raw)
        if halves is None or is_quoting(raw):
            return None
        first, second = (unwrap(self._repertoire.words(half)).words for half in halves)
        before = await sentence.strict(halves[0], first) if first else None
        if before is None or before.kind != "act":
            return None
        for cut in range(len(first) - 1, 0, -1) if second else ():
            found = await sentence.strict(halves[0], (*first[:cut], *second))
            if found is not None and [call.verb for call in found.calls] == [
                call.verb for call in before.calls
            ]:
                return found
        if second and (found := await sentence.strict(halves[1], second)) is not None:
            return found
        return reply(NOTHING_DONE)
