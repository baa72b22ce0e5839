"""What people tell a model is learnt once their conversation went quiet: once, for those who may know it, and within the money."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from memory.owners import HOUSEHOLD, Owner, owner_of
from memory.remembered import Source
from tests.bot.house import House, Place, settings_of
from tests.fakes.openai_plays import CallVerb, Play, Say, Status
from tests.fakes.openai_server import OpenAIServer
from tests.fakes.openai_wire import Asked
from tools.contract import Json

ROOT = Path(__file__).parents[2]
ANNA, BEN = owner_of("anna"), owner_of("ben")
LENA = "my sister Lena moved to Hamburg"
LEARNT = "Anna's sister Lena lives in Hamburg"
LATER = timedelta(minutes=11)


def proposing(*facts: str, replacing: str | None = None) -> Play:
    """What a model answers that proposes these facts, with words around as models have them."""
    proposed = [{"text": fact, "kind": "fact", "replaces": replacing} for fact in facts]
    return Say(f"Here you are:\n```json\n{json.dumps(proposed)}\n```")


def script(model: OpenAIServer, *plays: Play) -> None:
    """Chat with "Hm.", and answer questions about quiet conversations with the plays, in turn."""
    left = list(plays)
    model.script(lambda asked: left.pop(0) if is_about_memories(asked) else Say("Hm."))


def is_about_memories(asked: Asked) -> bool:
    return any("worth remembering for months" in str(each.content) for each in asked.body.messages)


def read(model: OpenAIServer) -> list[str]:
    """What a model was shown of quiet conversations."""
    return [each.said[-1] for each in model.requests if is_about_memories(each)]


async def goes_quiet(house: House, by: timedelta = LATER) -> None:
    house.local.clock.advance(by)
    await house.local.parts.learning.run()


async def texts(house: House, owner: Owner = ANNA) -> Sequence[str]:
    return [each.text for each in await house.local.parts.memory.known([owner])]


async def test_what_was_told_is_learnt_once_and_found_again(place: Place, model: OpenAIServer) -> None:
    script(model, proposing(LEARNT, "Anna's bank is called Sparkasse"))
    async with place.open(model) as house:
        await house.says(LENA)
        await goes_quiet(house, timedelta(minutes=5))
        assert read(model) == []
        await goes_quiet(house)
        await goes_quiet(house)
        assert await texts(house) == [LEARNT]  # of a bank nobody spoke
        told = await house.local.parts.memory.recall([ANNA], "where does my sibling have her home?")
        assert [each.memory.text for each in told] == [LEARNT]
    (shown,) = read(model)
    assert LENA in shown


async def test_commands_are_not_read_nor_what_they_answered(place: Place, model: OpenAIServer) -> None:
    model.script([CallVerb("pc_show_memory"), Say("Your browser uses most.")])
    async with place.open(model) as house:
        await house.says("what is using my memory")
        await house.says("/status")
        await goes_quiet(house)
        assert read(model) == []


async def test_what_is_no_longer_so_is_replaced(place: Place, model: OpenAIServer) -> None:
    async with place.open(model) as house:
        memory = house.local.parts.memory
        old, _ = await memory.remember(ANNA, "Lena lives in Bremen", Source("anna", "ask:anna"))
        script(model, proposing(LEARNT, replacing=old.id))
        await house.says(LENA)
        await goes_quiet(house)
        assert await texts(house) == [LEARNT]
    assert f"{old.id}: Lena lives in Bremen" in read(model)[0]


async def test_where_others_read_along_it_is_the_households_and_what_was_said_before_is_not(
    place: Place, model: OpenAIServer
) -> None:
    script(
        model, proposing("Ben's present is hidden in the attic"), proposing("The new sofa comes on Friday")
    )
    async with place.open(model) as house:
        await house.says("the present for Ben is hidden in the attic", conversation="family")
        await house.says("Our new sofa comes on Friday", by="Ben", conversation="family")
        await goes_quiet(house)
        assert await texts(house) == ["Ben's present is hidden in the attic"]
        assert await texts(house, HOUSEHOLD) == ["The new sofa comes on Friday"]
        assert await texts(house, BEN) == []


async def test_without_an_answer_it_is_read_later(place: Place, model: OpenAIServer) -> None:
    script(model, Status(400), proposing(LEARNT))
    async with place.open(model) as house:
        await house.says(LENA)
        await goes_quiet(house)
        await house.local.parts.learning.run()
        assert len(read(model)) == 1
        assert await texts(house) == []
        later = house.local.clock.now() + timedelta(minutes=31)
    async with place.open(model, now=later) as house:
        await house.local.parts.learning.run()
        assert await texts(house) == [LEARNT]


async def test_the_offline_brain_teaches_nothing(place: Place) -> None:
    async with place.open() as house:
        await house.says(LENA)
        await goes_quiet(house)
        assert await texts(house) == []


async def test_half_of_the_days_money_is_left_to_people(place: Place, model: OpenAIServer) -> None:
    script(model, proposing(LEARNT))
    dear: dict[str, Json] = {
        "model": "openai:scripted",
        "base_url": model.base_url,
        "price_in_usd_per_million": "3000",
        "price_out_usd_per_million": "3000",
    }
    async with place.open(chain=[dear]) as house:  # a message costs 0.36 of the 0.50 USD
        await house.says(LENA)
        await goes_quiet(house)
        assert read(model) == []
        await goes_quiet(house, timedelta(hours=13))
        assert await texts(house) == [LEARNT]


async def test_nonsense_teaches_nothing_and_is_not_paid_for_twice(place: Place, model: OpenAIServer) -> None:
    script(model, Say('[{"text": 3}, {"kind": "poem"'), proposing(LEARNT))
    async with place.open(model) as house:
        await house.says(LENA)
        await goes_quiet(house)
        await goes_quiet(house, timedelta(hours=1))
        assert await texts(house) == []
    assert len(read(model)) == 1


_LEARN = """
import asyncio, sys
from datetime import datetime, timedelta
from bot.app import open_house
from bot.settings import load_settings

async def learn():
    now = datetime.fromisoformat(sys.argv[2])
    async with open_house(load_settings(None, {"HOMEOPS_CONFIG": sys.argv[1]}), now=now) as house:
        await house.parts.learning.run()

asyncio.run(learn())
"""


async def test_a_kill_in_between_neither_loses_nor_repeats_what_was_learnt(
    place: Place, model: OpenAIServer
) -> None:
    script(model, proposing(LEARNT))
    async with place.open(model) as house:
        await house.says(LENA)
        later = house.local.clock.now() + LATER
    config = settings_of(
        place.data, place.pc_url, {"brain": {"chain": [f"openai:scripted@{model.base_url}"]}}
    )
    killed = await run(_LEARN, config, later.isoformat(), failpoint="memory.learnt")
    assert killed == -signal.SIGKILL
    async with place.open(model, now=later + LATER) as house:
        await house.local.parts.learning.run()
        found = await house.local.parts.memory.recall([ANNA], "where does my sibling have her home?")
        assert [each.memory.text for each in found] == [LEARNT]
    assert len(read(model)) == 1


async def run(code: str, *args: str, failpoint: str) -> int:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", code, *args),
        cwd=ROOT,
        env={**os.environ, "HOMEOPS_FAILPOINT": failpoint},
        stderr=subprocess.DEVNULL,
    )
    return await process.wait()
