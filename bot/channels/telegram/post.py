"""One message on the wire: how a part is put to the Bot API, and how the same part looks after a cure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.channels.telegram.failures import Cure
from bot.channels.telegram.marks import as_entities
from bot.channels.telegram.parts import Part, as_text_file, without_file
from bot.channels.telegram.places import Place
from memory.messages import Choice

if TYPE_CHECKING:
    from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters

PHOTOS = frozenset({"image/jpeg", "image/png", "image/webp"})
MOST_PHOTO_BYTES = 10_000_000
VOICES = frozenset({"audio/ogg", "application/ogg"})
SHORT_LABEL, LONGEST_LABEL = 16, 60


@dataclass(frozen=True, slots=True)
class Envelope:
    """A part, where it goes, and the message there that it answers; `plainly` sends any file as a document."""

    part: Part
    place: Place
    answers: int | None = None
    plainly: bool = False


def cured(envelope: Envelope, how: Cure) -> Envelope:
    """The same after a cure; unchanged where that cure was taken already."""
    part = envelope.part
    match how:
        case Cure.PLAIN:
            return replace(envelope, part=replace(part, rich=replace(part.rich, marks=())))
        case Cure.NO_TOPIC:
            return replace(envelope, place=Place(envelope.place.chat), answers=None)
        case Cure.NO_BUTTONS:
            return replace(envelope, part=replace(part, choices=()))
        case Cure.SHORTER if part.file is None:
            return replace(envelope, part=as_text_file(part))
        case Cure.AS_FILE if part.file is not None:
            return replace(envelope, plainly=True)
        case Cure.NO_FILE if part.file is not None:
            return replace(envelope, part=without_file(part))
        case _:
            return envelope


async def post(bot: "Bot", envelope: Envelope) -> int:
    """Send it; returns the id of the new message.

    Raises:
        TelegramError: As the platform says.
    """
    part, place = envelope.part, envelope.place
    if part.file is not None:
        return await _post_file(bot, envelope)
    sent = await bot.send_message(
        place.chat,
        part.rich.text,
        entities=as_entities(part.rich.marks),
        message_thread_id=place.topic,
        reply_markup=keyboard(part.choices),
        reply_parameters=_answering(envelope),
        link_preview_options=_no_preview(),
    )
    return sent.message_id


async def _post_file(bot: "Bot", envelope: Envelope) -> int:
    part, place = envelope.part, envelope.place
    file = part.file
    assert file is not None
    send = bot.send_document
    if not envelope.plainly:
        if file.media_type in PHOTOS and len(file.content) <= MOST_PHOTO_BYTES:
            send = bot.send_photo
        elif file.media_type in VOICES:
            send = bot.send_voice
    sent = await send(
        place.chat,
        file.content,
        caption=part.rich.text or None,
        caption_entities=as_entities(part.rich.marks),
        filename=file.name,
        message_thread_id=place.topic,
        reply_markup=keyboard(part.choices),
        reply_parameters=_answering(envelope),
    )
    return sent.message_id


async def repost(bot: "Bot", envelope: Envelope, message_id: int, *, is_caption: bool) -> None:
    """Put it in the place of the message `message_id`.

    Raises:
        TelegramError: As the platform says.
    """
    part, chat = envelope.part, envelope.place.chat
    buttons, marks = keyboard(part.choices), as_entities(part.rich.marks)
    if is_caption:
        await bot.edit_message_caption(
            chat, message_id, caption=part.rich.text, caption_entities=marks, reply_markup=buttons
        )
        return
    await bot.edit_message_text(
        part.rich.text,
        chat,
        message_id,
        entities=marks,
        reply_markup=buttons,
        link_preview_options=_no_preview(),
    )


def keyboard(choices: Sequence[Choice]) -> "InlineKeyboardMarkup | None":
    """The buttons: two short ones beside each other, a long one alone."""
    if not choices:
        return None
    from telegram import InlineKeyboardButton, InlineKeyboardMarkup

    rows: list[list[Choice]] = []
    for choice in choices:
        if rows and len(rows[-1]) == 1 and max(len(choice.label), len(rows[-1][0].label)) <= SHORT_LABEL:
            rows[-1].append(choice)
        else:
            rows.append([choice])
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(_label(choice.label), callback_data=choice.id) for choice in row]
            for row in rows
        ]
    )


def _label(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1]}…"


def _answering(envelope: Envelope) -> "ReplyParameters | None":
    if envelope.answers is None:
        return None
    from telegram import ReplyParameters

    return ReplyParameters(envelope.answers, allow_sending_without_reply=True)


def _no_preview() -> "LinkPreviewOptions":
    from telegram import LinkPreviewOptions

    return LinkPreviewOptions(is_disabled=True)
