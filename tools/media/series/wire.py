"""What Sonarr and Radarr tell (their API v3), which are kin."""

from pydantic import AwareDatetime, Field, TypeAdapter

from tools.media.keyed import Wire


class _Statistics(Wire):
    episode_file_count: int = 0
    episode_count: int = 0
    size_on_disk: int = 0


class _QualityName(Wire):
    name: str = ""


class Quality(Wire):
    """A quality, as it stands within everything that has one."""

    quality: _QualityName = Field(default_factory=_QualityName)


class WireFile(Wire):
    """A file that is there."""

    id: int = 0
    quality: Quality = Field(default_factory=Quality)


class WireFollowed(Wire):
    """A series or a film."""

    id: int
    title: str
    year: int = 0
    monitored: bool = True
    quality_profile_id: int = 0
    next_airing: AwareDatetime | None = None
    statistics: _Statistics = Field(default_factory=_Statistics)
    has_file: bool = False
    is_available: bool = True
    size_on_disk: int = 0
    in_cinemas: AwareDatetime | None = None
    digital_release: AwareDatetime | None = None
    physical_release: AwareDatetime | None = None
    last_search_time: AwareDatetime | None = None
    movie_file: WireFile | None = None


class WireEpisode(Wire):
    """An episode; `series` comes along in lists over several."""

    id: int
    series_id: int
    season_number: int
    episode_number: int
    title: str = ""
    air_date_utc: AwareDatetime | None = None
    has_file: bool = False
    monitored: bool = True
    last_search_time: AwareDatetime | None = None
    series: WireFollowed | None = None
    episode_file: WireFile | None = None


class _Message(Wire):
    title: str | None = None
    messages: tuple[str, ...] = ()


class WireDownload(Wire):
    """Something in the queue."""

    episode_id: int | None = None
    movie_id: int | None = None
    title: str = ""
    size: float = 0
    size_left: float = Field(default=0, alias="sizeleft")
    status: str = ""
    tracked_download_state: str = ""
    tracked_download_status: str = ""
    status_messages: tuple[_Message, ...] = ()
    error_message: str = ""
    estimated_completion_time: AwareDatetime | None = None
    added: AwareDatetime | None = None
    download_client: str | None = None
    indexer: str | None = None


class _Data(Wire):
    indexer: str | None = None
    message: str | None = None
    reason: str | None = None


class WireHappened(Wire):
    """Something in the history."""

    episode_id: int | None = None
    movie_id: int | None = None
    event_type: str
    date: AwareDatetime
    source_title: str = ""
    quality: Quality = Field(default_factory=Quality)
    data: _Data = Field(default_factory=_Data)


class WireComplaint(Wire):
    """A finding of its health."""

    source: str = ""
    type: str = ""
    message: str = ""


class WireFolder(Wire):
    """A root folder."""

    path: str
    accessible: bool = True
    free_space: int | None = None


class WireProfile(Wire):
    """A quality profile."""

    id: int
    name: str
    upgrade_allowed: bool = False


class WireIndexer(Wire):
    """A searcher."""

    name: str
    enable_automatic_search: bool = True


class WireRelease(Wire):
    """A release that a search found."""

    title: str = ""
    quality: Quality = Field(default_factory=Quality)
    rejected: bool = False
    rejections: tuple[str, ...] = ()


class WireCommand(Wire):
    """An order that was taken."""

    id: int
    name: str = ""
    status: str = ""
    message: str | None = None


class EpisodePage(Wire):
    """A page of episodes."""

    total_records: int
    records: tuple[WireEpisode, ...]


class MoviePage(Wire):
    """A page of films."""

    total_records: int
    records: tuple[WireFollowed, ...]


class QueuePage(Wire):
    """A page of the queue."""

    records: tuple[WireDownload, ...]


FOLLOWED = TypeAdapter(list[WireFollowed])
EPISODES = TypeAdapter(list[WireEpisode])
EPISODE_PAGE = TypeAdapter(EpisodePage)
MOVIE_PAGE = TypeAdapter(MoviePage)
QUEUE = TypeAdapter(QueuePage)
HISTORY = TypeAdapter(list[WireHappened])
COMPLAINTS = TypeAdapter(list[WireComplaint])
FOLDERS = TypeAdapter(list[WireFolder])
PROFILES = TypeAdapter(list[WireProfile])
INDEXERS = TypeAdapter(list[WireIndexer])
RELEASES = TypeAdapter(list[WireRelease])
COMMAND = TypeAdapter(WireCommand)
ANYTHING = TypeAdapter[object](object)
