"""What is sent arrives on Discord once, whole, and as Discord shows it."""

import asyncio

import pytest

from bot.channels.contract import Gone, NotSent
from bot.channels.discord import Discord
from bot.channels.discord.pretend_days import Day
from bot.channels.discord.pretend_objects import SUPPRESS_EMBEDS, Channel
from memory.messages import Attachment, Choice, Inbound, Kind, Outbound
from tests.bot.channels.discord.conftest import Here

BUTTONS = (Choice("Yes, do it", "c-1"), Choice("No, leave it", "c-2"))


def to(place: Channel, text: str, key: str = "k1", **more: object) -> Outbound:
    made = Outbound(key, f"discord:{place.id}", text)
    for name, value in more.items():
        object.__setattr__(made, name, value)
    return made


@pytest.fixture
async def channel(here: Here) -> Discord:
    return await here.start()


@pytest.fixture
def chat(here: Here) -> Channel:
    return here.fake.world.dm(here.person("Anna"))


async def test_a_message_sent_twice_is_one(here: Here, channel: Discord, chat: Channel) -> None:
    message = to(chat, "The lamp is on. https://example.org/picture @everyone")
    first = await channel.send(message)
    again = await channel.send(message)
    (sent,) = here.fake.answers(chat)
    assert first == again == str(sent.id)
    assert sent.flags & SUPPRESS_EMBEDS
    assert sent.pings == ()


async def test_a_long_answer_comes_in_parts_of_which_none_is_doubled(
    here: Here, channel: Discord, chat: Channel
) -> None:
    here.fake.world.limits.a_channel = 100
    message = to(chat, "\n".join(f"{n}. A line that says something" for n in range(300)), choices=BUTTONS)
    here.fake.days.coming.append(Day(how="drop", method="POST", path="/messages$"))
    with pytest.raises(NotSent):
        await channel.send(message)
    last = await channel.send(message)
    sent = here.fake.answers(chat)
    assert "\n".join(each.content for each in sent) == message.text
    assert [bool(each.buttons) for each in sent] == [*(False for _ in sent[:-1]), True]
    assert last == str(sent[-1].id)


async def test_charts_go_along_and_what_is_too_large_is_said(
    here: Here, channel: Discord, chat: Channel
) -> None:
    chart = Attachment("chart.png", "image/png", b"png", "It rises.")
    film = Attachment("film.mp4", "video/mp4", bytes(11_000_000))
    await channel.send(to(chat, "This week:", attachments=(chart, film)))
    (sent,) = here.fake.answers(chat)
    assert [(each.name, each.content, each.alt) for each in sent.uploads] == [
        ("chart.png", b"png", "It rises.")
    ]
    assert sent.content == "This week:\n\n(“film.mp4” is too large for Discord: 11 MB.)"

    here.fake.days.coming.append(Day(how="status", status=413, code=40005, path="/messages$"))
    await channel.send(to(chat, "This month:", "k2", attachments=(chart,)))
    assert here.fake.said(chat)[1] == "This month:\n\n(“chart.png” is too large for Discord: 0 MB.)"


async def test_a_card_becomes_its_outcome_and_loses_its_buttons(
    here: Here, channel: Discord, chat: Channel
) -> None:
    number = await channel.send(to(chat, "Unlock the front door.", kind=Kind.CARD, choices=BUTTONS))
    (card,) = here.fake.answers(chat)
    assert card.buttons == {"c-1": "Yes, do it", "c-2": "No, leave it"}
    outcome = to(chat, "The front door is unlocked.", "k2", edits="k1")
    await channel.edit(outcome, number)
    await channel.edit(outcome, number)
    (card,) = here.fake.answers(chat)
    assert (card.content, card.buttons) == ("The front door is unlocked.", {})

    chat.messages.clear()
    with pytest.raises(Gone):
        await channel.edit(outcome, number)


async def test_buttons_of_an_earlier_process_still_work(here: Here, channel: Discord, chat: Channel) -> None:
    await channel.send(to(chat, "Unlock the front door.", choices=BUTTONS))
    await here.stop()
    await here.start()
    assert chat.recipient is not None
    pressed = here.fake.people.press(chat.recipient, here.fake.answers(chat)[0], "Yes, do it")
    (heard,) = await here.hears(1)
    assert (heard.pressed, heard.event_id, heard.text) == ("c-1", str(pressed.id), "")
    await here.fake.until(lambda: pressed.acknowledged is not None)


async def test_in_the_server_an_answer_points_to_its_question(here: Here, channel: Discord) -> None:
    hall = here.fake.people.add_channel("hall")
    anna = here.person("Anna")
    asked = here.fake.people.write(anna, hall, f"<@{here.fake.world.bot.id}> is it warm?")
    (heard,) = await here.hears(1)
    await channel.send(to(hall, "21 °C.", reply_to=heard.event_id))
    await channel.send(to(hall, "Still 21 °C.", "k2", reply_to="4711"))
    assert [each.answers for each in here.fake.answers(hall)] == [asked.id, None]


@pytest.mark.parametrize(
    ("day", "seconds"),
    [
        (Day(how="limit", seconds=45), 45),
        (Day(how="banned"), 60),
        (Day(how="status", status=503), 15),
        (Day(how="status", status=401), 60),
        (Day(how="reset"), 5),
        (Day(how="garbage"), 15),
    ],
    ids=lambda each: each.how if isinstance(each, Day) else "",
)
async def test_what_passes_is_tried_again(
    here: Here, channel: Discord, chat: Channel, day: Day, seconds: float
) -> None:
    here.fake.days.coming.append(day.model_copy(update={"method": "POST", "path": "/messages$"}))
    with pytest.raises(NotSent) as error:
        await channel.send(to(chat, "Hello."))
    assert error.value.after_seconds == seconds
    await channel.send(to(chat, "Hello."))
    assert here.fake.said(chat) == ["Hello."]


