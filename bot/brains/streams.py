"""Streamed answers that were read ahead far enough to be trusted."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from datetime import datetime

from pydantic_ai.messages import (
    ModelResponse,
    ModelResponseStreamEvent,
    PartDeltaEvent,
    PartStartEvent,
    TextPart,
    TextPartDelta,
)
from pydantic_ai.models import ModelRequestParameters, StreamedResponse
from pydantic_ai.usage import RequestUsage

from bot.brains.providers import ProviderSettings
from memory.clock import boottime
from memory.errors import Unavailable


class StreamBroken(Unavailable):
    """An answer died after some of its words were shown.

    Whoever shows the stream drops those words and asks again without streaming, from the same messages: no call of
    the broken answer has run, and the provider that broke off is skipped by its breaker. `brain` names it.
    """

    def __init__(self, brain: str, sentence: str) -> None:
        super().__init__(sentence)
        self.brain = brain


class Patience:
    """How long a provider is waited for: each silence, and the answer as a whole, within the turn's own limit."""

    def __init__(self, settings: ProviderSettings, turn_until: float) -> None:
        self._silence_s = settings.deadline_seconds
        self._until = min(boottime() + settings.total_seconds, turn_until)
        self.heard()

    def heard(self) -> None:
        """Something came: the next silence begins."""
        self._by = min(boottime() + self._silence_s, self._until)

    def seconds(self) -> float:
        """How much longer to wait now."""
        return max(0.0, self._by - boottime())


async def pull(
    events: AsyncIterator[ModelResponseStreamEvent], patience: Patience
) -> AsyncGenerator[ModelResponseStreamEvent]:
    """The events of a stream, each within its deadline.

    Raises:
        TimeoutError: It fell silent or took too long.
    """
    while True:
        async with asyncio.timeout(patience.seconds()):
            try:
                event = await anext(events)
            except StopAsyncIteration:
                return
        patience.heard()
        yield event


async def read_ahead(
    events: AsyncIterator[ModelResponseStreamEvent],
) -> tuple[list[ModelResponseStreamEvent], bool]:
    """Read until there are words to show, or to the end.

    Returns:
        What was read, and whether there are words (False: it is the whole answer).
    """
    read: list[ModelResponseStreamEvent] = []
    async for event in events:
        read.append(event)
        if _has_words(event):
            return read, True
    return read, False


def _has_words(event: ModelResponseStreamEvent) -> bool:
    match event:
        case (
            PartStartEvent(part=TextPart(content=text))
            | PartDeltaEvent(delta=TextPartDelta(content_delta=text))
        ):
            return bool(text.strip())
        case _:
            return False


class LiveStream(StreamedResponse):
    """A provider's stream whose events pass through the chain's watch on their way to whoever shows them."""

    def __init__(
        self,
        inner: StreamedResponse,
        events: AsyncIterator[ModelResponseStreamEvent],
        model_request_parameters: ModelRequestParameters,
    ) -> None:
        super().__init__(model_request_parameters)
        self._inner = inner
        self._events = events
        self.canonical_system = inner.canonical_system

    def __aiter__(self) -> AsyncIterator[ModelResponseStreamEvent]:
        # The inner stream has already added its part-end and final-result events. The agent may have put a peeking
        # iterator here, which must win.
        if self._event_iterator is None:
            self._event_iterator = self._events
        return self._event_iterator

    async def _get_event_iterator(self) -> AsyncIterator[ModelResponseStreamEvent]:
        async for event in self._events:
            yield event

    def get(self) -> ModelResponse:
        """The answer as far as it came."""
        return self._inner.get()

    async def cancel(self) -> None:
        """Stop the provider."""
        await self._inner.cancel()

    async def close_stream(self) -> None:
        """Close the connection."""
        await self._inner.close_stream()

    @property
    def cancelled(self) -> bool:
        """Whether it was stopped by us."""
        return self._inner.cancelled

    @property
    def usage(self) -> RequestUsage:
        """Tokens so far."""
        return self._inner.usage

    @property
    def model_name(self) -> str:
        """The model that answers."""
        return self._inner.model_name

    @property
    def provider_name(self) -> str | None:
        """Who serves it."""
        return self._inner.provider_name

    @property
    def provider_url(self) -> str | None:
        """Where it is served."""
        return self._inner.provider_url

    @property
    def timestamp(self) -> datetime:
        """When the answer began."""
        return self._inner.timestamp
