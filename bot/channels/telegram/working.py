"""What shows that an answer is on its way: "typing", and what has been written of it so far. All of it may be dropped.

What is written streams as a draft, which Telegram shows in private chats and forgets by itself: a killed bot leaves
nothing half said behind, and the answer is always a message of its own.
"""

import asyncio
import contextlib
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import count

from bot.channels.telegram.limits import Limiter
from bot.channels.telegram.line import Line
from bot.channels.telegram.marks import as_entities
from bot.channels.telegram.places import Place, place_of
from bot.channels.telegram.render import render
from bot.channels.telegram.split import TEXT_UNITS, shorten
from memory.errors import Misconfigured

TYPING_SECONDS = 4.5
"""Telegram shows it for five."""
DRAFT_SECONDS = 1.5
LONGEST_SECONDS = 130.0
"""A little longer than a turn may take."""
LAST_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that is being worked on; `over` is set when it is there."""

    place: Place
    draft: int
    written: list[str] = field(default_factory=list[str])
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    tasks: list[asyncio.Task[None]] = field(default_factory=list[asyncio.Task[None]])


class Working:
    """Shows work in conversations where somebody of the house has said something that is not answered yet."""

    def __init__(self, line: Line, limiter: Limiter) -> None:
        self._line = line
        self._limiter = limiter
        self._waiting: defaultdict[str, set[str]] = defaultdict(set)
        self._answers: dict[str, Answer] = {}
        self._numbers = count(1)
        self._takes_drafts = True

    def expect(self, conversation: str, event_id: str) -> None:
        """Somebody of the house waits for an answer to that event."""
        self._waiting[conversation].add(event_id)

    def show(self, conversation: str) -> None:
        """An answer is being worked on."""
        if conversation in self._waiting and conversation not in self._answers:
            answer = Answer(place_of(conversation), next(self._numbers))
            self._answers[conversation] = answer
            answer.tasks.append(asyncio.create_task(self._type(answer)))

    def write(self, conversation: str, text: str) -> None:
        """So much of the answer is written."""
        answer = self._answers.get(conversation)
        if answer is None or answer.place.is_group or not self._takes_drafts:
            return
        if not answer.written:
            answer.tasks.append(asyncio.create_task(self._stream(answer)))
        answer.written[:] = [text]
        answer.changed.set()

    async def end(self, conversation: str, event_id: str) -> None:
        """The answer to that event is there; what is under way ends first, so that no draft comes after it."""
        waiting = self._waiting.get(conversation)
        if waiting is None or event_id not in waiting:
            return
        waiting.discard(event_id)
        if not waiting:
            del self._waiting[conversation]
        await self._end(conversation)

    async def end_all(self) -> None:
        """Show nothing any more."""
        self._waiting.clear()
        await asyncio.gather(*map(self._end, list(self._answers)))

    async def _end(self, conversation: str) -> None:
        answer = self._answers.pop(conversation, None)
        if answer is None:
            return
        answer.over.set()
        answer.changed.set()
        await asyncio.wait(answer.tasks, timeout=LAST_SECONDS)
        for task in answer.tasks:
            task.cancel()

    async def _type(self, answer: Answer) -> None:
        from telegram.error import TelegramError

        place = answer.place
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                while not answer.over.is_set():
                    bot = await self._line.bot()
                    await bot.send_chat_action(place.chat, "typing", message_thread_id=place.topic)
                    await _pause(answer, TYPING_SECONDS)
        except (TelegramError, Misconfigured, TimeoutError):
            return  # it is only a courtesy

    async def _stream(self, answer: Answer) -> None:
        from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

        while not answer.over.is_set():
            await answer.changed.wait()
            answer.changed.clear()
            if answer.over.is_set() or not self._limiter.take_spare():
                continue
            try:
                await self._draft(answer)
            except (BadRequest, Forbidden, InvalidToken):
                self._takes_drafts = False  # this server knows no drafts
                return
            except (TelegramError, Misconfigured):
                return
            await _pause(answer, DRAFT_SECONDS)

    async def _draft(self, answer: Answer) -> None:
        rich = shorten(render(answer.written[0]), TEXT_UNITS)
        if not rich.text:
            return
        await (await self._line.bot()).send_message_draft(
            answer.place.chat,
            answer.draft,
            rich.text,
            message_thread_id=answer.place.topic,
            entities=as_entities(rich.marks),
        )


async def _pause(answer: Answer, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await answer.over.wait()
