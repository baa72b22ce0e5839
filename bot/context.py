"""What of a conversation a turn remembers: its last turns as they were, and older ones in a line each."""

import json
from collections.abc import Sequence
from dataclasses import replace

from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelRequestPart,
    SystemPromptPart,
    ToolReturnPart,
    UserPromptPart,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.checkpoint import load_messages
from memory import turns
from memory.turns import Turn

WHOLE_TURNS = 8
LINES_KEPT = 24
LINE_CHARS = 140
RETURN_CHARS = 600


async def load_history(session: AsyncSession, conversation: str) -> list[ModelMessage]:
    """The messages that a new turn of `conversation` starts from, oldest first."""
    recent = await turns.recent(session, conversation, WHOLE_TURNS)
    kept = [_shorten(message) for message in load_messages([turn.messages for turn in recent])]
    summary = await turns.summary_of(session, conversation)
    if summary is None or not summary.text:
        return kept
    earlier = SystemPromptPart(f"Earlier in this conversation:\n{summary.text}")
    return [ModelRequest(parts=[earlier]), *kept]


async def summarise_older(session: AsyncSession, conversation: str) -> None:
    """Fold the turns that no longer fit the window into the conversation's summary, a line each."""
    summary = await turns.summary_of(session, conversation)
    up_to = summary.up_to_n if summary is not None else 0
    recent = await turns.recent(session, conversation, WHOLE_TURNS * 2)
    older = [turn for turn in recent[:-WHOLE_TURNS] if turn.n > up_to]
    if not older:
        return
    lines = (summary.text.splitlines() if summary is not None else []) + [_line(turn) for turn in older]
    await turns.summarise(session, conversation, older[-1].n, "\n".join(lines[-LINES_KEPT:]))


def _line(turn: Turn) -> str:
    first = (turn.reply or "").strip().partition("\n")[0]
    return f"{turn.started_at:%d %b %H:%M} {_cut(_asked(turn))} → {_cut(first)}"


def _asked(turn: Turn) -> str:
    for message in load_messages([turn.messages]):
        for part in message.parts:
            if isinstance(part, UserPromptPart) and isinstance(part.content, str):
                return part.content
    return ""


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LINE_CHARS else flat[: LINE_CHARS - 1] + "…"


def _shorten(message: ModelMessage) -> ModelMessage:
    if not isinstance(message, ModelRequest):
        return message
    return replace(message, parts=_shorten_parts(message.parts))


def _shorten_parts(parts: Sequence[ModelRequestPart]) -> list[ModelRequestPart]:
    shortened: list[ModelRequestPart] = []
    for part in parts:
        if isinstance(part, ToolReturnPart):
            text = part.content if isinstance(part.content, str) else json.dumps(part.content, default=str)
            shortened.append(
                part if len(text) <= RETURN_CHARS else replace(part, content=text[:RETURN_CHARS] + " …")
            )
        else:
            shortened.append(part)
    return shortened
