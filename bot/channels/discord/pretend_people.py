"""What people do on the pretend Discord: they write, edit, send files and voice, press buttons, use commands."""

from collections.abc import Sequence

from bot.channels.discord.pretend_interactions import COMMAND, COMPONENT, Interactions, options
from bot.channels.discord.pretend_objects import VOICE, Channel, Kind, Message, Object, Upload, User
from bot.channels.discord.pretend_world import Asked, World

OGG = "audio/ogg"


class People:
    """See the module."""

    def __init__(self, world: World, interactions: Interactions) -> None:
        self._world = world
        self._interactions = interactions

    def add(self, name: str) -> User:
        """Somebody new, who is also in the server."""
        user = User(self._world.new_id(), name)
        self._world.users[user.id] = user
        return user

    def add_channel(self, name: str, parent: Channel | None = None) -> Channel:
        """A new channel of the server; a thread if it has a parent."""
        kind = Kind.TEXT if parent is None else Kind.THREAD
        return self._world.keep(
            Channel(self._world.new_id(), kind, name, self._world.guild, parent and parent.id)
        )

    def write(
        self,
        by: User,
        channel: Channel,
        text: str,
        *,
        files: Sequence[tuple[str, str, bytes]] = (),
        answers: Message | None = None,
    ) -> Message:
        """Write a message; a reply mentions whom it answers, as it does by default."""
        uploads = [self._world.upload(channel, *each) for each in files]
        return self._post(by, channel, text, uploads, answers=answers)

    def speak(self, by: User, channel: Channel, content: bytes, seconds: float = 2.0) -> Message:
        """Send a voice message."""
        upload = self._world.upload(channel, "voice-message.ogg", OGG, content, seconds=seconds)
        return self._post(by, channel, "", [upload], flags=VOICE)

    def pass_on(self, by: User, channel: Channel, message: Message) -> Message:
        """Forward somebody's message."""
        return self._post(by, channel, "", (), passes_on=message)

    def edit(self, message: Message, text: str) -> None:
        """Write a message anew."""
        message.versions.append(message.content)
        message.content = text
        message.edited_at = self._world.now()
        self._world.tell("MESSAGE_UPDATE", message)

    def press(self, by: User, message: Message, label: str) -> Asked:
        """Press the button that says `label`."""
        (button,) = [key for key, said in message.buttons.items() if said == label]
        return self.press_forged(by, message, button)

    def press_forged(self, by: User, message: Message, custom_id: str) -> Asked:
        """Press a button by its id, whether it is there or not, as a tampered client can."""
        data: Object = {"custom_id": custom_id, "component_type": 2}
        return self._interactions.ask(by, self._world.channels[message.channel], COMPONENT, data, message)

    def command(self, by: User, channel: Channel, name: str, **given: str) -> Asked:
        """Use a slash command."""
        known = [each for each in self._world.commands if isinstance(each, dict) and each["name"] == name]
        assert known, f"there is no command {name}"
        data: Object = {"id": known[0]["id"], "name": name, "type": 1, "options": options(given)}
        return self._interactions.ask(by, channel, COMMAND, data)

    def _post(
        self,
        by: User,
        channel: Channel,
        text: str,
        uploads: Sequence[Upload],
        *,
        flags: int = 0,
        answers: Message | None = None,
        passes_on: Message | None = None,
    ) -> Message:
        message = Message(
            self._world.new_id(), channel.id, by, self._world.now(), text, uploads=uploads, flags=flags
        )
        message.passes_on = passes_on
        if answers is not None:
            message.answers = answers.id
            message.mentions = [answers.author]
        return self._world.post(message)
