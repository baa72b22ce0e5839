"""The chain of brains: a pydantic-ai model that asks one provider after another and never comes back with nothing."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Generator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic_ai import RunContext
from pydantic_ai.messages import ModelMessage, ModelResponse, ModelResponseStreamEvent
from pydantic_ai.models import CompletedStreamedResponse, Model, ModelRequestParameters, StreamedResponse
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.settings import ModelSettings

from bot.brains.attempt import Attempt, Link, Turn, estimate
from bot.brains.breaker import Breaker, Standing
from bot.brains.budget import Budget
from bot.brains.failures import check_answer
from bot.brains.nobody import Nobody
from bot.brains.prices import Tally
from bot.brains.providers import Provider
from bot.brains.streams import LiveStream, Patience, StreamBroken, pull, read_ahead
from bot.brains.veil import veil
from memory.clock import Clock, boottime

Narrow = Callable[[Sequence[ModelMessage], ModelRequestParameters], Awaitable[ModelRequestParameters]]
"""Leaves of a request's verbs only those that a provider is to be shown."""
Reserved = Callable[[Sequence[ModelMessage]], Awaitable[bool]]
"""Whether what was said last is for the offline brain alone: it names something that no model may do."""
OFFLINE = "offline"
"""Name of the brain that is always last."""
HOUSEHOLD = "household"
"""Who pays for what is asked outside of a turn."""
CHAIN_SECONDS = 90.0
"""Longest time that providers may take for one message, so that it stays under the turn's 120 s."""
SETTING_UP_SECONDS = 30.0
"""Longest time for finding a key and importing a vendor's SDK, which no provider's deadline has to pay for."""


@dataclass(frozen=True, slots=True)
class BrainState:
    """How a brain does, for /status and doctor; `remark` is a lasting hint for the owner."""

    name: str
    standing: Standing
    last_error: str | None
    last_used_at: datetime | None
    retry_at: datetime | None
    calls: int
    remark: str | None = None


