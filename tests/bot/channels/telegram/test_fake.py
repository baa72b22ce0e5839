"""The pretend Telegram, driven by python-telegram-bot as it comes: messages in, messages out, people and groups."""

import pytest
from telegram import Bot, BotCommand, BotCommandScopeChat, MessageEntity, ReplyParameters, Update
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.channels.telegram.fake import FakeTelegram
from bot.channels.telegram.pretend_wire import Object


async def next_update(bot: Bot, offset: int = 0) -> Update:
    (update,) = await bot.get_updates(offset=offset, limit=1, timeout=5, allowed_updates=Update.ALL_TYPES)
    return update


async def test_a_message_arrives_and_is_answered(telegram: FakeTelegram, bot: Bot) -> None:
    anna = telegram.world.add_person("Anna", "anna_lark")
    chat = telegram.world.private(anna)
    telegram.world.say(chat, anna, "is the washing done?")

    update = await next_update(bot)
    assert update.message is not None
    assert update.message.text == "is the washing done?"
    assert update.message.from_user is not None
    assert update.message.from_user.username == "anna_lark"
    sent = await bot.send_message(update.message.chat_id, "Yes, since 14:05.")

    assert chat.texts() == ["is the washing done?", "Yes, since 14:05."]
    assert chat.messages[sent.message_id].sender == telegram.world.bot


async def test_the_bot_knows_itself(bot: Bot) -> None:
    me = await bot.get_me()

    assert (me.username, me.is_bot, me.can_join_groups) == ("homeops_bot", True, True)


async def test_an_edited_message_and_the_answer_to_one_arrive(telegram: FakeTelegram, bot: Bot) -> None:
    anna = telegram.world.add_person("Anna")
    chat = telegram.world.private(anna)
    asked = telegram.world.say(chat, anna, "lamp of")
    telegram.world.edit(asked, "lamp off")
    answer = await bot.send_message(chat.id, "Which?", reply_parameters=ReplyParameters(asked.message_id))
    telegram.world.say(chat, anna, "the big one", reply_to=chat.messages[answer.message_id])

    _, edited, replied = await bot.get_updates()
    assert edited.edited_message is not None
    assert edited.edited_message.text == "lamp off"
    assert replied.message is not None
    assert replied.message.reply_to_message is not None
    assert replied.message.reply_to_message.text == "Which?"


async def test_what_telegram_finds_in_a_text_is_marked(telegram: FakeTelegram, bot: Bot) -> None:
    anna = telegram.world.add_person("Anna")
    group = telegram.world.add_group("Larks", [anna])
    telegram.world.say(group, anna, "😀 /lights@homeops_bot for @homeops_bot, see https://example.org/a.")

    message = (await next_update(bot)).message
    assert message is not None
    found = message.parse_entities()
    assert {each.type: text for each, text in found.items()} == {
        "bot_command": "/lights@homeops_bot",
        "mention": "@homeops_bot",
        "url": "https://example.org/a",
    }


async def test_a_link_to_the_bot_starts_a_chat(telegram: FakeTelegram, bot: Bot) -> None:
    ben = telegram.world.add_person("Ben")
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(ben.id, "Hello")

    telegram.acts.start(ben, "invite-7")

    message = (await next_update(bot)).message
    assert message is not None
    assert message.text == "/start invite-7"
    await bot.send_message(ben.id, "Hello")


async def test_privacy_mode_hides_what_is_not_meant_for_the_bot(telegram: FakeTelegram, bot: Bot) -> None:
    anna = telegram.world.add_person("Anna")
    group = telegram.world.add_group("Larks", [anna])
    telegram.world.reads_all = False
    telegram.world.say(group, anna, "dinner?")
    telegram.world.say(group, anna, "@homeops_bot is the oven off?")

    assert [each.message.text for each in await bot.get_updates() if each.message] == [
        "@homeops_bot is the oven off?"
    ]


