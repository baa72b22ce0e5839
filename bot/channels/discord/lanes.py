"""What each channel says, in its order and without holes: history first where a session could not tell it.

A fresh session begins with a hole as long as our absence. The first contact with a channel reads its history from our mark
on, before anything else of that channel is taken in; where that fails the mark stays, so that it is tried again. What is
read twice is one event, which the inbox knows.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.channels.discord.marks import Marks
from bot.channels.discord.missed import patient

if TYPE_CHECKING:
    import discord
    from discord.abc import MessageableChannel

log = logging.getLogger(__name__)

RETRY_SECONDS = 10.0


@dataclass(slots=True, eq=False)
class _Lane:
    """One channel; `session` is the number of the session up to which its history was read."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    session: int = 0


Take = Callable[["discord.Message"], Awaitable[bool]]
"""Takes a message in; says whether it was for us."""


class Lanes:
    """See the module; `take` is given every message that is told or found."""

    def __init__(self, marks: Marks, take: Take) -> None:
        self._marks = marks
        self._take = take
        self._lanes: dict[int, _Lane] = {}
        self._session = 0

    def begin(self) -> None:
        """A fresh session: what was said before it is told by nobody."""
        self._session += 1

    async def message(self, message: "discord.Message") -> None:
        """A message was told."""
        async with self._in(message.channel) as lane:
            await self._one(message, lane)

    async def catch_up(self, channel: "MessageableChannel") -> bool:
        """Read what was missed in a channel; False if that failed for now."""
        async with self._in(channel) as lane:
            return lane.session == self._session

    @asynccontextmanager
    async def _in(self, channel: "MessageableChannel") -> AsyncGenerator[_Lane]:
        """Hold a channel, once its history was read."""
        lane = self._lanes.setdefault(channel.id, _Lane())
        async with lane.lock:
            if lane.session != self._session:
                await self._read_history(channel, lane)
            yield lane

    async def _read_history(self, channel: "MessageableChannel", lane: _Lane) -> None:
        from discord import Forbidden, NotFound, Object

        session, after = self._session, self._marks.of(channel.id)
        try:
            history = channel.history(limit=None, after=Object(after), oldest_first=True)
            async for message in patient(history):
                await self._one(message, lane, is_history=True)
        except (Forbidden, NotFound):
            pass  # there is nothing that we may read
        except Exception as error:  # noqa: BLE001 - whatever it is, what was missed must not be given up for it
            log.warning("discord: the history of a channel is read later: %s", type(error).__name__)
            return
        else:
            await self._marks.write()
        lane.session = session

    async def _one(self, message: "discord.Message", lane: _Lane, *, is_history: bool = False) -> None:
        is_for_us = await self._take(message)
        if not is_history and lane.session != self._session:
            return  # there is a hole before it
        if is_for_us and not is_history:
            await self._marks.heard(message.channel.id, message.id)
        else:
            self._marks.overheard(message.channel.id, message.id)
