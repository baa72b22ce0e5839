"""The ledger of effects: what changes the house is written down before it is caused (PROTOCOLS §3)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from memory.columns import Json
from memory.tables import EffectRow
from memory.tables import EffectState as State
from memory.upsert import insert_into


@dataclass(frozen=True, slots=True)
class Effect:
    """One call that changes, changed or may have changed the house.

    `inverse` is a call as plain data (`{"verb": …, "args": …}`), or `{"reason": …}` where there is none. `left` is
    what the call left behind. `undone_by` is the key of the effect that put it back.
    """

    key: str
    turn: str
    conversation: str
    n: int
    verb: str
    args: dict[str, Json]
    person: str
    reason: str
    epoch: int
    state: State
    answer: str | None
    fields: Json
    inverse: Json
    left: Json
    undone_by: str | None
    begun_at: datetime
    ended_at: datetime | None

    @property
    def can_be_undone(self) -> bool:
        """Whether it can be put back and has not been."""
        is_done = self.state is State.DONE and self.undone_by is None
        return is_done and isinstance(self.inverse, dict) and "verb" in self.inverse


async def begin(
    session: AsyncSession,
    *,
    key: str,
    turn: str,
    conversation: str,
    verb: str,
    args: dict[str, Json],
    person: str,
    epoch: int,
    reason: str,
    now: datetime,
    card: str = "",
) -> bool:
    """Write down what is about to be caused; False if it was already, in which case it must not be caused blindly.

    `card` says it in words; it stands as the answer until there is one.
    """
    new = (
        insert_into(session, EffectRow)
        .values(
            key=key,
            turn=turn,
            conversation=conversation,
            verb=verb,
            args=args,
            person=person,
            reason=reason,
            epoch=epoch,
            state=State.BEGUN,
            answer=card or None,
            undoable=False,
            begun_at=now,
        )
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(col(EffectRow.n))
    )
    return (await session.execute(new)).scalar_one_or_none() is not None


async def end(
    session: AsyncSession,
    key: str,
    *,
    state: State,
    answer: str | None,
    fields: Json,
    inverse: Json,
    left: Json,
    now: datetime,
) -> str:
    """Write down how it ended; says in whose name it was."""
    ended = (
        update(EffectRow)
        .where(col(EffectRow.key) == key)
        .values(
            state=state,
            answer=answer,
            fields=fields,
            inverse=inverse,
            undoable=isinstance(inverse, dict) and "verb" in inverse,
            left=left,
            ended_at=now,
        )
        .returning(col(EffectRow.person))
    )
    return (await session.execute(ended)).scalar_one()


async def get(session: AsyncSession, key: str) -> Effect | None:
    """The effect of that key."""
    row = (await session.execute(select(EffectRow).where(col(EffectRow.key) == key))).scalar_one_or_none()
    return None if row is None else _effect(row)


async def of_turn(session: AsyncSession, turn: str) -> list[Effect]:
    """What a turn changed, in order."""
    rows = await session.execute(
        select(EffectRow).where(col(EffectRow.turn) == turn).order_by(col(EffectRow.n))
    )
    return [_effect(row) for row in rows.scalars()]


async def last_undoable(session: AsyncSession, conversation: str) -> Effect | None:
    """The newest change of a conversation that can be put back and has not been."""
    newest = (
        select(EffectRow)
        .where(
            col(EffectRow.conversation) == conversation,
            col(EffectRow.state) == State.DONE,
            col(EffectRow.undoable).is_(True),
            col(EffectRow.undone_by).is_(None),
        )
        .order_by(col(EffectRow.n).desc())
        .limit(1)
    )
    row = (await session.execute(newest)).scalar_one_or_none()
    return None if row is None else _effect(row)


async def undoable(session: AsyncSession, since: datetime, limit: int = 200) -> list[Effect]:
    """The changes since an instant that can be put back and have not been, newest first."""
    rows = await session.execute(
        select(EffectRow)
        .where(
            col(EffectRow.begun_at) >= since,
            col(EffectRow.state) == State.DONE,
            col(EffectRow.undoable).is_(True),
            col(EffectRow.undone_by).is_(None),
        )
        .order_by(col(EffectRow.n).desc())
        .limit(limit)
    )
    return [_effect(row) for row in rows.scalars()]


async def claim_undo(session: AsyncSession, key: str, by: str) -> bool:
    """Let the effect `by` put it back; False if another one does or did."""
    claimed = (
        update(EffectRow)
        .where(col(EffectRow.key) == key, col(EffectRow.undone_by).is_(None))
        .values(undone_by=by)
        .returning(col(EffectRow.key))
    )
    return (await session.execute(claimed)).scalar_one_or_none() is not None


async def mark_undone(session: AsyncSession, key: str, by: str | None) -> None:
    """The effect `by` puts it back, or put it back; None: it did not come to that."""
    await session.execute(update(EffectRow).where(col(EffectRow.key) == key).values(undone_by=by))


async def recent(session: AsyncSession, limit: int) -> list[Effect]:
    """The latest calls that changed or tried to change the house, newest first."""
    rows = await session.execute(select(EffectRow).order_by(col(EffectRow.n).desc()).limit(limit))
    return [_effect(row) for row in rows.scalars()]


async def recent_of(session: AsyncSession, conversation: str) -> Effect | None:
    """The latest call of a conversation that changed or tried to change the house."""
    newest = (
        select(EffectRow)
        .where(col(EffectRow.conversation) == conversation)
        .order_by(col(EffectRow.n).desc())
        .limit(1)
    )
    row = (await session.execute(newest)).scalar_one_or_none()
    return None if row is None else _effect(row)


async def begun(session: AsyncSession) -> list[Effect]:
    """What was begun and never ended, oldest first: doubtful, if its process is gone."""
    rows = await session.execute(
        select(EffectRow).where(col(EffectRow.state) == State.BEGUN).order_by(col(EffectRow.n))
    )
    return [_effect(row) for row in rows.scalars()]


def _effect(row: EffectRow) -> Effect:
    return Effect(
        key=row.key,
        turn=row.turn,
        conversation=row.conversation,
        n=row.n or 0,
        verb=row.verb,
        args=row.args,
        person=row.person,
        reason=row.reason,
        epoch=row.epoch,
        state=row.state,
        answer=row.answer,
        fields=row.fields,
        inverse=row.inverse,
        left=row.left,
        undone_by=row.undone_by,
        begun_at=row.begun_at,
        ended_at=row.ended_at,
    )