async def test_topics_are_conversations(telegram: FakeTelegram, bot: Bot) -> None:
    anna = telegram.world.add_person("Anna")
    group = telegram.world.add_group("Larks", [anna], "supergroup")
    topic = telegram.world.add_topic(group, "Garden")
    telegram.world.say(group, anna, "water?", topic=topic)

    message = (await next_update(bot)).message
    assert message is not None
    assert (message.message_thread_id, message.is_topic_message) == (topic, True)
    assert message.chat.is_forum
    sent = await bot.send_message(group.id, "Not today.", message_thread_id=topic)
    assert group.messages[sent.message_id].topic == topic
    with pytest.raises(BadRequest, match="thread not found"):
        await bot.send_message(group.id, "Lost.", message_thread_id=999)


async def test_a_group_that_became_a_supergroup_says_where_it_went(telegram: FakeTelegram, bot: Bot) -> None:
    anna = telegram.world.add_person("Anna")
    group = telegram.world.add_group("Larks", [anna])
    new = telegram.acts.migrate(group)

    updates = await bot.get_updates()
    assert updates[0].message is not None
    assert updates[0].message.migrate_to_chat_id == new.id
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(group.id, "Still here?")
    assert moved.value.new_chat_id == new.id


async def test_who_blocks_the_bot_is_told_about_and_hears_nothing(telegram: FakeTelegram, bot: Bot) -> None:
    anna = telegram.world.add_person("Anna")
    chat = telegram.world.private(anna)
    telegram.acts.block(anna)

    update = await next_update(bot)
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "kicked"
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(chat.id, "Hello?")
    telegram.acts.unblock(anna)
    await bot.send_message(chat.id, "Hello again.")
    assert chat.texts() == ["Hello again."]


async def test_a_bot_that_was_kicked_out_may_not_write(telegram: FakeTelegram, bot: Bot) -> None:
    anna = telegram.world.add_person("Anna")
    group = telegram.world.add_group("Larks", [anna], "supergroup")
    telegram.acts.set_bot_status(group, anna, "kicked")

    with pytest.raises(Forbidden, match="kicked from the supergroup chat"):
        await bot.send_message(group.id, "Hello?")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(-4711, "Hello?")


async def test_reactions_come_only_to_a_bot_that_asks_for_them(telegram: FakeTelegram, bot: Bot) -> None:
    anna = telegram.world.add_person("Anna")
    chat = telegram.world.private(anna)
    sent = await bot.send_message(chat.id, "Done.")
    telegram.acts.react(chat.messages[sent.message_id], anna, "👎")
    assert await bot.get_updates(allowed_updates=Update.ALL_TYPES) == ()
    telegram.acts.react(chat.messages[sent.message_id], anna, "👍")

    update = await next_update(bot)
    assert update.message_reaction is not None
    assert update.message_reaction.to_dict()["new_reaction"] == [{"type": "emoji", "emoji": "👍"}]


async def test_channel_posts_arrive_without_a_sender(telegram: FakeTelegram, bot: Bot) -> None:
    channel = telegram.world.add_group("News", [], "channel")
    telegram.world.say(channel, None, "We moved.")

    update = await next_update(bot)
    assert update.channel_post is not None
    assert (update.channel_post.from_user, update.channel_post.text) == (None, "We moved.")


async def test_commands_are_kept_by_scope(telegram: FakeTelegram, bot: Bot) -> None:
    await bot.set_my_commands([BotCommand("help", "What I can do")])
    await bot.set_my_commands([BotCommand("undo", "Take it back")], scope=BotCommandScopeChat(5))

    assert [each.command for each in await bot.get_my_commands()] == ["help"]
    assert [each.command for each in await bot.get_my_commands(scope=BotCommandScopeChat(5))] == ["undo"]
    await bot.delete_my_commands()
    assert await bot.get_my_commands() == ()
    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        await bot.set_my_commands([BotCommand("turn-on", "Turn on")])


async def test_who_is_who(telegram: FakeTelegram, bot: Bot) -> None:
    anna, ben = telegram.world.add_person("Anna"), telegram.world.add_person("Ben")
    group = telegram.world.add_group("Larks", [anna])

    assert (await bot.get_chat(group.id)).title == "Larks"
    assert (await bot.get_chat_member(group.id, anna.id)).status == "creator"
    assert (await bot.get_chat_member(group.id, ben.id)).status == "left"
    assert await bot.get_chat_member_count(group.id) == 2


