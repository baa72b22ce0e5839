"""Whether the bot may do what it asks for in a chat of the pretend Telegram."""

from bot.channels.telegram.pretend_people import Chat, Message
from bot.channels.telegram.pretend_wire import Asked, Refused, bad_request
from bot.channels.telegram.pretend_world import World


def chat_of(world: World, asked: Asked, *, write: bool = True) -> Chat:
    """The chat that a call is about.

    Raises:
        Refused: 400, there is no such chat, or it has moved; 403, the bot may not write there.
    """
    given = asked.text("chat_id")
    if not given:
        raise bad_request("chat_id is empty")
    chat = _named(world, given) if given.startswith("@") else world.chats.get(asked.number("chat_id"))
    if chat is None:
        known = world.people.get(asked.number("chat_id"))
        if known is None or known == world.bot:
            raise bad_request("chat not found")
        raise Refused(
            403,
            "Forbidden: bot can't send messages to bots"
            if known.is_bot
            else "Forbidden: bot can't initiate conversation with a user",
        )
    if chat.moved_to is not None:
        why = "Bad Request: group chat was upgraded to a supergroup chat"
        raise Refused(400, why, {"migrate_to_chat_id": chat.moved_to})
    if chat.refusal is not None and (write or chat.kind != "private"):
        raise Refused(403, chat.refusal)
    return chat


def message_of(world: World, asked: Asked, what: str) -> Message:
    """The message that a call is about; `what` names it in the error, such as "message to edit".

    Raises:
        Refused: The chat or the message is not there.
    """
    chat = chat_of(world, asked)
    number = asked.number("message_id")
    if number <= 0:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(number)
    if message is None:
        raise bad_request(f"{what} not found")
    return message


def topic_of(chat: Chat, asked: Asked) -> int | None:
    """The topic that a call is about, None for the chat itself or its general topic.

    Raises:
        Refused: There is no such topic, or it is closed.
    """
    topic = asked.number("message_thread_id")
    if topic <= 1:
        return None
    if chat.topics is None or topic not in chat.topics:
        raise bad_request("message thread not found")
    if topic in chat.closed_topics:
        raise bad_request("TOPIC_CLOSED")
    return topic


def _named(world: World, username: str) -> Chat | None:
    for chat in world.chats.values():
        if chat.username and f"@{chat.username}".lower() == username.lower():
            return chat
    return None
