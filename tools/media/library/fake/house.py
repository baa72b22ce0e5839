"""What the house file says of the pretend media servers, in `[media.library]`."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from tools.media.libraries import Resolution


class Pretended(BaseModel):
    """A part of the house file."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class PretendAccount(Pretended):
    """An account; on Plex it has a token of its own."""

    name: str
    token: str = ""


class PretendFilm(Pretended):
    """A film. `added` is days ago; `watched` are accounts, `begun` how many minutes of it an account has seen."""

    title: str
    year: int
    tmdb: int | None = None
    minutes: int = Field(default=112, ge=1)
    gb: float = Field(default=6.0, gt=0)
    resolution: Resolution = "1080p"
    added: float = Field(default=400, ge=0)
    watched: tuple[str, ...] = ()
    begun: dict[str, int] = {}


class PretendSeries(Pretended):
    """A series. `seasons` are numbers of episodes; `watched` how many of these, from the first, an account has seen,
    `begun` how many minutes of the one after them. `added` is when the last episode came, in days ago.
    """

    title: str
    year: int
    tmdb: int | None = None
    tvdb: int | None = None
    seasons: tuple[int, ...]
    minutes: int = Field(default=45, ge=1)
    gb: float = Field(default=1.4, gt=0)
    resolution: Resolution = "1080p"
    added: float = Field(default=300, ge=0)
    watched: dict[str, int] = {}
    begun: dict[str, int] = {}


class PretendAlbum(Pretended):
    """An album."""

    title: str
    artist: str
    year: int
    minutes: int = Field(default=44, ge=1)
    added: float = Field(default=500, ge=0)


class PretendPlayer(Pretended):
    """A device; `account` is who is logged in there. One that does not listen takes no commands."""

    name: str
    account: str
    product: str = "Plex for Android (TV)"
    listens: bool = True


class PretendPlaying(Pretended):
    """What plays on a player: a film by its title, an episode as "Severance S2 E3"."""

    player: str
    title: str
    minute: int = 0
    paused: bool = False
    converting: bool = False


class PretendServer(Pretended):
    """A server below `path`; the first account is its owner."""

    name: str
    kind: Literal["plex", "jellyfin", "emby"] = "plex"
    path: str
    token: str = "simulated"  # noqa: S105 - opens only what is pretended
    version: str = "1.41.3.9314"
    accounts: tuple[PretendAccount, ...] = Field(min_length=1)
    films: tuple[PretendFilm, ...] = ()
    series: tuple[PretendSeries, ...] = ()
    albums: tuple[PretendAlbum, ...] = ()
    players: tuple[PretendPlayer, ...] = ()
    playing: tuple[PretendPlaying, ...] = ()


class LibraryHouse(BaseModel):
    """The pretend servers."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    servers: list[PretendServer] = []
