import asyncio
from dataclasses import replace

import pytest

from bot.channels.contract import Gone, NotSent
from bot.channels.telegram.fake import FakeTelegram
from bot.channels.telegram.limits import Limiter, Rate
from bot.channels.telegram.pretend_days import How, Limits, day
from bot.channels.telegram.render import units
from memory import outbox
from memory.db import Store
from memory.messages import Attachment, Choice, Kind
from tests.bot.channels.telegram.wired import Wired, make_channel, picture

LONG = "\n".join(f"line {number:04}" for number in range(1000))
CHART = Attachment("chart.png", "image/png", picture("PNG"), "Memory over the day")


async def test_words_arrive_formatted_with_their_buttons(wired: Wired) -> None:
    choices = (Choice("Yes, do it", "a" * 64), Choice("No, leave it", "b" * 64))
    answer = replace(wired.message("The **lamp** is `on`: [ha.local](https://ha.local)."), choices=choices)
    platform_id = await wired.send(answer)

    (shown,) = wired.ours()
    assert platform_id == str(shown.message_id)
    assert shown.text == "The lamp is on: ha.local."
    assert [each["type"] for each in shown.entities] == ["bold", "code", "text_link"]
    assert shown.button_texts == ["Yes, do it", "No, leave it"]
    assert [len(row) for row in shown.buttons] == [2]
    assert shown.link_preview == {"is_disabled": True}


async def test_a_long_answer_comes_in_parts_and_the_last_has_the_buttons(wired: Wired) -> None:
    platform_id = await wired.send(replace(wired.message(LONG), choices=(Choice("Undo", "u"),)))
    shown = wired.ours()
    assert len(shown) == 3
    assert "\n".join(each.text for each in shown) == LONG
    assert [each.button_texts for each in shown] == [[], [], ["Undo"]]
    assert platform_id == str(shown[-1].message_id)


async def test_a_picture_carries_a_short_answer_as_its_caption(wired: Wired) -> None:
    await wired.send(
        replace(wired.message("20 GB of 32 GB"), attachments=(CHART,), choices=(Choice("Undo", "u"),))
    )
    (shown,) = wired.ours()
    assert (shown.text, list(shown.media), shown.button_texts) == ("20 GB of 32 GB", ["photo"], ["Undo"])


async def test_pictures_voice_and_files_come_before_the_words_that_belong_to_them(wired: Wired) -> None:
    files = (
        CHART,
        Attachment("said.ogg", "audio/ogg", b"OggS" + bytes(40)),
        Attachment("list.csv", "text/csv", b"a,b"),
    )
    await wired.send(replace(wired.message("All of it."), attachments=files))
    assert [next(iter(each.media), "text") for each in wired.ours()] == ["photo", "voice", "document", "text"]


async def test_a_picture_that_is_none_comes_as_a_file(wired: Wired) -> None:
    broken = Attachment("chart.png", "image/png", b"no picture")
    await wired.send(replace(wired.message("Look"), attachments=(broken,)))
    (shown,) = wired.ours()
    assert (shown.text, list(shown.media)) == ("Look", ["document"])


async def test_what_is_asked_about_is_never_cut(wired: Wired) -> None:
    card = "Delete these:\n" + "\n".join(f"photo {number}" for number in range(300))
    told = "\n\n".join(["x" * 3000, card])
    await wired.send(replace(wired.message(told), kind=Kind.CARD, choices=(Choice("Yes", "y"),)))
    *_, last = wired.ours()
    assert (last.text, last.button_texts) == (card, ["Yes"])


async def test_a_question_too_long_for_a_message_comes_whole_in_a_file(wired: Wired) -> None:
    await wired.send(replace(wired.message("x" * 5000), kind=Kind.CARD, choices=(Choice("Yes", "y"),)))
    (shown,) = wired.ours()
    assert shown.text.endswith("All of it is in the file.")
    assert wired.fake.world.files.content_of(shown.media) == b"x" * 5000
    assert shown.button_texts == ["Yes"]


@pytest.mark.parametrize("how", ["reset", "refuse", "garbage"])
async def test_parts_that_arrived_are_not_repeated(wired: Wired, how: How) -> None:
    wired.fake.weather.expect(day(how, "sendMessage", after=1))
    message = wired.message(LONG)
    with pytest.raises(NotSent):
        await wired.send(message)
    assert len(wired.ours()) == 1

    again = make_channel(wired.fake, wired.store, wired.anna)
    while True:
        try:
            await again.send(message)
            break
        except NotSent as error:
            await asyncio.sleep(error.after_seconds)
    assert "\n".join(each.text for each in wired.ours()) == LONG


