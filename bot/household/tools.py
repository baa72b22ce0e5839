"""The verbs about HomeOps itself."""

from collections.abc import Awaitable, Callable

from bot.directory import People
from bot.house import Status
from bot.household.answers import name_to
from bot.household.models import Deed, Deeds, StatusAnswer
from bot.household.questions import may_see
from memory import effects, turns
from memory.clock import Clock
from memory.db import Store
from tools.contract import Caller

RECENT = 8


class Household:
    """What HomeOps knows of itself."""

    def __init__(
        self,
        store: Store,
        status: Callable[[], Awaitable[Status]],
        people: People,
        clock: Clock,
    ) -> None:
        self._store = store
        self._status = status
        self._people = people
        self._clock = clock

    async def show_status(self) -> StatusAnswer:
        """Show how HomeOps does: which brain answers, the channels, the domains, and what failed lately."""
        status = await self._status()
        async with self._store.reading() as session:
            failures = await turns.last_failures(session, 3)
        return StatusAnswer(
            parts=status.parts,
            undelivered=status.undelivered,
            failures=[
                f"{turn.started_at.astimezone(self._clock.zone):%d %b %H:%M} {turn.reply}"
                for turn in failures
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
            now=self._clock.now(),
            deeds=[
                Deed(
                    at=each.begun_at.astimezone(self._clock.zone),
                    person=name_to(caller, each.person, self._people),
                    what=each.answer or each.verb.replace("_", " "),
                    state=each.state.value,
                )
                for each in recent
            ],
        )
