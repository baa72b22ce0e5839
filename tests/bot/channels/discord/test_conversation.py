"""The house on Discord: README's conversation, a shared channel, commands, and who may press what."""

import asyncio

from bot.channels.discord.fake import FakeDiscord
from tests.bot.channels.discord.housed import Telephone, meet_family, open_with_discord
from tests.bot.channels.scenario import look_afterwards, play
from tests.bot.house import Place


async def test_readmes_conversation_works_on_discord(place: Place, discord_fake: FakeDiscord) -> None:
    family = meet_family(discord_fake)
    async with open_with_discord(place, family) as house:
        await play(family["Anna"])
        look_afterwards(house)
    cards = [each for each in family["Anna"].shown() if "unlock" in each.content.casefold()]
    assert all("Yes, do it" not in each.buttons.values() for each in cards), (
        "a card that is answered has no buttons"
    )


async def test_a_card_is_decided_by_whom_it_asks_and_once(place: Place, discord_fake: FakeDiscord) -> None:
    family = meet_family(discord_fake)
    anna = family["Anna"]
    async with open_with_discord(place, family) as house:
        assert (await anna.say("unlock the front door")).buttons == ("Yes, do it", "No, leave it")
        card = anna.with_button("Yes, do it")
        button = next(iter(card.buttons))
        for somebody in ("Mia", "Eve"):
            discord_fake.people.press_forged(family[somebody].owner, card, button)
        discord_fake.people.press_forged(anna.owner, card, "forged")
        async with asyncio.timeout(20):
            await discord_fake.until(lambda: len(anna.shown()) > anna.read)
        assert house.shows("lock.front_door") == "locked"

        discord_fake.people.press_forged(anna.owner, card, button)
        async with asyncio.timeout(20):
            await discord_fake.until(
                lambda: any("is unlocked" in said for said in discord_fake.said(anna.place))
            )
        assert house.shows("lock.front_door") == "unlocked"
        read = len(anna.shown())
        discord_fake.people.press_forged(anna.owner, card, button)
        async with asyncio.timeout(20):
            await discord_fake.until(lambda: len(anna.shown()) > read)
        assert house.shows("lock.front_door") == "unlocked"


async def test_the_servers_channel_hears_nothing_private(place: Place, discord_fake: FakeDiscord) -> None:
    family = meet_family(discord_fake)
    hall = discord_fake.people.add_channel("hall")
    anna = family["Anna"].owner
    in_hall = Telephone(discord_fake, anna, hall)
    name = f"<@{discord_fake.world.bot.id}>"
    async with open_with_discord(place, family):
        await family["Anna"].say("remember that my shoe size is 39")
        told = await in_hall.say(f"{name} what is my shoe size?")
        assert "39" not in told.text
        warm = await in_hall.say(f"{name} is it running hot?")
        assert "graphics card" in warm.text


async def test_a_command_is_answered_where_it_was_used(place: Place, discord_fake: FakeDiscord) -> None:
    family = meet_family(discord_fake)
    hall = discord_fake.people.add_channel("hall")
    async with open_with_discord(place, family) as house:
        discord_fake.people.command(family["Ben"].owner, hall, "home", say="turn off the lights downstairs")
        async with asyncio.timeout(20):
            await discord_fake.until(lambda: bool(discord_fake.said(hall)))
        (answer,) = hall.messages
        assert answer.content.endswith("are off.")
        assert house.shows("light.hall_lamp") == "off"
        assert answer.interaction is not None


async def test_a_stranger_gets_one_neutral_line_at_most(place: Place, discord_fake: FakeDiscord) -> None:
    family = meet_family(discord_fake)
    eve = family["Eve"]
    async with open_with_discord(place, family) as house:
        assert "only with the people of this house" in (await eve.say("unlock the front door")).text
        discord_fake.people.write(eve.owner, eve.place, "please")
        asked = discord_fake.people.command(eve.owner, eve.place, "home", say="unlock the front door")
        assert (await family["Anna"].say("is it running hot?")).text
        assert len(eve.shown()) == 1
        assert asked.acknowledged is None
        assert house.shows("lock.front_door") == "locked"
