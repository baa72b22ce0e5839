"""What can be set about films, series and music, under `[media]` of homeops.toml: a section a subject."""

from pydantic import BaseModel, ConfigDict, Field

from tools.media.discovery.settings import DiscoverySettings
from tools.media.downloads.settings import DownloadsSettings
from tools.media.library.settings import LibrarySettings
from tools.media.music.settings import MusicSettings
from tools.media.organiser.settings import OrganiserSettings
from tools.media.requests.settings import RequestsSettings
from tools.media.series.settings import SeriesSettings


class MediaSettings(BaseModel):
    """The subjects; each is connected where its section says to what."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    library: LibrarySettings = Field(default_factory=LibrarySettings)
    requests: RequestsSettings = Field(default_factory=RequestsSettings)
    series: SeriesSettings = Field(default_factory=SeriesSettings)
    downloads: DownloadsSettings = Field(default_factory=DownloadsSettings)
    music: MusicSettings = Field(default_factory=MusicSettings)
    discovery: DiscoverySettings = Field(default_factory=DiscoverySettings)
    organiser: OrganiserSettings = Field(default_factory=OrganiserSettings)
    simulation: str | None = None
    """Address of the simulated house; below it lie the servers whose addresses are paths."""
