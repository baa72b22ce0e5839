"""A seat at the terminal of a house that runs in this process."""

import secrets
from datetime import datetime

from bot.channels.desk import Attached
from bot.house import Event
from bot.intake import Intake
from memory.clock import Clock
from memory.messages import Inbound
from memory.people import Person


def new_message(
    source: str,
    rest: str,
    person: Person,
    text: str,
    now: datetime,
    *,
    pressed: str | None = None,
    event_id: str | None = None,
) -> Inbound:
    """A message that a person of this house says now, in the conversation "source:rest"."""
    return Inbound(
        source=source,
        event_id=event_id or secrets.token_hex(8),
        conversation=f"{source}:{rest}",
        sender=person.id,
        text=text,
        at=now,
        pressed=pressed,
    )


class LocalSeat:
    """One person's place at the terminal (see `bot.house.Seat`)."""

    def __init__(self, person: Person, attached: Attached, intake: Intake, clock: Clock) -> None:
        self._person = person
        self._attached = attached
        self._intake = intake
        self._clock = clock

    async def say(self, text: str, *, pressed: str | None = None, event_id: str | None = None) -> None:
        """Say something; it is written down when this returns."""
        message = new_message(
            "terminal",
            self._person.id,
            self._person,
            text,
            self._clock.now(),
            pressed=pressed,
            event_id=event_id,
        )
        await self._intake.receive(message)

    async def next_event(self) -> Event:
        """Wait for the next thing to show."""
        return await self._attached.next_event()
