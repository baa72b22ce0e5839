"""What was handed out to API clients: kept until they have fetched it and beyond, each message with a cursor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from memory.bodies import OutboundBody, pack, unpack
from memory.messages import Choice, Outbound
from memory.upsert import bare, insert_into
from memory.web_tables import MailboxRow


@dataclass(frozen=True, slots=True)
class Kept:
    """A message in a client's mailbox; `n` only grows, so that whoever asks for what came after it misses nothing."""

    n: int
    message: Outbound
    at: datetime


async def keep(session: AsyncSession, client: str, message: Outbound, now: datetime) -> Kept:
    """Put a message into a client's mailbox; one whose key is there already stays as it is."""
    body: OutboundBody = {
        "text": message.text,
        "choices": [{"label": choice.label, "id": choice.id} for choice in message.choices],
        "attachments": pack(message.attachments),
        "reply_to": message.reply_to,
        "edits": message.edits,
    }
    new = (
        insert_into(session, MailboxRow)
        .values(
            key=message.key,
            client=client,
            conversation=message.conversation,
            kind=message.kind,
            body=body,
            reply_to=message.reply_to,
            at=now,
        )
        .on_conflict_do_nothing(index_elements=["key"])
    )
    await session.execute(new)
    row = await session.execute(select(MailboxRow).where(bare(MailboxRow.key) == message.key))
    return _kept(row.scalar_one())


async def after(session: AsyncSession, client: str, cursor: int, limit: int) -> Sequence[Kept]:
    """A client's messages that came after `cursor`, oldest first."""
    rows = await session.execute(
        select(MailboxRow)
        .where(bare(MailboxRow.client) == client, bare(MailboxRow.n) > cursor)
        .order_by(bare(MailboxRow.n))
        .limit(limit)
    )
    return [_kept(row) for row in rows.scalars()]


async def answer(session: AsyncSession, client: str, event_id: str) -> Kept | None:
    """The first answer to a message of this client, if it has come."""
    rows = await session.execute(
        select(MailboxRow)
        .where(bare(MailboxRow.client) == client, bare(MailboxRow.reply_to) == event_id)
        .order_by(bare(MailboxRow.n))
        .limit(1)
    )
    row = rows.scalar_one_or_none()
    return None if row is None else _kept(row)


async def one(session: AsyncSession, client: str, n: int) -> Kept | None:
    """The message with that cursor, if it is this client's."""
    rows = await session.execute(
        select(MailboxRow).where(bare(MailboxRow.client) == client, bare(MailboxRow.n) == n)
    )
    row = rows.scalar_one_or_none()
    return None if row is None else _kept(row)


def _kept(row: MailboxRow) -> Kept:
    assert row.n is not None
    message = Outbound(
        key=row.key,
        conversation=row.conversation,
        text=row.body["text"],
        kind=row.kind,
        choices=tuple(Choice(label=choice["label"], id=choice["id"]) for choice in row.body["choices"]),
        attachments=unpack(row.body["attachments"]),
        reply_to=row.reply_to,
        edits=row.body.get("edits"),
    )
    return Kept(row.n, message, row.at)
