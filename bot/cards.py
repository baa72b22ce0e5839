"""Cards on their way to becoming history: each is edited to what became of it, wherever it was shown (PROTOCOLS §5).

It is edited twice, once the moment somebody decides, so that nobody presses its buttons in vain, and once the call has
ended. A card that nobody has got yet is taken back instead.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.checkpoint import Decided
from bot.directory import People
from bot.report import CallReport
from memory import approvals, outbox
from memory.messages import Kind, Outbound
from tools.contract import State

SAID_YES, SAID_NO = "✓ {who} said yes.", "✗ {who} said no, so nothing was done."
NOBODY_SAID = "✗ Nobody answered in time, so nothing was done."
DONE = "✓ {who} said yes. It is done."
FAILED = "✗ {who} said yes, but it did not work."
DOUBTFUL = "? {who} said yes, but I can't tell whether it happened; please look."
NOTHING = "✗ {who} said yes, but nothing was done."

_WORST_FIRST = ((State.UNKNOWN, DOUBTFUL), (State.FAILED, FAILED), (State.DONE, DONE))
_STAGES = ("decided", "ended")


@dataclass(frozen=True, slots=True)
class Cards:
    """The cards of one turn."""

    session: AsyncSession
    people: People
    turn: str
    now: datetime

    async def decide(self, by: str, *, approve: bool) -> None:
        """Somebody said yes or no."""
        await self._mark(_STAGES[0], SAID_YES if approve else SAID_NO, by)

    async def expire(self) -> None:
        """Nobody said anything in time."""
        await self._mark(_STAGES[0], NOBODY_SAID, "")

    async def end(self, by: str, calls: Sequence[CallReport]) -> None:
        """What somebody said yes to has ended so: `calls` are those of the turn that carried it out."""
        asked = {each.verb for each in await approvals.of_turn(self.session, self.turn)}
        states = {each.outcome for each in calls if each.name in asked}
        said = next((words for state, words in _WORST_FIRST if state.value in states), NOTHING)
        await self._mark(_STAGES[1], said, by)

    async def _mark(self, stage: str, said: str, by: str) -> None:
        keys = await approvals.summoned(self.session, self.turn)
        earlier = [f"{each}:{key}" for each in _STAGES[: _STAGES.index(stage)] for key in keys]
        await outbox.withdraw(self.session, [*keys, *earlier])
        for key in keys:
            card = await outbox.shown(self.session, key)
            if card is None:
                continue
            text = f"{card.text}\n\n{said.format(who=self._who(by, card.conversation))}"
            edit = Outbound(f"{stage}:{key}", card.conversation, text, kind=Kind.CARD, edits=key)
            await outbox.put(self.session, edit, self.now)

    def _who(self, person: str, place: str) -> str:
        """How somebody is called where they alone read, and where others do."""
        return "You" if place in self.people.places(person).values() else self.people.name_of(person)


async def end_cards(
    session: AsyncSession,
    people: People,
    decisions: Mapping[str, Decided],
    calls: Sequence[CallReport],
    now: datetime,
) -> None:
    """A turn that carried out what people said yes to has ended; `decisions` are those that it began with."""
    yes = {each.turn: each.by for each in decisions.values() if each.approved and each.turn}
    for turn, by in yes.items():
        await Cards(session, people, turn, now).end(by, calls)
