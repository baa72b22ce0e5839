"""The platforms of a house side by side: what befalls one is told and touches no other."""

import asyncio
from pathlib import Path

import pytest

from bot.channels.discord.fake import FakeDiscord
from bot.channels.telegram.fake import FakeTelegram
from bot.house import Standing
from bot.platforms import LATER, NONE, Platforms, connect_platforms
from memory.errors import Misconfigured
from memory.messages import Inbound
from tests.bot.chat_platform import ChatPlatform
from tests.bot.house import House, Place
from tests.bot.web.program import PROGRAM, environment
from tools.contract import Json

DEAF: Json = {"token": "x.y.z", "base_url": "http://127.0.0.1:9/api/v10"}
"""A Discord that nobody can reach: port 9 of this machine discards."""


async def take(inbound: Inbound) -> bool:
    del inbound
    return True


async def standing(platforms: Platforms, name: str, words: str) -> Standing:
    """Wait until a platform says so of itself."""
    async with asyncio.timeout(10):
        while True:
            for each in platforms.standing():
                if each.name == name and words in each.summary:
                    return each
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (RuntimeError("a bug"), "Chat stopped by a fault of mine (RuntimeError)."),
        (Misconfigured("The secret file x can't be read."), "The secret file x can't be read."),
    ],
)
async def test_one_that_falls_over_says_so_comes_again_and_touches_no_other(
    fault: Exception, told: str
) -> None:
    bad, good = ChatPlatform("chat", fault=fault), ChatPlatform("other")
    platforms = Platforms()
    platforms.connect([bad, good])
    await platforms.start(take)
    said = await standing(platforms, "chat", told)
    assert (said.ok, said.remedy) == (False, LATER)
    assert (await standing(platforms, "other", "connected")).ok
    bad.fault = None
    assert (await standing(platforms, "chat", "connected")).ok
    assert (bad.runs, good.runs) == (2, 1)
    await platforms.stop()


async def test_without_any_it_is_said_once_what_to_set() -> None:
    said: list[str] = []
    reporting = asyncio.create_task(Platforms().report(said.append, every_seconds=0))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    reporting.cancel()
    assert said == [NONE]
    assert "\n" not in NONE


async def test_a_family_is_answered_on_telegram_while_discord_can_not_be_reached(place: Place) -> None:
    async with FakeTelegram() as telegram:
        anna = telegram.world.add_person("Anna")
        people: list[Json] = [{"name": "Anna", "role": "owner", "accounts": {"telegram": str(anna.id)}}]
        given: Json = {"token": telegram.token, "base_url": telegram.base_url}
        async with place.open(
            people=people, connect=connect_platforms, telegram=given, discord=DEAF
        ) as house:
            chat = telegram.world.private(anna)
            telegram.world.say(chat, anna, "hello")
            await telegram.world.until(lambda: chat.texts(by=telegram.world.bot.id) != [])
            assert chat.texts(by=telegram.world.bot.id) == ["Hello! What can I do for you?"]
            status = await house.local.status()
            assert "Telegram is connected as @homeops_bot." in [part.summary for part in status.parts]
            assert await invitation(house) == ["https://t.me/homeops_bot?start=ABCDE-FGHJK"]


async def invitation(house: House) -> list[str]:
    return house.local.parts.platforms.invitations("ABCDE-FGHJK")


async def test_a_family_is_answered_on_discord_while_telegram_refuses_the_token(place: Place) -> None:
    async with FakeTelegram() as telegram, FakeDiscord() as discord:
        anna = discord.people.add("Anna")
        people: list[Json] = [{"name": "Anna", "role": "owner", "accounts": {"discord": str(anna.id)}}]
        wrong: Json = {"token": "123:wrong", "base_url": telegram.base_url}
        given: Json = {"token": discord.token, "base_url": discord.base_url}
        async with place.open(
            people=people, connect=connect_platforms, telegram=wrong, discord=given
        ) as house:
            platforms = house.local.parts.platforms
            await standing(platforms, "discord", "Discord is connected")
            chat = discord.world.dm(anna)
            discord.people.write(anna, chat, "hello")
            await discord.until(lambda: discord.said(chat) != [])
            assert discord.said(chat) == ["Hello! What can I do for you?"]
            told = await standing(platforms, "telegram", "does not accept the bot's token")
            assert not told.ok
            assert "@BotFather" in told.remedy
            status = await house.local.status()
            assert not status.well


async def test_a_card_on_telegram_becomes_its_outcome_and_is_decided_once(place: Place) -> None:
    async with FakeTelegram() as telegram:
        anna = telegram.world.add_person("Anna")
        people: list[Json] = [{"name": "Anna", "role": "owner", "accounts": {"telegram": str(anna.id)}}]
        given: Json = {"token": telegram.token, "base_url": telegram.base_url}
        async with place.open(people=people, connect=connect_platforms, telegram=given) as house:
            chat, me = telegram.world.private(anna), telegram.world.bot.id
            telegram.world.say(chat, anna, "end spotify")
            await telegram.world.until(lambda: chat.texts(by=me) != [])
            (card,) = [each for each in chat.shown() if each.button_texts]
            assert card.button_texts == ["Yes, do it", "No, leave it"]
            telegram.acts.press(card, "Yes, do it", anna)
            telegram.acts.press(card, "Yes, do it", anna)
            await telegram.world.until(lambda: any("already decided by you" in each for each in chat.texts()))
            await telegram.world.until(lambda: any("It is done." in each for each in chat.texts()))
            assert not any(each.button_texts for each in chat.shown() if "End Spotify" in each.text)
            assert house.written() == ["end_process"]


async def run_until(data: Path, *words: str) -> str:
    """What `homeops run` prints, until all these words are there."""
    child = await asyncio.create_subprocess_exec(
        *PROGRAM,
        "run",
        env=environment(data),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    said = ""
    try:
        assert child.stdout is not None
        async with asyncio.timeout(30):
            while not all(each in said for each in words):
                line = await child.stdout.readline()
                assert line, said
                said += line.decode()
    finally:
        child.kill()
        await child.wait()
    return said


async def test_run_without_a_token_says_what_to_set(tmp_path: Path) -> None:
    said = await run_until(tmp_path / "data", "No chat platform is set up")
    assert "homeops setup" in said


async def test_run_names_a_wrong_token_and_a_missing_one(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with FakeTelegram() as telegram:
        (tmp_path / "settings.toml").write_text(
            f'[telegram]\ntoken = "123:wrong"\nbase_url = "{telegram.base_url}"\n'
            f'[discord]\ntoken = "file:{tmp_path}/nothing"\nbase_url = "http://127.0.0.1:9"\n'
        )
        said = await run_until(data, "does not accept the bot's token", "nothing can't be read")
    assert "[telegram] token" in said
