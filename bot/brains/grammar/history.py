"""The turns before, read out of the messages that the agent keeps."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)

from bot.brains.grammar.parse import Option, Turn
from tools.contract import Call, Json


class _Told(BaseModel):
    """What the agent keeps beside a verb's return."""

    text: str


_CHOICES = TypeAdapter(list[dict[str, Any]])


def last_said(messages: Sequence[ModelMessage]) -> str:
    """The words of the last user prompt; empty when there is none."""
    for message in reversed(messages):
        if isinstance(message, ModelRequest):
            for part in reversed(message.parts):
                if isinstance(part, UserPromptPart):
                    return _text(part)
    return ""


def earlier(messages: Sequence[ModelMessage]) -> tuple[Turn, ...]:
    """The turns before the last user prompt, oldest first."""
    turns: list[Turn] = []
    for message in messages:
        if isinstance(message, ModelRequest):
            for part in message.parts:
                if isinstance(part, UserPromptPart):
                    turns.append(Turn(_text(part)))
                elif isinstance(part, ToolReturnPart) and turns:
                    last = turns[-1]
                    turns[-1] = Turn(last.said, last.calls, (*last.texts, returned(part)), last.options)
        elif turns:
            last = turns[-1]
            calls = tuple(_call(part) for part in message.parts if isinstance(part, ToolCallPart))
            turns[-1] = Turn(last.said, (*last.calls, *calls), last.texts, options_of(message))
    return tuple(turns[:-1])


def returned(part: ToolReturnPart[Any]) -> str:
    """What a verb had to say, in words for a person."""
    try:
        return _Told.model_validate(part.metadata).text
    except ValidationError:
        return str(part.content)


def options_of(message: ModelResponse) -> tuple[Option, ...]:
    """The buttons that were offered under a response."""
    try:
        choices = _CHOICES.validate_python((message.metadata or {}).get("choices", []))
        return tuple(_option(choice) for choice in choices)
    except (ValidationError, KeyError, TypeError):
        return ()


def as_choices(options: Sequence[Option]) -> list[dict[str, Json]]:
    """Buttons as plain data for a response's metadata."""
    choices: list[dict[str, Json]] = []
    for option in options:
        choice: dict[str, Json] = {"label": option.label}
        if option.call is not None:
            choice["call"] = {"verb": option.call.verb, "args": dict(option.call.args)}
        if option.say is not None:
            choice["say"] = option.say
        choices.append(choice)
    return choices


def _option(choice: dict[str, Any]) -> Option:
    call = choice.get("call")
    return Option(
        str(choice["label"]),
        Call(str(call["verb"]), dict(call.get("args") or {})) if call else None,
        choice.get("say"),
    )


def _call(part: ToolCallPart) -> Call:
    return Call(part.tool_name, part.args_as_dict())


def _text(part: UserPromptPart) -> str:
    if isinstance(part.content, str):
        return part.content
    return " ".join(item for item in part.content if isinstance(item, str))