@pytest.mark.parametrize("code", [50007, 50013, 10003])
async def test_what_does_not_pass_is_given_up(here: Here, channel: Discord, chat: Channel, code: int) -> None:
    chat.closed = code
    with pytest.raises(Gone):
        await channel.send(to(chat, "Hello."))


async def test_while_it_is_not_connected_it_says_when_to_try_again(here: Here, chat: Channel) -> None:
    channel = here.begin()
    with pytest.raises(NotSent):
        await channel.send(to(chat, "Hello."))


async def test_it_types_for_people_of_the_house_until_the_answer_is_there(
    here: Here, channel: Discord, chat: Channel
) -> None:
    eve = here.fake.people.add("Eve")
    here.fake.people.write(eve, here.fake.world.dm(eve), "hi")
    assert chat.recipient is not None
    here.fake.people.write(chat.recipient, chat, "hi")
    await here.hears(2)
    await channel.show_working(f"discord:{here.fake.world.dm(eve).id}")
    await channel.show_working(f"discord:{chat.id}")
    await here.fake.until(lambda: chat.typing == 1)
    await channel.send(to(chat, "Hello."))
    assert here.fake.world.dm(eve).typing == 0


async def answered(here: Here, place: Channel, text: str) -> None:
    await here.fake.until(lambda: text in here.fake.said(place))


async def command(here: Here, place: Channel, name: str, **given: str) -> Inbound:
    count = len(here.heard)
    by = next(user for user in here.fake.world.users.values() if str(user.id) in here.people)
    here.fake.people.command(by, place, name, **given)
    return (await here.hears(count + 1))[count]


async def test_commands_are_few_and_registered_once(here: Here, channel: Discord) -> None:
    names = [str(each["name"]) for each in here.fake.world.commands if isinstance(each, dict)]
    assert names == ["ask", "help", "home", "pc", "status", "undo", "stop"]
    await here.stop()
    await here.start()
    assert [method for method, path in here.fake.days.asked if "commands" in path] == ["GET", "PUT", "GET"]


async def test_a_commands_answer_takes_the_place_of_thinking(
    here: Here, channel: Discord, chat: Channel
) -> None:
    heard = await command(here, chat, "home", say="lights off")
    assert (heard.text, heard.shared) == ("lights off", False)
    answer = to(chat, "They are off.", reply_to=heard.event_id, choices=BUTTONS)
    await channel.send(answer)
    (sent,) = chat.messages
    assert (sent.content, list(sent.buttons), sent.is_loading) == ("They are off.", ["c-1", "c-2"], False)
    assert (await command(here, chat, "home")).text == "what is on?"
    in_server = await command(here, here.fake.people.add_channel("hall"), "ask", say="is it warm?")
    assert (in_server.text, in_server.shared) == ("is it warm?", True)


async def test_an_answer_that_comes_too_late_is_a_message_like_any_other(
    here: Here, channel: Discord, chat: Channel
) -> None:
    heard = await command(here, chat, "status")
    await here.fake.until(lambda: len(chat.messages) == 1)
    here.fake.world.ahead += 16 * 60
    await channel.send(to(chat, "All is well.", reply_to=heard.event_id))
    assert here.fake.said(chat) == ["All is well."]
    assert len(chat.messages) == 2


async def test_after_a_restart_an_answer_is_neither_lost_nor_doubled(
    here: Here, channel: Discord, chat: Channel
) -> None:
    first, second = await command(here, chat, "status"), await command(here, chat, "help")
    await here.fake.until(lambda: len(chat.messages) == 2)
    well, can = (
        to(chat, "All is well.", reply_to=first.event_id),
        to(chat, "Much.", "k2", reply_to=second.event_id),
    )
    await channel.send(well)
    await here.stop()
    channel = await here.start()
    await channel.send(well)
    await channel.send(can)
    assert [each.content for each in chat.messages] == ["All is well.", "Much."]


async def test_who_is_not_of_the_house_gets_no_word_for_a_command(here: Here, channel: Discord) -> None:
    eve = here.fake.people.add("Eve")
    place = here.fake.world.dm(eve)
    asked = here.fake.people.command(eve, place, "status")
    (heard,) = await here.hears(1)
    await channel.send(to(place, "I talk only with the people of this house.", reply_to=heard.event_id))
    assert asked.acknowledged is None
    assert len(place.messages) == 1


async def test_a_commands_answer_waits_until_thinking_is_shown(here: Here, chat: Channel) -> None:
    """However fast the answer is, it never overtakes the word that Discord wants first."""
    channel = Discord
    answers: list[asyncio.Task[str]] = []

    async def receive(inbound: Inbound) -> bool:
        is_new = await here.receive(inbound)
        assert here.channel is not None
        answer = to(chat, "At once.", reply_to=inbound.event_id)
        answers.append(asyncio.create_task(here.channel.send(answer)))
        return is_new

    channel = await here.start(receive)
    here.fake.days.coming.append(Day(how="slow", seconds=0.2, path="/callback$"))
    heard = await command(here, chat, "status")
    asked = here.fake.world.asked[int(heard.event_id.removeprefix("/"))]
    await answers[0]
    await here.fake.until(lambda: asked.acknowledged is not None)
    assert [(each.content, each.is_loading) for each in chat.messages] == [("At once.", False)]
    assert channel.standing()[0].ok
