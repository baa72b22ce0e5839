"""The verbs that answer who may do something, and what somebody may do: from roles, rooms and the household's rules."""

import inspect
import re
from collections.abc import Awaitable, Callable, Sequence
from enum import Enum

from bot.admission import Leave, Refused
from bot.directory import People
from bot.household.answers import MayDo, WhoMay, in_words, name_to
from bot.verbs import BoundVerb, Verbs
from memory.errors import Mistake
from memory.people import Person, Role
from tools.contract import Args, Call, Caller, Risk

UNKNOWN_DEED = (
    "I don't know what that would be; say it as you would ask me, such as “who may unlock the front door?”."
)
Understand = Callable[[str], Awaitable[Sequence[Call]]]
"""Which calls some words of a person ask for; none where they are not understood."""

_ASIDE = re.compile(r"\s*\([^)]*\)")
_FIRST = re.compile(r"[.;:(]")


class _May(Enum):
    AT_ONCE = 0
    AFTER_A_YES = 1
    BY_ASKING = 2
    NOT = 3


class Rights:
    """Who may do what in this house."""

    def __init__(
        self, verbs: Callable[[], Verbs], people: People, leave: Leave, understand: Understand
    ) -> None:
        self._verbs = verbs
        self._people = people
        self._leave = leave
        self._understand = understand

    async def who_may(self, what: str, caller: Caller, person: str | None = None) -> WhoMay:
        """Say who may do something in this house, or whether one person may.

        Args:
            what: What they would do, in the words in which they would ask for it, such as "unlock the front door".
            caller: Who wants to know.
            person: Only this person, by name.
        """
        calls = await self._understand(what)
        if not calls:
            raise Mistake(UNKNOWN_DEED)
        bound = self._verbs()[calls[0].verb]
        args: Args = bound.check_args(calls[0], caller)
        if bound.verb.resolve is not None:
            args = await bound.verb.resolve(args)
        risk = bound.verb.escalate(args) if bound.verb.escalate is not None else bound.verb.risk
        told: dict[_May, list[str]] = {may: [] for may in _May}
        for each in self._people.all if person is None else (self._people.named(person),):
            name = name_to(caller, each.id, self._people)
            told[self._may(bound, args, risk, _as(each, caller))].append(name)
        return WhoMay(
            what=await _say_deed(bound, args),
            may=told[_May.AT_ONCE] + told[_May.AFTER_A_YES],
            asks_first=risk is Risk.DANGER,
            by_asking=told[_May.BY_ASKING],
            may_not=told[_May.NOT],
        )

    async def what_may(self, caller: Caller, person: str | None = None) -> MayDo:
        """Say what somebody may do in this house: at once, after a yes, by asking an adult, or not at all.

        Args:
            caller: Who wants to know.
            person: Whom it is about, by name; whoever asks if left out.
        """
        who = caller.person if person is None else self._people.named(person)
        told: dict[_May, list[str]] = {may: [] for may in _May}
        for bound in self._verbs():
            if _is_told(bound):
                told[self._may(bound, {}, bound.verb.risk, _as(who, caller))].append(_plainly(bound))
        is_guest = who.role is Role.GUEST
        there = [_plainly(each) for each in self._verbs() if is_guest and self._is_for_own_rooms(each, who)]
        return MayDo(
            name=name_to(caller, who.id, self._people),
            role=who.role.spoken,
            rooms=in_words(who.rooms) if who.rooms else "",
            after_a_yes=told[_May.AFTER_A_YES],
            by_asking=told[_May.BY_ASKING],
            may_not=[] if is_guest else told[_May.NOT],
            there=there,
        )

    def _may(self, bound: BoundVerb, args: Args, risk: Risk, caller: Caller) -> _May:
        try:
            least, beyond = self._leave.check(bound, args, risk, caller, None)
        except Refused:
            return _May.NOT
        if beyond or (risk is Risk.DANGER and caller.person.role < max(least, Role.ADULT)):
            return _May.BY_ASKING
        return _May.AFTER_A_YES if risk is Risk.DANGER else _May.AT_ONCE

    def _is_for_own_rooms(self, bound: BoundVerb, guest: Person) -> bool:
        """Whether a guest may use it in the rooms that were chosen for them."""
        verb = bound.verb
        is_change = _is_told(bound) and verb.risk is Risk.WRITE
        placed = is_change and verb.target is not None and bool(guest.rooms)
        return placed and verb.role <= Role.TEEN and not self._leave.is_denied(guest, "", bound.name)


def _as(person: Person, caller: Caller) -> Caller:
    return Caller(person, caller.conversation, caller.reason)


def _is_told(bound: BoundVerb) -> bool:
    """Whether people ask for it in words of its own: what only undo does is told nobody."""
    verb = bound.verb
    made_by_code = not verb.model and bound.domain != "household"
    return (
        verb.expand is None and not made_by_code and not (verb.risk is Risk.READ and verb.role <= Role.CHILD)
    )


def _plainly(bound: BoundVerb) -> str:
    """What a verb does, as its docstring begins: "unlock doors"."""
    first = _FIRST.split(inspect.getdoc(bound.verb.run) or bound.spoken, maxsplit=1)[0].strip()
    head, comma, rest = first.partition(", ")
    if " " not in head and comma:  # "open, close or partly open blinds, shades, ..."
        head = f"{head}, {rest.partition(', ')[0]}"
    return head[:1].lower() + head[1:]


async def _say_deed(bound: BoundVerb, args: Args) -> str:
    """A deed in a few words: "Unlock the front door"."""
    if bound.verb.card is None:
        return _plainly(bound).capitalize()
    first = (await bound.verb.card(args)).strip().partition("\n")[0]
    return _ASIDE.sub("", first).rstrip(".")
