"""The audit chain: whole, or the first bad link named; what is erased is erased and not broken."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from memory import audit
from memory.audit import Deed, Verified
from memory.columns import Json
from memory.db import Store

NOON = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)
HOW_MANY = 7


def deed(number: int, person: str = "anna", payload: dict[str, Json] | None = None) -> Deed:
    usual: dict[str, Json] = {"args": {"n": number}}
    at = NOON + timedelta(seconds=number)
    return Deed(at, person, "pc_clean_up", "done", usual if payload is None else payload)


@pytest.fixture
async def chain(store: Store) -> Store:
    for number in range(HOW_MANY):
        async with store.fenced() as session:
            await audit.append(session, deed(number, "leo" if number == 3 else "anna"))
    return store


async def verified(store: Store) -> Verified:
    async with store.reading() as session:
        return await audit.verify(session)


async def change(store: Store, statement: str) -> None:
    async with store.fenced() as session:
        await session.execute(text(statement))


async def test_an_empty_chain_and_a_full_one_are_whole(store: Store) -> None:
    assert await verified(store) == Verified(0, 0)
    async with store.fenced() as session:
        await audit.append(session, *(deed(number) for number in range(3)))
    assert await verified(store) == Verified(3, 0)


@pytest.mark.parametrize(
    ("statement", "bad", "why"),
    [
        ("UPDATE audit SET person='ben' WHERE n=4", 4, "it was changed"),
        ("UPDATE audit SET outcome='failed' WHERE n=1", 1, "it was changed"),
        ("UPDATE audit SET verb='pc_other' WHERE n=7", 7, "it was changed"),
        ("UPDATE audit SET at='2026-11-23 12:00:00.000000' WHERE n=2", 2, "it was changed"),
        (
            "UPDATE audit SET commitment=(SELECT commitment FROM audit WHERE n=5) WHERE n=6",
            6,
            "it was changed",
        ),
        ("UPDATE audit_payload SET payload='{}' WHERE n=5", 5, "what it says happened was changed"),
        ("UPDATE audit_payload SET salt='00' WHERE n=5", 5, "what it says happened was changed"),
        ("DELETE FROM audit WHERE n=3", 3, "it is missing"),
        ("DELETE FROM audit WHERE n=1", 1, "it is missing"),
        ("DELETE FROM audit WHERE n>5", 6, "the end of the chain is missing"),
        ("UPDATE audit_head SET n=8", 8, "the end of the chain is missing"),
    ],
)
async def test_the_first_bad_link_is_named(chain: Store, statement: str, bad: int, why: str) -> None:
    await change(chain, statement)
    found = await verified(chain)
    assert (found.bad, found.why) == (bad, why)


async def test_what_is_erased_is_said_to_be_erased_and_the_chain_stays_whole(chain: Store) -> None:
    async with chain.fenced() as session:
        assert await audit.erase(session, "leo") == 1
    assert await verified(chain) == Verified(HOW_MANY, 1)
    async with chain.reading() as session:
        links = await audit.latest(session, 99)
    assert [link.n for link in links if link.payload is None] == [4]
    assert [link.payload for link in links if link.n == 1] == [{"args": {"n": 0}}]
    async with chain.fenced() as session:
        await audit.append(session, deed(99))
    assert await verified(chain) == Verified(HOW_MANY + 1, 1)


async def test_links_made_at_once_stand_one_behind_the_other(store: Store) -> None:
    async def add(number: int) -> None:
        async with store.fenced() as session:
            await audit.append(session, deed(number), deed(number))

    await asyncio.gather(*(add(number) for number in range(12)))
    assert await verified(store) == Verified(24, 0)


async def test_what_was_rolled_back_left_no_link(chain: Store) -> None:
    async def fail() -> None:
        async with chain.fenced() as session:
            await audit.append(session, deed(99))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await verified(chain) == Verified(HOW_MANY, 0)


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.dictionaries(st.text(), plain, max_size=4))
async def test_whatever_happened_can_be_told_and_verified(store: Store, payload: dict[str, Json]) -> None:
    async with store.fenced() as session:
        await audit.append(session, deed(1, payload=payload))
    async with store.reading() as session:
        (link,) = await audit.latest(session, 1)
        assert link.payload == payload
        assert (await audit.verify(session)).bad is None
