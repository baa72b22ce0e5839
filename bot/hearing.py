"""What a person said in a conversation lately, for the witness: their own messages and buttons, nobody else's."""

from collections.abc import Sequence
from datetime import datetime

from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, UserPromptPart
from sqlalchemy.ext.asyncio import AsyncSession

from bot.brains.grammar.history import earlier
from bot.brains.witness import MEMORY, Heard
from bot.checkpoint import first_words, load_messages
from memory import turns
from tools.contract import Caller

LAST = 8
_BY_CODE = frozenset({"grammar", "button"})


async def hear(session: AsyncSession, caller: Caller, words: str, began_at: datetime) -> list[Heard]:
    """The person's messages of the last ten minutes, oldest first, and `words`, which are being answered now."""
    recent = await turns.recent(session, caller.conversation, LAST)
    heard = [
        _heard(load_messages([turn.messages]), turn.started_at)
        for turn in recent
        if turn.person == caller.person.id and began_at - turn.started_at <= MEMORY
    ]
    return [*heard, _heard([ModelRequest(parts=[UserPromptPart(words)])], began_at)]


def _heard(messages: Sequence[ModelMessage], at: datetime) -> Heard:
    ask = ModelRequest(parts=[UserPromptPart("")])  # what stands before a prompt is an earlier turn
    turn = earlier([*messages, ask])[-1]
    names = [each.model_name for each in messages if isinstance(each, ModelResponse)]
    assert turn.said == first_words(messages)
    return Heard(turn, at, by_code=bool(names) and _BY_CODE.issuperset(names))