async def test_a_flood_limit_closes_that_chat_and_no_other(wired: Wired) -> None:
    other = wired.fake.world.private(wired.stranger)
    wired.fake.weather.expect(day("limit", "sendMessage", retry_after=7, chat_id=wired.chat.id))
    with pytest.raises(NotSent) as refused:
        await wired.send(wired.message("one"))
    assert refused.value.after_seconds == 7
    with pytest.raises(NotSent) as closed:
        await wired.send(wired.message("two"))
    assert 6 < closed.value.after_seconds <= 7
    assert wired.fake.called("sendMessage")[-1].status == 429
    await wired.send(wired.message("three", f"telegram:{other.id}"))
    assert other.texts() == ["three"]


async def test_we_keep_telegrams_limits_by_ourselves(telegram: FakeTelegram, store: Store) -> None:
    anna = telegram.world.add_person("Anna")
    channel = make_channel(telegram, store, anna, limiter=Limiter(overall=Rate(5, 0.4), chat=Rate(1, 0.3)))
    telegram.limit(Limits(chat=(1, 0.1), overall=(7, 0.3)))
    wired = Wired(telegram, channel, store, anna, anna)
    chats = [telegram.world.private(telegram.world.add_person(f"P{number}")) for number in range(8)]
    await asyncio.gather(
        *(wired.send(wired.message("x", f"telegram:{chat.id}")) for chat in chats for _ in range(3))
    )
    assert [len(chat.texts()) for chat in chats] == [3] * 8
    assert {each.status for each in telegram.called("sendMessage")} == {200}


@pytest.mark.parametrize("what", ["block", "deactivate"])
async def test_who_blocked_us_is_gone(wired: Wired, what: str) -> None:
    getattr(wired.fake.acts, what)(wired.anna)
    with pytest.raises(Gone):
        await wired.send(wired.message("hello?"))


async def test_a_chat_that_does_not_exist_is_gone(wired: Wired) -> None:
    with pytest.raises(Gone):
        await wired.send(wired.message("hello?", "telegram:424242"))


async def test_a_group_that_became_a_supergroup_is_followed(wired: Wired) -> None:
    group = wired.fake.world.add_group("Family", [wired.anna])
    new = wired.fake.acts.migrate(group)
    await wired.send(wired.message("still here", f"telegram:{group.id}"))
    await wired.send(wired.message("and again", f"telegram:{group.id}"))
    assert [each.text for each in wired.ours(new)] == ["still here", "and again"]
    assert len(wired.fake.called("sendMessage")) == 3


async def test_a_topic_that_is_gone_is_answered_in_the_group(wired: Wired) -> None:
    group = wired.fake.world.add_group("Family", [wired.anna], "supergroup")
    wired.fake.world.add_topic(group, "Garden")
    await wired.send(wired.message("watered", f"telegram:{group.id}:999"))
    assert [each.text for each in wired.ours(group)] == ["watered"]


@pytest.mark.parametrize(
    ("description", "text", "marks"),
    [
        ("Bad Request: can't parse entities: strange", "bold words", 0),
        ("Bad Request: ENTITY_TEXTURL_INVALID", "bold words", 0),
        ("Bad Request: message is too long", "bold words\n\nAll of it is in the file.", 0),
        ("Bad Request: BUTTON_DATA_INVALID", "bold words", 1),
    ],
)
async def test_what_telegram_finds_wrong_is_left_away(
    wired: Wired, description: str, text: str, marks: int
) -> None:
    wired.fake.weather.expect(day("refuse", "sendMessage", code=400, description=description))
    await wired.send(replace(wired.message("**bold** words"), choices=(Choice("Undo", "u"),)))
    (message,) = wired.ours()
    assert (message.text, len(message.entities)) == (text, marks)
    assert message.button_texts == ([] if "BUTTON" in description else ["Undo"])


async def test_what_nothing_helps_against_is_gone_and_not_tried_for_ever(wired: Wired) -> None:
    wired.fake.weather.expect(
        day("refuse", "sendMessage", code=400, description="Bad Request: WHATEVER", times=99)
    )
    with pytest.raises(Gone):
        await wired.send(wired.message("hm"))
    assert len(wired.fake.called("sendMessage")) == 1


