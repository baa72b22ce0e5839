"""From samples to words, with faster-whisper: voice activity first, then recognition with the house's own names."""

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from bot.voice.sound import RATE, NotHeard, Samples, decode, is_quiet
from bot.voice.wire import Asked, Told, Trouble, Word

if TYPE_CHECKING:
    from faster_whisper import WhisperModel
    from faster_whisper.transcribe import Segment

BEAMS = 5
WINDOW_SECONDS = 30
"""How much Whisper hears at once."""
UNLIKELY = -1.2
"""Mean log probability of a segment's tokens below which it is guessing."""
NOTHING_SAID = 0.4
"""Probability of no speech above which what follows the first words is a farewell that Whisper made up."""
BABBLE = 2.4
"""How far a text may be compressed before it is the same words again and again, which Whisper does when lost."""


class Speech:
    """A model in memory."""

    def __init__(self, model: "WhisperModel") -> None:
        self._model = model
        self._is_multilingual = model.model.is_multilingual

    def listen(self, recording: bytes, asked: Asked) -> Told:
        """What is said in a recording."""
        try:
            samples = decode(recording, asked.max_seconds)
            seconds = round(len(samples) / RATE, 2)
            words = self._recognise(samples, asked)
        except NotHeard as error:
            return Told(trouble=error.trouble, seconds=error.seconds)
        return Told(words=words, seconds=seconds)

    def _recognise(self, samples: Samples, asked: Asked) -> list[Word]:
        language = (asked.language or None) if self._is_multilingual else "en"
        found, info = self._model.transcribe(
            samples,
            language=language,
            beam_size=BEAMS,
            temperature=0.0,  # the same recording is the same text, whenever it is heard again
            condition_on_previous_text=False,
            hotwords=asked.hotwords or None,
            vad_filter=True,
            without_timestamps=True,
            word_timestamps=True,
        )
        if not info.duration_after_vad:
            raise NotHeard(Trouble.SILENCE if is_quiet(samples) else Trouble.NOISE)
        is_short = info.duration_after_vad <= WINDOW_SECONDS
        segments = (
            islice(found, 1) if is_short else found
        )  # what would follow the last word costs time and is made up
        words = [
            Word(text=word.word, sure=round(float(word.probability), 3))
            for place, segment in enumerate(segments)
            if _makes_sense(segment, is_first=place == 0)
            for word in segment.words or ()
        ]
        if not any(character.isalnum() for word in words for character in word.text):
            raise NotHeard(Trouble.UNCLEAR)
        return words


def load(path: Path, *, device: str, threads: int) -> Speech:
    """Load the model in the folder `path`; a graphics card that can't be used after all is done without."""
    from ctranslate2 import get_cuda_device_count
    from faster_whisper import WhisperModel

    if device == "cuda" or (device == "auto" and get_cuda_device_count() > 0):
        try:
            return Speech(WhisperModel(str(path), device="cuda", compute_type="float16"))
        except (RuntimeError, ValueError):
            if device == "cuda":
                raise
    return Speech(WhisperModel(str(path), device="cpu", compute_type="int8", cpu_threads=threads))


def _makes_sense(segment: "Segment", *, is_first: bool) -> bool:
    if not is_first and segment.no_speech_prob > NOTHING_SAID:
        return False
    return segment.avg_logprob > UNLIKELY and segment.compression_ratio < BABBLE
