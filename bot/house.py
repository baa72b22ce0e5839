"""The house as commands and terminals see it, whether it runs in this process or in another one behind the socket."""

import asyncio
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from pydantic import BaseModel, Field

from bot.report import Report
from memory.messages import Outbound


@dataclass(frozen=True, slots=True)
class Progress:
    """What has been written of an answer so far; empty while it is still being thought about."""

    text: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message to show. `shown()` must be called once a person (or program) has it."""

    message: Outbound
    _done: asyncio.Future[None] = field(repr=False)

    def shown(self) -> None:
        """Say that the message was shown, so that it is never sent again."""
        if not self._done.done():
            self._done.set_result(None)


Event = Progress | Arrived


class Standing(BaseModel):
    """How one part of the house does: a brain, a domain's check, a channel. `remedy` says what to do if it is not well."""

    name: str
    ok: bool
    summary: str
    remedy: str = ""

    def __str__(self) -> str:
        """A line: whether it is well, and how it does."""
        return f"{'✓' if self.ok else '✗'} {self.summary}"


def say_verdict(parts: Sequence[Standing]) -> str:
    """Whether all is well, in a line."""
    bad = sum(not part.ok for part in parts)
    if not bad:
        return "All is well."
    return "1 thing is not well:" if bad == 1 else f"{bad} things are not well:"


def say_waiting(count: int, what: str) -> str:
    """How many messages wait, such as "1 message waits for an answer."."""
    return f"{count} message{' waits' if count == 1 else 's wait'} {what}."


class Status(BaseModel):
    """How HomeOps does: what `homeops doctor`, `homeops status` and /v1/status show."""

    version: str
    person: str
    data: str
    database: str
    simulated: str = ""
    parts: list[Standing] = Field(default_factory=list[Standing])
    waiting_messages: int = 0
    undelivered: int = 0

    @property
    def well(self) -> bool:
        """Whether every part is well."""
        return all(part.ok for part in self.parts)


class Seat(Protocol):
    """One person's place in a conversation: what they say goes in, what is sent to them comes out."""

    async def say(self, text: str, *, pressed: str | None = None, event_id: str | None = None) -> None:
        """Say something, or press the button with the id `pressed`; the answer comes as events.

        Returns once it is written down. The answer's `reply_to` is `event_id`; saying the same again with the same
        id is harmless, so that whoever is not sure that it arrived may repeat it.
        """
        ...

    async def next_event(self) -> Event:
        """Wait for the next thing to show; raises Unavailable when the house is gone."""
        ...


class House(Protocol):
    """A running house."""

    async def ask(
        self, text: str, *, person: str | None = None, conversation: str | None = None, press: bool = False
    ) -> Report:
        """One message as a program sends it, and its answer.

        Args:
            text: What is said; the label of a button that was offered last presses it.
            person: Name of who says it; the owner by default.
            conversation: Which conversation it belongs to; by default the person's own of `homeops ask`.
            press: Whether `text` is the label of a button to press, also of an earlier message.

        Raises:
            Mistake: Nobody is called so, or there is no such button.
        """
        ...

    def answer(
        self, text: str, *, person: str | None = None, conversation: str | None = None, press: bool = False
    ) -> AbstractAsyncContextManager[Report]:
        """As `ask`, and the answer counts as read once the block ends without an error.

        Otherwise the next program of the same conversation is told it in `Report.pushed`.
        """
        ...

    async def advance(
        self, by: timedelta, *, person: str | None = None, conversation: str | None = None
    ) -> Report:
        """Let time pass in a simulated household; what is sent to the conversation meanwhile is told as `pushed`.

        Raises:
            Mistake: Nobody is called so, or the house is a real one.
        """
        ...

    def sit(self, person: str | None = None) -> AbstractAsyncContextManager[Seat]:
        """Take a seat at the terminal as `person` (the owner by default)."""
        ...

    async def status(self) -> Status:
        """How everything does, asked afresh."""
        ...
