"""The calls of Sonarr and Radarr that we make (API v3); what differs between the two stands in a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tools.contract import Json
from tools.media.keyed import KeyedServer
from tools.media.series import shaping, wire
from tools.media.series.models import (
    Complaint,
    Download,
    Folder,
    Followed,
    FollowedKind,
    Happened,
    Piece,
    Profile,
    Rejected,
)

MOST = 100
_ROOT = "/api/v3"


@dataclass(frozen=True, slots=True)
class _Words:
    """What one of them calls things."""

    path: str
    many: str
    one: str
    search: str
    pieces: str
    history: str


_CALLED: dict[FollowedKind, _Words] = {
    "series": _Words(
        "series", "seriesIds", "episodeId", "EpisodeSearch", "episodeIds", "history/series?seriesId="
    ),
    "film": _Words("movie", "movieIds", "movieId", "MoviesSearch", "movieIds", "history/movie?movieId="),
}


class Arr:
    """Sonarr, for series, or Radarr, for films."""

    def __init__(self, server: KeyedServer, kind: FollowedKind) -> None:
        self._server = server
        self.kind: FollowedKind = kind
        self._words = _CALLED[kind]

    @property
    def name(self) -> str:
        """As people say it."""
        return self._server.name

    async def followed(self) -> list[Followed]:
        """Everything that is followed."""
        rows = await self._server.get(f"{_ROOT}/{self._words.path}", wire.FOLLOWED)
        return [shaping.followed_of(each, self.kind) for each in rows]

    async def pieces(self, followed: Followed) -> list[Piece]:
        """All episodes of a series but for specials; of a film itself."""
        if self.kind == "film":
            rows = await self._server.get(f"{_ROOT}/movie", wire.FOLLOWED)
            return [shaping.film_of(each) for each in rows if each.id == followed.number]
        query = {"seriesId": followed.number, "includeEpisodeFile": "true"}
        told = await self._server.get(f"{_ROOT}/episode", wire.EPISODES, query)
        return [shaping.episode_of(each, followed) for each in told if each.season_number > 0]

    async def coming(self, start: datetime, end: datetime) -> list[Piece]:
        """What comes out between two moments, by when."""
        query = {"start": _iso(start), "end": _iso(end), "unmonitored": "false"}
        if self.kind == "film":
            films = await self._server.get(f"{_ROOT}/calendar", wire.FOLLOWED, query)
            found = [shaping.film_of(each) for each in films]
        else:
            query |= {"includeSeries": "true"}
            told = await self._server.get(f"{_ROOT}/calendar", wire.EPISODES, query)
            found = [shaping.episode_of(each) for each in told]
        within = [each for each in found if each.out_at is not None and start <= each.out_at < end]
        return sorted(within, key=lambda each: each.out_at or end)

    async def missing(self) -> tuple[int, list[Piece]]:
        """How much that came out is missing, and the newest of it."""
        query: dict[str, str | int] = {
            "page": 1,
            "pageSize": MOST,
            "sortDirection": "descending",
            "monitored": "true",
        }
        if self.kind == "film":
            query["sortKey"] = "movieMetadata.digitalRelease"
            films = await self._server.get(f"{_ROOT}/wanted/missing", wire.MOVIE_PAGE, query)
            return films.total_records, [shaping.film_of(each) for each in films.records[:MOST]]
        query |= {"sortKey": "episodes.airDateUtc", "includeSeries": "true"}
        page = await self._server.get(f"{_ROOT}/wanted/missing", wire.EPISODE_PAGE, query)
        return page.total_records, [shaping.episode_of(each) for each in page.records[:MOST]]

    async def queue(self) -> list[Download]:
        """What is on its way."""
        page = await self._server.get(f"{_ROOT}/queue", wire.QUEUE, {"page": 1, "pageSize": 1000})
        return [shaping.download_of(each) for each in page.records]

    async def history(self, followed_number: int) -> list[Happened]:
        """What was done for a series or film, the latest first."""
        rows = await self._server.get(f"{_ROOT}/{self._words.history}{followed_number}", wire.HISTORY)
        return shaping.latest_first([shaping.happened_of(each) for each in rows])

    async def complaints(self) -> list[Complaint]:
        """What it finds wrong with itself."""
        rows = await self._server.get(f"{_ROOT}/health", wire.COMPLAINTS)
        bad = [each for each in rows if each.type in ("warning", "error")]
        return [Complaint(source=each.source, words=each.message) for each in bad]

    async def folders(self) -> list[Folder]:
        """Where things are kept, and how much room is left."""
        rows = await self._server.get(f"{_ROOT}/rootfolder", wire.FOLDERS)
        return [Folder(path=each.path, is_there=each.accessible, free_bytes=each.free_space) for each in rows]

    async def searchers(self) -> list[str]:
        """The names of the indexers that are searched by themselves."""
        rows = await self._server.get(f"{_ROOT}/indexer", wire.INDEXERS)
        return [each.name for each in rows if each.enable_automatic_search]

    async def rejected(self, piece: int) -> list[Rejected]:
        """The releases that are to be had now and are not taken; asks every indexer, which takes a while."""
        rows = await self._server.get(f"{_ROOT}/release", wire.RELEASES, {self._words.one: piece})
        return [
            Rejected(title=each.title, quality=each.quality.quality.name, reasons=each.rejections)
            for each in rows
            if each.rejected
        ]

    async def profiles(self) -> list[Profile]:
        """The quality profiles."""
        rows = await self._server.get(f"{_ROOT}/qualityprofile", wire.PROFILES)
        return [Profile(number=each.id, name=each.name, is_upgrading=each.upgrade_allowed) for each in rows]

    async def set_profile(self, followed_number: int, profile: int) -> None:
        """Have a series or film taken by another profile."""
        body: dict[str, Json] = {self._words.many: [followed_number], "qualityProfileId": profile}
        await self._server.change("PUT", f"{_ROOT}/{self._words.path}/editor", wire.ANYTHING, body)

    async def search(self, pieces: Sequence[int]) -> str:
        """Look for episodes or films once more; how that stands: "queued", "started", "completed" or "failed"."""
        body: dict[str, Json] = {"name": self._words.search, self._words.pieces: list(pieces)}
        order = await self._server.change("POST", f"{_ROOT}/command", wire.COMMAND, body)
        return (await self._server.get(f"{_ROOT}/command/{order.id}", wire.COMMAND)).status


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
