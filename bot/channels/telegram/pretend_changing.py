"""How the bot changes what is there in the pretend Telegram: edits, deletions, reactions, answers to pressed buttons."""

from dataclasses import dataclass

from pydantic import JsonValue

from bot.channels.telegram.pretend_access import chat_of, message_of
from bot.channels.telegram.pretend_buttons import read_buttons
from bot.channels.telegram.pretend_days import Limits
from bot.channels.telegram.pretend_marked import Marked
from bot.channels.telegram.pretend_people import Message
from bot.channels.telegram.pretend_text import CAPTION_LIMIT, TEXT_LIMIT, read_text
from bot.channels.telegram.pretend_wire import Asked, Method, bad_request, text_in
from bot.channels.telegram.pretend_world import World

DELETE_SECONDS = 48 * 3600
ANSWER_LIMIT = 200
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@dataclass(slots=True)
class Press:
    """A button that someone pressed, and what the bot answered: `answer` None is not yet, "" is without words."""

    id: str
    data: str
    until: float
    answer: str | None = None
    alert: bool = False


class Changing:
    """Answers those calls; `presses` are all buttons that were pressed, by the query's id."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.presses: dict[str, Press] = {}
        self.limits: Limits | None = None
        self.methods: dict[str, Method] = {
            "editmessagetext": self._edit_text,
            "editmessagecaption": self._edit_caption,
            "editmessagereplymarkup": self._edit_buttons,
            "deletemessage": self._delete,
            "deletemessages": self._delete_several,
            "setmessagereaction": self._react,
            "answercallbackquery": self._answer_press,
        }

    async def _edit_text(self, asked: Asked) -> JsonValue:
        marked = read_text(asked, "text", "entities", TEXT_LIMIT)
        message = self._ours(asked)
        if not marked.text:
            raise bad_request("message text is empty")
        if message.has_file:
            raise bad_request("there is no text in the message to edit")
        return self._change(message, asked, marked)

    async def _edit_caption(self, asked: Asked) -> JsonValue:
        marked = read_text(asked, "caption", "caption_entities", CAPTION_LIMIT)
        message = self._ours(asked)
        if not message.has_file:
            raise bad_request("there is no caption in the message to edit")
        return self._change(message, asked, marked)

    async def _edit_buttons(self, asked: Asked) -> JsonValue:
        message = self._ours(asked)
        return self._change(message, asked, Marked(message.text, message.entities))

    def _ours(self, asked: Asked) -> Message:
        message = message_of(self._world, asked, "message to edit")
        channel = message.chat.kind == "channel" and message.sender is None
        if message.is_service or not (channel or message.sender == self._world.bot):
            raise bad_request("message can't be edited")
        return message

    def _change(self, message: Message, asked: Asked, marked: Marked) -> JsonValue:
        buttons = read_buttons(asked)
        if (message.text, message.entities, message.buttons) == (marked.text, marked.entities, buttons):
            raise bad_request(NOT_MODIFIED)
        if self.limits is not None:
            self.limits.count(message.chat.id)
        message.versions.append(message.text)
        message.text, message.entities, message.buttons = marked.text, marked.entities, buttons
        message.edited = int(self._world.now())
        self._world.changed()
        return message.as_json()

    async def _delete(self, asked: Asked) -> JsonValue:
        message = message_of(self._world, asked, "message to delete")
        ours = message.sender == self._world.bot
        may = ours or message.chat.kind == "private" or self._rules(message)
        if not may or (self._world.now() - message.date > DELETE_SECONDS and not self._rules(message)):
            raise bad_request("message can't be deleted")
        self._world.remove(message)
        return True

    def _rules(self, message: Message) -> bool:
        return message.chat.members.get(self._world.bot.id) == "administrator"

    async def _delete_several(self, asked: Asked) -> JsonValue:
        chat = chat_of(self._world, asked)
        for number in asked.text("message_ids", "[]").strip("[]").split(","):
            message = chat.messages.get(int(number or 0))
            if message is not None:
                self._world.remove(message)
        return True

    async def _react(self, asked: Asked) -> JsonValue:
        from telegram.constants import ReactionEmoji

        message = message_of(self._world, asked, "message to react")
        emoji = [text_in(each.get("emoji")) for each in asked.objects("reaction")]
        if any(each not in set(ReactionEmoji) for each in emoji):
            raise bad_request("REACTION_INVALID")
        if len(emoji) > 1:
            raise bad_request("REACTIONS_TOO_MANY")
        message.reactions[self._world.bot.id] = emoji
        self._world.changed()
        return True

    async def _answer_press(self, asked: Asked) -> JsonValue:
        press = self.presses.get(asked.text("callback_query_id"))
        if press is None or press.until < self._world.now():
            raise bad_request(TOO_OLD)
        if len(asked.text("text")) > ANSWER_LIMIT:
            raise bad_request("MESSAGE_TOO_LONG")
        press.answer, press.alert = asked.text("text"), asked.flag("show_alert")
        self._world.changed()
        return True
