"""The world of the pretend Discord: who and what is there, and what comes of each message."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pydantic import JsonValue

from bot.channels.discord.pretend_objects import (
    EPOCH_MS,
    Channel,
    Kind,
    Message,
    Object,
    Upload,
    User,
)

NONCE_SECONDS = 180.0
"""How long a nonce is remembered ("the past few minutes", says Discord's documentation)."""


Dispatch = Callable[[str, Object, Message | None], None]
"""Tells those who are connected of an event, and of which message it is, if of one."""


@dataclass(slots=True, eq=False)
class Asked:
    """An interaction: a command or the press of a button, and whether and when the bot took notice of it."""

    id: int
    token: str
    channel: int
    at: float
    message: int | None = None
    answer: int | None = None
    acknowledged: int | None = None


@dataclass(slots=True, eq=False)
class Limits:
    """How fast the bot may write: so many messages a channel in so many seconds, so many requests a second in all."""

    a_channel: int = 5
    seconds: float = 5.0
    a_second: int = 50


@dataclass(slots=True, eq=False)
class World:
    """Everything that the pretend Discord knows. `ahead` is how many seconds its clock was put forward."""

    bot: User
    guild: int = 0
    guild_name: str = "The Larks"
    users: dict[int, User] = field(default_factory=dict[int, User])
    channels: dict[int, Channel] = field(default_factory=dict[int, Channel])
    asked: dict[int, Asked] = field(default_factory=dict[int, Asked])
    commands: list[JsonValue] = field(default_factory=list[JsonValue])
    files: dict[str, Upload] = field(default_factory=dict[str, Upload])
    limits: Limits = field(default_factory=Limits)
    ahead: float = 0.0
    address: str = ""
    interactions_url: str | None = None
    on_event: Dispatch | None = None
    _last_id: int = 0
    _watching: set[asyncio.Event] = field(default_factory=set[asyncio.Event])

    def __post_init__(self) -> None:
        """Found the server and let the bot in."""
        self.users[self.bot.id] = self.bot
        self.guild = self.new_id()

    def time(self) -> float:
        """Seconds since 1970."""
        return time.time() + self.ahead

    def now(self) -> datetime:
        """The present instant."""
        return datetime.fromtimestamp(self.time(), UTC)

    def new_id(self) -> int:
        """An id that is later than every other."""
        made = (int(self.time() * 1000) - EPOCH_MS) << 22
        self._last_id = max(made, self._last_id + 1)
        return self._last_id

    def changed(self) -> None:
        """Wake whoever waits for something to become so."""
        for each in self._watching:
            each.set()

    async def until(self, so: Callable[[], bool]) -> None:
        """Wait until something is so; it is looked at again after each change."""
        change = asyncio.Event()
        self._watching.add(change)
        try:
            while not so():
                await change.wait()
                change.clear()
        finally:
            self._watching.discard(change)

    def dispatch(self, event: str, data: Object, about: Message | None = None) -> None:
        """Tell those who are connected."""
        if self.on_event is not None:
            self.on_event(event, data, about)
        self.changed()

    def dm(self, user: User) -> Channel:
        """The direct chat of somebody with the bot."""
        for each in self.channels.values():
            if each.recipient == user:
                return each
        return self.keep(Channel(self.new_id(), Kind.DM, recipient=user))

    def keep(self, channel: Channel) -> Channel:
        """Add a channel."""
        self.channels[channel.id] = channel
        if channel.guild is not None:
            event = "THREAD_CREATE" if channel.kind is Kind.THREAD else "CHANNEL_CREATE"
            self.dispatch(event, channel.json())
        return channel

    def upload(
        self,
        channel: Channel,
        name: str,
        media_type: str,
        content: bytes,
        *,
        alt: str = "",
        seconds: float | None = None,
    ) -> Upload:
        """Keep a file where it can be fetched."""
        number = self.new_id()
        path = f"/attachments/{channel.id}/{number}/{name}"
        made = Upload(number, name, media_type, content, f"{self.address}{path}?ex=1&is=1&hm=1", alt, seconds)
        self.files[path] = made
        return made

    def post(self, message: Message) -> Message:
        """Put a message into its channel and tell everybody."""
        channel = self.channels[message.channel]
        message.mentions = message.mentions or mentioned(message.content, self.users)
        channel.messages.append(message)
        self.tell("MESSAGE_CREATE", message)
        return message

    def tell(self, event: str, message: Message) -> None:
        """Tell of a message that has come or changed."""
        channel = self.channels[message.channel]
        self.dispatch(event, message.json(channel.guild, with_nonce=event == "MESSAGE_CREATE"), message)

    def find(self, channel: int, message: int) -> Message | None:
        """A message of a channel."""
        there = self.channels.get(channel)
        return next((each for each in there.messages if each.id == message), None) if there else None

    def known_nonce(self, channel: Channel, author: User, nonce: str) -> Message | None:
        """The message that was made with this nonce a short while ago."""
        for each in reversed(channel.messages):
            if each.nonce == nonce and each.author == author:
                return each if self.time() - each.at.timestamp() < NONCE_SECONDS else None
        return None


def mentioned(text: str, users: dict[int, User]) -> Sequence[User]:
    """Who is mentioned in a text."""
    return [each for each in users.values() if f"<@{each.id}>" in text or f"<@!{each.id}>" in text]
