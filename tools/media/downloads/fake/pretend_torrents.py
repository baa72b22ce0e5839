"""The torrents of a pretend qBittorrent: what is fetched as time goes by, and how each looks over the wire."""

import hashlib
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue

NEVER = 8_640_000
Trouble = Literal["", "no seeders", "tracker", "disk full", "files gone", "no details"]


class TorrentHouse(BaseModel):
    """A torrent of the house file. `tracker_says` is the message of a broken tracker."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    name: str
    gb: float
    percent: float = 0
    mb_per_second: float = 2.0
    paused: bool = False
    queued: bool = False
    trouble: Trouble = ""
    tracker_says: str = ""
    hash: str = ""


class Torrent(BaseModel):
    """A torrent as it stands; `got` bytes were there `at`, and it has run since unless it is held."""

    hash: str
    name: str
    size: int
    got: float
    at: AwareDatetime
    speed: int
    held: bool = False
    queued: bool = False
    trouble: Trouble = ""
    tracker_says: str = ""

    @property
    def runs(self) -> bool:
        """Whether bytes come in."""
        return not self.held and not self.queued and not self.trouble and self.got < self.size

    def move(self, now: datetime, limit: int) -> None:
        """Let time pass."""
        passed = (now - self.at).total_seconds()
        if self.runs and passed > 0:
            self.got = min(self.size, self.got + passed * self.rate(limit))
        self.at = now

    def rate(self, limit: int) -> int:
        """Bytes per second while it runs."""
        return min(self.speed, limit) if limit else self.speed

    def state(self, *, five: bool) -> str:
        """Its state in the vendor's words."""
        done = self.got >= self.size > 0
        if self.trouble in ("disk full", "files gone"):
            return "error" if self.trouble == "disk full" else "missingFiles"
        if self.held:
            return ("stopped" if five else "paused") + ("UP" if done else "DL")
        if done:
            return "stalledUP"
        if self.trouble == "no details":
            return "metaDL"
        return "queuedDL" if self.queued else "stalledDL" if self.trouble else "downloading"

    def show(self, limit: int, *, five: bool) -> dict[str, JsonValue]:
        """A row of torrents/info, with the fields that 4.5.2 gives."""
        left = max(self.size - self.got, 0)
        speed = self.rate(limit) if self.runs else 0
        seeds = 0 if self.trouble else 12
        return {
            "added_on": int(self.at.timestamp()) - 3600,
            "amount_left": int(left),
            "auto_tmm": False,
            "availability": 0.72 if self.trouble else 12.4,
            "category": "",
            "completed": int(self.got),
            "dlspeed": speed,
            "eta": int(left / speed) if speed else NEVER,
            "hash": self.hash,
            "infohash_v1": self.hash,
            "infohash_v2": "",
            "magnet_uri": f"magnet:?xt=urn:btih:{self.hash}",
            "name": self.name,
            "num_complete": seeds,
            "num_incomplete": 3,
            "num_leechs": 1,
            "num_seeds": min(seeds, 5) if not self.trouble else 0,
            "priority": 0 if left == 0 else 1,
            "progress": self.got / self.size if self.size else 0,
            "ratio": 0.4,
            "save_path": "/downloads",
            "size": self.size,
            "state": self.state(five=five),
            "tags": "",
            "total_size": self.size,
            "upspeed": 0,
        }

    def trackers(self) -> list[JsonValue]:
        """The answer of torrents/trackers."""
        broken = self.trouble == "tracker"
        own: list[JsonValue] = [_tracker(f"** [{each}] **", 0, "") for each in ("DHT", "PeX", "LSD")]
        url = "https://tracker.example.org/announce"
        return [*own, _tracker(url, 4 if broken else 2, self.tracker_says if broken else "")]


def _tracker(url: str, status: int, message: str) -> dict[str, JsonValue]:
    counts: dict[str, JsonValue] = dict.fromkeys(
        ("num_downloaded", "num_leeches", "num_peers", "num_seeds"), 0
    )
    return {**counts, "msg": message, "status": status, "tier": 0 if url[0] != "*" else -1, "url": url}


def make_torrent(told: TorrentHouse, now: datetime) -> Torrent:
    """A torrent of the house file, as it begins."""
    size = round(told.gb * 1e9)
    return Torrent(
        hash=told.hash or hashlib.sha1(told.name.encode(), usedforsecurity=False).hexdigest(),
        name=told.name,
        size=0 if told.trouble == "no details" else size,
        got=size * told.percent / 100,
        at=now,
        speed=round(told.mb_per_second * 1e6),
        held=told.paused,
        queued=told.queued,
        trouble=told.trouble,
        tracker_says=told.tracker_says,
    )
