import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterator

import pytest
from telegram.error import Conflict

from bot.channels.contract import NotSent
from bot.channels.telegram import health, line
from bot.channels.telegram.fake import FakeTelegram
from bot.channels.telegram.pretend_days import How, day
from bot.channels.telegram.pretend_wire import Upload
from memory.db import Store
from tests.bot.channels.telegram.conftest import bot_at
from tests.bot.channels.telegram.wired import Wired, make_channel, running


@pytest.fixture(autouse=True)
def _tries_again_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "PAUSES", (0.02,))


async def told(wired: Wired, words: str) -> None:
    """Wait until the standing says so; asks again after each call that reaches Telegram."""
    await wired.fake.world.until(lambda: any(words in each.summary for each in wired.channel.standing()))


async def turns(so: Callable[[], bool]) -> None:
    """Wait for what no call to Telegram tells."""
    while not so():  # noqa: ASYNC110 - a connection that fails has no event
        await asyncio.sleep(0.01)


def unconnected(telegram: FakeTelegram, store: Store, token: str = "") -> Wired:
    anna = telegram.world.add_person("Anna")
    return Wired(telegram, make_channel(telegram, store, anna, token=token), store, anna, anna)


async def test_nothing_is_said_before_anything_is_known_and_then_who_we_are(
    telegram: FakeTelegram, store: Store
) -> None:
    wired = unconnected(telegram, store)
    assert list(wired.channel.standing()) == []
    async with running(wired):
        (standing,) = wired.channel.standing()
        assert (standing.ok, standing.summary) == (True, "Telegram is connected as @homeops_bot.")


async def test_another_reader_is_told_and_messages_come_all_the_same(wired: Wired) -> None:
    async with bot_at(wired.fake) as other:
        with contextlib.suppress(Conflict):  # real Telegram ends both, too
            await other.get_updates(timeout=1)
        await told(wired, "Another program takes this bot's messages since")
    wired.fake.world.say(wired.chat, wired.anna, "still there?")
    assert [each.text for each in await wired.has_received(1)] == ["still there?"]
    await told(wired, "connected")


async def test_a_webhook_that_somebody_left_is_taken_away_and_what_waits_is_kept(
    telegram: FakeTelegram, store: Store
) -> None:
    wired = unconnected(telegram, store)
    telegram.world.updates.webhook = "https://old.example/hook"
    telegram.world.say(wired.chat, wired.anna, "kept")
    async with running(wired):
        assert [each.text for each in await wired.has_received(1)] == ["kept"]
    assert telegram.world.updates.webhook == ""


async def test_a_wrong_token_is_named_and_a_new_one_is_taken_without_a_restart(
    telegram: FakeTelegram, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "12:wrong")
    wired = unconnected(telegram, store, "env:TELEGRAM_TOKEN")
    task = asyncio.create_task(wired.channel.run(wired.receive))
    await turns(lambda: bool(wired.channel.standing()))
    (standing,) = wired.channel.standing()
    assert (standing.ok, standing.summary) == (False, "Telegram does not accept the bot's token.")
    assert "@BotFather" in standing.remedy
    monkeypatch.setenv("TELEGRAM_TOKEN", telegram.token)
    await told(wired, "connected")
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_token_that_is_not_there_says_where_it_should_be(
    telegram: FakeTelegram, store: Store
) -> None:
    wired = unconnected(telegram, store, "env:NO_SUCH_TOKEN")
    task = asyncio.create_task(wired.channel.run(wired.receive))
    await turns(lambda: bool(wired.channel.standing()))
    (standing,) = wired.channel.standing()
    assert not standing.ok
    assert "NO_SUCH_TOKEN" in standing.summary
    with pytest.raises(NotSent):
        await wired.channel.send(wired.message("hello"))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize("how", ["refuse", "garbage", "reset"])
async def test_a_bad_day_ends_and_everything_that_was_said_meanwhile_arrives(wired: Wired, how: How) -> None:
    wired.fake.weather.expect(day(how, "getUpdates", times=3))
    for number in range(3):
        wired.fake.world.say(wired.chat, wired.anna, f"{number}")
    assert [each.text for each in await wired.has_received(3)] == ["0", "1", "2"]
    await told(wired, "connected")


async def test_who_hangs_is_given_up_and_asked_again(
    telegram: FakeTelegram, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "ANSWER_SECONDS", 0.3)
    wired = unconnected(telegram, store)
    async with running(wired):
        telegram.weather.expect(day("hang", "sendMessage"))
        message = wired.message("are you there?")
        with pytest.raises(NotSent) as hung:
            await wired.send(message)
        await asyncio.sleep(hung.value.after_seconds)
        telegram.weather.expect(day("hang", "getUpdates"))
        telegram.world.say(wired.chat, wired.anna, "and you?")
        await wired.channel.send(message)
        assert [each.text for each in await wired.has_received(1)] == ["and you?"]
    assert [each.text for each in wired.ours()] == ["are you there?"]


async def test_a_server_that_is_away_is_told_with_the_time_since_when(wired: Wired) -> None:
    await wired.fake.stop()
    await turns(lambda: not wired.channel.standing()[0].ok)
    assert wired.channel.standing()[0].summary.startswith("Telegram has not answered since ")
    await wired.fake.start()
    wired.fake.world.say(wired.chat, wired.anna, "back?")
    assert [each.text for each in await wired.has_received(1)] == ["back?"]


@pytest.fixture
def logged() -> Iterator[list[str]]:
    """Everything that any library logs, however trifling, with its traceback."""
    lines: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(logging.Formatter().format(record))

    root, keeper = logging.getLogger(), Keeper(logging.DEBUG)
    before = root.level
    root.addHandler(keeper)
    root.setLevel(logging.DEBUG)
    yield lines
    root.setLevel(before)
    root.removeHandler(keeper)


async def test_neither_the_token_nor_what_people_say_reaches_a_log(
    logged: list[str], telegram: FakeTelegram, store: Store
) -> None:
    wired = unconnected(telegram, store)
    token, secret = telegram.token, telegram.token.partition(":")[2]
    async with running(wired):
        telegram.world.say(wired.chat, wired.anna, "canary words")
        telegram.acts.send_file(
            wired.chat, wired.anna, "document", Upload("bill.pdf", b"%PDF", "application/pdf")
        )
        telegram.world.updates.add("message", {"message_id": "canary words", "chat": [], "date": "never"})
        await wired.has_received(2)
        await wired.send(wired.message("canary answer"))
        for bad in ("refuse", "garbage", "reset"):
            telegram.weather.expect(day(bad, "sendMessage", code=500))
            telegram.weather.expect(day(bad, "getUpdates", code=401))
            telegram.weather.expect(day(bad, "download", code=404))
            with contextlib.suppress(NotSent):
                await wired.send(wired.message("canary answer"))
            telegram.acts.send_file(
                wired.chat, wired.anna, "document", Upload("b.pdf", b"%PDF", "application/pdf")
            )
        await wired.has_received(5)
        telegram.token = "1:other"
        await turns(lambda: not wired.channel.standing()[0].ok)
    everything = "\n".join([*logged, *map(str, wired.channel.standing())])
    assert logged, "the loudest level is listened to"
    assert token not in everything
    assert secret not in everything
    assert "canary" not in everything
