"""Which files are not called as is usual, and how they would be."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tools.media.organiser.models import FileNow
from tools.media.organiser.names import (
    Film,
    is_good_episode,
    is_good_film,
    is_good_show,
    is_main_video,
    read_episode,
    read_film,
    safe_name,
    season_of,
    split_name,
)


@dataclass(slots=True)
class Naming:
    """What there is to say about names: moves within a root, and files of which neither year nor number can be told."""

    moves: list[tuple[FileNow, str]] = field(default_factory=list[tuple[FileNow, str]])
    nameless: list[FileNow] = field(default_factory=list[FileNow])


def name_films(files: Sequence[FileNow], latest: int) -> Naming:
    """The films of a root; `latest` is the last year that a film may be of."""
    found, folders = Naming(), _by_folder(files)
    below = Counter(each.folder for each in files if is_main_video(each.path))
    for file in files:
        if not is_main_video(file.path):
            continue
        stem, ending = split_name(file.name)
        folder = file.folder.rpartition("/")[2]
        film = read_film(stem, folder, latest)
        if film is None:
            found.nameless.append(file)
        elif not is_good_film(folder, stem) and film.called:
            found.moves += _move_film(file, film, film.called + ending, folders, below)
    return found


def name_series(files: Sequence[FileNow], folders: Sequence[str]) -> Naming:
    """The episodes of a root in which these folders are."""
    found, around = Naming(), _by_folder(files)
    shows = {each.casefold(): each for each in folders if "/" not in each and is_good_show(each)}
    for file in files:
        if not is_main_video(file.path):
            continue
        stem, ending = split_name(file.name)
        episode = read_episode(stem)
        top = file.path.partition("/")[0] if "/" in file.path else ""
        show = top if is_good_show(top) and top else ""
        show = show or safe_name(episode.show if episode else "") or ""
        show = shows.get(show.casefold(), show)
        if episode is None or not show:
            found.nameless.append(file)
            continue
        if is_good_episode(file.path):
            continue
        season = _season_folder(folders, show, episode.season)
        title = f" - {episode.title}" if episode.title else ""
        name = safe_name(f"{show} - {episode.number}{title}") or safe_name(f"{show} - {episode.number}")
        if name is not None and len((name + ending).encode()) <= 255:
            to = f"{show}/{season}/{name}"
            found.moves += _with_companions(file, stem, to, ending, around)
    return found


def _move_film(
    file: FileNow,
    film: Film,
    name: str,
    folders: Mapping[str, Sequence[FileNow]],
    mains: Mapping[str, int],
) -> Iterator[tuple[FileNow, str]]:
    """The moves of one film: with all that lies in its folder, where that folder is its own."""
    stem, ending = split_name(file.name)
    called = film.called or ""
    if len(name.encode()) > 255:
        return
    own = bool(file.folder) and mains[file.folder] == 1 and _below(file.folder, mains) == 1
    if not own:
        base = f"{file.folder}/" if file.folder else ""
        yield from _with_companions(file, stem, f"{base}{called}/{called}", ending, folders)
        return
    above = file.folder.rpartition("/")[0]
    base = f"{above}/{called}" if above else called
    for folder, there in folders.items():
        if folder != file.folder and not folder.startswith(f"{file.folder}/"):
            continue
        for each in there:
            rest = each.path.removeprefix(f"{file.folder}/")
            if folder == file.folder and _belongs(each, file, stem):
                rest = called + rest.removeprefix(stem)
            yield each, f"{base}/{rest}"


def _below(folder: str, mains: Mapping[str, int]) -> int:
    return sum(count for each, count in mains.items() if each == folder or each.startswith(f"{folder}/"))


def _with_companions(
    file: FileNow, stem: str, to: str, ending: str, folders: Mapping[str, Sequence[FileNow]]
) -> Iterator[tuple[FileNow, str]]:
    """A video and what is called after it beside it: subtitles, pictures, notes. `to` is without its ending."""
    yield file, to + ending
    for each in folders[file.folder]:
        if each is not file and _belongs(each, file, stem) and not is_main_video(each.path):
            yield each, to + each.name.removeprefix(stem)


def _belongs(each: FileNow, file: FileNow, stem: str) -> bool:
    return each is file or (each.name.startswith(stem) and each.name[len(stem) : len(stem) + 1] in {".", "-"})


def _season_folder(folders: Sequence[str], show: str, season: int) -> str:
    """The season's folder as it is there, or as it is usually called."""
    for each in folders:
        top, _, below = each.partition("/")
        if top == show and below and "/" not in below and season_of(below) == season:
            return below
    return f"Season {season:02}" if season else "Specials"


def _by_folder(files: Sequence[FileNow]) -> dict[str, list[FileNow]]:
    found: defaultdict[str, list[FileNow]] = defaultdict(list)
    for each in files:
        found[each.folder].append(each)
    return found
