"""What is big, lies there for long, and nobody ever watched."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from memory.errors import HomeOpsError
from tools.media.libraries import Libraries
from tools.media.organiser.models import FileNow, Noun
from tools.media.organiser.names import read_episode, read_film, split_name
from tools.media.titles import plain_title
from tools.trust import Ours, Untrusted

EVER = timedelta(days=3650)
_MONTH = timedelta(days=30.44)


class Idle(Noun, frozen=True):
    """A film or a whole series that nobody watched, with its size and when its newest file came."""

    root: Ours
    name: Untrusted
    bytes: int
    months: int


async def find_idle(
    files: Sequence[tuple[FileNow, str]], libraries: Libraries, now: datetime, *, months: int, large: float
) -> list[Idle] | None:
    """The biggest first; None where no library tells what was watched.

    Args:
        files: Films and episodes with the kind of their root.
        libraries: Which tell what was watched.
        now: The present instant.
        months: How long it must lie there.
        large: From how many bytes on.
    """
    if not libraries.shelves:
        return None
    try:
        watched = await libraries.watched(None, now - EVER)
    except HomeOpsError:
        return None
    seen = {plain_title(each.title.series or each.title.title) for each in watched}
    sums: defaultdict[tuple[str, str], list[FileNow]] = defaultdict(list)
    for file, kind in files:
        if kind in ("films", "series"):
            sums[file.root, _title(file, kind, now.year + 2)].append(file)
    found = list[Idle]()
    for (root, title), lying in sums.items():
        size = sum(each.mark.size for each in lying)
        newest = max(each.mark.mtime_ns for each in lying) / 1e9
        old = int((now.timestamp() - newest) / _MONTH.total_seconds())
        if size >= large and old >= months and plain_title(title) not in seen:
            found.append(Idle(root=root, name=title, bytes=size, months=old))
    return sorted(found, key=lambda each: (-each.bytes, each.name))


def _title(file: FileNow, kind: str, latest: int) -> str:
    stem, _ = split_name(file.name)
    if kind == "series":
        episode = read_episode(stem)
        top = file.path.partition("/")[0] if "/" in file.path else ""
        named = read_film(top, "", latest)
        return (named.title if named else top) or (episode.show if episode else stem)
    film = read_film(stem, file.folder.rpartition("/")[2], latest)
    return film.title if film else stem
