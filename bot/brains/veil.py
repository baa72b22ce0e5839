"""What a model is shown of earlier turns: nothing that an outsider may have written, not even in a model's own words.

What outsiders write lives only in the turn that fetched it (PROTOCOLS §6). A model that read it may have been told to
repeat it, as an answer or as an argument, so that a later turn would follow it unsuspected. Later turns therefore see
"list of 6 programs, shown 18:20" and handles of its rows (rows.py).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import JsonValue
from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelRequestPart,
    ModelResponse,
    ModelResponsePart,
    SystemPromptPart,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)

from bot.brains.rows import args_of, handle_of, is_handle, metadata_of, rows_of

TAINTED = "tainted"
"""Metadata of a response of a turn that was tainted from the start."""
ANSWERED = "(I answered with what I had found.)"
FAILED = "That did not work then."

_WORDLESS = re.compile(r"[\d.,:+@TZ-]*")
_BY_CODE = frozenset({"grammar", "button"})
_WELL = frozenset({"success", "denied"})
_NO_VERB = "retried"
"""What became of a call whose name is no verb's, but a model's own words."""


def is_outside(part: ToolReturnPart[Any]) -> bool:
    """Whether a result may hold an outsider's words; one of which nothing is known may."""
    known = metadata_of(part.metadata).get("outside")
    return known if isinstance(known, bool) else part.outcome not in {"denied", _NO_VERB}


def has_read_outsiders(messages: Sequence[ModelMessage]) -> bool:
    """Whether the last response of a turn comes from a brain that had read an outsider's words in that turn."""
    last = max((at for at, each in enumerate(messages) if isinstance(each, ModelResponse)), default=0)
    return any(map(is_outside, _returns(messages[:last])))


def line_of(part: ToolReturnPart[Any]) -> str:
    """What later turns see of a result that holds an outsider's words."""
    if part.outcome != "success":
        return FAILED
    line = metadata_of(part.metadata).get("line")
    return line if isinstance(line, str) else "an answer"


def is_clean(messages: Sequence[ModelMessage]) -> bool:
    """Whether nothing that was answered in a turn may repeat an outsider's words."""
    responses = [each for each in messages if isinstance(each, ModelResponse)]
    return not any(map(is_outside, _returns(messages))) and not any(map(_is_by_code_or_tainted, responses))


def veil(messages: list[ModelMessage]) -> list[ModelMessage]:
    """The messages as a model may see them: this turn's as they are, those of earlier ones without outsiders' words.

    A turn begins with what a person said.
    """
    last = max((at for at, each in enumerate(messages) if _prompt_in(each) is not None), default=None)
    if last is None:
        return messages
    seen = _Veiling()
    earlier = [
        seen.veil(message, _returned_to(messages[at : last + 1]))
        for at, message in enumerate(messages[:last])
    ]
    now, place = messages[last], _prompt_in(messages[last])
    assert isinstance(now, ModelRequest)
    before = [part for each in now.parts[:place] if (part := seen.part(each)) is not None]
    return [*earlier, replace(now, parts=[*before, *now.parts[place:]]), *messages[last + 1 :]]


@dataclass(slots=True)
class _Veiling:
    """Goes through earlier turns; `words` are the person's of a turn, `careful` whether an outsider's were read in it."""

    words: str = ""
    careful: bool = False
    dropped: set[str] = field(default_factory=set[str])

    def veil(self, message: ModelMessage, returns: Mapping[str, ToolReturnPart[Any]]) -> ModelMessage:
        if isinstance(message, ModelRequest):
            parts = [part for each in message.parts if (part := self.part(each)) is not None]
            return replace(message, parts=parts, instructions=None)
        self.careful = self.careful or _is_by_code_or_tainted(message)
        self.dropped.clear()
        return replace(message, parts=self._response(message, returns)) if self.careful else message

    def part(self, part: ModelRequestPart) -> ModelRequestPart | None:
        match part:
            case UserPromptPart():
                self.words, self.careful = str(part.content).casefold(), False
                return part
            case ToolReturnPart() if part.tool_call_id in self.dropped:
                return None
            case ToolReturnPart() if is_outside(part):
                self.careful = True
                rows = ", ".join(map(handle_of, rows_of(part)))
                return replace(part, content=line_of(part) + (f"; its rows: {rows}" if rows else ""))
            case SystemPromptPart() | ToolReturnPart():
                return part
            case _:
                return None

    def _response(
        self, message: ModelResponse, returns: Mapping[str, ToolReturnPart[Any]]
    ) -> list[ModelResponsePart]:
        parts: list[ModelResponsePart] = []
        for part in message.parts:
            if not isinstance(part, ToolCallPart):
                continue
            result = returns.get(part.tool_call_id)
            if result is None or result.outcome == _NO_VERB:
                self.dropped.add(part.tool_call_id)
                continue
            args = args_of(part) if result.outcome in _WELL else {}
            parts.append(replace(part, args={key: self._hidden(value) for key, value in args.items()}))
        return parts or [TextPart(ANSWERED)]

    def _hidden(self, value: JsonValue) -> JsonValue:
        match value:
            case str():
                is_known = value.casefold() in self.words or _WORDLESS.fullmatch(value) or is_handle(value)
                return value if is_known else handle_of(value)
            case list():
                return [self._hidden(each) for each in value]
            case dict():
                return None
            case _:
                return value


def _is_by_code_or_tainted(message: ModelResponse) -> bool:
    """The offline brain says what verbs answered and asks with live names; what it knows is no model's to read."""
    return message.model_name in _BY_CODE or bool(metadata_of(message.metadata).get(TAINTED))


def _prompt_in(message: ModelMessage) -> int | None:
    """Where the last thing that a person said stands in a message."""
    places = [at for at, part in enumerate(message.parts) if isinstance(part, UserPromptPart)]
    return places[-1] if places else None


def _returned_to(messages: Sequence[ModelMessage]) -> dict[str, ToolReturnPart[Any]]:
    """The results of the first message's calls; ids are unique within a step only."""
    later = (at for at, each in enumerate(messages) if at and isinstance(each, ModelResponse))
    return {part.tool_call_id: part for part in _returns(messages[1 : next(later, len(messages))])}


def _returns(messages: Sequence[ModelMessage]) -> list[ToolReturnPart[Any]]:
    return [part for each in messages for part in each.parts if isinstance(part, ToolReturnPart)]
