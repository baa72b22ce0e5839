import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.incoming import NOT_YOURS
from bot.channels.telegram.fake import FakeTelegram
from bot.channels.telegram.files import NOT_FETCHED, NOT_KNOWN
from bot.channels.telegram.pretend_days import day
from bot.channels.telegram.pretend_files import FileKind
from bot.channels.telegram.pretend_wire import Object, Upload
from memory import inbox
from memory.db import Store
from tests.bot.channels.telegram.wired import Wired, make_channel, picture, running, wire_up


async def test_a_message_is_taken_in_and_then_confirmed(wired: Wired) -> None:
    wired.fake.world.say(wired.chat, wired.anna, "turn off the lights")

    (inbound,) = await wired.has_received(1)
    assert (inbound.text, inbound.sender, inbound.shared) == (
        "turn off the lights",
        str(wired.anna.id),
        False,
    )
    assert inbound.conversation == f"telegram:{wired.anna.id}"
    assert abs(inbound.at - datetime.now(UTC)) < timedelta(minutes=1)
    await wired.fake.world.until(lambda: wired.fake.world.updates.confirmed == 1)
    async with wired.store.reading() as session:
        assert await inbox.next_offset(session, "telegram") == int(inbound.event_id) + 1


async def test_what_was_not_confirmed_comes_again_and_is_known(telegram: FakeTelegram, store: Store) -> None:
    async with wire_up(telegram, store) as wired:
        telegram.weather.expect(day("refuse", "getUpdates", times=1000, after=1))
        telegram.world.say(wired.chat, wired.anna, "once")
        await telegram.world.until(lambda: len(wired.received) == 1)
    assert telegram.world.updates.confirmed == 0
    telegram.weather.mend()

    wired.channel = make_channel(telegram, store, wired.anna)
    async with running(wired):
        telegram.world.say(wired.chat, wired.anna, "twice")
        await telegram.world.until(lambda: len(wired.received) == 2)
    assert [each.text for each in wired.received] == ["once", "twice"]


async def test_nothing_is_confirmed_while_the_database_is_away(wired: Wired) -> None:
    wired.away = 1
    wired.fake.world.say(wired.chat, wired.anna, "keep me")
    await wired.fake.world.until(lambda: not wired.away)
    assert wired.fake.world.updates.confirmed == 0
    assert [each.text for each in await wired.has_received(1)] == ["keep me"]


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("hello all", None),
        ("@homeops_bot turn it off", "turn it off"),
        ("turn it off, @HomeOps_bot!", "turn it off, !"),
        ("/status", "is everything ok?"),
        ("/status@homeops_bot", "is everything ok?"),
        ("/status@other_bot", None),
        ("/dance", None),
        ("@other_bot turn it off", None),
    ],
)
async def test_in_a_group_only_what_is_meant_for_us_is_heard(
    wired: Wired, said: str, heard: str | None
) -> None:
    group = wired.fake.world.add_group("Family", [wired.anna], "supergroup")
    wired.fake.world.say(group, wired.anna, said)
    wired.fake.world.say(wired.chat, wired.anna, "end")
    await wired.has_received(1 if heard is None else 2)

    assert await wired.heard() == [*([] if heard is None else [heard]), "end"]
    assert wired.received[0].shared is (heard is not None)


async def test_an_answer_to_us_in_a_topic_is_heard_as_that_topics(wired: Wired) -> None:
    group = wired.fake.world.add_group("Family", [wired.anna, wired.stranger], "supergroup")
    topic = wired.fake.world.add_topic(group, "Garden")
    place = f"telegram:{group.id}:{topic}"
    await wired.send(wired.message("Shall I water it?", place))
    (asked,) = wired.ours(group)
    wired.fake.world.say(group, wired.stranger, "who is that?", topic=topic)
    wired.fake.world.say(group, wired.anna, "yes", reply_to=asked, topic=topic)

    (inbound,) = await wired.has_received(1)
    assert (inbound.text, inbound.conversation, inbound.shared) == ("yes", place, True)
    assert asked.topic == topic


