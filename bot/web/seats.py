"""The seats that other processes have taken, and what was handed to them but not yet shown."""

import asyncio
import secrets
from collections.abc import AsyncGenerator

from bot.house import Arrived, House, Progress, Seat
from bot.web.wire import Seated, Shown, Written
from memory.errors import Mistake


class Seats:
    """Hands out seats of a house by ids that only their takers know."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._seats: dict[str, Seat] = {}
        self._handed: dict[str, Arrived] = {}
        self._closing = asyncio.Event()

    def named(self, seat: str) -> Seat:
        """The seat with this id.

        Raises:
            Mistake: There is none any more.
        """
        if seat not in self._seats:
            raise Mistake("That terminal is not connected any more; connect it again.")
        return self._seats[seat]

    def mark_shown(self, event_id: str) -> bool:
        """Pass on that a message was shown; False if it is not known any more, so that it will come again."""
        arrived = self._handed.pop(event_id, None)
        if arrived is not None:
            arrived.shown()
        return arrived is not None

    def close(self) -> None:
        """End all streams."""
        self._closing.set()

    async def events(self, person: str | None) -> AsyncGenerator[Seated | Written | Shown]:
        """Take a seat and yield what it gets, until the taker hangs up or the house closes."""
        seat_id, handed = secrets.token_hex(16), list[str]()
        closing = asyncio.create_task(self._closing.wait())
        async with self._house.sit(person) as seat:
            self._seats[seat_id] = seat
            try:
                yield Seated(seat=seat_id)
                while (event := await _next_or_none(seat, closing)) is not None:
                    if isinstance(event, Progress):
                        yield Written(text=event.text)
                    else:
                        handed.append(secrets.token_hex(16))
                        self._handed[handed[-1]] = event
                        yield Shown(id=handed[-1], message=event.message)
            finally:
                closing.cancel()
                del self._seats[seat_id]
                for event_id in handed:
                    self._handed.pop(event_id, None)


async def _next_or_none(seat: Seat, closing: asyncio.Task[bool]) -> Arrived | Progress | None:
    coming = asyncio.create_task(seat.next_event())
    try:
        await asyncio.wait([coming, closing], return_when=asyncio.FIRST_COMPLETED)
        return coming.result() if coming.done() else None
    finally:
        coming.cancel()
