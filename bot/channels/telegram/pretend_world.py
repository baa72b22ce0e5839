"""The world side of the pretend Telegram: who is there, what they say and do, and what their chats show."""

import asyncio
import time
from collections.abc import Callable, Sequence

from bot.channels.telegram.pretend_people import Chat, Kind, Message, Person
from bot.channels.telegram.pretend_text import found_entities
from bot.channels.telegram.pretend_updates import Updates
from bot.channels.telegram.pretend_wire import Object, bad_request

BOT_ID = 7_000_000_001
SUPERGROUP = -1_000_000_000_000


class World:
    """Everything that the pretend Telegram knows. `now` gives seconds since 1970."""

    def __init__(self, bot: Person, now: Callable[[], float] = time.time) -> None:
        self.bot = bot
        self.now = now
        self.people: dict[int, Person] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.updates = Updates(self.changed)
        self._last_id = 0
        self._next_person = 1001
        self._next_group = 501
        self._watching: set[asyncio.Event] = set()

    def changed(self) -> None:
        """Wake whoever waits for something to become so."""
        for each in self._watching:
            each.set()

    async def until(self, so: Callable[[], bool]) -> None:
        """Wait until something is so; it is looked at again after each change."""
        change = asyncio.Event()
        self._watching.add(change)
        try:
            while not so():
                await change.wait()
                change.clear()
        finally:
            self._watching.discard(change)

    def add_person(self, first_name: str, username: str = "", *, is_bot: bool = False, id: int = 0) -> Person:  # noqa: A002
        """Someone new on Telegram."""
        person = Person(id or self._next_person, first_name, username, is_bot)
        self._next_person = max(self._next_person, person.id) + 1
        self.people[person.id] = person
        return person

    def private(self, person: Person) -> Chat:
        """The private chat of a person and the bot."""
        known = self.chats.get(person.id)
        if known is not None:
            return known
        return self._keep(Chat(person.id, "private", person=person))

    def add_group(self, title: str, members: Sequence[Person], kind: Kind = "group") -> Chat:
        """A group, supergroup or channel that the bot is a member of."""
        number = self._next_group
        self._next_group += 1
        chat = Chat(-number if kind == "group" else SUPERGROUP - number, kind, title)
        chat.members = {each.id: "member" for each in (*members, self.bot)}
        if members:
            chat.members[members[0].id] = "creator"
        if kind == "channel":
            chat.members[self.bot.id] = "administrator"
        return self._keep(chat)

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

    def find(self, chat: Chat, message_id: int) -> Message | None:
        """A message that the chat shows."""
        return chat.messages.get(message_id)

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
        self.keep(message)
        self.updates.add("channel_post" if chat.kind == "channel" else "message", message.as_json())
        return message

    def _keep(self, chat: Chat) -> Chat:
        self.chats[chat.id] = chat
        return chat
