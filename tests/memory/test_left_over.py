"""Nothing grows without end: what is left over of what has gone goes too, and every table is accounted for."""

import importlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select
from sqlmodel import SQLModel, col

from memory import audit, remembered
from memory.bodies import OutboundBody
from memory.columns import Row
from memory.db import Store
from memory.house_tables import AuditPayloadRow, InviteRow, SummonsRow
from memory.messages import Kind
from memory.owners import owner_of
from memory.remembered import Kind as MemoryKind
from memory.remembered import Memory, Source
from memory.retention import LEARNT, Keeping, Retention
from memory.tables import CursorRow, SpendRow, SummaryRow, TurnRow, TurnState
from memory.web_tables import MailboxRow

ROOT = Path(__file__).parents[2]
KEEPING = Keeping(
    messages=timedelta(days=90),
    changes=timedelta(days=120),
    samples=timedelta(days=400),
    every_sample=timedelta(days=30),
)
TIDIED = {
    *("inbox", "turn", "outbox", "choice", "approval", "effect", "sample"),
    *("summons", "summary", "cursor", "mailbox", "invite", "audit_payload", "spend", "kept_file"),
}
BOUNDED = {
    **dict.fromkeys(
        ("person", "identity", "alias", "api_client"), "as many as there are people and what they name"
    ),
    "audit": "the chain; a quarter of a kilobyte a change",
    "audit_head": "one row",
    "fence": "one row",
    "lease": "one row",
    "memory": "until somebody forgets them; then daily housekeeping",
    "pc_gaming": "one row a PC",
    "later": "until its time has come",
    "network_device": "one row a device that was ever here",
    "network_hours": "one row a person or device with times of its own",
    "network_owed": "until the Pi-hole that was away is back",
    "media_asked": "until it has arrived",
    "pc_cleanup": "one row a clean-up, of which there are a few a year",
}


@pytest.fixture
def retention(store: Store) -> Retention:
    return Retention(store, KEEPING)


async def put(store: Store, table: type[Row], *rows: Mapping[str, object]) -> None:
    async with store.fenced() as session:
        await session.execute(insert(table), [dict(row) for row in rows])


async def count(store: Store, table: type[Row]) -> int:
    async with store.reading() as session:
        return (await session.execute(select(func.count()).select_from(table))).scalar_one()


def turn(name: str, at: datetime) -> dict[str, object]:
    numbers = dict.fromkeys(("tokens_in", "tokens_out", "cost_micro_usd"), 0)
    names = {"id": name, "source": "t", "event_id": name, "conversation": f"t:{name}", "person": "anna"}
    return {**names, **numbers, "state": TurnState.DONE, "calls": [], "started_at": at, "ended_at": at}


def test_every_table_is_kept_for_a_stated_time() -> None:
    for file in ROOT.glob("[bmst]*/**/*tables.py"):
        importlib.import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
    ours = set(SQLModel.metadata.tables)
    assert ours - TIDIED - set(BOUNDED) == set(), "say in memory/retention.py how long this is kept"


async def test_what_belonged_to_a_turn_goes_with_it(
    store: Store, retention: Retention, now: datetime
) -> None:
    await put(store, TurnRow, turn("old", now - timedelta(days=91)), turn("new", now - timedelta(days=89)))
    for name in ("old", "new"):
        await put(
            store, SummonsRow, *({"turn": name, "conversation": at, "message": "m"} for at in ("t:b", "t:c"))
        )
        await put(store, SummaryRow, {"conversation": f"t:{name}", "up_to_turn": 1, "text": "Lights."})
        await put(store, CursorRow, {"source": f"{LEARNT}t:{name}", "next_offset": 7})
    await put(store, CursorRow, {"source": "telegram", "next_offset": 7})

    await retention.tidy(now)

    assert await keys(store, SummonsRow, "turn") == {"new"}
    assert await count(store, SummonsRow) == 2
    assert await keys(store, SummaryRow, "conversation") == {"t:new"}
    assert await keys(store, CursorRow, "source") == {f"{LEARNT}t:new", "telegram"}


async def test_invites_spending_and_mailboxes_go_when_they_are_old(
    store: Store, retention: Retention, now: datetime
) -> None:
    for days in (121, 119):
        at = now - timedelta(days=days)
        who = {"person": "ben", "invited_by": "anna", "created_at": at, "expires_at": at}
        await put(store, InviteRow, {"digest": str(days), **who})
        spent = {"tokens_in": 1, "tokens_out": 1, "cost_micro_usd": 1, "calls": 1}
        await put(store, SpendRow, {"day": at.date(), "person": "anna", **spent})
    body: OutboundBody = {"text": "Hello", "choices": [], "attachments": [], "reply_to": None}
    for days in (91, 89):
        letter = {"key": str(days), "client": "c", "conversation": "api:c", "kind": Kind.ANSWER, "body": body}
        await put(store, MailboxRow, {**letter, "at": now - timedelta(days=days)})

    await retention.tidy(now)

    assert await keys(store, InviteRow, "digest") == {"119"}
    assert await keys(store, SpendRow, "day") == {(now - timedelta(days=119)).date()}
    assert await keys(store, MailboxRow, "key") == {"89"}


async def test_what_exactly_happened_goes_and_the_chain_stays_whole(
    store: Store, retention: Retention, now: datetime
) -> None:
    async with store.fenced() as session:
        for days in (200, 121, 119):
            at = now - timedelta(days=days)
            await audit.append(session, audit.Deed(at, "anna", "home_turn_on", "done", {"days": days}))

    await retention.tidy(now)

    assert await count(store, AuditPayloadRow) == 1
    async with store.reading() as session:
        verified = await audit.verify(session)
    assert (verified.links, verified.erased, verified.bad) == (3, 2, None)


async def test_what_was_corrected_long_ago_is_erased(store: Store, now: datetime) -> None:
    anna, source = owner_of("anna"), Source("anna", "ask:anna")
    async with store.fenced() as session:
        for name, day in (("a", 0), ("b", 10), ("c", 50)):
            at = now + timedelta(days=day)
            kept = Memory(name, anna, f"about {name}", MemoryKind.FACT, source, at, at)
            await remembered.add(session, kept, None, None)
        await remembered.supersede(session, anna, "a", "b")
        await remembered.supersede(session, anna, "b", "c")

        assert await remembered.erase_forgotten(session, now + timedelta(days=10)) == set()
        assert await remembered.erase_forgotten(session, now + timedelta(days=11)) == {anna}
        left = await remembered.find(session, [anna], ["a", "b", "c"])
        assert {each.id for each in left} == {"b", "c"}


async def keys(store: Store, table: type[Row], name: str) -> set[object]:
    async with store.reading() as session:
        return set((await session.execute(select(col(getattr(table, name))))).scalars())
