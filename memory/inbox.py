"""What came in from chats: written down before the platform is told, handled once (PROTOCOLS §3)."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from memory.bodies import InboundBody, pack, unpack
from memory.messages import Inbound, Spoken
from memory.tables import CursorRow, InboxRow
from memory.tables import InboxState as State
from memory.upsert import bare, insert_into, table_of

_OPEN = (State.NEW, State.WORKING)


@dataclass(frozen=True, slots=True)
class Claim:
    """An event that is the claimer's to handle; `attempts` counts this one too."""

    inbound: Inbound
    attempts: int


async def accept(session: AsyncSession, inbound: Inbound) -> bool:
    """Write an event down; False if it was known already."""
    new = (
        insert_into(session, InboxRow)
        .values(
            source=inbound.source,
            event_id=inbound.event_id,
            conversation=inbound.conversation,
            sender=inbound.sender,
            body=_body(inbound),
            received_at=inbound.at,
            state=State.NEW,
            attempts=0,
        )
        .on_conflict_do_nothing(index_elements=["source", "event_id"])
        .returning(bare(InboxRow.n))
    )
    return (await session.execute(new)).scalar_one_or_none() is not None


async def claim(session: AsyncSession, source: str, event_id: str, *, epoch: int) -> Claim | None:
    """Take an event to handle it.

    None if it is unknown, finished, buried, or already being handled under this leadership; what a dead process was
    handling is opened again by `reopen_stale`.
    """
    free = (
        select(bare(InboxRow.n))
        .where(
            bare(InboxRow.source) == source,
            bare(InboxRow.event_id) == event_id,
            (bare(InboxRow.state) == State.NEW)
            | ((bare(InboxRow.state) == State.WORKING) & (bare(InboxRow.started_epoch) < epoch)),
        )
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    taken = (
        update(InboxRow)
        .where(bare(InboxRow.n) == free)
        .values(state=State.WORKING, attempts=bare(InboxRow.attempts) + 1, started_epoch=epoch)
        .returning(InboxRow)
    )
    row = (await session.execute(taken)).scalar_one_or_none()
    return None if row is None else Claim(_inbound(row), row.attempts)


async def reopen_stale(session: AsyncSession) -> int:
    """At start, before anything is claimed: open what a dead process was handling; says how many."""
    stale = (
        update(table_of(InboxRow))
        .where(bare(InboxRow.state) == State.WORKING)
        .values(state=State.NEW)
        .returning(bare(InboxRow.n))
    )
    return len((await session.execute(stale)).all())


async def unfinished(session: AsyncSession, source: str | None = None) -> list[Inbound]:
    """What still has to be handled, of one source or of all, in order of arrival."""
    waiting = select(InboxRow).where(bare(InboxRow.state).in_(_OPEN)).order_by(bare(InboxRow.n))
    if source is not None:
        waiting = waiting.where(bare(InboxRow.source) == source)
    return [_inbound(row) for row in (await session.execute(waiting)).scalars()]


async def find(session: AsyncSession, source: str, event_id: str) -> Inbound | None:
    """An event that was written down; None if there is none."""
    rows = await session.execute(
        select(InboxRow).where(bare(InboxRow.source) == source, bare(InboxRow.event_id) == event_id)
    )
    row = rows.scalar_one_or_none()
    return None if row is None else _inbound(row)


async def senders(session: AsyncSession, source: str, event_ids: Collection[str]) -> dict[str, str]:
    """Who sent each of these events; those that are not known any more are left out."""
    rows = await session.execute(
        select(bare(InboxRow.event_id), bare(InboxRow.sender)).where(
            bare(InboxRow.source) == source, bare(InboxRow.event_id).in_(event_ids)
        )
    )
    return {row[0]: row[1] for row in rows}


async def reopen(session: AsyncSession, source: str, event_id: str) -> None:
    """It did not come to its end: it may be claimed again."""
    await session.execute(
        update(table_of(InboxRow))
        .where(
            bare(InboxRow.source) == source,
            bare(InboxRow.event_id) == event_id,
            bare(InboxRow.state) == State.WORKING,
        )
        .values(state=State.NEW)
    )


async def keep_heard(session: AsyncSession, heard: Inbound) -> None:
    """A voice note was listened to: keep what was said, and what is left of the recording, in place of the recording."""
    assert heard.spoken is not None
    body: InboundBody = {**_body(heard), "spoken": {"unsure": heard.spoken.unsure}}
    await session.execute(
        update(table_of(InboxRow))
        .where(bare(InboxRow.source) == heard.source, bare(InboxRow.event_id) == heard.event_id)
        .values(body=body)
    )


async def finish(session: AsyncSession, source: str, event_id: str) -> None:
    """It is handled and answered."""
    await _move(session, source, event_id, State.DONE)


async def bury(session: AsyncSession, source: str, event_id: str) -> None:
    """It stumbled too often: keep it, never handle it again."""
    await _move(session, source, event_id, State.DEAD)


async def count_by_state(session: AsyncSession) -> dict[State, int]:
    """How many events are in each state; states without any are left out."""
    rows = await session.execute(select(bare(InboxRow.state), func.count()).group_by(bare(InboxRow.state)))
    return {row[0]: row[1] for row in rows}


async def next_offset(session: AsyncSession, source: str) -> int | None:
    """Up to where a platform's events were taken in; None before the first."""
    return (
        await session.execute(select(bare(CursorRow.next_offset)).where(bare(CursorRow.source) == source))
    ).scalar_one_or_none()


async def offsets(session: AsyncSession, prefix: str) -> dict[str, int]:
    """The same for all sources whose names begin so, where a platform counts in each of its channels."""
    rows = await session.execute(
        select(bare(CursorRow.source), bare(CursorRow.next_offset)).where(
            bare(CursorRow.source).startswith(prefix, autoescape=True)
        )
    )
    return {row[0]: row[1] for row in rows}


async def advance(session: AsyncSession, source: str, offset: int) -> None:
    """A platform's events before `offset` are taken in; belongs in the transaction that accepted them."""
    new = insert_into(session, CursorRow).values(source=source, next_offset=offset)
    await session.execute(
        new.on_conflict_do_update(index_elements=["source"], set_={"next_offset": new.excluded.next_offset})
    )


async def _move(session: AsyncSession, source: str, event_id: str, state: State) -> None:
    await session.execute(
        update(table_of(InboxRow))
        .where(bare(InboxRow.source) == source, bare(InboxRow.event_id) == event_id)
        .values(state=state)
    )


def _body(inbound: Inbound) -> InboundBody:
    return {
        "text": inbound.text,
        "pressed": inbound.pressed,
        "attachments": pack(inbound.attachments),
        "shared": inbound.shared,
    }


def _inbound(row: InboxRow) -> Inbound:
    spoken = row.body.get("spoken")
    return Inbound(
        source=row.source,
        event_id=row.event_id,
        conversation=row.conversation,
        sender=row.sender,
        text=row.body["text"],
        at=row.received_at,
        pressed=row.body["pressed"],
        attachments=unpack(row.body["attachments"]),
        shared=row.body.get("shared", False),
        spoken=None if spoken is None else Spoken(spoken["unsure"]),
    )
