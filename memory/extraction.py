"""Learning from conversations that have gone quiet: which words a model may read, and what of its answer is kept.

A model reads only what allowed people said themselves, never what was answered or fetched, and nothing that was a command
or that the offline brain answered (PROTOCOLS §6). It only proposes: what shares no words with what was said is dropped,
what is known is only touched, and it replaces a memory only where it names one of the same owner's.

What is learnt from a conversation is written down in one transaction with how far it was read: after a kill a model may be
asked again, but nothing is learnt twice.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from memory.clock import Clock
from memory.columns import Json
from memory.db import Store
from memory.errors import HomeOpsError
from memory.owners import Owner
from memory.recall import Lesson, Recall
from memory.remembered import Kind, Memory, Source
from memory.retention import LEARNT
from memory.tables import CursorRow, InboxRow, TurnRow, TurnState
from memory.upsert import insert_into
from memory.words import telling

log = logging.getLogger(__name__)

QUIET = timedelta(minutes=10)
AGAIN = timedelta(minutes=30)
"""How long what failed waits, so that no model is paid every minute for what it can't do."""
AT_ONCE = 20
"""Messages of one batch at most; the rest wait for the next round."""
MOST_FACTS = 8
KNOWN_SHOWN = 12
_GROUNDED = 0.5
_OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a person, as written; `shared` says that others read along, or had spoken there before."""

    person: str
    text: str
    at: datetime
    turn: str
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """What one person said in a conversation since it was last read, and what is known that is like it."""

    owner: Owner
    conversation: str
    said: tuple[Said, ...]
    known: tuple[Memory, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """What a model would remember; `replaces` is the id of the known memory that it contradicts."""

    text: str
    kind: Kind = Kind.FACT
    replaces: str | None = None


Extract = Callable[[Batch], Awaitable[Sequence[Fact]]]
"""Asks a model what of a batch is worth remembering for good."""
OwnerOf = Callable[[Said, str], Owner | None]
"""Whose a memory is that somebody's words in a conversation give; None for who may teach nothing."""


class Extraction:
    """Reads each conversation once it has been quiet for ten minutes, and never twice."""

    def __init__(
        self, store: Store, recall: Recall, clock: Clock, extract: Extract, owner_of: OwnerOf
    ) -> None:
        self._store = store
        self._recall = recall
        self._clock = clock
        self._extract = extract
        self._owner_of = owner_of
        self._failed: dict[str, datetime] = {}
        self._running = asyncio.Lock()

    async def run(self) -> None:
        """Read every conversation that is due; one that failed is tried again half an hour later."""
        async with self._running:
            await self._run()

    async def _run(self) -> None:
        now = self._clock.now()
        async with self._store.reading() as session:
            due = await _due(session, now - QUIET)
        for conversation in due:
            if conversation in self._failed and now < self._failed[conversation]:
                continue
            try:
                await self._read(conversation)
                self._failed.pop(conversation, None)
            except HomeOpsError as error:
                self._failed[conversation] = now + AGAIN
                log.info("%s is read later: %s", conversation, error.sentence)

    async def _read(self, conversation: str) -> None:
        async with self._store.reading() as session:
            said, up_to = await _said_since(session, conversation)
        by: defaultdict[tuple[str, Owner], list[Said]] = defaultdict(list)
        for each in said:
            if (owner := self._owner_of(each, conversation)) is not None:
                by[each.person, owner].append(each)
        lessons = [
            lesson
            for (_, owner), theirs in by.items()
            for lesson in await self._propose(owner, conversation, tuple(theirs))
        ]

        async def mark(session: AsyncSession) -> None:
            await _mark(session, conversation, up_to)

        learnt = await self._recall.learn(lessons, mark)
        if learnt:
            log.info("learnt %d things from a conversation that went quiet", len(learnt))

    async def _propose(self, owner: Owner, conversation: str, said: tuple[Said, ...]) -> list[Lesson]:
        words = "\n".join(each.text for each in said)
        like = await self._recall.recall([owner], words, limit=KNOWN_SHOWN)
        known = {each.memory.id: each.memory for each in like}
        facts = await self._extract(Batch(owner, conversation, said, tuple(known.values())))
        source = Source(said[-1].person, conversation, said[-1].turn)
        return [
            Lesson(owner, fact.text, source, fact.kind, fact.replaces if fact.replaces in known else None)
            for fact in facts[:MOST_FACTS]
            if _is_grounded(fact.text, words)
        ]


