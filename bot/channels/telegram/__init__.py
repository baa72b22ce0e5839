"""Telegram at a glance: the family's messages in and out by the Bot API, with nothing lost and nothing said twice.

    receive   our own question-and-answer loop: news → the one gate (gate) → files (files) → the inbox → confirmed
    send      the outbox → parts that fit (parts, split, render) → the wire (post), cured or put off by kind (failures)
    working   "typing" and drafts while an answer is made; may be dropped
    limits    how fast we may speak            line, wire    the connection
    commands  the menu's commands as written   health        how the connection does

Decided here: a private chat is a conversation of its own, so is a group and each of its topics. In groups we answer only
who names us, answers us or uses a command. An edited message counts as a new one for ten minutes. Reactions are not
read; voice notes and files are acknowledged with one. Nothing is sent with a parse mode or a link preview.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import TYPE_CHECKING

from bot.channels.contract import Receive
from bot.channels.incoming import Limit
from bot.channels.menu import menu
from bot.channels.telegram.files import Files
from bot.channels.telegram.gate import Gate
from bot.channels.telegram.health import Health
from bot.channels.telegram.limits import Limiter
from bot.channels.telegram.line import Line
from bot.channels.telegram.places import SOURCE
from bot.channels.telegram.receive import Around, Knows, Messages, Reception, judge
from bot.channels.telegram.send import Sending
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.telegram.working import Working
from bot.house import Standing
from memory.clock import Clock
from memory.db import Store
from memory.errors import Misconfigured
from memory.messages import Outbound

if TYPE_CHECKING:
    from telegram import User

__all__ = ["Telegram", "TelegramSettings"]

log = logging.getLogger(__name__)


class Telegram:
    """The platform (see `bot.channels.contract.Platform`).

    Args:
        settings: The section `[telegram]`; its `token` is set.
        store: Where parts that were delivered and what was taken in are noted.
        clock: The house's time.
        secrets: Looks up the token.
        knows: Whether the Telegram account with that id is of somebody of the house; of nobody else a file is fetched.
        domains: Names of the domains that the house has, for the menu of commands.
        recordings: Says why a recording is not listened to; by default only the size of files is looked at.
        limiter: How fast it may speak; Telegram's own limits by default.
    """

    sources: tuple[str, ...] = (SOURCE,)

    def __init__(
        self,
        settings: TelegramSettings,
        store: Store,
        clock: Clock,
        secrets: Callable[[str], Awaitable[str]],
        *,
        knows: Knows,
        domains: Collection[str] = (),
        recordings: Limit | None = None,
        limiter: Limiter | None = None,
    ) -> None:
        limiter = limiter or Limiter()
        self._domains = frozenset(domains)
        self._line = Line(settings, secrets)
        self._health = Health(clock)
        self._messages = Messages()
        self._working = Working(self._line, limiter)
        self._sending = Sending(self._line, limiter, store)
        self._around = Around(
            line=self._line,
            health=self._health,
            files=Files(self._line, settings.file_mb, recordings),
            working=self._working,
            messages=self._messages,
            store=store,
            clock=clock,
            knows=knows,
        )

    async def run(self, receive: Receive) -> None:
        """Connect and take messages in until cancelled."""
        async with self._line.in_use():
            try:
                me = await self._introduce()
                await self._show_menu()
                await Reception(self._around, Gate(me), receive).run()
            finally:
                await self._working.end_all()

    def invitation(self, code: str) -> str:
        """The link that brings somebody in by one tap; nothing before Telegram said who we are."""
        name = self._health.name
        return f"https://t.me/{name}?start={code}" if name else ""

    def standing(self) -> Sequence[Standing]:
        """How the connection does; nothing before it is known."""
        return self._health.standing()

    async def send(self, message: Outbound) -> str:
        """Deliver a message; what is too long comes in parts, of which none is repeated (see send.py).

        Raises:
            NotSent: Try again later.
            Gone: Never try again.
        """
        if message.reply_to is not None:
            for event_id in (message.reply_to, *message.also_answers):
                await self._working.end(message.conversation, event_id)
        answers = self._messages.find(message.reply_to) if _is_group(message.conversation) else None
        async with self._line.in_use():
            return await self._sending.send(message, answers)

    async def edit(self, message: Outbound, platform_id: str) -> None:
        """Put `message` in the place of an earlier one, buttons included.

        Raises:
            NotSent: Try again later.
            Gone: The earlier one is not there any more, or can't be edited any more.
        """
        async with self._line.in_use():
            await self._sending.edit(message, platform_id)

    async def show_progress(self, conversation: str, text: str) -> None:
        """Show what has been written of an answer so far; returns at once."""
        self._working.write(conversation, text)

    async def show_working(self, conversation: str) -> None:
        """Show "typing" until the answer is there; returns at once."""
        self._working.show(conversation)

    async def _introduce(self) -> "User":
        """Ask who we are until Telegram says it."""
        from telegram.error import TelegramError

        while True:
            try:
                me = await (await self._line.bot()).get_me()
            except (TelegramError, Misconfigured) as error:
                await asyncio.sleep(await judge(error, self._line, self._health))
            else:
                self._health.name = me.username or me.first_name
                self._health.well()
                return me

    async def _show_menu(self) -> None:
        from telegram import BotCommand
        from telegram.error import TelegramError

        commands = [BotCommand(each.name, each.shows) for each in menu(self._domains)]
        try:
            await (await self._line.bot()).set_my_commands(commands)
        except (TelegramError, Misconfigured) as error:
            log.warning("the menu of commands was not taken (%s)", type(error).__name__)


def _is_group(conversation: str) -> bool:
    return conversation.startswith(f"{SOURCE}:-")
