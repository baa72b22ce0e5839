"""The world side of the pretend Telegram: who is there, what they say, and what their chats show."""

import asyncio
import time
from collections.abc import Callable, Sequence

from bot.channels.telegram.pretend_files import Files
from bot.channels.telegram.pretend_people import Chat, Kind, Message, Person
from bot.channels.telegram.pretend_text import found_entities
from bot.channels.telegram.pretend_updates import Updates
from bot.channels.telegram.pretend_wire import Object, bad_request, text_in

BOT_ID = 7_000_000_001
SUPERGROUP = -1_000_000_000_000


class World:
    """Everything that the pretend Telegram knows. `now` gives seconds since 1970.

    `reads_all` is Telegram's privacy mode switched off: the bot gets all that is said in groups. With it on, only commands,
    mentions of the bot and answers to what it said.
    """

    def __init__(self, bot: Person, now: Callable[[], float] = time.time) -> None:
        self.bot = bot
        self.now = now
        self.reads_all = True
        self.people: dict[int, Person] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.files = Files()
        self.updates = Updates(self.changed, self._time)
        self._last_id = 0
        self._next_person = 1001
        self._next_group = 501
        self._watching: set[asyncio.Event] = set()

    def changed(self) -> None:
        """Wake whoever waits for something to become so."""
        for each in self._watching:
            each.set()

    def _time(self) -> float:
        return self.now()

    async def until(self, so: Callable[[], bool], within: float = 30) -> None:
        """Wait until something is so; it is looked at again after each change.

        Raises:
            TimeoutError: It did not become so within so many seconds.
        """
        change = asyncio.Event()
        self._watching.add(change)
        try:
            async with asyncio.timeout(within):
                while not so():
                    await change.wait()
                    change.clear()
        finally:
            self._watching.discard(change)

    def add_person(
        self, first_name: str, username: str = "", *, is_bot: bool = False, number: int = 0
    ) -> Person:
        """Someone new on Telegram; `number` is the user id, one of its choice if left out."""
        person = Person(number or self._next_person, first_name, username, is_bot)
        self._next_person = max(self._next_person, person.id) + 1
        self.people[person.id] = person
        return person

    def private(self, person: Person) -> Chat:
        """The private chat of a person and the bot; from now on the bot may write there."""
        known = self.chats.get(person.id)
        if known is None:
            known = self.chats[person.id] = Chat(person.id, "private", person=person)
        return known

    def add_group(self, title: str, members: Sequence[Person], kind: Kind = "group") -> Chat:
        """A group, supergroup or channel that the bot is a member of; the first member has made it."""
        number = self._next_group
        self._next_group += 1
        chat = Chat(-number if kind == "group" else SUPERGROUP - number, kind, title)
        chat.members = {each.id: "member" for each in (*members, self.bot)}
        if members:
            chat.members[members[0].id] = "creator"
        if kind == "channel":
            chat.members[self.bot.id] = "administrator"
        if kind != "group":
            chat.last_id = 1  # the first message says that the group was made
        self.chats[chat.id] = chat
        return chat

    def add_topic(self, chat: Chat, title: str) -> int:
        """A topic of a supergroup; returns its message_thread_id."""
        chat.topics = {} if chat.topics is None else chat.topics
        topic = self.next_id(chat)
        chat.topics[topic] = title
        return topic

    def next_id(self, chat: Chat) -> int:
        """A message id: of its own in each supergroup and channel, counted together elsewhere."""
        if chat.kind in {"supergroup", "channel"}:
            chat.last_id += 1
            return chat.last_id
        self._last_id += 1
        return self._last_id

    def keep(self, message: Message) -> Message:
        """Put a message into its chat."""
        message.chat.messages[message.message_id] = message
        self.changed()
        return message

    def say(
        self,
        chat: Chat,
        by: Person | None,
        text: str = "",
        *,
        entities: Sequence[Object] | None = None,
        media: Object | None = None,
        reply_to: Message | None = None,
        topic: int | None = None,
        album: str | None = None,
    ) -> Message:
        """Have someone say something; in a channel nobody says it. Entities are found as Telegram finds them.

        Raises:
            Refused: The chat has become a supergroup.
        """
        if chat.moved_to is not None:
            raise bad_request("group chat was upgraded to a supergroup chat")
        found = found_entities(text) if entities is None else [*entities]
        message = Message(
            self.next_id(chat), chat, by, int(self.now()), text, found, media or {}, reply_to, topic
        )
        message.album = album
        self.keep(message)
        if self.reaches(message):
            self.updates.add("channel_post" if chat.kind == "channel" else "message", message.as_json())
        return message

    def reaches(self, message: Message) -> bool:
        """Whether the bot gets what was said."""
        chat, by = message.chat, message.sender
        if chat.kind in {"private", "channel"} or message.is_service:
            return chat.refusal is None or chat.kind == "private"
        if by is not None and by.is_bot:
            return False
        if chat.members.get(self.bot.id) in {"left", "kicked", None}:
            return False
        if self.reads_all or chat.members[self.bot.id] == "administrator":
            return True
        answers = message.reply_to is not None and message.reply_to.sender == self.bot
        command = any(text_in(each["type"]) == "bot_command" for each in message.entities)
        return answers or command or f"@{self.bot.username}".lower() in message.text.lower()

    def edit(self, message: Message, text: str, entities: Sequence[Object] | None = None) -> None:
        """Have someone change what he said."""
        message.versions.append(message.text)
        message.text, message.edited = text, int(self.now())
        message.entities = found_entities(text) if entities is None else [*entities]
        if self.reaches(message):
            kind = "edited_channel_post" if message.chat.kind == "channel" else "edited_message"
            self.updates.add(kind, message.as_json())
        self.changed()

    def remove(self, message: Message) -> None:
        """Delete a message; Telegram tells bots nothing of it."""
        message.chat.deleted.append(message.chat.messages.pop(message.message_id))
        self.changed()
