"""How the connection does is told in words, and no token gets into a log."""

import asyncio
import logging
from zoneinfo import ZoneInfo

import pytest

from bot.channels.discord import Discord
from bot.channels.discord.health import Health
from bot.channels.discord.pretend_days import Day
from bot.house import Standing
from memory.clock import Clock
from memory.messages import Outbound
from tests.bot.channels.discord.conftest import Here, well


async def told(channel: Discord) -> Standing:
    """Wait until something is known."""
    while not channel.standing():  # noqa: ASYNC110 - it is asked, it does not tell
        await asyncio.sleep(0.01)
    return channel.standing()[0]


async def test_connected_it_says_as_whom(here: Here) -> None:
    channel = await here.start()
    assert channel.standing() == [
        Standing(name="discord", ok=True, summary="Discord is connected as HomeOps, in one server.")
    ]


async def test_a_wrong_token_is_told_with_its_remedy(here: Here) -> None:
    here.settings = here.settings.model_copy(update={"token": "wrong"})
    standing = await told(here.begin())
    assert standing.summary == "Discord does not accept the bot's token."
    assert "[discord] token" in standing.remedy


async def test_a_token_that_was_revoked_is_told_too(here: Here) -> None:
    here.fake.gateway.token = "another"
    standing = await told(here.begin())
    assert standing.summary == "Discord does not accept the bot's token."


async def test_a_reference_that_leads_nowhere_is_told(here: Here) -> None:
    here.settings = here.settings.model_copy(update={"token": "env:NOWHERE"})
    assert "NOWHERE" in (await told(here.begin())).summary


@pytest.mark.parametrize("how", ["stopped", "gateway", "faulty"])
async def test_unreachable_from_the_start_is_told_and_mends_itself(here: Here, how: str) -> None:
    if how == "stopped":
        await here.fake.stop()
    elif how == "gateway":
        here.fake.gateway.is_down = True
    else:
        here.fake.days.coming.append(Day(how="garbage", path="/users/@me$"))
    channel = here.begin()
    standing = await told(channel)
    assert standing.summary.startswith("Discord has not answered since ")
    if how == "stopped":
        await here.fake.start()
    here.fake.gateway.is_down = False
    await well(channel)


def test_an_absence_is_told_once_it_has_lasted_and_is_over_with_the_next_word() -> None:
    patient, strict = (Health(Clock(ZoneInfo("UTC")), grace_seconds=each) for each in (60, 0))
    for health in (patient, strict):
        health.well("HomeOps", 2)
        health.away()
    assert patient.standing()[0].summary == "Discord is connected as HomeOps, in 2 servers."
    assert strict.standing()[0].summary.startswith("Discord has not answered since ")
    strict.well("HomeOps", 0)
    assert strict.standing()[0].summary == "Discord is connected as HomeOps, in no server yet."


async def test_an_outage_loses_nothing_that_is_written_after_it(here: Here) -> None:
    await here.start()
    anna = here.person("Anna")
    chat = here.fake.world.dm(anna)
    here.fake.people.write(anna, chat, "one")
    await here.hears(1)
    await here.fake.stop()
    here.fake.gateway.forget()
    here.fake.people.write(anna, chat, "two")
    await here.fake.start()
    await here.hears(2)
    assert [each.text for each in here.heard] == ["one", "two"]


async def test_commands_that_go_elsewhere_are_told(here: Here) -> None:
    here.fake.world.interactions_url = "https://other.example/interactions"
    channel = here.begin()
    standing = await told(channel)
    assert not standing.ok
    assert "Interactions Endpoint URL" in standing.remedy


async def test_no_token_and_no_words_get_into_a_log(here: Here, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    here.fake.days.coming.append(Day(how="limit", path="/callback$", seconds=0.01))
    channel = await here.start()
    anna = here.person("Anna")
    chat = here.fake.world.dm(anna)
    here.fake.people.write(anna, chat, "my secret word is xyzzy")
    asked = here.fake.people.command(anna, chat, "status")
    await here.hears(2)
    await here.fake.until(lambda: asked.acknowledged is not None)
    here.fake.days.coming.append(Day(how="status", status=503, path="/messages$"))
    await asyncio.gather(channel.send(Outbound("k", f"discord:{chat.id}", "plugh")), return_exceptions=True)
    await here.stop()
    written = caplog.text
    assert not [each for each in (here.fake.token, asked.token, "xyzzy", "plugh") if each in written]
