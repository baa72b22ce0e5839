"""The chat platforms that are set up, each kept running by a task of its own: what ends one never touches another."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.channels.contract import Platform, Receive
from bot.directory import People
from bot.house import Standing
from bot.settings import Settings
from bot.verbs import Verbs
from bot.voice.limits import too_much
from memory.clock import Clock
from memory.db import Store
from memory.errors import HomeOpsError

log = logging.getLogger(__name__)

PAUSES = (1.0, 5.0, 30.0, 60.0)
"""Seconds before a platform whose channel ended by itself is started again."""
LATER = "It is started again by itself; homeops.log says what happened."
NONE = "No chat platform is set up, so only terminals on this machine reach me: run `homeops setup`, or set `token` under [telegram] or [discord] in homeops.toml."


@dataclass(frozen=True, slots=True)
class Outfit:
    """What there is to make channels from."""

    settings: Settings
    secrets: Callable[[str], Awaitable[str]]
    store: Store
    clock: Clock
    data: Path
    people: People
    verbs: Verbs


Connect = Callable[[Outfit], Sequence[Platform]]
"""Makes the channels of those platforms that the household set up; they connect once they run."""


def no_platforms(outfit: Outfit) -> Sequence[Platform]:
    """None at all: for a program that only has a word with the house."""
    del outfit
    return ()


def connect_platforms(outfit: Outfit) -> Sequence[Platform]:
    """The channels of all platforms that the household set up."""
    settings = outfit.settings
    connected: list[Platform] = []
    if settings.telegram.is_used:
        connected.append(_telegram(outfit))
    if settings.discord.is_used:
        connected.append(_discord(outfit))
    return connected


def _telegram(outfit: Outfit) -> Platform:
    from bot.channels.telegram import Telegram

    return Telegram(
        outfit.settings.telegram,
        outfit.store,
        outfit.clock,
        outfit.secrets,
        knows=partial(_knows, outfit, "telegram"),
        domains=_domains(outfit),
        recordings=partial(too_much, outfit.settings.voice),
    )


def _discord(outfit: Outfit) -> Platform:
    from bot.channels.discord import Discord

    return Discord(
        outfit.settings.discord,
        store=outfit.store,
        clock=outfit.clock,
        secrets=outfit.secrets,
        called=partial(_called, outfit, "discord"),
        accounts=lambda: outfit.people.accounts("discord"),
        domains=_domains(outfit),
        recordings=partial(too_much, outfit.settings.voice),
    )


def _knows(outfit: Outfit, channel: str, platform_id: str) -> bool:
    return outfit.people.who(channel, platform_id) is not None


def _called(outfit: Outfit, channel: str, platform_id: str) -> str | None:
    person = outfit.people.who(channel, platform_id)
    return None if person is None else person.name


def _domains(outfit: Outfit) -> list[str]:
    return [domain.name for domain in outfit.verbs.domains]


class Platforms:
    """Runs the platforms and says how each of them does."""

    def __init__(self) -> None:
        self._platforms: tuple[Platform, ...] = ()
        self._ended: dict[Platform, Standing] = {}
        self._tasks: tuple[asyncio.Task[None], ...] = ()

    def connect(self, platforms: Sequence[Platform]) -> None:
        """Learn which there are, before they are started."""
        self._platforms = tuple(platforms)

    @property
    def channels(self) -> tuple[Platform, ...]:
        """Those that are set up."""
        return self._platforms

    async def start(self, receive: Receive) -> None:
        """Connect all of them, side by side; returns at once."""
        self._tasks = tuple(asyncio.create_task(self._keep_running(each, receive)) for each in self.channels)

    async def stop(self) -> None:
        """Take nothing in any more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def standing(self) -> list[Standing]:
        """How each of them does; one that has ended says why."""
        told: list[Standing] = []
        for each in self._platforms:
            ended = self._ended.get(each)
            told += [ended] if ended is not None else list(each.standing())
        return told

    def invitations(self, code: str) -> list[str]:
        """How somebody comes in with an invitation's code, a line for each platform that can say it."""
        return [line for each in self._platforms if (line := each.invitation(code))]

    async def report(self, tell: Callable[[str], None], every_seconds: float = 0.5) -> None:
        """Tell in a line how each platform does, first once it is known and then whenever that changes; never ends."""
        if not self._platforms:
            tell(NONE)
        told: dict[str, tuple[bool, str]] = {}
        while True:
            for each in self.standing():
                if told.get(each.name) != (each.ok, each.summary):
                    told[each.name] = (each.ok, each.summary)
                    tell(f"{each} {each.remedy}".strip() if not each.ok else str(each))
            await asyncio.sleep(every_seconds)

    async def _keep_running(self, platform: Platform, receive: Receive) -> None:
        name, times = platform.sources[0], 0
        while True:
            self._ended.pop(platform, None)
            try:
                await platform.run(receive)
                summary = f"{name.capitalize()} has ended by itself."
            except HomeOpsError as error:
                summary = error.sentence
            except Exception as error:
                log.exception("the channel of %s ended", name)
                summary = f"{name.capitalize()} stopped by a fault of mine ({type(error).__name__})."
            self._ended[platform] = Standing(name=name, ok=False, summary=summary, remedy=LATER)
            log.warning("%s", summary)
            await asyncio.sleep(PAUSES[min(times, len(PAUSES) - 1)])
            times += 1