class ChainModel(WrapperModel):
    """Asks providers in order until one answers; the last model (the offline brain) always does.

    A request asks no provider twice. A provider is passed over while its breaker is open, when it is paid and
    today's budget is used up, and when the time for the message has run out.

    Streams: events are read ahead until there are words to show, or to the end. Up to there every failure falls back
    unseen, so answers that only call verbs are checked whole. Once words were shown, events come live, and a failure
    raises `StreamBroken`: the turn drops the words and runs that step again without streaming.
    """

    def __init__(
        self,
        providers: Sequence[Provider],
        last: Model,
        *,
        clock: Clock,
        budget: Budget | None = None,
        narrow: Narrow | None = None,
        reserved: Reserved | None = None,
        make_breaker: Callable[[], Breaker] = Breaker,
    ) -> None:
        super().__init__(last)
        self._links = [Link(provider, make_breaker()) for provider in providers]
        self._last_calls = 0
        self._last_used_at: datetime | None = None
        self._clock = clock
        self._budget = budget
        self._narrow = narrow
        self._reserved = reserved
        self._turn: ContextVar[Turn | None] = ContextVar("turn", default=None)

    @contextmanager
    def turn(self, person: str, seconds: float = CHAIN_SECONDS) -> Generator[Turn]:
        """Everything asked inside belongs to one message of `person` and shares `seconds` for its providers.

        What is asked outside of a turn is the household's and has the usual time.
        """
        turn = Turn(person, boottime() + seconds)
        token = self._turn.set(turn)
        try:
            yield turn
        finally:
            self._turn.reset(token)

    def states(self) -> list[BrainState]:
        """Every brain in order, the offline one last."""
        return [self._state(link) for link in self._links] + [
            BrainState(OFFLINE, Standing.CLOSED, None, self._last_used_at, None, self._last_calls)
        ]

    def _state(self, link: Link) -> BrainState:
        waits = link.standing is Standing.OPEN
        retry_at = self._clock.now() + timedelta(seconds=link.breaker.seconds_left) if waits else None
        return BrainState(
            link.provider.name,
            link.standing,
            link.last_error,
            link.last_used_at,
            retry_at,
            link.calls,
            link.remark,
        )

    async def aclose(self) -> None:
        """Close every provider's connections."""
        for link in self._links:
            await link.provider.aclose()

    def prepare_request(
        self, model_settings: ModelSettings | None, model_request_parameters: ModelRequestParameters
    ) -> tuple[ModelSettings | None, ModelRequestParameters]:
        """Leave both as they are: each provider prepares them its own way."""
        return model_settings, model_request_parameters

    def prepare_messages(
        self,
        messages: list[ModelMessage],
        model_request_parameters: ModelRequestParameters | None = None,  # noqa: ARG002 - the base's signature
    ) -> list[ModelMessage]:
        """Leave them as they are: each provider prepares them its own way."""
        return messages

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        """Ask for a whole answer."""
        turn = self._current_turn()
        told = veil(messages) if self._links else messages
        shown, sent = await self._shown(told, model_settings, model_request_parameters)
        for link in await self._asked(messages):
            async with self._attempt(link, turn, sent) as attempt:
                if attempt is None:
                    continue
                try:
                    model = await _set_up(link.provider)
                    prepared = model.prepare_messages(told, shown)
                    patience = Patience(link.provider.settings, turn.until)
                    async with asyncio.timeout(patience.seconds()):
                        response = await model.request(prepared, model_settings, shown)
                    check_answer(response)
                except Exception as error:  # noqa: BLE001 - whatever a vendor throws, the next one is asked
                    await attempt.fail(error)
                    continue
                await attempt.succeed(response)
                return response
        self._note_last(turn)
        prepared = self.wrapped.prepare_messages(messages, model_request_parameters)
        return await self.wrapped.request(prepared, model_settings, model_request_parameters)

    @asynccontextmanager
    async def request_stream(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
        run_context: RunContext[Any] | None = None,
    ) -> AsyncGenerator[StreamedResponse]:
        """Ask for an answer in pieces.

        Raises:
            StreamBroken: While it is read: it died after words were shown.
        """
        turn = self._current_turn()
        told = veil(messages) if self._links else messages
        shown, sent = await self._shown(told, model_settings, model_request_parameters)
        for link in await self._asked(messages):
            async with self._attempt(link, turn, sent) as attempt, AsyncExitStack() as stack:
                if attempt is None:
                    continue
                try:
                    model = await _set_up(link.provider)
                    prepared = model.prepare_messages(told, shown)
                    opening = model.request_stream(prepared, model_settings, shown, run_context)
                    patience = Patience(link.provider.settings, turn.until)
                    async with asyncio.timeout(patience.seconds()):
                        inner = await stack.enter_async_context(opening)
                    stream = await _listen(attempt, inner, patience, shown)
                except Exception as error:  # noqa: BLE001 - whatever a vendor throws, the next one is asked
                    await attempt.fail(error)
                    continue
                yield stream
                return
        self._note_last(turn)
        prepared = self.wrapped.prepare_messages(messages, model_request_parameters)
        async with self.wrapped.request_stream(
            prepared, model_settings, model_request_parameters, run_context
        ) as stream:
            yield stream

    def without_last(self) -> "ChainModel":
        """The same providers, breakers and budget without the brain that is always last, for what nobody waits for.

        It is shown no verbs. Where no provider answers it raises Unavailable.
        """
        twin = copy(self)
        vars(twin).update(wrapped=Nobody(), _narrow=None, _reserved=None)
        return twin

    async def _asked(self, messages: list[ModelMessage]) -> Sequence[Link]:
        """The providers that are asked at all: none where the words are for the offline brain alone."""
        is_reserved = bool(self._links) and self._reserved is not None and await self._reserved(messages)
        return () if is_reserved else self._links

    def _current_turn(self) -> Turn:
        return self._turn.get() or Turn(HOUSEHOLD, boottime() + CHAIN_SECONDS)

    async def _shown(
        self, messages: list[ModelMessage], settings: ModelSettings | None, parameters: ModelRequestParameters
    ) -> tuple[ModelRequestParameters, Tally]:
        """What a provider is shown of the verbs, and what it is sent; the offline brain always sees all of them."""
        if not self._links:  # most households: nobody is to be shown anything, so nothing is worked out
            return parameters, Tally(0, 0)
        shown = parameters if self._narrow is None else await self._narrow(messages, parameters)
        return shown, estimate(messages, settings, shown)

    def _note_last(self, turn: Turn) -> None:
        turn.brain = OFFLINE
        self._last_calls += 1
        self._last_used_at = self._clock.now()

    @asynccontextmanager
    async def _attempt(self, link: Link, turn: Turn, sent: Tally) -> AsyncGenerator[Attempt | None]:
        """An attempt that is over when its block is, however that ends; None when the provider is not asked."""
        in_time = boottime() < turn.until
        attempt = await Attempt.begin(link, turn, self._budget, self._clock, sent) if in_time else None
        try:
            yield attempt
        finally:
            if attempt is not None:
                await attempt.abandon()


async def _set_up(provider: Provider) -> Model:
    async with asyncio.timeout(SETTING_UP_SECONDS):
        return await provider.model()


async def _listen(
    attempt: Attempt, inner: StreamedResponse, patience: Patience, parameters: ModelRequestParameters
) -> StreamedResponse:
    """Read ahead, and hand over either a whole checked answer or one whose first words have come."""
    events = pull(aiter(inner), patience)
    read, has_words = await read_ahead(events)
    if has_words:
        return LiveStream(inner, _watch(attempt, inner, read, events), parameters)
    response = inner.get()
    check_answer(response)
    await attempt.succeed(response)
    return CompletedStreamedResponse(response, model_request_parameters=parameters, replay_events=read)


async def _watch(
    attempt: Attempt,
    inner: StreamedResponse,
    read: list[ModelResponseStreamEvent],
    events: AsyncIterator[ModelResponseStreamEvent],
) -> AsyncIterator[ModelResponseStreamEvent]:
    for event in read:
        yield event
    try:
        async for event in events:
            yield event
        if inner.cancelled:
            return
        check_answer(inner.get())
    except Exception as error:
        sentence = await attempt.fail(error)
        raise StreamBroken(attempt.link.provider.name, sentence) from error
    await attempt.succeed(inner.get())
