"""One sentence: by a template that covers it wholly, or by likeness."""

from dataclasses import replace

from bot.brains.grammar.carrying import nearer
from bot.brains.grammar.discourse import is_doubtful
from bot.brains.grammar.followups import point, recent_call
from bot.brains.grammar.ground import Ground
from bot.brains.grammar.learnt import (
    CHANGE,
    DENIED,
    LIKELY,
    LOOK,
    SUPPOSED,
    VERY_LIKELY,
    Learnt,
    likeliest,
    signed,
)
from bot.brains.grammar.matching import Match
from bot.brains.grammar.offering import cued_by, most_like
from bot.brains.grammar.parse import Parse, act, ask, reply
from bot.brains.grammar.politeness import IMPERATIVE_NOT, Wrapped, frame, is_command, is_quoting, unwrap
from bot.brains.grammar.reading import Reading, is_exact, settle
from bot.brains.grammar.replies import NOT_HERE, NOT_LATER, NOT_OFFERED, NOT_YET, NOTHING_DONE
from bot.brains.grammar.slots import ALIKE
from bot.brains.grammar.within import order_within
from bot.brains.grammar.wording import ABOUT_OTHERS, AT_ANOTHER_TIME, HAVING, INSTEAD, QUESTION, TOLD
from bot.brains.grammar.writing import as_written, runs_over
from tools.contract import Call, Risk

_TIE = 0.03
_LEAST = {
    "plain": CHANGE, "negated": DENIED, "reported": DENIED, "hypothetical": SUPPOSED, "about": SUPPOSED
}  # fmt: skip
"""How likely a change must be, by what kind of saying the sentence is."""
_ACTING = 0.3  # share of a change from which on a sentence is not taken to ask for a look


