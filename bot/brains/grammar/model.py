"""The offline brain as a pydantic-ai model: a thin shell around `Understanding`."""

from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter
from pydantic_ai import RunContext
from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    ModelResponsePart,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
)
from pydantic_ai.models import CompletedStreamedResponse, Model, ModelRequestParameters, StreamedResponse
from pydantic_ai.settings import ModelSettings

from bot.brains.grammar.history import as_choices, earlier, last_said, returned
from bot.brains.grammar.parse import Context, Parse
from bot.brains.grammar.understanding import Understanding
from bot.rehearsing import rehearsal_clause
from memory.clock import Clock
from tools.contract import Call, Domain

ASK_FIRST = "ask_first"
"""Metadata of a response whose changes are likely but not certain to be meant: each waits for a person's yes."""

OURS = "ours"
"""Metadata of a response that code made out of a person's own words: no model had a part in its calls."""

HELD_BACK = "held_back"
"""Metadata of a response whose calls are only to be tried: a person asked what would happen."""


class GrammarModel(Model[None]):
    """Understands by sentence templates; needs no network and costs nothing.

    It calls only verbs that the request offers. Questions carry their buttons in `ModelResponse.metadata["choices"]`
    as `{"label": ..., "call": {"verb": ..., "args": {...}}}` or `{"label": ..., "say": ...}`.
    """

    def __init__(self, domains: Sequence[Domain], clock: Clock) -> None:
        super().__init__()
        self.understanding = Understanding(domains)
        self._clock = clock

    @property
    def model_name(self) -> str:
        """The name of this brain, as status shows it."""
        return "grammar"

    @property
    def system(self) -> str:
        """The provider, for tracing."""
        return "homeops"

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        """Answer with what verbs returned, else understand the last thing said."""
        if (answer := _returns(messages)) is not None:
            return self._respond([TextPart(answer)])
        offered = {tool.name for tool in model_request_parameters.function_tools}
        speaking = dict(model_settings or {})
        rooms = tuple(_ROOMS.validate_python(speaking.get("homeops_rooms", [])))
        room = str(speaking.get("homeops_room", ""))
        context = Context(self._clock.now(), earlier(messages), rooms, room)
        said = last_said(messages)
        if (clause := rehearsal_clause(said)) is not None:
            supposed = await self.understanding.parse(clause, context, offered)
            if supposed.kind in ("act", "ask"):
                return _held_back(self._said(supposed))
        return self._said(await self.understanding.parse(said, context, offered))

    @asynccontextmanager
    async def request_stream(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
        run_context: RunContext[Any] | None = None,  # noqa: ARG002 - part of the contract
    ) -> AsyncGenerator[StreamedResponse]:
        """The same, played back as a stream."""
        response = await self.request(messages, model_settings, model_request_parameters)
        yield CompletedStreamedResponse(
            response, model_request_parameters=model_request_parameters, replay_events=True
        )

    async def read_calls(self, text: str, offered: Collection[str]) -> tuple[Call, ...]:
        """The calls that some words ask for beyond doubt, standing alone; none where they are anything else."""
        parse = await self.understanding.parse(text, Context(self._clock.now()), offered)
        return parse.calls if parse.kind == "act" and not parse.unsure else ()

    def _said(self, parse: Parse) -> ModelResponse:
        if parse.kind == "act":
            calls = self._respond([ToolCallPart(call.verb, dict(call.args)) for call in parse.calls])
            calls.metadata = {OURS: True, ASK_FIRST: True} if parse.unsure else {OURS: True}
            return calls
        response = self._respond([TextPart(parse.question or parse.reply or "")])
        if parse.choices:
            response.metadata = {"choices": as_choices(parse.choices)}
        return response

    def _respond(self, parts: list[ModelResponsePart]) -> ModelResponse:
        return ModelResponse(parts=parts, model_name=self.model_name)


_ROOMS = TypeAdapter(list[str])


class Speaking(ModelSettings, total=False):
    """Who speaks and in which room, as far as it changes what words mean; other models take no notice of it."""

    homeops_rooms: list[str]
    homeops_room: str


def _held_back(response: ModelResponse) -> ModelResponse:
    """The same, for calls that are only to be tried: the buttons of a question too."""
    metadata = dict(response.metadata or {})
    for choice in metadata.get("choices", []):
        if "call" in choice:
            choice["call"] = {"verb": "rehearse", "args": choice["call"]}
        else:
            choice["say"] = f"dry run: {choice['say']}"
    return replace(response, metadata={**metadata, HELD_BACK: True})


def _returns(messages: list[ModelMessage]) -> str | None:
    """The texts of the verbs that have just run, or None when a person has just spoken."""
    last = messages[-1] if messages else None
    if not isinstance(last, ModelRequest):
        return None
    texts = [returned(part) for part in last.parts if isinstance(part, ToolReturnPart)]
    return "\n\n".join(dict.fromkeys(texts)) if texts else None
