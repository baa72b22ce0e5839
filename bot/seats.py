"""A seat at the terminal of a house that runs in this process."""

import secrets
from dataclasses import replace
from datetime import datetime

from bot.channels.desk import Attached
from bot.house import Event
from bot.intake import Intake
from memory import approvals, choices, outbox
from memory.clock import Clock
from memory.db import Store
from memory.errors import Mistake
from memory.messages import Inbound, Outbound
from memory.people import Person

STILL_OPEN = "This still waits for your answer:"


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


async def find_button(store: Store, conversation: str, label: str, now: datetime) -> str:
    """The id of the button with that label: one that can still decide something before others, a later one before earlier.

    Raises:
        Mistake: The conversation has no such button.
    """
    async with store.reading() as session:
        options = await choices.labelled(session, conversation, label)
        open_turns = {each.turn for each in await approvals.pending(session, conversation, now)}
    if not options:
        raise Mistake(f"There is no button “{label}” here.")
    decisive = (
        each.id
        for each in options
        if isinstance(each.payload, dict) and each.payload.get("turn") in open_turns
    )
    return next(decisive, options[0].id)


async def open_cards(store: Store, conversation: str, now: datetime) -> list[Outbound]:
    """The cards that still wait for an answer in a conversation, to be shown again to whoever comes back to it.

    A card that nobody has seen yet is not among them: it is still on its way.
    """
    async with store.reading() as session:
        waiting = dict.fromkeys(each.turn for each in await approvals.pending(session, conversation, now))
        keys = [key for turn in waiting for key in await approvals.summoned(session, turn)]
        sent = [await outbox.shown(session, key) for key in keys]
    return [
        replace(each, text=f"{STILL_OPEN}\n{each.text}", reply_to=None, attachments=())
        for each in sent
        if each is not None and each.conversation == conversation and each.choices
    ]


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
