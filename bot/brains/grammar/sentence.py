"""One sentence: by a template that covers it wholly, or by likeness."""

from collections.abc import Collection

from bot.brains.grammar.matching import Match
from bot.brains.grammar.parse import Context, Option, Parse, ask, reply
from bot.brains.grammar.politeness import IMPERATIVE_NOT, Wrapped, frame, is_command, is_quoting, unwrap
from bot.brains.grammar.reading import Reading, is_exact, read, settle
from bot.brains.grammar.repertoire import Repertoire
from bot.brains.grammar.replies import NOT_OFFERED, NOTHING_DONE, not_understood
from bot.brains.grammar.retrieval import Guess
from tools.contract import Call, Risk

_SURE, _UNSURE, _AHEAD = 0.62, 0.5, 0.04
_FRAMED = 0.12  # how much surer one must be of a sentence that is not plainly a request
_NEAR = 0.2  # readings this close to the best are offered too
_TIE = 0.03
_UNWRAPPED = 0.01  # taking politeness off is preferred to skipping it word by word
_MOST_CHOICES = 3
_LIKENESS = 0.2  # from this cost on, a slot was read by likeness


class Sentence:
    """Reads single sentences for one person at one time."""

    def __init__(self, repertoire: Repertoire, context: Context, offered: Collection[str]) -> None:
        self._repertoire = repertoire
        self.context = context
        self.offered = offered

    async def strict(self, raw: str, words: tuple[str, ...]) -> Parse | None:
        """What a sentence means that a template covers wholly; None where none does."""
        wrapped = unwrap(words)
        matches = await self._repertoire.matches(wrapped.words, self.context.now)
        if wrapped.words != words:
            matches += await self._repertoire.matches(words, self.context.now)
            matches.sort(key=lambda match: match.cost)
        if not matches:
            return None
        allowed = [match for match in matches if match.template.tool in self.offered]
        if not allowed:
            return reply(NOT_OFFERED)
        allowed = [match for match in allowed if not self._reading(match).lost]
        if not allowed:
            return None
        best = allowed[0]
        reading = self._reading(best)
        if rival := self._rival(reading, best, allowed[1:]):
            return ask("Did you mean one of these?", reading.option, rival.option)
        sure = is_exact(best) and _may_act(raw, wrapped, best)
        return settle(reading, self.context.now, sure=sure, confidence=max(0.5, 1 - best.cost))

    def changes(self, call: Call) -> bool:
        """Whether a call would change the house."""
        return self._repertoire.by_tool[call.verb].verb.risk is not Risk.READ

    def _reading(self, found: Match | Guess) -> Reading:
        spoken = self._repertoire.by_tool[found.template.tool]
        return read(spoken, found.template, found.meanings, self.context.now)

    def _rival(self, reading: Reading, best: Match, others: list[Match]) -> Reading | None:
        """Another call that the same words mean as well, where either would change something."""
        for other in others:
            if other.cost - best.cost > _TIE:
                return None
            rival = self._reading(other)
            differs = rival.call != reading.call
            if differs and (reading.changes or rival.changes) and not (reading.lacks or rival.lacks):
                return rival
        return None

    async def loose(self, words: tuple[str, ...]) -> Parse:
        """What a sentence that no template covers is most like; never a change, only a look, a question or a reply."""
        wrapped = unwrap(words)
        text = " ".join(wrapped.words)
        if IMPERATIVE_NOT.match(text):
            return reply(NOTHING_DONE)
        guesses = [
            guess
            for guess in await self._repertoire.guesses(wrapped.words, self.context.now)
            if guess.template.tool in self.offered
        ]
        if not guesses or guesses[0].score < _UNSURE:
            return Parse("none", reply=not_understood(self._repertoire.spoken, self.offered))
        framed = frame(text) != "plain"
        best, reading = guesses[0], self._reading(guesses[0])
        ahead = best.score - guesses[1].score if len(guesses) > 1 else 1.0
        if framed and any(
            self._reading(guess).changes and best.score - guess.score < _NEAR for guess in guesses
        ):
            return self._offer(guesses)  # "what if I ..." is about a change, not a wish to look something up
        enough = best.score >= _SURE + (_FRAMED if framed else 0) and ahead >= _AHEAD
        if enough and not reading.changes and not reading.lacks and not is_command(wrapped.words):
            return settle(reading, self.context.now, sure=False, confidence=best.score)
        return self._offer(guesses)

    def _offer(self, guesses: list[Guess]) -> Parse:
        """The likely readings as buttons."""
        near = [guess for guess in guesses if guess.score >= max(_UNSURE, guesses[0].score - _NEAR)]
        readings = [self._reading(guess) for guess in near[:_MOST_CHOICES]]
        whole = [reading for reading in readings if not reading.lacks]
        rivals = next((reading for reading in whole if any(m.rivals for m in reading.meanings)), None)
        if rivals is not None or (len(whole) == 1 and any(m.time for m in whole[0].meanings)):
            return settle(rivals or whole[0], self.context.now, sure=False, confidence=guesses[0].score)
        if not whole:
            return reply(
                "I think I see what you want, but there is nothing here right now by the name that you said."
            )
        confidence = guesses[0].score
        if len(whole) == 1:
            done = "I have not done anything yet. " if whole[0].changes else "I am not sure. "
            return ask(done + whole[0].label, whole[0].option, confidence=confidence)
        options: list[Option] = [reading.option for reading in whole]
        return ask("Did you mean one of these?", *options, confidence=confidence)


def _may_act(raw: str, wrapped: Wrapped, match: Match) -> bool:
    """Whether a sentence is a plain request, so that it may change something."""
    if wrapped.reads_only or is_quoting(raw):
        return False
    if "?" in raw and not wrapped.asked:
        return False
    # What frames a request is no part of any template; only a slip or a likeness of names could hide it.
    literal = not match.slips and all(meaning.cost < _LIKENESS for meaning in match.meanings)
    return literal or frame(" ".join(wrapped.words)) == "plain"
