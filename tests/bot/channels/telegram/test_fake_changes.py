"""What is there changes in the pretend Telegram: edits, deletions, reactions, pressed buttons."""

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest

from bot.channels.telegram.fake import FakeTelegram
from bot.channels.telegram.pretend_people import Chat, Person

YES_NO = InlineKeyboardMarkup(
    [[InlineKeyboardButton("Yes", callback_data="c:1"), InlineKeyboardButton("No", callback_data="c:2")]]
)


@pytest.fixture
def anna(telegram: FakeTelegram) -> Person:
    return telegram.world.add_person("Anna")


@pytest.fixture
def chat(telegram: FakeTelegram, anna: Person) -> Chat:
    return telegram.world.private(anna)


async def test_an_edit_replaces_text_and_takes_the_buttons_away(bot: Bot, chat: Chat) -> None:
    sent = await bot.send_message(chat.id, "Open the door?", reply_markup=YES_NO)
    await bot.edit_message_text("Opened at 21:04.", chat.id, sent.message_id)

    (shown,) = chat.shown()
    assert (shown.text, shown.button_texts, shown.versions) == ("Opened at 21:04.", [], ["Open the door?"])


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot, chat: Chat) -> None:
    sent = await bot.send_message(chat.id, "Open the door?", reply_markup=YES_NO)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("Open the door?", chat.id, sent.message_id, reply_markup=YES_NO)

    await bot.edit_message_reply_markup(chat.id, sent.message_id)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_reply_markup(chat.id, sent.message_id)
    assert chat.shown()[0].button_texts == []


async def test_only_ones_own_messages_that_are_there_can_be_edited(
    telegram: FakeTelegram, bot: Bot, chat: Chat, anna: Person
) -> None:
    said = telegram.world.say(chat, anna, "hello")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("goodbye", chat.id, said.message_id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("goodbye", chat.id, 99)
    assert chat.texts() == ["hello"]


async def test_messages_are_deleted_for_two_days(telegram: FakeTelegram, bot: Bot, chat: Chat) -> None:
    first, second = await bot.send_message(chat.id, "one"), await bot.send_message(chat.id, "two")
    await bot.delete_message(chat.id, first.message_id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(chat.id, first.message_id)
    now = telegram.world.now()
    telegram.world.now = lambda: now + 49 * 3600
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(chat.id, second.message_id)

    assert chat.texts() == ["two"]


async def test_what_others_say_in_a_group_only_an_administrator_deletes(
    telegram: FakeTelegram, bot: Bot, anna: Person
) -> None:
    group = telegram.world.add_group("Larks", [anna], "supergroup")
    said = telegram.world.say(group, anna, "hello")
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(group.id, said.message_id)
    telegram.acts.set_bot_status(group, anna, "administrator")
    await bot.delete_message(group.id, said.message_id)

    assert group.texts() == []


async def test_a_reaction_shows(telegram: FakeTelegram, bot: Bot, chat: Chat, anna: Person) -> None:
    said = telegram.world.say(chat, anna, "thanks")
    await bot.set_message_reaction(chat.id, said.message_id, "👍")

    assert said.reactions == {telegram.world.bot.id: ["👍"]}
    with pytest.raises(BadRequest, match="Reaction_invalid"):
        await bot.set_message_reaction(chat.id, said.message_id, "🧀")


async def test_a_pressed_button_is_answered_once_in_time(
    telegram: FakeTelegram, bot: Bot, chat: Chat, anna: Person
) -> None:
    sent = await bot.send_message(chat.id, "Open the door?", reply_markup=YES_NO)
    press = telegram.acts.press(chat.messages[sent.message_id], "Yes", anna)

    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    assert (update.callback_query.data, update.callback_query.from_user.id) == ("c:1", anna.id)
    await bot.answer_callback_query(update.callback_query.id, "Opening", show_alert=True)
    assert (press.answer, press.alert) == ("Opening", True)
    now = telegram.world.now()
    telegram.world.now = lambda: now + 120
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(update.callback_query.id)


async def test_a_button_of_a_deleted_message_can_still_be_pressed(
    telegram: FakeTelegram, bot: Bot, chat: Chat, anna: Person
) -> None:
    sent = await bot.send_message(chat.id, "Open the door?", reply_markup=YES_NO)
    gone = chat.messages[sent.message_id]
    await bot.delete_message(chat.id, sent.message_id)
    telegram.acts.press(gone, "No", anna)

    (update,) = await bot.get_updates(allowed_updates=Update.ALL_TYPES)
    assert update.callback_query is not None
    assert update.callback_query.message is not None
    assert not update.callback_query.message.is_accessible
    with pytest.raises(LookupError):
        telegram.acts.press(gone, "Perhaps", anna)
