"""Discord at a glance: the family's server and direct chats, with nothing lost and nothing said twice.

    receive   events → the one gate (gate) → files (files) → the inbox → acknowledged; what a fresh session could not tell is
              read from the history (lanes, marks, missed)
    send      the outbox → parts that fit (parts, split), each with its nonce → put off or given up by kind (failures)
    answers   the places of answers to slash commands (commands)
    working   "typing" while an answer is made
    line      the connection (wire)             health    how the connection does

Decided here: each channel, thread and direct chat is a conversation. In the server we answer only who names us, answers
us, uses a command or writes in a channel that is set aside for us. An edited message counts as a new one for ten
minutes. Nobody is ever pinged, and no link is unfolded. Buttons carry the ids of choices and need nothing in memory.
Answers do not stream: Discord allows five changes in five seconds, and shows "typing" instead.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence

from pydantic import JsonValue, TypeAdapter

from bot.channels.contract import Receive
from bot.channels.discord.answers import Answers
from bot.channels.discord.commands import as_payload, is_same
from bot.channels.discord.failures import as_told
from bot.channels.discord.files import Files
from bot.channels.discord.gate import Called
from bot.channels.discord.health import Health
from bot.channels.discord.line import Line
from bot.channels.discord.marks import Marks
from bot.channels.discord.places import SOURCE
from bot.channels.discord.receive import Around, Reception
from bot.channels.discord.send import Sending
from bot.channels.discord.settings import DiscordSettings
from bot.channels.discord.working import Working
from bot.channels.incoming import Limit
from bot.channels.menu import menu
from bot.house import Standing
from memory.clock import Clock
from memory.db import Store
from memory.messages import Outbound

__all__ = ["Discord", "DiscordSettings"]

log = logging.getLogger(__name__)

PAUSE_SECONDS = 5.0
OBJECTS = TypeAdapter(list[dict[str, JsonValue]])


class Discord:
    """The platform (see `bot.channels.contract.Platform`).

    Args:
        settings: The section `[discord]`; its `token` is set.
        store: Where it is noted up to which message each channel was read.
        clock: The house's time.
        secrets: Looks up the token.
        called: How the person with that Discord account is called in the house; None for everybody else, of whom no file
            is fetched.
        accounts: The Discord ids of the people of the house, whose direct chats are looked into after an absence.
        domains: Names of the domains that the house has, for the slash commands.
        recordings: Says why a recording is not listened to; by default only the size of files is looked at.
        pause_seconds: Least time between the beginnings of two sessions; Discord wants 5.
    """

    sources: tuple[str, ...] = (SOURCE,)

    def __init__(
        self,
        settings: DiscordSettings,
        *,
        store: Store,
        clock: Clock,
        secrets: Callable[[str], Awaitable[str]],
        called: Called,
        accounts: Callable[[], Collection[str]] = tuple,
        domains: Collection[str] = (),
        recordings: Limit | None = None,
        pause_seconds: float = PAUSE_SECONDS,
    ) -> None:
        self._commands = menu(domains)
        self._health = Health(clock)
        self._line = Line(settings, secrets, self._health, pause_seconds=pause_seconds)
        self._answers = Answers()
        self._working = Working(self._line)
        self._sending = Sending(self._line, self._answers)
        self._around = Around(
            line=self._line,
            health=self._health,
            files=Files(settings.file_mb, recordings),
            working=self._working,
            answers=self._answers,
            marks=Marks(store),
            clock=clock,
            called=called,
            accounts=accounts,
            channels=settings.channels,
        )

    async def run(self, receive: Receive) -> None:
        """Connect and take messages in until cancelled (see `Platform.run`)."""
        await self._around.marks.load()
        reception = Reception(self._around, receive)
        writing = asyncio.create_task(reception.write_now_and_then())
        try:
            await self._line.run(reception, self._register)
        finally:
            writing.cancel()
            self._working.end_all()
            await self._answers.end()
            await reception.end()

    async def send(self, message: Outbound) -> str:
        """Deliver one message (see `Channel.send`)."""
        self._working.end(message.conversation)
        return await self._sending.send(message)

    async def edit(self, message: Outbound, platform_id: str) -> None:
        """Put a message in the place of an earlier one (see `Channel.edit`)."""
        await self._sending.edit(message, platform_id)

    async def show_progress(self, conversation: str, text: str) -> None:
        """Show that an answer is being written; the words come with the answer."""
        del text
        self._working.show(conversation)

    async def show_working(self, conversation: str) -> None:
        """Show that an answer is being worked on."""
        self._working.show(conversation)

    def invitation(self, code: str) -> str:
        """What brings somebody in who shares a server with us; nothing before Discord said who we are."""
        name = self._health.name
        return f"On Discord: write “join {code}” to {name}, in a direct message." if name else ""

    def standing(self) -> Sequence[Standing]:
        """How the connection does."""
        return self._health.standing()

    async def _register(self) -> None:
        """Tell Discord our slash commands, unless it has them; without them everything else works."""
        client = self._line.client()
        ours, application = as_payload(self._commands), client.application_id
        assert application is not None, "a client that has logged in knows its application"
        try:
            theirs = await client.http.get_global_commands(application)
            if not is_same(ours, OBJECTS.validate_python(theirs)):
                await client.http.bulk_upsert_global_commands(application, [*ours])
        except Exception as error:  # noqa: BLE001 - sorted by `as_told`, which raises what is a fault of ours
            log.warning("discord: the commands were not registered: %s", as_told(error))
