"""What a pretend Sonarr and a pretend Radarr know, and how it changes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from tools.farend import FarEnd
from tools.media.series.fake import SeriesHouse
from tools.media.series.fake.beginning import begin
from tools.media.series.fake.nouns import (
    Kind,
    PretendDownload,
    PretendFollowed,
    PretendPiece,
    SeriesState,
    note,
)

_HERE = "media.series"
_FOUND_MINUTES = 25.0


class Pretended:
    """Both pretend servers behind their paths."""

    def __init__(self, house: SeriesHouse, zone: ZoneInfo, far: FarEnd) -> None:
        self.house = house
        self.far = far
        kept = far.remembered(_HERE)
        self.state = (
            SeriesState.model_validate(kept) if kept is not None else begin(house, far.now().astimezone(zone))
        )
        far.remember(_HERE, lambda: self.state.model_dump(mode="json"))
        far.describe(_HERE, self.describe)

    def followed(self, kind: Kind) -> list[PretendFollowed]:
        """What one of them follows."""
        return [each for each in self.state.followed if each.kind == kind]

    def pieces(self, kind: Kind, owner: int | None = None) -> list[PretendPiece]:
        """The episodes or films of one of them."""
        mine = [each for each in self.state.pieces if each.kind == kind]
        return mine if owner is None else [each for each in mine if each.owner == owner]

    def advance(self) -> None:
        """What is loaded is here."""
        now = self.far.now()
        done = [each for each in self.state.queue if each.state == "downloading" and each.until <= now]
        for each in done:
            self.state.queue.remove(each)
            piece = next(one for one in self.pieces(each.kind) if one.id == each.piece)
            piece.here, piece.quality = True, "WEBDL-1080p"
            note(self.state, piece, "downloadFolderImported", each.until, each.release, each.indexer)
        if done:
            self.far.save()

    def set_profile(self, kind: Kind, ids: Sequence[int], profile: int) -> list[PretendFollowed]:
        """Take these by another profile."""
        changed = [each for each in self.followed(kind) if each.id in ids]
        for each in changed:
            each.profile = profile
        named: list[JsonValue] = [each.name for each in changed]
        self.far.wrote("media", "set_quality", {"names": named, "profile": self.house.profiles[profile - 1]})
        return changed

    def search(self, kind: Kind, name: str, ids: Sequence[int]) -> int:
        """Look for these; what can be found is on its way then. The order's number."""
        now, release = self.far.now(), self._release
        failing = all(each.fails for each in self.house.indexers)
        for piece in (each for each in self.pieces(kind) if each.id in ids and not each.here):
            piece.searched_at = now
            is_coming = any(
                each.piece == piece.id and each.state == "downloading" for each in self.state.queue
            )
            if piece.finds and not failing and not piece.offers and not is_coming:
                self._load(piece, release(piece), now)
        self.state.commands.append(name)
        numbers: list[JsonValue] = [*ids]
        self.far.wrote("media", "search", {"command": name, "ids": numbers})
        return len(self.state.commands)

    def describe(self) -> JsonValue:
        """What people see: by which profile each is taken, and what is here."""
        self.advance()
        told: dict[str, JsonValue] = {}
        for each in self.state.followed:
            here = sum(one.here for one in self.pieces(each.kind, each.id))
            told[f"{each.name} ({each.year})"] = f"{self.house.profiles[each.profile - 1]}, {here} here"
        return told

    def _release(self, piece: PretendPiece) -> str:
        owner = next(each for each in self.followed(piece.kind) if each.id == piece.owner)
        number = "" if piece.season is None else f".S{piece.season:02}E{piece.number:02}"
        return f"{owner.name.replace(' ', '.')}{number}.1080p.WEB.H264-GOOD"

    def _load(self, piece: PretendPiece, release: str, now: datetime) -> None:
        indexer = next(each.name for each in self.house.indexers if not each.fails)
        self.state.queue.append(
            PretendDownload(
                id=len(self.state.history) + 1000,
                kind=piece.kind,
                piece=piece.id,
                release=release,
                state="downloading",
                percent=0,
                gb=2.4,
                added=now,
                until=now + timedelta(minutes=_FOUND_MINUTES),
                indexer=indexer,
                client="qBittorrent",
                message="",
            )
        )
        note(self.state, piece, "grabbed", now, release, indexer)
