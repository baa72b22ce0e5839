"""Whether a person's own words ask for a call, where a model has read what outsiders wrote (PROTOCOLS §6)."""

import inspect
import re
from collections.abc import Awaitable, Callable, Sequence

from bot.admission import Admitted
from bot.brains.witness import Heard, Witness
from bot.calls import Door
from memory.errors import HomeOpsError
from tools.contract import CALLER, Call, Caller, Risk
from tools.trust import is_many

_JOINS = frozenset({"", "and"})

Hear = Callable[[], Awaitable[Sequence[Heard]]]
"""The person's messages of the last minutes in a conversation, the present one last."""


class Vouching:
    """Compares what a model asks for with what the witness derives; asks the witness once a turn, and only if need be."""

    def __init__(self, witness: Witness, door: Door, caller: Caller, hear: Hear) -> None:
        self._witness = witness
        self._door = door
        self._caller = caller
        self._hear = hear
        self._said: Sequence[Admitted] | None = None

    async def vouches(self, admitted: Admitted) -> bool:
        """Whether the person's words ask for this very call, with every name resolved on both sides."""
        if self._said is None:
            self._said = await self._listen()
        return any(_is_same(admitted, each) for each in self._said)

    async def _listen(self) -> list[Admitted]:
        offered = {
            bound.name
            for bound in self._door.verbs
            if bound.verb.model and self._door.leave.may_try(bound, self._caller)
        }
        try:
            looks = {bound.name for bound in self._door.verbs if bound.verb.risk is Risk.READ}
            calls = await self._witness.derive(await self._hear(), offered, looks)
        except HomeOpsError:  # names can't be looked up now: nobody vouches, so a person is asked
            return []
        return [admitted for call in calls if (admitted := await self._admit(call)) is not None]

    async def _admit(self, call: Call) -> Admitted | None:
        try:
            return await self._door.admit(call, self._caller)
        except HomeOpsError:
            return None


def _is_same(one: Admitted, other: Admitted) -> bool:
    return one.call.verb == other.call.verb and one.undoes == other.undoes and _told(one) == _told(other)


def _told(admitted: Admitted) -> dict[str, object]:
    """The arguments that say something, in one form: without defaults, lists in no order, words without their case."""
    taken = inspect.signature(admitted.bound.verb.run).parameters
    return {
        name: plain
        for name, value in admitted.args.items()
        if name != CALLER
        and (plain := _plain(value)) not in (None, ())
        and (name not in taken or plain != _plain(taken[name].default))
    }


def _words(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared: a brain that folds signs and capitals means the same."""
    words = [word for word in re.split(r"[\s,;]+", text.casefold().strip(" .!")) if word not in _JOINS]
    return tuple(words[1:] if words[:1] == ["that"] and len(words) > 1 else words)


def _plain(value: object) -> object:
    match value:
        case str():
            return _words(value)
        case _ if is_many(value):
            return tuple(sorted(word for each in value for word in _words(str(each))))
        case _:
            return value
