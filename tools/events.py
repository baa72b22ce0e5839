"""Typed events between domains and the house, in process."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Hooked:
    """A webhook came in: its sender is genuine, its words are an outsider's.

    `source` is its name in `[api.webhooks]`, `delivery` the sender's id of it. It may be published again after a crash, or
    where a subscriber failed: whoever acts on it does so once for each `delivery`.
    """

    source: str
    delivery: str
    media_type: str
    body: bytes = field(repr=False)
    at: datetime


class Events:
    """Hands each event to those who asked for its type; one who fails does not stop the others."""

    def __init__(self) -> None:
        self._wanted: dict[type, list[Callable[[object], Awaitable[None]]]] = defaultdict(list)

    def subscribe(self, kind: type[E], handle: Callable[[E], Awaitable[None]]) -> None:
        """Call `handle` with every event of type `kind` from now on."""

        async def checked(event: object) -> None:
            assert isinstance(event, kind)
            await handle(event)

        self._wanted[kind].append(checked)

    async def publish(self, event: object) -> list[BaseException]:
        """Hand `event` to its subscribers, side by side; returns what they raised."""
        handlers = self._wanted.get(type(event), [])
        results = await asyncio.gather(*(handle(event) for handle in handlers), return_exceptions=True)
        return [result for result in results if isinstance(result, BaseException)]
