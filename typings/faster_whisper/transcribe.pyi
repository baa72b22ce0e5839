from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

class Word:
    word: str
    probability: float

class Segment:
    avg_logprob: float
    compression_ratio: float
    no_speech_prob: float
    words: list[Word] | None

class TranscriptionInfo:
    duration_after_vad: float

class _Whisper:
    is_multilingual: bool

class WhisperModel:
    model: _Whisper
    def __init__(
        self, model_size_or_path: str, *, device: str, compute_type: str, cpu_threads: int = 0
    ) -> None: ...
    def transcribe(
        self,
        audio: NDArray[np.float32],
        *,
        language: str | None,
        beam_size: int,
        temperature: float,
        condition_on_previous_text: bool,
        hotwords: str | None,
        vad_filter: bool,
        without_timestamps: bool,
        word_timestamps: bool,
    ) -> tuple[Iterable[Segment], TranscriptionInfo]: ...
