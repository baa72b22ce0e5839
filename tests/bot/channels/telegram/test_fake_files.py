"""Files in the pretend Telegram: voice notes and photos in, charts and albums out, and how large they may be."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from telegram import Bot, InputMediaDocument, InputMediaPhoto
from telegram.error import BadRequest, InvalidToken

from bot.channels.telegram.fake import FakeTelegram
from bot.channels.telegram.pretend_files import DOWNLOAD_LIMIT
from bot.channels.telegram.pretend_people import Chat, Person
from bot.channels.telegram.pretend_wire import Upload

VOICE = Upload("voice.ogg", b"OggS of a kind", "audio/ogg")


def picture() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30)).save(drawn, "PNG")
    return drawn.getvalue()


@pytest.fixture
def anna(telegram: FakeTelegram) -> Person:
    return telegram.world.add_person("Anna")


@pytest.fixture
def chat(telegram: FakeTelegram, anna: Person) -> Chat:
    return telegram.world.private(anna)


async def test_a_voice_note_is_fetched(telegram: FakeTelegram, bot: Bot, chat: Chat, anna: Person) -> None:
    telegram.acts.send_file(chat, anna, "voice", VOICE, duration=4)

    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.voice is not None
    assert update.message.voice.duration == timedelta(seconds=4)
    file = await update.message.voice.get_file()
    assert telegram.world.files.downloads == []
    assert bytes(await file.download_as_bytearray()) == VOICE.content
    assert telegram.world.files.downloads == ["voice/file_0.oga"]


async def test_more_than_twenty_megabytes_cannot_be_fetched(
    telegram: FakeTelegram, bot: Bot, chat: Chat, anna: Person
) -> None:
    telegram.acts.send_file(chat, anna, "document", VOICE, size=DOWNLOAD_LIMIT + 1)

    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.document is not None
    assert update.message.document.file_size == DOWNLOAD_LIMIT + 1
    with pytest.raises(BadRequest, match="File is too big"):
        await bot.get_file(update.message.document.file_id)
    with pytest.raises(BadRequest, match="Invalid file_id"):
        await bot.get_file("nonsense")


async def test_a_file_that_is_gone_is_not_found(
    telegram: FakeTelegram, bot: Bot, chat: Chat, anna: Person
) -> None:
    telegram.acts.send_file(chat, anna, "voice", VOICE)
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.voice is not None
    file = await update.message.voice.get_file()
    assert file.file_path is not None
    with pytest.raises(InvalidToken):  # so python-telegram-bot reads a 404
        await bot.request.retrieve(file.file_path + ".other")


async def test_pictures_and_files_are_sent(telegram: FakeTelegram, bot: Bot, chat: Chat) -> None:
    photo = await bot.send_photo(chat.id, picture(), caption="*Today*", parse_mode="MarkdownV2")
    document = await bot.send_document(chat.id, b"a;b", filename="costs.csv")
    voice = await bot.send_voice(chat.id, VOICE.content, duration=3)

    assert (photo.photo[-1].width, photo.photo[-1].height, photo.caption) == (40, 30, "Today")
    assert document.document is not None
    assert document.document.file_name == "costs.csv"
    assert voice.voice is not None
    assert [telegram.world.files.content_of(each.media) for each in chat.shown()] == [
        picture(),
        b"a;b",
        VOICE.content,
    ]
    again = await bot.send_photo(chat.id, photo.photo[-1].file_id)
    assert again.photo == photo.photo


async def test_captions_are_shorter_than_texts(bot: Bot, chat: Chat) -> None:
    await bot.send_photo(chat.id, picture(), caption="x" * 1024)
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_photo(chat.id, picture(), caption="x" * 1025)


async def test_what_is_no_picture_is_refused(bot: Bot, chat: Chat) -> None:
    with pytest.raises(BadRequest, match="Image_process_failed"):
        await bot.send_photo(chat.id, b"no picture")
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await bot.send_document(chat.id, b"")
    assert chat.texts() == []


async def test_an_album_is_several_messages(bot: Bot, chat: Chat) -> None:
    sent = await bot.send_media_group(
        chat.id, [InputMediaPhoto(picture(), caption="one"), InputMediaPhoto(picture())]
    )

    assert len({each.media_group_id for each in sent}) == 1
    assert [each.caption for each in sent] == ["one", None]
    assert len(chat.shown()) == 2
    with pytest.raises(BadRequest, match="Can't use the media"):
        await bot.send_media_group(chat.id, [InputMediaPhoto(picture()), InputMediaDocument(b"a")])
