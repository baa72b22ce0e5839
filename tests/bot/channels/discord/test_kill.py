"""Power cuts on Discord: whenever the bot dies, each message is answered once, and none twice thanks to nonces."""

import asyncio
import contextlib
import random
import re
import signal
from collections import Counter

import pytest

from bot.channels.discord.fake import FakeDiscord
from bot.channels.discord.pretend_objects import Channel
from tests.bot.channels.discord.housed import Family, Running, meet_family, settings_file
from tests.bot.conftest import MakePlace
from tests.bot.house import Place
from tests.fakes.openai_plays import Play, Say
from tests.fakes.openai_server import OpenAIServer
from tests.fakes.openai_wire import Asked
from tools.contract import Json

POINTS = ["inbox.accepted", "turn.closed", "discord.part", "outbox.sent"]
"""What happens between them is the same on every channel (tests/bot/test_kill.py)."""
CHAPTERS = 15
LONG = "tell me a long story"
ASKED = "how long has the pc been running?"
ASKING = ("Anna", "Ben", "Mia")
"""They take turns, so that no two answers in a row are for one person, who would get them together."""
BOTS_AT_ONCE = 2
PATIENCE_SECONDS = 90.0
BACKLOG_SECONDS = 240.0
"""For what was asked faster than a busy machine answers; late is not lost."""


async def answered(discord: FakeDiscord, place: Channel, count: int) -> None:
    """Wait until so many questions that name us there are answered."""
    async with asyncio.timeout(BACKLOG_SECONDS):
        await discord.until(lambda: len({each.answers for each in discord.answers(place)} - {None}) >= count)


async def said(discord: FakeDiscord, place: Channel, words: str) -> None:
    """Wait until the bot has said that there."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        await discord.until(lambda: any(words in text for text in discord.said(place)))


async def settled(discord: FakeDiscord) -> None:
    """Wait until the bot has had time to say more than it should: one more answer than the first."""
    anna = next(each for each in discord.world.users.values() if each.name == "Anna")
    chat = discord.world.dm(anna)
    discord.people.write(anna, chat, "how long has the pc been running?")
    async with asyncio.timeout(PATIENCE_SECONDS):
        await discord.until(lambda: bool(discord.answers(chat)))


def answers_by_question(discord: FakeDiscord, place: Channel) -> Counter[int | None]:
    return Counter(each.answers for each in discord.answers(place) if each.answers is not None)


def ask(family: Family, place: Channel, by: str, text: str) -> int:
    return family.discord.people.write(family[by].owner, place, f"<@{family.discord.world.bot.id}> {text}").id


def tell_long_stories(asked: Asked) -> Play:
    del asked
    return Say(
        "\n\n".join(f"Chapter {n}. {'It was a dark and stormy night. ' * 12}" for n in range(CHAPTERS))
    )


async def test_killed_between_any_two_steps_it_answers_once(
    make_place: MakePlace, model: OpenAIServer
) -> None:
    turn = asyncio.Semaphore(BOTS_AT_ONCE)
    model.script(tell_long_stories)

    async def drill(point: str) -> str | None:
        async with turn, make_place(point) as place, FakeDiscord() as discord:
            family = meet_family(discord)
            hall = discord.people.add_channel("hall")
            chain: list[Json] = [f"openai:scripted@{model.base_url}"] if point == "discord.part" else []
            settings = settings_file(place, family, brain={"chain": chain})
            first = Running(settings, failpoint=point)
            async with asyncio.timeout(PATIENCE_SECONDS):
                await discord.until(lambda: discord.gateway.connected == 1)
            asked = ask(family, hall, "Anna", LONG if point == "discord.part" else "clean up the junk")
            code = await first.ended()
            second = Running(settings)
            with contextlib.suppress(TimeoutError):  # what is not there by then is missed by `judge`
                await said(discord, hall, f"Chapter {CHAPTERS - 1}." if point == "discord.part" else "trash")
                await settled(discord)
            second.kill()
            await second.ended()
            return judge(place, discord, hall, asked, code, point)

    results = await asyncio.gather(*map(drill, POINTS))
    assert [each for each in results if each] == []


def judge(place: Place, discord: FakeDiscord, hall: Channel, asked: int, code: int, point: str) -> str | None:
    """What is wrong with how it went, if anything is."""
    answers = answers_by_question(discord, hall)
    texts = discord.said(hall)
    told = re.findall(r"Chapter (\d+)", "\n".join(texts)) if point == "discord.part" else None
    moved = [write.verb for write in place.far.writes].count("to_trash")
    well = (
        code == -signal.SIGKILL
        and answers == {asked: 1}
        and (len(texts) == 1 if told is None else told == [str(n) for n in range(CHAPTERS)])
        and moved == (0 if point == "discord.part" else 1)
    )
    return None if well else f"{point}: {code} {answers} {moved} {texts}"


async def storm(
    place: Place, discord: FakeDiscord, *, kills: int, a_second: float, seed: int
) -> tuple[int, int]:
    """Ask all the while in a channel and in direct chats, and kill the bot again and again; what was lost and doubled."""
    family = meet_family(discord)
    hall = discord.people.add_channel("hall")
    settings, chance = settings_file(place, family), random.Random(seed)
    asked: list[int] = []
    over = asyncio.Event()

    async def keep_asking() -> None:
        while not over.is_set():
            asked.append(ask(family, hall, ASKING[len(asked) % 3], ASKED))
            await asyncio.sleep(1 / a_second)

    asking = asyncio.create_task(keep_asking())
    for _ in range(kills):
        bot, before = Running(settings), len(discord.answers(hall))
        enough = before + chance.randint(1, 12)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await discord.until(lambda enough=enough: len(discord.answers(hall)) >= enough)
        bot.kill()
        await bot.ended()
    over.set()
    await asking
    bot = Running(settings)
    with contextlib.suppress(TimeoutError):  # what is not answered by then is lost
        await answered(discord, hall, len(asked))
    bot.kill()
    await bot.ended()
    said = answers_by_question(discord, hall)
    return len(set(asked) - set(said)), sum(count - 1 for count in said.values())


async def test_killed_at_any_moment_while_people_write_it_answers_each_once(place: Place) -> None:
    async with FakeDiscord() as discord:
        assert await storm(place, discord, kills=2, a_second=5, seed=4711) == (0, 0)


@pytest.mark.drill
async def test_twenty_power_cuts_under_ten_messages_a_second(place: Place) -> None:
    async with FakeDiscord() as discord:
        lost, doubled = await storm(place, discord, kills=20, a_second=10, seed=815)
        print(f"20 power cuts on Discord: {lost} lost, {doubled} doubled")
        assert (lost, doubled) == (0, 0)
