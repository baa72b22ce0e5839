"""Photos and files that people sent: kept apart from their message, up to a size, and found by a handle.

They go with their person (memory/privacy.py), when messages of that age go (memory/retention.py), and the oldest ones when
there are too many bytes of them.
"""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from memory.bodies import InboundBody, pack
from memory.file_tables import KeptFileRow
from memory.messages import Attachment, Inbound, KeptFile
from memory.tables import InboxRow
from memory.upsert import insert_into

MOST_BYTES = 500_000_000
"""How much is kept of all files together."""


async def keep(
    session: AsyncSession, inbound: Inbound, person: str, now: datetime, most: int = MOST_BYTES
) -> tuple[KeptFile, ...]:
    """Move the files of a message out of the inbox; again, it tells of those that were moved.

    Args:
        session: A fenced transaction.
        inbound: The message, which stands in the inbox.
        person: The id of who sent it.
        now: When it is handled.
        most: Bytes of all files together, beyond which the oldest are let go; never those of this message.
    """
    came = [(place, file) for place, file in enumerate(inbound.attachments) if file.content]
    for place, file in came:
        new = insert_into(session, KeptFileRow).values(
            id=secrets.token_hex(8),
            source=inbound.source,
            event_id=inbound.event_id,
            place=place,
            conversation=inbound.conversation,
            person=person,
            name=file.name,
            media_type=file.media_type,
            size=len(file.content),
            content=file.content,
            at=now,
        )
        await session.execute(new.on_conflict_do_nothing(index_elements=["source", "event_id", "place"]))
    if came:
        await _empty_inbox(session, inbound)
    kept = await of_message(session, inbound.source, inbound.event_id)
    if came:
        await _let_go(session, kept, most)
    return kept


async def of_message(session: AsyncSession, source: str, event_id: str) -> tuple[KeptFile, ...]:
    """The files of a message, in their order."""
    found = select(
        col(KeptFileRow.id), col(KeptFileRow.name), col(KeptFileRow.media_type), col(KeptFileRow.size)
    ).where(col(KeptFileRow.source) == source, col(KeptFileRow.event_id) == event_id)
    rows = await session.execute(found.order_by(col(KeptFileRow.place)))
    return tuple(KeptFile(id=row[0], name=row[1], media_type=row[2], size=row[3]) for row in rows)


async def read(session: AsyncSession, handle: str, *, person: str, conversation: str) -> Attachment | None:
    """A file by its handle, for whoever sent it and for where it was sent; None for others, or once it is gone."""
    found = select(KeptFileRow).where(
        col(KeptFileRow.id) == handle,
        or_(col(KeptFileRow.person) == person, col(KeptFileRow.conversation) == conversation),
    )
    row = (await session.execute(found)).scalar_one_or_none()
    return None if row is None else Attachment(row.name, row.media_type, row.content)


async def _empty_inbox(session: AsyncSession, inbound: Inbound) -> None:
    """What was moved is not kept twice: of each file the message keeps only what it was."""
    its = (col(InboxRow.source) == inbound.source, col(InboxRow.event_id) == inbound.event_id)
    body = (await session.execute(select(col(InboxRow.body)).where(*its))).scalar_one_or_none()
    if body is not None:
        named = pack([replace(file, content=b"") for file in inbound.attachments])
        emptied: InboundBody = {**body, "attachments": named}
        await session.execute(update(InboxRow).where(*its).values(body=emptied))


async def _let_go(session: AsyncSession, new: Sequence[KeptFile], most: int) -> None:
    whole = (await session.execute(select(func.sum(col(KeptFileRow.size))))).scalar_one_or_none() or 0
    if whole <= most:
        return
    spared = [each.id for each in new]
    oldest = select(col(KeptFileRow.id), col(KeptFileRow.size)).where(col(KeptFileRow.id).not_in(spared))
    gone: list[str] = []
    for handle, size in (await session.execute(oldest.order_by(col(KeptFileRow.at)))).all():
        if whole <= most:
            break
        gone.append(handle)
        whole -= size
    await session.execute(delete(KeptFileRow).where(col(KeptFileRow.id).in_(gone)))
