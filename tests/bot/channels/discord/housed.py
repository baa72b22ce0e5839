"""A house that is reached by the pretend Discord, and its people with their telephones; in this process or in its own."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess

from bot.app import open_house
from bot.channels.discord.fake import FakeDiscord
from bot.channels.discord.pretend_objects import Channel, Message, User
from bot.platforms import connect_platforms
from bot.settings import load_settings
from tests.bot.channels.scenario import Answer
from tests.bot.driver import HEAVY
from tests.bot.house import NOON, PEOPLE, House, Place, settings_of
from tools.contract import Json

_FORKS = multiprocessing.get_context("forkserver")
PATIENCE_SECONDS = 60.0


@dataclass
class Telephone:
    """One person's direct chat with the bot, or a channel that they write in."""

    discord: FakeDiscord
    owner: User
    place: Channel
    read: int = field(default=0)

    def shown(self) -> list[Message]:
        """What the bot has said there."""
        return self.discord.answers(self.place)

    async def next(self) -> Message:
        """Wait for the next thing that the bot says."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self.discord.until(lambda: len(self.shown()) > self.read)
        self.read += 1
        return self.shown()[self.read - 1]

    async def say(self, text: str) -> Answer:
        """Say something and wait for the answer."""
        self.discord.people.write(self.owner, self.place, text)
        return as_answer(await self.next())

    async def press(self, label: str, by: User | None = None) -> Answer:
        """Press a button of the newest message that has it, and wait for what comes of it."""
        self.discord.people.press(by or self.owner, self.with_button(label), label)
        return as_answer(await self.next())

    def with_button(self, label: str) -> Message:
        """The newest message with that button."""
        return next(each for each in reversed(self.shown()) if label in each.buttons.values())


def as_answer(message: Message) -> Answer:
    return Answer(message.content, tuple(message.buttons.values()))


@dataclass
class Family:
    """People of the house by name, each with a telephone; `Eve` is nobody of the house."""

    discord: FakeDiscord
    telephones: dict[str, Telephone]

    def __getitem__(self, name: str) -> Telephone:
        return self.telephones[name]


def meet_family(discord: FakeDiscord) -> Family:
    """Give everybody of the house, and Eve, an account and a telephone."""
    discord.world.limits.a_channel = discord.world.limits.a_second = 10_000
    names = [*(str(each["name"]) for each in PEOPLE if isinstance(each, dict)), "Eve"]
    people = [discord.people.add(name) for name in names]
    return Family(discord, {each.name: Telephone(discord, each, discord.world.dm(each)) for each in people})


def settings_file(place: Place, family: Family, **more: Json) -> str:
    """The settings of a house that is reached by the pretend Discord."""
    people: list[Json] = []
    for each in PEOPLE:
        assert isinstance(each, dict)
        people.append({**each, "accounts": {"discord": str(family[str(each["name"])].owner.id)}})
    discord: dict[str, Json] = {"token": family.discord.token, "base_url": family.discord.base_url}
    return settings_of(place.data, place.pc_url, {"people": people, "discord": discord, **more})


@asynccontextmanager
async def open_with_discord(place: Place, family: Family, **more: Json) -> AsyncGenerator[House]:
    """The house in this process, reached by the pretend Discord."""
    settings = settings_file(place, family, home=place.home_settings(), **more)
    before = family.discord.gateway.identified
    loaded = load_settings(None, {"HOMEOPS_CONFIG": settings})
    async with open_house(loaded, now=NOON, connect=connect_platforms) as local:
        await family.discord.until(lambda: family.discord.gateway.identified > before)
        yield House(local, place.far)


class Running:
    """A house in a process of its own, which can be killed; what it is told waits at the pretend Discord."""

    def __init__(self, settings: str, *, failpoint: str = "") -> None:
        _FORKS.set_forkserver_preload([*HEAVY, "tests.bot.channels.discord.housed", "discord"])
        self.process: BaseProcess = _FORKS.Process(target=_run, args=(settings, failpoint), daemon=True)
        self.process.start()

    def kill(self) -> None:
        """The power goes, if it still runs."""
        if self.process.pid is not None and self.process.is_alive():
            os.kill(self.process.pid, signal.SIGKILL)

    async def ended(self) -> int:
        """Wait for its end; its exit code."""
        await asyncio.to_thread(self.process.join, PATIENCE_SECONDS)
        assert self.process.exitcode is not None, "the bot hangs"
        return self.process.exitcode


def _run(settings: str, failpoint: str) -> None:
    if failpoint:
        os.environ["HOMEOPS_FAILPOINT"] = failpoint
    asyncio.run(_stay(settings))


async def _stay(settings: str) -> None:
    loaded = load_settings(None, {"HOMEOPS_CONFIG": settings})
    async with open_house(loaded, connect=connect_platforms):
        await asyncio.Event().wait()
