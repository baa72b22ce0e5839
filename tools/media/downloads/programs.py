"""All programs that download, side by side."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from memory.errors import HomeOpsError, Mistake, Unavailable
from tools.contract import Name
from tools.media.downloads.models import QUEUE, UNFINISHED, Client, Download, Snapshot, split
from tools.media.downloads.titles import ways_to_say

FOLLOW_SECONDS = 6.0
_LOOK_AGAIN = 0.25
_KNOWN_SECONDS = 30.0
_FIRST_LOAD_SECONDS = 0.5
_MOST_NAMES = 400


@dataclass(frozen=True, slots=True)
class Standing:
    """How all of them stand; `silent` holds what those that do not answer raised, by name."""

    snapshots: tuple[Snapshot, ...]
    silent: Mapping[str, HomeOpsError]

    @property
    def downloads(self) -> list[Download]:
        """Everything there is."""
        return [each for snapshot in self.snapshots for each in snapshot.downloads]

    def running(self) -> list[str]:
        """The ids that a pause of everything holds."""
        found: list[str] = []
        for each in self.snapshots:
            if each.at_once:
                found += [] if each.paused else [f"{each.client}/{QUEUE}"]
            else:
                found += [one.id for one in each.downloads if one.state in UNFINISHED and not one.held]
        return found

    def paused(self) -> list[str]:
        """The ids that are paused."""
        wholes = [f"{each.client}/{QUEUE}" for each in self.snapshots if each.paused]
        return [*wholes, *(each.id for each in self.downloads if each.held)]

    def limits(self) -> dict[str, int]:
        """The limit of each, in bytes per second."""
        return {each.client: each.limit for each in self.snapshots}

    def by_schedule(self) -> dict[str, int]:
        """The limits by time of day that hold just now."""
        return {each.client: each.by_schedule for each in self.snapshots if each.by_schedule is not None}

    def find(self, download: str) -> Download | None:
        """The download of that id."""
        return next((each for each in self.downloads if each.id == download), None)


class Programs:
    """The programs that a household has set up."""

    def __init__(self, clients: Sequence[Client]) -> None:
        self.clients = tuple(clients)
        self._known: list[Name] = []
        self._known_at: float | None = None
        self._loading: asyncio.Task[None] | None = None

    def client(self, download: str) -> Client:
        """The one that has this id.

        Raises:
            Mistake: There is none.
        """
        name, _ = split(download)
        for each in self.clients:
            if each.name.casefold() == name.casefold():
                return each
        raise Mistake("That download is of a program which is not set up; ask for the downloads again.")

    async def read(self) -> Standing:
        """Ask all of them at once.

        Raises:
            HomeOpsError: None of them answers.
        """
        told = await asyncio.gather(*(each.read() for each in self.clients), return_exceptions=True)
        silent: dict[str, HomeOpsError] = {}
        snapshots: list[Snapshot] = []
        for client, each in zip(self.clients, told, strict=True):
            if isinstance(each, Snapshot):
                snapshots.append(each)
            elif isinstance(each, HomeOpsError):
                silent[client.name] = each
            else:
                raise each
        if silent and not snapshots:
            raise next(iter(silent.values()))
        return Standing(tuple(snapshots), silent)

    async def follow(self, reached: Callable[[Standing], bool]) -> Standing:
        """Look again until it is so, at most a few seconds; how they stand then."""
        until = time.monotonic() + FOLLOW_SECONDS
        while True:
            standing = await self.read()
            if reached(standing) or time.monotonic() > until:
                return standing
            await asyncio.sleep(_LOOK_AGAIN)

    async def switch(self, ids: Iterable[str], *, pause: bool) -> None:
        """Pause or resume; where one program fails, the others are put back first.

        Raises:
            HomeOpsError: One of them failed.
        """
        by_client: dict[str, list[str]] = {}
        for each in ids:
            by_client.setdefault(self.client(each).name, []).append(split(each)[1])
        done: list[str] = []
        try:
            for name, keys in by_client.items():
                done.append(name)
                await self._switch(name, keys, pause=pause)
        except HomeOpsError:
            for name in done:
                with suppress(HomeOpsError):
                    await self._switch(name, by_client[name], pause=not pause)
            raise

    async def set_limits(self, limits: Mapping[str, int]) -> Standing:
        """Limit each; where one fails, the others are put back first. How they stand then.

        Raises:
            HomeOpsError: One of them failed, or took it and did not do it.
        """
        before = (await self.read()).limits()
        done: list[str] = []
        try:
            for name, limit in limits.items():
                done.append(name)
                await self.client(f"{name}/").set_limit(limit)
            after = await self.follow(
                lambda now: all(_is_near(now.limits(), each, limits) for each in limits)
            )
            for name in limits:
                if not _is_near(after.limits(), name, limits):
                    raise Unavailable(
                        f"{name} took the limit but does not keep it; look there, or try again."
                    )
            return after
        except HomeOpsError:
            for name in done:
                with suppress(HomeOpsError):
                    await self.client(f"{name}/").set_limit(before.get(name, 0))
            raise

    async def name_downloads(self) -> Sequence[Name]:
        """What downloads may be called, as last known; asked anew in the background."""
        age = None if self._known_at is None else time.monotonic() - self._known_at
        if self._loading is None and (age is None or age > _KNOWN_SECONDS):
            self._loading = asyncio.create_task(self._load())
        if age is None and self._loading is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(_FIRST_LOAD_SECONDS):
                    await asyncio.shield(self._loading)
        return self._known

    def forget_names(self) -> None:
        """Something was added or went: have the names read anew before the next sentence."""
        self._known_at = None

    async def close(self) -> None:
        """Stop what runs in the background."""
        if self._loading is not None:
            self._loading.cancel()
            with suppress(asyncio.CancelledError):
                await self._loading

    async def _load(self) -> None:
        try:
            found = (await self.read()).downloads
            named = [Name(each.id, way, trusted=False) for each in found for way in ways_to_say(each.name)]
            self._known = named[:_MOST_NAMES]
        except HomeOpsError:
            pass  # what was known last is still the best guess
        finally:
            self._known_at = time.monotonic()
            self._loading = None

    async def _switch(self, name: str, keys: Sequence[str], *, pause: bool) -> None:
        client = self.client(f"{name}/")
        await (client.pause(keys) if pause else client.resume(keys))


def _is_near(now: Mapping[str, int], name: str, wanted: Mapping[str, int]) -> bool:
    """Whether a limit is what was wanted; the programs round to whole KiB."""
    return name in now and abs(now[name] - wanted[name]) < 1024 + wanted[name] // 100
