"""Ten people with accounts on a pretend Telegram and a pretend Discord, both as strict as the real ones."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.channels.discord.fake import FakeDiscord
from bot.channels.discord.pretend_objects import Channel, User
from bot.channels.telegram.fake import FakeTelegram
from bot.channels.telegram.pretend_days import Limits
from bot.channels.telegram.pretend_people import Chat, Person
from tests.bench.load_words import Line
from tools.contract import Json

ROLES = ("owner", "adult", "adult", "adult", "teen", "teen", "child", "child", "adult", "adult")
NAMES = ("Anna", "Ben", "Cleo", "Dan", "Ela", "Finn", "Gus", "Hana", "Ivo", "Joan")
CHANNEL = "larks"
SENDS = frozenset({"sendmessage", "sendphoto", "senddocument", "sendvoice"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A message of the bot as people see it, and when it came, in seconds since 1970."""

    text: str
    at: float


@dataclass
class Crowd:
    """The people; `said` is what they wrote at each place and when, as far as that is meant for the bot."""

    telegram: FakeTelegram
    discord: FakeDiscord
    limits: Limits = field(default_factory=Limits)
    said: defaultdict[str, list[Shown]] = field(default_factory=lambda: defaultdict(list[Shown]))
    _phones: list[tuple[Person, User]] = field(default_factory=list[tuple[Person, User]])
    _chats: dict[str, Chat | Channel] = field(default_factory=dict[str, Chat | Channel])

    def __post_init__(self) -> None:
        """Everybody meets the bot on both platforms, which keep their limits; there is one group on each."""
        self.telegram.limit(self.limits)
        self._phones = [
            (self.telegram.world.add_person(name), self.discord.people.add(name)) for name in NAMES
        ]
        group = self.telegram.world.add_group("The Larks", [person for person, _ in self._phones])
        channel = self.discord.people.add_channel(CHANNEL)
        chats: list[Chat | Channel] = [self.telegram.world.private(person) for person, _ in self._phones]
        chats += [group, *(self.discord.world.dm(user) for _, user in self._phones), channel]
        for each in chats:
            self._chats[f"{'telegram' if isinstance(each, Chat) else 'discord'}:{each.id}"] = each

    def share(self, own: int, in_groups: int) -> list[tuple[str, int, int]]:
        """So many lines in each private chat, and in both groups (see `load_words.busy`)."""
        owned = [list(self._chats)[: len(NAMES)], list(self._chats)[len(NAMES) + 1 : -1]]
        groups = [each for each in self._chats if each not in {*owned[0], *owned[1]}]
        private = [(place, own, number) for places in owned for number, place in enumerate(places)]
        return [*private, *((place, in_groups, -1) for place in groups)]

    def people_settings(self) -> list[Json]:
        """Them, as settings name them."""
        return [
            {"name": name, "role": role, "accounts": {"telegram": str(person.id), "discord": str(user.id)}}
            for name, role, (person, user) in zip(NAMES, ROLES, self._phones, strict=True)
        ]

    def platform_settings(self) -> dict[str, Json]:
        """The sections of both platforms."""
        channels: list[Json] = [CHANNEL]
        return {
            "telegram": {"token": self.telegram.token, "base_url": self.telegram.address},
            "discord": {
                "token": self.discord.token,
                "base_url": self.discord.base_url,
                "channels": channels,
            },
        }

    async def connected(self) -> None:
        """Wait until the bot hears on both platforms."""
        await self.telegram.world.until(lambda: self.telegram.world.updates.polling, within=120)
        await self.discord.until(lambda: self.discord.gateway.identified > 0)
        await asyncio.sleep(1.0)  # Discord's servers are told after that

    async def write(self, lines: Sequence[Line]) -> None:
        """Write all of it, each line at its time."""
        began = time.monotonic()
        for line in lines:
            await asyncio.sleep(max(0.0, began + line.after - time.monotonic()))
            self._write(line)

    def _write(self, line: Line) -> None:
        (person, user), chat = self._phones[line.person], self._chats[line.place]
        self.said[line.place].append(Shown(line.text, time.time()))
        if isinstance(chat, Channel):
            self.discord.people.write(user, chat, line.text)
        elif chat.kind == "private":
            self.telegram.world.say(chat, person, line.text)
        else:
            self.telegram.world.say(chat, person, f"@{self.telegram.world.bot.username} {line.text}")

    def shown(self) -> Mapping[str, Sequence[Shown]]:
        """What the bot has written at each place, in order."""
        times: defaultdict[int, list[float]] = defaultdict(list)
        for call in self.telegram.calls:
            if call.status == 200 and call.asked.method in SENDS:
                times[call.asked.number("chat_id")].append(call.at)
        told: dict[str, list[Shown]] = {}
        for place, chat in self._chats.items():
            if isinstance(chat, Channel):
                told[place] = [
                    Shown(each.content, each.at.timestamp()) for each in self.discord.answers(chat)
                ]
            else:
                texts = chat.texts(by=self.telegram.world.bot.id)
                told[place] = [Shown(*each) for each in zip(texts, times[chat.id], strict=True)]
        return told


@asynccontextmanager
async def gathered() -> AsyncGenerator[Crowd]:
    """The people, on platforms that keep their limits."""
    async with FakeTelegram() as telegram, FakeDiscord() as discord:
        yield Crowd(telegram, discord)
