"""How a pretend Sonarr and a pretend Radarr begin, from what the house file says."""

from datetime import datetime, timedelta

from tools.media.series.fake import HouseEpisode, HouseFilm, HouseSeries, SeriesHouse
from tools.media.series.fake.nouns import (
    Kind,
    PretendDownload,
    PretendFollowed,
    PretendPiece,
    SeriesState,
    note,
)

_WEEK = timedelta(days=7)


def begin(house: SeriesHouse, now: datetime) -> SeriesState:
    """What there is at first.

    Args:
        house: What the house file says.
        now: When it begins, in the house's zone.
    """
    return _Beginning(house, now).run()


class _Beginning:
    def __init__(self, house: SeriesHouse, now: datetime) -> None:
        self._house = house
        self._now = now
        self.state = SeriesState()

    def run(self) -> SeriesState:
        """The state."""
        now = self._now
        for series in self._house.series:
            self._add_series(series, now)
        for film in self._house.films:
            self._add_film(film, now)
        for each in self._house.queue:
            piece, at = (
                self._named(each.name, each.season, each.episode),
                now - timedelta(hours=each.hours_ago),
            )
            row = PretendDownload(
                id=len(self.state.queue) + 1,
                kind=piece.kind,
                piece=piece.id,
                release=each.release,
                state=each.state,
                percent=each.percent,
                gb=each.gb,
                added=at,
                until=at + timedelta(minutes=each.minutes),
                indexer=each.indexer,
                client=each.client,
                message=each.message,
            )
            self.state.queue.append(row)
            note(self.state, piece, "grabbed", at, each.release, each.indexer)
        for told in self._house.history:
            piece, at = (
                self._named(told.name, told.season, told.episode),
                now - timedelta(hours=told.hours_ago),
            )
            what = told.what
            if what == "deleted":
                what = "episodeFileDeleted" if piece.kind == "series" else "movieFileDeleted"
            note(self.state, piece, what, at, told.release, told.indexer, told.message, told.quality)
        return self.state

    def _add_series(self, series: HouseSeries, now: datetime) -> None:
        owner = len(self._of("series")) + 1
        self.state.followed.append(
            PretendFollowed(
                id=owner,
                kind="series",
                name=series.name,
                year=series.year,
                foreign_id=series.tvdb,
                profile=self._house.profiles.index(series.profile) + 1,
                monitored=series.monitored,
            )
        )
        own = {(each.season, each.number) for each in series.episodes}
        for season in series.seasons:
            began = datetime.fromisoformat(f"{season.began}T20:00").replace(tzinfo=self._now.tzinfo)
            for number in range(1, season.episodes + 1):
                if (season.number, number) in own:
                    continue
                episode = HouseEpisode(season=season.number, number=number, title=f"Episode {number}", days=0)
                episode.here = number <= season.have
                at = began + (number - 1) * _WEEK
                self._add_episode(owner, episode, at, series.quality, monitored=season.monitored)
        for episode in series.episodes:
            hour, minute = map(int, episode.at.split(":"))
            day = now + timedelta(days=episode.days)
            at = day.replace(hour=hour, minute=minute, second=0, microsecond=0)
            self._add_episode(owner, episode, at, series.quality, monitored=True)

    def _add_episode(
        self, owner: int, episode: HouseEpisode, at: datetime, quality: str, *, monitored: bool
    ) -> None:
        self.state.pieces.append(
            PretendPiece(
                id=sum(each.kind == "series" for each in self.state.pieces) + 1,
                owner=owner,
                kind="series",
                season=episode.season,
                number=episode.number,
                title=episode.title,
                out_at=at,
                here=episode.here,
                monitored=monitored,
                searched_at=self._ago(episode.searched_hours_ago),
                quality=quality if episode.here else "",
                finds=episode.finds,
                offers=episode.offers,
            )
        )

    def _add_film(self, film: HouseFilm, now: datetime) -> None:
        number = len(self._of("film")) + 1
        self.state.followed.append(
            PretendFollowed(
                id=number,
                kind="film",
                name=film.name,
                year=film.year,
                foreign_id=film.tmdb,
                profile=self._house.profiles.index(film.profile) + 1,
                monitored=film.monitored,
                gb=film.gb,
            )
        )
        self.state.pieces.append(
            PretendPiece(
                id=number,
                owner=number,
                kind="film",
                title=film.name,
                out_at=now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=film.days),
                here=film.here,
                monitored=film.monitored,
                searched_at=self._ago(film.searched_hours_ago),
                quality=film.quality if film.here else "",
                finds=film.finds,
                offers=film.offers,
            )
        )

    def _ago(self, hours: float | None) -> datetime | None:
        return None if hours is None else self._now - timedelta(hours=hours)

    def _named(self, name: str, season: int | None, episode: int | None) -> PretendPiece:
        owner = next(each for each in self.state.followed if each.name == name)
        pieces = [each for each in self.state.pieces if (each.kind, each.owner) == (owner.kind, owner.id)]
        return next(each for each in pieces if (each.season, each.number) == (season, episode))

    def _of(self, kind: Kind) -> list[PretendFollowed]:
        return [each for each in self.state.followed if each.kind == kind]