async def test_an_answer_that_got_lost_on_the_way_may_come_twice(wired: Wired) -> None:
    """The one window of PROTOCOLS §1: Telegram has it, we don't know it."""
    wired.fake.weather.expect(day("lost", "sendMessage"))
    message = wired.message("once?")
    with pytest.raises(NotSent) as lost:
        await wired.send(message)
    await asyncio.sleep(lost.value.after_seconds)
    await wired.channel.send(message)
    assert [each.text for each in wired.ours()] == ["once?", "once?"]


async def test_a_card_becomes_its_outcome_and_loses_its_buttons(wired: Wired) -> None:
    card = replace(wired.message("Unlock the door?"), kind=Kind.CARD, choices=(Choice("Yes", "y"),))
    platform_id = await wired.send(card)
    outcome = replace(wired.message("Unlock the door?\nAnna said yes."), edits=card.key)
    await wired.channel.edit(outcome, platform_id)
    await wired.channel.edit(outcome, platform_id)  # harmless
    (shown,) = wired.ours()
    assert (shown.text, shown.button_texts) == ("Unlock the door?\nAnna said yes.", [])


async def test_a_pictures_caption_is_edited_too_and_a_long_outcome_is_shortened(wired: Wired) -> None:
    card = replace(wired.message("Look?"), attachments=(CHART,), choices=(Choice("Yes", "y"),))
    platform_id = await wired.send(card)
    await wired.channel.edit(replace(wired.message("word " * 400), edits=card.key), platform_id)
    (shown,) = wired.ours()
    assert units(shown.text) <= 1024
    assert shown.text.endswith(" …")
    assert shown.button_texts == []


async def test_what_was_deleted_can_not_be_edited(wired: Wired) -> None:
    platform_id = await wired.send(wired.message("gone soon"))
    wired.fake.world.remove(wired.ours()[0])
    with pytest.raises(Gone):
        await wired.channel.edit(wired.message("new words"), platform_id)


async def test_in_a_group_an_answer_points_to_what_it_answers(wired: Wired) -> None:
    group = wired.fake.world.add_group("Family", [wired.anna])
    asked = wired.fake.world.say(group, wired.anna, "/status")
    (inbound,) = await wired.has_received(1)
    await wired.send(replace(wired.message("All is well.", inbound.conversation), reply_to=inbound.event_id))
    (shown,) = wired.ours(group)
    assert shown.reply_to is asked


async def test_typing_and_drafts_show_work_until_the_answer_comes(wired: Wired) -> None:
    wired.fake.world.say(wired.chat, wired.anna, "how are you?")
    (inbound,) = await wired.has_received(1)
    await wired.channel.show_working(inbound.conversation)
    await wired.fake.world.until(lambda: wired.chat.actions == ["typing"])
    await wired.channel.show_progress(inbound.conversation, "I am")
    await wired.channel.show_progress(inbound.conversation, "I am **well")
    await wired.fake.world.until(lambda: len(wired.chat.drafts) == 1)
    await wired.send(replace(wired.message("I am **well**."), reply_to=inbound.event_id))

    assert [text for _, text in wired.chat.drafts] == ["I am **well"]
    assert [each.text for each in wired.ours()] == ["I am well."]
    calls = [each.asked.method for each in wired.fake.calls]
    assert calls.index("sendmessagedraft") < calls.index("sendmessage")


async def test_a_server_without_drafts_loses_no_answer(wired: Wired) -> None:
    wired.fake.weather.expect(day("refuse", "sendMessageDraft", code=404, description="Not Found", times=9))
    wired.fake.world.say(wired.chat, wired.anna, "how are you?")
    (inbound,) = await wired.has_received(1)
    await wired.channel.show_working(inbound.conversation)
    for text in ("I", "I am"):
        await wired.channel.show_progress(inbound.conversation, text)
    await wired.fake.world.until(lambda: bool(wired.fake.called("sendMessageDraft")))
    await wired.send(replace(wired.message("I am well."), reply_to=inbound.event_id))
    assert [each.text for each in wired.ours()] == ["I am well."]
    assert wired.channel.standing()[0].ok


async def test_parts_are_noted_in_the_row_of_the_message(wired: Wired) -> None:
    wired.fake.weather.expect(day("reset", "sendMessage", after=2))
    message = wired.message(LONG)
    with pytest.raises(NotSent):
        await wired.send(message)
    async with wired.store.reading() as session:
        noted = await outbox.platform_id(session, message.key)
    assert noted == ",".join(str(each.message_id) for each in wired.ours())
