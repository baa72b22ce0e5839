"""Approvals: calls that wait for a person, each decided once (PROTOCOLS §5)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from memory.audit import Deed
from memory.columns import Json
from memory.house_tables import SummonsRow
from memory.tables import ApprovalRow
from memory.tables import ApprovalState as State

_RUNS_WITHIN = timedelta(minutes=10)
"""How long after a yes the call may still begin, be it after a restart."""


@dataclass(frozen=True, slots=True)
class Approval:
    """A question to a person about one call.

    `id` is 128 random bits in hex; `args_hash` is `hash_args` of what was shown; `least_role` is the least role that
    may decide.
    """

    id: str
    turn: str
    conversation: str
    call_id: str
    verb: str
    args: dict[str, Json]
    args_hash: str
    card: str
    asked_by: str
    least_role: int
    created_at: datetime
    expires_at: datetime
    state: State = State.PENDING
    decided_by: str | None = None
    decided_at: datetime | None = None


def deed(approval: Approval, person: str, outcome: str, at: datetime) -> Deed:
    """What became of a question, for the audit chain."""
    payload: dict[str, Json] = {"id": approval.id, "args": approval.args, "card": approval.card}
    return Deed(at, person, approval.verb, outcome, payload)


class Ruling(StrEnum):
    """What an attempt to decide came to."""

    MADE = "made"
    ALREADY = "already"  # by `approval.decided_by`
    EXPIRED = "expired"
    UNKNOWN = "unknown"  # no such question


@dataclass(frozen=True, slots=True)
class Decision:
    """What an attempt to decide came to, and the questions of that turn as they stand now."""

    ruling: Ruling
    approvals: tuple[Approval, ...] = ()

    @property
    def decided_by(self) -> str | None:
        """Who decided, if somebody has."""
        return next((each.decided_by for each in self.approvals if each.decided_by is not None), None)


def hash_args(verb: str, args: Mapping[str, Json]) -> str:
    """A fingerprint of exactly this call: changed arguments never run on an old approval."""
    canonical = json.dumps([verb, dict(args)], sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return sha256(canonical.encode()).hexdigest()


async def ask(session: AsyncSession, approval: Approval) -> None:
    """Write a question down, before its card is sent."""
    await session.execute(
        insert(ApprovalRow).values(
            id=approval.id,
            turn=approval.turn,
            conversation=approval.conversation,
            call_id=approval.call_id,
            verb=approval.verb,
            args=approval.args,
            args_hash=approval.args_hash,
            card=approval.card,
            asked_by=approval.asked_by,
            least_role=approval.least_role,
            created_at=approval.created_at,
            expires_at=approval.expires_at,
            state=State.PENDING,
        )
    )


async def decide(session: AsyncSession, turn: str, *, approve: bool, by: str, now: datetime) -> Decision:
    """Decide all questions of a turn together, if nobody has and there is still time: all of them, or none."""
    made = (
        update(ApprovalRow)
        .where(
            col(ApprovalRow.turn) == turn,
            col(ApprovalRow.state) == State.PENDING,
            col(ApprovalRow.expires_at) > now,
        )
        .values(state=State.APPROVED if approve else State.DENIED, decided_by=by, decided_at=now)
        .returning(ApprovalRow)
    )
    rows = (await session.execute(made)).scalars().all()
    if rows:
        return Decision(Ruling.MADE, tuple(_in_order(rows)))
    known = tuple(await of_turn(session, turn))
    if not known:
        return Decision(Ruling.UNKNOWN)
    decided = any(each.state in (State.APPROVED, State.DENIED) for each in known)
    return Decision(Ruling.ALREADY if decided else Ruling.EXPIRED, known)


async def pending(session: AsyncSession, conversation: str, now: datetime) -> list[Approval]:
    """The questions that were asked or shown in a conversation and can still be decided, oldest first."""
    shown_here = select(col(SummonsRow.turn)).where(col(SummonsRow.conversation) == conversation)
    rows = await session.execute(
        select(ApprovalRow)
        .where(
            (col(ApprovalRow.conversation) == conversation) | col(ApprovalRow.turn).in_(shown_here),
            col(ApprovalRow.state) == State.PENDING,
            col(ApprovalRow.expires_at) > now,
        )
        .order_by(col(ApprovalRow.created_at), col(ApprovalRow.id))
    )
    return [_approval(row) for row in rows.scalars()]


async def pending_by(session: AsyncSession, person: str, now: datetime) -> int:
    """How many questions of this person wait for others or for themselves."""
    count = (
        select(func.count())
        .select_from(ApprovalRow)
        .where(
            col(ApprovalRow.asked_by) == person,
            col(ApprovalRow.state) == State.PENDING,
            col(ApprovalRow.expires_at) > now,
        )
    )
    return (await session.execute(count)).scalar_one()


async def summon(session: AsyncSession, turn: str, conversation: str, message: str) -> None:
    """The questions of a turn are shown in another conversation too, by the outbox's `message`."""
    await session.execute(insert(SummonsRow).values(turn=turn, conversation=conversation, message=message))


async def summoned(session: AsyncSession, turn: str) -> list[str]:
    """The outbox's keys of the messages by which a turn's questions were shown elsewhere."""
    rows = await session.execute(select(col(SummonsRow.message)).where(col(SummonsRow.turn) == turn))
    return list(rows.scalars())


async def allowed_by(session: AsyncSession, args_hash: str, before: datetime) -> str | None:
    """Who last said yes to exactly this call before an instant; None where nobody was asked."""
    newest = (
        select(col(ApprovalRow.decided_by))
        .where(
            col(ApprovalRow.args_hash) == args_hash,
            col(ApprovalRow.state) == State.APPROVED,
            col(ApprovalRow.decided_at) <= before,
            col(ApprovalRow.decided_at) > before - _RUNS_WITHIN,
        )
        .order_by(col(ApprovalRow.decided_at).desc())
        .limit(1)
    )
    return (await session.execute(newest)).scalar_one_or_none()


async def of_turn(session: AsyncSession, turn: str) -> list[Approval]:
    """Every question that a turn asked, oldest first."""
    rows = await session.execute(
        select(ApprovalRow)
        .where(col(ApprovalRow.turn) == turn)
        .order_by(col(ApprovalRow.created_at), col(ApprovalRow.id))
    )
    return [_approval(row) for row in rows.scalars()]


async def expire(session: AsyncSession, now: datetime) -> list[Approval]:
    """Close the questions whose time is over; says which, so that people are told that nothing was done."""
    over = (
        update(ApprovalRow)
        .where(col(ApprovalRow.state) == State.PENDING, col(ApprovalRow.expires_at) <= now)
        .values(state=State.EXPIRED)
        .returning(ApprovalRow)
    )
    return _in_order((await session.execute(over)).scalars())


def _in_order(rows: Iterable[ApprovalRow]) -> list[Approval]:
    return sorted((_approval(row) for row in rows), key=lambda approval: (approval.created_at, approval.id))


def _approval(row: ApprovalRow) -> Approval:
    return Approval(
        id=row.id,
        turn=row.turn,
        conversation=row.conversation,
        call_id=row.call_id,
        verb=row.verb,
        args=row.args,
        args_hash=row.args_hash,
        card=row.card,
        asked_by=row.asked_by,
        least_role=row.least_role,
        created_at=row.created_at,
        expires_at=row.expires_at,
        state=row.state,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )
