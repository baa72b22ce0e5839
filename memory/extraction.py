"""Learning from conversations that have gone quiet: which words a model may read, and what of its answer is kept.

A model reads only what allowed people said themselves, never what was answered or fetched, and nothing that was a command
or that the offline brain answered (PROTOCOLS §6). It only proposes: what shares no words with what was said is dropped,
what is known is only touched, and it replaces a memory only where it names one of the same owner's.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from memory.clock import Clock
from memory.columns import Json
from memory.db import Store
from memory.errors import HomeOpsError, Mistake
from memory.owners import Owner
from memory.recall import Recall
from memory.remembered import Kind, Memory, Source
from memory.retention import LEARNT
from memory.tables import CursorRow, InboxRow, TurnRow, TurnState
from memory.upsert import insert_into
from memory.words import telling

log = logging.getLogger(__name__)

QUIET = timedelta(minutes=10)
AT_ONCE = 20
"""Messages of one batch at most; the rest wait for the next round."""
MOST_FACTS = 8
KNOWN_SHOWN = 12
_GROUNDED = 0.5
_OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a person, as written."""

    person: str
    text: str
    at: datetime
    turn: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What one person said in a conversation since it was last read, and what is known that is like it."""

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
OwnerOf = Callable[[str, str], Awaitable[Owner | None]]
"""Whose a memory is that a person's words in a conversation give, by person and conversation; None for who may not."""


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

    async def run(self) -> None:
        """Read every conversation that is due; one that fails is tried again in the next round."""
        async with self._store.reading() as session:
            due = await _due(session, self._clock.now() - QUIET)
        for conversation in due:
            try:
                await self._read(conversation)
            except HomeOpsError as error:
                log.warning("%s is read later: %s", conversation, error.sentence)

    async def _read(self, conversation: str) -> None:
        async with self._store.reading() as session:
            said, up_to = await _said_since(session, conversation)
        for person in dict.fromkeys(each.person for each in said):
            owner = await self._owner_of(person, conversation)
            if owner is not None:
                await self._learn(owner, conversation, tuple(each for each in said if each.person == person))
        async with self._store.fenced() as session:
            await _mark(session, conversation, up_to)

    async def _learn(self, owner: Owner, conversation: str, said: tuple[Said, ...]) -> None:
        words = "\n".join(each.text for each in said)
        like = await self._recall.recall([owner], words, limit=KNOWN_SHOWN)
        known = {each.memory.id: each.memory for each in like}
        facts = await self._extract(Batch(conversation, said, tuple(known.values())))
        source = Source(said[-1].person, conversation, said[-1].turn)
        for fact in facts[:MOST_FACTS]:
            if _is_grounded(fact.text, words):
                await self._keep(owner, fact, source, known.get(fact.replaces or ""))

    async def _keep(self, owner: Owner, fact: Fact, source: Source, old: Memory | None) -> None:
        try:
            if old is not None and await self._recall.same(owner, fact.text) is None:
                await self._recall.correct(owner, old.id, fact.text, source)
            else:
                await self._recall.remember(owner, fact.text, source, fact.kind)
        except Mistake as error:  # a model's nonsense, or a memory that a person changed meanwhile
            log.info("a proposed memory is left out: %s", error.sentence)


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
    said = [
        Said(turn.person, event.body["text"], event.received_at, turn.id)
        for turn, event in found
        if _may_be_read(turn, event)
    ]
    if len(found) == AT_ONCE:
        return said, found[-1][0].n or after
    newest = select(func.max(col(TurnRow.n))).where(col(TurnRow.conversation) == conversation)
    return said, (await session.execute(newest)).scalar_one_or_none() or after


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
