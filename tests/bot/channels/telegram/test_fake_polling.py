"""The pretend Telegram hands updates out as Telegram's own server does, conflicts and confirmations included."""

import asyncio

import pytest
from telegram import Bot
from telegram.error import Conflict, InvalidToken

from bot.channels.telegram.fake import FakeTelegram
from tests.bot.channels.telegram.conftest import bot_at


def tell(telegram: FakeTelegram, *texts: str) -> None:
    anna = telegram.world.private(telegram.world.people.get(1001) or telegram.world.add_person("Anna"))
    for text in texts:
        telegram.world.say(anna, anna.person, text)


@pytest.fixture(autouse=True)
def _quick(telegram: FakeTelegram) -> None:
    telegram.world.updates.haste = 0.02


async def polled(bot: Bot, offset: int = 0, limit: int = 100, timeout: int = 0) -> list[str]:  # noqa: ASYNC109 - Telegram's word
    updates = await bot.get_updates(offset=offset, limit=limit, timeout=timeout)
    return [str(each.message.text) for each in updates if each.message]


async def test_only_a_higher_offset_confirms(telegram: FakeTelegram, bot: Bot) -> None:
    tell(telegram, "one", "two", "three")
    first, second = (await bot.get_updates(limit=2))[:2]

    assert await polled(bot, first.update_id) == ["one", "two", "three"]
    assert await polled(bot, second.update_id) == ["two", "three"]
    assert await polled(bot) == ["two", "three"]
    assert telegram.world.updates.confirmed == 1


async def test_a_negative_offset_forgets_all_but_the_last(telegram: FakeTelegram, bot: Bot) -> None:
    tell(telegram, "one", "two", "three")

    assert await polled(bot, -1) == ["three"]
    assert await polled(bot) == ["three"]


async def test_an_offset_far_in_the_future_confirms_nothing(telegram: FakeTelegram, bot: Bot) -> None:
    tell(telegram, "one")

    assert await polled(bot, 999_999_999) == ["one"]
    assert await polled(bot) == ["one"]


async def test_a_poll_waits_for_what_comes(telegram: FakeTelegram, bot: Bot) -> None:
    waiting = asyncio.create_task(polled(bot, timeout=20))
    await telegram.world.until(lambda: telegram.world.updates.polling)
    tell(telegram, "at last")

    assert await waiting == ["at last"]


async def test_a_newer_poll_ends_the_older_one(telegram: FakeTelegram, bot: Bot) -> None:
    async with bot_at(telegram) as other:
        old = asyncio.create_task(polled(bot, timeout=20))
        await telegram.world.until(lambda: telegram.world.updates.polling)
        new = asyncio.create_task(polled(other, timeout=20))

        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await old
        tell(telegram, "to the new one")
        assert await new == ["to the new one"]


async def test_a_second_conflict_within_three_seconds_comes_late(telegram: FakeTelegram, bot: Bot) -> None:
    async with bot_at(telegram) as other:
        for _ in range(2):
            old = asyncio.create_task(polled(bot, timeout=20))
            polls = telegram.world.updates.polls
            await telegram.world.until(lambda polls=polls: telegram.world.updates.polls > polls)
            new = asyncio.create_task(polled(other, timeout=20))
            with pytest.raises(Conflict):
                await old
            tell(telegram, "next")
            await new
            telegram.world.updates.forget_all()
    assert [each.status for each in telegram.called("getUpdates")] == [409, 200, 409, 200]


async def test_a_webhook_and_polling_exclude_each_other(telegram: FakeTelegram, bot: Bot) -> None:
    waiting = asyncio.create_task(polled(bot, timeout=20))
    await telegram.world.until(lambda: telegram.world.updates.polling)
    await bot.set_webhook("https://example.org/hook")
    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await waiting

    with pytest.raises(Conflict, match="while webhook is active"):
        await polled(bot)
    assert (await bot.get_webhook_info()).url == "https://example.org/hook"
    tell(telegram, "kept")
    await bot.delete_webhook()
    assert await polled(bot) == ["kept"]
    tell(telegram, "dropped")
    await bot.delete_webhook(drop_pending_updates=True)
    assert await polled(bot) == []


async def test_a_wrong_token_is_refused(telegram: FakeTelegram) -> None:
    with pytest.raises(InvalidToken):
        async with bot_at(telegram, "123:wrong"):
            pass


async def test_old_buttons_are_forgotten_sooner_than_words(telegram: FakeTelegram, bot: Bot) -> None:
    anna = telegram.world.add_person("Anna")
    said = telegram.world.say(telegram.world.private(anna), anna, "hello")
    telegram.acts.press_data(said, "yes", anna)
    now = telegram.world.now()

    telegram.world.now = lambda: now + 200
    (update,) = await bot.get_updates()
    assert update.message is not None
    telegram.world.now = lambda: now + 90_000
    assert await bot.get_updates() == ()


async def test_kinds_that_the_bot_does_not_ask_for_never_come(telegram: FakeTelegram, bot: Bot) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    tell(telegram, "unheard")
    assert await polled(bot) == []
    await bot.get_updates(allowed_updates=[])
    tell(telegram, "heard")
    assert await polled(bot) == ["heard"]
