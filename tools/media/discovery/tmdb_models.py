"""What TMDB's API v3 answers, as far as it is used."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tools.media.discovery.models import Details, Entry, Kind, Providers

MOST_RESULTS = 100
_KINDS: dict[str, Kind] = {"movie": "film", "tv": "series"}


def _read_date(value: object) -> object:
    """TMDB writes an unknown date as ""; some are no dates at all."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


Day = Annotated[date | None, BeforeValidator(_read_date)]


class TmdbTitle(BaseModel):
    """A row of a list: a film has `title`, a series `name`; a person of a search is neither."""

    model_config = ConfigDict(extra="ignore", defer_build=True)

    id: int
    media_type: str = ""
    title: str = ""
    name: str = ""
    release_date: Day = None
    first_air_date: Day = None
    overview: str | None = None
    vote_average: float | None = None
    vote_count: int | None = None
    genre_ids: list[int] = Field(default_factory=list[int])
    adult: bool = False

    def entry(self, kind: Kind) -> Entry:
        """As one of ours."""
        released = self.release_date if kind == "film" else self.first_air_date
        return Entry(
            kind=kind,
            title=((self.title if kind == "film" else self.name) or self.title or self.name).strip(),
            year=None if released is None else released.year,
            released=released,
            tmdb=self.id,
            rating=self.vote_average or None,
            votes=self.vote_count or 0,
            genres=tuple(self.genre_ids),
            about=" ".join((self.overview or "").split()),
        )


class TmdbPage(BaseModel):
    """A page of a list."""

    model_config = ConfigDict(extra="ignore", defer_build=True)

    results: list[TmdbTitle]

    def entries(self, kind: Kind | None) -> list[Entry]:
        """The films and series of it; `kind` is theirs where the rows don't say."""
        found: list[Entry] = []
        for row in self.results[:MOST_RESULTS]:
            said = _KINDS.get(row.media_type) if row.media_type else kind
            if said is not None and not row.adult and (row.title or row.name).strip():
                found.append(row.entry(said))
        return found


class TmdbGenre(BaseModel):
    """A kind of story."""

    model_config = ConfigDict(extra="ignore", defer_build=True)

    id: int
    name: str


class TmdbProvider(BaseModel):
    """A service that shows it."""

    model_config = ConfigDict(extra="ignore", defer_build=True)

    provider_name: str


class TmdbShown(BaseModel):
    """Where it is shown in one country."""

    model_config = ConfigDict(extra="ignore", defer_build=True)

    flatrate: list[TmdbProvider] = Field(default_factory=list[TmdbProvider])
    free: list[TmdbProvider] = Field(default_factory=list[TmdbProvider])
    ads: list[TmdbProvider] = Field(default_factory=list[TmdbProvider])
    rent: list[TmdbProvider] = Field(default_factory=list[TmdbProvider])
    buy: list[TmdbProvider] = Field(default_factory=list[TmdbProvider])


class TmdbShownIn(BaseModel):
    """Where it is shown, by country."""

    model_config = ConfigDict(extra="ignore", defer_build=True)

    results: dict[str, TmdbShown] = Field(default_factory=dict[str, TmdbShown])


class TmdbIds(BaseModel):
    """What others call it."""

    model_config = ConfigDict(extra="ignore", defer_build=True)

    tvdb_id: int | None = None


class TmdbDetails(TmdbTitle):
    """One film or series with what `append_to_response` adds."""

    runtime: int | None = None
    episode_run_time: list[int] = Field(default_factory=list[int])
    number_of_seasons: int | None = None
    genres: list[TmdbGenre] = Field(default_factory=list[TmdbGenre])
    shown: TmdbShownIn = Field(default_factory=TmdbShownIn, alias="watch/providers")
    external_ids: TmdbIds = Field(default_factory=TmdbIds)

    def details(self, kind: Kind, country: str, own: Mapping[str, str]) -> Details:
        """As ours; `own` are the household's services, by how they compare (`plain_service`)."""
        entry = self.entry(kind).model_copy(
            update={"tvdb": self.external_ids.tvdb_id, "genres": tuple(each.id for each in self.genres)}
        )
        runs = self.runtime if kind == "film" else next(iter(self.episode_run_time), None)
        return Details(
            entry=entry,
            minutes=runs or None,
            seasons=self.number_of_seasons if kind == "series" else None,
            genres=tuple(each.name for each in self.genres),
            providers=_providers(self.shown.results.get(country, TmdbShown()), own),
            providers_known=True,
        )


def plain_service(name: str) -> str:
    """A service's name to compare by: "Disney+" is "Disney Plus"."""
    return "".join(letter for letter in name.casefold().replace("+", "plus") if letter.isalnum())


def _providers(shown: TmdbShown, own: Mapping[str, str]) -> Providers:
    included = [each.provider_name for each in (*shown.flatrate, *shown.ads, *shown.free)]
    ours = {
        said: None
        for name in included
        for plain, said in own.items()
        if plain_service(name).startswith(plain)  # "Netflix Standard with Ads" is Netflix
    }
    rest = [
        each
        for each in shown.flatrate
        if not any(plain_service(each.provider_name).startswith(p) for p in own)
    ]
    return Providers(
        own=tuple(ours),
        subscription=_names(rest),
        free=_names([*shown.free, *shown.ads]),
        rent=_names(shown.rent),
        buy=_names(shown.buy),
    )


def _names(providers: list[TmdbProvider]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.provider_name for each in providers))
