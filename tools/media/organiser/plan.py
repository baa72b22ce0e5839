"""What would be done to the folders, step by step, from how they are now; nothing of it is done here."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from tools.media.organiser.models import TRASH, FileNow, Step, Tree
from tools.media.organiser.names import is_good_film, split_name


@dataclass(frozen=True, slots=True)
class Moves:
    """What is to move: renamed files and duplicates with the file that stays, and what can't be (something is there)."""

    renames: tuple[tuple[FileNow, str], ...]
    duplicates: tuple[tuple[FileNow, FileNow], ...]
    clashes: tuple[tuple[FileNow, str], ...]


def choose_moves(
    tree: Tree, renames: Sequence[tuple[FileNow, str]], groups: Sequence[Sequence[FileNow]]
) -> Moves:
    """Which moves are free of one another: a place is taken while anything lies or is to come there, whatever its case."""
    doubles = tuple((each, group[0]) for one in groups for group in [_best_first(one)] for each in group[1:])
    going = {(each.root, each.path) for each, _ in doubles}
    wanted = [(file, to) for file, to in renames if (file.root, file.path) not in going and to != file.path]
    taken = Counter((file.root, _plain(to)) for file, to in wanted)
    there = {(each.root, _plain(each.path)) for each in (*tree.files, *tree.folders)}
    files = {(each.root, _plain(each.path)) for each in tree.files}
    clashing = [
        (file, to)
        for file, to in wanted
        if taken[file.root, _plain(to)] > 1
        or (file.root, _plain(to)) in there
        or any((file.root, _plain(folder)) in files for folder in _above(to))
    ]
    # What belongs together stays together: subtitles don't go without their film.
    stuck = {(file.root, file.folder, to.rpartition("/")[0]) for file, to in clashing}
    free = [(f, to) for f, to in wanted if (f.root, f.folder, to.rpartition("/")[0]) not in stuck]
    return Moves(tuple(free), doubles, tuple(clashing))


def write_steps(tree: Tree, moves: Moves) -> tuple[Step, ...]:
    """The steps of these moves: first the folders, then the files, then the folders that are empty after that."""
    spelled = {(each.root, _plain(each.path)): each.path for each in tree.folders}
    trash = [(file, f"{TRASH}/{_tag(file)}/{file.name}") for file, _ in moves.duplicates]
    there, made = {(each.root, each.path) for each in tree.folders}, set[tuple[str, str]]()
    steps, files = list[Step](), list[Step]()
    for file, to in (*moves.renames, *trash):
        folder, _, name = to.rpartition("/")
        where = ""
        for part in folder.split("/"):
            below = f"{where}/{part}".lstrip("/")
            where = spelled.setdefault((file.root, _plain(below)), below)
            if (file.root, where) not in there and (file.root, where) not in made:
                made.add((file.root, where))
                steps.append(Step(do="make", root=file.root, path=where))
        files.append(Step(do="move", root=file.root, path=file.path, to=f"{where}/{name}", mark=file.mark))
    return (*steps, *files, *_drops(tree, files, made))


def name_plan(kind: str, steps: Sequence[Step]) -> str:
    """A plan's handle, which follows from what it is about and its exact steps."""
    told = "\n".join(each.model_dump_json() for each in steps)
    return f"{kind}-{sha256(told.encode()).hexdigest()[:10]}"


def _drops(tree: Tree, moved: Sequence[Step], made: set[tuple[str, str]]) -> list[Step]:
    """The folders out of which everything goes, the deepest first."""
    left: Counter[tuple[str, str]] = Counter()
    for each in (*tree.files, *tree.folders):
        left[each.root, each.path.rpartition("/")[0]] += 1
    gone = Counter((each.root, each.path.rpartition("/")[0]) for each in moved)
    arrives: defaultdict[tuple[str, str], int] = defaultdict(int)
    for root, path in [*((each.root, each.to) for each in moved), *made]:
        for folder in _above(path):
            arrives[root, folder] += 1
    drops = list[Step]()
    for folder in sorted(tree.folders, key=lambda each: (-each.path.count("/"), each.root, each.path)):
        key = (folder.root, folder.path)
        if gone[key] and gone[key] == left[key] and not arrives[key]:
            drops.append(Step(do="drop", root=folder.root, path=folder.path))
            gone[folder.root, folder.path.rpartition("/")[0]] += 1
    return drops


def _best_first(group: Sequence[FileNow]) -> list[FileNow]:
    """That which stays first: called as is usual, then the shortest, then the oldest."""

    def order(file: FileNow) -> tuple[bool, int, int, str]:
        good = is_good_film(file.folder.rpartition("/")[2], split_name(file.name)[0])
        return not good, len(file.path), file.mark.mtime_ns, f"{file.root}/{file.path}"

    return sorted(group, key=order)


def _tag(file: FileNow) -> str:
    return sha256(f"{file.root}/{file.path}/{file.mark.model_dump_json()}".encode()).hexdigest()[:8]


def _above(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[: count + 1]) for count in range(len(parts))]


def _plain(path: str) -> str:
    """As some file systems compare names: without regard to case and to how accents are written."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
