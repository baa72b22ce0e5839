"""Short answers that wait for one person are one message; nothing is lost, doubled, moved or put under another's name."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from bot.joining import MOST_CHARS, MOST_JOINED, SHORT_CHARS, join_waiting
from memory import inbox, outbox
from memory.db import Store
from memory.messages import Attachment, Choice, Inbound, Kind, Outbound
from memory.tables import InboxRow, OutboxRow
from tests.bot.house import NOON

PLACE = "telegram:1"
PLAIN = Outbound("", PLACE, "")


async def hear(store: Store, number: int, sender: str) -> str:
    """Somebody wrote; returns the event's id."""
    event = f"{number}"
    async with store.fenced() as session:
        await inbox.accept(session, Inbound("telegram", event, PLACE, sender, "…", NOON, shared=True))
    return event


async def answer(store: Store, number: int, sender: str = "anna", like: Outbound = PLAIN) -> Outbound:
    """An answer waits to be sent to what somebody wrote."""
    event = await hear(store, number, sender)
    reply_to = like.reply_to or event
    message = replace(like, key=f"k{number}", text=like.text or f"answer {number}.", reply_to=reply_to)
    async with store.fenced() as session:
        await outbox.put(session, message, NOON)
    return message


async def next_message(store: Store, now: datetime = NOON) -> Outbound | None:
    """What is sent next, as the delivery claims it."""
    async with store.fenced() as session:
        claimed = await outbox.claim(session, now=now, epoch=1, limit=1)
        return await join_waiting(session, claimed[0]) if claimed else None


async def sent(store: Store) -> list[Outbound]:
    """Send everything that waits."""
    gone: list[Outbound] = []
    while (message := await next_message(store)) is not None:
        async with store.fenced() as session:
            await outbox.sent(session, message.key, f"id-{message.key}", NOON)
        gone.append(message)
    return gone


async def test_what_waits_for_one_person_comes_as_one_message(store: Store) -> None:
    for number in range(3):
        await answer(store, number)
    (message,) = await sent(store)
    assert message.text == "answer 0.\n\nanswer 1.\n\nanswer 2."
    assert (message.key, message.reply_to, message.also_answers) == ("k0", "0", ("1", "2"))
    async with store.reading() as session:
        assert await outbox.pending_count(session) == 0


async def test_nobodys_answer_comes_under_anothers(store: Store) -> None:
    for number, sender in enumerate(("anna", "ben", "ben", "anna", "anna")):
        await answer(store, number, sender)
    assert [(each.reply_to, *each.also_answers) for each in await sent(store)] == [
        ("0",),
        ("1", "2"),
        ("3", "4"),
    ]


@pytest.mark.parametrize(
    "alone",
    [
        replace(PLAIN, choices=(Choice("Undo", "u"),)),
        replace(PLAIN, kind=Kind.CARD),
        replace(PLAIN, kind=Kind.NOTICE),
        replace(PLAIN, kind=Kind.ALERT),
        replace(PLAIN, attachments=(Attachment("disk.png", "image/png", b"png"),)),
        replace(PLAIN, text="x" * (SHORT_CHARS + 1)),
        replace(PLAIN, reply_to="/77"),
        replace(PLAIN, edits="k0"),
    ],
    ids=["buttons", "card", "notice", "alert", "file", "long", "command", "edit"],
)
async def test_what_is_more_than_a_few_words_stays_alone_and_in_its_place(
    store: Store, alone: Outbound
) -> None:
    await answer(store, 0)
    await answer(store, 1, like=alone)
    await answer(store, 2)
    await answer(store, 3)
    keys = [each.key for each in await sent(store)]
    assert keys == ["k0", "k1", "k2"]


@pytest.mark.parametrize("first", [1, 2])
async def test_a_message_that_was_tried_is_sent_again_as_it_was(store: Store, first: int) -> None:
    for number in range(first):
        await answer(store, number)
    before = await next_message(store)
    await answer(store, first)
    async with store.fenced() as session:
        assert await outbox.reopen_stale(session) == ["k0"]
    again, behind = await sent(store)
    assert again == before, "a platform with a key of ours would give back the first, without what came since"
    assert behind.key == f"k{first}"


async def test_what_does_not_fit_waits_for_the_next(store: Store) -> None:
    for number in range(MOST_JOINED + 1):
        await answer(store, number)
    assert [len(each.also_answers) + 1 for each in await sent(store)] == [MOST_JOINED, 1]
    for number in range(100, 106):
        await answer(store, number, like=replace(PLAIN, text="x" * SHORT_CHARS))
    assert [len(each.text) <= MOST_CHARS for each in await sent(store)] == [True, True]


KINDS: Sequence[Outbound] = (PLAIN, PLAIN, PLAIN, replace(PLAIN, choices=(Choice("Undo", "u"),)))
steps = st.one_of(
    st.tuples(st.just("answer"), st.sampled_from(("anna", "ben")), st.sampled_from(KINDS)),
    st.tuples(st.sampled_from(("claim", "sent", "retry", "crash")), st.just(""), st.just(PLAIN)),
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(steps, max_size=30))
async def test_whatever_happens_each_answer_is_given_once_and_in_order(
    store: Store, script: list[tuple[str, str, Outbound]]
) -> None:
    async with store.fenced() as session:
        await session.execute(delete(OutboxRow))
        await session.execute(delete(InboxRow))
    by: dict[str, str] = {}
    flying: Outbound | None = None
    gone: list[Outbound] = []
    tried: dict[str, Outbound] = {}
    for number, (what, sender, like) in enumerate(script):
        if what == "answer":
            message = await answer(store, number, sender, like)
            by[message.reply_to or ""] = sender
        elif what == "claim" and flying is None:
            flying = await next_message(store)
            if flying is not None:
                assert tried.setdefault(flying.key, flying) == flying
        elif flying is not None:
            async with store.fenced() as session:
                if what == "sent":
                    await outbox.sent(session, flying.key, "id", NOON)
                    gone.append(flying)
                elif what == "retry":
                    await outbox.retry(session, flying.key, NOON)
                elif what == "crash":
                    await outbox.reopen_stale(session)
                else:
                    continue
            flying = None
    if flying is not None:
        async with store.fenced() as session:
            await outbox.reopen_stale(session)
    gone += await sent(store)
    answered = [[each.reply_to or "", *each.also_answers] for each in gone]
    assert [event for each in answered for event in each] == list(by)
    assert all(len({by[event] for event in each}) == 1 for each in answered)
    assert "\n\n".join(each.text for each in gone) == "\n\n".join(f"answer {event}." for event in by)
