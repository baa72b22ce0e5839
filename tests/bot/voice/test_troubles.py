"""What a recording can be besides well said: each gets one sentence, and no brain ever sees it."""

import asyncio
import io
import os
import signal
from pathlib import Path

import pytest
from PIL import Image

from bot.voice import ears
from bot.voice.ears import Ears
from bot.voice.limits import not_fetched, too_much
from bot.voice.listener import BROKE
from bot.voice.settings import VoiceSettings
from bot.voice.wire import Trouble
from memory import turns
from memory.messages import Attachment, Inbound
from tests.bot.house import NOON, House, Place
from tests.bot.voice.notes import model, note, sample, tone, wav

SENTENCES = ears.SENTENCES


async def answer(house: House, inbound: Inbound) -> str:
    return (await house.local.parts.intake.answer_to(inbound)).reply


async def turns_of(house: House, inbound: Inbound) -> int:
    async with house.local.parts.store.reading() as session:
        return len(await turns.recent(session, inbound.conversation, 10)) + len(
            await turns.last_failures(session, 10)
        )


async def test_what_holds_no_words_is_answered_in_one_sentence_and_makes_no_turn(place: Place) -> None:
    recordings = {
        Trouble.SILENCE: sample("silence.ogg"),
        Trouble.NOISE: sample("noise.ogg"),
        Trouble.DAMAGED: b"OggS" + bytes(range(256)) * 40,
        Trouble.NO_SOUND: picture(),
    }
    async with place.open(voice={"path": str(model())}) as house:
        for number, (trouble, recording) in enumerate(recordings.items()):
            inbound = note(recording, number)
            assert await answer(house, inbound) == SENTENCES[trouble], trouble
            assert await turns_of(house, inbound) == 0


async def test_what_is_longer_than_allowed_is_not_listened_to(place: Place) -> None:
    async with place.open(voice={"path": str(model()), "max_seconds": 5}) as house:
        told = await answer(house, note(wav(tone(7))))
    assert (
        told
        == "That voice note is more than 5 seconds long; I listen to 5 seconds at most. Say the part that matters, or write it."
    )


async def test_what_is_larger_than_allowed_starts_no_process(tmp_path: Path) -> None:
    for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt"):
        (tmp_path / name).touch()
    hearing = Ears(VoiceSettings(path=tmp_path, max_bytes=10_000), tmp_path)
    heard = await hearing.hear(Attachment("voice.ogg", "audio/ogg", bytes(10_001)))
    assert heard.sentence.startswith("That recording is too large for me")


async def test_a_recording_that_was_not_fetched_says_why(house: House) -> None:
    why = too_much(VoiceSettings(), seconds=605)
    assert why is not None
    assert why.startswith("That voice note is 10 minutes 5 seconds long; I listen to 2 minutes at most.")
    inbound = Inbound("ask", "1", "ask:anna", "anna", "", NOON, attachments=(not_fetched(why),))
    assert await answer(house, inbound) == why


async def test_without_a_model_voice_is_not_set_up_and_all_is_well(house: House) -> None:
    assert await answer(house, note(sample("01.ogg"))) == ears.NOT_SET_UP
    status = await house.local.status()
    voice = next(part for part in status.parts if part.name == "voice")
    assert voice.ok
    assert "homeops voice download" in voice.summary


@pytest.mark.parametrize("there", [True, False])
async def test_a_path_without_a_model_is_not_well(place: Place, tmp_path: Path, *, there: bool) -> None:
    path = tmp_path if there else tmp_path / "gone"
    async with place.open(voice={"path": str(path)}) as house:
        assert await answer(house, note(sample("01.ogg"))) == ears.NOT_SET_UP
        status = await house.local.status()
    voice = next(part for part in status.parts if part.name == "voice")
    assert not voice.ok
    assert str(path) in voice.summary
    assert voice.remedy


async def test_a_model_that_can_not_be_loaded_is_told_in_one_sentence(tmp_path: Path) -> None:
    for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt"):
        (tmp_path / name).write_text("nothing of the kind")
    hearing = Ears(VoiceSettings(path=tmp_path), tmp_path)
    try:
        heard = await hearing.hear(Attachment("voice.ogg", "audio/ogg", sample("01.ogg")))
    finally:
        await hearing.close()
    assert heard.sentence == BROKE


async def test_a_listening_process_that_dies_costs_one_note(tmp_path: Path) -> None:
    hearing = Ears(VoiceSettings(path=model()), tmp_path)
    sound = Attachment("voice.ogg", "audio/ogg", sample("10.ogg"))
    try:
        first = asyncio.create_task(hearing.hear(sound))
        os.kill(await running(hearing), signal.SIGKILL)
        assert (await first).sentence == BROKE
        assert "home" in (await hearing.hear(sound)).text
    finally:
        await hearing.close()


async def test_the_model_leaves_memory_once_nobody_has_spoken_for_a_while(tmp_path: Path) -> None:
    hearing = Ears(VoiceSettings(path=model(), rest_seconds=0), tmp_path)
    try:
        assert (await hearing.hear(Attachment("voice.ogg", "audio/ogg", sample("10.ogg")))).text
        async with asyncio.timeout(10):
            while hearing.pid is not None:  # noqa: ASYNC110 - nobody is told of its end
                await asyncio.sleep(0.01)
    finally:
        await hearing.close()


async def running(hearing: Ears) -> int:
    """The process that listens, once there is one."""
    while (pid := hearing.pid) is None:  # noqa: ASYNC110 - nobody is told of its start
        await asyncio.sleep(0.01)
    return pid


def picture() -> bytes:
    """A picture that claims to be a recording."""
    file = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(file, "PNG")
    return file.getvalue()
