"""Power cuts on Telegram: whenever the bot dies, each message is answered once; the one window is counted (PROTOCOLS §1)."""

import asyncio
import random
import signal
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from bot.channels.telegram.fake import FakeTelegram
from bot.channels.telegram.pretend_days import Limits
from tests.bot.channels.telegram.housed import Telephone, meet_family, people_settings, telegram_settings
from tests.bot.channels.telegram.process import Books, Running, Verdict, judge, read_books, settled
from tests.bot.conftest import MakePlace
from tests.bot.house import Place, settings_of
from tests.fakes.openai_plays import Play, Say
from tests.fakes.openai_server import OpenAIServer
from tests.fakes.openai_wire import Asked
from tools.contract import Json

BOTH = "start gaming mode and clean up the junk"
POINTS = [
    "telegram.polled",
    "inbox.accepted",
    "telegram.accepted",
    "telegram.advanced",
    "inbox.claimed",
    "turn.begun",
    "turn.checkpointed",
    "effect.begun:1",
    "effect.ran:1",
    "effect.ended:1",
    "effect.begun:2",
    "effect.ran:2",
    "effect.ended:2",
    "turn.answered",
    "turn.closed",
    "telegram.sending",
    "telegram.part",
    "outbox.sent",
]
"""Every named point between "update received" and "answer marked sent", in order."""
QUICK = ["telegram.polled", "telegram.sending", "telegram.part"]
"""What is Telegram's own and looked at each time; `make drill` looks at all."""
WINDOW = {"telegram.part", "outbox.sent"}
ONCE = {"set_power_plan": 1, "stop_service": 2, "to_trash": 1}
BOTS_AT_ONCE = 2
LONG = "\n".join(f"line {number:04}" for number in range(1000))
PARTS = 3
CHATS = 10


@pytest.mark.parametrize(
    "points", [QUICK, pytest.param(POINTS, marks=pytest.mark.drill)], ids=["some", "all"]
)
async def test_killed_between_any_two_steps_it_answers_once(
    make_place: MakePlace, points: Sequence[str]
) -> None:
    turn = asyncio.Semaphore(BOTS_AT_ONCE)

    async def drill(point: str) -> str | None:
        async with turn, make_place(point) as place, FakeTelegram() as telegram:
            code, books = await cut_and_go_on(place, telegram, point)
            verdict = judge(telegram, books)
            writes = [write.verb for write in place.far.writes]
            well = (
                code == -signal.SIGKILL
                and not (verdict.unanswered or verdict.unseen or verdict.answered_twice)
                and len(verdict.doubled) == (1 if point in WINDOW else 0)
                and {verb: writes.count(verb) for verb in ONCE} == ONCE
            )
            return None if well else f"{point}: {code} {verdict} {writes}"

    results = await asyncio.gather(*map(drill, points))
    assert [each for each in results if each] == []


async def cut_and_go_on(
    place: Place, telegram: FakeTelegram, point: str, said: str = BOTH
) -> tuple[int, Books]:
    """Say something to a bot that dies at `point`, and have the next one go on."""
    family = meet_family(telegram)
    told: dict[str, Json] = {"people": people_settings(family), "telegram": telegram_settings(telegram)}
    path = settings_of(place.data, place.pc_url, told)
    first = Running(path, failpoint=point)
    telegram.world.say(family["Anna"].chat, family["Anna"].owner, said)
    code = await first.ended()
    second = Running(path)
    books = await settled(telegram, place.data, 1)
    await second.kill()
    return code, books


