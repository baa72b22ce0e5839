"""What of a conversation a turn remembers: its last turns as they were, and older ones in a line each.

What outsiders wrote stays in the turn that fetched it: models see earlier turns through bot/brains/veil.py, and the lines
are made without it.
"""

import json
from dataclasses import dataclass, replace

from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelRequestPart,
    ModelResponse,
    SystemPromptPart,
    TextPart,
    ToolReturnPart,
    UserPromptPart,
    repair_messages,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.brains.veil import TAINTED, is_clean, is_outside, line_of
from bot.checkpoint import Checkpoint, first_words, load_checkpoint
from memory import turns
from memory.db import Store
from memory.turns import Turn

WHOLE_TURNS = 8
LINES_KEPT = 24
LINE_CHARS = 140
RETURN_CHARS = 600
WORDS_CHARS = 1500


@dataclass(frozen=True, slots=True)
class History:
    """The messages that a turn starts from, oldest first; `has_others` says that others' words may be among them."""

    messages: list[ModelMessage]
    has_others: bool


async def load_history(session: AsyncSession, conversation: str, person: str) -> History:
    """What a new turn of `person` in `conversation` starts from.

    Messages are in the shape that the agent brings them to anyway (no two requests in a row): a turn counts them to tell its
    own messages from these.
    """
    recent = await turns.recent(session, conversation, WHOLE_TURNS)
    kept = [_shorten(message) for turn in recent for message in _marked(load_checkpoint(turn.messages))]
    has_others = any(turn.person != person for turn in recent)
    summary = await turns.summary_of(session, conversation)
    if summary is None or not summary.text:
        return History(repair_messages(kept), has_others)
    has_others = has_others or await turns.speakers(session, conversation) != {person}
    earlier = SystemPromptPart(f"Earlier in this conversation:\n{summary.text}")
    return History(repair_messages([ModelRequest(parts=[earlier]), *kept]), has_others)


def _marked(checkpoint: Checkpoint) -> list[ModelMessage]:
    """A turn's messages, with the mark of a turn that was tainted from the start."""
    if not checkpoint.tainted:
        return list(checkpoint.messages)
    return [
        replace(each, metadata={**(each.metadata or {}), TAINTED: True})
        if isinstance(each, ModelResponse)
        else each
        for each in checkpoint.messages
    ]


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
    checkpoint = load_checkpoint(turn.messages)
    asked = _cut(first_words(checkpoint.messages))
    return f"{turn.started_at:%d %b %H:%M} {asked} → {_cut(_answered(turn, checkpoint))}"


def _answered(turn: Turn, checkpoint: Checkpoint) -> str:
    """The first line of the answer; of one that may repeat an outsider's words only what kind of thing was shown."""
    if not checkpoint.tainted and is_clean(checkpoint.messages):
        return (turn.reply or "").strip().partition("\n")[0]
    returns = [
        part for each in checkpoint.messages for part in each.parts if isinstance(part, ToolReturnPart)
    ]
    return "; ".join(dict.fromkeys(line_of(part) for part in returns if is_outside(part))) or "answered"


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
