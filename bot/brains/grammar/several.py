"""Several requests in one message: "show the cpu and turn off the hall lamp, but leave the kitchen alone"."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from bot.brains.grammar.discourse import is_keeping, is_remark
from bot.brains.grammar.hearing import Heard, Part, each_once
from bot.brains.grammar.learnt import LIKELY, VERY_LIKELY
from bot.brains.grammar.parse import Option, Parse, Turn, act, ask, reply
from bot.brains.grammar.politeness import CANCEL, frame, is_command, is_quoting, unwrap
from bot.brains.grammar.referring import Referring, referred
from bot.brains.grammar.replies import NOTHING_DONE, WHICH, small_talk
from bot.brains.grammar.sentence import Sentence
from bot.brains.grammar.splitting import is_joined, pieces, shared
from bot.brains.grammar.words import FUNCTION
from tools.contract import Call


class Several:
    """Reads a message part by part, each part as `sentence` would be read."""

    def __init__(self, sentence: Sentence) -> None:
        self._sentence = sentence
        self._ground = sentence.ground

    async def parse(self, raw: str) -> Parse | None:
        """What a message of several requests means: only when each is understood by itself; None where it is one."""
        parts = pieces(raw)
        if CANCEL.match(" ".join(self._ground.repertoire.words(parts[0]))) and len(parts) > 1:
            rest = self._bare(parts[1])
            return None if is_command(rest) else reply(NOTHING_DONE)
        if len(parts) == 1 or is_quoting(raw):
            return None
        heard = await self._hear(parts)
        if heard.open is not None:
            return heard.open if len(parts) - heard.remarks == 1 else None
        calls = list(each_once(call for part in heard.asked for call in part.found.calls))
        certain = all(part.certain for part in heard.asked)
        if (not certain or heard.remarks or heard.strange) and (
            one := await self._one(raw, calls, heard)
        ) is not None:
            return one
        strong = all(part.certain or part.found.confidence >= LIKELY for part in heard.asked)
        if not calls or (heard.strange and not strong):
            return None
        acting = any(map(self._ground.changes, calls))
        if acting and (not (strong and _spares(calls, heard)) or _is_torn(heard.asked)):
            return None
        if acting and heard.strange and not (certain and len({call.verb for call in calls}) > 1):
            return None
        if acting and not certain and frame(" ".join(self._bare(raw))) != "plain":
            return None
        if self._undoes_itself(calls):
            options = (
                Option(self._ground.repertoire.by_tool[call.verb].ask.rstrip("?"), call) for call in calls
            )
            return ask(WHICH, *options)
        found = act(*calls, confidence=min(part.found.confidence for part in heard.asked))
        return replace(found, unsure=acting and (heard.strange or not certain))

    async def _one(self, raw: str, calls: Sequence[Call], heard: Heard) -> Parse | None:
        """A message with seams that is one request all the same; None where it is several."""
        one = await self._sentence.very_likely(self._ground.repertoire.words(raw))
        if one is None:
            return None
        verbs = {call.verb for call in calls}
        numbers = {value for call in calls for value in call.args.values() if isinstance(value, int | float)}
        sure = all(part.certain or part.found.confidence >= VERY_LIKELY for part in heard.asked)
        several = (is_joined(raw) and len(numbers) > 1) or (len(verbs) > 1 and (is_joined(raw) or sure))
        strong = all(part.certain or part.found.confidence >= LIKELY for part in heard.asked)
        whole = len(verbs) > 1 and all(part.certain for part in heard.asked)
        return None if several and strong and (whole or not heard.strange) else one

    async def _hear(self, parts: Sequence[str]) -> Heard:
        """What each part of a message is: a request, a remark, what is to be left alone, or strange."""
        heard, before = Heard(), None
        for raw in parts:
            words = self._ground.repertoire.words(raw)
            bare = unwrap(words).words
            if not bare or small_talk(words):
                continue
            if "?" not in raw and is_keeping(bare):
                heard.kept.append(bare)
                continue
            part = await self._part(raw, words, before)
            before = part if part.found.calls else before
            if (
                "?" not in raw and is_remark(bare) and not any(map(self._ground.changes, part.found.calls))
            ) or (part.found.kind == "act" and self._is_aside(part)):
                heard.remarks += 1
            elif part.found.kind == "act":
                heard.asked.append(part)
            elif part.found.kind == "none" and not is_command(bare):
                heard.strange = True
            else:
                heard.open = part.found
                break
        return heard

    def _bare(self, raw: str) -> tuple[str, ...]:
        """The words of a text without those that are only polite."""
        return unwrap(self._ground.repertoire.words(raw)).words

    def _is_aside(self, part: Part) -> bool:
        """Whether a part only sounds somewhat like a wish to look something up: "back in two weeks"."""
        looks = not any(map(self._ground.changes, part.found.calls))
        return looks and not part.covered and part.found.confidence < VERY_LIKELY

    def _undoes_itself(self, calls: Sequence[Call]) -> bool:
        """Whether one call is the opposite of another, on the same things."""
        opposites = {(self._ground.repertoire.by_tool[call.verb].opposite, str(call.args)) for call in calls}
        return any((call.verb, str(call.args)) in opposites for call in calls)

    async def _part(self, raw: str, words: tuple[str, ...], previous: Part | None) -> Part:
        """One part as a template covers it: by itself, completed by the part before, or pointing at it."""
        sentence = self._sentence
        if previous is not None and previous.found.calls:
            turns = (*self._ground.context.turns, Turn(" ".join(previous.said), previous.found.calls))
            context = replace(self._ground.context, turns=turns)
            sentence = Sentence(replace(self._ground, context=context))
        bare = unwrap(words).words
        if (found := await sentence.strict(raw, words)) is not None:
            return Part(found, bare)
        if previous is not None:
            for whole in shared(previous.said, bare):
                found = await sentence.strict(raw, whole)
                if found is not None and found.kind == "act":
                    return Part(found, whole, own=bare)
            turn = Turn(" ".join(previous.said))
            pointing = await Referring(self._ground.repertoire).pointed(
                " ".join(bare), turn, previous.found.calls[-1], partial(sentence.strict, raw)
            )
            if pointing is not None:
                return Part(pointing, bare)
        elif (found := await referred(raw, words, sentence)) is not None:
            return Part(found, bare)
        return Part(await sentence.loose(words), bare, covered=False)


def _is_torn(parts: Sequence[Part]) -> bool:
    """Whether one request was cut where names are joined: "block A and B for Mia and Leo till 8"."""
    return any(
        later.found.calls[0].verb == earlier.found.calls[-1].verb
        and later.found.calls[0].args.keys() != earlier.found.calls[-1].args.keys()
        and later.own
        and not is_command(later.own)
        for earlier, later in pairwise(parts)
    )


def _spares(calls: Sequence[Call], heard: Heard) -> bool:
    """Whether what is to stay as it is has nothing to do with what is asked for."""
    said = {word for part in heard.asked for word in part.said if word not in FUNCTION}
    return all(
        any(word not in FUNCTION and not is_command((word,)) for word in words)
        and said.isdisjoint(word for word in words if not is_command((word,)))
        for words in heard.kept
    ) and (not heard.kept or any(call.args for call in calls))
