"""What a sentence that no template covers is like: by its telling words, or by most of its words."""

from collections.abc import Collection

from bot.brains.grammar.discourse import is_doubtful
from bot.brains.grammar.followups import point
from bot.brains.grammar.ground import Ground
from bot.brains.grammar.parse import Option, Parse, ask, reply
from bot.brains.grammar.politeness import frame, is_command
from bot.brains.grammar.reading import Reading, settle
from bot.brains.grammar.replies import not_understood
from bot.brains.grammar.retrieval import Guess
from bot.brains.grammar.wording import HAVING, QUESTION

_SURE, _UNSURE, _AHEAD = 0.62, 0.5, 0.04
_FRAMED = 0.12  # how much surer one must be of a sentence that is not plainly a request
_NEAR = 0.2  # readings this close to the best are offered too
_MOST_CHOICES = 3
_EVEN = 0.04  # cues that explain as much of a sentence as each other
_CUED = 0.7  # confidence in what telling words say


async def most_like(ground: Ground, words: tuple[str, ...], text: str, cued: Parse | None) -> Parse:
    """What the templates that are most like the sentence say."""
    framed = frame(text) != "plain"
    guesses = [
        guess
        for guess in await ground.repertoire.guesses(words, ground.context.now)
        if guess.template.tool in ground.offered
    ]
    near = bool(guesses) and guesses[0].score >= _UNSURE
    changes = {
        guess.template.tool
        for guess in guesses
        if near and ground.reading(guess).changes and guesses[0].score - guess.score < _NEAR
    }
    if framed and changes and not (cued and _looks_ahead(ground, cued, changes, text)):
        return _offer(ground, guesses)  # "what if I ..." is about a change, not a wish to look something up
    if cued is not None:
        return cued
    if not near or (is_command(words) and not changes):
        return Parse("none", reply=not_understood(ground.repertoire.spoken, ground.offered))
    best, reading = guesses[0], ground.reading(guesses[0])
    ahead = best.score - guesses[1].score if len(guesses) > 1 else 1.0
    enough = best.score >= _SURE + (_FRAMED if framed else 0) and ahead >= _AHEAD
    if enough and not reading.changes and not reading.lacks and not is_command(words):
        return settle(reading, ground.context.now, sure=False, confidence=best.score)
    return _offer(ground, guesses, plain=not framed and _is_wish(words, text))


async def cued_by(ground: Ground, words: tuple[str, ...]) -> Parse | None:
    """What the telling words of a question are about, or None; asks where they tell of two things alike."""
    found: list[tuple[float, Reading]] = []
    for cue in await ground.repertoire.cues(words, ground.context.now):
        reading = ground.reading(cue)
        whole = reading.spoken.tool in ground.offered and not reading.lacks
        if whole and all(reading.call != other.call for _, other in found):
            found.append((cue.score, reading))
    if not found:
        return None
    best = found[0][1]
    rivals = [reading for score, reading in found[:_MOST_CHOICES] if found[0][0] - score < _EVEN]
    if len(rivals) > 1:
        return ask("Did you mean one of these?", *(reading.option for reading in rivals))
    return settle(best, ground.context.now, sure=False, confidence=_CUED)


def _looks_ahead(ground: Ground, cued: Parse, changes: Collection[str], text: str) -> bool:
    """Whether a look is wanted after all: at what a change would do, or at what there is."""
    thens = {ground.repertoire.by_tool[call.verb].then for call in cued.calls}
    return bool(thens & {*changes}) or bool(HAVING.match(text))


def _offer(ground: Ground, guesses: list[Guess], *, plain: bool = False) -> Parse:
    """The likely readings as buttons."""
    near = [guess for guess in guesses if guess.score >= max(_UNSURE, guesses[0].score - _NEAR)]
    readings = [ground.reading(guess) for guess in near[:_MOST_CHOICES]]
    whole = [reading for reading in readings if not reading.lacks]
    rivals = next((reading for reading in whole if any(m.rivals for m in reading.meanings)), None)
    if rivals is not None or (len(whole) == 1 and any(m.time for m in whole[0].meanings)):
        return settle(rivals or whole[0], ground.context.now, sure=False, confidence=guesses[0].score)
    if not whole:
        return reply(
            "I think I see what you want, but there is nothing here right now by the name that you said."
        )
    confidence = guesses[0].score
    if len(whole) == 1 and whole[0].changes:
        return settle(whole[0], ground.context.now, sure=False, confidence=confidence, plain=plain)
    if len(whole) == 1:
        return ask("I am not sure. " + whole[0].label, whole[0].option, confidence=confidence)
    options: list[Option] = [reading.option for reading in whole]
    return ask("Did you mean one of these?", *options, confidence=confidence)


def _is_wish(words: tuple[str, ...], text: str) -> bool:
    """Whether words are no question, hold no doubt and point at nothing that was said before."""
    return not (is_doubtful(words) or QUESTION.match(text)) and point(text) is None
