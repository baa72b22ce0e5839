"""What of a conversation a turn remembers: its last turns as they were, and older ones in a line each."""

import json
from dataclasses import replace

from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelRequestPart,
    SystemPromptPart,
    TextPart,
    ToolReturnPart,
    UserPromptPart,
    repair_messages,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.checkpoint import load_messages
from memory import turns
from memory.db import Store
from memory.turns import Turn

WHOLE_TURNS = 8
LINES_KEPT = 24
LINE_CHARS = 140
RETURN_CHARS = 600
WORDS_CHARS = 1500


async def load_history(session: AsyncSession, conversation: str) -> list[ModelMessage]:
    """The messages that a new turn of `conversation` starts from, oldest first.

    They are in the shape that the agent brings them to anyway (no two requests in a row): a turn counts them to tell its
    own messages from these.
    """
    recent = await turns.recent(session, conversation, WHOLE_TURNS)
    kept = [_shorten(message) for message in load_messages([turn.messages for turn in recent])]
    summary = await turns.summary_of(session, conversation)
    if summary is None or not summary.text:
        return repair_messages(kept)
    earlier = SystemPromptPart(f"Earlier in this conversation:\n{summary.text}")
    return repair_messages([ModelRequest(parts=[earlier]), *kept])


async def summarise_older(store: Store, conversation: str) -> None:
    """Fold the turns that no longer fit the window into the conversation's summary, a line each.

    One conversation's turns and summaries are written one after the other, so that what was read still holds.
    """
    async with store.reading() as session:
        summary = await turns.summary_of(session, conversation)
        up_to = summary.up_to_n if summary is not None else 0
        older = await turns.recent(session, conversation, WHOLE_TURNS, after=up_to, leave=WHOLE_TURNS)
    if not older:
        return
    lines = (summary.text.splitlines() if summary is not None else []) + [_line(turn) for turn in older]
    async with store.fenced() as session:
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
    if isinstance(message, ModelRequest):
        return replace(message, parts=[_shorten_part(part) for part in message.parts])
    parts = [
        replace(part, content=_trim(part.content, WORDS_CHARS))
        if isinstance(part, TextPart) and len(part.content) > WORDS_CHARS
        else part
        for part in message.parts
    ]
    return replace(message, parts=parts)


def _shorten_part(part: ModelRequestPart) -> ModelRequestPart:
    match part:
        case UserPromptPart(content=str(words)) if len(words) > WORDS_CHARS:
            return replace(part, content=_trim(words, WORDS_CHARS))
        case ToolReturnPart():
            text = part.content if isinstance(part.content, str) else json.dumps(part.content, default=str)
            return part if len(text) <= RETURN_CHARS else replace(part, content=_trim(text, RETURN_CHARS))
        case _:
            return part


def _trim(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[:limit] + " …"
