"""Buttons: what was offered, and what a press means. What a button carries never leaves the house, only its id."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from memory.columns import Json
from memory.messages import Choice
from memory.tables import ChoiceRow

_MOST = 50


@dataclass(frozen=True, slots=True)
class Option:
    """A button that can still be pressed."""

    id: str
    label: str
    payload: Json


async def offer(
    session: AsyncSession,
    conversation: str,
    options: Sequence[tuple[str, Json]],
    *,
    now: datetime,
    minutes: int,
) -> tuple[Choice, ...]:
    """Make buttons out of (label, payload) pairs, to be pressed once, in this conversation, within `minutes`."""
    together = secrets.token_urlsafe(12)
    choices = tuple(Choice(label=label, id=secrets.token_urlsafe(16)) for label, _ in options)
    rows = [
        {
            "id": choice.id,
            "offer": together,
            "conversation": conversation,
            "label": choice.label,
            "payload": payload,
            "created_at": now,
            "expires_at": now + timedelta(minutes=minutes),
        }
        for choice, (_, payload) in zip(choices, options, strict=True)
    ]
    if rows:
        await session.execute(insert(ChoiceRow), rows)
    return choices


async def look(session: AsyncSession, id: str, conversation: str) -> Json:  # noqa: A002 - a row's id
    """What a button of this conversation carries, whether or not it can still be pressed; None if there is none."""
    carried = select(col(ChoiceRow.payload)).where(
        col(ChoiceRow.id) == id, col(ChoiceRow.conversation) == conversation
    )
    return (await session.execute(carried)).scalar_one_or_none()


async def press(session: AsyncSession, id: str, conversation: str, now: datetime) -> Json:  # noqa: A002 - a row's id
    """What the button carries, or None if it is unknown, used up, too old, or of another conversation."""
    pressed = (
        update(ChoiceRow)
        .where(
            col(ChoiceRow.id) == id,
            col(ChoiceRow.conversation) == conversation,
            col(ChoiceRow.used_at).is_(None),
            col(ChoiceRow.expires_at) > now,
        )
        .values(used_at=now)
        .returning(col(ChoiceRow.payload))
    )
    return (await session.execute(pressed)).scalar_one_or_none()


async def latest(session: AsyncSession, conversation: str, now: datetime) -> tuple[Option, ...]:
    """The buttons that were offered last in a conversation, in their order, as far as they can be pressed."""
    last = (
        select(col(ChoiceRow.offer))
        .where(col(ChoiceRow.conversation) == conversation)
        .order_by(col(ChoiceRow.n).desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = await session.execute(
        select(col(ChoiceRow.id), col(ChoiceRow.label), col(ChoiceRow.payload))
        .where(
            col(ChoiceRow.offer) == last, col(ChoiceRow.used_at).is_(None), col(ChoiceRow.expires_at) > now
        )
        .order_by(col(ChoiceRow.n))
    )
    return tuple(Option(*row) for row in rows)


async def still_open(session: AsyncSession, conversation: str, now: datetime) -> list[Json]:
    """What the buttons of a conversation carry that can still be pressed."""
    rows = await session.execute(
        select(col(ChoiceRow.payload)).where(
            col(ChoiceRow.conversation) == conversation,
            col(ChoiceRow.used_at).is_(None),
            col(ChoiceRow.expires_at) > now,
        )
    )
    return list(rows.scalars())


async def labelled(session: AsyncSession, conversation: str, label: str) -> list[Option]:
    """The buttons of a conversation with that label, newest first, whether or not they can still be pressed."""
    rows = await session.execute(
        select(col(ChoiceRow.id), col(ChoiceRow.label), col(ChoiceRow.payload))
        .where(col(ChoiceRow.conversation) == conversation, func.lower(col(ChoiceRow.label)) == label.lower())
        .order_by(col(ChoiceRow.n).desc())
        .limit(_MOST)
    )
    return [Option(*row) for row in rows]
