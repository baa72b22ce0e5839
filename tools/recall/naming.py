"""Which memory is meant by "that", by some of its words, or by its id."""

import re
from collections import OrderedDict
from collections.abc import Sequence

from memory.errors import Mistake
from memory.owners import HOUSEHOLD, Owner, owner_of
from memory.people import Role
from memory.recall import Recall
from memory.remembered import Memory
from memory.words import telling
from tools.contract import Caller

_ID = re.compile(r"[0-9a-f]{16}")
_THAT = frozenset(
    [
        "",
        "that",
        "this",
        "it",
        "the last one",
        "last one",
        "that one",
        "what i just said",
        "what i said",
        "the last thing",
    ]
)
_CONVERSATIONS = 200
_KEPT = 12
NOT_CLEAR = "I can't tell which memory you mean; say some of its words."


def owners_of(caller: Caller) -> tuple[Owner, ...]:
    """Whose memories may be told: where others read along, only the household's."""
    return (HOUSEHOLD,) if caller.shared else (owner_of(caller.person.id), HOUSEHOLD)


class Naming:
    """Finds the memory that is meant, among those that the caller may see."""

    def __init__(self, recall: Recall) -> None:
        self._recall = recall
        self._told: OrderedDict[str, tuple[str, ...]] = OrderedDict()

    def told(self, caller: Caller, memories: Sequence[Memory]) -> None:
        """Keep what was just told in a conversation, so that "that" means it."""
        self._told[caller.conversation] = tuple(each.id for each in memories[:_KEPT])
        self._told.move_to_end(caller.conversation)
        while len(self._told) > _CONVERSATIONS:
            self._told.popitem(last=False)

    async def meant(self, said: str, caller: Caller, *, live: bool = True) -> Memory:
        """The memory that `said` means.

        Args:
            said: Its id, some of its words, or "that".
            caller: Who says it, where.
            live: Whether it must still hold; else it must not.

        Raises:
            Mistake: None or several could be meant, or it is not theirs to change.
        """
        owners = owners_of(caller)
        if _ID.fullmatch(said):
            found = await self._recall.find(owners, said)
            candidates = [found] if found is not None else []
        elif said.strip(" .!?").casefold() in _THAT:
            candidates = await self._last(caller, owners)
        else:
            candidates = await self._by_words(said, owners)
        candidates = [each for each in candidates if each.is_live is live]
        if len(candidates) != 1:
            raise Mistake(_which(candidates))
        _check_may_change(candidates[0], caller)
        return candidates[0]

    async def _last(self, caller: Caller, owners: Sequence[Owner]) -> list[Memory]:
        told = [await self._recall.find(owners, each) for each in self._told.get(caller.conversation, ())]
        there = [each for each in told if each is not None]
        return there or await self._recall.known(owners, conversation=caller.conversation, limit=1)

    async def _by_words(self, said: str, owners: Sequence[Owner]) -> list[Memory]:
        wanted = set(telling(said))
        found = [each.memory for each in await self._recall.recall(owners, said, limit=10)]
        shared = {each.id: len(wanted & set(telling(each.text))) for each in found}
        most = max(shared.values(), default=0)
        return [each for each in found if most and shared[each.id] == most]


def _which(candidates: Sequence[Memory]) -> str:
    if not candidates:
        return NOT_CLEAR
    some = "\n".join(f"• {each.text}" for each in candidates[:5])
    return f"Which of these do you mean? Say more of its words.\n{some}"


def _check_may_change(memory: Memory, caller: Caller) -> None:
    is_theirs = memory.source.person == caller.person.id or not memory.owner.is_household
    if not is_theirs and caller.person.role < Role.ADULT:
        raise Mistake("Only who told me that, or an adult, may change it.")
