"""The pretend Telegram, driven by python-telegram-bot as it comes."""

from collections.abc import AsyncGenerator

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.channels.telegram.fake import FakeTelegram


@pytest.fixture
async def telegram() -> AsyncGenerator[FakeTelegram]:
    async with FakeTelegram() as fake:
        yield fake


@pytest.fixture
async def bot(telegram: FakeTelegram) -> AsyncGenerator[Bot]:
    made = Bot(
        telegram.token,
        base_url=telegram.base_url,
        base_file_url=telegram.base_file_url,
        request=HTTPXRequest(),
        get_updates_request=HTTPXRequest(connection_pool_size=4),
    )
    async with made:
        yield made


async def test_a_message_arrives_and_is_answered(telegram: FakeTelegram, bot: Bot) -> None:
    anna = telegram.world.add_person("Anna", "anna_lark")
    chat = telegram.world.private(anna)
    telegram.world.say(chat, anna, "is the washing done?")

    (update,) = await bot.get_updates(timeout=5)
    assert update.message is not None
    assert update.message.text == "is the washing done?"
    sent = await bot.send_message(update.message.chat_id, "Yes, since 14:05.")

    assert chat.texts() == ["is the washing done?", "Yes, since 14:05."]
    assert chat.messages[sent.message_id].sender == telegram.world.bot