@pytest.mark.parametrize(
    ("point", "doubled"),
    [("telegram.sending:2", 0), pytest.param("telegram.part:2", 1, marks=pytest.mark.drill)],
)
async def test_killed_between_two_parts_it_goes_on_with_the_rest(
    place: Place, model: OpenAIServer, telegram: FakeTelegram, point: str, doubled: int
) -> None:
    def talk(asked: Asked) -> Play:
        del asked
        return Say(LONG)

    model.script(talk)
    family = meet_family(telegram)
    chain: Json = [f"openai:scripted@{model.base_url}"]
    told: dict[str, Json] = {
        "people": people_settings(family),
        "telegram": telegram_settings(telegram),
        "brain": {"chain": chain},
    }
    path = settings_of(place.data, place.pc_url, told)
    first = Running(path, failpoint=point)
    anna = family["Anna"]
    telegram.world.say(anna.chat, anna.owner, "tell me all the lines that you know")
    assert await first.ended() == -signal.SIGKILL
    second = Running(path)
    await settled(telegram, place.data, 1)
    await second.kill()
    texts = [each.text for each in anna.shown()]
    assert "\n".join(dict.fromkeys(texts)) == LONG
    assert len(texts) == PARTS + doubled


@dataclass(frozen=True, slots=True)
class Storm:
    """How a storm of messages and power cuts went."""

    said: int
    kills: int
    verdict: Verdict


async def storm(place: Place, telegram: FakeTelegram, *, kills: int, a_second: float, seed: int) -> Storm:
    """People write all the while, each in a chat of their own, and the bot is killed again and again."""
    chance = random.Random(seed)
    telegram.limit(Limits())
    phones = [_telephone(telegram, f"P{number}") for number in range(CHATS)]
    path = settings_of(place.data, place.pc_url, _storm_settings(telegram, phones))
    said, over = 0, asyncio.Event()

    async def keep_writing() -> None:
        nonlocal said
        while not over.is_set():
            phone = phones[said % len(phones)]
            telegram.world.say(
                phone.chat, phone.owner, chance.choice(("thanks", "how long has the pc been running?"))
            )
            said += 1
            await asyncio.sleep(1 / a_second)

    writing = asyncio.create_task(keep_writing())
    for _ in range(kills):
        bot, before = Running(path), len(telegram.called("sendMessage"))
        enough = before + chance.randint(1, 10)
        await telegram.world.until(
            lambda enough=enough: len(telegram.called("sendMessage")) >= enough, within=90
        )
        await asyncio.sleep(chance.random())
        await bot.kill()
    over.set()
    await writing
    bot = Running(path)
    books = await settled(telegram, place.data, said, seconds=600)
    await bot.kill()
    return Storm(said, kills, judge(telegram, books))


def _telephone(telegram: FakeTelegram, name: str) -> Telephone:
    person = telegram.world.add_person(name)
    return Telephone(telegram, person, telegram.world.private(person))


def _storm_settings(telegram: FakeTelegram, phones: Sequence[Telephone]) -> dict[str, Json]:
    people: list[Json] = [
        {
            "name": phone.owner.first_name,
            "role": "adult" if number else "owner",
            "accounts": {"telegram": str(phone.owner.id)},
        }
        for number, phone in enumerate(phones)
    ]
    return {"people": people, "telegram": telegram_settings(telegram)}


def tell(storm: Storm) -> None:
    verdict = storm.verdict
    print(
        f"{storm.kills} power cuts on Telegram under {storm.said} messages: {len(verdict.unanswered)} lost, "
        f"{len(verdict.answered_twice)} answered twice, {len(verdict.doubled)} shown twice (the one window)"
    )
    assert not verdict.unanswered
    assert not verdict.unseen
    assert not verdict.answered_twice
    assert len(verdict.doubled) <= storm.kills * CHATS, "at most what was in flight: one message a chat"


async def test_killed_at_any_moment_while_people_write_nothing_is_lost(
    place: Place, telegram: FakeTelegram
) -> None:
    tell(await storm(place, telegram, kills=2, a_second=5, seed=4711))


@pytest.mark.drill
async def test_twenty_power_cuts_under_ten_messages_a_second(place: Place, telegram: FakeTelegram) -> None:
    tell(await storm(place, telegram, kills=20, a_second=10, seed=815))


def test_the_books_of_a_house_can_be_read(place: Place) -> None:
    assert read_books(place.data) == Books({}, [])
