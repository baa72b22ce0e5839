"""The pretend Discord, driven by discord.py as it comes."""

import asyncio
import io
import sys

import aiohttp
import discord
import pytest
from discord.errors import ConnectionClosed, PrivilegedIntentsRequired

from bot.channels.discord.fake import FakeDiscord
from bot.channels.discord.pretend_days import Day
from bot.channels.discord.pretend_gateway import MESSAGE_CONTENT
from tests.bot.channels.discord.conftest import Connect, Plain


async def test_a_message_arrives_and_is_answered(discord_fake: FakeDiscord, plain: Plain) -> None:
    anna = discord_fake.people.add("Anna")
    place = discord_fake.world.dm(anna)
    discord_fake.people.write(anna, place, "is the washing done?")
    await plain.has("MESSAGE_CREATE")

    (message,) = plain.messages
    assert isinstance(message.channel, discord.DMChannel)
    await message.channel.send("Yes.")
    assert discord_fake.said(place) == ["Yes."]


async def test_the_same_nonce_makes_one_message_until_it_is_forgotten(
    discord_fake: FakeDiscord, plain: Plain
) -> None:
    place = discord_fake.world.dm(discord_fake.people.add("Anna"))
    channel = plain.client.get_partial_messageable(place.id)
    first = await channel.send("Yes.", nonce="once")
    again = await channel.send("Yes.", nonce="once")
    assert again.id == first.id
    assert discord_fake.said(place) == ["Yes."]

    discord_fake.world.ahead += 600
    await channel.send("Yes.", nonce="once")
    assert discord_fake.said(place) == ["Yes.", "Yes."]


async def test_who_is_cut_off_resumes_and_misses_nothing(discord_fake: FakeDiscord, plain: Plain) -> None:
    anna = discord_fake.people.add("Anna")
    await discord_fake.gateway.break_off()
    discord_fake.people.write(anna, discord_fake.world.dm(anna), "hello?")
    await plain.has("RESUMED")
    assert [each.content for each in plain.messages] == ["hello?"]
    assert discord_fake.gateway.identified == 1

    await discord_fake.gateway.ask_to_reconnect()
    await plain.has("RESUMED", 2)


async def test_an_ended_session_begins_anew_and_what_came_meanwhile_is_only_in_the_history(
    discord_fake: FakeDiscord, plain: Plain
) -> None:
    anna = discord_fake.people.add("Anna")
    place = discord_fake.world.dm(anna)
    read = discord_fake.people.write(anna, place, "hello?")
    await plain.has("MESSAGE_CREATE")
    await discord_fake.gateway.invalidate()
    discord_fake.people.write(anna, place, "anybody?")
    discord_fake.people.write(anna, place, "well")
    await plain.has("READY", 2)
    assert [each.content for each in plain.messages] == ["hello?"]

    channel = plain.client.get_partial_messageable(place.id)
    missed = [each.content async for each in channel.history(after=discord.Object(read.id))]
    assert missed == ["anybody?", "well"]


async def test_a_wrong_token_and_intents_that_were_not_granted_are_refused(
    discord_fake: FakeDiscord, connect: Connect
) -> None:
    wrong = connect("wrong")
    assert isinstance(await wrong.ended(), discord.LoginFailure)

    discord_fake.gateway.allowed = 0
    curious = connect(discord_fake.token)
    assert isinstance(await curious.ended(), PrivilegedIntentsRequired)

    discord_fake.gateway.allowed = MESSAGE_CONTENT
    discord_fake.gateway.token = "another"
    revoked = connect(discord_fake.token)
    error = await revoked.ended()
    assert isinstance(error, ConnectionClosed)
    assert error.code == 4004


async def test_without_the_intent_only_what_is_for_the_bot_can_be_read(
    discord_fake: FakeDiscord, connect: Connect
) -> None:
    client = connect(discord_fake.token, message_content=False)
    await client.has("GUILD_CREATE")
    anna, bot = discord_fake.people.add("Anna"), discord_fake.world.bot
    hall = discord_fake.people.add_channel("hall")
    discord_fake.people.write(anna, hall, "I am home")
    discord_fake.people.write(anna, hall, f"<@{bot.id}> lights on")
    discord_fake.people.write(anna, discord_fake.world.dm(anna), "and the heating")
    await client.has("MESSAGE_CREATE", 3)
    assert [each.content for each in client.messages] == ["", f"<@{bot.id}> lights on", "and the heating"]


async def test_a_command_is_answered_late_but_acknowledged_in_time(
    discord_fake: FakeDiscord, plain: Plain
) -> None:
    anna = discord_fake.people.add("Anna")
    hall = discord_fake.people.add_channel("hall")
    assert plain.client.application_id is not None
    await plain.client.http.bulk_upsert_global_commands(
        plain.client.application_id, [{"name": "home", "description": "The home", "type": 1}]
    )
    discord_fake.people.command(anna, hall, "home", say="lights on")
    await plain.has("INTERACTION_CREATE")
    (asked,) = plain.interactions
    await asked.response.defer(thinking=True)
    assert hall.messages[-1].is_loading
    discord_fake.world.ahead += 600
    await asked.edit_original_response(content="They are on.")
    assert discord_fake.said(hall) == ["They are on."]

    discord_fake.world.ahead += 600
    with pytest.raises(discord.HTTPException) as error:
        await asked.edit_original_response(content="Still on.")
    assert (error.value.status, error.value.code) == (401, 50027)


