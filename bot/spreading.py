"""A call that stands for several ones is replaced by them, before anything is written down or run."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pydantic_ai.messages import ModelResponse, ModelResponsePart, ToolCallPart

from bot.verbs import Verbs
from memory.errors import HomeOpsError
from tools.contract import Call, Caller


async def spread(response: ModelResponse, verbs: Verbs, caller: Caller) -> bool:
    """Put in place of every call of `response` that stands for several ones those; says whether there was one."""
    parts = [new for part in response.parts for new in await _spread_part(part, verbs, caller)]
    if len(parts) == len(response.parts) and all(a is b for a, b in zip(parts, response.parts, strict=True)):
        return False
    response.parts = parts
    return True


async def _spread_part(part: ModelResponsePart, verbs: Verbs, caller: Caller) -> list[ModelResponsePart]:
    if not isinstance(part, ToolCallPart) or part.tool_name not in verbs:
        return [part]
    bound = verbs[part.tool_name]
    if bound.verb.spread is None:
        return [part]
    try:
        args = bound.check_args(Call(part.tool_name, part.args_as_dict()), caller)
        calls = await bound.verb.spread(args, caller)
    except (HomeOpsError, ValueError, AssertionError):
        return [part]  # the door tells what is wrong with it
    return list(_in_place_of(part, calls)) or [part]


def _in_place_of(part: ToolCallPart, calls: Sequence[Call]) -> Iterator[ToolCallPart]:
    for place, call in enumerate(calls):
        yield replace(
            part,
            tool_name=call.verb,
            args=dict(call.args),
            tool_call_id=f"{part.tool_call_id}.{place}",
        )