async def test_drafts_and_typing_pass_by(telegram: FakeTelegram, bot: Bot) -> None:
    anna = telegram.world.add_person("Anna")
    chat, group = telegram.world.private(anna), telegram.world.add_group("Larks", [anna])
    await bot.send_chat_action(chat.id, "typing")
    await bot.send_message_draft(chat.id, 1, "It")
    await bot.send_message_draft(chat.id, 1, "It is on.")

    assert (chat.actions, chat.draft, chat.texts()) == (["typing"], "It is on.", [])
    await bot.send_message(chat.id, "It is on.")
    assert (chat.draft, chat.texts()) == (None, ["It is on."])
    with pytest.raises(BadRequest, match="Textdraft_peer_invalid"):
        await bot.send_message_draft(group.id, 1, "It")


async def test_entities_that_are_told_are_kept(telegram: FakeTelegram, bot: Bot) -> None:
    anna = telegram.world.add_person("Anna")
    chat = telegram.world.private(anna)
    sent = await bot.send_message(chat.id, "😀 bold", entities=[MessageEntity("bold", 3, 4)])

    assert sent.parse_entities() == {MessageEntity("bold", 3, 4): "bold"}
    with pytest.raises(BadRequest, match="ends after the end of the text"):
        await bot.send_message(chat.id, "bold", entities=[MessageEntity("bold", 3, 4)])


async def test_a_nameless_administrator_speaks_as_the_group(telegram: FakeTelegram, bot: Bot) -> None:
    anna = telegram.world.add_person("Anna")
    group = telegram.world.add_group("Larks", [anna], "supergroup")
    telegram.world.say(group, None, "I am nobody")

    message = (await next_update(bot)).message
    assert message is not None
    assert message.from_user is not None
    assert message.sender_chat is not None
    assert (message.from_user.username, message.sender_chat.id) == ("GroupAnonymousBot", group.id)


async def test_forwarded_words_are_text(telegram: FakeTelegram, bot: Bot) -> None:
    anna = telegram.world.add_person("Anna")
    origin: Object = {"forward_origin": {"type": "hidden_user", "sender_user_name": "Zoe", "date": 1}}
    telegram.world.say(telegram.world.private(anna), anna, "unlock the door", media=origin)

    message = (await next_update(bot)).message
    assert message is not None
    assert message.text == "unlock the door"
    assert message.forward_origin is not None


async def test_who_comes_and_goes_is_told(telegram: FakeTelegram, bot: Bot) -> None:
    anna, ben = telegram.world.add_person("Anna"), telegram.world.add_person("Ben")
    group = telegram.world.add_group("Larks", [anna])
    telegram.acts.join(group, ben)
    telegram.acts.leave(group, ben)
    telegram.acts.set_bot_status(group, anna, "left")
    telegram.acts.set_bot_status(group, anna, "member")

    joined, left, out, back, welcome = await bot.get_updates()
    assert joined.message is not None
    assert [each.first_name for each in joined.message.new_chat_members] == ["Ben"]
    assert left.message is not None
    assert left.message.left_chat_member is not None
    assert out.my_chat_member is not None
    assert back.my_chat_member is not None
    assert welcome.message is not None
    assert welcome.message.new_chat_members[0].id == telegram.world.bot.id


async def test_nobody_writes_into_a_closed_topic(telegram: FakeTelegram, bot: Bot) -> None:
    group = telegram.world.add_group("Larks", [telegram.world.add_person("Anna")], "supergroup")
    topic = telegram.world.add_topic(group, "Garden")
    group.closed_topics.add(topic)

    with pytest.raises(BadRequest, match="Topic_closed"):
        await bot.send_message(group.id, "Too late.", message_thread_id=topic)


async def test_an_answer_to_what_is_gone_is_refused_unless_forgiven(telegram: FakeTelegram, bot: Bot) -> None:
    chat = telegram.world.private(telegram.world.add_person("Anna"))
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(chat.id, "Yes.", reply_parameters=ReplyParameters(77))
    await bot.send_message(
        chat.id, "Yes.", reply_parameters=ReplyParameters(77, allow_sending_without_reply=True)
    )

    assert chat.texts() == ["Yes."]


async def test_an_account_that_was_deleted_hears_nothing(telegram: FakeTelegram, bot: Bot) -> None:
    anna = telegram.world.add_person("Anna")
    telegram.acts.deactivate(anna)

    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(anna.id, "Hello?")
