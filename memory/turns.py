"""Turns: how far the handling of a message has come, so that a crash costs no step twice (PROTOCOLS §3)."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from memory.columns import Json
from memory.messages import Inbound
from memory.tables import SummaryRow, TurnRow
from memory.tables import TurnState as State
from memory.upsert import bare, insert_into, table_of


@dataclass(frozen=True, slots=True)
class Turn:
    """The handling of one event.

    `messages` is the model's history of this turn as JSON text, None before the first checkpoint; `calls` what was
    called, as plain data; `n` its place in the order of turns.
    """

    id: str
    n: int
    source: str
    event_id: str
    conversation: str
    person: str
    state: State
    messages: str | None
    calls: list[Json]
    brain: str | None
    tokens_in: int
    tokens_out: int
    cost_micro_usd: int
    reply: str | None
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What a conversation was about, up to and including turn number `up_to_n`."""

    up_to_n: int
    text: str


async def begin(session: AsyncSession, *, id: str, inbound: Inbound, person: str, now: datetime) -> Turn:  # noqa: A002 - a row's id
    """Start the turn of an event, or go on with the one that it has."""
    turn = Turn(
        id=id,
        n=0,
        source=inbound.source,
        event_id=inbound.event_id,
        conversation=inbound.conversation,
        person=person,
        state=State.WORKING,
        messages=None,
        calls=[],
        brain=None,
        tokens_in=0,
        tokens_out=0,
        cost_micro_usd=0,
        reply=None,
        started_at=now,
        ended_at=None,
    )
    values = {field.name: getattr(turn, field.name) for field in fields(turn) if field.name != "n"}
    new = (
        insert_into(session, TurnRow)
        .values(values)
        .on_conflict_do_nothing(index_elements=["source", "event_id"])
        .returning(bare(TurnRow.n))
    )
    n = (await session.execute(new)).scalar_one_or_none()
    if n is not None:
        return replace(turn, n=n)
    known = select(TurnRow).where(
        bare(TurnRow.source) == inbound.source, bare(TurnRow.event_id) == inbound.event_id
    )
    return _turn((await session.execute(known)).scalar_one())


async def continue_for(session: AsyncSession, id: str, *, person: str, conversation: str) -> None:  # noqa: A002
    """The turn carries on what another person began elsewhere: it is theirs, there."""
    await session.execute(
        update(table_of(TurnRow))
        .where(bare(TurnRow.id) == id)
        .values(person=person, conversation=conversation)
    )


async def last_place(session: AsyncSession, person: str, places: Sequence[str]) -> str | None:
    """Of some conversations the one in which a person last said something."""
    newest = (
        select(bare(TurnRow.conversation))
        .where(bare(TurnRow.person) == person, bare(TurnRow.conversation).in_(places))
        .order_by(bare(TurnRow.n).desc())
        .limit(1)
    )
    return (await session.execute(newest)).scalar_one_or_none()


async def checkpoint(session: AsyncSession, id: str, messages: str, calls: list[Json]) -> None:  # noqa: A002
    """Keep what the model said, before its calls run."""
    await _keep(session, id, State.WORKING, messages, calls)


async def wait(session: AsyncSession, id: str, messages: str, calls: list[Json]) -> None:  # noqa: A002
    """Keep the turn until a person has decided."""
    await _keep(session, id, State.WAITING, messages, calls)


async def finish(
    session: AsyncSession,
    id: str,  # noqa: A002
    *,
    state: State,
    messages: str | None,
    calls: list[Json],
    brain: str | None,
    tokens_in: int,
    tokens_out: int,
    cost_micro_usd: int,
    reply: str | None,
    now: datetime,
) -> None:
    """The turn is over: done, or failed."""
    await session.execute(
        update(table_of(TurnRow))
        .where(bare(TurnRow.id) == id)
        .values(
            state=state,
            messages=messages,
            calls=calls,
            brain=brain,
            tokens_in=tokens_in,
            tokens_out=tokens_out,
            cost_micro_usd=cost_micro_usd,
            reply=reply,
            ended_at=now,
        )
    )


async def hand_over(session: AsyncSession, id: str, now: datetime) -> None:  # noqa: A002
    """A turn that waited for a person was decided: another turn carries its messages on."""
    await session.execute(
        update(table_of(TurnRow))
        .where(bare(TurnRow.id) == id)
        .values(state=State.DONE, messages=None, ended_at=now)
    )


async def get(session: AsyncSession, id: str) -> Turn | None:  # noqa: A002
    """The turn of that id."""
    row = (await session.execute(select(TurnRow).where(bare(TurnRow.id) == id))).scalar_one_or_none()
    return None if row is None else _turn(row)


async def recent(
    session: AsyncSession, conversation: str, limit: int, *, after: int = 0, leave: int = 0
) -> list[Turn]:
    """The last finished turns of a conversation that have a history, oldest first.

    Only those after number `after`, and without the `leave` newest ones.
    """
    newest = (
        select(TurnRow)
        .where(
            bare(TurnRow.conversation) == conversation,
            bare(TurnRow.state) == State.DONE,
            bare(TurnRow.messages).is_not(None),
            bare(TurnRow.n) > after,
        )
        .order_by(bare(TurnRow.n).desc())
        .offset(leave)
        .limit(limit)
    )
    return [_turn(row) for row in reversed((await session.execute(newest)).scalars().all())]


async def speakers(session: AsyncSession, conversation: str) -> set[str]:
    """The ids of all who have spoken in a conversation."""
    spoke = select(bare(TurnRow.person)).where(bare(TurnRow.conversation) == conversation).distinct()
    return set((await session.execute(spoke)).scalars())


async def last_failures(session: AsyncSession, limit: int) -> list[Turn]:
    """The last turns that failed, newest first."""
    failed = (
        select(TurnRow)
        .where(bare(TurnRow.state) == State.FAILED)
        .order_by(bare(TurnRow.n).desc())
        .limit(limit)
    )
    return [_turn(row) for row in (await session.execute(failed)).scalars()]


async def summary_of(session: AsyncSession, conversation: str) -> Summary | None:
    """What the older turns of a conversation were about."""
    row = (
        await session.execute(select(SummaryRow).where(bare(SummaryRow.conversation) == conversation))
    ).scalar_one_or_none()
    return None if row is None else Summary(row.up_to_turn, row.text)


async def summarise(session: AsyncSession, conversation: str, up_to_n: int, text: str) -> None:
    """Keep `text` in place of the turns up to number `up_to_n`."""
    new = insert_into(session, SummaryRow).values(conversation=conversation, up_to_turn=up_to_n, text=text)
    await session.execute(
        new.on_conflict_do_update(
            index_elements=["conversation"],
            set_={"up_to_turn": new.excluded.up_to_turn, "text": new.excluded.text},
        )
    )


async def _keep(session: AsyncSession, turn: str, state: State, messages: str, calls: list[Json]) -> None:
    await session.execute(
        update(table_of(TurnRow))
        .where(bare(TurnRow.id) == turn)
        .values(state=state, messages=messages, calls=calls)
    )


def _turn(row: TurnRow) -> Turn:
    return Turn(
        id=row.id,
        n=row.n or 0,
        source=row.source,
        event_id=row.event_id,
        conversation=row.conversation,
        person=row.person,
        state=row.state,
        messages=row.messages,
        calls=row.calls,
        brain=row.brain,
        tokens_in=row.tokens_in,
        tokens_out=row.tokens_out,
        cost_micro_usd=row.cost_micro_usd,
        reply=row.reply,
        started_at=row.started_at,
        ended_at=row.ended_at,
    )
