"""The titles of a pretend server, as the house file lists them: what any server knows of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import md5

from tools.media.libraries import Resolution
from tools.media.library.fake.house import PretendSeries, PretendServer
from tools.media.titles import TitleKind

GIB = 1_073_741_824


@dataclass(frozen=True, slots=True)
class Entry:
    """A title. `number` is Plex's id, `guid` Jellyfin's; `parent` and `series` are the numbers of what it belongs to."""

    number: int
    kind: TitleKind
    title: str
    year: int
    added: datetime
    minutes: int = 0
    gb: float = 0
    resolution: Resolution = "1080p"
    tmdb: int | None = None
    tvdb: int | None = None
    parent: int | None = None
    series: int | None = None
    series_title: str = ""
    season: int = 0
    index: int = 0
    artist: str = ""

    @property
    def guid(self) -> str:
        """The id in Jellyfin's form."""
        return md5(f"{self.kind}{self.number}".encode(), usedforsecurity=False).hexdigest()

    @property
    def seconds(self) -> int:
        """How long it is."""
        return self.minutes * 60

    @property
    def size(self) -> int:
        """In bytes."""
        return int(self.gb * GIB)

    @property
    def path(self) -> str:
        """Where its file lies."""
        name = f"{self.title} ({self.year})"
        if self.kind == "episode":
            place = f"{self.series_title}/Season {self.season:02}"
            return f"/media/series/{place}/{self.series_title} - S{self.season:02}E{self.index:02}.mkv"
        return f"/media/films/{name}/{name}.mkv"


def make_entries(server: PretendServer, opened: datetime) -> list[Entry]:
    """All titles of a server; `opened` is the instant that days are counted back from."""
    films = [
        Entry(
            number=1001 + n,
            kind="film",
            title=each.title,
            year=each.year,
            added=opened - timedelta(days=each.added),
            minutes=each.minutes,
            gb=each.gb,
            resolution=each.resolution,
            tmdb=each.tmdb,
        )
        for n, each in enumerate(server.films)
    ]
    albums = [
        Entry(
            number=900 + n,
            kind="album",
            title=each.title,
            year=each.year,
            added=opened - timedelta(days=each.added),
            minutes=each.minutes,
            artist=each.artist,
        )
        for n, each in enumerate(server.albums)
    ]
    series = [
        entry
        for n, each in enumerate(server.series)
        for entry in _make_series(each, 20_000 + 1000 * n, opened - timedelta(days=each.added))
    ]
    return [*films, *albums, *series]


def _make_series(told: PretendSeries, number: int, last: datetime) -> Iterator[Entry]:
    total = sum(told.seasons)
    yield Entry(
        number=number,
        kind="series",
        title=told.title,
        year=told.year,
        added=last - timedelta(days=7 * total),
        tmdb=told.tmdb,
        tvdb=told.tvdb,
    )
    before = 0
    for season, count in enumerate(told.seasons, start=1):
        parent = number + 900 + season
        year = told.year + season - 1
        added = last - timedelta(days=7 * (total - before - count))
        yield Entry(
            number=parent,
            kind="season",
            title=f"Season {season}",
            year=year,
            added=added,
            series=number,
            series_title=told.title,
            season=season,
            index=season,
            parent=number,
        )
        for index in range(1, count + 1):
            yield Entry(
                number=number + before + index,
                kind="episode",
                title=f"Episode {index}",
                year=year,
                added=last - timedelta(days=7 * (total - before - index)),
                minutes=told.minutes,
                gb=told.gb,
                resolution=told.resolution,
                parent=parent,
                series=number,
                series_title=told.title,
                season=season,
                index=index,
            )
        before += count
