"""The verbs about HomeOps itself."""

from collections.abc import Awaitable, Callable
from zoneinfo import ZoneInfo

from bot.directory import People
from bot.house import Status
from bot.household.models import Deed, Deeds, StatusAnswer
from bot.household.questions import may_see
from bot.verbs import Verbs
from memory import effects, turns
from memory.db import Store
from memory.errors import Mistake
from tools.contract import Args, Call, Caller, Done, Expansion

RECENT = 8


class Household:
    """What HomeOps knows of itself."""

    def __init__(
        self,
        store: Store,
        verbs: Callable[[], Verbs],
        status: Callable[[], Awaitable[Status]],
        people: People,
        zone: ZoneInfo,
    ) -> None:
        self._store = store
        self._verbs = verbs
        self._status = status
        self._people = people
        self._zone = zone

    async def show_status(self) -> StatusAnswer:
        """Show how HomeOps does: which brain answers, the channels, the domains, and what failed lately."""
        status = await self._status()
        async with self._store.reading() as session:
            failures = await turns.last_failures(session, 3)
        return StatusAnswer(
            parts=status.parts,
            undelivered=status.undelivered,
            failures=[
                f"{turn.started_at.astimezone(self._zone):%d %b %H:%M} {turn.reply}" for turn in failures
            ],
        )

    async def show_recent(self, caller: Caller) -> Deeds:
        """Show what was changed in the house lately, by whom and how it went.

        Args:
            caller: Who wants to know.
        """
        async with self._store.reading() as session:
            latest = await effects.recent(session, RECENT * 4)
        recent = [each for each in latest if may_see(each, caller)][:RECENT]
        return Deeds(
            deeds=[
                Deed(
                    at=each.begun_at.astimezone(self._zone),
                    person=self._people.name_of(each.person),
                    what=each.answer or each.verb.replace("_", " "),
                    state=each.state.value,
                )
                for each in recent
            ]
        )

    async def undo_last(self) -> Done:
        """Put back the last thing that was changed in this conversation."""
        raise AssertionError("the door runs the inverse in place of this")

    async def find_inverse(self, args: Args, caller: Caller) -> Expansion:
        """The call that puts the last change of this conversation back.

        Raises:
            Mistake: There is nothing that could be put back.
        """
        assert not args
        async with self._store.reading() as session:
            last = await effects.last_undoable(session, caller.conversation)
        if last is None:
            raise Mistake("There is nothing here that I could put back.")
        match last.inverse:
            case {"verb": str(verb), "args": dict(inverse_args)}:
                call = Call(verb, inverse_args)
            case _:
                raise Mistake("That can't be put back.")
        return Expansion(call, undoes=last.key, doubt=await self._doubt(last, caller))

    async def _doubt(self, last: effects.Effect, caller: Caller) -> str:
        """Why a person should be asked first: someone changed it since."""
        bound = self._verbs()[last.verb]
        if bound.verb.observe is None or last.left is None:
            return ""
        now = await bound.verb.observe(bound.check_args(Call(last.verb, last.args), caller))
        return "" if now == last.left else "This was changed by someone else since."
