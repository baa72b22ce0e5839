"""The one gate for everything that Discord brings: what is meant for us, where it was said, and by whom.

In the server only what mentions us, answers us, stands in a channel that is set aside for us, or is a command or button of
ours is heard at all. Bots and webhooks are nobody; somebody else's words that a person passes on are a file, never that
person's words (PROTOCOLS §6).
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import JsonValue, TypeAdapter

from bot.channels.discord.commands import SAY, as_words
from bot.channels.discord.files import FileAt, files_in
from bot.channels.discord.places import SOURCE, conversation_of
from memory.messages import Attachment, Inbound

if TYPE_CHECKING:
    from discord import Interaction, Message

EDIT_COUNTS = timedelta(minutes=10)
"""A message that is edited later than this after it was written is not answered again."""
PASSED_ON = "passed-on.txt"
COMMAND_MARK = "/"
"""What an event's id begins with that is a slash command, whose answer has a place of its own."""
SOMEBODY = "somebody"
_OPTIONS = TypeAdapter(list[dict[str, JsonValue]])

Called = Callable[[str], str | None]
"""How the person with that account is called in the house; None if they are not of it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Something that is meant for us: the event without its files, and where those are."""

    inbound: Inbound
    files: tuple[FileAt, ...] = ()


class Gate:
    """Lets through what is meant for the bot with the id `me`; `channels` are set aside for it, by name or id.

    `called` says by the id of an account how its person is called in the house; None for everybody else.
    """

    def __init__(self, me: int, channels: Collection[str], called: Called) -> None:
        self._me = me
        self._called = called
        self._channels = frozenset(each.casefold().removeprefix("#") for each in channels)

    def message(self, message: "Message", now: datetime) -> Heard | None:
        """What a message says to us; None if it is nothing. `now` is the house's time."""
        if not _is_said_by_someone(message) or not self._is_meant(message):
            return None
        text, files = self._words(message), files_in(message.attachments)
        others = tuple[Attachment, ...]()
        for passed_on in message.message_snapshots:
            files += files_in(passed_on.attachments, passed_on=True)
            if passed_on.content:
                others += (Attachment(PASSED_ON, "text/plain", passed_on.content.encode()),)
        if not text and not files and not others and not self._names_us(message):
            return None
        written = message.edited_at or message.created_at
        inbound = Inbound(
            source=SOURCE,
            event_id=_event_id(message),
            conversation=conversation_of(message.channel.id),
            sender=str(message.author.id),
            text=text,
            at=now - max(datetime.now(UTC) - written, timedelta(0)),
            attachments=others,
            shared=_is_shared(message),
        )
        return Heard(inbound, files)

    def edit(self, before: "Message", after: "Message", now: datetime) -> Heard | None:
        """What a message says to us now that it was written anew; None if that is nothing new."""
        edited = after.edited_at
        if edited is None or before.content == after.content or edited - after.created_at > EDIT_COUNTS:
            return None
        return self.message(after, now)

    def interaction(self, interaction: "Interaction", now: datetime) -> Heard | None:
        """The press of a button, or a command; None if it is something else."""
        from discord import DMChannel, InteractionType

        data: Mapping[str, object] = {**(interaction.data or {})}
        pressed, text, mark = None, "", ""
        if interaction.channel is None or interaction.user.bot:
            return None
        if interaction.type is InteractionType.component:
            pressed = str(data.get("custom_id", ""))
        elif interaction.type is InteractionType.application_command:
            mark, text = COMMAND_MARK, as_words(str(data.get("name", "")), _said(data.get("options")))
        else:
            return None
        inbound = Inbound(
            source=SOURCE,
            event_id=f"{mark}{interaction.id}",
            conversation=conversation_of(interaction.channel.id),
            sender=str(interaction.user.id),
            text=text,
            at=now,
            pressed=pressed,
            shared=interaction.guild_id is not None or not isinstance(interaction.channel, DMChannel),
        )
        return Heard(inbound)

    def _is_meant(self, message: "Message") -> bool:
        return not _is_shared(message) or self._names_us(message) or self._is_ours(message)

    def _names_us(self, message: "Message") -> bool:
        from discord import Message

        answered = message.reference.resolved if message.reference is not None else None
        return (
            any(each.id == self._me for each in message.mentions)
            or any(each.is_bot_managed() and each in _our_roles(message) for each in message.role_mentions)
            or (isinstance(answered, Message) and answered.author.id == self._me)
        )

    def _is_ours(self, message: "Message") -> bool:
        """Whether the channel, or the one that the thread belongs to, is set aside for us."""
        from discord import Thread

        channel = message.channel
        names = [str(channel.id), str(getattr(channel, "name", ""))]
        if isinstance(channel, Thread):
            names += [str(channel.parent_id), channel.parent.name if channel.parent is not None else ""]
        return any(each.casefold() in self._channels for each in names)

    def _words(self, message: "Message") -> str:
        """What it says, without our name, and with the names of people of the house in place of their ids.

        What others call themselves on Discord is no word of whoever mentions them.
        """
        text = re.sub(rf"<@!?{self._me}>", "", message.content)
        for role in message.role_mentions:
            text = text.replace(role.mention, "")
        for each in message.mentions:
            name = self._called(str(each.id)) or SOMEBODY
            text = re.sub(rf"<@!?{each.id}>", lambda _, name=name: name, text)
        return re.sub(r" {2,}", " ", text).strip(" ,:\n")


def _said(options: object) -> str:
    """What was written into a command."""
    given = _OPTIONS.validate_python(options or [])
    return next((str(each.get("value", "")) for each in given if each.get("name") == SAY), "")


def _is_said_by_someone(message: "Message") -> bool:
    from discord import MessageType

    kinds = (MessageType.default, MessageType.reply)
    return not message.author.bot and message.webhook_id is None and message.type in kinds


def _is_shared(message: "Message") -> bool:
    from discord import DMChannel

    return message.guild is not None or not isinstance(message.channel, DMChannel)


def _our_roles(message: "Message") -> list[object]:
    role = message.guild.self_role if message.guild is not None else None
    return [] if role is None else [role]


def _event_id(message: "Message") -> str:
    """The message's id; each time that it is written anew it is another event."""
    if message.edited_at is None:
        return str(message.id)
    return f"{message.id}.{message.edited_at.timestamp():.0f}"
