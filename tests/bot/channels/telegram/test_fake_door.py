"""The pretend Telegram as a process of its own, driven through its control door."""

import asyncio
import sys
from base64 import b64encode
from collections.abc import AsyncGenerator

import httpx2
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.telegram.fake import FakeTelegram


@pytest.fixture
async def door(telegram: FakeTelegram) -> AsyncGenerator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=telegram.address) as client:
        yield client


async def test_a_conversation_through_the_door(door: httpx2.AsyncClient, bot: Bot) -> None:
    anna = (await door.post("/_door/person", json={"first_name": "Anna"})).json()["id"]
    said = (await door.post("/_door/say", json={"by": anna, "text": "open the door"})).json()
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.message_id == said["message_id"]
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="c:1")]])
    sent = await bot.send_message(anna, "Open it?", reply_markup=keys)
    pressed = {"by": anna, "message_id": sent.message_id, "button": "Yes"}
    await door.post("/_door/press", json=pressed)
    (press,) = await bot.get_updates(offset=update.update_id + 1)
    assert press.callback_query is not None
    await bot.answer_callback_query(press.callback_query.id, "Opened")
    await bot.edit_message_text("Opened.", anna, sent.message_id)

    shown = (await door.get(f"/_door/chat/{anna}")).json()
    assert [each["text"] for each in shown["messages"]] == ["open the door", "Opened."]
    assert shown["messages"][1]["versions"] == ["Open it?"]
    state = (await door.get("/_door/state")).json()
    assert state["presses"] == [{"data": "c:1", "answer": "Opened", "alert": False}]


async def test_files_topics_and_bad_days_through_the_door(door: httpx2.AsyncClient, bot: Bot) -> None:
    anna = (await door.post("/_door/person", json={"first_name": "Anna"})).json()["id"]
    group = {"title": "Larks", "members": [anna], "kind": "supergroup"}
    chat = (await door.post("/_door/group", json=group)).json()["id"]
    topic = (await door.post("/_door/topic", json={"chat": chat, "title": "Garden"})).json()
    voice = {"chat": chat, "by": anna, "topic": topic, "file": "voice", "duration": 2}
    await door.post("/_door/send_file", json={**voice, "content": b64encode(b"OggS").decode()})
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.voice is not None
    assert update.message.message_thread_id == topic

    await door.post("/_door/behave", json={"how": "refuse", "method": "getMe"})
    with pytest.raises(Exception, match="Bad Gateway"):
        await bot.get_me()
    await bot.get_me()


async def test_a_mistaken_order_is_told(door: httpx2.AsyncClient) -> None:
    assert (await door.post("/_door/dance")).status_code == 404
    assert (await door.post("/_door/say", json={"by": 7})).status_code == 400
    assert (await door.post("/_door/say", json={"whom": 7})).status_code == 400
    assert (await door.get("/_door/chat/7")).status_code == 404


async def test_it_runs_as_a_program() -> None:
    program = [sys.executable, "-m", "bot.channels.telegram.fake"]
    running = await asyncio.create_subprocess_exec(*program, stdout=asyncio.subprocess.PIPE)
    try:
        assert running.stdout is not None
        address, token = (await running.stdout.readline()).decode().split()
        async with Bot(token, base_url=f"{address}/bot") as bot:
            assert bot.username == "homeops_bot"
    finally:
        running.terminate()
        await running.wait()
