"""Downloads in one vocabulary, whichever program makes them."""

from collections.abc import Sequence
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict

from tools.trust import Ours, Untrusted

State = Literal["downloading", "waiting", "paused", "stalled", "failed", "seeding", "done", "checking"]
Reason = Literal[
    "no seeders",
    "no details yet",
    "tracker",
    "disk full",
    "files gone",
    "missing articles",
    "password",
    "unpack",
    "other",
]
UNFINISHED: frozenset[State] = frozenset({"downloading", "waiting", "paused", "stalled", "checking"})
QUEUE = "queue"
"""What follows a program's name in the id of all that it does."""


class Noun(BaseModel):
    """A fact as it was read; never changed afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Download(Noun):
    """Something that is fetched. `id` is the program's name and its own key, such as "qBittorrent/9c1f…".

    `held` says that it was paused by itself, not with everything.
    `progress` is 0 to 1, `bytes_per_second` what comes in, `eta_seconds` what is left, where known. `detail` is what the
    program, a tracker or a news server said of a fault.
    """

    id: Ours
    name: Untrusted
    client: Ours
    state: State
    progress: float
    held: bool = False
    size_bytes: int
    bytes_per_second: int = 0
    eta_seconds: int | None = None
    reason: Reason | None = None
    detail: Untrusted = ""


class Snapshot(Noun):
    """A program as it stands; `paused` says that all of it is, `limit` is in bytes per second, 0 for none.

    `by_schedule` is the limit by time of day that holds in its place just now.

    `at_once` says that it has one switch for everything, also for what is added later.
    """

    client: Ours
    downloads: tuple[Download, ...]
    limit: int
    by_schedule: int | None = None
    paused: bool = False
    at_once: bool = False
    free_bytes: int | None = None


class Schedule(Noun):
    """A limit by time of day; `limit` in bytes per second, times as minutes of the day, `days` as qBittorrent counts them."""

    enabled: bool
    limit: int
    start: int
    end: int
    days: int


class Client(Protocol):
    """A program that downloads. Keys are the part of an id after the program's name."""

    @property
    def name(self) -> str:
        """What the family calls it."""
        ...

    async def read(self) -> Snapshot:
        """Everything that it knows now."""
        ...

    async def explain(self, download: Download) -> Download:
        """The same one with the reason why it does not go on, as far as the program can tell."""
        ...

    async def pause(self, keys: Sequence[str]) -> None:
        """Hold some of it, or by the key `QUEUE` all."""
        ...

    async def resume(self, keys: Sequence[str]) -> None:
        """Let some of it go on, or by the key `QUEUE` all."""
        ...

    async def set_limit(self, limit: int) -> None:
        """Let it fetch so many bytes per second at most; 0 for no limit."""
        ...

    async def add(self, link: str) -> str | None:
        """Have something fetched; returns its key where the program tells it."""
        ...

    async def delete(self, key: str, *, with_files: bool) -> None:
        """Forget a download; with what was fetched of it, if so told."""
        ...


def split(download: str) -> tuple[str, str]:
    """The program's name and the key in an id."""
    name, _, key = download.partition("/")
    return name, key
