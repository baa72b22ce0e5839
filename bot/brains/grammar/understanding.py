"""What a message means: the whole way from words to calls, without a model and without side effects."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property

from bot.brains.grammar.followups import NO, YES, picked
from bot.brains.grammar.parse import Context, Option, Parse, act, reply
from bot.brains.grammar.politeness import CANCEL, is_quoting, unwrap
from bot.brains.grammar.referring import Referring
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
from bot.brains.grammar.splitting import pieces, shared
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
        words = self._repertoire.words(text)
        if not words:
            return Parse("none", reply=not_understood(self._repertoire.spoken, offered))
        sentence = Sentence(self._repertoire, context, offered)
        options = context.turns[-1].options if context.turns else ()
        return (
            await self._answered(words, options, context, offered)
            or self._without_calls(words, offered, waiting=bool(options))
            or await sentence.strict(text, words)
            or await self._referred(text, words, sentence)
            or await self._several(text, sentence)
            or await sentence.loose(words)
        )

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
            return await self.parse(option.say, Context(context.now, context.turns[:-1]), offered)
        assert option.call is not None
        return act(option.call) if option.call.verb in offered else reply(NOT_OFFERED)

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

    async def _referred(self, raw: str, words: tuple[str, ...], sentence: Sentence) -> Parse | None:
        async def strict(said: tuple[str, ...]) -> Parse | None:
            return await sentence.strict(raw, said)

        asking = raw.rstrip().endswith("?") and not unwrap(words).asked
        return await Referring(self._repertoire).parse(
            words, sentence.context, sentence.offered, strict, asking=asking
        )

    async def _several(self, raw: str, sentence: Sentence) -> Parse | None:
        """Several requests in one message: only when each is understood by itself."""
        parts = pieces(raw)
        if len(parts) == 1 or is_quoting(raw):
            return None
        done: list[tuple[Parse, bool]] = []
        previous: tuple[str, ...] = ()
        for part in parts:
            words = self._repertoire.words(part)
            bare = unwrap(words).words
            if not bare or small_talk(words):
                continue
            found, said = await self._part(part, words, shared(previous, bare), sentence)
            certain, previous = found is not None, said
            found = found or await sentence.loose(words)
            if found.kind != "act":
                return None
            done.append((found, certain))
        calls = list(_each_once(call for found, _ in done for call in found.calls))
        certain = all(certain for _, certain in done)
        if not calls or (not certain and any(map(sentence.changes, calls))):
            return None
        return act(*calls, confidence=min(found.confidence for found, _ in done))

    @staticmethod
    async def _part(
        raw: str, words: tuple[str, ...], fuller: Iterable[tuple[str, ...]], sentence: Sentence
    ) -> tuple[Parse | None, tuple[str, ...]]:
        """One part as a template covers it, by itself or completed; with the words that it stands for."""
        if (found := await sentence.strict(raw, words)) is not None:
            return found, unwrap(words).words
        for whole in fuller:
            found = await sentence.strict(raw, whole)
            if found is not None and found.kind == "act":
                return found, whole
        return None, unwrap(words).words


def _each_once(calls: Iterable[Call]) -> Iterator[Call]:
    seen: list[Call] = []
    for call in calls:
        if call not in seen:
            seen.append(call)
            yield call
