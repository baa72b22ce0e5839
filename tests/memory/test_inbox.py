import asyncio
from dataclasses import replace
from datetime import datetime

import pytest

from memory import inbox
from memory.db import Store
from memory.messages import Attachment, Inbound, Spoken


@pytest.fixture
def hello(now: datetime) -> Inbound:
    picture = Attachment("cat.png", "image/png", bytes(range(256)), "a cat")
    return Inbound("telegram", "7", "telegram:42", "anna", "hello \U0001f44b", now, "b1", (picture,), True)


async def accept(store: Store, *inbounds: Inbound) -> list[bool]:
    async with store.fenced() as session:
        return [await inbox.accept(session, inbound) for inbound in inbounds]


async def claim(store: Store, event_id: str, epoch: int = 1) -> inbox.Claim | None:
    async with store.fenced() as session:
        return await inbox.claim(session, "telegram", event_id, epoch=epoch)


async def test_an_event_delivered_twice_is_kept_once_and_comes_back_as_it_was(
    store: Store, hello: Inbound
) -> None:
    assert await accept(store, hello) == [True]
    assert await accept(store, replace(hello, text="again")) == [False]

    async with store.reading() as session:
        assert await inbox.unfinished(session) == [hello]


async def test_what_was_heard_takes_the_place_of_the_recording(store: Store, hello: Inbound) -> None:
    recording = Attachment("voice.ogg", "audio/ogg", b"OggS")
    await accept(store, replace(hello, text="", attachments=(recording,)))
    heard = replace(
        hello,
        text="turn off the light",
        attachments=(replace(recording, content=b""),),
        spoken=Spoken(unsure=True),
    )
    async with store.fenced() as session:
        await inbox.keep_heard(session, heard)
    async with store.reading() as session:
        assert await inbox.unfinished(session) == [heard]


async def test_one_of_two_who_claim_an_event_gets_it(store: Store, hello: Inbound) -> None:
    await accept(store, hello)

    claims = await asyncio.gather(*(claim(store, "7") for _ in range(6)))

    assert [taken for taken in claims if taken is not None] == [inbox.Claim(hello, 1)]


async def test_what_a_dead_process_was_handling_can_be_claimed_again_and_counts(
    store: Store, hello: Inbound
) -> None:
    await accept(store, hello)
    await claim(store, "7")

    async with store.fenced() as session:
        assert await inbox.reopen_stale(session) == 1

    assert await claim(store, "7") == inbox.Claim(hello, 2)


async def test_a_new_leader_may_take_what_the_old_one_was_handling(store: Store, hello: Inbound) -> None:
    await accept(store, hello)
    await claim(store, "7")

    assert await claim(store, "7", epoch=2) == inbox.Claim(hello, 2)


async def test_finished_and_buried_events_are_never_handled_again(store: Store, hello: Inbound) -> None:
    await accept(store, hello, replace(hello, event_id="8"), replace(hello, event_id="9"))
    async with store.fenced() as session:
        await inbox.finish(session, "telegram", "7")
        await inbox.bury(session, "telegram", "8")

    assert await claim(store, "7") is None
    assert await claim(store, "8") is None
    async with store.reading() as session:
        assert [open_.event_id for open_ in await inbox.unfinished(session)] == ["9"]
        assert await inbox.count_by_state(session) == {
            inbox.State.DONE: 1,
            inbox.State.DEAD: 1,
            inbox.State.NEW: 1,
        }


async def test_events_wait_in_the_order_in_which_they_came(store: Store, hello: Inbound) -> None:
    names = ["30", "4", "100", "5"]
    await accept(store, *(replace(hello, event_id=name) for name in names))

    async with store.reading() as session:
        assert [open_.event_id for open_ in await inbox.unfinished(session)] == names


@pytest.mark.parametrize(
    ("odd", "kept"),
    [("a\0b", "a\0b"), ("half \ud83d", "half \ud83d"), ("x" * 1_000_000, "x" * 1_000_000), ("", "")],
)
async def test_odd_messages_are_stored_rather_than_lost(
    store: Store, hello: Inbound, odd: str, kept: str
) -> None:
    await accept(store, replace(hello, text=odd, sender=odd[:9]))

    async with store.reading() as session:
        [stored] = await inbox.unfinished(session)
    assert stored.text == kept
    assert stored.sender == odd[:9].replace("\0", "").replace("\ud83d", "�")


async def test_a_cursor_moves_with_what_was_accepted(store: Store) -> None:
    for offset in (5, 9):
        async with store.fenced() as session:
            await inbox.advance(session, "telegram", offset)

    async with store.reading() as session:
        assert await inbox.next_offset(session, "telegram") == 9
        assert await inbox.next_offset(session, "discord") is None
