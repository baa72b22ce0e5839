"""The API's channel: what is sent is kept once, told to those who listen, and nobody holds up the others."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.channels.api import BEHIND, MOST_WAITING, Api, Listener, News, Writing
from bot.channels.contract import Gone
from memory import mailbox
from memory.clock import Clock
from memory.db import Store
from memory.mailbox import Kept
from memory.messages import Attachment, Choice, Kind, Outbound

ROOM = "api:phone:main"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CARD = Outbound(
    "answer:1",
    ROOM,
    "Unlock the front door.",
    Kind.CARD,
    (Choice("Yes, do it", "c1"),),
    (Attachment("chart.png", "image/png", b"\x89PNG\x00", "a chart"),),
    "phone:k1",
)


@pytest.fixture
def channel(store: Store) -> Api:
    return Api(store, Clock(ZoneInfo("UTC"), NOON))


async def heard(listener: Listener) -> list[News]:
    """All that waits for a listener."""
    listener.tell(BEHIND)
    news: list[News] = []
    while (latest := await listener.next_news()) is not BEHIND:
        news.append(latest)
    return news


async def test_a_message_comes_back_as_it_was_and_its_repetition_changes_nothing(
    store: Store, channel: Api
) -> None:
    async with channel.listen("phone") as phone, channel.listen("tablet") as tablet:
        first = await channel.send(CARD)
        again = await channel.send(CARD)  # a kill between keeping and marking as sent

        assert first == again
        news = await heard(phone)
        assert {each.message for each in news if isinstance(each, Kept)} == {CARD}
        assert await heard(tablet) == []
    async with store.reading() as session:
        kept = await mailbox.after(session, "phone", 0, 10)
        assert [each.message for each in kept] == [CARD]
        assert await mailbox.answer(session, "phone", "phone:k1") == kept[0]
        assert await mailbox.answer(session, "tablet", "phone:k1") is None
        assert await mailbox.one(session, "tablet", kept[0].n) is None


async def test_an_edit_is_one_more_message_that_names_the_one_it_replaces(store: Store, channel: Api) -> None:
    cursor = await channel.send(CARD)
    decided = Outbound("decided:1", ROOM, "✓ You said yes.", Kind.CARD, edits=CARD.key)

    await channel.edit(decided, cursor)

    async with store.reading() as session:
        kept = await mailbox.after(session, "phone", int(cursor), 10)
    assert [(each.message.text, each.message.edits) for each in kept] == [("✓ You said yes.", cursor)]
    with pytest.raises(Gone):
        await channel.edit(decided, "desk:1")


async def test_who_sleeps_is_sent_away_and_holds_up_nobody(channel: Api) -> None:
    async with channel.listen("phone") as asleep:
        for number in range(MOST_WAITING + 5):
            await channel.send(Outbound(f"push:{number}", ROOM, str(number)))
        news = [await asleep.next_news() for _ in range(MOST_WAITING + 1)]
        assert news[-1] is BEHIND
        assert all(isinstance(each, Kept) for each in news[:-1])
    assert channel.listening == 0


async def test_progress_is_told_only_to_who_has_heard_everything_else(channel: Api) -> None:
    async with channel.listen("phone") as phone:
        await channel.show_working(ROOM)
        await channel.show_progress(ROOM, "Moving…")
        assert await heard(phone) == [Writing(ROOM, "")]
