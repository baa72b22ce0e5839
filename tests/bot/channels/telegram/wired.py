"""The channel on a pretend Telegram, with a real inbox behind it, and nobody who answers."""

import asyncio
import io
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from PIL import Image

from bot.channels.incoming import Limit
from bot.channels.telegram import Telegram, TelegramSettings
from bot.channels.telegram.fake import FakeTelegram
from bot.channels.telegram.limits import Limiter, Rate
from bot.channels.telegram.pretend_people import Chat, Message, Person
from bot.secrets import Secrets
from memory import inbox, outbox
from memory.clock import Clock
from memory.db import Store
from memory.errors import Unavailable
from memory.messages import Inbound, Outbound

LONDON = ZoneInfo("Europe/London")
FAST = Rate(1000, 1.0)
DOMAINS = ("home", "pc", "recall")


def picture(kind: str, side: int = 8) -> bytes:
    """A small picture, in the form that Pillow calls `kind`."""
    kept = io.BytesIO()
    Image.new("RGB", (side, side), "orange").save(kept, kind)
    return kept.getvalue()


@dataclass
class Wired:
    """A channel that runs; `received` is what was new to the inbox, in order; `away` how often the database still is."""

    fake: FakeTelegram
    channel: Telegram
    store: Store
    anna: Person
    stranger: Person
    received: list[Inbound] = field(default_factory=list[Inbound])
    keys: int = 0
    away: int = 0

    @property
    def chat(self) -> Chat:
        """Anna's own chat."""
        return self.fake.world.private(self.anna)

    @property
    def conversation(self) -> str:
        """The same as a conversation of ours."""
        return f"telegram:{self.chat.id}"

    async def receive(self, inbound: Inbound) -> bool:
        """What the house does with a message, without answering it."""
        if self.away:
            self.away -= 1
            self.fake.world.changed()
            raise Unavailable("The database does not answer.")
        async with self.store.fenced() as session:
            is_new = await inbox.accept(session, inbound)
        if is_new:
            self.received.append(inbound)
            self.fake.world.changed()
        return is_new

    async def has_received(self, count: int) -> list[Inbound]:
        """Wait until so many messages came in, and for Telegram to know it."""
        polls = self.fake.world.updates.polls
        await self.fake.world.until(lambda: len(self.received) >= count)
        await self.fake.world.until(lambda: self.fake.world.updates.polls > polls or self._idle)
        return self.received

    @property
    def _idle(self) -> bool:
        return not self.fake.world.updates.waiting

    async def heard(self) -> list[str]:
        """The texts that came in once everything that waits was looked at."""
        await self.fake.world.until(lambda: self._idle)
        return [each.text for each in self.received]

    async def send(self, message: Outbound) -> str:
        """Send as the delivery does: from a row of the outbox."""
        now = Clock(LONDON).now()
        async with self.store.fenced() as session:
            await outbox.put(session, message, now)
        platform_id = await self.channel.send(message)
        async with self.store.fenced() as session:
            await outbox.sent(session, message.key, platform_id, now)
        return platform_id

    def message(self, text: str, conversation: str = "") -> Outbound:
        """A message of ours with a key of its own."""
        self.keys += 1
        return Outbound(f"key-{self.keys}", conversation or self.conversation, text)

    def ours(self, chat: Chat | None = None) -> list[Message]:
        """What we said in a chat, Anna's by default."""
        return [each for each in (chat or self.chat).shown() if each.sender == self.fake.world.bot]


def make_channel(
    fake: FakeTelegram,
    store: Store,
    anna: Person,
    *,
    token: str = "",
    limit: Limit | None = None,
    limiter: Limiter | None = None,
) -> Telegram:
    """The channel, connected to the pretend Telegram as settings say; Anna alone is known.

    It speaks as fast as it can where no `limiter` is given.
    """
    settings = TelegramSettings(token=token or fake.token, base_url=fake.address, poll_seconds=2)
    return Telegram(
        settings,
        store,
        Clock(LONDON),
        Secrets(),
        knows=lambda account: account == str(anna.id),
        domains=DOMAINS,
        recordings=limit,
        limiter=limiter or Limiter(overall=FAST, chat=FAST, group=FAST),
    )


@asynccontextmanager
async def wire_up(fake: FakeTelegram, store: Store, *, limit: Limit | None = None) -> AsyncGenerator[Wired]:
    """A channel that runs while the block does."""
    anna = fake.world.add_person("Anna", "anna_lark")
    stranger = fake.world.add_person("Eve", "eve")
    wired = Wired(fake, make_channel(fake, store, anna, limit=limit), store, anna, stranger)
    async with running(wired):
        yield wired


@asynccontextmanager
async def running(wired: Wired) -> AsyncGenerator[None]:
    """Keep the channel of `wired` running for as long as the block does."""
    task = asyncio.create_task(wired.channel.run(wired.receive))
    try:
        await wired.fake.world.until(lambda: wired.fake.world.updates.polling or task.done())
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
