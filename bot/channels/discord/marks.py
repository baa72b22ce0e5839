"""Up to which message each channel was read: where to go on after an absence that Discord does not make up for.

Ids of messages grow with time over all channels. What is for us is marked at once; what is only overheard is kept in mind
and written down now and then, since reading it twice harms nothing. A channel without a mark of its own is read from the
floor on: a message up to which every channel has been read. It rises only while nothing is left to catch up with, and then
to where the marks stood a while ago, so that what is just being taken in never lies below it.
"""

from memory import inbox
from memory.db import Store

PREFIX = "discord:"
FLOOR = 0
"""Where the floor stands among the channels."""


class Marks:
    """See the module."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._marks: dict[int, int] = {}
        self._unwritten: set[int] = set()
        self._next_floor = 0

    async def load(self) -> None:
        """Read what an earlier process wrote down; call it first."""
        async with self._store.reading() as session:
            found = await inbox.offsets(session, PREFIX)
        for source, mark in found.items():
            channel = int(source.removeprefix(PREFIX))
            self._marks[channel] = max(mark, self._marks.get(channel, 0))

    @property
    def channels(self) -> tuple[int, ...]:
        """The channels that were ever read in."""
        return tuple(each for each in self._marks if each != FLOOR)

    @property
    def has_floor(self) -> bool:
        """Whether anything was ever read at all."""
        return FLOOR in self._marks

    def of(self, channel: int) -> int | None:
        """Up to which message a channel was read; None where nothing was ever read at all."""
        return self._marks.get(channel) or self._marks.get(FLOOR)

    def overheard(self, channel: int, message: int) -> None:
        """A message that was not for us was read."""
        if message > self._marks.get(channel, 0):
            self._marks[channel] = message
            self._unwritten.add(channel)

    async def heard(self, channel: int, message: int) -> None:
        """A message that was for us was read and written down."""
        self.overheard(channel, message)
        await self.write()

    async def found(self, message: int) -> None:
        """Begin: what is older than this message counts as read everywhere."""
        await self.heard(FLOOR, message)

    def rise(self) -> None:
        """Nothing is left to catch up with: the floor rises to where the marks stood when this was last said."""
        if self._next_floor:
            self.overheard(FLOOR, self._next_floor)
        self._next_floor = max(self._marks.values(), default=0)

    async def write(self) -> None:
        """Write down what was read since."""
        channels, self._unwritten = self._unwritten, set()
        if not channels:
            return
        try:
            async with self._store.fenced() as session:
                for each in channels:
                    await inbox.advance(session, f"{PREFIX}{each}", self._marks[each])
        except BaseException:
            self._unwritten |= channels
            raise