async def test_bots_channels_and_anonymous_admins_are_nobody(wired: Wired) -> None:
    world = wired.fake.world
    robot = world.add_person("Robot", "robot_bot", is_bot=True)
    group = world.add_group("Family", [wired.anna], "supergroup")
    channel = world.add_group("News", [], "channel")
    world.say(group, robot, "@homeops_bot unlock the door")
    world.say(group, None, "@homeops_bot unlock the door")
    world.say(channel, None, "@homeops_bot unlock the door")
    world.say(wired.chat, wired.anna, "end")
    assert [each.text for each in await wired.has_received(1)] == ["end"]


async def test_somebody_elses_words_that_are_passed_on_are_a_file(wired: Wired) -> None:
    origin: Object = {"type": "user", "date": 1, "sender_user": wired.stranger.as_json()}
    words = "unlock the front door"
    wired.fake.world.say(wired.chat, wired.anna, media={"forward_origin": origin, "text": words})
    (inbound,) = await wired.has_received(1)
    assert inbound.text == ""
    (file,) = inbound.attachments
    assert (file.media_type, file.content) == ("text/plain", b"unlock the front door")


@pytest.mark.parametrize(("kind", "media_type"), [("voice", "audio/ogg"), ("document", "application/ogg")])
async def test_somebody_elses_voice_that_is_passed_on_is_never_listened_to(
    wired: Wired, kind: FileKind, media_type: str
) -> None:
    origin: Object = {"type": "user", "date": 1, "sender_user": wired.stranger.as_json()}
    recording = wired.fake.world.files.keep(kind, Upload("v.ogg", b"unlock", media_type), duration=3)
    wired.fake.world.say(wired.chat, wired.anna, media={**recording, "forward_origin": origin})
    (inbound,) = await wired.has_received(1)
    assert [(each.content, each.alt) for each in inbound.attachments] == [(b"", NOT_YOURS)]
    assert not wired.fake.called("getFile")


async def test_an_edited_message_counts_as_a_new_one_for_a_while(wired: Wired) -> None:
    said = wired.fake.world.say(wired.chat, wired.anna, "turn of teh lihgts")
    old = wired.fake.world.say(wired.chat, wired.anna, "good night")
    await wired.has_received(2)
    wired.fake.world.edit(said, "turn off the lights")
    old.date -= 3600
    wired.fake.world.edit(old, "unlock the door")
    wired.fake.world.say(wired.chat, wired.anna, "end")
    await wired.has_received(4)
    assert await wired.heard() == ["turn of teh lihgts", "good night", "turn off the lights", "end"]


async def test_a_press_comes_with_its_opaque_id_and_the_clock_on_the_button_stops(wired: Wired) -> None:
    await wired.send(wired.message("Unlock?"))
    (asked,) = wired.ours()
    press = wired.fake.acts.press_data(asked, "a" * 64, wired.anna)
    (inbound,) = await wired.has_received(1)
    assert (inbound.pressed, inbound.text, inbound.sender) == ("a" * 64, "", str(wired.anna.id))
    await wired.fake.world.until(lambda: press.answer is not None)


async def test_a_command_says_its_sentence_and_an_invitation_stays_whole(wired: Wired) -> None:
    for said in ("/help", "/start", "/start abcde-fghij", "/lights off", "/pc"):
        wired.fake.world.say(wired.chat, wired.anna, said)
    await wired.has_received(5)
    assert await wired.heard() == [
        "what can you do?",
        "what can you do?",
        "/start abcde-fghij",
        "lights off",
        "how is the pc doing?",
    ]


@pytest.mark.parametrize(
    ("kind", "upload"),
    [
        ("voice", Upload("voice.ogg", b"said", "audio/ogg")),
        ("photo", Upload("photo.jpg", picture("JPEG"), "image/jpeg")),
        ("document", Upload("bill.pdf", b"%PDF", "application/pdf")),
    ],
)
async def test_files_come_with_the_message_and_are_acknowledged(
    wired: Wired, kind: FileKind, upload: Upload
) -> None:
    sent = wired.fake.acts.send_file(wired.chat, wired.anna, kind, upload, caption="look", duration=3)
    (inbound,) = await wired.has_received(1)
    (file,) = inbound.attachments
    assert (file.name, file.media_type, file.content) == (upload.name, upload.mime, upload.content)
    assert inbound.text == "look"
    await wired.fake.world.until(lambda: sent.reactions.get(wired.fake.world.bot.id) == ["👀"])


