"""News from Discord into the inbox: each event is written down first, acknowledged only then (PROTOCOLS §3)."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.channels.contract import NotSent, Receive
from bot.channels.discord.answers import Answers, acknowledge
from bot.channels.discord.files import Files
from bot.channels.discord.gate import COMMAND_MARK, Called, Gate, Heard
from bot.channels.discord.health import Health
from bot.channels.discord.lanes import RETRY_SECONDS, Lanes
from bot.channels.discord.line import Line
from bot.channels.discord.marks import Marks
from bot.channels.discord.missed import missed, patient, with_news
from bot.channels.discord.working import Working
from memory.clock import Clock
from memory.errors import HomeOpsError

if TYPE_CHECKING:
    import discord

log = logging.getLogger(__name__)

STORE_AWAY_SECONDS = 1.0
WRITE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Around:
    """What receiving needs from around it; `accounts` are the Discord ids of the people of the house."""

    line: Line
    health: Health
    files: Files
    working: Working
    answers: Answers
    marks: Marks
    clock: Clock
    called: Called
    accounts: Callable[[], Collection[str]]
    channels: tuple[str, ...]


class Reception:
    """Takes news in for as long as it runs; it is what `wire.Ears` asks for."""

    def __init__(self, around: Around, receive: Receive) -> None:
        self._around = around
        self._receive = receive
        self._lanes = Lanes(around.marks, self._take)
        self._tasks: set[asyncio.Task[object]] = set()
        self._is_caught_up = False

    def fresh(self) -> None:
        """A new session: look for what was missed."""
        self._is_caught_up = False
        self._lanes.begin()

    def resumed(self) -> None:
        """The session goes on."""
        self._tell_well()

    def away(self) -> None:
        """The connection broke off."""
        self._around.health.away()

    async def ready(self) -> None:
        """All servers are known: catch up wherever something was missed, until that is done."""
        self._tell_well()
        async with self._counted():
            self._is_caught_up = False
            while not await self._catch_up():  # noqa: ASYNC110 - Discord does not say when it is well again
                await asyncio.sleep(RETRY_SECONDS)
            self._is_caught_up = True

    async def server(self, guild: "discord.Guild") -> None:
        """A server came later than the others."""
        self._tell_well()
        async with self._counted():
            for channel in with_news(guild, self._around.marks):
                await self._lanes.catch_up(channel)

    async def message(self, message: "discord.Message") -> None:
        """Somebody wrote."""
        async with self._counted():
            await self._lanes.message(message)

    async def edit(self, before: "discord.Message", after: "discord.Message") -> None:
        """Somebody wrote a message anew."""
        async with self._counted():
            await self._accept(self._gate().edit(before, after, self._around.clock.now()))

    async def interaction(self, interaction: "discord.Interaction") -> None:
        """Somebody pressed a button or used a command. Whoever is not of the house gets no word for it."""
        async with self._counted():
            heard = self._gate().interaction(interaction, self._around.clock.now())
            if heard is None:
                return
            answers, event_id = self._around.answers, heard.inbound.event_id
            is_known, is_command = self._knows(heard.inbound.sender), event_id.startswith(COMMAND_MARK)
            if is_known and is_command:
                answers.expect(event_id, interaction)
            is_new = await self._accept(heard)
            if is_command and not is_new:
                answers.forget(event_id)
            elif is_known:
                await (answers.notice(event_id) if is_command else acknowledge(interaction))

    async def write_now_and_then(self) -> None:
        """Write down what was only overheard; never ends."""
        while True:
            await asyncio.sleep(WRITE_SECONDS)
            if self._is_caught_up:
                self._around.marks.rise()
            await self._write_marks()

    async def end(self) -> None:
        """Take nothing in any more: what is under way is left to be read again."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._write_marks()

    def _gate(self) -> Gate:
        user = self._around.line.client().user
        assert user is not None, "a client that hears something has logged in"
        return Gate(user.id, self._around.channels, self._around.called)

    def _knows(self, account: str) -> bool:
        return self._around.called(account) is not None

    def _tell_well(self) -> None:
        with contextlib.suppress(NotSent):
            client = self._around.line.client()
            name = "a bot" if client.user is None else client.user.display_name
            self._around.health.well(name, len(client.guilds))

    async def _take(self, message: "discord.Message") -> bool:
        heard = self._gate().message(message, self._around.clock.now())
        await self._accept(heard)
        return heard is not None

    async def _accept(self, heard: Heard | None) -> bool:
        """Fetch the files, write it down however long the store is away; True if it is new."""
        if heard is None:
            return False
        inbound = heard.inbound
        if self._knows(inbound.sender):
            self._around.working.expect(inbound.conversation)
            fetched = [await self._around.files.fetch(each) for each in heard.files]
            inbound = replace(inbound, attachments=(*inbound.attachments, *fetched))
        while True:
            try:
                return await self._receive(inbound)
            except HomeOpsError as error:
                log.warning("discord: %s", error)
                await asyncio.sleep(STORE_AWAY_SECONDS)

    async def _write_marks(self) -> None:
        try:
            await self._around.marks.write()
        except HomeOpsError as error:
            log.warning("discord: %s", error)

    async def _catch_up(self) -> bool:
        """Read what was missed in each channel; False if some of it has to be read later."""
        around, is_done = self._around, True
        try:
            async for channel in patient(missed(around.line.client(), around.marks, around.accounts())):
                is_done = await self._lanes.catch_up(channel) and is_done
        except NotSent:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, what was missed must not be given up for it
            log.warning("discord: what was missed is read later: %s", type(error).__name__)
            return False
        return is_done

    @asynccontextmanager
    async def _counted(self) -> AsyncGenerator[None]:
        """What runs here is ended with the reception, and its faults are told without what people said."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            yield
        except NotSent:
            pass  # disconnected in the middle of it; it is read again
        except Exception as error:
            log.exception("discord: an event was not taken in: %s", type(error).__name__)
        finally:
            self._tasks.discard(task)
