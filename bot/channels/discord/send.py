"""A message from the outbox to Discord: as many messages as it takes, each of which Discord knows again (PROTOCOLS §1).

Every part carries a nonce that is made from the message's key. When we are killed between Discord's taking a part and our
writing that down, the whole is sent again, and for some minutes Discord gives back what is there instead of making
another one. Only who is away for longer than that may say something twice. The first part of an answer to a slash
command takes the place of "thinking", which can be repeated without harm; after a restart, when that place can't be
filled any more, it is looked for in the channel.
"""

import asyncio
import io
import logging
from collections.abc import Awaitable
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from bot.channels.contract import Gone, NotSent
from bot.channels.discord.answers import Answers
from bot.channels.discord.failures import LATER, as_told, is_too_large
from bot.channels.discord.gate import COMMAND_MARK
from bot.channels.discord.line import Line
from bot.channels.discord.parts import ALT_MOST, LABEL_MOST, Part, edited, parts_of, without_files
from bot.channels.discord.places import channel_of
from memory.failpoints import failpoint
from memory.messages import Attachment, Choice, Outbound

if TYPE_CHECKING:
    import discord
    from discord.types.message import MessageReference

log = logging.getLogger(__name__)

SEND_SECONDS = 60.0
"""A little longer than discord.py waits for a limit on rates, and tries again by itself."""
LOOK_BACK = 50
"""Among how many messages of a channel the answer to a command is looked for after a restart."""
IN_A_ROW = 5

T = TypeVar("T")


class Sending:
    """Sends and edits."""

    def __init__(self, line: Line, answers: Answers) -> None:
        self._line = line
        self._answers = answers

    async def send(self, message: Outbound) -> str:
        """Deliver one message; returns Discord's id of its last part (see `Channel.send`)."""
        channel = self._channel(message.conversation)
        first, *rest = parts_of(message)
        last = await self._first(channel, message.reply_to, first)
        for part in rest:
            failpoint("discord.part")
            last = await self._post(channel, part, None)
        self._answers.fill(message.reply_to)
        return str(last)

    async def edit(self, message: Outbound, platform_id: str) -> None:
        """Put a message in the place of an earlier one (see `Channel.edit`)."""
        if not platform_id.isdigit():
            raise Gone("that is no message of Discord's")
        part = edited(message)
        shown = self._channel(message.conversation).get_partial_message(int(platform_id))
        await _told(shown.edit(content=part.text, view=_buttons(part.choices)))

    async def _first(self, channel: "discord.PartialMessageable", reply_to: str | None, part: Part) -> int:
        if reply_to is None or not reply_to.startswith(COMMAND_MARK):
            return await self._post(channel, part, reply_to)
        interaction = await self._answers.find(reply_to)
        if interaction is not None:
            filled = await self._fill(interaction, part)
            return await self._post(channel, part, None) if filled is None else filled
        answered = await self._find_answer(channel, int(reply_to.removeprefix(COMMAND_MARK)))
        return await self._post(channel, part, None) if answered is None else answered

    async def _post(self, channel: "discord.PartialMessageable", part: Part, reply_to: str | None) -> int:
        """Send one part. It goes by the lower door of discord.py, which keeps nothing in memory for its buttons."""
        from discord import AllowedMentions, MessageFlags
        from discord.http import handle_message_parameters
        from discord.utils import MISSING

        given = handle_message_parameters(
            part.text or None,
            nonce=part.nonce,
            files=[_file(each) for each in part.files] or MISSING,
            view=_buttons(part.choices) or MISSING,
            flags=MessageFlags(suppress_embeds=True),
            allowed_mentions=AllowedMentions.none(),
            message_reference=await self._reference(channel.id, reply_to) or MISSING,
        )
        try:
            with given:
                told = await _told(self._line.client().http.send_message(channel.id, params=given))
        except _TooLarge:
            return await self._post(channel, without_files(part), reply_to)
        return _id_in(told)

    async def _reference(self, channel: int, reply_to: str | None) -> "MessageReference | None":
        """To which message it is a reply: where others write too, that must be seen."""
        answered = (reply_to or "").partition(".")[0]
        if not answered.isdigit() or not await self._is_in_server(channel):
            return None
        return {"message_id": answered, "channel_id": channel, "fail_if_not_exists": False}

    async def _fill(self, interaction: "discord.Interaction", part: Part) -> int | None:
        """Put a part in the place of "thinking"; None if that place is not there any more."""
        files = [_file(each) for each in part.files]
        view = _buttons(part.choices)
        try:
            shown = await _told(
                interaction.edit_original_response(content=part.text, attachments=files, view=view)
            )
        except _TooLarge:
            return await self._fill(interaction, without_files(part))
        except Gone:
            return None
        return shown.id

    async def _find_answer(self, channel: "discord.PartialMessageable", interaction: int) -> int | None:
        """The answer to a command that an ended process gave; "thinking" that it left behind is taken away."""
        return await _told(self._look_back(channel, interaction))

    async def _look_back(self, channel: "discord.PartialMessageable", interaction: int) -> int | None:
        async for each in channel.history(limit=LOOK_BACK):
            metadata = each.interaction_metadata
            if metadata is not None and metadata.id == interaction:
                if not each.flags.loading:
                    return each.id
                await each.delete()
                return None
        return None

    def _channel(self, conversation: str) -> "discord.PartialMessageable":
        return self._line.client().get_partial_messageable(channel_of(conversation))

    async def _is_in_server(self, channel: int) -> bool:
        """Discord is asked about a channel that it has not told us of yet: what waits is sent while a start still goes on."""
        from discord.abc import PrivateChannel

        known = self._line.client().get_channel(channel)
        if known is not None:
            return not isinstance(known, PrivateChannel)
        told = await _told(self._line.client().http.get_channel(channel))
        return "guild_id" in told


class _Made(BaseModel):
    id: int


def _id_in(told: object) -> int:
    try:
        return _Made.model_validate(told).id
    except ValidationError:
        raise NotSent("Discord answers nonsense", LATER) from None


class _TooLarge(Exception):  # noqa: N818 - an answer
    """Discord does not take the files."""


async def _told(call: Awaitable[T]) -> T:
    """What Discord answers; whatever goes wrong is told as delivery understands it."""
    try:
        async with asyncio.timeout(SEND_SECONDS):
            return await call
    except NotSent:
        raise
    except Exception as error:  # noqa: BLE001 - sorted by `as_told`, which raises what is a fault of ours
        if is_too_large(error):
            raise _TooLarge from None
        raise as_told(error) from None


def _buttons(choices: tuple[Choice, ...]) -> "discord.ui.View | None":
    """Buttons that work after any restart: what a press brings back is the choice's own id, and nobody here waits for it."""
    from discord import ButtonStyle
    from discord.ui import Button, View

    if not choices:
        return None
    view = View(timeout=None)
    for number, each in enumerate(choices):
        button = Button[View](
            style=ButtonStyle.secondary,
            label=each.label[:LABEL_MOST] or "…",
            custom_id=each.id,
            row=number // IN_A_ROW,
        )
        view.add_item(button)
    view.stop()  # discord.py keeps no view that is over
    return view


def _file(attachment: Attachment) -> "discord.File":
    from discord import File

    alt = attachment.alt[:ALT_MOST] or None
    return File(io.BytesIO(attachment.content), attachment.name, description=alt)