def _is_grounded(fact: str, said: str) -> bool:
    """Whether at least half of a fact's telling words were said, so that nothing invented is kept."""
    words, heard = set(telling(fact)), {word[:5] for word in telling(said)}
    return bool(words) and sum(word[:5] in heard for word in words) >= _GROUNDED * len(words)


def _cursor(conversation: str) -> str:
    return f"{LEARNT}{conversation}"


async def _due(session: AsyncSession, before: datetime) -> list[str]:
    """The conversations in which something unread was said and whose last turn ended before an instant."""
    last = select(
        col(TurnRow.conversation), func.max(col(TurnRow.n)), func.max(col(TurnRow.started_at))
    ).group_by(col(TurnRow.conversation))
    cursors = select(col(CursorRow.source), col(CursorRow.next_offset)).where(
        col(CursorRow.source).startswith(LEARNT, autoescape=True)
    )
    read = {row[0]: row[1] for row in await session.execute(cursors)}
    return [
        conversation
        for conversation, newest, at in await session.execute(last)
        if newest is not None and newest > read.get(_cursor(conversation), 0) and at < before
    ]


async def _said_since(session: AsyncSession, conversation: str) -> tuple[list[Said], int]:
    """What people said that a model may read, and the number of the last turn that was looked at."""
    cursor = select(col(CursorRow.next_offset)).where(col(CursorRow.source) == _cursor(conversation))
    after = (await session.execute(cursor)).scalar_one_or_none() or 0
    rows = (
        select(TurnRow, InboxRow)
        .join(
            InboxRow,
            (col(InboxRow.source) == col(TurnRow.source)) & (col(InboxRow.event_id) == col(TurnRow.event_id)),
        )
        .where(col(TurnRow.conversation) == conversation, col(TurnRow.n) > after)
        .order_by(col(TurnRow.n))
        .limit(AT_ONCE)
    )
    found = (await session.execute(rows)).all()
    came = await _came_first(session, conversation)
    said = [
        Said(
            turn.person,
            event.body["text"],
            event.received_at,
            turn.id,
            shared=event.body.get("shared", False)
            or any(n < (turn.n or 0) for person, n in came.items() if person != turn.person),
        )
        for turn, event in found
        if _may_be_read(turn, event)
    ]
    if len(found) == AT_ONCE:
        return said, found[-1][0].n or after
    newest = select(func.max(col(TurnRow.n))).where(col(TurnRow.conversation) == conversation)
    return said, (await session.execute(newest)).scalar_one_or_none() or after


async def _came_first(session: AsyncSession, conversation: str) -> dict[str, int]:
    """With which turn everybody began who spoke in a conversation: what was said before is not for those who came later."""
    firsts = (
        select(col(TurnRow.person), func.min(col(TurnRow.n)))
        .where(col(TurnRow.conversation) == conversation)
        .group_by(col(TurnRow.person))
    )
    return {row[0]: row[1] or 0 for row in await session.execute(firsts)}


def _may_be_read(turn: TurnRow, event: InboxRow) -> bool:
    """Whether somebody told something to a model: no command, no press, nothing done, no offline brain."""
    text = event.body["text"].strip()
    calls: list[Json] = turn.calls
    told = turn.state is TurnState.DONE and turn.brain not in {None, _OFFLINE} and not calls
    return told and bool(text) and not text.startswith("/") and event.body["pressed"] is None


async def _mark(session: AsyncSession, conversation: str, up_to: int) -> None:
    new = insert_into(session, CursorRow).values(source=_cursor(conversation), next_offset=up_to)
    await session.execute(
        new.on_conflict_do_update(index_elements=["source"], set_={"next_offset": new.excluded.next_offset})
    )
