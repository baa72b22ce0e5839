"""The answers to slash commands, each of which has a place of its own while Discord lets us fill it.

Discord wants a word within three seconds, which is "thinking", and gives fifteen minutes to put an answer there. What
comes later, or after a restart, is a message like any other.
"""

import asyncio
import logging
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memory.clock import boottime

if TYPE_CHECKING:
    import discord

log = logging.getLogger(__name__)

NOTICE_SECONDS = 2.8
ANSWER_SECONDS = 14 * 60.0
"""Discord takes an answer for fifteen minutes; the last one is left to what is under way."""


@dataclass(slots=True)
class Open:
    """A command that waits for its answer: `noticed` is true once Discord shows "thinking"."""

    interaction: "discord.Interaction"
    since: float
    noticed: asyncio.Future[bool]


class Answers:
    """Knows the commands that wait for their answers, by the ids of their events."""

    def __init__(self) -> None:
        self._open: dict[str, Open] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def expect(self, event_id: str, interaction: "discord.Interaction") -> None:
        """A command came: its answer waits for `notice`."""
        noticed: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._open[event_id] = Open(interaction, boottime(), noticed)

    async def notice(self, event_id: str) -> None:
        """Tell Discord that an answer will come, and take the place back if none has come in time."""
        opened = self._open.get(event_id)
        if opened is None:
            return
        is_noticed = await _is_taken(opened.interaction.response.defer(thinking=True))
        opened.noticed.set_result(is_noticed)
        if not is_noticed:
            self._open.pop(event_id, None)
            return
        task = asyncio.create_task(self._take_back(event_id, opened))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def forget(self, event_id: str) -> None:
        """The command is nobody's to answer."""
        opened = self._open.pop(event_id, None)
        if opened is not None and not opened.noticed.done():
            opened.noticed.set_result(False)

    async def find(self, event_id: str | None) -> "discord.Interaction | None":
        """The command whose answer can still be put into its place."""
        opened = self._open.get(event_id or "")
        if opened is None or not await opened.noticed or boottime() - opened.since > ANSWER_SECONDS:
            return None
        return opened.interaction

    def fill(self, event_id: str | None) -> None:
        """The answer is in its place."""
        self._open.pop(event_id or "", None)

    async def end(self) -> None:
        """Wait for nothing any more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for event_id in tuple(self._open):
            self.forget(event_id)

    async def _take_back(self, event_id: str, opened: Open) -> None:
        await asyncio.sleep(ANSWER_SECONDS)
        if self._open.pop(event_id, None) is not None:
            await _is_taken(opened.interaction.delete_original_response())


async def acknowledge(interaction: "discord.Interaction") -> None:
    """Tell Discord that the press of a button arrived; what comes of it is told otherwise."""
    await _is_taken(interaction.response.defer())


async def _is_taken(call: Awaitable[object]) -> bool:
    """Whether Discord took a courtesy; without it the person is only told that nothing happened."""
    try:
        async with asyncio.timeout(NOTICE_SECONDS):
            await call
    except Exception as error:  # noqa: BLE001 - whatever it is, the answer comes as a message
        log.info("discord did not take notice: %s", type(error).__name__)
        return False
    return True
