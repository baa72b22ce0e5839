"""What goes out to chats: written down before it is sent, in order within a conversation (PROTOCOLS §3)."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Integer, Select, Text, bindparam, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from memory.bodies import OutboundBody, pack, unpack
from memory.columns import Moment
from memory.messages import Choice, Kind, Outbound
from memory.tables import OutboxRow
from memory.tables import OutboxState as State
from memory.upsert import bare, insert_into, table_of

_PENDING = (State.NEW, State.SENDING)


async def put(session: AsyncSession, outbound: Outbound, now: datetime) -> bool:
    """Write a message down for sending; False if its key was written before."""
    new = (
        insert_into(session, OutboxRow)
        .values(
            key=outbound.key,
            conversation=outbound.conversation,
            kind=outbound.kind,
            body=_body(outbound),
            state=State.NEW,
            attempts=0,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(bare(OutboxRow.n))
    )
    return (await session.execute(new)).scalar_one_or_none() is not None


async def knows(session: AsyncSession, key: str) -> bool:
    """Whether a message of that key was ever written down, sent or not."""
    known = select(bare(OutboxRow.n)).where(bare(OutboxRow.key) == key)
    return (await session.execute(known)).scalar_one_or_none() is not None


async def claim(
    session: AsyncSession, *, now: datetime, epoch: int, limit: int, conversations: str = ""
) -> list[Outbound]:
    """Take messages to send them: the oldest unsent one of each conversation, conversations with an alert first.

    Args:
        session: A fenced session.
        now: What waits for a later instant is left, and so is what stands behind it.
        epoch: The leadership under which they are sent.
        limit: At most so many.
        conversations: Only conversations that begin so, such as "terminal:".
    """
    given = {"now": now, "most": limit, "begin": conversations, "length": len(conversations)}
    rows = (await session.execute(_due(), given)).scalars().all()
    if rows:
        await session.execute(
            update(table_of(OutboxRow))
            .where(bare(OutboxRow.n).in_([row.n for row in rows]))
            .values(state=State.SENDING, epoch=epoch, attempts=bare(OutboxRow.attempts) + 1)
        )
    return [_outbound(row) for row in rows]


@cache
def _due() -> Select[OutboxRow]:
    """What may be sent: making this statement takes longer than running it."""
    place = bare(OutboxRow.conversation)
    heads = (
        select(
            func.min(bare(OutboxRow.n)).label("n"),
            func.max(case((bare(OutboxRow.kind) == Kind.ALERT, 1), else_=0)).label("urgent"),
        )
        .where(
            bare(OutboxRow.state).in_(_PENDING),
            func.substr(place, 1, bindparam("length", type_=Integer)) == bindparam("begin", type_=Text),
        )
        .group_by(place)
        .subquery()
    )
    return (
        select(OutboxRow)
        .join(heads, heads.c.n == bare(OutboxRow.n))
        .where(
            bare(OutboxRow.state) == State.NEW,
            bare(OutboxRow.not_before).is_(None)
            | (bare(OutboxRow.not_before) <= bindparam("now", type_=Moment)),
        )
        .order_by(heads.c.urgent.desc(), bare(OutboxRow.n))
        .limit(bindparam("most", type_=Integer))
        .with_for_update(of=OutboxRow, skip_locked=True)
    )


async def waiting_behind(session: AsyncSession, key: str, limit: int) -> list[Outbound]:
    """What waits behind a message that was just claimed for the first time, next first; nothing behind one tried before.

    Whatever was tried may be there already, so that it has to stay as it is.
    """
    head = select(OutboxRow).where(bare(OutboxRow.key) == key, bare(OutboxRow.attempts) == 1).subquery()
    behind = (
        select(OutboxRow)
        .join(head, head.c.conversation == bare(OutboxRow.conversation))
        .where(
            bare(OutboxRow.state) == State.NEW,
            bare(OutboxRow.attempts) == 0,
            bare(OutboxRow.n) > head.c.n,
        )
        .order_by(bare(OutboxRow.n))
        .limit(limit)
    )
    return [_outbound(row) for row in (await session.execute(behind)).scalars()]


async def join(session: AsyncSession, whole: Outbound, keys: Sequence[str]) -> None:
    """A message that was just claimed now is `whole`, which says what the messages with `keys` were going to say."""
    await session.execute(
        update(table_of(OutboxRow)).where(bare(OutboxRow.key) == whole.key).values(body=_body(whole))
    )
    await session.execute(
        update(table_of(OutboxRow)).where(bare(OutboxRow.key).in_(keys)).values(state=State.JOINED)
    )


async def is_any_due(session: AsyncSession, now: datetime) -> bool:
    """Whether it is worth a look into the outbox: something waits that no one sends yet, and not for later."""
    waiting = (
        select(bare(OutboxRow.n))
        .where(
            bare(OutboxRow.state) == State.NEW,
            bare(OutboxRow.not_before).is_(None) | (bare(OutboxRow.not_before) <= now),
        )
        .limit(1)
    )
    return (await session.execute(waiting)).first() is not None


async def sent(session: AsyncSession, key: str, platform_id: str | None, now: datetime) -> None:
    """The platform has it, under `platform_id`."""
    await session.execute(
        update(table_of(OutboxRow))
        .where(bare(OutboxRow.key) == key)
        .values(state=State.SENT, platform_id=platform_id, sent_at=now)
    )


async def retry(session: AsyncSession, key: str, not_before: datetime) -> int:
    """Try again, not before an instant; says how often it was tried."""
    again = (
        update(table_of(OutboxRow))
        .where(bare(OutboxRow.key) == key)
        .values(state=State.NEW, not_before=not_before)
        .returning(bare(OutboxRow.attempts))
    )
    return (await session.execute(again)).scalar_one()


async def hurry(session: AsyncSession, conversation: str, now: datetime) -> None:
    """Someone can be reached again: what waited for that is sent now."""
    await session.execute(
        update(table_of(OutboxRow))
        .where(bare(OutboxRow.conversation) == conversation, bare(OutboxRow.state) == State.NEW)
        .values(not_before=now)
    )


async def bury(session: AsyncSession, key: str) -> None:
    """It can't be sent: keep it as a dead letter and let the conversation go on."""
    await session.execute(
        update(table_of(OutboxRow)).where(bare(OutboxRow.key) == key).values(state=State.DEAD)
    )


