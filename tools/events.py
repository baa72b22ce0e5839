"""Typed events between domains and the house, in process."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from pydantic import JsonValue

from memory.people import Role

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


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something that a person should hear of now, though nobody asked.

    `key` names the occasion for ever: what was told under it is not told again. `options` are buttons: what each says, and
    the verb with the arguments that it calls, on behalf of whoever presses it. Everybody with the role `least` or above is
    told, where they alone read; `person` names the one to be told instead.
    """

    key: str
    text: str
    options: tuple[tuple[str, str, Mapping[str, JsonValue]], ...] = ()
    least: Role = Role.ADULT
    person: str | None = None


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
