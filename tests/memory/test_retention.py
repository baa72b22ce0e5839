"""What is old and over goes; what is pending, or could still be put back, stays."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, insert, select
from sqlmodel import col

from memory.columns import Row
from memory.db import Store
from memory.messages import Kind
from memory.retention import BATCH, Keeping, Retention
from memory.samples import Samples
from memory.tables import (
    ApprovalRow,
    ApprovalState,
    ChoiceRow,
    EffectRow,
    EffectState,
    InboxRow,
    InboxState,
    OutboxRow,
    OutboxState,
    TurnRow,
    TurnState,
)

KEEPING = Keeping(
    messages=timedelta(days=90),
    changes=timedelta(days=120),
    samples=timedelta(days=400),
    every_sample=timedelta(days=30),
)


@pytest.fixture
def retention(store: Store) -> Retention:
    return Retention(store, KEEPING)


async def put(store: Store, table: type[Row], *rows: Mapping[str, object]) -> None:
    async with store.fenced() as session:
        await session.execute(insert(table), [dict(row) for row in rows])


async def left(store: Store, table: type[InboxRow | TurnRow]) -> set[str]:
    async with store.reading() as session:
        return set((await session.execute(select(col(table.event_id)))).scalars())


def inbox(event_id: str, at: datetime, state: InboxState = InboxState.DONE) -> dict[str, object]:
    return {
        "source": "t",
        "event_id": event_id,
        "conversation": "t:1",
        "sender": "anna",
        "body": {"text": "hi", "pressed": None, "attachments": []},
        "received_at": at,
        "state": state,
        "attempts": 1,
    }


def turn(event_id: str, at: datetime, state: TurnState = TurnState.DONE) -> dict[str, object]:
    return {
        "id": f"turn-{event_id}",
        "source": "t",
        "event_id": event_id,
        "conversation": "t:1",
        "person": "anna",
        "state": state,
        "calls": [],
        "tokens_in": 0,
        "tokens_out": 0,
        "cost_micro_usd": 0,
        "started_at": at,
        "ended_at": at if state in {TurnState.DONE, TurnState.FAILED} else None,
    }


def effect(key: str, at: datetime, **given: object) -> dict[str, object]:
    return {
        "key": key,
        "turn": "t",
        "conversation": "t:1",
        "verb": "pc_clean_up",
        "args": {},
        "person": "anna",
        "reason": "",
        "epoch": 1,
        "state": EffectState.DONE,
        "undoable": False,
        "undone_by": None,
        "begun_at": at,
        "ended_at": at,
        **given,
    }


async def test_old_messages_go_and_those_under_way_stay(
    store: Store, retention: Retention, now: datetime
) -> None:
    old, new = now - timedelta(days=91), now - timedelta(days=89)
    await put(
        store,
        InboxRow,
        inbox("old", old),
        inbox("buried", old, InboxState.DEAD),
        inbox("new", new),
        inbox("unread", old, InboxState.NEW),
        inbox("working", old, InboxState.WORKING),
        inbox("waits", old),
    )
    await put(
        store,
        TurnRow,
        turn("old", old),
        turn("buried", old, TurnState.FAILED),
        turn("new", new),
        turn("working", old, TurnState.WORKING),
        turn("waits", old, TurnState.WAITING),
    )

    assert await retention.tidy(now) == 4

    assert await left(store, InboxRow) == {"new", "unread", "working", "waits"}
    assert await left(store, TurnRow) == {"new", "working", "waits"}


async def test_what_still_has_to_be_sent_stays_however_old(
    store: Store, retention: Retention, now: datetime
) -> None:
    body: dict[str, object] = {"text": "hi", "choices": [], "attachments": [], "reply_to": None}
    common: dict[str, object] = {"conversation": "t:1", "kind": Kind.ANSWER, "body": body, "attempts": 0}
    await put(
        store,
        OutboxRow,
        *[
            {**common, "key": f"{state}-{days}", "state": state, "created_at": now - timedelta(days=days)}
            for state in OutboxState
            for days in (89, 91)
        ],
    )

    await retention.tidy(now)

    async with store.reading() as session:
        kept = set((await session.execute(select(col(OutboxRow.key)))).scalars())
    assert {key for key in kept if key.endswith("91")} == {"new-91", "sending-91"}
    assert len({key for key in kept if key.endswith("89")}) == len(OutboxState)


async def test_a_change_that_could_be_put_back_outlives_the_others(
    store: Store, retention: Retention, now: datetime
) -> None:
    old, ancient = now - timedelta(days=121), now - timedelta(days=367)
    await put(
        store,
        EffectRow,
        effect("old", old),
        effect("undone", old, undoable=True, undone_by="x"),
        effect("undoable", old, undoable=True),
        effect("too late", ancient, undoable=True),
        effect("begun", ancient, state=EffectState.BEGUN, ended_at=None),
        effect("new", now - timedelta(days=119)),
    )

    await retention.tidy(now)

    async with store.reading() as session:
        kept = set((await session.execute(select(col(EffectRow.key)))).scalars())
    assert kept == {"undoable", "begun", "new"}


async def test_questions_and_buttons_go_once_they_are_decided_or_over(
    store: Store, retention: Retention, now: datetime
) -> None:
    old = now - timedelta(days=121)
    asked: dict[str, object] = {
        "turn": "t",
        "conversation": "t:1",
        "call_id": "c",
        "verb": "v",
        "args": {},
        "args_hash": "h",
        "card": "?",
        "asked_by": "anna",
        "least_role": 1,
        "created_at": old,
        "expires_at": old,
    }
    await put(store, ApprovalRow, *[{**asked, "id": str(state), "state": state} for state in ApprovalState])
    button: dict[str, object] = {"offer": "o", "conversation": "t:1", "label": "Yes", "payload": None}
    await put(
        store,
        ChoiceRow,
        {**button, "id": "over", "created_at": old, "expires_at": old},
        {**button, "id": "open", "created_at": old, "expires_at": now + timedelta(minutes=5)},
    )

    await retention.tidy(now)

    async with store.reading() as session:
        assert (await session.execute(select(col(ApprovalRow.id)))).scalars().all() == ["pending"]
        assert (await session.execute(select(col(ChoiceRow.id)))).scalars().all() == ["open"]


async def test_measurements_thin_out_to_one_an_hour_and_then_go(
    store: Store, retention: Retention, now: datetime
) -> None:
    samples = Samples(store)
    start = (now - timedelta(days=31)).replace(minute=0, second=0, microsecond=0)
    minutes = [start + timedelta(minutes=each) for each in range(180)]
    fresh = [now - timedelta(minutes=each) for each in range(30, 0, -1)]
    ancient = now - timedelta(days=401)
    for series in ("cpu", "disk"):
        await samples.keep([(series, at, 1.0) for at in (ancient, *minutes, *fresh)])

    assert await retention.tidy(now) == 2 * (1 + 177)

    for series in ("cpu", "disk"):
        kept = [at for at, _ in await samples.between(series, ancient, now)]
        assert kept == [*minutes[::60], *fresh]


async def test_the_next_round_goes_on_where_the_last_one_stopped(
    store: Store, retention: Retention, now: datetime
) -> None:
    samples = Samples(store)
    start = (now - timedelta(days=30)).replace(minute=0, second=0, microsecond=0)
    minutes = [start + timedelta(minutes=each) for each in range(300)]
    await samples.keep([("cpu", at, 1.0) for at in minutes])

    for quarter in range(0, 300, 15):
        await retention.tidy(start + KEEPING.every_sample + timedelta(minutes=quarter))
    await retention.tidy(start + KEEPING.every_sample + timedelta(hours=5))

    assert [at for at, _ in await samples.between("cpu", start, now)] == minutes[::60]
    assert await retention.tidy(start + KEEPING.every_sample + timedelta(hours=5)) == 0


async def test_much_goes_in_small_steps(store: Store, retention: Retention, now: datetime) -> None:
    old = now - timedelta(days=100)
    await put(store, InboxRow, *[inbox(str(number), old) for number in range(2 * BATCH + 1)])
    deleted: list[int] = []

    @event.listens_for(store.engine.sync_engine, "after_cursor_execute")
    def count(*told: object) -> None:  # connection, cursor, statement, …
        if str(told[2]).startswith("DELETE"):
            deleted.append(1)

    assert await retention.tidy(now) == 2 * BATCH + 1
    assert len(deleted) == 3
