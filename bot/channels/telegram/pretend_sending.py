"""How the bot says something in the pretend Telegram: text, drafts, photos, files, voice, albums, "typing…"."""

from dataclasses import replace

from pydantic import JsonValue

from bot.channels.telegram.pretend_access import chat_of, topic_of
from bot.channels.telegram.pretend_buttons import read_buttons
from bot.channels.telegram.pretend_days import Limits
from bot.channels.telegram.pretend_files import FileKind
from bot.channels.telegram.pretend_marked import Marked
from bot.channels.telegram.pretend_people import Chat, Message
from bot.channels.telegram.pretend_text import CAPTION_LIMIT, TEXT_LIMIT, read_text
from bot.channels.telegram.pretend_wire import (
    Asked,
    Method,
    Object,
    Refused,
    as_given,
    bad_request,
    number_in,
    text_in,
)
from bot.channels.telegram.pretend_world import World

ALBUM_LIMIT = 10
ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)
_KINDS: dict[str, FileKind] = {
    "photo": "photo",
    "document": "document",
    "voice": "voice",
    "audio": "audio",
    "video": "video",
}


class Sending:
    """Answers those calls; `limits` None lets everything pass."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.limits: Limits | None = None
        self.methods: dict[str, Method] = {
            "sendmessage": self._send_message,
            "sendmessagedraft": self._send_draft,
            "sendchataction": self._send_action,
            "sendmediagroup": self._send_album,
            **{f"send{name}": self._send_file for name in _KINDS},
        }

    async def _send_message(self, asked: Asked) -> JsonValue:
        chat = chat_of(self._world, asked)
        marked = read_text(asked, "text", "entities", TEXT_LIMIT)
        if not marked.text:
            raise bad_request("message text is empty")
        message = self._drafted(chat, asked, marked)
        message.link_preview = asked.object("link_preview_options")
        self._count(chat)
        return self._world.keep(message).as_json()

    async def _send_file(self, asked: Asked) -> JsonValue:
        name = asked.method.removeprefix("send")
        chat = chat_of(self._world, asked)
        marked = read_text(asked, "caption", "caption_entities", CAPTION_LIMIT)
        message = self._drafted(chat, asked, marked)
        message.media = self._world.files.taken(asked, _KINDS[name], asked.text(name), name)
        self._count(chat)
        return self._world.keep(message).as_json()

    async def _send_album(self, asked: Asked) -> JsonValue:
        chat = chat_of(self._world, asked)
        items = asked.objects("media")
        if not items:
            raise bad_request("there are no messages to send")
        if len(items) > ALBUM_LIMIT:
            raise bad_request("too many messages to send as an album")
        kinds = {text_in(item.get("type")) for item in items}
        if len(kinds) > 1 and kinds & {"document", "audio"}:
            raise bad_request("can't use the media of the specified type in the album")
        messages = [self._album_part(chat, asked, item) for item in items]
        self._count(chat, len(messages))
        for each in messages:
            each.message_id = self._world.next_id(chat)
            each.album = f"9{messages[0].message_id:015d}"
            self._world.keep(each)
        return [each.as_json() for each in messages]

    def _album_part(self, chat: Chat, asked: Asked, item: Object) -> Message:
        kind = text_in(item.get("type"))
        if kind not in _KINDS:
            raise bad_request("can't parse InputMedia: Type must be specified")
        part = replace(asked, given={**asked.given, **{name: as_given(each) for name, each in item.items()}})
        message = self._drafted(
            chat, part, read_text(part, "caption", "caption_entities", CAPTION_LIMIT), number=0
        )
        message.media = self._world.files.taken(asked, _KINDS[kind], text_in(item.get("media")), "media")
        return message

    async def _send_draft(self, asked: Asked) -> JsonValue:
        chat = chat_of(self._world, asked)
        if chat.kind != "private":
            raise bad_request("TEXTDRAFT_PEER_INVALID")
        if asked.number("draft_id") == 0:
            raise bad_request("RANDOM_ID_EMPTY")
        marked = read_text(asked, "text", "entities", TEXT_LIMIT)
        chat.draft = marked.text
        chat.drafts.append((asked.number("draft_id"), marked.text))
        self._world.changed()
        return True

    async def _send_action(self, asked: Asked) -> JsonValue:
        chat = chat_of(self._world, asked)
        topic_of(chat, asked)
        action = asked.text("action")
        if action not in ACTIONS:
            raise bad_request("wrong parameter action in request")
        chat.actions.append(action)
        self._world.changed()
        return True

    def _drafted(self, chat: Chat, asked: Asked, marked: Marked, number: int | None = None) -> Message:
        """A message that nobody sees yet."""
        topic, reply_to, buttons = topic_of(chat, asked), self._answered(chat, asked), read_buttons(asked)
        by = None if chat.kind == "channel" else self._world.bot
        given = self._world.next_id(chat) if number is None else number
        message = Message(given, chat, by, int(self._world.now()), marked.text, marked.entities)
        message.reply_to, message.buttons = reply_to, buttons
        message.topic = topic if topic is not None or reply_to is None else reply_to.topic
        message.silent = asked.flag("disable_notification")
        return message

    def _answered(self, chat: Chat, asked: Asked) -> Message | None:
        told = asked.object("reply_parameters") or {"message_id": asked.number("reply_to_message_id")}
        number = number_in(told.get("message_id"))
        if number == 0:
            return None
        answered = chat.messages.get(number)
        forgiven = told.get("allow_sending_without_reply") or asked.flag("allow_sending_without_reply")
        if answered is None and not forgiven:
            raise bad_request("message to be replied not found")
        return answered

    def _count(self, chat: Chat, messages: int = 1) -> None:
        chat.draft = None
        if self.limits is not None:
            try:
                self.limits.count(chat.id, messages)
            except Refused:
                self._world.changed()
                raise
