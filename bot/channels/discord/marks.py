"""Up to which message each channel was read: where to go on after an absence that Discord does not make up for.

Ids of messages grow with time over all channels. What is for us is marked at once; what is only overheard is kept in mind
and written down now and then, since reading it twice harms nothing. A channel without a mark of its own is read from the
floor on: a message up to which every channel has been read. It rises only while nothing is left to catch up with, and then
to where the marks stood a while ago, so that what is just being taken in never lies below it.
"""

import asyncio
from datetime import UTC, datetime, timedelta

from memory import inbox
from memory.db import Store

PREFIX = "discord:"
FLOOR = 0
"""Where the floor stands among the channels."""
FIRST_LOOK = timedelta(minutes=1)
"""How far back the first connection ever looks."""
EPOCH_MS = 1_420_070_400_000
"""Where Discord's ids begin to count."""


class Marks:
    """See the module."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._marks: dict[int, int] = {}
        self._unwritten: set[int] = set()
        self._next_floor = 0
        self._writing = asyncio.Lock()

    async def load(self) -> None:
        """Read what an earlier process wrote down; call it first, before anything is told."""
        async with self._store.reading() as session:
            found = await inbox.offsets(session, PREFIX)
        for source, mark in found.items():
            channel = int(source.removeprefix(PREFIX))
            self._marks[channel] = max(mark, self._marks.get(channel, 0))
        if FLOOR not in self._marks:
            await self.heard(FLOOR, _made_at(datetime.now(UTC) - FIRST_LOOK))

    @property
    def channels(self) -> tuple[int, ...]:
        """The channels that were ever read in."""
        return tuple(each for each in self._marks if each != FLOOR)

    def of(self, channel: int) -> int:
        """Up to which message a channel was read."""
        return self._marks.get(channel) or self._marks[FLOOR]

    def overheard(self, channel: int, message: int) -> None:
        """A message that was not for us was read."""
        if message > self._marks.get(channel, 0):
            self._marks[channel] = message
            self._unwritten.add(channel)

    async def heard(self, channel: int, message: int) -> None:
        """A message that was for us was read and written down."""
        self.overheard(channel, message)
        await self.write()

    def rise(self) -> None:
        """Nothing is left to catch up with: the floor rises to where the marks stood when this was last said."""
        if self._next_floor:
            self.overheard(FLOOR, self._next_floor)
        self._next_floor = max(self._marks.values(), default=0)

    async def write(self) -> None:
        """Write down what was read since; whoever waits for another to be done is written down with all that came since."""
        async with self._writing:
            channels, self._unwritten = self._unwritten, set()
            if not channels:
                return
            try:
                async with self._store.fenced(first=True) as session:
                    for each in channels:
                        await inbox.advance(session, f"{PREFIX}{each}", self._marks[each])
            except BaseException:
                self._unwritten |= channels
                raise


def _made_at(at: datetime) -> int:
    """The lowest id that a message of that instant can have."""
    return (int(at.timestamp() * 1000) - EPOCH_MS) << 22
