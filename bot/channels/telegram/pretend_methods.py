"""The methods of the Bot API that the pretend Telegram knows."""

from collections.abc import Awaitable, Callable

from pydantic import JsonValue

from bot.channels.telegram.pretend_people import Chat, Message
from bot.channels.telegram.pretend_text import TEXT_LIMIT, found_entities, units
from bot.channels.telegram.pretend_wire import OBJECTS, Asked, Refused, bad_request
from bot.channels.telegram.pretend_world import World

Method = Callable[[Asked], Awaitable[JsonValue]]
LONGEST_POLL = 50


class Methods:
    """Answers calls."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.table: dict[str, Method] = {
            "getme": self.get_me,
            "getupdates": self.get_updates,
            "sendmessage": self.send_message,
        }

    async def get_me(self, asked: Asked) -> JsonValue:
        """Who the bot is."""
        del asked
        may: dict[str, JsonValue] = {"can_join_groups": True, "can_read_all_group_messages": False}
        return self._world.bot.as_json() | may | {"supports_inline_queries": False}

    async def get_updates(self, asked: Asked) -> JsonValue:
        """The long poll."""
        timeout = min(max(asked.number("timeout"), 0), LONGEST_POLL)
        got = await self._world.updates.get(
            asked.number("offset"), asked.number("limit", 100), timeout, asked.strings("allowed_updates")
        )
        return [*got]

    async def send_message(self, asked: Asked) -> JsonValue:
        """Say something."""
        chat = self._chat(asked)
        text = asked.text("text").strip()
        if not text:
            raise bad_request("message text is empty")
        if units(text) > TEXT_LIMIT:
            raise bad_request("message is too long")
        entities = asked.objects("entities") or found_entities(text)
        message = Message(
            self._world.next_id(chat), chat, self._world.bot, int(self._world.now()), text, entities
        )
        message.topic = asked.number("message_thread_id") or None
        markup = asked.object("reply_markup") or {}
        message.buttons = [OBJECTS.validate_python(row) for row in _rows(markup.get("inline_keyboard"))]
        return self._world.keep(message).as_json()

    def _chat(self, asked: Asked) -> Chat:
        chat = self._world.chats.get(asked.number("chat_id"))
        if chat is None:
            raise bad_request("chat not found")
        if chat.refusal is not None:
            raise Refused(403, chat.refusal)
        return chat


def _rows(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []
