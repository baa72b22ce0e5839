"""The verbs that answer who did something, and why."""

import re
from collections.abc import Callable

from bot.directory import People
from bot.household.answers import Because, Nobody, name_to
from bot.verbs import Verbs
from memory import approvals, effects
from memory.clock import Clock
from memory.db import Store
from memory.effects import Effect
from memory.errors import Mistake
from tools.contract import Caller

LOOK_BACK = 200
NOTHING = "I have not changed anything here yet."

_WORD = re.compile(r"[a-z0-9]+")
_IDLE = frozenset(
    "the a an my our your it that this of in on off up down out at to is was be been did has have who what why you i we and".split()  # noqa: SIM905
)


class Questions:
    """Who did what, and why."""

    def __init__(
        self,
        store: Store,
        verbs: Callable[[], Verbs],
        people: People,
        clock: Clock,
    ) -> None:
        self._store = store
        self._verbs = verbs
        self._people = people
        self._clock = clock

    async def why(self, caller: Caller) -> Because:
        """Say why the last thing here was done: who asked for it, when, in which words, and who allowed it.

        Args:
            caller: Who wants to know.
        """
        async with self._store.reading() as session:
            last = await effects.recent_of(session, caller.conversation)
            others = await effects.recent(session, LOOK_BACK)
        here = [] if last is None else [last]
        seen = next((each for each in (*here, *others) if may_see(each, caller)), None)
        if seen is None:
            raise Mistake(NOTHING)
        return await self._because(seen, caller)

    async def who_did(self, what: str, caller: Caller) -> Because | Nobody:
        """Say who had something done, when and why.

        Args:
            what: What was done, in words, such as "turned off the heating".
            caller: Who wants to know.
        """
        async with self._store.reading() as session:
            recent = [each for each in await effects.recent(session, LOOK_BACK) if may_see(each, caller)]
        wanted = as_words(what)
        scored = [(len(wanted & self._words_of(each)) / max(len(wanted), 1), each.n, each) for each in recent]
        best = max(scored, default=None, key=lambda one: one[:2])
        return Nobody() if best is None or best[0] <= 0.5 else await self._because(best[2], caller)

    def _words_of(self, effect: Effect) -> set[str]:
        keywords = self._verbs()[effect.verb].verb.keywords if effect.verb in self._verbs() else ""
        parts = (
            effect.answer or "",
            effect.reason,
            effect.verb.replace("_", " "),
            str(effect.args),
            keywords,
        )
        return as_words(" ".join(parts))

    async def _because(self, effect: Effect, caller: Caller) -> Because:
        fingerprint = approvals.hash_args(effect.verb, effect.args)
        async with self._store.reading() as session:
            yes = await approvals.allowed_by(session, fingerprint, effect.begun_at)
        return Because(
            who=name_to(caller, effect.person, self._people),
            at=effect.begun_at.astimezone(self._clock.zone),
            now=self._clock.now(),
            said=effect.reason,
            allowed_by=None if yes in (None, effect.person) else name_to(caller, yes or "", self._people),
            what=effect.answer or effect.verb.replace("_", " "),
            state=effect.state.value,
        )


def may_see(effect: Effect, caller: Caller) -> bool:
    """Whether a change may be told to this person: what somebody had remembered is for them alone."""
    return effect.person == caller.person.id or not effect.verb.startswith(PRIVATE)


PRIVATE = ("recall_", "finance_")


def as_words(text: str) -> set[str]:
    """The words that tell, without their endings: "turned" and "turn" are one."""
    from bot.brains.grammar.words import stem

    return {stem(word) for word in _WORD.findall(text.casefold())} - _IDLE
