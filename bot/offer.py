"""Which verbs a model is shown: the likely ones within a budget, however many domains are on (DESIGN §6).

The choice is made from the messages alone, so it is the same when a turn goes on elsewhere: what the person said last
and before, what `find_verbs` found, and what was called already.
"""

import json
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import replace

from pydantic import TypeAdapter
from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.tools import ToolDefinition

from bot.brains.chain import Narrow

FIND_VERBS = "find_verbs"
REHEARSE = "rehearse"
BYTES_PER_TOKEN = 3.5
VERB_TOKENS = 2650  # of the 3,000 that a turn may offer; the rest is for instructions
FOUND_AT_ONCE = 6

_FOUND = TypeAdapter(dict[str, str])  # name → what it does

Rank = Callable[[str], Awaitable[Sequence[tuple[str, float]]]]
"""Verbs by likeness to a text, most likely first."""


def find_definition() -> ToolDefinition:
    """The verb by which a model looks for further verbs."""
    about = {"type": "string", "description": "What should be done or known, in a few words."}
    return ToolDefinition(
        name=FIND_VERBS,
        description="Look for further tools of this house. What is found can be used next.",
        parameters_json_schema={"type": "object", "properties": {"about": about}, "required": ["about"]},
    )


def rehearse_definition() -> ToolDefinition:
    """The verb by which a model has another one tried without effect."""
    properties: dict[str, object] = {
        "verb": {"type": "string", "description": "Name of the tool to try."},
        "args": {"type": "object", "description": "Its arguments."},
    }
    return ToolDefinition(
        name=REHEARSE,
        description="Tell what a tool would do, without doing it: for “what would happen if …”.",
        parameters_json_schema={"type": "object", "properties": properties, "required": ["verb"]},
    )


def tokens_of(definition: ToolDefinition) -> float:
    """About how many tokens a verb costs: UTF-8 bytes of its serialised form ÷ 3.5 (DESIGN §12)."""
    shown = {
        "type": "function",
        "function": {
            "name": definition.name,
            "description": definition.description,
            "parameters": definition.parameters_json_schema,
        },
    }
    return len(json.dumps(shown, ensure_ascii=False).encode()) / BYTES_PER_TOKEN


async def choose_verbs(
    tools: Sequence[ToolDefinition], messages: Sequence[ModelMessage], rank: Rank
) -> list[ToolDefinition]:
    """The verbs of `tools` to show now: those in use, those found, then the likeliest, within the budget."""
    by_name = {tool.name: tool for tool in tools}
    order = [FIND_VERBS, REHEARSE, *_in_use(messages), *_found(messages)]
    for text in _said(messages):
        order += [name for name, _ in await rank(text)]
    order += by_name
    chosen: dict[str, ToolDefinition] = {}
    left = float(VERB_TOKENS)
    for name in order:
        if name in chosen or name not in by_name:
            continue
        cost = tokens_of(by_name[name])
        if cost <= left:
            chosen[name] = by_name[name]
            left -= cost
    return list(chosen.values())


def _said(messages: Sequence[ModelMessage]) -> list[str]:
    texts = [
        part.content
        for message in messages
        if isinstance(message, ModelRequest)
        for part in message.parts
        if isinstance(part, UserPromptPart) and isinstance(part.content, str)
    ]
    return texts[:-3:-1]


def _since_prompt(messages: Sequence[ModelMessage]) -> Sequence[ModelMessage]:
    for place in range(len(messages) - 1, -1, -1):
        if any(isinstance(part, UserPromptPart) for part in messages[place].parts):
            return messages[place:]
    return messages


def _in_use(messages: Sequence[ModelMessage]) -> Iterable[str]:
    for message in _since_prompt(messages):
        if isinstance(message, ModelResponse):
            yield from (part.tool_name for part in message.parts if isinstance(part, ToolCallPart))


def _found(messages: Sequence[ModelMessage]) -> Iterable[str]:
    for message in _since_prompt(messages):
        for part in message.parts:
            if isinstance(part, ToolReturnPart) and part.tool_name == FIND_VERBS:
                yield from _FOUND.validate_python(part.content)


def narrow(rank: Rank, hidden: Collection[str] = ()) -> Narrow:
    """A function that leaves of a request's verbs only those that a model should be shown, and never the `hidden`."""

    async def narrowed(
        messages: Sequence[ModelMessage], given: ModelRequestParameters
    ) -> ModelRequestParameters:
        tools = [tool for tool in given.function_tools if tool.name not in hidden]
        return replace(given, function_tools=await choose_verbs(tools, messages, rank))

    return narrowed
