"""The verbs that answer who did something and why, and who may."""

import re
from collections.abc import Awaitable, Callable, Sequence
from zoneinfo import ZoneInfo

from bot.admission import Leave, Refused
from bot.directory import People
from bot.household.answers import Because, Nobody, WhoMay
from bot.verbs import BoundVerb, Verbs
from memory import approvals, effects
from memory.db import Store
from memory.effects import Effect
from memory.errors import Mistake
from memory.people import Role
from tools.contract import Args, Call, Caller, Risk

LOOK_BACK = 200
UNKNOWN_DEED = (
    "I don't know what that would be; say it as you would ask me, such as “who may unlock the front door?”."
)
NOTHING = "I have not changed anything here yet."

Understand = Callable[[str], Awaitable[Sequence[Call]]]
"""Which calls some words of a person ask for; none where they are not understood."""

_WORD = re.compile(r"[a-z0-9]+")
_IDLE = frozenset(
    "the a an my our your it that this of in on off up down out at to is was be been did has have who what why you i we and".split()  # noqa: SIM905
)


class Questions:
    """Who did what, why, and who may do it."""

    def __init__(
        self,
        store: Store,
        verbs: Callable[[], Verbs],
        people: People,
        zone: ZoneInfo,
        leave: Leave,
        understand: Understand,
    ) -> None:
        self._store = store
        self._verbs = verbs
        self._people = people
        self._zone = zone
        self._leave = leave
        self._understand = understand

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
        return await self._because(seen)

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
        return Nobody() if best is None or best[0] < 0.5 else await self._because(best[2])

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

    async def _because(self, effect: Effect) -> Because:
        fingerprint = approvals.hash_args(effect.verb, effect.args)
        async with self._store.reading() as session:
            yes = await approvals.allowed_by(session, fingerprint, effect.begun_at)
        return Because(
            who=self._people.name_of(effect.person),
            at=effect.begun_at.astimezone(self._zone),
            said=effect.reason,
            allowed_by=None if yes in (None, effect.person) else self._people.name_of(yes or ""),
            what=effect.answer or effect.verb.replace("_", " "),
            state=effect.state.value,
        )

    async def who_may(self, what: str, caller: Caller) -> WhoMay:
        """Say who may do something in this house.

        Args:
            what: What they would do, in the words in which they would ask for it, such as "unlock the front door".
            caller: Who wants to know.
        """
        calls = await self._understand(what)
        if not calls:
            raise Mistake(UNKNOWN_DEED)
        bound = self._verbs()[calls[0].verb]
        args = bound.check_args(calls[0], caller)
        if bound.verb.resolve is not None:
            args = dict(await bound.verb.resolve(args))
        risk = bound.verb.escalate(args) if bound.verb.escalate is not None else bound.verb.risk
        may, asking, not_at_all = list[str](), list[str](), list[str]()
        for person in self._people.all:
            as_them = Caller(person, caller.conversation, caller.reason)
            try:
                least, beyond = self._leave.check(bound, args, risk, as_them, None)
            except Refused:
                not_at_all.append(person.name)
                continue
            must_ask = beyond or (risk is Risk.DANGER and person.role < max(least, Role.ADULT))
            (asking if must_ask else may).append(person.name)
        return WhoMay(
            what=await _spoken(bound, args),
            may=may,
            asks_first=risk is Risk.DANGER,
            by_asking=asking,
            may_not=not_at_all,
        )


def may_see(effect: Effect, caller: Caller) -> bool:
    """Whether a change may be told to this person: what somebody had remembered is for them alone."""
    return effect.person == caller.person.id or not effect.verb.startswith(PRIVATE)


PRIVATE = ("recall_", "finance_")


async def _spoken(bound: BoundVerb, args: Args) -> str:
    if bound.verb.card is None:
        return f"{bound.spoken.capitalize()}:"
    return await bound.verb.card(args)


def as_words(text: str) -> set[str]:
    """The words that tell, without their endings: "turned" and "turn" are one."""
    from bot.brains.grammar.words import stem

    return {stem(word) for word in _WORD.findall(text.casefold())} - _IDLE
