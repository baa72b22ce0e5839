"""The pretend Telegram's bad days: refusals, limits, silence, broken connections, nonsense, and answers that get lost."""

import asyncio
from datetime import timedelta

import pytest
from telegram import Bot
from telegram.error import Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.channels.telegram.fake import FakeTelegram
from bot.channels.telegram.pretend_days import BadDay, Limits, day
from bot.channels.telegram.pretend_people import Chat


@pytest.fixture
def chat(telegram: FakeTelegram) -> Chat:
    return telegram.world.private(telegram.world.add_person("Anna"))


async def test_it_goes_wrong_as_often_as_was_said_and_then_is_well(
    telegram: FakeTelegram, bot: Bot, chat: Chat
) -> None:
    telegram.weather.expect(day("refuse", "sendMessage", after=1, times=2))

    await bot.send_message(chat.id, "one")
    for _ in range(2):
        with pytest.raises(NetworkError, match="Bad Gateway"):
            await bot.send_message(chat.id, "two")
    await bot.get_me()
    await bot.send_message(chat.id, "two")
    assert chat.texts() == ["one", "two"]
    assert [each.status for each in telegram.called("sendMessage")] == [200, 502, 502, 200]


async def test_it_goes_wrong_for_one_chat_only(telegram: FakeTelegram, bot: Bot, chat: Chat) -> None:
    ben = telegram.world.private(telegram.world.add_person("Ben"))
    why = "Forbidden: user is deactivated"
    telegram.weather.expect(day("refuse", chat_id=ben.id, times=None, code=403, description=why))

    await bot.send_message(chat.id, "hello")
    for _ in range(3):
        with pytest.raises(Forbidden, match="deactivated"):
            await bot.send_message(ben.id, "hello")
    telegram.weather.mend()
    await bot.send_message(ben.id, "hello")


async def test_an_answer_can_get_lost_though_the_message_is_there(
    telegram: FakeTelegram, bot: Bot, chat: Chat
) -> None:
    telegram.weather.expect(day("lost", "sendMessage"))
    with pytest.raises(NetworkError):
        await bot.send_message(chat.id, "once")

    assert chat.texts() == ["once"]


@pytest.mark.parametrize("how", [day("reset", "sendMessage"), day("garbage", "sendMessage")])
async def test_nothing_is_done_when_the_connection_breaks_first(
    telegram: FakeTelegram, bot: Bot, chat: Chat, how: BadDay
) -> None:
    telegram.weather.expect(how.model_copy())
    with pytest.raises(TelegramError):
        await bot.send_message(chat.id, "never")

    assert chat.texts() == []


async def test_silence_ends_when_the_bot_gives_up(telegram: FakeTelegram, bot: Bot, chat: Chat) -> None:
    telegram.weather.expect(day("hang", "sendMessage"))
    with pytest.raises(TimedOut):
        await bot.send_message(chat.id, "hello?", read_timeout=0.1)

    assert chat.texts() == []


async def test_who_hangs_is_broken_off_once_all_is_mended(telegram: FakeTelegram, bot: Bot) -> None:
    telegram.weather.expect(day("hang", "getMe"))
    waiting = asyncio.create_task(bot.get_me())
    await telegram.world.until(lambda: telegram.weather.hanging == 1)
    telegram.weather.mend()

    with pytest.raises(NetworkError):
        await waiting


async def test_it_can_be_slow(telegram: FakeTelegram, bot: Bot, chat: Chat) -> None:
    telegram.weather.expect(day("slow", "sendMessage", seconds=0.2, chat_id=chat.id))
    slow = asyncio.create_task(bot.send_message(chat.id, "at last"))
    await bot.get_me()
    await slow

    assert [each.asked.method for each in telegram.calls[-2:]] == ["getme", "sendmessage"]


async def test_a_bad_time_passes(telegram: FakeTelegram, bot: Bot) -> None:
    now = [0.0]
    telegram.weather.now = lambda: now[0]
    telegram.weather.expect(day("limit", times=None, lasts=60, retry_after=7))
    with pytest.raises(RetryAfter) as refused:
        await bot.get_me()

    assert refused.value.retry_after == timedelta(seconds=7)
    now[0] = 59.0
    with pytest.raises(RetryAfter):
        await bot.get_me()
    now[0] = 60.0
    await bot.get_me()


async def test_the_limits_count_messages_per_chat_group_and_overall(telegram: FakeTelegram, bot: Bot) -> None:
    now = [1000.0]
    limits = Limits(lambda: now[0], group=(3, 60.0), overall=(5, 1.0), lenience=0)
    telegram.limit(limits)
    people = [telegram.world.add_person(f"P{number}") for number in range(6)]
    group = telegram.world.add_group("Larks", people)
    await bot.send_message(telegram.world.private(people[0]).id, "1")
    with pytest.raises(RetryAfter):
        await bot.send_message(people[0].id, "2")
    for each in people[1:5]:
        await bot.send_message(telegram.world.private(each).id, "1")
    with pytest.raises(RetryAfter):
        await bot.send_message(telegram.world.private(people[5]).id, "1")
    for _ in range(3):
        now[0] += 1.0
        await bot.send_message(group.id, "to all")
    now[0] += 1.0
    with pytest.raises(RetryAfter, match="57"):
        await bot.send_message(group.id, "to all")
    now[0] += 57.0
    await bot.send_message(group.id, "to all")

    assert limits.refused == 3
    assert len(group.texts()) == 4


async def test_a_server_that_is_gone_comes_back_as_it_was(
    telegram: FakeTelegram, bot: Bot, chat: Chat
) -> None:
    await bot.send_message(chat.id, "before")
    await telegram.stop()
    with pytest.raises(NetworkError):
        await bot.send_message(chat.id, "meanwhile")
    await telegram.start()
    await bot.send_message(chat.id, "after")

    assert chat.texts() == ["before", "after"]


async def test_an_unknown_method_is_told(telegram: FakeTelegram, bot: Bot) -> None:
    with pytest.raises(InvalidToken):  # so python-telegram-bot reads a 404
        await bot.get_my_name()