async def withdraw(session: AsyncSession, keys: Sequence[str]) -> None:
    """Take back what was not sent yet and has no meaning any more."""
    await session.execute(
        update(table_of(OutboxRow))
        .where(bare(OutboxRow.key).in_(keys), bare(OutboxRow.state) == State.NEW)
        .values(state=State.WITHDRAWN)
    )


async def drop(session: AsyncSession, key: str) -> None:
    """What was being sent has no meaning any more, such as the edit of a message that nobody ever got."""
    await session.execute(
        update(table_of(OutboxRow)).where(bare(OutboxRow.key) == key).values(state=State.WITHDRAWN)
    )


async def reopen_stale(session: AsyncSession) -> list[str]:
    """At start, before anything is claimed: open what a dead process was sending; says the keys, in order.

    It may have been sent just before the end: the one window in which a message can be doubled (PROTOCOLS §1).
    """
    stale = (
        update(table_of(OutboxRow))
        .where(bare(OutboxRow.state) == State.SENDING)
        .values(state=State.NEW)
        .returning(bare(OutboxRow.n), bare(OutboxRow.key))
    )
    return [key for _, key in sorted((row[0] or 0, row[1]) for row in await session.execute(stale))]


async def note_parts(session: AsyncSession, key: str, platform_ids: str) -> None:
    """The parts of a message that is being sent that the platform has so far, by its ids for them."""
    await session.execute(
        update(table_of(OutboxRow)).where(bare(OutboxRow.key) == key).values(platform_id=platform_ids)
    )


async def platform_id(session: AsyncSession, key: str) -> str | None:
    """The platform's id of a sent message, for editing it later."""
    return (
        await session.execute(select(bare(OutboxRow.platform_id)).where(bare(OutboxRow.key) == key))
    ).scalar_one_or_none()


async def shown(session: AsyncSession, key: str) -> Outbound | None:
    """The message of that key, if somebody has it or is about to have it."""
    row = (
        await session.execute(
            select(OutboxRow).where(
                bare(OutboxRow.key) == key, bare(OutboxRow.state).in_((State.SENDING, State.SENT))
            )
        )
    ).scalar_one_or_none()
    return None if row is None else _outbound(row)


async def pending_count(session: AsyncSession, conversation: str | None = None) -> int:
    """How many messages still wait to be sent, at all or to one conversation."""
    count = select(func.count()).select_from(OutboxRow).where(bare(OutboxRow.state).in_(_PENDING))
    if conversation is not None:
        count = count.where(bare(OutboxRow.conversation) == conversation)
    return (await session.execute(count)).scalar_one()


async def dead_letters(session: AsyncSession, limit: int = 20) -> Sequence[Outbound]:
    """The newest messages that could not be sent, newest first."""
    dead = (
        select(OutboxRow)
        .where(bare(OutboxRow.state) == State.DEAD)
        .order_by(bare(OutboxRow.n).desc())
        .limit(limit)
    )
    return [_outbound(row) for row in (await session.execute(dead)).scalars()]


def _body(outbound: Outbound) -> OutboundBody:
    body: OutboundBody = {
        "text": outbound.text,
        "choices": [{"label": choice.label, "id": choice.id} for choice in outbound.choices],
        "attachments": pack(outbound.attachments),
        "reply_to": outbound.reply_to,
        "edits": outbound.edits,
    }
    if outbound.also_answers:
        body["also_answers"] = list(outbound.also_answers)
    return body


def _outbound(row: OutboxRow) -> Outbound:
    return Outbound(
        key=row.key,
        conversation=row.conversation,
        text=row.body["text"],
        kind=row.kind,
        choices=tuple(Choice(label=choice["label"], id=choice["id"]) for choice in row.body["choices"]),
        attachments=unpack(row.body["attachments"]),
        reply_to=row.body["reply_to"],
        edits=row.body.get("edits"),
        also_answers=tuple(row.body.get("also_answers", ())),
    )
