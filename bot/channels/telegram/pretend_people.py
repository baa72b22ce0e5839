"""Who and what there is in the pretend Telegram: people, chats, messages, as Telegram writes them."""

from dataclasses import dataclass, field
from typing import Literal

from pydantic import JsonValue

from bot.channels.telegram.pretend_wire import Object

Kind = Literal["private", "group", "supergroup", "channel"]
Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]
SERVICE = (
    "new_chat_members",
    "left_chat_member",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "forum_topic_created",
)


@dataclass(frozen=True, slots=True)
class Person:
    """A user of Telegram, or the bot."""

    id: int
    first_name: str
    username: str = ""
    is_bot: bool = False
    language_code: str = "en"

    def as_json(self) -> Object:
        """Telegram's User."""
        told: Object = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            told["username"] = self.username
        if not self.is_bot:
            told["language_code"] = self.language_code
        return told


ANONYMOUS = Person(1087968824, "Group", "GroupAnonymousBot", is_bot=True)
"""Who speaks for a group's administrator that wishes not to be named."""
FILES = ("photo", "document", "voice", "audio", "video")


@dataclass(slots=True)
class Message:
    """A message as it stands now; `media` is what a Message has beside text, such as `{"voice": {…}}`; `sender` None is
    the chat itself: a channel, or a group's nameless administrator.

    `topic` is the message_thread_id, `buttons` the inline keyboard's rows, `reactions` the emoji by person's id, `versions`
    what it said before each edit.
    """

    message_id: int
    chat: "Chat"
    sender: Person | None
    date: int
    text: str = ""
    entities: list[Object] = field(default_factory=list[Object])
    media: Object = field(default_factory=dict[str, JsonValue])
    reply_to: "Message | None" = None
    topic: int | None = None
    buttons: list[list[Object]] = field(default_factory=list[list[Object]])
    link_preview: Object | None = None
    edited: int | None = None
    album: str | None = None
    silent: bool = False
    reactions: dict[int, list[str]] = field(default_factory=dict[int, list[str]])
    versions: list[str] = field(default_factory=list[str])

    def as_json(self, *, inside: bool = False) -> Object:
        """Telegram's Message; one that is `inside` another doesn't carry the message that it answers itself."""
        told: Object = {"message_id": self.message_id, "date": self.date, "chat": self.chat.as_json()}
        told |= self._speaker() | self.media | self._words() | self._extras()
        if self.reply_to is not None and not inside:
            told["reply_to_message"] = self.reply_to.as_json(inside=True)
        return told

    def _speaker(self) -> Object:
        told: Object = {}
        if self.sender is None:
            told["sender_chat"] = self.chat.as_json()
        if self.sender is not None or self.chat.kind != "channel":
            told["from"] = (self.sender or ANONYMOUS).as_json()
        return told

    def _words(self) -> Object:
        told: Object = {}
        words, parts = ("caption", "caption_entities") if self.has_file else ("text", "entities")
        if self.text:
            told[words] = self.text
        if self.entities:
            told[parts] = [*self.entities]
        return told

    def _extras(self) -> Object:
        told: Object = {}
        if self.edited is not None:
            told["edit_date"] = self.edited
        if self.topic is not None:
            told |= {"message_thread_id": self.topic, "is_topic_message": True}
        if self.album is not None:
            told["media_group_id"] = self.album
        if self.link_preview is not None:
            told["link_preview_options"] = self.link_preview
        if self.buttons:
            told["reply_markup"] = {"inline_keyboard": [[*row] for row in self.buttons]}
        return told

    @property
    def has_file(self) -> bool:
        """Whether it is a file, so that its text is a caption."""
        return any(each in self.media for each in FILES)

    @property
    def is_service(self) -> bool:
        """Whether Telegram itself says it ("Anna joined the group")."""
        return any(each in self.media for each in SERVICE)

    @property
    def button_texts(self) -> list[str]:
        """What the buttons say, row by row."""
        return [str(button["text"]) for row in self.buttons for button in row]


@dataclass(slots=True)
class Chat:
    """A chat as it stands now.

    `refusal` is what the bot is told whenever it wants something here (such as "Forbidden: bot was blocked by the user"),
    `moved_to` the supergroup that this group became, `draft` what is being streamed now, `drafts` all that was (id and
    text), `actions` the chat actions in order. `topics` are there if the group has them on, title by message_thread_id.
    """

    id: int
    kind: Kind
    title: str = ""
    person: Person | None = None
    username: str = ""
    topics: dict[int, str] | None = None
    closed_topics: set[int] = field(default_factory=set[int])
    members: dict[int, Status] = field(default_factory=dict[int, Status])
    messages: dict[int, Message] = field(default_factory=dict[int, Message])
    deleted: list[Message] = field(default_factory=list[Message])
    drafts: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    draft: str | None = None
    actions: list[str] = field(default_factory=list[str])
    refusal: str | None = None
    moved_to: int | None = None
    last_id: int = 0

    def as_json(self) -> Object:
        """Telegram's Chat."""
        told: Object = {"id": self.id, "type": self.kind}
        if self.person is not None:
            told["first_name"] = self.person.first_name
            if self.person.username:
                told["username"] = self.person.username
        if self.title:
            told["title"] = self.title
        if self.username:
            told["username"] = self.username
        if self.topics is not None:
            told["is_forum"] = True
        return told

    def shown(self) -> list[Message]:
        """What a person who looks into the chat sees, oldest first."""
        return [self.messages[each] for each in sorted(self.messages)]

    def texts(self, *, by: int | None = None) -> list[str]:
        """What was said, oldest first; of one sender only, if asked."""
        said = [
            each for each in self.shown() if by is None or (each.sender is not None and each.sender.id == by)
        ]
        return [each.text for each in said]
