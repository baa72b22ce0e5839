"""What qBittorrent answers, as far as we read it."""

from pydantic import BaseModel, ConfigDict, TypeAdapter

NEVER = 8_640_000
"""Its way to say that there is no telling how long something takes."""


class Torrent(BaseModel):
    """A row of torrents/info."""

    model_config = ConfigDict(extra="ignore", defer_build=True)

    hash: str
    name: str
    state: str
    progress: float = 0
    size: int = 0
    dlspeed: int = 0
    eta: int = NEVER
    amount_left: int = 0
    num_seeds: int = 0
    num_complete: int = 0


class Tracker(BaseModel):
    """A row of torrents/trackers; `status` 2 is working, 4 is not."""

    model_config = ConfigDict(extra="ignore", defer_build=True)

    url: str
    status: int = 0
    msg: str = ""


class Disk(BaseModel):
    """What is left of the disk."""

    model_config = ConfigDict(extra="ignore", defer_build=True)

    free_space_on_disk: int | None = None


class Main(BaseModel):
    """What sync/maindata says of the server."""

    model_config = ConfigDict(extra="ignore", defer_build=True)

    server_state: Disk = Disk()


class Preferences(BaseModel):
    """The limit by time of day among the preferences; `alt_dl_limit` in bytes per second."""

    model_config = ConfigDict(extra="ignore", defer_build=True)

    dl_limit: int
    alt_dl_limit: int
    scheduler_enabled: bool
    schedule_from_hour: int
    schedule_from_min: int
    schedule_to_hour: int
    schedule_to_min: int
    scheduler_days: int


TORRENTS = TypeAdapter(list[Torrent])
TRACKERS = TypeAdapter(list[Tracker])
MAIN = TypeAdapter(Main)
PREFERENCES = TypeAdapter(Preferences)