async def test_who_takes_notice_too_late_is_told_so(discord_fake: FakeDiscord, plain: Plain) -> None:
    anna = discord_fake.people.add("Anna")
    place = discord_fake.world.dm(anna)
    channel = plain.client.get_partial_messageable(place.id)
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button[discord.ui.View](label="Undo", custom_id="c1"))
    await channel.send("Done.", view=view)
    card = discord_fake.answers(place)[0]
    assert card.buttons == {"c1": "Undo"}
    discord_fake.people.press(anna, card, "Undo")
    await plain.has("INTERACTION_CREATE")
    discord_fake.world.ahead += 4
    with pytest.raises(discord.NotFound) as error:
        await plain.interactions[0].response.defer()
    assert error.value.code == 10062

    discord_fake.people.press(anna, card, "Undo")
    await plain.has("INTERACTION_CREATE", 2)
    await plain.interactions[1].response.defer()
    view.stop()


async def test_files_go_both_ways_and_a_voice_message_says_what_it_is(
    discord_fake: FakeDiscord, plain: Plain
) -> None:
    anna = discord_fake.people.add("Anna")
    place = discord_fake.world.dm(anna)
    discord_fake.people.speak(anna, place, b"OggS...", seconds=1.5)
    await plain.has("MESSAGE_CREATE")
    (message,) = plain.messages
    assert message.flags.voice
    assert message.attachments[0].duration == 1.5
    assert await message.attachments[0].read() == b"OggS..."

    chart = discord.File(io.BytesIO(b"png"), "chart.png", description="It rises.")
    await message.channel.send("Here.", file=chart)
    (sent,) = discord_fake.answers(place)
    assert [(each.name, each.content, each.alt) for each in sent.uploads] == [
        ("chart.png", b"png", "It rises.")
    ]


async def test_too_many_messages_are_held_up_and_a_long_one_is_refused(
    discord_fake: FakeDiscord, plain: Plain
) -> None:
    discord_fake.world.limits.seconds = 0.2
    place = discord_fake.world.dm(discord_fake.people.add("Anna"))
    channel = plain.client.get_partial_messageable(place.id)
    for number in range(7):
        await channel.send(f"{number}")
    assert discord_fake.said(place) == [f"{number}" for number in range(7)]

    discord_fake.days.coming.append(Day(how="limit", path="/messages$", seconds=0.05))
    await channel.send("late")
    assert discord_fake.days.limited == 1
    with pytest.raises(discord.HTTPException) as error:
        await channel.send("x" * 2001)
    assert error.value.code == 50035


async def test_a_dropped_answer_is_a_message_all_the_same(discord_fake: FakeDiscord, plain: Plain) -> None:
    place = discord_fake.world.dm(discord_fake.people.add("Anna"))
    channel = plain.client.get_partial_messageable(place.id)
    discord_fake.days.coming.append(Day(how="drop", method="POST", path="/messages$"))
    with pytest.raises(aiohttp.ClientError):
        await channel.send("Yes.", nonce="once")
    assert discord_fake.said(place) == ["Yes."]
    place.closed = 50007
    with pytest.raises(discord.Forbidden):
        await channel.send("No.")


async def test_the_control_door_does_what_people_do(discord_fake: FakeDiscord, plain: Plain) -> None:
    async with aiohttp.ClientSession(f"{discord_fake.world.address}/_fake/") as http:

        async def tell(door: str, /, **told: object) -> dict[str, str]:
            async with http.post(door, json=told) as answer:
                assert answer.status == 200, await answer.text()
                return await answer.json()

        anna = await tell("people", name="Anna")
        hall = await tell("channels", name="hall")
        by, chat = int(anna["id"]), int(anna["dm"])
        await tell("writes", by=by, channel=chat, text="hello?")
        await plain.has("MESSAGE_CREATE")
        view = discord.ui.View(timeout=None)
        view.add_item(discord.ui.Button[discord.ui.View](label="Undo", custom_id="c1"))
        sent = await plain.messages[0].channel.send("Hello.", view=view)
        view.stop()
        async with http.get("messages", params={"channel": chat}) as answer:
            told = [(each["content"], each["buttons"]) for each in await answer.json()]
        assert told == [("hello?", {}), ("Hello.", {"c1": "Undo"})]

        await tell("presses", by=by, channel=chat, message=sent.id, label="Undo")
        assert plain.client.application_id is not None
        await plain.client.http.bulk_upsert_global_commands(
            plain.client.application_id, [{"name": "home", "description": "The home", "type": 1}]
        )
        await tell("commands", by=by, channel=int(hall["id"]), name="home", given={"say": "lights on"})
        await plain.has("INTERACTION_CREATE", 2)
        assert [each.user.id for each in plain.interactions] == [by, by]
        await tell("gateway", how="cut")
        await plain.has("RESUMED")
        await tell("days", how="limit", path="/typing$", seconds=0.01)
        await tell("clock", seconds=60)
        await plain.messages[0].channel.typing()
        assert discord_fake.days.limited == 1


async def test_it_stands_alone_and_says_where() -> None:
    words = (sys.executable, "-W", "ignore", "-m", "bot.channels.discord.fake")
    alone = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE)
    assert alone.stdout is not None
    url, token = (await alone.stdout.readline()).decode().split()
    headers = {"Authorization": f"Bot {token}"}
    async with aiohttp.ClientSession(headers=headers) as http, http.get(f"{url}/users/@me") as answer:
        assert (await answer.json())["username"] == "homeops"
    alone.kill()
    await alone.wait()
