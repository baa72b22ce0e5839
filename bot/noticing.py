"""What a domain noticed by itself, told to those whom it concerns, once, with buttons (`tools.events.Noticed`)."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from bot.delivery import Delivery
from bot.directory import People, places_near
from memory import choices, outbox
from memory.clock import Clock
from memory.db import Store
from memory.messages import Inbound, Kind, Outbound
from memory.people import Person
from tools.contract import Json
from tools.events import Noticed

BUTTONS_FOR = timedelta(days=7)


def noticing(
    store: Store, people: People, clock: Clock, delivery: Delivery
) -> Callable[[Noticed], Awaitable[None]]:
    """The subscriber that tells people what was noticed, each where they alone read."""

    async def tell(noticed: Noticed) -> None:
        for person in _concerned(people, noticed):
            await _tell(store, people, clock, noticed, person)
        delivery.wake()

    return tell


def in_somebodys_name(
    people: People, receive: Callable[[Inbound], Awaitable[bool]]
) -> Callable[[Inbound], Awaitable[bool]]:
    """Hand in what has come due; what somebody began who is not here any more ends in the owner's name."""

    async def hand_in(inbound: Inbound) -> bool:
        is_here = people.find(inbound.sender) is not None
        return await receive(inbound if is_here else replace(inbound, sender=people.owner.id))

    return hand_in


def _concerned(people: People, noticed: Noticed) -> list[Person]:
    return [
        person
        for person in people.all
        if (person.id == noticed.person if noticed.person is not None else person.role >= noticed.least)
    ]


async def _tell(store: Store, people: People, clock: Clock, noticed: Noticed, person: Person) -> None:
    key, now = f"noticed:{noticed.key}:{person.id}", clock.now()
    options: list[tuple[str, Json]] = [
        (label, {"verb": verb, "args": dict(args)}) for label, verb, args in noticed.options
    ]
    async with store.fenced() as session:
        if await outbox.knows(session, key):
            return
        (place, *_) = await places_near(session, people, person.id, "")
        minutes = int(BUTTONS_FOR / timedelta(minutes=1))
        buttons = await choices.offer(session, place, options, now=now, minutes=minutes)
        await outbox.put(session, Outbound(key, place, noticed.text, Kind.ALERT, buttons), now)
