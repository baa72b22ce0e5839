from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from memory import outbox
from memory.db import Store
from memory.messages import Attachment, Choice, Kind, Outbound
from memory.tables import OutboxRow


async def put(store: Store, now: datetime, *messages: Outbound) -> None:
    async with store.fenced() as session:
        for message in messages:
            await outbox.put(session, message, now)


async def claim(store: Store, now: datetime, limit: int = 10, conversations: str = "") -> list[str]:
    async with store.fenced() as session:
        found = await outbox.claim(session, now=now, epoch=1, limit=limit, conversations=conversations)
    return [message.key for message in found]


async def test_a_message_comes_back_as_it_was_written_and_a_key_counts_once(
    store: Store, now: datetime
) -> None:
    picture = Attachment("disk.png", "image/png", b"\x00\xff", "a full disk")
    message = Outbound(
        "a", "t:1", "hi", Kind.CARD, (Choice("Yes", "y"), Choice("No", "n")), (picture,), "e7", "z"
    )

    async with store.fenced() as session:
        assert await outbox.put(session, message, now)
        assert not await outbox.put(session, message, now)
        assert await outbox.claim(session, now=now, epoch=1, limit=5) == [message]
        assert await outbox.claim(session, now=now, epoch=1, limit=5) == []


async def test_an_alert_goes_first_but_only_past_other_conversations(store: Store, now: datetime) -> None:
    await put(
        store,
        now,
        Outbound("1", "t:1", "x"),
        Outbound("2", "t:2", "x"),
        Outbound("3", "t:2", "fire", Kind.ALERT),
    )

    assert await claim(store, now, limit=1) == ["2"]
    assert await claim(store, now) == ["1"]
    async with store.fenced() as session:
        await outbox.sent(session, "2", "p2", now)
        assert await outbox.platform_id(session, "2") == "p2"
    assert await claim(store, now) == ["3"]


async def test_only_the_asked_for_channel_is_claimed(store: Store, now: datetime) -> None:
    await put(
        store,
        now,
        Outbound("1", "telegram:1", "x"),
        Outbound("2", "Terminal:1", "x"),
        Outbound("3", "terminal:1", "x"),
    )

    assert await claim(store, now, conversations="terminal:") == ["3"]


async def test_a_message_to_be_retried_holds_up_its_conversation_until_then(
    store: Store, now: datetime
) -> None:
    await put(store, now, Outbound("1", "t:1", "x"), Outbound("2", "t:1", "x"))
    await claim(store, now)
    async with store.fenced() as session:
        assert await outbox.retry(session, "1", now + timedelta(seconds=30)) == 1

    assert await claim(store, now) == []
    assert await claim(store, now + timedelta(seconds=30)) == ["1"]


async def test_a_dead_letter_is_kept_and_lets_the_conversation_go_on(store: Store, now: datetime) -> None:
    await put(store, now, Outbound("1", "t:1", "x"), Outbound("2", "t:1", "x"))
    await claim(store, now)
    async with store.fenced() as session:
        await outbox.bury(session, "1")
        assert [letter.key for letter in await outbox.dead_letters(session)] == ["1"]
        assert await outbox.pending_count(session) == 1

    assert await claim(store, now) == ["2"]


async def test_what_a_dead_process_was_sending_is_sent_again(store: Store, now: datetime) -> None:
    await put(store, now, Outbound("1", "t:1", "x"), Outbound("2", "t:2", "x"))
    await claim(store, now)

    async with store.fenced() as session:
        assert await outbox.reopen_stale(session) == ["1", "2"]
    assert await claim(store, now) == ["1", "2"]


steps = st.one_of(
    st.tuples(st.just("put"), st.sampled_from("abc"), st.sampled_from([Kind.ANSWER, Kind.ALERT])),
    st.tuples(st.just("claim"), st.integers(1, 4), st.none()),
    st.tuples(st.sampled_from(["sent", "retry", "bury", "crash"]), st.integers(0, 9), st.none()),
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(steps, max_size=25))
async def test_whatever_happens_each_conversation_gets_its_messages_in_order(
    store: Store, now: datetime, script: list[tuple[str, str | int, Kind | None]]
) -> None:
    written: dict[str, list[str]] = {}
    gone: dict[str, list[str]] = {}
    flying: list[Outbound] = []
    async with store.fenced() as session:
        await session.execute(delete(OutboxRow))
    for number, (what, which, kind) in enumerate(script):
        async with store.fenced() as session:
            if what == "put":
                message = Outbound(f"{number}", f"t:{which}", "x", kind or Kind.ANSWER)
                await outbox.put(session, message, now)
                written.setdefault(message.conversation, []).append(message.key)
            elif what == "claim":
                flying += await outbox.claim(session, now=now, epoch=1, limit=int(which))
                assert len({m.conversation for m in flying}) == len(flying)
            elif what == "crash":
                assert sorted(await outbox.reopen_stale(session)) == sorted(m.key for m in flying)
                flying = []
            elif flying:
                message = flying.pop(int(which) % len(flying))
                if what == "retry":
                    await outbox.retry(session, message.key, now)
                    continue
                await (
                    outbox.sent(session, message.key, None, now)
                    if what == "sent"
                    else outbox.bury(session, message.key)
                )
                gone.setdefault(message.conversation, []).append(message.key)
    for conversation, keys in gone.items():
        assert keys == written[conversation][: len(keys)]


@pytest.mark.parametrize("hours", [-5, 0, 9])
async def test_an_instant_means_the_same_in_every_zone(store: Store, now: datetime, hours: int) -> None:
    from datetime import timezone

    there = now.astimezone(timezone(timedelta(hours=hours)))
    await put(store, now, Outbound("1", "t:1", "x"))
    await claim(store, there)
    async with store.fenced() as session:
        await outbox.retry(session, "1", there)

    assert await claim(store, now - timedelta(microseconds=1)) == []
    assert await claim(store, now) == ["1"]


async def test_who_comes_back_need_not_wait_for_the_next_try(store: Store, now: datetime) -> None:
    await put(store, now, Outbound("1", "t:1", "x"), Outbound("2", "t:2", "x"))
    await claim(store, now)
    async with store.fenced() as session:
        for key in ("1", "2"):
            await outbox.retry(session, key, now + timedelta(hours=1))
        await outbox.hurry(session, "t:1", now)

    assert await claim(store, now) == ["1"]


async def test_what_waits_behind_a_first_try_can_become_one_message_with_it(
    store: Store, now: datetime
) -> None:
    first, *others = (Outbound(f"{number}", "t:1", f"{number}", reply_to=f"e{number}") for number in range(3))
    await put(store, now, first, Outbound("other", "t:2", "x"), *others)
    whole = replace(first, text="0 1 2", also_answers=("e1", "e2"))
    async with store.fenced() as session:
        assert await outbox.claim(session, now=now, epoch=1, limit=1) == [first]
        assert await outbox.waiting_behind(session, "0", 5) == others
        await outbox.join(session, whole, ["1", "2"])
    async with store.fenced() as session:
        assert await outbox.reopen_stale(session) == ["0"]
        assert await outbox.claim(session, now=now, epoch=1, limit=1) == [whole]
        assert await outbox.waiting_behind(session, "0", 5) == []
        await outbox.sent(session, "0", "p0", now)
    assert await claim(store, now) == ["other"]
