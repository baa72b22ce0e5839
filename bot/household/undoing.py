"""The verbs that put back what was changed: the last change, all of a request, or one that is told by what it was about or when."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field

from bot.household.questions import as_words, may_see
from bot.verbs import Verbs
from memory import effects
from memory.clock import Clock
from memory.db import Store
from memory.effects import Effect
from memory.errors import Mistake
from tools.contract import Args, Call, Caller, Done, Expansion, Unclear

NOTHING = "There is nothing here that I could put back."
LONG_AGO = timedelta(hours=3)
"""From when on the last change may no longer be what somebody has in mind who says "undo"."""
NO_SUCH = "I know of no change like that which I could still put back."
WHICH = "Which of these should I put back?"
CHANGED_SINCE = "This was changed by someone else since."
LOOK_BACK = timedelta(days=7)
ABOUT_THEN = timedelta(minutes=40)
MOST_ASKED = 5
LABEL_CHARS = 60
LIKE_ENOUGH = 0.5

About = Annotated[str, Field(max_length=120)]


class Undoing:
    """What was changed and can be put back; each inverse goes through the door by itself."""

    def __init__(self, store: Store, verbs: Callable[[], Verbs], clock: Clock) -> None:
        self._store = store
        self._verbs = verbs
        self._clock = clock

    async def undo_last(self) -> Done:
        """Put back the last thing that was changed in this conversation."""
        raise AssertionError("the door runs the inverse in place of this")

    async def undo_all(self) -> Done:
        """Put back everything that was changed for the last request in this conversation, the last change first."""
        raise AssertionError("the door runs the inverses in place of this")

    async def undo_change(
        self,
        about: About = "",
        at: AwareDatetime | None = None,
        start: AwareDatetime | None = None,
        end: AwareDatetime | None = None,
        change: str = "",
    ) -> Done:
        """Put back one change, told by what it was about or when it was made.

        Args:
            about: What it was about, in words, such as "the lights".
            at: About when it was made.
            start: Or made since then.
            end: Or made until then.
            change: The change's own key; left out by who does not know it.
        """
        raise AssertionError(f"the door runs the inverse in place of {about or at or start or end or change}")

    async def find_last(self, args: Args, caller: Caller) -> Expansion:
        """The call that puts the last change of this conversation back.

        Raises:
            Mistake: There is nothing that could be put back.
        """
        del args
        async with self._store.reading() as session:
            last = await effects.last_undoable(session, caller.conversation)
        if last is None:
            raise Mistake(NOTHING)
        found = await self._inverse(last, caller)
        if not found.doubt and self._clock.now() - last.begun_at > LONG_AGO:
            return replace(found, doubt=f"That was {self._label(last)}")
        return found

    async def spread_all(self, args: Args, caller: Caller) -> Sequence[Call]:
        """One call for each change of the last request that is not put back yet, the last one first."""
        del args
        async with self._store.reading() as session:
            last = await effects.last_undoable(session, caller.conversation)
            turn = [] if last is None else await effects.of_turn(session, last.turn)
        return [_undo(each) for each in reversed(turn) if each.can_be_undone]

    async def find_change(self, args: Args, caller: Caller) -> Expansion:
        """The call that puts back the one change that is meant.

        Raises:
            Mistake: None is meant that could be put back.
            Unclear: Several may be meant.
        """
        if key := str(args["change"]):
            async with self._store.reading() as session:
                meant = await effects.get(session, key)
            if meant is None or not may_see(meant, caller) or not meant.can_be_undone:
                raise Mistake(NO_SUCH)
            return await self._inverse(meant, caller)
        found = await self._like(args, caller)
        if not found:
            raise Mistake(NO_SUCH)
        if len(found) > 1:
            options = [(self._label(each), _undo(each)) for each in found[:MOST_ASKED]]
            raise Unclear(WHICH, options)
        return await self._inverse(found[0], caller)

    async def _like(self, args: Args, caller: Caller) -> list[Effect]:
        """The changes that may be meant, newest first; those of this conversation go before others."""
        async with self._store.reading() as session:
            known = await effects.undoable(session, self._clock.now() - LOOK_BACK)
        timely = [each for each in known if may_see(each, caller) and _was_then(each, args)]
        wanted = as_words(str(args["about"]))
        scored = [(self._likeness(wanted, each), each) for each in timely]
        best = max((score for score, _ in scored), default=0.0)
        if best < LIKE_ENOUGH:
            return []
        found = [each for score, each in scored if score == best]
        here = [each for each in found if each.conversation == caller.conversation]
        own = [each for each in found if each.person == caller.person.id]
        return here or own or found

    def _likeness(self, wanted: set[str], effect: Effect) -> float:
        if not wanted:
            return 1.0
        keywords = self._verbs()[effect.verb].verb.keywords if effect.verb in self._verbs() else ""
        told = (effect.answer or "", effect.reason, effect.verb.replace("_", " "), str(effect.args))
        said = as_words(" ".join(told))
        hits = sum(1.0 if word in said else 0.8 if word in as_words(keywords) else 0.0 for word in wanted)
        return hits / len(wanted)

    async def _inverse(self, effect: Effect, caller: Caller) -> Expansion:
        match effect.inverse:
            case {"verb": str(verb), "args": dict(inverse_args)}:
                call = Call(verb, inverse_args)
            case _:
                raise Mistake("That can't be put back.")
        return Expansion(call, undoes=effect.key, doubt=await self._doubt(effect, caller))

    async def _doubt(self, effect: Effect, caller: Caller) -> str:
        """Why a person should be asked first: someone changed it since."""
        bound = self._verbs()[effect.verb]
        if bound.verb.observe is None or effect.left is None:
            return ""
        now = await bound.verb.observe(bound.check_args(Call(effect.verb, effect.args), caller))
        return "" if now == effect.left else CHANGED_SINCE

    def _label(self, effect: Effect) -> str:
        first = (effect.answer or effect.verb.replace("_", " ")).strip().partition("\n")[0]
        at = effect.begun_at.astimezone(self._zone)
        day = "" if at.date() == self._clock.now().date() else f"{at:%a} "
        told = f"{day}{at:%H:%M} {first}"
        return told if len(told) <= LABEL_CHARS else f"{told[: LABEL_CHARS - 1]}…"

    @property
    def _zone(self) -> ZoneInfo:
        return self._clock.zone


def _undo(effect: Effect) -> Call:
    return Call("household_undo_change", {"change": effect.key})


def _was_then(effect: Effect, args: Args) -> bool:
    at, start, end = args["at"], args["start"], args["end"]
    if isinstance(at, datetime) and abs(effect.begun_at - at) > ABOUT_THEN:
        return False
    if isinstance(start, datetime) and effect.begun_at < start:
        return False
    return not (isinstance(end, datetime) and effect.begun_at > end)