class Sentence:
    """Reads single sentences for one person at one time."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground

    async def strict(self, raw: str, words: tuple[str, ...]) -> Parse | None:
        """What a sentence means that a template covers wholly; None where none does."""
        wrapped = unwrap(words)
        matches = await self._matches(words, wrapped.words)
        offered = [match for match in matches if match.template.tool in self.ground.offered]
        if not offered:
            return reply(NOT_OFFERED) if matches else None
        allowed = await self._meant(raw, wrapped, offered)
        if not allowed:
            return None
        best = await self._nearer(await self._signed(allowed[0], wrapped.words), wrapped.words)
        reading = self.ground.reading(best)
        if rival := self._rival(reading, best, allowed[1:]):
            return ask("Did you mean one of these?", reading.option, rival.option)
        sure = self._is_sure(raw, wrapped, best)
        plain = _is_request(raw, wrapped) and frame(" ".join(wrapped.words)) == "plain"
        parse = settle(
            reading,
            self.ground.context.now,
            sure=sure,
            confidence=max(0.5, 1 - best.cost),
            plain=plain and not best.is_free and not is_doubtful(wrapped.words),
        )
        if parse.kind != "ask" and not parse.unsure:
            return parse
        if parse.kind == "ask" and sure and reading.changes:
            return parse
        return await self._seconded(reading, wrapped) or parse

    async def _matches(self, words: tuple[str, ...], bare: tuple[str, ...]) -> list[Match]:
        """The templates that cover a sentence, with what is polite about it or without, best first."""
        matches = await self.ground.repertoire.matches(bare, self.ground.context.now)
        if bare != words:
            matches += await self.ground.repertoire.matches(words, self.ground.context.now)
            matches.sort(key=lambda match: match.cost)
        return matches

    async def _meant(self, raw: str, wrapped: Wrapped, matches: list[Match]) -> list[Match]:
        """The matches that lose nothing of what was said and that the examples don't speak against, as it was written."""
        whole = [
            match
            for match in matches
            if not self.ground.reading(match).lost and not (match.is_free and match.slips)
        ]
        if whole:
            whole = await self._unless_learnt_otherwise(raw, wrapped, whole)
        return [as_written(match, raw) for match in whole if not runs_over(match, raw)]

    async def _signed(self, match: Match, words: tuple[str, ...]) -> Match:
        """The match with steps downwards where the sentence says so: "turn it down by two degrees" is -2."""
        if not any(isinstance(meaning.value, int | float) for meaning in match.meanings):
            return match
        implied = await self.ground.repertoire.implied(match.template.tool, words)
        arguments = match.template.arguments
        meanings = tuple(signed(one, implied.get(arguments.get(one.slot, ""))) for one in match.meanings)
        return replace(match, meanings=meanings)

    async def _nearer(self, match: Match, words: tuple[str, ...]) -> Match:
        """The match with things of one name as those where the request before was: "the fan in there"."""
        recent = recent_call(self.ground.context)
        if recent is None or not any(one.rivals for one in match.meanings):
            return match
        slots, text = match.template.slots, " ".join(words)
        found = [
            await nearer(self.ground.repertoire, slots[one.slot], one, text, recent[1])
            for one in match.meanings
        ]
        return replace(match, meanings=tuple(found))

    def _is_sure(self, raw: str, wrapped: Wrapped, match: Match) -> bool:
        return is_exact(match, self.ground.repertoire.speller.known) and _may_act(raw, wrapped, match)

    async def _unless_learnt_otherwise(self, raw: str, wrapped: Wrapped, matches: list[Match]) -> list[Match]:
        """The matches without those that free words, or a mended one, stretch over what the examples know to be else."""
        best = matches[0]
        changes = self.ground.changes(Call(best.template.tool))
        looks = not changes and "?" not in raw
        mended = bool(best.slips) and not changes
        if not (best.is_free or looks or mended) or (changes and self._is_sure(raw, wrapped, best)):
            return matches
        shares = await self.ground.repertoire.shares(wrapped.words)
        tool = max(shares, key=lambda each: shares[each])
        least = LIKELY if best.is_free else VERY_LIKELY if mended else SUPPOSED
        if tool not in self.ground.offered or shares[tool] < least:
            return matches
        if looks and not (best.is_free or mended or self.ground.changes(Call(tool))):
            return matches
        if self.ground.changes(Call(tool)) and QUESTION.match(" ".join(wrapped.words)):
            return matches
        found = [match for match in matches if match.template.tool == tool]
        otherwise = best.is_free or (looks and shares[tool] >= SUPPOSED and self.ground.changes(Call(tool)))
        return found if otherwise else found or matches

    async def _seconded(self, reading: Reading, wrapped: Wrapped) -> Parse | None:
        """A change that a template and the examples both hear, though neither for certain: it waits for a yes."""
        words = wrapped.words
        learnt = await self._learnt(wrapped)
        if learnt is None or is_quoting(" ".join(words)):
            return None
        if learnt.tool != reading.spoken.tool and learnt.share < VERY_LIKELY:
            return None
        found = self._by_example(learnt, " ".join(words), doubtful=is_doubtful(words))
        known = found.calls[0] if found is not None and found.calls else None
        if (
            known is not None
            and known.verb == reading.call.verb
            and known.args.items() < reading.call.args.items()
        ):
            return replace(
                act(reading.call, confidence=learnt.share), unsure=True
            )  # a template heard more of it
        return found

    def _rival(self, reading: Reading, best: Match, others: list[Match]) -> Reading | None:
        """Another call that the same words mean as well, where either would change something."""
        for other in others:
            if other.cost - best.cost > _TIE:
                return None
            rival = self.ground.reading(other)
            differs = rival.call != reading.call
            if differs and (reading.changes or rival.changes) and not (reading.lacks or rival.lacks):
                return rival
        return None

    async def loose(self, words: tuple[str, ...]) -> Parse:
        """What a sentence that no template covers is most like; a change among it waits for a yes (`Parse.unsure`)."""
        wrapped = unwrap(words)
        text = " ".join(wrapped.words)
        if IMPERATIVE_NOT.match(text) and not INSTEAD.match(text):
            return reply(NOTHING_DONE)
        learnt = await self._learnt(wrapped)
        by_example = self._by_example(learnt, text, doubtful=is_doubtful(wrapped.words))
        place = self.ground.repertoire.unknown_place(words)
        if place is not None and by_example is not None and any(map(self.ground.changes, by_example.calls)):
            return reply(NOT_HERE.format(place=place))
        if self._is_for_later(learnt, text):
            return reply(NOT_LATER)
        within = None if wrapped.reads_only else await order_within(self.ground, wrapped.words, by_example)
        if within is not None:
            return within
        if by_example is not None and learnt is not None and learnt.share >= VERY_LIKELY:
            return by_example
        if self.ground.repertoire.is_elsewhere(words):
            return by_example or Parse("none", reply=NOT_YET)
        acting = is_command(wrapped.words) or (learnt is not None and self._acts(learnt, text))
        cued = None if acting else await cued_by(self.ground, wrapped.words)
        looks = cued if cued is not None and cued.kind == "act" else None
        if looks is not None and learnt is not None and {call.verb for call in looks.calls} == {learnt.tool}:
            return looks  # both know the verb; the cue has heard it beside its slots
        known = (
            looks if by_example is None or (by_example.kind == "ask" and looks is not None) else by_example
        )
        return known or await most_like(self.ground, wrapped.words, text, cued)

    def _is_for_later(self, learnt: Learnt | None, text: str) -> bool:
        """Whether a change is asked for at another time than now, which nothing here can wait for yet."""
        if learnt is None or learnt.share < LOOK or frame(text) in ("hypothetical", "about"):
            return False
        spoken = self.ground.repertoire.by_tool[learnt.tool]
        timed = any(ref.spec.time is not None for one in spoken.templates for ref in one.slots.values())
        free = any(ref.spec.text is not None for one in spoken.templates for ref in one.slots.values())
        changes = spoken.verb.risk is not Risk.READ
        at = AT_ANOTHER_TIME.search(text)
        return (
            changes
            and not timed
            and not free
            and at is not None
            and not ABOUT_OTHERS.search(text[: at.start()])
        )

    def _acts(self, learnt: Learnt, text: str) -> bool:
        """Whether a sentence that is no question is most likely about a change: no look is what it wants."""
        changes = self.ground.repertoire.by_tool[learnt.tool].verb.risk is not Risk.READ
        return changes and learnt.share >= _ACTING and not HAVING.match(text)

    async def _learnt(self, wrapped: Wrapped) -> Learnt | None:
        """What examples say, with what was spoken of before where "it" is said; no change where one only wants to know."""
        words = wrapped.words
        spoken_of: list[str] = []
        if point(" ".join(words)) is not None and self.ground.context.turns:
            last = self.ground.context.turns[-1]
            spoken_of = [last.said, *last.texts]
        recent = recent_call(self.ground.context)
        before = recent[1] if recent is not None else None
        learnt = await likeliest(
            self.ground.repertoire, words, self.ground.offered, self.ground.context.now, spoken_of, before
        )
        only_asks = learnt is not None and wrapped.reads_only and self.ground.changes(Call(learnt.tool))
        return None if only_asks else learnt

    async def very_likely(self, words: tuple[str, ...]) -> Parse | None:
        """What a message as a whole is about, where the examples leave little doubt."""
        wrapped = unwrap(words)
        bare, learnt = wrapped.words, await self._learnt(wrapped)
        if learnt is None or learnt.share < VERY_LIKELY:
            return None
        return self._by_example(learnt, " ".join(bare), doubtful=is_doubtful(bare))

    def _by_example(self, learnt: Learnt | None, text: str, *, doubtful: bool) -> Parse | None:
        """A look, or a change that waits for a yes; None where it is not likely enough or lacks something."""
        if learnt is None:
            return None
        readings = [self.ground.reading(guess) for guess in learnt.guesses]
        reading = readings[0]
        least = _LEAST[frame(text)] if reading.changes else LOOK
        idle = reading.changes and (QUESTION.match(text) or (TOLD.match(text) and frame(text) == "reported"))
        if reading.lacks or learnt.share < least or idle:
            return None
        sure = not reading.changes or not doubtful or learnt.share >= VERY_LIKELY
        plain = frame(text) in ("plain", "negated") and "or" not in text.split()
        parse = settle(reading, self.ground.context.now, sure=sure, confidence=learnt.share, plain=plain)
        if parse.kind == "act" and len(readings) > 1:
            parse = act(*(each.call for each in readings), confidence=learnt.share)
        return replace(parse, unsure=parse.kind == "act" and reading.changes)


def _may_act(raw: str, wrapped: Wrapped, match: Match) -> bool:
    """Whether a sentence is a plain request, so that it may change something."""
    if not _is_request(raw, wrapped):
        return False
    # What frames a request is no part of any template; only a slip or a likeness of names could hide it.
    literal = not match.slips and all(meaning.cost < ALIKE for meaning in match.meanings)
    return literal or frame(" ".join(wrapped.words)) == "plain"


def _is_request(raw: str, wrapped: Wrapped) -> bool:
    """Whether a sentence may be the wish that something be done, by how it is said."""
    return not (wrapped.reads_only or is_quoting(raw) or ("?" in raw and not wrapped.asked))
