"""Music to be had: what others offer, what is on its way."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from tools.media.music.settings import Quality
from tools.trust import Ours, Untrusted

Stage = Literal["waiting", "downloading", "done", "failed", "in the library"]


class Noun(BaseModel):
    """A fact as it was read; never changed afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Track(Noun):
    """A file that somebody offers; `filename` is theirs, with its folders."""

    filename: Untrusted
    size: int
    kilobits: int | None = None
    lossless: bool = False


class Candidate(Noun):
    """A folder that one user offers; `handle` names it until the next day. `bytes_per_second` is their upload."""

    handle: Ours
    user: Untrusted
    folder: Untrusted
    tracks: int
    size_bytes: int
    quality: Quality
    kilobits: int | None = None
    free_now: bool
    waiting: int = 0
    bytes_per_second: int = 0


class Fetched(Noun):
    """A folder that is fetched from a user; `progress` is 0 to 1."""

    user: Untrusted
    folder: Untrusted
    stage: Stage
    files: int
    progress: float
    failed: int = 0


def name_folder(path: str) -> str:
    """The last folder of a path as Soulseek's users have them, with backslashes or slashes."""
    parts = [each for each in path.replace("\\", "/").split("/") if each]
    return parts[-1] if parts else "nameless"
