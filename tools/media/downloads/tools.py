"""Downloads: what there is and why it does not go on, pausing, limits, adding and deleting."""

from pathlib import Path

from memory.people import Role
from tools.contract import Call, Risk, Verb
from tools.media.downloads import adding, limits, switching
from tools.media.downloads.adding import Adding
from tools.media.downloads.answers import Downloads, DownloadShown, show
from tools.media.downloads.arguments import One, find_one, resolving_one, resolving_some
from tools.media.downloads.limits import Limiting
from tools.media.downloads.models import State
from tools.media.downloads.programs import Programs
from tools.media.downloads.switching import Switching

PHRASES = Path(__file__).parent / "phrases"
SHOW = "media_show_download"
DELETE = "media_delete_download"


class Looking:
    """Looks at downloads."""

    def __init__(self, programs: Programs) -> None:
        self._programs = programs

    async def list_downloads(self, state: State | None = None) -> Downloads:
        """List downloads (torrents, usenet): what runs, waits, is stuck, paused, failed or finished, and the limits.

        Args:
            state: Only those that are so.
        """
        standing = await self._programs.read()
        found = [each for each in standing.downloads if state is None or each.state == state]
        return Downloads(
            downloads=tuple(found),
            limits={**standing.limits(), **standing.by_schedule()},
            asked=state,
            silent=tuple(standing.silent),
        )

    async def show_download(self, download: One) -> DownloadShown:
        """Show one download: how far it is, when it is done, why it is stuck or failed and what to do about it.

        Args:
            download: Its name or id.
        """
        standing = await self._programs.read()
        found = find_one(standing, download, lambda one: Call(SHOW, {"download": one.id}))
        return show(await self._programs.client(found.id).explain(found))


def verbs(programs: Programs, switches: Switching, limiting: Limiting, adds: Adding) -> tuple[Verb, ...]:
    """What can be done about downloads."""
    looking = Looking(programs)
    return (
        Verb(
            looking.list_downloads, keywords="torrent torrents usenet nzb queue stuck progress speed fetching"
        ),
        Verb(looking.show_download, keywords="why stuck stalled failed slow eta ready progress torrent"),
        *_switching(programs, switches),
        *_limiting(limiting),
        *_adding(programs, adds),
    )


def _switching(programs: Programs, switches: Switching) -> tuple[Verb, ...]:
    return (
        Verb(
            switches.pause_downloads,
            risk=Risk.WRITE,
            role=Role.TEEN,
            card=switches.say_pause,
            observe=switches.observe,
            happened=switching.is_paused,
            resolve=resolving_some(programs, switching.PAUSE),
            keywords="stop hold halt torrents internet slow until",
        ),
        Verb(
            switches.resume_downloads,
            risk=Risk.WRITE,
            role=Role.TEEN,
            card=switches.say_resume,
            observe=switches.observe,
            happened=switching.is_resumed,
            resolve=resolving_some(programs, switching.RESUME),
            keywords="continue start unpause go on again torrents",
        ),
    )


def _limiting(limiting: Limiting) -> tuple[Verb, ...]:
    return (
        Verb(
            limiting.limit_downloads,
            risk=Risk.WRITE,
            role=Role.TEEN,
            card=limiting.say_limit,
            observe=limiting.observe_limits,
            happened=limits.has_limit,
            keywords="slow down throttle speed cap bandwidth unlimited full speed",
        ),
        Verb(
            limiting.set_limit_schedule,
            risk=Risk.WRITE,
            role=Role.ADULT,
            card=limiting.say_schedule,
            observe=limiting.observe_schedules,
            happened=limits.has_schedule,
            keywords="throttle every evening by day night hours timetable bandwidth",
        ),
        Verb(
            limiting.set_download_limits,
            risk=Risk.WRITE,
            role=Role.TEEN,
            card=limiting.say_limits,
            observe=limiting.observe_limits,
            happened=limits.has_limits,
            model=False,
        ),
        Verb(
            limiting.put_back_limit_schedule,
            risk=Risk.WRITE,
            role=Role.ADULT,
            card=limiting.say_schedules,
            observe=limiting.observe_schedules,
            happened=limits.has_schedules,
            model=False,
        ),
    )


def _adding(programs: Programs, adds: Adding) -> tuple[Verb, ...]:
    return (
        Verb(
            adds.add_download,
            risk=Risk.WRITE,
            role=Role.ADULT,
            card=adds.say_add,
            observe=adds.observe_link,
            happened=adding.is_there,
            resolve=adds.resolve_link,
            keywords="magnet torrent nzb link get fetch",
        ),
        Verb(
            adds.delete_download,
            risk=Risk.DANGER,
            role=Role.ADULT,
            card=adds.say_delete,
            observe=adds.observe_one,
            happened=adding.is_gone,
            resolve=resolving_one(programs, DELETE),
            keywords="remove cancel torrent files trash",
        ),
        Verb(
            adds.take_back_download,
            risk=Risk.WRITE,
            role=Role.ADULT,
            card=adds.say_take_back,
            observe=adds.observe_one,
            happened=adding.is_gone,
            model=False,
        ),
    )
