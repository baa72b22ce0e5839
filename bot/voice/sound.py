"""From the bytes of a recording to samples: whatever a phone sends, decoded no further than the limit."""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bot.voice.wire import Trouble

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.container import InputContainer

RATE = 16_000
"""Samples a second, as Whisper wants them."""
QUIET = 0.004
"""Loudness (root mean square, 1 is full scale) of the loudest half second below which a recording is silence."""

FORMATS = "ogg,mov,matroska,wav,w64,mp3,aac,flac,aiff,caf,au,amr,amrnb,amrwb,asf"
"""What a recording may be, as FFmpeg names it. Others (playlists, calls) only say where sound is, and FFmpeg would go there."""

Samples = NDArray[np.float32]


class NotHeard(Exception):  # noqa: N818 - an answer, not a fault
    """There are no words in a recording; `trouble` says why."""

    def __init__(self, trouble: Trouble, seconds: float = 0) -> None:
        super().__init__(trouble)
        self.trouble = trouble
        self.seconds = seconds


def decode(recording: bytes, max_seconds: float) -> Samples:
    """The samples of a recording, mono.

    Raises:
        NotHeard: It is damaged, has no sound, or is longer than `max_seconds`.
    """
    import av
    from av.error import ArgumentError, FFmpegError

    only = {"format_whitelist": FORMATS}
    try:
        with av.open(io.BytesIO(recording), mode="r", metadata_errors="ignore", options=only) as container:
            if not container.streams.audio:
                raise NotHeard(Trouble.NO_SOUND)
            samples = _collect(container, max_seconds)
    except ArgumentError as error:
        raise NotHeard(Trouble.NO_SOUND) from error
    except (FFmpegError, ValueError, OSError) as error:
        raise NotHeard(Trouble.DAMAGED) from error
    if not len(samples):
        raise NotHeard(Trouble.DAMAGED)
    return samples


def _collect(container: "InputContainer", max_seconds: float) -> Samples:
    from av import AudioResampler

    resampler = AudioResampler(format="s16", layout="mono", rate=RATE)
    parts: list[NDArray[np.int16]] = []
    count, most = 0, int(max_seconds * RATE)
    for frame in _frames(container):
        for piece in resampler.resample(frame):
            part = piece.to_ndarray().reshape(-1).astype(np.int16)
            parts.append(part)
            count += len(part)
        if count > most + RATE:  # a codec's padding is no reason to refuse
            raise NotHeard(Trouble.TOO_LONG, count / RATE)
    joined = np.concatenate(parts) if parts else np.zeros(0, np.int16)
    return joined.astype(np.float32) / np.float32(32768)


def _frames(container: "InputContainer") -> "Iterator[AudioFrame | None]":
    """The frames that can be decoded, then None, which flushes a resampler; a broken one in between is left out."""
    from av.error import InvalidDataError

    decoded = container.decode(audio=0)
    while True:
        try:
            frame = next(decoded)
        except StopIteration:
            break
        except InvalidDataError:
            continue
        frame.pts = None
        yield frame
    yield None


def is_quiet(samples: Samples) -> bool:
    """Whether nothing at all is to be heard, not even noise."""
    half = RATE // 2
    padded = np.pad(samples, (0, -len(samples) % half)).reshape(-1, half)
    return float(np.sqrt((padded**2).mean(axis=1)).max(initial=0)) < QUIET