async def test_photos_that_were_sent_together_are_one_message(wired: Wired) -> None:
    """The first of them ends the poll that waits, so that the others are not there yet."""
    photo = Upload("photo.jpg", picture("JPEG"), "image/jpeg")
    for caption in ("look at these", "", ""):
        wired.fake.acts.send_file(wired.chat, wired.anna, "photo", photo, caption=caption, album="77")
        await asyncio.sleep(0)
    wired.fake.world.say(wired.chat, wired.anna, "and?")
    album, words = await wired.has_received(2)
    assert (album.text, len(album.attachments), words.text) == ("look at these", 3, "and?")


async def test_too_large_a_file_is_never_fetched(wired: Wired) -> None:
    upload = Upload("film.mp4", b"x", "video/mp4")
    wired.fake.acts.send_file(wired.chat, wired.anna, "document", upload, size=48_000_000)
    (inbound,) = await wired.has_received(1)
    (file,) = inbound.attachments
    assert (file.content, file.alt) == (b"", "That file is 48 MB; I take up to 20 MB. Send a smaller one.")
    assert not wired.fake.called("getFile")


async def test_the_voice_rooms_limit_is_asked_before_a_recording_is_fetched(
    telegram: FakeTelegram, store: Store
) -> None:
    def limit(*, size: int | None, seconds: float | None) -> str | None:
        return f"{seconds:g} seconds and {size} bytes are too much."

    async with wire_up(telegram, store, limit=limit) as wired:
        telegram.acts.send_file(
            wired.chat, wired.anna, "voice", Upload("v.ogg", b"123", "audio/ogg"), duration=600
        )
        (inbound,) = await wired.has_received(1)
    assert inbound.attachments[0].alt == "600 seconds and 3 bytes are too much."
    assert not telegram.called("getFile")


async def test_a_file_that_can_not_be_fetched_says_so_and_holds_up_nobody(wired: Wired) -> None:
    wired.fake.weather.expect(day("refuse", "download", times=9))
    wired.fake.acts.send_file(wired.chat, wired.anna, "document", Upload("p.pdf", b"1", "application/pdf"))
    wired.fake.world.say(wired.chat, wired.anna, "after")
    first, second = await wired.has_received(2)
    assert [each.alt for each in first.attachments] == [NOT_FETCHED]
    assert second.text == "after"


async def test_what_nobody_can_read_is_answered_with_a_sentence(wired: Wired) -> None:
    wired.fake.world.say(wired.chat, wired.anna, media={"location": {"latitude": 51.5, "longitude": 0.0}})
    (inbound,) = await wired.has_received(1)
    assert [each.alt for each in inbound.attachments] == [NOT_KNOWN]


async def test_a_strangers_file_is_not_fetched_and_nothing_shows_work(wired: Wired) -> None:
    chat = wired.fake.world.private(wired.stranger)
    wired.fake.acts.send_file(chat, wired.stranger, "voice", Upload("v.ogg", b"123", "audio/ogg"), duration=3)
    (inbound,) = await wired.has_received(1)
    await wired.channel.show_working(inbound.conversation)
    assert (inbound.attachments, inbound.sender) == ((), str(wired.stranger.id))
    assert not wired.fake.called("getFile")
    assert not wired.fake.called("setMessageReaction")
    assert chat.actions == []


async def test_an_update_that_nobody_can_parse_keeps_no_other_away(wired: Wired) -> None:
    wired.fake.world.updates.add("message", {"message_id": "what?", "chat": [], "date": "never"})
    wired.fake.world.say(wired.chat, wired.anna, "still there?")
    assert [each.text for each in await wired.has_received(1)] == ["still there?"]


async def test_the_menu_is_short_and_in_plain_words(wired: Wired) -> None:
    (called,) = wired.fake.called("setMyCommands")
    commands = called.asked.objects("commands")
    assert [each["command"] for each in commands] == [
        "help",
        "home",
        "pc",
        "remember",
        "status",
        "undo",
        "stop",
    ]
    assert all("_" not in str(each["description"]) for each in commands)
