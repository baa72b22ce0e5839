"""What people do in the pretend Telegram beside talking: press buttons, react, send files, block, invite, leave."""

from bot.channels.telegram.pretend_account import member_as_json
from bot.channels.telegram.pretend_changing import Changing, Press
from bot.channels.telegram.pretend_files import FileKind
from bot.channels.telegram.pretend_people import Chat, Message, Person, Status
from bot.channels.telegram.pretend_wire import Object, Upload, text_in
from bot.channels.telegram.pretend_world import World

PRESS_SECONDS = 30.0
"""How long a pressed button can be answered. Telegram doesn't say; people have measured some tens of seconds."""


class Acts:
    """What people do."""

    def __init__(self, world: World, changing: Changing) -> None:
        self._world = world
        self._changing = changing
        self._pressed = 0

    def press(self, message: Message, button: str, by: Person) -> Press:
        """Have someone press the button that says `button`.

        Raises:
            LookupError: The message shows no such button now.
        """
        for each in (each for row in message.buttons for each in row):
            if each["text"] == button:
                return self.press_data(message, text_in(each.get("callback_data")), by)
        raise LookupError(f"{button!r} is not among {message.button_texts}")

    def press_data(self, message: Message, data: str, by: Person) -> Press:
        """Have someone press a button with `data`, whether the message still has it or not (an old screen, a forger)."""
        self._pressed += 1
        press = Press(f"4{self._pressed:018d}", data, self._world.now() + PRESS_SECONDS)
        self._changing.presses[press.id] = press
        gone = message.message_id not in message.chat.messages
        there: Object = message.as_json()
        if gone:
            there = {"chat": message.chat.as_json(), "message_id": message.message_id, "date": 0}
        query: Object = {"id": press.id, "from": by.as_json(), "message": there, "data": data}
        self._world.updates.add("callback_query", query | {"chat_instance": str(message.chat.id * 7)})
        self._world.changed()
        return press

    def react(self, message: Message, by: Person, *emoji: str) -> None:
        """Have someone react to a message; without emoji he takes his reaction back."""
        before, now = message.reactions.get(by.id, []), [*emoji]
        message.reactions[by.id] = now
        status = message.chat.members.get(self._world.bot.id)
        if message.chat.kind == "private" or status == "administrator":
            told: Object = {
                "chat": message.chat.as_json(),
                "message_id": message.message_id,
                "user": by.as_json(),
                "date": int(self._world.now()),
                "old_reaction": [{"type": "emoji", "emoji": each} for each in before],
                "new_reaction": [{"type": "emoji", "emoji": each} for each in now],
            }
            self._world.updates.add("message_reaction", told)
        self._world.changed()

    def send_file(
        self,
        chat: Chat,
        by: Person,
        kind: FileKind,
        upload: Upload,
        *,
        caption: str = "",
        duration: int = 0,
        size: int | None = None,
        reply_to: Message | None = None,
        topic: int | None = None,
        album: str | None = None,
    ) -> Message:
        """Have someone send a photo, a document, a voice note.

        Args:
            chat: Where.
            by: Who.
            kind: As what.
            upload: The file.
            caption: What is said with it.
            duration: Of a voice note, in seconds.
            size: What Telegram says that it has, in bytes: to send something huge without making it.
            reply_to: The message that it answers.
            topic: The message_thread_id.
            album: The media_group_id that it shares with others.
        """
        media = self._world.files.keep(kind, upload, duration=duration, size=size)
        return self._world.say(chat, by, caption, media=media, reply_to=reply_to, topic=topic, album=album)

    def start(self, by: Person, payload: str = "") -> Message:
        """Have someone follow a link to the bot (t.me/…?start=payload) or press Start."""
        return self._world.say(self._world.private(by), by, f"/start {payload}".rstrip())

    def block(self, by: Person) -> None:
        """Have someone block the bot."""
        chat = self._world.private(by)
        chat.refusal = "Forbidden: bot was blocked by the user"
        self._tell_status(chat, by, "member", "kicked")

    def unblock(self, by: Person) -> None:
        """Have someone let the bot write again."""
        chat = self._world.private(by)
        chat.refusal = None
        self._tell_status(chat, by, "kicked", "member")

    def deactivate(self, person: Person) -> None:
        """Have someone delete the account."""
        self._world.private(person).refusal = "Forbidden: user is deactivated"

    def set_bot_status(self, chat: Chat, by: Person, status: Status) -> None:
        """Have someone kick the bot out of a group, let it in, or make it an administrator."""
        before = chat.members.get(self._world.bot.id, "left")
        chat.members[self._world.bot.id] = status
        kind = "group chat" if chat.kind == "group" else f"{chat.kind} chat"
        refusals = {
            "kicked": f"Forbidden: bot was kicked from the {kind}",
            "left": f"Forbidden: bot is not a member of the {kind}",
        }
        chat.refusal = refusals.get(status)
        self._tell_status(chat, by, before, status)
        if before in refusals and status not in refusals and chat.kind != "channel":
            self._world.say(chat, by, media={"new_chat_members": [self._world.bot.as_json()]})

    def join(self, chat: Chat, person: Person) -> None:
        """Have someone join a group."""
        chat.members[person.id] = "member"
        self._world.say(chat, person, media={"new_chat_members": [person.as_json()]})

    def leave(self, chat: Chat, person: Person) -> None:
        """Have someone leave a group."""
        chat.members[person.id] = "left"
        self._world.say(chat, person, media={"left_chat_member": person.as_json()})

    def migrate(self, chat: Chat) -> Chat:
        """Have a group become a supergroup, as Telegram does once someone switches topics on."""
        members = [self._world.people[each] for each in chat.members if each != self._world.bot.id]
        new = self._world.add_group(chat.title, members, "supergroup")
        new.members = dict(chat.members)
        by = members[0] if members else None
        self._world.say(chat, by, media={"migrate_to_chat_id": new.id})
        self._world.say(new, by, media={"migrate_from_chat_id": chat.id})
        chat.moved_to = new.id
        return new

    def _tell_status(self, chat: Chat, by: Person, before: str, after: str) -> None:
        user = self._world.bot.as_json()
        told: Object = {
            "chat": chat.as_json(),
            "from": by.as_json(),
            "date": int(self._world.now()),
            "old_chat_member": member_as_json(before, user),
            "new_chat_member": member_as_json(after, user),
        }
        self._world.updates.add("my_chat_member", told)
        self._world.changed()
