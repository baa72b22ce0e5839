"""What a message means: the whole way from words to calls, without a model and without side effects."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.brains.grammar.followups import NO, YES, picked
from bot.brains.grammar.parse import Context, Option, Parse, Turn, act, reply
from bot.brains.grammar.politeness import CANCEL, is_command, is_quoting, unwrap
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
        done: list[_Part] = []
        strange = False
        for raw_part in parts:
            words = self._repertoire.words(raw_part)
            bare = unwrap(words).words
            if not bare or small_talk(words):
                continue
            part = await self._part(raw_part, words, done[-1] if done else None, sentence)
            if part.found.kind == "none" and not is_command(bare):
                strange = True  # a remark; only a look-up is made beside one
            elif part.found.kind != "act":
                return None
            else:
                done.append(part)
        calls = list(_each_once(call for part in done for call in part.found.calls))
        certain = not strange and all(part.certain for part in done)
        if not calls or (not certain and any(map(sentence.changes, calls))):
            return None
        if strange and not all(part.certain for part in done):
            return None
        return act(*calls, confidence=min(part.found.confidence for part in done))

    async def _part(
        self, raw: str, words: tuple[str, ...], previous: "_Part | None", sentence: Sentence
    ) -> "_Part":
        """One part as a template covers it: by itself, completed by the part before, or pointing at it."""
        bare = unwrap(words).words
        if (found := await sentence.strict(raw, words)) is not None:
            return _Part(found, bare)
        if previous is not None:
            for whole in shared(previous.said, bare):
                found = await sentence.strict(raw, whole)
                if found is not None and found.kind == "act":
                    return _Part(found, whole)
            turn = Turn(" ".join(previous.said))

            async def strict(said: tuple[str, ...]) -> Parse | None:
                return await sentence.strict(raw, said)

            pointing = await Referring(self._repertoire).pointed(
                " ".join(bare), turn, previous.found.calls[-1], strict
            )
            if pointing is not None:
                return _Part(pointing, bare)
        return _Part(await sentence.loose(words), bare, certain=False)


@dataclass(frozen=True, slots=True)
class _Part:
    """What one of several requests means; `said` is what it says when written out, `certain` that a template does."""

    found: Parse
    said: tuple[str, ...]
    certain: bool = True


def _each_once(calls: Iterable[Call]) -> Iterator[Call]:
    seen: list[Call] = []
    for call in calls:
        if call not in seen:
            seen.append(call)
            yield call
